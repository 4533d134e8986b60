"""Cloth keeps off itself: what is near pushes apart, and nobody moves so far that anything could go through.

Between two looks at what is near, no point moves farther than a share of its parts' distances to what they could hit, so that what
has not gone through never does (A. H. Chen and others, Offset Geometric Contact, 2025).
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit  # noqa: TID253 - this module is imported inside functions only
from numpy.typing import NDArray

from rushes.engines.wardrobe.drape.distance_kernels import nearest
from rushes.engines.wardrobe.drape.nearness_kernels import between, near_edges, near_points, side_of

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
Bools = NDArray[np.bool_]

SHARE = 0.42
"""Of its distance to what it could hit, how far a point may move before the next look: less than a half."""

FAR = 0.24
"""Share of the reach that a point may move before pairs are looked for anew: what is in no list stays half a reach away."""

LEAST_M = 1e-12
"""What touches moves so far all the same [m], or it would never come apart."""

SORTED_M = 2e-4
"""How far what lies on the wrong side is moved in a step [m]."""

BESIDE = 0.15
"""Share of the usual distance at which neighbours, that are near each other as it is, push each other."""

RUBS = 0.2
"""Share of their sliding that touching parts lose in a step."""


@njit(cache=True, error_model="numpy", nogil=True)
def listed(
    x: Floats, corners: Rows, edges: Rows, one: Rows, first: Rows, beside: Rows, reach: float, cell: float
) -> tuple[Rows, Rows]:
    """Return near pairs of points and triangles, and of edges, as ``near_points`` and ``near_edges`` write them, shape [k, 3] each."""
    flat = np.empty((8 * x.shape[0], 3), np.int64)
    count = near_points(x, corners, one, first, beside, reach, cell, flat)
    while count > flat.shape[0]:
        flat = np.empty((2 * count, 3), np.int64)
        count = near_points(x, corners, one, first, beside, reach, cell, flat)
    lines = np.empty((16 * x.shape[0], 3), np.int64)
    found = near_edges(x, edges, one, first, beside, reach, cell, lines)
    while found > lines.shape[0]:
        lines = np.empty((2 * found, 3), np.int64)
        found = near_edges(x, edges, one, first, beside, reach, cell, lines)
    return flat[:count], lines[:found]


@njit(cache=True, error_model="numpy", nogil=True)
def bounds(
    x: Floats, corners: Rows, edges: Rows, flat: Rows, lines: Rows, tangled: Bools, reach: float, out: Floats
) -> None:
    """Write how far each point may move before the next look [m]; what is tangled with each other doesn't hold each other."""
    out[:] = FAR * reach
    for n in range(flat.shape[0]):
        p, t = flat[n, 0], flat[n, 1]
        a, b, c = corners[t, 0], corners[t, 1], corners[t, 2]
        if tangled[p] and (tangled[a] or tangled[b] or tangled[c]):
            continue
        u, v, w = nearest(x[p, 0], x[p, 1], x[p, 2], x[a], x[b], x[c])
        gap = 0.0
        for k in range(3):
            off = x[p, k] - u * x[a, k] - v * x[b, k] - w * x[c, k]
            gap += off * off
        most = max(LEAST_M, SHARE * math.sqrt(gap))
        out[p] = min(out[p], most)
        out[a] = min(out[a], most)
        out[b] = min(out[b], most)
        out[c] = min(out[c], most)
    for n in range(lines.shape[0]):
        e, f = lines[n, 0], lines[n, 1]
        a, b, c, d = edges[e, 0], edges[e, 1], edges[f, 0], edges[f, 1]
        if (tangled[a] or tangled[b]) and (tangled[c] or tangled[d]):
            continue
        gap, _, _ = between(x[a], x[b], x[c], x[d])
        most = max(LEAST_M, SHARE * gap)
        out[a] = min(out[a], most)
        out[b] = min(out[b], most)
        out[c] = min(out[c], most)
        out[d] = min(out[d], most)


@njit(cache=True, error_model="numpy", nogil=True)
def held_back(x: Floats, looked: Floats, most: Floats) -> bool:
    """Keep every point within ``most`` of where it was at the last look, in place; say whether one has used up half of it."""
    used = False
    for p in range(x.shape[0]):
        far = 0.0
        for k in range(3):
            far += (x[p, k] - looked[p, k]) ** 2
        if far > 0.25 * most[p] * most[p]:
            used = True
            if far > most[p] * most[p]:
                share = most[p] / math.sqrt(far)
                for k in range(3):
                    x[p, k] = looked[p, k] + share * (x[p, k] - looked[p, k])
    return used


@njit(cache=True, error_model="numpy", nogil=True)
def farthest(x: Floats, listed_at: Floats) -> float:
    """Return how far the farthest point has moved [m]."""
    most = 0.0
    for p in range(x.shape[0]):
        far = 0.0
        for k in range(3):
            far += (x[p, k] - listed_at[p, k]) ** 2
        most = max(most, far)
    return math.sqrt(most)


@njit(cache=True, error_model="numpy", nogil=True)
def part(
    x: Floats,
    was: Floats,
    looked: Floats,
    w: Floats,
    corners: Rows,
    edges: Rows,
    flat: Rows,
    lines: Rows,
    tangled: Bools,
    r: Floats,
    levels: Rows,
    over: Rows,
) -> None:
    """Push near pairs apart to the sum of their radii ``r`` [m] without speed, and slow how they slide.

    Apart is to the side on which they were ``looked`` at last: what a step has brought to the other side comes back.

    What is tangled isn't pushed to the side that it happens to be on, but to the one that it belongs on, where that is known: a point
    of a higher one of ``levels`` outside of a triangle of a lower one of ``over``.
    """
    for n in range(flat.shape[0]):
        p, t = flat[n, 0], flat[n, 1]
        a, b, c = corners[t, 0], corners[t, 1], corners[t, 2]
        apart = r[p] + max(r[a], r[b], r[c])
        if flat[n, 2] == 0:
            apart *= BESIDE
        if tangled[p] and (tangled[a] or tangled[b] or tangled[c]):
            side = side_of(levels[p], over[t])
            if side != 0:
                _sort(x, was, w, p, a, b, c, apart, float(side))
            continue
        if _far(x, p, a, b, c, apart):
            continue
        u, v, s = nearest(looked[p, 0], looked[p, 1], looked[p, 2], looked[a], looked[b], looked[c])
        _push(x, was, looked, w, p, p, a, b, c, 1.0, 0.0, u, v, s, apart)
    for n in range(lines.shape[0]):
        e, f = lines[n, 0], lines[n, 1]
        a, b, c, d = edges[e, 0], edges[e, 1], edges[f, 0], edges[f, 1]
        if (tangled[a] or tangled[b]) and (tangled[c] or tangled[d]):
            continue
        apart = max(r[a], r[b]) + max(r[c], r[d])
        if lines[n, 2] == 0:
            apart *= BESIDE
        gap, s, t = between(looked[a], looked[b], looked[c], looked[d])
        if gap < 2.0 * apart:  # what was farther off then is looked at again before it comes near
            _push(x, was, looked, w, a, b, c, d, d, 1.0 - s, s, 1.0 - t, t, 0.0, apart)


@njit(cache=True, error_model="numpy", nogil=True)
def _sort(x: Floats, was: Floats, w: Floats, p: int, a: int, b: int, c: int, apart: float, side: float) -> None:
    """Push a point and a triangle to the sides of each other that they belong on, at most ``SORTED_M``."""
    normal = np.cross(x[b] - x[a], x[c] - x[a])
    size = math.sqrt(normal[0] * normal[0] + normal[1] * normal[1] + normal[2] * normal[2])
    if size < 1e-12:
        return
    u, v, s = nearest(x[p, 0], x[p, 1], x[p, 2], x[a], x[b], x[c])
    if min(u, v, s) < -1e-9 or max(u, v, s) > 1.0 - 1e-9:
        return
    gap = 0.0
    for k in range(3):
        gap += side * normal[k] / size * (x[p, k] - u * x[a, k] - v * x[b, k] - s * x[c, k])
    total = w[p] + u * u * w[a] + v * v * w[b] + s * s * w[c]
    if gap >= apart or total == 0.0:
        return
    push = side * min(SORTED_M, 0.5 * (apart - gap)) / (size * total)
    for k in range(3):
        by = push * normal[k]
        _shift(x, was, p, k, w[p], by, 0.0)
        _shift(x, was, a, k, -u * w[a], by, 0.0)
        _shift(x, was, b, k, -v * w[b], by, 0.0)
        _shift(x, was, c, k, -s * w[c], by, 0.0)


@njit(cache=True, error_model="numpy", nogil=True)
def _far(x: Floats, p: int, a: int, b: int, c: int, reach: float) -> bool:
    """Say whether a point is out of a triangle's box, widened by ``reach``."""
    for k in range(3):
        if x[p, k] < min(x[a, k], x[b, k], x[c, k]) - reach or x[p, k] > max(x[a, k], x[b, k], x[c, k]) + reach:
            return True
    return False


@njit(cache=True, error_model="numpy", nogil=True)
def _push(
    x: Floats,
    was: Floats,
    looked: Floats,
    w: Floats,
    p: int,
    q: int,
    a: int,
    b: int,
    c: int,
    sp: float,
    sq: float,
    sa: float,
    sb: float,
    sc: float,
    apart: float,
) -> None:
    """Push the point that shares of p and q make from the one that shares of a, b and c make, half of what is missing."""
    total = w[p] * sp * sp + w[q] * sq * sq + w[a] * sa * sa + w[b] * sb * sb + w[c] * sc * sc
    dx = sp * looked[p, 0] + sq * looked[q, 0] - sa * looked[a, 0] - sb * looked[b, 0] - sc * looked[c, 0]
    dy = sp * looked[p, 1] + sq * looked[q, 1] - sa * looked[a, 1] - sb * looked[b, 1] - sc * looked[c, 1]
    dz = sp * looked[p, 2] + sq * looked[q, 2] - sa * looked[a, 2] - sb * looked[b, 2] - sc * looked[c, 2]
    size = math.sqrt(dx * dx + dy * dy + dz * dz)
    if size < 1e-11 or total == 0.0:
        return
    gap = 0.0
    for k in range(3):
        way = dx if k == 0 else (dy if k == 1 else dz)
        gap += way / size * (sp * x[p, k] + sq * x[q, k] - sa * x[a, k] - sb * x[b, k] - sc * x[c, k])
    if gap >= apart:
        return
    push = 0.5 * (apart - gap) / (size * total)
    slow = RUBS / total
    for k in range(3):
        by = push * (dx if k == 0 else (dy if k == 1 else dz))
        drift = (
            sp * (x[p, k] - was[p, k])
            + sq * (x[q, k] - was[q, k])
            - sa * (x[a, k] - was[a, k])
            - sb * (x[b, k] - was[b, k])
            - sc * (x[c, k] - was[c, k])
        )
        rub = slow * drift
        _shift(x, was, p, k, w[p] * sp, by, rub)
        _shift(x, was, q, k, w[q] * sq, by, rub)
        _shift(x, was, a, k, -w[a] * sa, by, rub)
        _shift(x, was, b, k, -w[b] * sb, by, rub)
        _shift(x, was, c, k, -w[c] * sc, by, rub)


@njit(cache=True, error_model="numpy", nogil=True)
def _shift(x: Floats, was: Floats, p: int, k: int, share: float, by: float, rub: float) -> None:
    x[p, k] += share * (by - rub)
    was[p, k] += share * by
