"""Hulls made ready and carried along: faces out of triangles, corners and planes where the bodies are now."""

from __future__ import annotations

import math

import numpy as np
from numba import njit  # noqa: TID253 - this module is imported inside functions only
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
Bools = NDArray[np.bool_]

SAME_PLANE = 0.9998
"""Cosine of the angle (1.1 degrees) within which triangles of a hull lie in one face."""

REACH_M = 0.02
"""Boxes are wider than hulls by this [m], so that what nearly touches is looked at."""


@njit(cache=True)
def faces_of(
    corner: Floats, corner_start: Rows, triangle: Rows, triangle_start: Rows
) -> tuple[Floats, Floats, Rows, Rows, Rows, Rows, Rows]:
    """Return faces, their loops and edges, as ``Hulls`` has them."""
    count, most = len(corner_start) - 1, len(triangle)
    normal, reach = np.zeros((most, 3)), np.zeros(most)
    face_start, edge_start = np.zeros(count + 1, np.int64), np.zeros(count + 1, np.int64)
    loop, loop_start = np.zeros(3 * most, np.int64), np.zeros(most + 1, np.int64)
    edge = np.zeros((3 * most, 4), np.int64)
    faces, loops, edges = 0, 0, 0
    for piece in range(count):
        base, first = corner_start[piece], faces
        low, high = triangle_start[piece], triangle_start[piece + 1]
        group = np.full(high - low, -1, np.int64)
        size = np.zeros(high - low)
        for t in range(low, high):
            a, b, c = base + triangle[t, 0], base + triangle[t, 1], base + triangle[t, 2]
            ux, uy, uz = corner[b, 0] - corner[a, 0], corner[b, 1] - corner[a, 1], corner[b, 2] - corner[a, 2]
            vx, vy, vz = corner[c, 0] - corner[a, 0], corner[c, 1] - corner[a, 1], corner[c, 2] - corner[a, 2]
            nx, ny, nz = uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx
            long = math.sqrt(nx * nx + ny * ny + nz * nz)
            if long < 1e-10:
                continue
            nx, ny, nz = nx / long, ny / long, nz / long
            for f in range(first, faces):
                if nx * normal[f, 0] + ny * normal[f, 1] + nz * normal[f, 2] > SAME_PLANE:
                    group[t - low] = f
                    if long > size[f - first]:
                        normal[f, 0], normal[f, 1], normal[f, 2], size[f - first] = nx, ny, nz, long
                    break
            if group[t - low] < 0:
                normal[faces, 0], normal[faces, 1], normal[faces, 2] = nx, ny, nz
                size[faces - first], group[t - low] = long, faces
                faces += 1
        for f in range(first, faces):
            loops = _loop(f, base, low, group, triangle, corner, normal, reach, loop, loops)
            loop_start[f + 1] = loops
        face_start[piece + 1] = faces
        for f in range(first, faces):
            for k in range(loop_start[f], loop_start[f + 1]):
                start, end = loop[k], loop[k + 1] if k + 1 < loop_start[f + 1] else loop[loop_start[f]]
                if start > end:
                    continue
                twin = _twin(first, faces, f, end, start, loop, loop_start)
                if twin >= 0:
                    edge[edges, 0], edge[edges, 1], edge[edges, 2], edge[edges, 3] = start, end, f, twin
                    edges += 1
        edge_start[piece + 1] = edges
    return (
        normal[:faces].copy(),
        reach[:faces].copy(),
        face_start,
        loop[:loops].copy(),
        loop_start[: faces + 1].copy(),
        edge[:edges].copy(),
        edge_start,
    )


@njit(cache=True)
def _loop(
    face: int,
    base: int,
    low: int,
    group: Rows,
    triangle: Rows,
    corner: Floats,
    normal: Floats,
    reach: Floats,
    loop: Rows,
    loops: int,
) -> int:
    """Write a face's corners in order around its normal, and its plane; return where the next loop begins."""
    nx, ny, nz = normal[face, 0], normal[face, 1], normal[face, 2]
    count = 0
    for t in range(len(group)):
        if group[t] != face:
            continue
        for side in range(3):
            row = base + triangle[low + t, side]
            known = False
            for k in range(count):
                known |= loop[loops + k] == row
            if not known:
                loop[loops + count] = row
                count += 1
    mx, my, mz, far = 0.0, 0.0, 0.0, -1e30
    for k in range(count):
        v = loop[loops + k]
        mx, my, mz = mx + corner[v, 0] / count, my + corner[v, 1] / count, mz + corner[v, 2] / count
        far = max(far, nx * corner[v, 0] + ny * corner[v, 1] + nz * corner[v, 2])
    reach[face] = far
    v = loop[loops]
    ux, uy, uz = corner[v, 0] - mx, corner[v, 1] - my, corner[v, 2] - mz
    wx, wy, wz = ny * uz - nz * uy, nz * ux - nx * uz, nx * uy - ny * ux
    angle = np.zeros(count)
    for k in range(count):
        v = loop[loops + k]
        dx, dy, dz = corner[v, 0] - mx, corner[v, 1] - my, corner[v, 2] - mz
        angle[k] = math.atan2(dx * wx + dy * wy + dz * wz, dx * ux + dy * uy + dz * uz)
    for k in range(1, count):  # sorted by insertion: a face has few corners
        at = k
        while at > 0 and angle[at] < angle[at - 1]:
            angle[at], angle[at - 1] = angle[at - 1], angle[at]
            one, two = loop[loops + at], loop[loops + at - 1]
            loop[loops + at], loop[loops + at - 1] = two, one
            at -= 1
    return loops + count


@njit(cache=True)
def _twin(first: int, faces: int, own: int, start: int, end: int, loop: Rows, loop_start: Rows) -> int:
    """Return the other face that has an edge the other way round; -1 without."""
    for f in range(first, faces):
        if f == own:
            continue
        for k in range(loop_start[f], loop_start[f + 1]):
            after = loop[k + 1] if k + 1 < loop_start[f + 1] else loop[loop_start[f]]
            if loop[k] == start and after == end:
                return f
    return -1


@njit(cache=True)
def carry(
    todo: Bools,
    body_of: Rows,
    position: Floats,
    turn: Floats,
    com: Floats,
    linear: Floats,
    angular: Floats,
    centre: Floats,
    scale: Floats,
    shrink: Floats,
    corner: Floats,
    corner_start: Rows,
    normal: Floats,
    reach: Floats,
    face_start: Rows,
    step_s: float,
    corner_now: Floats,
    normal_now: Floats,
    plane_now: Floats,
    centre_now: Floats,
    low: Floats,
    high: Floats,
    bottom: Floats,
) -> None:
    """Carry hulls to where their bodies are, with the boxes that they sweep in a step, and how low their drawn corners are.

    Args:
        todo: The pieces to carry, shape [n].
        body_of: The body of each piece.
        position, turn, com, linear, angular: Of the bodies, rows by id.
        centre, scale, shrink: Of the pieces.
        corner, corner_start, normal, reach, face_start: The hulls.
        step_s: Step [s].
        corner_now, normal_now, plane_now, centre_now, low, high, bottom: What is written.
    """
    for p in range(len(body_of)):
        if not todo[p]:
            continue
        b = body_of[p]
        x, y, z, w = turn[b, 0], turn[b, 1], turn[b, 2], turn[b, 3]
        r00, r01, r02 = 1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)
        r10, r11, r12 = 2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)
        r20, r21, r22 = 2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)
        ax, ay, az = centre[p, 0] - com[b, 0], centre[p, 1] - com[b, 1], centre[p, 2] - com[b, 2]
        ox, oy, oz = r00 * ax + r01 * ay + r02 * az, r10 * ax + r11 * ay + r12 * az, r20 * ax + r21 * ay + r22 * az
        cx, cy, cz = position[b, 0] + ox, position[b, 1] + oy, position[b, 2] + oz
        centre_now[p, 0], centre_now[p, 1], centre_now[p, 2] = cx, cy, cz
        s = scale[p] * shrink[p]
        lx, ly, lz, hx, hy, hz = 1e30, 1e30, 1e30, -1e30, -1e30, -1e30
        for v in range(corner_start[p], corner_start[p + 1]):
            ax, ay, az = corner[v, 0] * s, corner[v, 1] * s, corner[v, 2] * s
            px = cx + r00 * ax + r01 * ay + r02 * az
            py = cy + r10 * ax + r11 * ay + r12 * az
            pz = cz + r20 * ax + r21 * ay + r22 * az
            corner_now[v, 0], corner_now[v, 1], corner_now[v, 2] = px, py, pz
            lx, ly, lz = min(lx, px), min(ly, py), min(lz, pz)
            hx, hy, hz = max(hx, px), max(hy, py), max(hz, pz)
        bottom[p] = cz + (lz - cz) / shrink[p]
        for f in range(face_start[p], face_start[p + 1]):
            ax, ay, az = normal[f, 0], normal[f, 1], normal[f, 2]
            nx = r00 * ax + r01 * ay + r02 * az
            ny = r10 * ax + r11 * ay + r12 * az
            nz = r20 * ax + r21 * ay + r22 * az
            normal_now[f, 0], normal_now[f, 1], normal_now[f, 2] = nx, ny, nz
            plane_now[f] = nx * cx + ny * cy + nz * cz + reach[f] * s
        mx = (linear[b, 0] + angular[b, 1] * oz - angular[b, 2] * oy) * step_s
        my = (linear[b, 1] + angular[b, 2] * ox - angular[b, 0] * oz) * step_s
        mz = (linear[b, 2] + angular[b, 0] * oy - angular[b, 1] * ox) * step_s
        low[p, 0], high[p, 0] = lx - REACH_M + min(mx, 0.0), hx + REACH_M + max(mx, 0.0)
        low[p, 1], high[p, 1] = ly - REACH_M + min(my, 0.0), hy + REACH_M + max(my, 0.0)
        low[p, 2], high[p, 2] = lz - REACH_M + min(mz, 0.0), hz + REACH_M + max(mz, 0.0)


@njit(cache=True)
def meetings(
    low: Floats,
    high: Floats,
    body_of: Rows,
    moves: Bools,
    known: Bools,
    origin: Floats,
    shape: Rows,
    cell_m: float,
    most: int,
) -> tuple[int, Rows]:
    """Return the pairs of pieces whose boxes meet, of different bodies, one of which at least moves: lowest cells first.

    Pairs with a piece that is ``known`` are left out.

    A uniform grid from ``origin`` of ``shape`` cells; its outer cells hold what lies beyond it. A pair is told in the one
    cell that has the lower corner of what the two boxes share.

    Returns:
        How many pairs there are, and the pairs, shape [most, 2]; when there are more than ``most`` the rest is missing.
    """
    count = len(body_of)
    span = np.zeros((count, 6), np.int64)
    total = shape[0] * shape[1] * shape[2]
    start = np.zeros(total + 1, np.int64)
    for p in range(count):
        if body_of[p] < 0:
            continue
        for axis in range(3):
            span[p, axis] = min(shape[axis] - 1, max(0, int((low[p, axis] - origin[axis]) / cell_m)))
            span[p, 3 + axis] = min(shape[axis] - 1, max(0, int((high[p, axis] - origin[axis]) / cell_m)))
        for k in range(span[p, 2], span[p, 5] + 1):
            for j in range(span[p, 1], span[p, 4] + 1):
                for i in range(span[p, 0], span[p, 3] + 1):
                    start[(k * shape[1] + j) * shape[0] + i + 1] += 1
    for cell in range(total):
        start[cell + 1] += start[cell]
    entry = np.empty(start[total], np.int32)
    at = start[:-1].copy()
    for p in range(count):
        if body_of[p] < 0:
            continue
        for k in range(span[p, 2], span[p, 5] + 1):
            for j in range(span[p, 1], span[p, 4] + 1):
                for i in range(span[p, 0], span[p, 3] + 1):
                    cell = (k * shape[1] + j) * shape[0] + i
                    entry[at[cell]] = p
                    at[cell] += 1
    pairs = np.empty((most, 2), np.int64)
    found = 0
    for cell in range(total):
        for one in range(start[cell], start[cell + 1]):
            p = entry[one]
            body, free = body_of[p], moves[p]
            for two in range(one + 1, start[cell + 1]):
                q = entry[two]
                if body_of[q] == body or not (free or moves[q]) or known[p] or known[q]:
                    continue
                if low[p, 0] > high[q, 0] or low[q, 0] > high[p, 0] or low[p, 1] > high[q, 1] or low[q, 1] > high[p, 1]:
                    continue
                if low[p, 2] > high[q, 2] or low[q, 2] > high[p, 2]:
                    continue
                i, j = max(span[p, 0], span[q, 0]), max(span[p, 1], span[q, 1])
                k = max(span[p, 2], span[q, 2])
                if (k * shape[1] + j) * shape[0] + i != cell:
                    continue
                if found < most:
                    pairs[found, 0], pairs[found, 1] = p, q
                found += 1
    return found, pairs
