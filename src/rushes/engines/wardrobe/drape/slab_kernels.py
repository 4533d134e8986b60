"""The slab that an inner garment has to stay in: how far its points are from what is worn over it, and from the body."""

from __future__ import annotations

import math

import numpy as np
from numba import njit  # noqa: TID253 - this module is imported inside functions only
from numpy.typing import NDArray

from rushes.engines.wardrobe.drape.distance_kernels import _normal, nearest, sample
from rushes.engines.wardrobe.drape.nearness_kernels import cells_of

Floats = NDArray[np.float64]
Grid = NDArray[np.float32]
Rows = NDArray[np.int64]

ON_M = 1e-5
"""What is nearer to cloth than this [m] lies on it: its way out is the cloth's normal."""


@njit(cache=True, error_model="numpy", nogil=True)
def beneath(
    x: Floats,
    parts: Rows,
    at: Floats,
    corners: Rows,
    of: Rows,
    faces: Floats,
    edges: Floats,
    ends: Floats,
    reach: float,
    gaps: Floats,
    ways: Floats,
    spots: Floats,
) -> None:
    """Write how far points are outside of the nearest cloth [m], less than 0 inside, and the way out of it; no number where none is near or they are past its edge.

    Args:
        x: Points [m], shape [n, 3].
        parts: Which parts of the body each is worn on, as bits, shape [n].
        at: The cloth's points [m], and ``corners`` its triangles, anticlockwise from outside.
        of: Which part each triangle is worn on; others than a point's don't count for it.
        faces: Pseudonormals of the triangles, and of their ``edges`` and ``ends``; no number where they are open.
        reach: What counts as near [m].
        gaps: Shape [n]; ``ways`` has shape [n, 3].
        spots: Where it is nearest [m], no number where none is near, shape [n, 3].
    """
    middle, largest = np.empty((corners.shape[0], 3)), 0.0
    for t in range(corners.shape[0]):
        for k in range(3):
            middle[t, k] = (at[corners[t, 0], k] + at[corners[t, 1], k] + at[corners[t, 2], k]) / 3
        for c in range(3):
            off = 0.0
            for k in range(3):
                off += (at[corners[t, c], k] - middle[t, k]) ** 2
            largest = max(largest, math.sqrt(off))
    span = reach + largest
    low, shape, start, held = cells_of(middle, span / 2)
    least, most = np.empty(3, np.int64), np.empty(3, np.int64)
    for p in range(x.shape[0]):
        gaps[p] = math.nan
        spots[p, :] = math.nan
        best, which, bu, bv, bw = reach * reach, -1, 0.0, 0.0, 0.0
        for k in range(3):
            least[k] = max(0, math.floor((x[p, k] - span - low[k]) / (span / 2)))
            most[k] = min(shape[k] - 1, math.floor((x[p, k] + span - low[k]) / (span / 2)))
        for i in range(least[0], most[0] + 1):
            for j in range(least[1], most[1] + 1):
                for k in range(least[2], most[2] + 1):
                    where = (i * shape[1] + j) * shape[2] + k
                    for m in range(start[where], start[where + 1]):
                        t = held[m]
                        if parts[p] & of[t] == 0:
                            continue
                        a, b, c = at[corners[t, 0]], at[corners[t, 1]], at[corners[t, 2]]
                        far = math.sqrt(best) + largest
                        dx, dy, dz = x[p, 0] - middle[t, 0], x[p, 1] - middle[t, 1], x[p, 2] - middle[t, 2]
                        if dx * dx + dy * dy + dz * dz > far * far:
                            continue
                        u, v, w = nearest(x[p, 0], x[p, 1], x[p, 2], a, b, c)
                        gap = 0.0
                        for d in range(3):
                            gap += (x[p, d] - u * a[d] - v * b[d] - w * c[d]) ** 2
                        if gap < best:
                            best, which, bu, bv, bw = gap, t, u, v, w
        if which < 0:
            continue
        n = _normal(which, bu, bv, bw, corners, faces, edges, ends)
        a, b, c = at[corners[which, 0]], at[corners[which, 1]], at[corners[which, 2]]
        size, along, length = math.sqrt(best), 0.0, 0.0
        for d in range(3):
            along += (x[p, d] - bu * a[d] - bv * b[d] - bw * c[d]) * n[d]
            length += n[d] * n[d]
        for d in range(3):
            spots[p, d] = bu * a[d] + bv * b[d] + bw * c[d]
        if math.isnan(along):
            continue
        gaps[p] = size if along >= 0 else -size
        for d in range(3):
            ways[p, d] = n[d] / math.sqrt(length)
            if size > ON_M:
                ways[p, d] = (x[p, d] - bu * a[d] - bv * b[d] - bw * c[d]) / gaps[p]


@njit(cache=True, error_model="numpy", nogil=True)
def off_body(x: Floats, field: Grid, low: Floats, step: float, gaps: Floats, ways: Floats) -> None:
    """Write how far points are off the body [m], and the way off it."""
    slope = np.zeros(3)
    for p in range(x.shape[0]):
        gaps[p] = sample(field, low, step, x[p, 0], x[p, 1], x[p, 2], slope)
        ways[p, :] = slope
