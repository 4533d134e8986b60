"""Is anybody to be known in the finished picture who has not agreed to be?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rushes.clearance.likeness.bands import FACES
from rushes.clearance.likeness.faces import SURE, Face, detect
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
        found, drawn = tuple(_sightings(take, enrolled)), tuple(_drawn(take, enrolled))
        if not comp_frames(take):
            return ()
        lasting, passing = _parted(_unbrought(found, plate, space), take)
        every = (*found, *drawn)
        failed = [*_recognised(every, agreed), *_perhaps(every, agreed), *_strangers(lasting), *_drawn_strangers(drawn)]
        return tuple(failed) or (_finding((), _said(passing)),)

    return likeness


def _sightings(take: Take, enrolled: FaceIndex) -> Iterable[Sighting]:
    frames = comp_frames(take)
    numbers = list(frames)
    step = stride(take.rate, LONGEST_MISSED_S)
    for index in sorted({*range(0, len(numbers), step), len(numbers) - 1} & set(range(len(numbers)))):
        frame = numbers[index]
        yield from sightings_in(_seen(frames[frame]), enrolled, frame=frame)


def _drawn(take: Take, enrolled: FaceIndex) -> Iterable[Sighting]:
    """Look at every picture that a brought model drew: a model draws faces where nobody stood."""
    from PIL import Image

    for path in take.impressions:
        picture = np.asarray(Image.open(path).convert("RGB"), np.uint8)
        yield from sightings_in(picture, enrolled, frame=int(path.name.split(".")[-2]))


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


def _unbrought(found: tuple[Sighting, ...], plate: Path | None, space: Space | None) -> list[Sighting]:
    """Return the faces that are like nobody enrolled and were not in the plate."""
    unknown = [sighting for sighting in found if sighting.who.unknown]
    if unknown and plate is not None:
        brought = FaceIndex.of(*_vectors(sightings(plate, space=space)))
        unknown = [sighting for sighting in unknown if not _in_plate(sighting, brought)]
    return unknown


def _parted(unknown: list[Sighting], take: Take) -> tuple[list[Sighting], list[Sighting]]:
    """Part strangers that are to be known from shapes that only pass for a face: found without certainty, and in one frame alone.

    Rubble and dust make such shapes for a moment. A face that is there for ``LONGEST_MISSED_S`` is in other frames near by.
    """
    frames, reach = comp_frames(take), stride(take.rate, LONGEST_MISSED_S) - 1
    lasting: list[Sighting] = []
    passing: list[Sighting] = []
    for sighting in unknown:
        kept = sighting.face.score >= SURE or _lasts(sighting, frames, reach)
        (lasting if kept else passing).append(sighting)
    return lasting, passing


def _lasts(sighting: Sighting, frames: Mapping[int, Path], reach: int) -> bool:
    """Return whether a face is found about there in any of so many frames before and after; a face moves by its width a frame at most."""
    near = [frame for frame in range(sighting.frame - reach, sighting.frame + reach + 1) if frame in frames]
    others = [frame for frame in near if frame != sighting.frame]
    if not others:
        return True
    return any(
        _beside(sighting.face, face, 1.0 + abs(frame - sighting.frame))
        for frame in others
        for face in detect(_seen(frames[frame]))
    )


def _beside(one: Face, other: Face, widths: float) -> bool:
    """Return whether two faces lie no farther apart than so many widths of the larger one."""
    (left, top, wide, tall), (x, y, across, down) = one.box, other.box
    apart = np.hypot(left + wide / 2 - x - across / 2, top + tall / 2 - y - down / 2)
    return bool(apart <= widths * max(wide, tall, across, down))


def _strangers(lasting: list[Sighting]) -> Iterable[Finding]:
    if lasting:
        yield _finding(
            [sighting.frame for sighting in lasting],
            "A face that is like nobody enrolled and was not in the plate is in frames {frames}. Nobody can say whose it is: "
            "a person has to look.",
        )


def _drawn_strangers(drawn: tuple[Sighting, ...]) -> Iterable[Finding]:
    unknown = [sighting.frame for sighting in drawn if sighting.who.unknown]
    if unknown:
        yield _finding(
            unknown,
            "The model that finished frames {frames} drew a face that is like nobody enrolled. Nobody can say whose it is: a person has to look. Ask for less "
            "strength, or leave the finish out.",
        )


def _said(passing: list[Sighting]) -> str:
    """Say which frames hold a shape that passed for a face."""
    seen = sorted({sighting.frame for sighting in passing})
    return f"Frames {listed(seen)} hold something like a face, which no frame beside them does." if seen else ""


def _vectors(seen: tuple[Sighting, ...]) -> tuple[list[str], list[NDArray[np.float32]]]:
    return [str(sighting.frame) for sighting in seen], [sighting.vector for sighting in seen]


def _in_plate(sighting: Sighting, brought: FaceIndex) -> bool:
    near = brought.nearest(sighting.vector)
    return near is not None and near.score >= FACES.same


def _finding(frames: Iterable[int], detail: str) -> Finding:
    held = sorted(set(frames))
    return Finding("likeness", not held, len(held), 0, "frames", detail.replace("{frames}", listed(held)))
