"""What is seen in a plate or a reference: how many faces, whose, and whose they may be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rushes.clearance.likeness.faces import CantLookError, Face, detect, embed
from rushes.clearance.likeness.index import FaceIndex, Who
from rushes.clearance.question import Seen
from rushes.media.apart import apart, each_apart
from rushes.media.colour import SRGB_TEXTURE, Space, as_bytes, quick_look

Bytes = NDArray[np.uint8]

LONGEST_MISSED_S = Fraction(1, 2)
"""A face that is there for this long [s] is in a picture that is looked at. Half a second is what an audience needs to know somebody
whom it does not expect; looking at each frame would take ten times as long."""


@dataclass(frozen=True, slots=True, eq=False)
class Sighting:
    """A face in one picture of a plate.

    Attributes:
        frame: Which picture, from 0.
        face: Where it is.
        vector: What it is known by.
        who: Whom it shows.
    """

    frame: int
    face: Face
    vector: NDArray[np.float32]
    who: Who


def seen_in(
    plate: Path | None, templates: FaceIndex | None = None, *, rate: Fraction = Fraction(24), space: Space | None = None
) -> Seen:
    """Look for faces in a still, or throughout an EXR sequence or a movie.

    Of what moves, so many pictures are looked at that nothing longer than ``LONGEST_MISSED_S`` is missed, and both ends.

    Args:
        plate: A picture, a movie, any frame of a sequence or its pattern; None for no plate.
        templates: Who is enrolled; nobody when left out, and then every face is unknown.
        rate: Frames per second of a sequence; a movie says its own.
        space: What the plate's numbers are; None as its file says.

    Raises:
        BadInputError: The plate can't be read.
    """
    if plate is None:
        return Seen()
    try:
        return summary(sightings(plate, templates, rate=rate, space=space))
    except CantLookError as error:
        return Seen(looked=False, trouble=str(error))


def sightings(
    plate: Path, templates: FaceIndex | None = None, *, rate: Fraction = Fraction(24), space: Space | None = None
) -> tuple[Sighting, ...]:
    """Return every face in the pictures of a plate that are looked at.

    Raises:
        BadInputError: The plate can't be read.
        CantLookError: There is nothing to look with.
    """
    return tuple(
        sighting
        for frame, picture in sampled(plate, rate=rate, space=space)
        for sighting in sightings_in(picture, templates, frame=frame)
    )


def sightings_in(picture: Bytes, templates: FaceIndex | None = None, *, frame: int = 0) -> tuple[Sighting, ...]:
    """Return every face in one picture (sRGB, 8 bit, shape [height, width, 3]).

    Raises:
        CantLookError: There is nothing to look with.
    """
    index = templates or FaceIndex()
    seen = []
    for face in detect(picture):
        vector = embed(picture, face)
        seen.append(Sighting(frame, face, vector, index.who(vector)))
    return tuple(seen)


def summary(found: Iterable[Sighting]) -> Seen:
    """Put sightings together: the most faces in one picture, and everybody in any of them."""
    faces: dict[int, int] = {}
    unknown: dict[int, int] = {}
    matched: set[str] = set()
    uncertain: set[str] = set()
    for sighting in found:
        faces[sighting.frame] = faces.get(sighting.frame, 0) + 1
        unknown[sighting.frame] = unknown.get(sighting.frame, 0) + sighting.who.unknown
        matched.update(sighting.who.matched)
        uncertain.update(sighting.who.uncertain)
    return Seen(
        faces=max(faces.values(), default=0),
        unknown=max(unknown.values(), default=0),
        matched=tuple(sorted(matched)),
        uncertain=tuple(sorted(uncertain - matched)),
    )


def stride(rate: Fraction, longest_missed_s: Fraction = LONGEST_MISSED_S) -> int:
    """Return every how many frames a picture is looked at, so that whatever lasts that long [s] is in one of them."""
    return max(1, floor(rate * longest_missed_s))


def sampled(plate: Path, *, rate: Fraction = Fraction(24), space: Space | None = None) -> Iterator[tuple[int, Bytes]]:
    """Read the pictures of a plate that are looked at, as a viewer would see them.

    Yields:
        Which picture it is, from 0, and its sRGB bytes, shape [height, width, 3].

    Raises:
        BadInputError: The plate can't be read.
    """
    from rushes.media.plate import find_plate

    found = find_plate(plate)
    if found.kind == "movie":
        from rushes.media.movie import movie_rate, sampled_frames

        movie = found.paths[0]
        for index, codes in each_apart(sampled_frames, movie, stride(apart(movie_rate, movie) or rate)):
            yield index, codes if space is None else as_seen(codes.astype(np.float32) / 255, space)
        return
    from rushes.media.picture import read_picture

    last = len(found.paths) - 1
    for index in sorted({*range(0, last + 1, stride(rate)), last}):
        picture = apart(read_picture, found.paths[index], space)
        yield index, as_seen(picture.pixels, picture.space)


def as_seen(pixels: NDArray[np.float32], space: Space) -> Bytes:
    """Return a picture about as a viewer sees it: encoded ones as they are, light through the output transform's greys.

    Args:
        pixels: Shape [height, width, 3].
        space: Its colour space, one of ``rushes.media.colour``'s.
    """
    from rushes.media.picture import Picture
    from rushes.media.plate import to_light

    if space == SRGB_TEXTURE:
        return as_bytes(pixels)
    return quick_look(to_light(Picture(pixels, space)))
