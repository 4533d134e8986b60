"""Piercing: which edges of cloth go through it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rushes.engines.wardrobe.drape.welding import sides_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def pierced_edges(corners: Ints, points: Floats) -> Ints:
    """Return which edges of triangles pierce which of them, those that share a point left out, shape [k, 2]."""
    from rushes.engines.wardrobe.drape.crossing_kernels import crossed

    sides = sides_of(corners, np.arange(len(points))).edges
    pairs = crossed(points, sides, corners, np.arange(len(points)))
    return np.column_stack([sides[pairs[:, 0]], pairs[:, 1]])
