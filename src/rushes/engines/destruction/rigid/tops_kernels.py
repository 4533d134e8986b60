"""Compiled loops behind ``tops``: the planes of pieces in the world, the pieces over each cell, and where a line goes through them."""

from __future__ import annotations

import numba  # noqa: TID253 - this module is only imported inside functions
import numpy as np


@numba.njit(cache=True, nogil=True)
def carried(  # type: ignore[no-untyped-def]  # noqa: ANN201 - numba types its arguments
    normal,  # noqa: ANN001
    reach,  # noqa: ANN001
    face_start,  # noqa: ANN001
    corner,  # noqa: ANN001
    corner_start,  # noqa: ANN001
    position,  # noqa: ANN001
    orientation,  # noqa: ANN001
    scale,  # noqa: ANN001
    counts,  # noqa: ANN001
):
    """Return the planes of pieces in the world (n x = d), shape [F, 4], and the boxes around them [m], [n, 6]: low, then high."""
    plane = np.zeros((len(normal), 4))
    box = np.zeros((len(position), 6))
    for k in range(len(position)):
        if not counts[k]:
            continue
        w, x, y, z = orientation[k]
        turn = np.array(
            (
                (1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)),
                (2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)),
                (2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)),
            )
        )
        for f in range(face_start[k], face_start[k + 1]):
            d = reach[f] * scale[k]
            for i in range(3):
                n = turn[i, 0] * normal[f, 0] + turn[i, 1] * normal[f, 1] + turn[i, 2] * normal[f, 2]
                plane[f, i] = n
                d += n * position[k, i]
            plane[f, 3] = d
        for i in range(3):
            low, high = np.inf, -np.inf
            for v in range(corner_start[k], corner_start[k + 1]):
                at = turn[i, 0] * corner[v, 0] + turn[i, 1] * corner[v, 1] + turn[i, 2] * corner[v, 2]
                low, high = min(low, at), max(high, at)
            box[k, i], box[k, 3 + i] = position[k, i] + scale[k] * low, position[k, i] + scale[k] * high
    return plane, box


@numba.njit(cache=True, nogil=True)
def listed(box, counts, origin, cell, wide, deep):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Return which pieces stand over each cell: the first of each, [cells + 1], the pieces, and how high they reach [m], [cells]."""
    first = np.zeros(wide * deep + 1, np.int64)
    high = np.zeros(wide * deep)
    item = np.zeros(0, np.int64)
    for fill in range(2):
        if fill:
            first[1:] = np.cumsum(first[1:])
            item = np.zeros(first[-1], np.int64)
        free = first[:-1].copy()
        for k in range(len(box)):
            if not counts[k]:
                continue
            x0 = max(int(np.floor((box[k, 0] - origin[0]) / cell)), 0)
            x1 = min(int(np.floor((box[k, 3] - origin[0]) / cell)), wide - 1)
            y0 = max(int(np.floor((box[k, 1] - origin[1]) / cell)), 0)
            y1 = min(int(np.floor((box[k, 4] - origin[1]) / cell)), deep - 1)
            for i in range(x0, x1 + 1):
                for j in range(y0, y1 + 1):
                    at = i * deep + j
                    if fill:
                        item[free[at]] = k
                        free[at] += 1
                        high[at] = max(high[at], box[k, 5])
                    else:
                        first[at + 1] += 1
    return first, item, high


NEAR_M = 0.3
"""What is higher than this [m] over all that stands in a cell does not ask how high exactly: it comes no lower in a step."""


@numba.njit(cache=True, nogil=True)
def stands(surface, x, y, z):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Return what is under and over a place: the top of the highest solid that begins below it, whose it is, the next one over it.

    Args:
        surface: ``origin``, ``cell``, ``wide``, ``deep`` [cells], ``first``, ``item``, ``high``, ``plane`` and ``face_start``.
        x, y, z: Of the place [m]; an infinite height asks for the highest top.

    Returns:
        Height of the top [m], 0 the ground's, which is over the place where that is inside of a solid; the piece, -1 the
        ground; and the height [m] of the underside of the next solid over it, infinite where there is none.
    """
    origin, cell, wide, deep, first, item, high, plane, face_start = surface
    top, whose, over = 0.0, -1, np.inf
    i = int(np.floor((x - origin[0]) / cell))
    j = int(np.floor((y - origin[1]) / cell))
    if i < 0 or j < 0 or i >= wide or j >= deep:
        return top, whose, over
    at = i * deep + j
    if np.isfinite(z) and z > high[at] + NEAR_M:
        return top, whose, over
    for row in range(first[at], first[at + 1]):
        k = item[row]
        low, up = -np.inf, np.inf
        for f in range(face_start[k], face_start[k + 1]):
            room = plane[f, 3] - plane[f, 0] * x - plane[f, 1] * y
            slope = plane[f, 2]
            if slope > 1e-9:
                up = min(up, room / slope)
            elif slope < -1e-9:
                low = max(low, room / slope)
            elif room < 0.0:
                up = -np.inf
            if low >= up:
                break
        if low >= up:
            continue
        if low > z:
            over = min(over, low)
        elif up > top:
            top, whose = up, k
    return top, whose, over


@numba.njit(cache=True, nogil=True)
def highest(surface, place):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Return the highest top over or under each place [m], shape [n]."""
    found = np.zeros(len(place))
    for k in range(len(place)):
        found[k] = stands(surface, place[k, 0], place[k, 1], np.inf)[0]
    return found


@numba.njit(cache=True, nogil=True)
def free(surface, place, way, reach):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Return for which places [n, 3] no solid is met at so many distances [m] along their ways [n, 3], shape [n]."""
    found = np.ones(len(place), np.bool_)
    for k in range(len(place)):
        for m in range(len(reach)):
            x, y, z = place[k] + reach[m] * way[k]
            top, whose, _ = stands(surface, x, y, z)
            if whose >= 0 and top > z:
                found[k] = False
                break
    return found
