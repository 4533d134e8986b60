"""Curtains as a shot holds them: the corners of each drape at every picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

COLUMNS, ROWS = 5, 8
"""Corners across and down each drape: 28 quads."""

TEXTILES = ("cloth_linen", "cloth_grey", "cloth_ochre", "cloth_wine", "cloth_blue", "cloth_green")
"""Looks that a drape may have."""


@dataclass(frozen=True, eq=False, slots=True)
class Curtains:
    """k drapes at T pictures.

    Attributes:
        frame: Shape [T].
        points: In the world, row by row from the rail [m], shape [T, k, ROWS * COLUMNS, 3].
        textile: Of each, a row of ``TEXTILES``, shape [k].
    """

    frame: NDArray[np.int32]
    points: NDArray[np.float32]
    textile: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.textile)


def quads(count: int) -> NDArray[np.int32]:
    """Return the quads of so many drapes, rows of their corners one after the other, shape [q, 4]."""
    row, column = np.meshgrid(np.arange(ROWS - 1), np.arange(COLUMNS - 1), indexing="ij")
    first = (row * COLUMNS + column).ravel()
    one = np.column_stack([first, first + COLUMNS, first + COLUMNS + 1, first + 1])
    return np.asarray((one[None] + (np.arange(count) * ROWS * COLUMNS)[:, None, None]).reshape(-1, 4), dtype=np.int32)
