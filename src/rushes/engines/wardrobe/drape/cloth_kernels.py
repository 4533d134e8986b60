"""Cloth in small steps: extended position-based dynamics, one sweep a step (M. Macklin and others, Small Steps in Physics Simulation, 2019).

Edges resist stretch with damping (M. Macklin and others, XPBD, 2016), hinges bend by a quadratic energy (M. Bergou and others, 2006), points
stay out of a signed distance field with Coulomb's friction and leave it without speed.
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
Bools = NDArray[np.bool_]

TANGLED_EVERY = 8
"""Steps after which it is looked where cloth still goes through itself."""

UNTANGLED_M = 2e-4
"""How far what goes through each other is moved apart in a step [m]."""

PINCHED_M, AGAIN = 2e-5, 2
"""Nearer than this [m] cloth is pressed on cloth by the body: it is pushed apart again after the body has pushed, so often, or they would meet."""

SHORTER = 6.0
"""How much softer an edge is that is shorter than at rest: cloth between two points goes out of the way in folds finer than the mesh."""

PUSH_M = 0.001
"""A point is pushed out of the body no farther than this in a step [m], and moves no farther than this either."""


@njit(cache=True, error_model="numpy", nogil=True)
def _edge(n: int, x: Floats, was: Floats, w: Floats, edges: Rows, rest: float, soft: float, damp: float) -> None:
    """Bring an edge to its length; ``soft`` is its compliance over the step's square, ``damp`` how much of its change is taken away."""
    i, j = edges[n, 0], edges[n, 1]
    total = w[i] + w[j]
    if total == 0.0:
        return
    dx, dy, dz = x[i, 0] - x[j, 0], x[i, 1] - x[j, 1], x[i, 2] - x[j, 2]
    length = math.sqrt(dx * dx + dy * dy + dz * dz)
    if length < 1e-9:
        return
    dx, dy, dz = dx / length, dy / length, dz / length
    change = (
        dx * (x[i, 0] - was[i, 0] - x[j, 0] + was[j, 0])
        + dy * (x[i, 1] - was[i, 1] - x[j, 1] + was[j, 1])
        + dz * (x[i, 2] - was[i, 2] - x[j, 2] + was[j, 2])
    )
    if length < rest:
        soft *= SHORTER
    pull = (rest - length - damp * change) / ((1.0 + damp) * total + soft)
    a, b = w[i] * pull, w[j] * pull
    x[i, 0] += a * dx
    x[i, 1] += a * dy
    x[i, 2] += a * dz
    x[j, 0] -= b * dx
    x[j, 1] -= b * dy
    x[j, 2] -= b * dz


@njit(cache=True, error_model="numpy", nogil=True)
def _hinge(n: int, x: Floats, w: Floats, hinges: Rows, shares: Floats, soft: float) -> None:
    """Flatten a hinge: four points whose weighted sum is the curvature over it."""
    cx, cy, cz, total = 0.0, 0.0, 0.0, soft
    for k in range(4):
        p, share = hinges[n, k], shares[n, k]
        cx += share * x[p, 0]
        cy += share * x[p, 1]
        cz += share * x[p, 2]
        total += w[p] * share * share
    for k in range(4):
        p = hinges[n, k]
        by = w[p] * shares[n, k] / total
        x[p, 0] -= by * cx
        x[p, 1] -= by * cy
        x[p, 2] -= by * cz


@njit(cache=True, error_model="numpy", nogil=True)
def _collide(
    p: int, x: Floats, was: Floats, field: Grid, low: Floats, step: float, offset: float, friction: float, slope: Floats
) -> float:
    """Keep a point out of the body; return how far it is from it [m]."""
    gap = sample(field, low, step, x[p, 0], x[p, 1], x[p, 2], slope)
    if gap >= offset:
        return gap
    deep = offset - gap
    push = min(deep, PUSH_M)
    nx, ny, nz = slope[0], slope[1], slope[2]
    into = (x[p, 0] - was[p, 0]) * nx + (x[p, 1] - was[p, 1]) * ny + (x[p, 2] - was[p, 2]) * nz
    tx, ty, tz = x[p, 0] - was[p, 0] - into * nx, x[p, 1] - was[p, 1] - into * ny, x[p, 2] - was[p, 2] - into * nz
    slid = math.sqrt(tx * tx + ty * ty + tz * tz)
    kept = 1.0
    if slid > 1e-12:
        kept = max(0.0, 1.0 - friction * push / slid)
    x[p, 0] = was[p, 0] + kept * tx + into * nx + push * nx
    x[p, 1] = was[p, 1] + kept * ty + into * ny + push * ny
    x[p, 2] = was[p, 2] + kept * tz + into * nz + push * nz
    left = into + push
    was[p, 0] += left * nx
    was[p, 1] += left * ny
    was[p, 2] += left * nz
    return gap


@njit(cache=True, error_model="numpy", nogil=True)
def advance(
    x: Floats,
    v: Floats,
    w: Floats,
    edges: Rows,
    rests: Floats,
    softs: Floats,
    hinges: Rows,
    shares: Floats,
    bends: Floats,
    pairs: Rows,
    gaps: Floats,
    field: Grid,
    low: Floats,
    step: float,
    offset: Floats,
    friction: Floats,
    held: Bools,
    corners: Rows,
    sides: Rows,
    tops: Rows,
    one: Rows,
    first: Rows,
    beside: Rows,
    radii: Floats,
    levels: Rows,
    over: Rows,
    carry: Floats,
    numbers: Floats,
) -> int:
    """Move cloth through many small steps, in place; return how many edges pierce it in the end, as far as it keeps off itself.

    Args:
        x: Points [m], and ``v`` their speeds [m/s], shape [n, 3]; ``w`` their inverse masses [1/kg].
        edges: Shape [e, 2], with rest lengths [m] and compliances [m/N].
        hinges: Shape [h, 4], with the shares of their points and compliances [m/N].
        pairs: Points that are drawn together, and how far apart they begin [m].
        field: The body's distances, with where they begin and how far apart they are [m].
        offset: How far each point stays off the skin [m].
        friction: Coulomb's, of each point.
        held: Points that don't sink.
        corners: Triangles that cloth keeps off, shape [m, 3]; none, and it goes through itself.
        sides: The triangles' edges, shape [s, 2].
        tops: The points opposite each of them in its triangles, -1 where there is none, shape [s, 2].
        one: Which points are or will be sewn together: those with the same number; ``first`` and ``beside`` are their neighbours.
        radii: How far each point keeps other cloth off [m].
        levels: What lies over what: of each point, -1 where it isn't known, and ``over``, of each triangle.
        carry: Where each point is carried in a step beside what it does of itself [m], shape [n, 3]; none, when they aren't carried.
        numbers: Steps, their length [s], gravity [m/s2], damping of speed [1/s], damping of edges, share of the steps after
            which pairs are together, how far what is looked at is away [m], size of a triangle [m].
    """
    count, dt, gravity, damping, damp, together, reach = (
        int(numbers[0]),
        numbers[1],
        numbers[2],
        numbers[3],
        numbers[4],
        numbers[5],
        numbers[6],
    )
    was = x.copy()
    slope, height = np.zeros(3), x[:, 2].copy()
    wait = np.zeros(x.shape[0], np.int64)
    keep, square = math.exp(-damping * dt), 1.0 / (dt * dt)
    solid = corners.shape[0] > 0
    flat, lines = np.empty((0, 3), np.int64), np.empty((0, 3), np.int64)
    through, tangled, most = np.empty((0, 2), np.int64), np.zeros(x.shape[0], np.bool_), np.zeros(x.shape[0])
    looked, listed_at, used, parts = x.copy(), x.copy(), True, np.zeros(x.shape[0], np.int64)
    pinched = False
    if solid:
        through = crossed(x, sides, corners, one)
    for s in range(count):
        if solid and (used or (through.shape[0] and s % TANGLED_EVERY == 0)):
            if through.shape[0] and s % TANGLED_EVERY == 0:
                through = crossed(x, sides, corners, one)
                mark_tangled(through, sides, corners, tangled)
                parts = cut_off(through, sides, x.shape[0])
            if s == 0 or farthest(x, listed_at) > FAR * reach:
                flat, lines = listed(x, corners, sides, one, first, beside, reach, reach + numbers[7])
                listed_at[:] = x
            bounds(x, corners, sides, flat, lines, tangled, reach, most)
            looked[:] = x
            pinched = most.min() < PINCHED_M
        for p in range(x.shape[0]):
            v[p, 2] += gravity * dt
            far = 0.0
            for k in range(3):
                v[p, k] *= keep
                far += v[p, k] * v[p, k]
            far = math.sqrt(far) * dt
            slow = PUSH_M / far if far > PUSH_M else 1.0
            for k in range(3):
                was[p, k] = x[p, k]
                x[p, k] += v[p, k] * dt * slow
        for p in range(carry.shape[0]):
            for k in range(3):
                was[p, k] += carry[p, k]
                x[p, k] += carry[p, k]
        for m in range(edges.shape[0]):
            n = m if s % 2 == 0 else edges.shape[0] - 1 - m
            _edge(n, x, was, w, edges, rests[n], softs[n] * square, damp)
        for m in range(hinges.shape[0]):
            n = m if s % 2 == 0 else hinges.shape[0] - 1 - m
            _hinge(n, x, w, hinges, shares, bends[n] * square)
        if pairs.shape[0]:
            open_share = max(0.0, 1.0 - (s + 1) / (together * count))
            for n in range(pairs.shape[0]):
                _edge(n, x, was, w, pairs, gaps[n] * open_share * open_share, 0.0, damp)
        if solid:
            part(x, was, looked, w, corners, sides, flat, lines, tangled, radii, levels, over)
            if through.shape[0]:
                untangle(x, was, sides, corners, tops, through, levels, over, parts, UNTANGLED_M)
        for p in range(x.shape[0]):
            if wait[p] > 0:
                wait[p] -= 1
            else:
                gap = _collide(p, x, was, field, low, step, offset[p], friction[p], slope)
                wait[p] = int((gap - offset[p]) / (3.0 * PUSH_M)) if gap > offset[p] else 0
            if held[p] and x[p, 2] < height[p]:
                x[p, 2] = height[p]
                was[p, 2] = height[p]
        if solid:
            for _ in range(AGAIN if pinched else 0):
                part(x, was, looked, w, corners, sides, flat, lines, tangled, radii, levels, over)
            used = held_back(x, looked, most)
        for p in range(x.shape[0]):
            for k in range(3):
                v[p, k] = (x[p, k] - was[p, k]) / dt
    return through.shape[0]
