"""``rushes breakdown``: what a take is made of, as pictures."""

from __future__ import annotations

from pathlib import Path

import click

from rushes.cli import print_json
from rushes.cli.options import json_option


@click.command("breakdown")
@click.argument("path", metavar="TAKE", type=click.Path(path_type=Path))
@click.option("--frame", type=int, help="The frame that the sheet shows; late in the shot when left out.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="The folder to write to. By default the one of the version's folder."
)
@json_option
def command(path: Path, frame: int | None, out: Path | None, as_json: bool) -> None:
    """Write a breakdown of TAKE, from its own files: a sheet, a strip and a wipe.

    The sheet shows plate, proxy, fracture, simulation, beauty, dust and composite of one frame; the strip the plate over the
    take for six frames; the wipe is a movie in which an edge goes from the plate to the take. None of them is sealed: the
    take is.
    """
    from PIL import Image

    from rushes.engines import Take
    from rushes.engines.destruction.picture.breakdown import before_after_strip, breakdown_sheet, write_wipe
    from rushes.studio import spoken_errors

    take = Take.load(path if path.name == "take.json" else path / "take.json")
    folder = out if out is not None else take.folder.parent
    names = {what: folder / f"{take.stem}_{what}" for what in ("breakdown.png", "strip.png", "wipe.mp4")}
    with spoken_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        Image.fromarray(breakdown_sheet(take, frame)).save(names["breakdown.png"])
        Image.fromarray(before_after_strip(take)).save(names["strip.png"])
        write_wipe(names["wipe.mp4"], take)
    for made in names.values():
        click.echo(str(made))
    if as_json:
        print_json({what.partition(".")[0]: str(made) for what, made in names.items()})
