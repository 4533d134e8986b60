"""``rushes studio doctor``: what is wrong with the floor, and what to do about it."""

from __future__ import annotations

from pathlib import Path

import click

from rushes.cli.options import json_option


@click.command("doctor")
@click.option(
    "--show",
    "show_folder",
    type=click.Path(path_type=Path),
    help="Look at this show as well; left out, only at the machine and the studio.",
)
@json_option
def command(show_folder: Path | None, as_json: bool) -> int:
    """Look at everything that `rushes doctor` looks at, and at the studio's database, queue, executor and storage.

    Changes nothing. Leaves with 5 when something is wrong; hints don't count.
    """
    from datetime import UTC, datetime

    from rushes.cli.doctor import tell
    from rushes.doctor import CHECKS, STUDIO_CHECKS, Place, examine
    from rushes.show import Show
    from rushes.studio import settings_folder
    from rushes.studio.config import load_studio

    show = Show.load(show_folder) if show_folder is not None else None
    checks = {**CHECKS, **STUDIO_CHECKS}
    found = examine(Place(settings_folder(), datetime.now(UTC), show, load_studio()), checks)
    return tell(checks, found, as_json=as_json)
