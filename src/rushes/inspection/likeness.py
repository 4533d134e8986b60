"""Is anybody to be known in the finished picture who has not agreed to be?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rushes.clearance.likeness.bands import FACES
from rushes.clearance.likeness.index import FaceIndex
from rushes.clearance.likeness.seen import Bytes, Sighting, as_seen, sightings, sightings_in, stride
from rushes.engines import Finding, Take
from rushes.inspection.pictures import comp_frames, listed
from rushes.media.colour import Space

LONGEST_MISSED_S = Fraction(1, 6)
"""A face that is there for this long [s] is in a frame that is looked at: four frames at 24. Outputs are looked at three times as often as
plates, since what leaves the house is ours."""


def likeness_check(
    enrolled: FaceIndex, plate: Path | None = None, space: Space | None = None
) -> Callable[[Take], tuple[Finding, ...]]:
    """Return the check of a finished take's faces. A take that fails it is quarantined and never sealed.

    Args:
        enrolled: Everybody whose face the production knows.
        plate: What the take stands on; its own faces were judged before the take was made.
        space: What the plate's numbers are; None as its file says.
    """

    def likeness(take: Take) -> tuple[Finding, ...]:
        """Look for faces of performers who are not in the take's clearance, and for faces that nobody brought."""
        agreed = frozenset(map(str, take.clearance.get("people", ())))
        found = tuple(_sightings(take, enrolled))
        if not comp_frames(take):
            return ()
        failed = [*_recognised(found, agreed), *_perhaps(found, agreed), *_strangers(found, plate, space)]
        return tuple(failed) or (_finding((), ""),)

    return likeness


def _sightings(take: Take, enrolled: FaceIndex) -> Iterable[Sighting]:
    frames = comp_frames(take)
    numbers = list(frames)
    step = stride(take.rate, LONGEST_MISSED_S)
    for index in sorted({*range(0, len(numbers), step), len(numbers) - 1} & set(range(len(numbers)))):
        frame = numbers[index]
        yield from sightings_in(_seen(frames[frame]), enrolled, frame=frame)


def _seen(path: Path) -> Bytes:
    from rushes.media.colour import ACESCG
    from rushes.media.exr import read_picture

    light = read_picture(path)[..., :3]
    return as_seen(np.nan_to_num(light, nan=0.0, posinf=0.0, neginf=0.0), ACESCG)


def _recognised(found: tuple[Sighting, ...], agreed: frozenset[str]) -> Iterable[Finding]:
    frames: dict[str, list[int]] = {}
    for sighting in found:
        for performer in sighting.who.matched:
            frames.setdefault(performer, []).append(sighting.frame)
    for performer in sorted(set(frames) - agreed):
        yield _finding(
            frames[performer],
            f"The performer {performer} is to be known in frames {{frames}}, and this take's clearance holds no consent of theirs. "
            f"Bring a consent and name them in the brief, or change the brief.",
        )


def _perhaps(found: tuple[Sighting, ...], agreed: frozenset[str]) -> Iterable[Finding]:
    frames: dict[tuple[str, ...], list[int]] = {}
    for sighting in found:
        others = tuple(sorted(set(sighting.who.uncertain) - agreed))
        if others:
            frames.setdefault(others, []).append(sighting.frame)
    for others, seen in sorted(frames.items()):
        yield _finding(
            seen,
            f"A face in frames {{frames}} may be that of {' or '.join(others)}, whose consent this take's clearance does not hold. "
            "Unsure counts as no: a person has to look.",
        )


def _strangers(found: tuple[Sighting, ...], plate: Path | None, space: Space | None) -> Iterable[Finding]:
    unknown = [sighting for sighting in found if sighting.who.unknown]
    if unknown and plate is not None:
        brought = FaceIndex.of(*_vectors(sightings(plate, space=space)))
        unknown = [sighting for sighting in unknown if not _in_plate(sighting, brought)]
    if unknown:
        yield _finding(
            [sighting.frame for sighting in unknown],
            "A face that is like nobody enrolled and was not in the plate is in frames {frames}. Nobody can say whose it is: "
            "a person has to look.",
        )


def _vectors(seen: tuple[Sighting, ...]) -> tuple[list[str], list[NDArray[np.float32]]]:
    return [str(sighting.frame) for sighting in seen], [sighting.vector for sighting in seen]


def _in_plate(sighting: Sighting, brought: FaceIndex) -> bool:
    near = brought.nearest(sighting.vector)
    return near is not None and near.score >= FACES.same


def _finding(frames: Iterable[int], detail: str) -> Finding:
    held = sorted(set(frames))
    return Finding("likeness", not held, len(held), 0, "frames", detail.replace("{frames}", listed(held)))
