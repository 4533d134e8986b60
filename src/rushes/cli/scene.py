"""``rushes scene``: words become a clip's brief that can be edited."""

from __future__ import annotations

from pathlib import Path

import click

from rushes.cli.options import brief_options, show_option


@click.command("scene")
@brief_options
@show_option
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write it there instead of printing it.")
@click.option("--every-field", is_flag=True, help="Write fields that are as usual or left open too.")
def command(
    brief_path: Path | None,
    show_folder: Path,
    text: str | None,
    shot: str | None,
    quality: str | None,
    seed: int | None,
    frames: int | None,
    strict: bool,
    planner: str | None,
    kind: str | None,
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
    if kind not in {None, "clip"}:
        raise BadInputError(f"A scene is a clip's, and --kind is {kind}. Leave --kind out.")
    brief = ask(
        brief_path,
        text=text,
        shot=shot,
        rate=show.rate,
        strict=strict,
        planner=planner,
        kind=None if brief_path is not None else "clip",
        overrides={"quality": quality, "seed": seed, "frames": frames},
    )
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
