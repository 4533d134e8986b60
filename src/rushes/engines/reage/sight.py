"""A frame of the plate as it is looked at: of its file only those rows are read, and only that part is brought to what is seen, which somebody looks at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from rushes.engines.reage.mesh import REACH, Mesh, laid_in, mesh_of, square
from rushes.media.half import to_float

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]
Read = Callable[[int, int], NDArray[Any]]
"""Reads rows of a picture, from one to before another, shape [rows, width, 3]."""

SPARE: Final = 0.27
"""What is read beside a face, in its sides, so that a second look needs no other part."""


class Sight:
    """A frame to be looked at.

    Args:
        read: Reads rows of its light.
        size: Its width and height [px].
        shown: Brings light, shape [h, w, 3], to what is seen: sRGB, 8 bit.
    """

    def __init__(self, read: Read, size: tuple[int, int], shown: Callable[[NDArray[Any]], Bytes]) -> None:
        self._read, self._size, self._shown = read, size, shown
        self._whole: Bytes | None = None
        self._from, self._light = 0, np.zeros((0, size[0], 3), np.float32)
        self._box, self._part = (0, 0, -1, -1), np.zeros((0, 0, 3), np.float32)

    @classmethod
    def of(cls, light: NDArray[Any], shown: Callable[[NDArray[Any]], Bytes]) -> Self:
        """Look at light that is there, shape [h, w, 3]."""
        return cls(lambda top, foot: light[top:foot], (light.shape[1], light.shape[0]), shown)

    def whole(self) -> Bytes:
        """Return all of it: sRGB, 8 bit, shape [h, w, 3]."""
        if self._whole is None:
            self._whole = self._shown(self._rows(0, self._size[1]))
        return self._whole

    def mesh(self, centre: tuple[float, float], side: float, roll: float) -> Mesh:
        """Find a face's points where it is known to be, as ``mesh_in`` does in the whole picture."""
        room = (
            side * REACH / 2 * (abs(np.cos(roll)) + abs(np.sin(roll))) + 3
        )  # the turned square, and what is interpolated
        box = (
            *(int(np.clip(one - room, 0, most - 1)) for one, most in zip(centre, self._size, strict=True)),
            *(int(np.clip(one + room + 1, 1, most)) for one, most in zip(centre, self._size, strict=True)),
        )
        left, top, part = self._near(box, round(side * SPARE))
        there = square((centre[0] - left, centre[1] - top), side, roll)
        found = mesh_of(self._shown(laid_in(part, there)), there)
        return Mesh(found.points + np.array([left, top, 0], np.float32), found.score)

    def _near(self, box: tuple[int, ...], spare: int) -> tuple[int, int, Floats]:
        """Return a part that holds a box, and its corner; the one that was looked at last where it does."""
        left, top, right, foot = self._box
        if not (left <= box[0] and top <= box[1] and box[2] <= right and box[3] <= foot):
            left, top = max(0, box[0] - spare), max(0, box[1] - spare)
            right, foot = min(self._size[0], box[2] + spare), min(self._size[1], box[3] + spare)
            light = self._rows(top, foot)[:, left:right]
            self._box = (left, top, right, foot)
            self._part = to_float(light) if light.dtype == np.float16 else light.astype(np.float32)
        return left, top, self._part

    def _rows(self, top: int, foot: int) -> NDArray[Any]:
        """Return rows of the light; whoever asks for others a second time is likely to ask for more, and all are read."""
        if top < self._from or foot > self._from + len(self._light):
            again = len(self._light) > 0
            self._from, last = (0, self._size[1]) if again else (top, foot)
            self._light = self._read(self._from, last)
        return self._light[top - self._from : foot - self._from]
