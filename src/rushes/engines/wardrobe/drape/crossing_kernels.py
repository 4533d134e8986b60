"""Edges that pierce triangles: what must not be in a mesh of cloth, found through a grid of cells.

A segment against a triangle by T. Moeller and B. Trumbore (1997).
"""

from __future__ import annotations

import numpy as np
from numba import njit  # noqa: TID253 - this module is imported inside functions only
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


@njit(cache=True, error_model="numpy", nogil=True)
def _pierces(p: Floats, q: Floats, a: Floats, b: Floats, c: Floats) -> bool:
    """Say whether the segment p-q goes through a triangle's inside."""
    d, one, two = q - p, b - a, c - a
    hx, hy, hz = d[1] * two[2] - d[2] * two[1], d[2] * two[0] - d[0] * two[2], d[0] * two[1] - d[1] * two[0]
    det = one[0] * hx + one[1] * hy + one[2] * hz
    if abs(det) < 1e-18:
        return False
    s = p - a
    u = (s[0] * hx + s[1] * hy + s[2] * hz) / det
    if u <= 1e-9 or u >= 1.0:
        return False
    kx, ky, kz = s[1] * one[2] - s[2] * one[1], s[2] * one[0] - s[0] * one[2], s[0] * one[1] - s[1] * one[0]
    v = (d[0] * kx + d[1] * ky + d[2] * kz) / det
    if v <= 1e-9 or u + v >= 1.0 - 1e-9:
        return False
    t = (two[0] * kx + two[1] * ky + two[2] * kz) / det
    return 1e-9 < t < 1.0 - 1e-9


@njit(cache=True, error_model="numpy", nogil=True)
def crossings(
    x: Floats, edges: Rows, corners: Rows, start: Rows, held: Rows, low: Floats, cell: float, shape: Rows
) -> Rows:
    """Return how many triangles each edge pierces, those that share a point with it left out, shape [e].

    Args:
        x: Points [m], shape [n, 3].
        edges: Shape [e, 2].
        corners: Triangles, shape [m, 3].
        start: Where each cell's triangles begin in ``held``.
        held: Triangles by the cell of their middle.
        low: Where the cells begin [m].
        cell: Their size [m]: no triangle's middle is farther from its corners, no edge longer.
        shape: Cells along each axis.
    """
    out = np.zeros(edges.shape[0], np.int64)
    for e in range(edges.shape[0]):
        i, j = edges[e, 0], edges[e, 1]
        middle = (x[i] + x[j]) / 2
        at = ((middle - low) / cell).astype(np.int64)
        for a in range(max(0, at[0] - 1), min(shape[0], at[0] + 2)):
            for b in range(max(0, at[1] - 1), min(shape[1], at[1] + 2)):
                for c in range(max(0, at[2] - 1), min(shape[2], at[2] + 2)):
                    box = (a * shape[1] + b) * shape[2] + c
                    for k in range(start[box], start[box + 1]):
                        u, v, w = corners[held[k]]
                        if u in (i, j) or v in (i, j) or w in (i, j):
                            continue
                        if _pierces(x[i], x[j], x[u], x[v], x[w]):
                            out[e] += 1
    return out
