"""``rushes studio tidy``: keep the store of finished steps within a limit."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rushes.cli import print_json
from rushes.cli.options import json_option
from rushes.cli.sizes import UNITS, Size, size_words

if TYPE_CHECKING:
    from rushes.show import Show
    from rushes.studio.cache import Entry
    from rushes.studio.tidy import Outlook


@click.command("tidy")
@click.option(
    "--limit",
    type=Size(),
    help="What the stores may hold together, for example 200GB; left out, what the studio's file says.",
)
@click.option("--dry-run", is_flag=True, help="Say what would go, and remove nothing.")
@click.option(
    "--show",
    "show_folders",
    type=click.Path(path_type=Path),
    required=True,
    multiple=True,
    help="A show's folder; may be given more than once.",
)
@json_option
def command(limit: int | None, dry_run: bool, show_folders: tuple[Path, ...], as_json: bool) -> None:
    """Remove finished steps that were used longest ago until the stores hold no more than the limit.

    Nothing goes that a take or a running job refers to, and nothing at all while one of the show's records can't be read.
    What is gone is made again when it is needed.
    """
    from rushes.show import Show
    from rushes.studio.tidy import look, remove

    shows = list({show.folder.resolve(): show for show in map(Show.load, show_folders)}.values())
    seen = look([(show.folder, show.work) for show in shows], limit if limit is not None else _studio_limit())
    _say(seen)
    gone: list[Entry] = []
    if not dry_run:
        for show in shows:
            gone += remove(show.folder, show.work, [entry for entry in seen.remove if entry.work == show.work])
        click.echo(f"Removed {len(gone)} of {len(seen.remove)}: {size_words(sum(one.alone for one in gone))} are free.")
    if as_json:
        print_json(_record(seen, shows) | {"removed": [str(one.path) for one in gone]})


def _studio_limit() -> int:
    from rushes.errors import BadInputError
    from rushes.studio.config import load_studio

    limit_gb = load_studio().cache.limit_gb
    if limit_gb is None:
        raise BadInputError(
            "There is no limit: give --limit 200GB, or write cache: {limit_gb: 200} into the studio's file."
        )
    return int(limit_gb * UNITS["gb"])


def _say(seen: Outlook) -> None:
    click.echo(
        f"The store holds {size_words(seen.held)} besides the takes' own files, of {size_words(seen.limit)}; takes and running jobs "
        f"refer to {size_words(seen.referred)} of that."
    )
    for sentence in seen.unread:
        click.echo(f"All stays: {sentence}", err=True)
    for entry in seen.remove:
        used = datetime.fromtimestamp(entry.used, UTC)
        click.echo(f"{entry.path}  {size_words(entry.alone):>10}  used {used:%Y-%m-%d %H:%M} UTC")
    click.echo(f"That frees {size_words(seen.frees)}." if seen.remove else "Nothing is to be removed.")
    if seen.over:
        click.echo(f"{size_words(seen.over)} above the limit have to stay.", err=True)


def _record(seen: Outlook, shows: list[Show]) -> dict[str, object]:
    return {
        "shows": [show.name for show in shows],
        "limit": seen.limit,
        "held": seen.held,
        "referred": seen.referred,
        "frees": seen.frees,
        "over": seen.over,
        "remove": [str(entry.path) for entry in seen.remove],
        "unread": list(seen.unread),
    }
