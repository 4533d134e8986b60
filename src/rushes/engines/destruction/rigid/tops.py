"""How high what is there stands at a picture: the tops and undersides of convex pieces, along upright lines through them.

A line goes through a convex piece from the last of its planes that faces down to the first of those that face up. That is exact,
and what lies on a slope lies on the slope and not on the box around it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.building.pieces import Pieces
from rushes.engines.destruction.rigid.hulls import hulls_of
from rushes.engines.destruction.rigid.motion import Motion

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

CELL_M = 0.4
"""Side [m] of the cells by which pieces are found."""

Surface = tuple[Any, ...]
"""What ``tops_kernels.stands`` looks at; opaque to everybody else."""


class Tops:
    """Surfaces of pieces, moving or not, by picture."""

    def __init__(self, pieces: Pieces, motion: Motion, reach_m: float) -> None:
        """Make ready to look at pieces and their motion, as far as ``reach_m`` [m] beyond the building's outline."""
        self._motion, self._hulls = motion, hulls_of(pieces)
        low, high = pieces.extent[:, :2]
        self._origin = np.asarray(low - reach_m, float)
        self._cells = np.ceil((high + reach_m - self._origin) / CELL_M).astype(int)
        self._all = np.ones(len(pieces), np.bool_)
        self._row, self._kept = -1, self.none()

    def none(self) -> Surface:
        """Return the bare ground's surface."""
        cells = int(self._cells.prod())
        nothing = np.zeros(cells + 1, np.int64), np.zeros(0, np.int64), np.zeros(cells)
        return (*self._where(), *nothing, np.zeros((0, 4)), np.zeros(1, np.int64))

    def surface(self, row: int, counts: Bools) -> Surface:
        """Return the surface of some of the pieces at a picture.

        Args:
            row: Which picture.
            counts: Which pieces, shape [n].
        """
        from rushes.engines.destruction.rigid import tops_kernels as kernels

        hulls, motion = self._hulls, self._motion
        plane, box = kernels.carried(
            *(hulls.normal, hulls.reach, hulls.face_start, hulls.corner, hulls.corner_start),
            *(motion.position[row].astype(float), motion.orientation[row].astype(float)),
            *(motion.scale[row].astype(float), counts),
        )
        where = self._where()
        return (*where, *kernels.listed(box, counts, *where), plane, hulls.face_start)

    def over(self, place: Floats, row: int) -> Floats:
        """Return the height [m] of the highest piece over or under each place [n, 3] at a picture; 0 is the ground."""
        from rushes.engines.destruction.rigid import tops_kernels as kernels

        if row != self._row:
            self._row, self._kept = row, self.surface(row, self._all)
        return np.asarray(kernels.highest(self._kept, np.ascontiguousarray(place, float)))

    def _where(self) -> tuple[Floats, float, int, int]:
        return self._origin, CELL_M, int(self._cells[0]), int(self._cells[1])
