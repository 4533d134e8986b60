"""Pictures as a designer looks at them: any format that a plate may have, as it is seen on a display."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.media.colour import SRGB_TEXTURE, for_display
from rushes.media.picture import Picture
from rushes.media.plate import Plate, find_plate, read_plate, to_light
from rushes.show import FrameRange

FRAMES_LOOKED_AT: Final = 5
_REACH: Final = 240
"""Frames from a movie's beginning that are looked at: ten seconds say what a reference is about."""


def as_seen(picture: Picture) -> NDArray[np.float32]:
    """Return a picture as it is seen on a display, encoded sRGB, 0 to 1, shape [h, w, 3].

    Encoded pictures are taken as they are; scene-linear ones go through the show's output transform.
    """
    if picture.space == SRGB_TEXTURE:
        return np.clip(picture.pixels, 0.0, 1.0)
    return for_display(to_light(picture))


def pictures_of(path: Path) -> Iterator[Picture]:
    """Read a still, or five frames of a sequence or a movie, spread over it.

    A file is that picture, although it may be one of many; a sequence is named by a pattern (``look.####.exr``).

    Raises:
        BadInputError: There is none, or it can't be read.
    """
    plate = find_plate(path)
    if plate.kind == "movie":
        yield from _of_movie(plate)
        return
    if path.is_file():
        plate = Plate("still", (path,))
    for at in np.unique(np.linspace(0, len(plate.paths) - 1, FRAMES_LOOKED_AT).round().astype(int)):
        for _, picture in read_plate(Plate("still", (plate.paths[at],)), FrameRange(1, 1)):
            yield picture


def _of_movie(plate: Plate) -> Iterator[Picture]:
    from rushes.media.movie import count_frames

    last = max(min(count_frames(plate.paths[0], _REACH), _REACH), 1)
    picked = set(np.linspace(1, last, FRAMES_LOOKED_AT).round().astype(int).tolist())
    yield from (picture for frame, picture in read_plate(plate, FrameRange(1, last)) if frame in picked)
