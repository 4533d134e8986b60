"""Edges that pierce triangles: what must not be in a mesh of cloth, and how cloth is drawn out of itself again.

A segment against a triangle by T. Moeller and B. Trumbore (1997); untangling by P. Volino and N. Magnenat-Thalmann, Resolving
Surface Collisions through Intersection Contour Minimization (2006).
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit  # noqa: TID253 - this module is imported inside functions only
from numpy.typing import NDArray

from rushes.engines.wardrobe.drape.nearness_kernels import cells_of, side_of

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
Bools = NDArray[np.bool_]

FLAT = 0.05
"""Cosine of an edge's way to a triangle's normal under which it counts as this much: it lies in the triangle."""


@njit(cache=True, error_model="numpy", nogil=True)
def pierced(p: Floats, q: Floats, a: Floats, b: Floats, c: Floats) -> tuple[bool, float, float, float]:
    """Say whether the segment p-q goes through a triangle's inside, how far along it, and the shares of b and c there."""
    dx, dy, dz = q[0] - p[0], q[1] - p[1], q[2] - p[2]
    ux, uy, uz = b[0] - a[0], b[1] - a[1], b[2] - a[2]
    vx, vy, vz = c[0] - a[0], c[1] - a[1], c[2] - a[2]
    hx, hy, hz = dy * vz - dz * vy, dz * vx - dx * vz, dx * vy - dy * vx
    det = ux * hx + uy * hy + uz * hz
    if abs(det) < 1e-18:
        return False, 0.0, 0.0, 0.0
    sx, sy, sz = p[0] - a[0], p[1] - a[1], p[2] - a[2]
    u = (sx * hx + sy * hy + sz * hz) / det
    if u <= 1e-9 or u >= 1.0:
        return False, 0.0, 0.0, 0.0
    kx, ky, kz = sy * uz - sz * uy, sz * ux - sx * uz, sx * uy - sy * ux
    v = (dx * kx + dy * ky + dz * kz) / det
    if v <= 1e-9 or u + v >= 1.0 - 1e-9:
        return False, 0.0, 0.0, 0.0
    t = (vx * kx + vy * ky + vz * kz) / det
    return 1e-9 < t < 1.0 - 1e-9, t, u, v


@njit(cache=True, error_model="numpy", nogil=True)
def crossed(x: Floats, edges: Rows, corners: Rows, one: Rows) -> Rows:
    """Return pairs of an edge and a triangle that it pierces, shape [k, 2]; those that share a point are left out.

    Args:
        x: Points [m], shape [n, 3].
        edges: Shape [e, 2].
        corners: Triangles, shape [m, 3].
        one: Which points are sewn together: those with the same number.
    """
    middle, cell, largest = np.empty((corners.shape[0], 3)), 0.0, 0.0
    for t in range(corners.shape[0]):
        size = 0.0
        for k in range(3):
            middle[t, k] = (x[corners[t, 0], k] + x[corners[t, 1], k] + x[corners[t, 2], k]) / 3
        for c in range(3):
            off = 0.0
            for k in range(3):
                off += (x[corners[t, c], k] - middle[t, k]) ** 2
            size = max(size, off)
        largest = max(largest, math.sqrt(size))
        cell += math.sqrt(size)
    cell = 2.0 * cell / corners.shape[0]
    low, shape, start, held = cells_of(middle, cell)
    out, count, least, most = np.empty((256, 2), np.int64), 0, np.empty(3, np.int64), np.empty(3, np.int64)
    for e in range(edges.shape[0]):
        i, j = edges[e, 0], edges[e, 1]
        for k in range(3):
            least[k] = max(0, math.floor((min(x[i, k], x[j, k]) - largest - low[k]) / cell))
            most[k] = min(shape[k] - 1, math.floor((max(x[i, k], x[j, k]) + largest - low[k]) / cell))
        for a in range(least[0], most[0] + 1):
            for b in range(least[1], most[1] + 1):
                for c in range(least[2], most[2] + 1):
                    where = (a * shape[1] + b) * shape[2] + c
                    for m in range(start[where], start[where + 1]):
                        t = held[m]
                        if _apart(x, i, j, corners[t]) or _shared(one, i, j, corners[t]):
                            continue
                        if pierced(x[i], x[j], x[corners[t, 0]], x[corners[t, 1]], x[corners[t, 2]])[0]:
                            if count == out.shape[0]:
                                wider = np.empty((2 * count, 2), np.int64)
                                wider[:count] = out
                                out = wider
                            out[count, 0] = e
                            out[count, 1] = t
                            count += 1
    return out[:count]


@njit(cache=True, error_model="numpy", nogil=True)
def _apart(x: Floats, i: int, j: int, corner: Rows) -> bool:
    """Say whether an edge's box and a triangle's are apart."""
    for k in range(3):
        a, b, c = x[corner[0], k], x[corner[1], k], x[corner[2], k]
        if max(x[i, k], x[j, k]) < min(a, b, c) or min(x[i, k], x[j, k]) > max(a, b, c):
            return True
    return False


@njit(cache=True, error_model="numpy", nogil=True)
def _shared(one: Rows, i: int, j: int, corner: Rows) -> bool:
    a, b, c = one[corner[0]], one[corner[1]], one[corner[2]]
    return one[i] == a or one[i] == b or one[i] == c or one[j] == a or one[j] == b or one[j] == c


@njit(cache=True, error_model="numpy", nogil=True)
def mark_tangled(pairs: Rows, edges: Rows, corners: Rows, out: Bools) -> None:
    """Write which points belong to what goes through each other, or stand beside such a point."""
    core = np.zeros(out.shape[0], np.bool_)
    for n in range(pairs.shape[0]):
        for k in range(2):
            core[edges[pairs[n, 0], k]] = True
        for k in range(3):
            core[corners[pairs[n, 1], k]] = True
    out[:] = core
    for e in range(edges.shape[0]):
        if core[edges[e, 0]] or core[edges[e, 1]]:
            out[edges[e, 0]] = True
            out[edges[e, 1]] = True


@njit(cache=True, error_model="numpy", nogil=True)
def cut_off(pairs: Rows, edges: Rows, count: int) -> Rows:
    """Return how large the part of the cloth is that each point is in when it is cut at the edges that pierce something, shape [count].

    The smaller part beside such an edge is the one that has come through (D. Baraff and others, Untangling Cloth, 2003).
    """
    root, cut = np.arange(count), np.zeros(edges.shape[0], np.bool_)
    for n in range(pairs.shape[0]):
        cut[pairs[n, 0]] = True
    for e in range(edges.shape[0]):
        if not cut[e]:
            a, b = _root(root, edges[e, 0]), _root(root, edges[e, 1])
            root[max(a, b)] = min(a, b)
    size = np.zeros(count, np.int64)
    for p in range(count):
        root[p] = _root(root, p)
        size[root[p]] += 1
    for p in range(count):
        root[p] = size[root[p]] * count + root[p]
    return root


@njit(cache=True, error_model="numpy", nogil=True)
def _root(root: Rows, p: int) -> int:
    while root[p] != p:
        root[p] = root[root[p]]
        p = root[p]
    return p


@njit(cache=True, error_model="numpy", nogil=True)
def untangle(
    x: Floats,
    was: Floats,
    edges: Rows,
    corners: Rows,
    tops: Rows,
    pairs: Rows,
    levels: Rows,
    over: Rows,
    parts: Rows,
    most: float,
) -> None:
    """Move edges and the triangles that they pierce apart, without speed.

    The end that has come through goes back: the one on the side where it doesn't belong, where that is known, else the one in the smaller
    part. Where neither is known the line in which cloth goes through itself is made shorter.

    Args:
        x: Points [m], and ``was`` where they were a step ago, shape [n, 3].
        edges: Shape [e, 2].
        corners: Triangles, shape [m, 3].
        tops: The points opposite each edge in its triangles, -1 where there is none, shape [e, 2].
        pairs: What ``crossed`` returned.
        levels: What lies over what: of each point, -1 where it isn't known.
        over: The same of each triangle.
        parts: What ``cut_off`` returned.
        most: How far to move [m].
    """
    way = np.empty(3)
    for n in range(pairs.shape[0]):
        e, t = pairs[n, 0], pairs[n, 1]
        i, j, a, b, c = edges[e, 0], edges[e, 1], corners[t, 0], corners[t, 1], corners[t, 2]
        through, along, u, v = pierced(x[i], x[j], x[a], x[b], x[c])
        if not through:
            continue
        wrong = _wrong(x, i, j, a, b, c, levels, over[t], parts, way)
        if wrong < 0 and not _shortening(x, i, j, a, b, c, tops[e], way):
            continue
        size = math.sqrt(way[0] * way[0] + way[1] * way[1] + way[2] * way[2] + 0.01)
        s, w = 1.0 - along, 1.0 - u - v
        if wrong >= 0:
            s, along = (1.0, 0.0) if wrong == i else (0.0, 1.0)
        edge = 0.5 * most / (size * (s * s + along * along))
        face = 0.5 * most / (size * (u * u + v * v + w * w))
        for k in range(3):
            _moved(x, was, i, k, edge * s * way[k])
            _moved(x, was, j, k, edge * along * way[k])
            _moved(x, was, a, k, -face * w * way[k])
            _moved(x, was, b, k, -face * u * way[k])
            _moved(x, was, c, k, -face * v * way[k])


@njit(cache=True, error_model="numpy", nogil=True)
def _wrong(x: Floats, i: int, j: int, a: int, b: int, c: int, levels: Rows, over: int, parts: Rows, out: Floats) -> int:
    """Return which end of an edge has come through a triangle, -1 where it isn't known, and write the way back."""
    normal = np.cross(x[b] - x[a], x[c] - x[a])
    size = math.sqrt(np.sum(normal * normal))
    if size < 1e-12:
        return -1
    normal /= size
    high = np.sum((x[i] - x[a]) * normal)  # the other end is on the other side
    wrong, side = -1, side_of(levels[i], over)
    if side != 0 and side_of(levels[j], over) == side:
        wrong = i if (high < 0.0) == (side > 0) else j
    elif parts[i] != parts[j]:
        wrong = i if parts[i] < parts[j] else j
    if wrong >= 0:
        below = high < 0.0 if wrong == i else high >= 0.0
        out[:] = normal if below else -normal
    return wrong


@njit(cache=True, error_model="numpy", nogil=True)
def _moved(x: Floats, was: Floats, p: int, k: int, by: float) -> None:
    x[p, k] += by
    was[p, k] += by


@njit(cache=True, error_model="numpy", nogil=True)
def _shortening(x: Floats, i: int, j: int, a: int, b: int, c: int, tops: Rows, out: Floats) -> bool:
    """Write the way in which an edge has to move against a triangle for their line of crossing to get shorter fastest."""
    normal = np.cross(x[b] - x[a], x[c] - x[a])
    way = x[j] - x[i]
    size, length = math.sqrt(np.sum(normal * normal)), math.sqrt(np.sum(way * way))
    if size < 1e-12 or length < 1e-9:
        return False
    normal /= size
    way /= length
    slope = np.sum(normal * way)
    slope = max(slope, FLAT) if slope >= 0.0 else min(slope, -FLAT)
    out[:] = 0.0
    for side in range(2):
        top = tops[side]
        if top < 0:
            continue
        across = x[top] - x[i]
        across = across - np.sum(across * way) * way
        line = np.cross(normal, np.cross(way, across))
        size = math.sqrt(np.sum(line * line))
        if size < 1e-12:
            continue
        line /= size if np.sum(line * across) >= 0.0 else -size
        out += line - (np.sum(way * line) / slope) * normal
    return True
