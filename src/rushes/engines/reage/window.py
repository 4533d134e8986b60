"""The part of a frame that a re-age works in: the head with what is round it. All the rest is never touched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from rushes.engines.reage.landmarks import LEFT_OUTER, RIGHT_OUTER

Floats = NDArray[np.float32]

ROOM_UP, ROOM_DOWN, ROOM_SIDE = 0.75, 0.75, 0.45
"""Room over, under and beside the mesh, in its heights and widths: hair, neck, ears."""


@dataclass(frozen=True, slots=True)
class Window:
    """A rectangle of the frame, right and bottom not included [px]."""

    left: int
    top: int
    right: int
    bottom: int

    @classmethod
    def of(cls, mesh: Floats, width: int, height: int, *, room: float = 1.0) -> Self:
        """Return the window round a face's mesh [468, 3], inside the frame; with less room it shows the face and little else."""
        low, high = mesh[:, :2].min(axis=0), mesh[:, :2].max(axis=0)
        wide, tall = high - low
        left, top = low[0] - room * ROOM_SIDE * wide, low[1] - room * ROOM_UP * tall
        right, bottom = high[0] + room * ROOM_SIDE * wide, high[1] + room * ROOM_DOWN * tall
        x0, y0 = int(np.clip(left, 0, width - 1)), int(np.clip(top, 0, height - 1))
        return cls(x0, y0, int(np.clip(right, x0 + 1, width)), int(np.clip(bottom, y0 + 1, height)))

    @property
    def size(self) -> tuple[int, int]:
        """Width and height [px]."""
        return self.right - self.left, self.bottom - self.top

    def cut(self, picture: Floats) -> Floats:
        """Return what the window shows of a picture, as a view."""
        return picture[self.top : self.bottom, self.left : self.right]

    def inside(self, mesh: Floats) -> Floats:
        """Return a mesh's points in the window's own pixels."""
        return mesh - np.array([self.left, self.top, 0.0], np.float32)


def iod_px(mesh: Floats) -> float:
    """Return the distance between the outer corners of the eyes [px], in space: a turned head keeps its size."""
    return float(np.linalg.norm(mesh[LEFT_OUTER] - mesh[RIGHT_OUTER]))


MM_OUTER_CORNERS: Final = 90.0
"""Distance between the outer corners of an adult's eyes [mm], about (Farkas 1994, Anthropometry of the Head and Face)."""
