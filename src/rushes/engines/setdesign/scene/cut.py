"""Cutting flat faces: a ring without the convex holes in it, as rings that together fill the rest."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from rushes.engines.dressing.mesh import Floats, Mesh
from rushes.engines.setdesign.model.polygon import Point, Ring, area, box, clipped, edges

SMALLEST_M2 = 1e-7
"""A sliver smaller than this is left out."""

_FAR = 1e3


def without(ring: Ring, holes: Sequence[Ring]) -> list[Ring]:
    """Return rings that fill a ring but for its holes.

    Args:
        ring: Counter-clockwise [m].
        holes: Convex, counter-clockwise [m].
    """
    left: list[Ring] = [tuple(ring)]
    for hole in holes:
        made: list[Ring] = []
        west, south, east, north = box(hole)
        for part in left:
            x0, y0, x1, y1 = box(part)
            if x1 <= west or x0 >= east or y1 <= south or y0 >= north:
                made.append(part)
                continue
            rest: Ring = part
            for start, end in edges(hole):
                outside = clipped(rest, _half(end, start))
                if len(outside) > 2 and area(outside) > SMALLEST_M2:
                    made.append(outside)
                rest = clipped(rest, _half(start, end))
                if len(rest) < 3:
                    break
        left = made
    return left


def _half(start: Point, end: Point) -> tuple[Point, ...]:
    """Return the plane to the left of a line, as a very large square."""
    ahead = np.array(end) - np.array(start)
    ahead /= np.linalg.norm(ahead)
    left = np.array([-ahead[1], ahead[0]])
    origin = np.array(start)
    corners = (
        origin - _FAR * ahead,
        origin + _FAR * ahead,
        origin + _FAR * (ahead + left),
        origin + _FAR * (left - ahead),
    )
    return tuple((float(x), float(y)) for x, y in corners)


def flat(rings: Sequence[Ring], origin: ArrayLike, across: ArrayLike, up: ArrayLike) -> Mesh:
    """Return rings of a plane as faces in space; they look along ``across`` x ``up``, and their map is the plane's own [m].

    Args:
        rings: Counter-clockwise in the plane [m].
        origin: Where the plane's zero is [m].
        across: Direction of its first axis.
        up: Direction of its second.
    """
    flat_points = np.concatenate([np.asarray(ring, float) for ring in rings])
    counts = np.array([len(ring) for ring in rings], np.int64)
    axes: Floats = np.stack([np.asarray(across, float), np.asarray(up, float)])
    points = np.asarray(origin, float) + flat_points @ axes
    return Mesh(points, counts, np.arange(len(points)), flat_points)


def reveals(front: Ring, back: Ring, origin: ArrayLike, across: ArrayLike, up: ArrayLike, depth: ArrayLike) -> Mesh:
    """Return the sides of a hole between its ring in front and the one behind, looking into the hole.

    Args:
        front: Counter-clockwise in the plane of the face [m].
        back: The same corners where the hole ends.
        origin: Where the plane's zero is [m].
        across: Direction of its first axis.
        up: Direction of its second.
        depth: From the front to the back [m], a vector.
    """
    axes = np.stack([np.asarray(across, float), np.asarray(up, float)])
    one = np.asarray(origin, float) + np.asarray(front, float) @ axes
    two = np.asarray(origin, float) + np.asarray(back, float) @ axes + np.asarray(depth, float)
    count = len(one)
    index = np.arange(count)
    following = (index + 1) % count
    quads = np.stack([index, following, following + count, index + count], axis=-1)
    length = np.linalg.norm(np.diff(np.concatenate([one, one[:1]]), axis=0), axis=1)
    along = np.concatenate([[0.0], np.cumsum(length)])
    deep = float(np.linalg.norm(np.asarray(depth, float)))
    st = np.stack(
        [
            np.stack([np.zeros(count), along[:-1]], -1),
            np.stack([np.zeros(count), along[1:]], -1),
            np.stack([np.full(count, deep), along[1:]], -1),
            np.stack([np.full(count, deep), along[:-1]], -1),
        ],
        axis=1,
    )
    return Mesh(np.concatenate([one, two]), np.full(count, 4, np.int64), quads.ravel(), st.reshape(-1, 2))
