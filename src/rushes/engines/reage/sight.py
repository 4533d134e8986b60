"""A frame of the plate as it is looked at: of its file only those rows are read, and only that part is brought to what is seen, which somebody looks at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from rushes.engines.reage.mesh import INPUT_PX, REACH, Mesh, laid_in, mesh_of, square
from rushes.engines.reage.skin import shrunk
from rushes.media.half import to_float

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]
Read = Callable[[int, int], NDArray[Any]]
"""Reads rows of a picture, from one to before another, shape [rows, width, 3]."""

AVERAGED: Final = 1.3
"""Light is averaged down as far as leaves so many pixels for each of the square's: one pixel in three, picked, would carry all of its grain."""

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
        self._part = _Part((0, 0, -1, -1), 1, np.zeros((0, 0, 3), np.float32))

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
        part = self._near(centre, side, roll)
        left, top = part.box[:2]
        there = square((centre[0] - left, centre[1] - top), side, roll)
        found = mesh_of(self._shown(laid_in(part.light, _of_shrunk(there, part.shrink))), there)
        return Mesh(found.points + np.array([left, top, 0], np.float32), found.score)

    def _near(self, centre: tuple[float, float], side: float, roll: float) -> _Part:
        """Return a part that holds the turned square of a face; the one that was looked at last where it does."""
        reach = side * REACH / 2 * (abs(np.cos(roll)) + abs(np.sin(roll))) + 3  # and what is interpolated
        if not self._part.holds(_box(centre, reach, self._size)):
            box = _box(centre, reach + side * SPARE, self._size)
            light = self._rows(box[1], box[3])[:, box[0] : box[2]]
            floats = to_float(light) if light.dtype == np.float16 else light.astype(np.float32)
            shrink = max(1, int(side * REACH / INPUT_PX / AVERAGED))
            self._part = _Part(box, shrink, shrunk(floats, shrink))
        return self._part

    def _rows(self, top: int, foot: int) -> NDArray[Any]:
        """Return rows of the light; whoever asks for others a second time is likely to ask for more, and all are read."""
        if top < self._from or foot > self._from + len(self._light):
            again = len(self._light) > 0
            self._from, last = (0, self._size[1]) if again else (top, foot)
            self._light = self._read(self._from, last)
        return self._light[top - self._from : foot - self._from]


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """A part of the light: left, top, right and foot [px], and what is in it, so many times smaller."""

    box: tuple[int, int, int, int]
    shrink: int
    light: Floats

    def holds(self, box: tuple[int, int, int, int]) -> bool:
        left, top, right, foot = self.box
        return left <= box[0] and top <= box[1] and box[2] <= right and box[3] <= foot


def _box(centre: tuple[float, float], reach: float, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return left, top, right and foot of what lies so far round a place, inside the picture [px]."""
    (x, y), (wide, tall) = centre, size
    left, top = (int(np.clip(one - reach, 0, most - 1)) for one, most in ((x, wide), (y, tall)))
    right, foot = (int(np.clip(one + reach + 1, 1, most)) for one, most in ((x, wide), (y, tall)))
    return left, top, max(right, left + 1), max(foot, top + 1)


def _of_shrunk(there: NDArray[np.float64], shrink: int) -> NDArray[np.float64]:
    """Return what brings the pixels of a picture that was made smaller to where ``there`` brings those of the whole one."""
    return np.column_stack([there[:, :2] * shrink, there[:, 2] + there[:, :2].sum(axis=1) * (shrink - 1) / 2])
