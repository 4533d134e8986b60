"""Compiled loops behind ``passes``: where corners are, a depth buffer, and who covers a pixel."""

from __future__ import annotations

import numba  # noqa: TID253 - this module is only imported inside functions
import numpy as np

LONG_PX = 6
"""Wider triangles are looked at only where their sides cross a row: most of a thin slanting one's box is beside it."""


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
        most = max(ia, ib, ic)
        long = right - left > LONG_PX
        for y in range(top, bottom + 1):
            py = y + 0.5
            low, high = left, right
            if long:
                low, high = _span(ax, ay, bx, by, cx, cy, py, left, right)
            for x in range(low, high + 1):
                if most <= nearest[y, x]:
                    continue
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
def _span(ax, ay, bx, by, cx, cy, y, left, right):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba types its arguments
    """Return the first and last pixel of a row that a triangle may cover: where its sides cross the row, and one more."""
    low, high = 1e30, -1e30
    for ux, uy, vx, vy in ((ax, ay, bx, by), (bx, by, cx, cy), (cx, cy, ax, ay)):
        if uy == vy:
            if uy == y:
                return left, right
            continue
        if min(uy, vy) <= y <= max(uy, vy):
            x = ux + (y - uy) * (vx - ux) / (vy - uy)
            low, high = min(low, x), max(high, x)
    if low > high:
        return left, right
    return max(int(low) - 2, left), min(int(high) + 2, right)


@numba.njit(cache=True, nogil=True)
def place(vertices, start, position, turn, scale):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201 - numba types its arguments
    """Place the corners of pieces by their poses.

    Args:
        vertices: Local [m], shape [V, 3]; start: where each piece's begin, [n + 1].
        position: [n, 3] m; turn: unit quaternions (w, x, y, z), [n, 4]; scale: [n].

    Returns:
        Corners in the world [m], shape [V, 3].
    """
    world = np.empty_like(vertices)
    for piece in range(position.shape[0]):
        w, x, y, z = turn[piece, 0], turn[piece, 1], turn[piece, 2], turn[piece, 3]
        for row in range(start[piece], start[piece + 1]):
            a = vertices[row, 0] * scale[piece]
            b = vertices[row, 1] * scale[piece]
            c = vertices[row, 2] * scale[piece]
            u, v, t = 2.0 * (y * c - z * b), 2.0 * (z * a - x * c), 2.0 * (x * b - y * a)
            world[row, 0] = a + w * u + (y * t - z * v) + position[piece, 0]
            world[row, 1] = b + w * v + (z * u - x * t) + position[piece, 1]
            world[row, 2] = c + w * t + (x * v - y * u) + position[piece, 2]
    return world


@numba.njit(cache=True, nogil=True)
def perhaps_seen(first, middle, last, triangles, closed, nearest, back):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201 - numba types its arguments
    """Return the rows of triangles of which a pixel may show something while a shutter is open.

    Left out is what lies beside the picture, what a closed solid shows the back of, and what others hide, all the time.

    Args:
        first, middle, last: Corners at the shutter's beginning, middle and end as ``raster`` takes them, shape [V, 3] each.
        triangles: Rows of them, shape [F, 3].
        closed: As in ``raster``.
        nearest: 1 / depth of what surely hides whatever is behind it, shape [height, width]; 0 where nothing does.
        back: Twice the area [px2] from which a back is one for sure.
    """
    height, width = nearest.shape
    rows = np.empty(triangles.shape[0], np.int64)
    count = 0
    for row in range(triangles.shape[0]):
        a, b, c = triangles[row, 0], triangles[row, 1], triangles[row, 2]
        left, top, right, foot, depth = 1e30, 1e30, -1e30, -1e30, 1e30
        behind = row < closed
        for points in (first, middle, last):
            for corner in (a, b, c):
                left, right = min(left, points[corner, 0]), max(right, points[corner, 0])
                top, foot = min(top, points[corner, 1]), max(foot, points[corner, 1])
                depth = min(depth, points[corner, 2])
            ax, ay = points[a, 0], points[a, 1]
            area = (points[b, 0] - ax) * (points[c, 1] - ay) - (points[b, 1] - ay) * (points[c, 0] - ax)
            behind = behind and area > back
        if behind or right < 0.0 or left > width or foot < 0.0 or top > height:
            continue
        if depth > 0.0 and _hidden(left, top, right, foot, 1.0 / depth, nearest):
            continue
        rows[count] = row
        count += 1
    return rows[:count]


@numba.njit(cache=True, nogil=True)
def _hidden(left, top, right, foot, inverse, nearest):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba types its arguments
    """Say whether all pixels that a box touches hide what is so far away."""
    height, width = nearest.shape
    x0, x1 = max(int(left), 0), min(int(right), width - 1)
    y0, y1 = max(int(top), 0), min(int(foot), height - 1)
    for y in range(y0, y1 + 1):
        for x in range(x0, x1 + 1):
            if inverse >= nearest[y, x]:
                return False
    return True


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
