"""``rushes doctor``: what is wrong here, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rushes.cli import print_json
from rushes.cli.options import json_option

if TYPE_CHECKING:
    from rushes.studio.trouble import Trouble


@click.command("doctor")
@click.option(
    "--show",
    "show_folder",
    type=click.Path(path_type=Path),
    help="Look at this show as well; left out, only at the machine.",
)
@json_option
def command(show_folder: Path | None, as_json: bool) -> int:
    """Find the ten most likely problems, and say the remedy of each.

    Changes nothing. Leaves with 5 when something is wrong; hints don't count.
    """
    from rushes.doctor import CHECKS

    return look(show_folder, CHECKS, as_json=as_json)


def look(show_folder: Path | None, checks: Mapping[str, str], *, as_json: bool) -> int:
    """Look at this machine, the studio and a show, print what was found, and return the exit code."""
    from datetime import UTC, datetime

    from rushes.doctor import Place, examine
    from rushes.show import Show
    from rushes.studio import settings_folder
    from rushes.studio.config import load_studio

    show = Show.load(show_folder) if show_folder is not None else None
    found = examine(Place(settings_folder(), datetime.now(UTC), show, load_studio()), checks)
    return tell(checks, found, as_json=as_json)


def tell(checks: Iterable[str], found: Sequence[Trouble], *, as_json: bool) -> int:
    """Print what was found, check by check, and return the exit code."""
    for name in checks:
        troubles = [trouble for trouble in found if trouble.check == name]
        if not troubles:
            click.echo(f"{name:<9} all right")
        for trouble in troubles:
            click.echo(f"{name:<9} {'hint' if trouble.is_hint else 'PROBLEM'}: {trouble.what}")
            click.echo(f"{'':<9} -> {trouble.remedy}")
    wrong = [trouble for trouble in found if not trouble.is_hint]
    if as_json:
        print_json({"checks": list(checks), "troubles": [asdict(trouble) for trouble in found], "well": not wrong})
    return 5 if wrong else 0
