"""``rushes reage``: what an artist does by hand for a re-age."""

from __future__ import annotations

from pathlib import Path

import click


@click.group("reage")
def command() -> None:
    """Write the key frames that an artist paints for a re-age, and see what was learned of them."""


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
