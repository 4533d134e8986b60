"""Which parts of a cloth are near each other: points and triangles, edges and edges, through grids of cells.

Distances after C. Ericson, Real-Time Collision Detection (2005), 5.1.5 and 5.1.9.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit  # noqa: TID253 - this module is imported inside functions only
from numpy.typing import NDArray

from rushes.engines.wardrobe.drape.distance_kernels import nearest

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

LIMB = 64
"""A level is a number of its own below this, and this times the limbs that it is worn on, as bits; 0 is any limb."""


@njit(cache=True, error_model="numpy", nogil=True)
def side_of(level: int, over: int) -> int:
    """Say on which side of a triangle of level ``over`` a point of ``level`` belongs: 1 outside, -1 inside, 0 where it isn't known.

    What is worn on different limbs is outside of each other.
    """
    if level < 0 or over < 0:
        return 0
    mine, other = level // LIMB, over // LIMB
    if mine != 0 and other != 0 and mine & other == 0:
        return 1
    high = level % LIMB - over % LIMB
    return 0 if high == 0 else (1 if high > 0 else -1)


@njit(cache=True, error_model="numpy", nogil=True)
def cells_of(at: Floats, cell: float) -> tuple[Floats, Rows, Rows, Rows]:
    """Sort points into cells: where the cells begin [m], how many there are, where each one's points begin, the points."""
    low, high = at[0].copy(), at[0].copy()
    for p in range(at.shape[0]):
        for k in range(3):
            low[k] = min(low[k], at[p, k])
            high[k] = max(high[k], at[p, k])
    shape = np.empty(3, np.int64)
    for k in range(3):
        shape[k] = int((high[k] - low[k]) / cell) + 1
    start = np.zeros(shape[0] * shape[1] * shape[2] + 1, np.int64)
    box = np.empty(at.shape[0], np.int64)
    for p in range(at.shape[0]):
        i, j, k = int((at[p, 0] - low[0]) / cell), int((at[p, 1] - low[1]) / cell), int((at[p, 2] - low[2]) / cell)
        box[p] = (i * shape[1] + j) * shape[2] + k
        start[box[p] + 1] += 1
    for b in range(start.shape[0] - 1):
        start[b + 1] += start[b]
    fill, held = start[:-1].copy(), np.empty(at.shape[0], np.int64)
    for p in range(at.shape[0]):
        held[fill[box[p]]] = p
        fill[box[p]] += 1
    return low, shape, start, held


@njit(cache=True, error_model="numpy", nogil=True)
def near_points(
    x: Floats, corners: Rows, one: Rows, first: Rows, beside: Rows, reach: float, cell: float, out: Rows
) -> int:
    """Write triples of a point, a triangle that it is no part of, nearer than ``reach``, and whether they push each other; return how many there are.

    Args:
        x: Points [m], shape [n, 3].
        corners: Triangles, shape [m, 3].
        one: Which points are sewn together: those with the same number.
        first: Where each number's neighbours begin in ``beside``; neighbours of a triangle don't push it.
        beside: Neighbours by edges.
        reach: What counts as near [m].
        cell: Size of a cell [m].
        out: Shape [k, 3]; what does not fit is counted only.
    """
    low, shape, start, held = cells_of(x, cell)
    count, least, most = 0, np.empty(3, np.int64), np.empty(3, np.int64)
    for t in range(corners.shape[0]):
        a, b, c = corners[t, 0], corners[t, 1], corners[t, 2]
        for k in range(3):
            least[k] = max(0, math.floor((min(x[a, k], x[b, k], x[c, k]) - reach - low[k]) / cell))
            most[k] = min(shape[k] - 1, math.floor((max(x[a, k], x[b, k], x[c, k]) + reach - low[k]) / cell))
        for i in range(least[0], most[0] + 1):
            for j in range(least[1], most[1] + 1):
                for k in range(least[2], most[2] + 1):
                    where = (i * shape[1] + j) * shape[2] + k
                    for m in range(start[where], start[where + 1]):
                        p = held[m]
                        if one[p] == one[a] or one[p] == one[b] or one[p] == one[c]:
                            continue
                        if _far_box(x, p, a, b, c, reach):
                            continue
                        u, v, w = nearest(x[p, 0], x[p, 1], x[p, 2], x[a], x[b], x[c])
                        gap = 0.0
                        for d in range(3):
                            off = x[p, d] - u * x[a, d] - v * x[b, d] - w * x[c, d]
                            gap += off * off
                        if gap < reach * reach:
                            if count < out.shape[0]:
                                out[count, 0] = p
                                out[count, 1] = t
                                joined = (
                                    _joined(one[p], one[a], first, beside)
                                    or _joined(one[p], one[b], first, beside)
                                    or _joined(one[p], one[c], first, beside)
                                )
                                out[count, 2] = 0 if joined else 1
                            count += 1
    return count


@njit(cache=True, error_model="numpy", nogil=True)
def _far_box(x: Floats, p: int, a: int, b: int, c: int, reach: float) -> bool:
    """Say whether a point is out of a triangle's box, widened by ``reach``."""
    for k in range(3):
        if x[p, k] < min(x[a, k], x[b, k], x[c, k]) - reach or x[p, k] > max(x[a, k], x[b, k], x[c, k]) + reach:
            return True
    return False


@njit(cache=True, error_model="numpy", nogil=True)
def _joined(a: int, b: int, first: Rows, beside: Rows) -> bool:
    """Say whether an edge joins two points."""
    return b in beside[first[a] : first[a + 1]]


@njit(cache=True, error_model="numpy", nogil=True)
def near_edges(
    x: Floats, edges: Rows, one: Rows, first: Rows, beside: Rows, reach: float, cell: float, out: Rows
) -> int:
    """Write triples of two edges without a common point nearer than ``reach``, and whether they push each other; return how many there are.

    The arguments are those of ``near_points``.
    """
    middle, half, longest = np.empty((edges.shape[0], 3)), np.empty(edges.shape[0]), 0.0
    for e in range(edges.shape[0]):
        i, j, size = edges[e, 0], edges[e, 1], 0.0
        for k in range(3):
            middle[e, k] = (x[i, k] + x[j, k]) / 2
            size += (x[i, k] - x[j, k]) ** 2
        half[e] = math.sqrt(size) / 2
        longest = max(longest, half[e])
    low, shape, start, held = cells_of(middle, cell)
    count, least, most = 0, np.empty(3, np.int64), np.empty(3, np.int64)
    for e in range(edges.shape[0]):
        i, j, span = edges[e, 0], edges[e, 1], half[e] + longest + reach
        for k in range(3):
            least[k] = max(0, math.floor((middle[e, k] - span - low[k]) / cell))
            most[k] = min(shape[k] - 1, math.floor((middle[e, k] + span - low[k]) / cell))
        for a in range(least[0], most[0] + 1):
            for b in range(least[1], most[1] + 1):
                for c in range(least[2], most[2] + 1):
                    where = (a * shape[1] + b) * shape[2] + c
                    for m in range(start[where], start[where + 1]):
                        f = held[m]
                        if f <= e:
                            continue
                        dx, dy, dz = (
                            middle[e, 0] - middle[f, 0],
                            middle[e, 1] - middle[f, 1],
                            middle[e, 2] - middle[f, 2],
                        )
                        if dx * dx + dy * dy + dz * dz > (half[e] + half[f] + reach) ** 2:
                            continue
                        k, n = edges[f, 0], edges[f, 1]
                        if one[i] == one[k] or one[i] == one[n] or one[j] == one[k] or one[j] == one[n]:
                            continue
                        gap, _, _ = between(x[i], x[j], x[k], x[n])
                        if gap < reach:
                            if count < out.shape[0]:
                                out[count, 0] = e
                                out[count, 1] = f
                                joined = (
                                    _joined(one[i], one[k], first, beside)
                                    or _joined(one[i], one[n], first, beside)
                                    or _joined(one[j], one[k], first, beside)
                                    or _joined(one[j], one[n], first, beside)
                                )
                                out[count, 2] = 0 if joined else 1
                            count += 1
    return count


@njit(cache=True, error_model="numpy", nogil=True)
def between(a: Floats, b: Floats, c: Floats, d: Floats) -> tuple[float, float, float]:
    """Return how far two segments are apart, and where along each they are nearest, from 0 to 1."""
    ux, uy, uz = b[0] - a[0], b[1] - a[1], b[2] - a[2]
    vx, vy, vz = d[0] - c[0], d[1] - c[1], d[2] - c[2]
    rx, ry, rz = a[0] - c[0], a[1] - c[1], a[2] - c[2]
    uu, vv = ux * ux + uy * uy + uz * uz, vx * vx + vy * vy + vz * vz
    uv, ur, vr = ux * vx + uy * vy + uz * vz, ux * rx + uy * ry + uz * rz, vx * rx + vy * ry + vz * rz
    s, t = 0.0, 0.0
    if uu > 1e-18 and vv > 1e-18:
        det = uu * vv - uv * uv
        if det > 1e-12 * uu * vv:
            s = min(1.0, max(0.0, (uv * vr - ur * vv) / det))
        t = (uv * s + vr) / vv
        if t < 0.0:
            t, s = 0.0, min(1.0, max(0.0, -ur / uu))
        elif t > 1.0:
            t, s = 1.0, min(1.0, max(0.0, (uv - ur) / uu))
    ox, oy, oz = rx + s * ux - t * vx, ry + s * uy - t * vy, rz + s * uz - t * vz
    return math.sqrt(ox * ox + oy * oy + oz * oz), s, t
