"""Cloth keeps off itself: points near triangles that they are no part of are pushed apart, to the side that they are on.

Near pairs are found anew through a grid of cells every few steps (M. Teschner and others, Optimized Spatial Hashing, 2003).
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit  # noqa: TID253 - this module is imported inside functions only
from numpy.typing import NDArray

from rushes.engines.wardrobe.drape.distance_kernels import nearest

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


@njit(cache=True, error_model="numpy", nogil=True)
def near_pairs(x: Floats, corners: Rows, reach: float, cell: float, out: Rows) -> int:
    """Write pairs of a point and a triangle nearer than ``reach`` into ``out``; return how many.

    Args:
        x: Points [m], shape [n, 3].
        corners: Triangles, shape [m, 3].
        reach: What counts as near [m].
        cell: Size of a cell [m], larger than a triangle's half and ``reach`` together.
        out: Shape [k, 2]; what does not fit is left out.
    """
    size = 1
    while size < 2 * x.shape[0]:
        size *= 2
    start, held = np.zeros(size + 1, np.int64), np.empty(x.shape[0], np.int64)
    box = np.empty(x.shape[0], np.int64)
    for p in range(x.shape[0]):
        box[p] = _box(math.floor(x[p, 0] / cell), math.floor(x[p, 1] / cell), math.floor(x[p, 2] / cell), size)
        start[box[p] + 1] += 1
    for b in range(size):
        start[b + 1] += start[b]
    fill = start[:-1].copy()
    for p in range(x.shape[0]):
        held[fill[box[p]]] = p
        fill[box[p]] += 1
    count, low, high = 0, np.empty(3, np.int64), np.empty(3, np.int64)
    for t in range(corners.shape[0]):
        a, b, c = corners[t, 0], corners[t, 1], corners[t, 2]
        for k in range(3):
            low[k] = math.floor((min(x[a, k], x[b, k], x[c, k]) - reach) / cell)
            high[k] = math.floor((max(x[a, k], x[b, k], x[c, k]) + reach) / cell)
        for i in range(low[0], high[0] + 1):
            for j in range(low[1], high[1] + 1):
                for k in range(low[2], high[2] + 1):
                    where = _box(i, j, k, size)
                    for m in range(start[where], start[where + 1]):
                        p = held[m]
                        if p in (a, b, c) or count >= out.shape[0]:
                            continue
                        u, v, w = nearest(x[p, 0], x[p, 1], x[p, 2], x[a], x[b], x[c])
                        gap = 0.0
                        for d in range(3):
                            off = x[p, d] - u * x[a, d] - v * x[b, d] - w * x[c, d]
                            gap += off * off
                        if gap < reach * reach:
                            out[count, 0] = p
                            out[count, 1] = t
                            count += 1
    return count


@njit(cache=True, error_model="numpy", nogil=True)
def _box(i: int, j: int, k: int, size: int) -> int:
    """Return a cell's place in a table of a power of two."""
    return ((i * 73856093) ^ (j * 19349663) ^ (k * 83492791)) & (size - 1)


@njit(cache=True, error_model="numpy", nogil=True)
def part(
    x: Floats,
    was: Floats,
    w: Floats,
    corners: Rows,
    pairs: Rows,
    count: int,
    apart: float,
    friction: float,
) -> None:
    """Push near pairs apart to ``apart`` [m] without speed, and slow how they slide."""
    for n in range(count):
        p, t = pairs[n, 0], pairs[n, 1]
        a, b, c = corners[t, 0], corners[t, 1], corners[t, 2]
        u, v, s = nearest(x[p, 0], x[p, 1], x[p, 2], x[a], x[b], x[c])
        dx = x[p, 0] - u * x[a, 0] - v * x[b, 0] - s * x[c, 0]
        dy = x[p, 1] - u * x[a, 1] - v * x[b, 1] - s * x[c, 1]
        dz = x[p, 2] - u * x[a, 2] - v * x[b, 2] - s * x[c, 2]
        gap = math.sqrt(dx * dx + dy * dy + dz * dz)
        total = w[p] + u * u * w[a] + v * v * w[b] + s * s * w[c]
        if gap >= apart or gap < 1e-7 or total == 0.0:
            continue
        push = 0.5 * (apart - gap) / (gap * total)
        for k in range(3):
            by = push * (dx if k == 0 else (dy if k == 1 else dz))
            x[p, k] += w[p] * by
            was[p, k] += w[p] * by
            x[a, k] -= u * w[a] * by
            was[a, k] -= u * w[a] * by
            x[b, k] -= v * w[b] * by
            was[b, k] -= v * w[b] * by
            x[c, k] -= s * w[c] * by
            was[c, k] -= s * w[c] * by
        slow = friction
        for k in range(3):
            drift = (
                (x[p, k] - was[p, k])
                - u * (x[a, k] - was[a, k])
                - v * (x[b, k] - was[b, k])
                - s * (x[c, k] - was[c, k])
            )
            by = slow * drift / total
            x[p, k] -= w[p] * by
            x[a, k] += u * w[a] * by
            x[b, k] += v * w[b] * by
            x[c, k] += s * w[c] * by
