"""``rushes identify``: which take is this?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rushes.cli import print_json
from rushes.cli.options import json_option, show_option

if TYPE_CHECKING:
    from rushes.engines import Take
    from rushes.provenance.watermark import Look, Sighting


@click.command("identify")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@show_option
@json_option
def command(path: Path, show_folder: Path, as_json: bool) -> int:
    """Say which take of the show a movie or a still (PNG, JPEG, TIFF) is, by the invisible mark in its pictures.

    It works where the seal is gone: after a smaller size, a strong compression, a crop, frames left out. The mark names
    a take; whether nobody changed the pictures is for the seal to say (`rushes verify`). Leaves with 0 when a take was
    found, 5 when none was.
    """
    from rushes.cli.bar import Bar
    from rushes.engines import Take
    from rushes.provenance.takes import sealed_takes
    from rushes.provenance.watermark import look, mark_of
    from rushes.show import Show
    from rushes.studio import Progress

    found = list(sealed_takes(Show.load(show_folder)))
    takes = {mark_of(one.to_json()): one for one in found if isinstance(one, Take)}
    with Bar() as bar:
        seen = look(path, tuple(takes), progress=lambda done, total: bar(Progress("look", done, total)))
    for line in _words(seen, takes):
        click.echo(line)
    for problem in (one for one in found if isinstance(one, str)):
        click.echo(f"rushes: {problem}", err=True)
    if as_json:
        print_json(_record(seen, takes))
    return 0 if any(one.mark in takes for one in seen.sightings) else 5


def _words(seen: Look, takes: dict[int, Take]) -> list[str]:
    from rushes.provenance.watermark import KNOWN, UNKNOWN

    frames = "1 frame" if seen.looked_at == 1 else f"{seen.looked_at} frames"
    of = f" of {seen.frames}" if seen.frames and seen.frames != seen.looked_at else ""
    lines = [_sighting(one, takes.get(one.mark), seen) for one in seen.sightings]
    if not lines:
        lines.append(
            f"No mark was found in {frames}{of}, and {_takes(len(takes))} looked for. The best "
            f"agreement was {seen.clearest:.1f}; {KNOWN} is needed for one of them, {UNKNOWN} for any other mark."
        )
        lines.append(
            "  That does not say that it is none of them: the take may not be marked, or the mark may not have lived through "
            "what was done to it."
        )
    else:
        lines.append(f"  looked at          {frames}{of}")
    lines.append(f"  chance of error    at most {seen.chance:.0e} that a file without a mark would show one")
    return lines


def _takes(count: int) -> str:
    return "1 take of the show was" if count == 1 else f"{count} takes of the show were"


def _sighting(one: Sighting, take: Take | None, seen: Look) -> str:
    from rushes.provenance.watermark import mark_text

    who = (
        f"{take.shot} {take.version} of {take.show}"
        if take is not None
        else f"A take that this show does not hold (mark {mark_text(one.mark)})"
    )
    where = "the still"
    if seen.frames != 1:
        where = f"{one.frames} frames, {one.first} to {one.last}"
        if seen.rate:
            where += f" ({one.first / seen.rate:.1f} to {(one.last + 1) / seen.rate:.1f} s)"
    return f"{who}: its mark was read in {where}, at {one.certainty:.1f} standard deviations."


def _record(seen: Look, takes: dict[int, Take]) -> dict[str, Any]:
    return {
        "sightings": [
            {
                **one.to_json(),
                "shot": takes[one.mark].shot if one.mark in takes else None,
                "version": takes[one.mark].version if one.mark in takes else None,
            }
            for one in seen.sightings
        ],
        "looked_at": seen.looked_at,
        "frames": seen.frames,
        "clearest": round(seen.clearest, 1),
        "chance": seen.chance,
        "takes": len(takes),
    }
