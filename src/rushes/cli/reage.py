"""``rushes reage``: what an artist does by hand for a re-age."""

from __future__ import annotations

from pathlib import Path

import click


@click.group("reage")
def command() -> None:
    """Mend the track and write the key frames that an artist paints for a re-age, and see what was learned of them."""


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


@command.command("track")
@click.argument("shot_folder", type=click.Path(path_type=Path))
@click.option(
    "--frames", help="Frames to draw with the mesh, for example 1001,1040; those that are not sure when left out."
)
@click.option(
    "--place",
    multiple=True,
    help="1040:X,Y:X,Y:X,Y:X,Y:X,Y (right eye, left eye, nose, right and left corner of the mouth), or 1041=1040:X,Y (a copy, moved).",
)
@click.option("--remove", multiple=True, help="Frames without a mesh: 1052, or 1052-1060.")
def track(shot_folder: Path, frames: str | None, place: tuple[str, ...], remove: tuple[str, ...]) -> int:
    """Say how surely the performer's face is tracked in each frame of the shot in SHOT_FOLDER, and draw the mesh.

    With --place or --remove the mesh is placed or removed by hand, in SHOT_FOLDER/keys/track.yaml: make the brief again then.
    """
    from rushes.engines.reage.places import read_change
    from rushes.reage_track import change_places, mesh_pictures, track_table

    if place or remove:
        path, places = change_places(shot_folder, *read_change(place, remove))
        click.echo(f"Wrote   {path}: placed in {len(places.place)} frames, removed in {len(places.remove)}")
        click.echo("Next    make the brief again.")
        return 0
    drawn = mesh_pictures(shot_folder, _numbers(frames))
    click.echo("frame  confidence  mesh")
    for row in track_table(shot_folder):
        click.echo(f"{row.frame:5d}  {row.confidence:10.2f}  {row.state}")
    for path in drawn:
        click.echo(f"Drawn   {path}")
    return 0


@command.command("networks")
@click.option(
    "--show",
    "show_folder",
    required=True,
    type=click.Path(path_type=Path),
    help="The show's folder, as `rushes init` made it.",
)
def networks(show_folder: Path) -> int:
    """List the networks that were learned of performers, and whether each may be loaded now."""
    from rushes.networks import listed
    from rushes.show import Show

    found = listed(Show.load(show_folder))
    for card, reasons in found:
        click.echo(f"{card.id}  of {', '.join(card.subjects)}  learned {card.trained_at:%Y-%m-%d}")
        click.echo("  may be loaded" if not reasons else f"  is not loaded: {reasons[0].found} ({reasons[0].rule})")
    if not found:
        click.echo("No network was learned in this show.")
    return 0


@command.command("forget")
@click.argument("network")
@click.option(
    "--show",
    "show_folder",
    required=True,
    type=click.Path(path_type=Path),
    help="The show's folder, as `rushes init` made it.",
)
def forget(network: str, show_folder: Path) -> int:
    """Delete the weights of NETWORK wherever the show has them, and write that down.

    Takes that were made with it stay as they are.
    """
    from rushes.networks import forget as forget_network
    from rushes.show import Show

    removed = forget_network(Show.load(show_folder), network)
    for path in removed:
        click.echo(f"Deleted {path}")
    return 0


def _numbers(text: str | None) -> tuple[int, ...]:
    from rushes.errors import BadInputError

    if text is None:
        return ()
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isdigit() for part in parts):
        raise BadInputError(f'--frames is "{text}", but it has to be frame numbers such as 1001,1040.')
    return tuple(int(part) for part in parts)
