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
    from rushes.cli.doctor import look
    from rushes.doctor import CHECKS, STUDIO_CHECKS

    return look(show_folder, {**CHECKS, **STUDIO_CHECKS}, as_json=as_json)
