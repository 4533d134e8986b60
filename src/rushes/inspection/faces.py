"""Every face in a finished take: in its own frames, and in what a brought model drew; chance shapes parted from what lasts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rushes.canonical import sha256_of_file
from rushes.clearance.likeness.bands import FACES
from rushes.clearance.likeness.faces import SURE, Face, detect
from rushes.clearance.likeness.index import FaceIndex
from rushes.clearance.likeness.seen import Bytes, Sighting, as_seen, sightings, sightings_in, stride
from rushes.clearance.records.false_face import Shape
from rushes.engines import Take
from rushes.inspection.pictures import comp_frames
from rushes.media.colour import Space

LONGEST_MISSED_S = Fraction(1, 6)
"""A face that is there for this long [s] is in a frame that is looked at: four frames at 24. Outputs are looked at three times as often as
plates, since what leaves the house is ours."""


@dataclass(frozen=True, slots=True, eq=False)
class Faces:
    """The faces in a finished take.

    Attributes:
        own: Found in its own frames.
        drawn: Found in pictures that a brought model drew over them.
        strangers: Those of ``own`` that are like nobody enrolled, were not in the plate, and are certain or last.
        passing: Those of ``own`` that are like nobody, uncertain, and in one frame alone.
    """

    own: tuple[Sighting, ...]
    drawn: tuple[Sighting, ...]
    strangers: tuple[Sighting, ...]
    passing: tuple[Sighting, ...]

    def beyond(self, agreed: frozenset[str]) -> tuple[Sighting, ...]:
        """Return those that are, or may be, somebody enrolled who has not agreed."""
        return tuple(
            sighting
            for sighting in (*self.own, *self.drawn)
            if (set(sighting.who.matched) | set(sighting.who.uncertain)) - agreed
        )


def faces_in(take: Take, enrolled: FaceIndex, plate: Path | None = None, space: Space | None = None) -> Faces:
    """Look for faces in a finished take.

    Args:
        take: As it was put together.
        enrolled: Everybody whose face the production knows.
        plate: What the take stands on; its own faces were judged before the take was made.
        space: What the plate's numbers are; None as its file says.

    Raises:
        CantLookError: There is nothing to look with.
        BadInputError: A picture can't be read.
    """
    own = tuple(_sightings(take, enrolled))
    strangers, passing = _parted(_unbrought(own, plate, space), take)
    return Faces(own, tuple(_drawn(take, enrolled)), strangers, passing)


def seen(path: Path) -> Bytes:
    """Return a frame as a viewer sees it, and as the detector does: sRGB, 8 bit, shape [height, width, 3]."""
    from rushes.media.colour import ACESCG
    from rushes.media.exr import read_picture

    light = read_picture(path)[..., :3]
    return as_seen(np.nan_to_num(light, nan=0.0, posinf=0.0, neginf=0.0), ACESCG)


def shape_of(sighting: Sighting, take: Take) -> Shape:
    """Return where something was found in a take's own frames, as a decision about it names it: by the frame's bytes as they are now.

    Raises:
        BadInputError: The frame can't be read.
    """
    left, top, width, height = (round(side) for side in sighting.face.box)
    picture = sha256_of_file(comp_frames(take)[sighting.frame])
    return Shape(frame=sighting.frame, picture=picture, box=(left, top, width, height))


def _sightings(take: Take, enrolled: FaceIndex) -> Iterable[Sighting]:
    frames = comp_frames(take)
    numbers = list(frames)
    step = stride(take.rate, LONGEST_MISSED_S)
    for index in sorted({*range(0, len(numbers), step), len(numbers) - 1} & set(range(len(numbers)))):
        frame = numbers[index]
        yield from sightings_in(seen(frames[frame]), enrolled, frame=frame)


def _drawn(take: Take, enrolled: FaceIndex) -> Iterable[Sighting]:
    """Look at every picture that a brought model drew: a model draws faces where nobody stood."""
    from PIL import Image

    for path in take.impressions:
        picture = np.asarray(Image.open(path).convert("RGB"), np.uint8)
        yield from sightings_in(picture, enrolled, frame=int(path.name.split(".")[-2]))


def _unbrought(found: tuple[Sighting, ...], plate: Path | None, space: Space | None) -> list[Sighting]:
    """Return the faces that are like nobody enrolled and were not in the plate."""
    unknown = [sighting for sighting in found if sighting.who.unknown]
    if unknown and plate is not None:
        brought = FaceIndex.of(*_vectors(sightings(plate, space=space)))
        unknown = [sighting for sighting in unknown if not _in_plate(sighting, brought)]
    return unknown


def _parted(unknown: list[Sighting], take: Take) -> tuple[tuple[Sighting, ...], tuple[Sighting, ...]]:
    """Part strangers that are to be known from shapes that only pass for a face: found without certainty, and in one frame alone.

    Rubble and dust make such shapes for a moment. A face that is there for ``LONGEST_MISSED_S`` is in other frames near by.
    """
    frames, reach = comp_frames(take), stride(take.rate, LONGEST_MISSED_S) - 1
    lasting: list[Sighting] = []
    passing: list[Sighting] = []
    for sighting in unknown:
        kept = sighting.face.score >= SURE or _lasts(sighting, frames, reach)
        (lasting if kept else passing).append(sighting)
    return tuple(lasting), tuple(passing)


def _lasts(sighting: Sighting, frames: Mapping[int, Path], reach: int) -> bool:
    """Return whether a face is found about there in any of so many frames before and after; a face moves by its width a frame at most."""
    near = [frame for frame in range(sighting.frame - reach, sighting.frame + reach + 1) if frame in frames]
    others = [frame for frame in near if frame != sighting.frame]
    if not others:
        return True
    return any(
        _beside(sighting.face, face, 1.0 + abs(frame - sighting.frame))
        for frame in others
        for face in detect(seen(frames[frame]))
    )


def _beside(one: Face, other: Face, widths: float) -> bool:
    """Return whether two faces lie no farther apart than so many widths of the larger one."""
    (left, top, wide, tall), (x, y, across, down) = one.box, other.box
    apart = np.hypot(left + wide / 2 - x - across / 2, top + tall / 2 - y - down / 2)
    return bool(apart <= widths * max(wide, tall, across, down))


def _vectors(found: tuple[Sighting, ...]) -> tuple[list[str], list[NDArray[np.float32]]]:
    return [str(sighting.frame) for sighting in found], [sighting.vector for sighting in found]


def _in_plate(sighting: Sighting, brought: FaceIndex) -> bool:
    near = brought.nearest(sighting.vector)
    return near is not None and near.score >= FACES.same
