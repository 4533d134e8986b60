"""Cloth that lies in layers, in small steps without speed: it is pulled where it is stretched, moved to where it belongs, and keeps off itself.

Nothing pushes back where cloth is squeezed. No point moves so far between two looks that anything could go through (see ``contact_kernels``).
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit  # noqa: TID253 - this module is imported inside functions only
from numpy.typing import NDArray

from rushes.engines.wardrobe.drape.contact_kernels import FAR, bounds, farthest, held_back, listed, part
from rushes.engines.wardrobe.drape.crossing_kernels import crossed, cut_off, mark_tangled, untangle
from rushes.engines.wardrobe.drape.distance_kernels import sample

Floats = NDArray[np.float64]
Grid = NDArray[np.float32]
Rows = NDArray[np.int64]

TANGLED_EVERY = 4
"""Steps after which it is looked where cloth still goes through itself."""

UNTANGLED_M = 2e-4
"""How far what goes through each other is moved apart in a step [m]."""

STEP_M = 3e-4
"""How far a point is moved to where it belongs, or out of the body, in a step [m]."""

PULL_M = 1e-3
"""How much shorter an edge becomes in a step [m]: what is stretched doesn't overcome what keeps cloth apart."""


@njit(cache=True, error_model="numpy", nogil=True)
def pulled(x: Floats, w: Floats, edges: Rows, rests: Floats, backwards: bool) -> None:
    """Bring edges that are too long to their length, in place; shorter ones aren't pushed.

    Args:
        x: Points [m], shape [n, 3], and ``w``, how lightly each moves, shape [n].
        edges: Shape [e, 2], with their lengths at rest [m].
        rests: Shape [e].
        backwards: Whether it begins with the last.
    """
    for m in range(edges.shape[0]):
        n = edges.shape[0] - 1 - m if backwards else m
        i, j = edges[n, 0], edges[n, 1]
        dx, dy, dz = x[i, 0] - x[j, 0], x[i, 1] - x[j, 1], x[i, 2] - x[j, 2]
        length = math.sqrt(dx * dx + dy * dy + dz * dz)
        if length <= rests[n]:
            continue
        by = min(length - rests[n], PULL_M) / (length * (w[i] + w[j]))
        x[i, 0] -= w[i] * by * dx
        x[i, 1] -= w[i] * by * dy
        x[i, 2] -= w[i] * by * dz
        x[j, 0] += w[j] * by * dx
        x[j, 1] += w[j] * by * dy
        x[j, 2] += w[j] * by * dz


@njit(cache=True, error_model="numpy", nogil=True)
def held_under(x: Floats, looked: Floats, over: Floats, outs: Floats, most: Floats) -> None:
    """Move points that stand out too far in again, ``STEP_M`` at most, in place.

    Args:
        x: Points [m], and ``looked`` where they were when it was looked how far out they were, shape [n, 3].
        over: How far they were outside of cloth [m], no number where there is none, and ``outs`` the ways out of it.
        most: How far out they may be [m].
    """
    for p in range(x.shape[0]):
        if math.isnan(over[p]):
            continue
        far = 0.0
        for k in range(3):
            far += (x[p, k] - looked[p, k]) * outs[p, k]
        by = max(most[p] - over[p] - far, -STEP_M)
        if by < 0.0:
            for k in range(3):
                x[p, k] += by * outs[p, k]


@njit(cache=True, error_model="numpy", nogil=True)
def kept_out(x: Floats, field: Grid, low: Floats, step: float, offset: Floats) -> None:
    """Move points that are too near to a body off it, ``STEP_M`` at most, in place."""
    slope = np.zeros(3)
    for p in range(x.shape[0]):
        gap = sample(field, low, step, x[p, 0], x[p, 1], x[p, 2], slope)
        if gap < offset[p]:
            by = min(offset[p] - gap, STEP_M)
            for k in range(3):
                x[p, k] += by * slope[k]


@njit(cache=True, error_model="numpy", nogil=True)
def lay(
    x: Floats,
    w: Floats,
    edges: Rows,
    rests: Floats,
    corners: Rows,
    sides: Rows,
    tops: Rows,
    one: Rows,
    first: Rows,
    beside: Rows,
    radii: Floats,
    levels: Rows,
    over: Rows,
    field: Grid,
    low: Floats,
    step: float,
    offset: Floats,
    out: Floats,
    outs: Floats,
    most_out: Floats,
    steps: int,
    reach: float,
    size: float,
) -> int:
    """Move cloth through small steps, in place; return how many edges pierce it in the end.

    Args:
        x: Points [m], shape [n, 3], and ``w``, how lightly each moves, shape [n].
        edges: Shape [e, 2], with their lengths at rest [m].
        rests: Shape [e].
        corners: Triangles, shape [m, 3].
        sides: The triangles' edges, with the points opposite each in its triangles, shape [s, 2].
        tops: Shape [s, 2].
        one: Each point's number; ``first`` and ``beside`` are their neighbours.
        radii: How far each point keeps other cloth off [m].
        levels: What lies over what: of each point, -1 where it isn't known, and ``over``, of each triangle.
        field: A body's distances, with where they begin and how far apart they are [m].
        offset: How far each point stays off it [m].
        out: How far each point is outside of what is worn over it [m], no number where nothing is.
        outs: The way out, shape [n, 3].
        most_out: How far out it may be [m].
        steps: How many.
        reach: How far off cloth looks for what it could hit [m].
        size: Of a triangle [m].
    """
    was, begun = x.copy(), x.copy()
    through = crossed(x, sides, corners, one)
    tangled, parts, most = np.zeros(x.shape[0], np.bool_), np.zeros(x.shape[0], np.int64), np.zeros(x.shape[0])
    flat, lines = np.empty((0, 3), np.int64), np.empty((0, 3), np.int64)
    looked, listed_at, used = x.copy(), x.copy(), True
    for s in range(steps):
        again = through.shape[0] > 0 and s % TANGLED_EVERY == 0
        if used or again:
            if again:
                through = crossed(x, sides, corners, one)
                mark_tangled(through, sides, corners, tangled)
                parts = cut_off(through, sides, x.shape[0])
            if s == 0 or farthest(x, listed_at) > FAR * reach:
                flat, lines = listed(x, corners, sides, one, first, beside, reach, reach + size)
                flat[:, 2], lines[:, 2] = (
                    1,
                    1,
                )  # triangles are much larger than cloth is thick: neighbours are near only in a fold
                listed_at[:] = x
            bounds(x, corners, sides, flat, lines, tangled, reach, most)
            looked[:] = x
        was[:] = x
        pulled(x, w, edges, rests, s % 2 == 1)
        held_under(x, begun, out, outs, most_out)
        kept_out(x, field, low, step, offset)
        part(x, was, looked, w, corners, sides, flat, lines, tangled, radii, levels, over)
        if through.shape[0]:
            untangle(x, was, sides, corners, tops, through, levels, over, parts, UNTANGLED_M)
        used = held_back(x, looked, most)
    return crossed(x, sides, corners, one).shape[0]
