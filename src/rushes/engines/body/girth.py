"""A tape around a mesh: where a plane cuts its edges, and the length of what is drawn taut around that."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def cut(vertices: Floats, edges: Ints, at: Floats, normal: Floats) -> Floats:
    """Return where a plane cuts edges [m], shape [k, 3]."""
    height = (vertices - at) @ normal
    low, high = height[edges[:, 0]], height[edges[:, 1]]
    through = np.nonzero((low > 0) != (high > 0))[0]
    low, high = low[through], high[through]
    part = (low / (low - high))[:, None]
    return np.asarray(vertices[edges[through, 0]] * (1 - part) + vertices[edges[through, 1]] * part)


def girth(points: Floats, normal: Floats) -> float:
    """Return the length of a tape around points that lie in a plane [m]: their convex hull's. Nothing is 0."""
    flat = flattened(points, normal)
    if len(flat) < 3:
        return 0.0
    ring = hull(flat)
    return float(np.linalg.norm(ring - np.roll(ring, 1, axis=0), axis=1).sum())


def taut(points: Floats, start: Floats, end: Floats, normal: Floats, side: Floats) -> float:
    """Return the length of a tape over points in a plane, from one to another on the side that ``side`` points to [m]."""
    mine = points[(points - start) @ side > 0]
    flat = flattened(np.concatenate([start[None], end[None], mine]), normal)
    ring = hull(flat)
    chord = float(np.linalg.norm(flat[0] - flat[1]))
    around = float(np.linalg.norm(ring - np.roll(ring, 1, axis=0), axis=1).sum())
    return max(around - chord, chord)


def flattened(points: Floats, normal: Floats) -> Floats:
    """Return points of a plane by two axes in it, shape [n, 2]."""
    return np.asarray(points @ np.stack(_axes(normal), axis=1))


def hull(flat: Floats) -> Floats:
    """Return the corners of points' convex hull in order, counter-clockwise (A. M. Andrew, 1979), shape [k, 2]."""
    order = flat[np.lexsort((flat[:, 1], flat[:, 0]))].tolist()

    def half(points: list[list[float]]) -> list[list[float]]:
        out: list[list[float]] = []
        for x, y in points:
            while len(out) > 1 and (out[-1][0] - out[-2][0]) * (y - out[-2][1]) <= (out[-1][1] - out[-2][1]) * (
                x - out[-2][0]
            ):
                out.pop()
            out.append([x, y])
        return out[:-1]

    return np.array(half(order) + half(order[::-1]))


def _axes(normal: Floats) -> tuple[Floats, Floats]:
    """Return two axes of a plane."""
    other = np.array([0.0, 0.0, 1.0]) if abs(normal[2]) < 0.9 else np.array([1.0, 0.0, 0.0])
    along = np.cross(other, normal)
    along /= np.linalg.norm(along)
    return along, np.asarray(np.cross(normal, along))
