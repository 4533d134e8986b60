"""``rushes reage``: what an artist does by hand for a re-age."""

from __future__ import annotations

from pathlib import Path

import click


@click.group("reage")
def command() -> None:
    """Write the key frames that an artist paints for a re-age."""


@command.command("keys")
@click.argument("shot_folder", type=click.Path(path_type=Path))
@click.option("--frames", help="Which, for example 1001,1040; chosen from the shot when left out.")
@click.option("--count", type=click.IntRange(1, 8), help="How many, when they are chosen from the shot.")
def keys(shot_folder: Path, frames: str | None, count: int | None) -> int:
    """Write key frames of the shot in SHOT_FOLDER (SHOW/shots/020_0150) for painting.

    They begin as its newest take. What was painted already is never written over.
    """
    from rushes.reage_keys import write_keys

    written, kept = write_keys(shot_folder, numbers=_numbers(frames), count=count)
    for path in written:
        click.echo(f"Key     {path}")
    for frame in kept:
        click.echo(f"Painted {frame}: left alone")
    click.echo(
        "Next    paint them (EXR in scene-linear ACEScg, or the PNG), save them under their names, and make the brief again."
    )
    return 0


def _numbers(text: str | None) -> tuple[int, ...]:
    from rushes.errors import BadInputError

    if text is None:
        return ()
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isdigit() for part in parts):
        raise BadInputError(f'--frames is "{text}", but it has to be frame numbers such as 1001,1040.')
    return tuple(int(part) for part in parts)
