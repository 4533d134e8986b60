"""``rushes scene``: words become a clip's brief that can be edited."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from rushes.cli.options import Asked, brief_options, show_option


@click.command("scene")
@brief_options
@show_option
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write it there instead of printing it.")
@click.option("--every-field", is_flag=True, help="Write fields that are as usual or left open too.")
def command(
    asked: Asked,
    show_folder: Path,
    out: Path | None,
    every_field: bool,
) -> int:
    """Read a clip's words, or BRIEF, and print the scene as a brief in YAML: every part typed, to be changed by hand.

    What was assumed or not understood is told on standard error. Nothing is made, and nobody is asked: making it asks.
    """
    from rushes.brief import describe, settled_yaml
    from rushes.cli.asking import ask
    from rushes.errors import BadInputError
    from rushes.show import Show
    from rushes.studio import spoken_errors, write_atomically

    show = Show.load(show_folder)
    if asked.kind not in {None, "clip"}:
        raise BadInputError(f"A scene is a clip's, and --kind is {asked.kind}. Leave --kind out.")
    brief = ask(replace(asked, kind=None if asked.brief_path is not None else "clip"), show.rate)
    written = settled_yaml(brief, every_field=every_field)
    if out is not None and out.exists():
        raise BadInputError(f"{out} is there already. Name another file, or take it away.")
    for line in describe(brief):
        click.echo(line, err=True)
    if out is None:
        click.echo(written, nl=False)
        return 0
    with spoken_errors(out):
        write_atomically(out, written)
    click.echo(f"Scene of shot {brief.shot}: {out}")
    return 0
