"""Skin that lies under cloth is kept under it: what a coarse drape lets through is drawn in by a few millimetres."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

REACH_M: Final = 0.022
"""How far from an outer point something is looked for [m]; farther out it is outside, as it should be."""

BESIDE_M: Final = 0.011
"""How far beside an outer point something may lie and still be under it [m]."""

UNDER_M: Final = 0.0025
"""How far under the outer's middle it is drawn [m]."""


def tucked(
    points: Floats,
    normals: Floats,
    outer: Floats,
    outward: Floats,
    under_m: float = UNDER_M,
    *,
    reach_m: float = REACH_M,
) -> Floats:
    """Return points drawn in to where they are under what is worn over them [m], shape [n, 3].

    Args:
        points: Of the inner surface [m], shape [n, 3].
        normals: Out of it, shape [n, 3].
        outer: Points of what is worn over it, closely spaced [m], shape [m, 3].
        outward: Out of that, shape [m, 3].
        under_m: How far under [m].
        reach_m: How far outside it is looked for [m].
    """
    from scipy.spatial import cKDTree

    far, at = cKDTree(outer).query(points, distance_upper_bound=reach_m)
    found = np.isfinite(far)
    near = np.minimum(at, len(outer) - 1)
    off = ((points - outer[near]) * outward[near]).sum(axis=1)
    beside = np.sqrt(np.maximum(np.where(found, far, 0.0) ** 2 - off**2, 0.0))
    alike = (normals * outward[near]).sum(axis=1) > 0.2
    push = np.where(found & (beside < BESIDE_M) & alike, np.maximum(off + under_m, 0.0), 0.0)
    return np.asarray(points - push[:, None] * outward[near])
