"""Compiled loops behind ``passes``: a depth buffer, and who covers a pixel."""

from __future__ import annotations

import numba  # noqa: TID253 - this module is only imported inside functions
import numpy as np


@numba.njit(cache=True, nogil=True)
def raster(points, triangles, near, offset_x, offset_y, nearest, hit, closed=0):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201 - numba types its arguments
    """Draw triangles into a depth buffer, sampled at pixel centres moved by an offset.

    Triangles with a corner nearer than ``near`` are left out.

    Args:
        points: Pixel x, pixel y (down), depth [m] of each vertex, shape [V, 3].
        triangles: Rows of ``points``, shape [F, 3].
        near: Nearest depth [m].
        offset_x, offset_y: Of the sample from the pixel's centre [px].
        nearest: 1 / depth, shape [height, width]; 0 where nothing is. Changed.
        hit: Row of the triangle that is seen, or -1. Changed.
        closed: So many triangles at the beginning bound closed solids, counter-clockwise from outside: their backs are never seen.
    """
    height, width = nearest.shape
    for row in range(triangles.shape[0]):
        a, b, c = triangles[row, 0], triangles[row, 1], triangles[row, 2]
        za, zb, zc = points[a, 2], points[b, 2], points[c, 2]
        if za < near or zb < near or zc < near:
            continue
        ax, ay = points[a, 0] - offset_x, points[a, 1] - offset_y
        bx, by = points[b, 0] - offset_x, points[b, 1] - offset_y
        cx, cy = points[c, 0] - offset_x, points[c, 1] - offset_y
        area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
        if area == 0.0 or (row < closed and area > 0.0):
            continue
        left = max(int(np.ceil(min(ax, bx, cx) - 0.5)), 0)
        right = min(int(np.floor(max(ax, bx, cx) - 0.5)), width - 1)
        if left > right:
            continue  # most crumbs lie between two pixels' centres
        top = max(int(np.ceil(min(ay, by, cy) - 0.5)), 0)
        bottom = min(int(np.floor(max(ay, by, cy) - 0.5)), height - 1)
        if top > bottom:
            continue
        ia, ib, ic = 1.0 / za, 1.0 / zb, 1.0 / zc
        for y in range(top, bottom + 1):
            py = y + 0.5
            for x in range(left, right + 1):
                px = x + 0.5
                wa = ((bx - px) * (cy - py) - (by - py) * (cx - px)) / area
                wb = ((cx - px) * (ay - py) - (cy - py) * (ax - px)) / area
                wc = 1.0 - wa - wb
                if wa < 0.0 or wb < 0.0 or wc < 0.0:
                    continue
                inverse = wa * ia + wb * ib + wc * ic
                if inverse > nearest[y, x]:
                    nearest[y, x] = inverse
                    hit[y, x] = row


@numba.njit(cache=True, nogil=True)
def ranks(seen, count):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201 - numba types its arguments
    """Rank the pieces that cover each pixel.

    Args:
        seen: The piece at each sample of each pixel, or -1, shape [samples, height, width].
        count: How many ranks.

    Returns:
        The pieces, shape [height, width, count], -1 where there is none, and their shares of the pixel.
    """
    samples, height, width = seen.shape
    piece = np.full((height, width, count), -1, np.int32)
    share = np.zeros((height, width, count), np.float32)
    found = np.empty(samples, np.int32)
    times = np.empty(samples, np.int32)
    for y in range(height):
        for x in range(width):
            kinds = 0
            for k in range(samples):
                one = seen[k, y, x]
                if one < 0:
                    continue
                at = 0
                while at < kinds and found[at] != one:
                    at += 1
                if at == kinds:
                    found[at] = one
                    times[at] = 0
                    kinds += 1
                times[at] += 1
            for rank in range(min(count, kinds)):
                best = 0
                for at in range(kinds):
                    if times[at] > times[best]:
                        best = at
                piece[y, x, rank] = found[best]
                share[y, x, rank] = times[best] / samples
                times[best] = 0
    return piece, share
