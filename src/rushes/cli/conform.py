"""``rushes conform``: lay an editor's cut on the show's takes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rushes.cli import print_json
from rushes.cli.options import json_option, show_option

if TYPE_CHECKING:
    from rushes.delivery.conforming import Laid


@click.command("conform")
@click.argument("cut_path", metavar="CUT", type=click.Path(path_type=Path))
@click.option(
    "--out", type=click.Path(path_type=Path), help="Write the cut anew (.otio), its clips being the show's own takes."
)
@show_option
@json_option
def command(cut_path: Path, out: Path | None, show_folder: Path, as_json: bool) -> None:
    """Say which takes CUT (.otio or .edl) shows, and which frames of them.

    Of each shot the newest circled version is laid under the cut, the newest of all where none is circled. What is no shot of
    the show, what has no take yet and what does not fit is told; nothing is dropped. With --out the cut is written with image
    sequences of the takes, handles included, and notes as markers. To hand it over: rushes deliver --cut.
    """
    from rushes.delivery.in_house import conform
    from rushes.show import Show

    found = conform(Show.load(show_folder), cut_path, out)
    for one in found.laid:
        click.echo(_line(one, circled=one.use.shot in found.circled))
    for words in found.said:
        click.echo(f"  note: {words}")
    if out is not None:
        click.echo(f"{out}: {len(found.laid)} clips of takes.")
    if as_json:
        print_json(
            {
                "clips": [_record(one, circled=one.use.shot in found.circled) for one in found.laid],
                "said": list(found.said),
                "out": str(out) if out is not None else None,
            }
        )


def _line(one: Laid, *, circled: bool) -> str:
    state = "circled" if circled else "not circled"
    return f"  {one.use.name:<28} {one.use.shot} {one.take.version}  {one.frames}  {state}"


def _record(one: Laid, *, circled: bool) -> dict[str, Any]:
    return {
        "clip": one.use.name,
        "shot": one.use.shot,
        "version": one.take.version,
        "first_frame": one.frames.first,
        "last_frame": one.frames.last,
        "circled": circled,
    }
