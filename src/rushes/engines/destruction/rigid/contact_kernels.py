"""Where two convex hulls touch: the axis that parts them best, and up to four points on it.

Separating axes over faces and edges, with the Gauss map's test of edges (D. Gregorius, The Separating Axis Test between
Convex Polyhedra, GDC 2013), and clipping of the facing faces. Hulls are where ``hull_kernels.carry`` left them.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit  # noqa: TID253 - this module is imported inside functions only
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
Bools = NDArray[np.bool_]

TOUCH_M = 0.02
FAR_M = 0.13
"""Two hulls nearer than this [m] have a contact that waits for them; what is fast is looked at from as far as it comes in a step,
but no further than both together."""

AT_REST_M = TOUCH_M + 0.01
"""What is looked at from no farther than this [m] passes at no more than 1.2 m/s."""

SHALLOW_M = 0.004
"""An overlap of less than this [m] along a face's axis is taken as it is: no pair of edges is tried."""

FACE_FIRST_M = 0.003
"""A pair of edges has to part the hulls this much [m] better than a face to be taken: faces hold still."""

MOST_CORNERS = 64


@njit(cache=True, error_model="numpy")
def _parts(f: int, far: float, normal: Floats, plane: Floats, corner: Floats, first: int, last: int) -> bool:
    """Say whether corners are all farther from a face than ``far`` [m]."""
    nx, ny, nz, wall = normal[f, 0], normal[f, 1], normal[f, 2], plane[f] + far
    v = first
    while v < last and nx * corner[v, 0] + ny * corner[v, 1] + nz * corner[v, 2] > wall:
        v += 1
    return v == last


@njit(cache=True, error_model="numpy")
def _face_gap(f: int, least: float, normal: Floats, plane: Floats, corner: Floats, first: int, last: int) -> float:
    """Return how far a face is from corners [m]; ``least`` when it is no more than that."""
    nx, ny, nz, wall, near = normal[f, 0], normal[f, 1], normal[f, 2], plane[f] + least, 1e30
    for v in range(first, last):
        along = nx * corner[v, 0] + ny * corner[v, 1] + nz * corner[v, 2]
        if along <= wall:
            return least
        near = min(near, along)
    return near - plane[f]


@njit(cache=True, error_model="numpy")
def _best_face(
    p: int,
    q: int,
    start: int,
    least: float,
    normal: Floats,
    plane: Floats,
    face_start: Rows,
    corner: Floats,
    corner_start: Rows,
    centre: Floats,
    far: float,
) -> tuple[int, float]:
    """Return the face of p that parts it best from q, and the gap [m]; it stops at the first one beyond ``far``.

    ``start`` is looked at first, if it is one of p's. Where none parts them by more than ``least``, it is -1 and that.
    """
    best, gap = -1, least
    dx, dy, dz = centre[q, 0] - centre[p, 0], centre[q, 1] - centre[p, 1], centre[q, 2] - centre[p, 2]
    first, last = corner_start[q], corner_start[q + 1]
    if face_start[p] <= start < face_start[p + 1]:
        one = _face_gap(start, gap, normal, plane, corner, first, last)
        if one > gap:
            best, gap = start, one
    for f in range(face_start[p], face_start[p + 1]):
        if gap > -1e29 and normal[f, 0] * dx + normal[f, 1] * dy + normal[f, 2] * dz <= 0.0:
            continue
        one = _face_gap(f, gap, normal, plane, corner, first, last)
        if one > gap:
            best, gap = f, one
            if gap > far:
                break
    return best, gap


@njit(cache=True, error_model="numpy")
def _edge_gap(
    d: int, e: int, p: int, edge: Rows, corner: Floats, normal: Floats, centre: Floats, checked: bool
) -> tuple[float, float, float, float]:
    """Return how far two edges part their hulls [m], and along which axis from p; -1e30 when they can't."""
    a0, a1, b0, b1 = edge[d, 0], edge[d, 1], edge[e, 0], edge[e, 1]
    ax, ay, az = corner[a1, 0] - corner[a0, 0], corner[a1, 1] - corner[a0, 1], corner[a1, 2] - corner[a0, 2]
    bx, by, bz = corner[b1, 0] - corner[b0, 0], corner[b1, 1] - corner[b0, 1], corner[b1, 2] - corner[b0, 2]
    if checked:
        f, g, h, k = edge[d, 2], edge[d, 3], edge[e, 2], edge[e, 3]
        cba = -(normal[h, 0] * ax + normal[h, 1] * ay + normal[h, 2] * az)
        dba = -(normal[k, 0] * ax + normal[k, 1] * ay + normal[k, 2] * az)
        if cba * dba >= 0.0:
            return -1e30, 0.0, 0.0, 0.0
        adc = normal[f, 0] * bx + normal[f, 1] * by + normal[f, 2] * bz
        bdc = normal[g, 0] * bx + normal[g, 1] * by + normal[g, 2] * bz
        if adc * bdc >= 0.0 or cba * bdc <= 0.0:
            return -1e30, 0.0, 0.0, 0.0
    nx, ny, nz = ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx
    long = math.sqrt(nx * nx + ny * ny + nz * nz)
    if long < 0.05 * math.sqrt((ax * ax + ay * ay + az * az) * (bx * bx + by * by + bz * bz)):
        return -1e30, 0.0, 0.0, 0.0
    nx, ny, nz = nx / long, ny / long, nz / long
    if (
        nx * (corner[a0, 0] - centre[p, 0]) + ny * (corner[a0, 1] - centre[p, 1]) + nz * (corner[a0, 2] - centre[p, 2])
        < 0.0
    ):
        nx, ny, nz = -nx, -ny, -nz
    gap = (
        nx * (corner[b0, 0] - corner[a0, 0])
        + ny * (corner[b0, 1] - corner[a0, 1])
        + nz * (corner[b0, 2] - corner[a0, 2])
    )
    return gap, nx, ny, nz


@njit(cache=True, error_model="numpy")
def _near_edges(edge: Rows, first: int, last: int, corner: Floats, low: Floats, high: Floats, out: Rows) -> int:
    """Write which edges reach into a box; return how many."""
    count = 0
    for e in range(first, last):
        a, b = edge[e, 0], edge[e, 1]
        inside = True
        for axis in range(3):
            one, two = corner[a, axis], corner[b, axis]
            inside &= min(one, two) <= high[axis] and max(one, two) >= low[axis]
        if inside and count < len(out):
            out[count] = e
            count += 1
    return count


@njit(cache=True, error_model="numpy")
def _clip(
    f: int,
    q: int,
    far: float,
    normal: Floats,
    plane: Floats,
    face_start: Rows,
    loop: Rows,
    loop_start: Rows,
    corner: Floats,
    one: Floats,
    two: Floats,
) -> int:
    """Clip the face of q that looks at face f to it; write points (x, y, z, gap) nearer than ``far`` and return how many."""
    nx, ny, nz = normal[f, 0], normal[f, 1], normal[f, 2]
    facing, least = face_start[q], 1e30
    for g in range(face_start[q], face_start[q + 1]):
        along = nx * normal[g, 0] + ny * normal[g, 1] + nz * normal[g, 2]
        if along < least:
            facing, least = g, along
    count = 0
    for k in range(loop_start[facing], min(loop_start[facing + 1], loop_start[facing] + MOST_CORNERS // 2)):
        v = loop[k]
        one[count, 0], one[count, 1], one[count, 2] = corner[v, 0], corner[v, 1], corner[v, 2]
        count += 1
    first, last = loop_start[f], loop_start[f + 1]
    for k in range(first, last):
        a, b = loop[k], loop[k + 1] if k + 1 < last else loop[first]
        ex, ey, ez = corner[b, 0] - corner[a, 0], corner[b, 1] - corner[a, 1], corner[b, 2] - corner[a, 2]
        sx, sy, sz = ey * nz - ez * ny, ez * nx - ex * nz, ex * ny - ey * nx
        wall = sx * corner[a, 0] + sy * corner[a, 1] + sz * corner[a, 2]
        kept = 0
        for i in range(count):
            j = i + 1 if i + 1 < count else 0
            di = sx * one[i, 0] + sy * one[i, 1] + sz * one[i, 2] - wall
            dj = sx * one[j, 0] + sy * one[j, 1] + sz * one[j, 2] - wall
            if di <= 0.0 and kept < MOST_CORNERS:
                two[kept, 0], two[kept, 1], two[kept, 2] = one[i, 0], one[i, 1], one[i, 2]
                kept += 1
            if di * dj < 0.0 and kept < MOST_CORNERS:
                t = di / (di - dj)
                for axis in range(3):
                    two[kept, axis] = one[i, axis] + t * (one[j, axis] - one[i, axis])
                kept += 1
        count = kept
        for i in range(count):
            one[i, 0], one[i, 1], one[i, 2] = two[i, 0], two[i, 1], two[i, 2]
        if count == 0:
            return 0
    kept = 0
    for i in range(count):
        gap = nx * one[i, 0] + ny * one[i, 1] + nz * one[i, 2] - plane[f]
        if gap <= far:
            one[kept, 0], one[kept, 1], one[kept, 2] = one[i, 0], one[i, 1], one[i, 2]
            one[kept, 3] = gap
            kept += 1
    return kept


@njit(cache=True, error_model="numpy")
def _four(points: Floats, count: int, nx: float, ny: float, nz: float) -> int:
    """Keep the deepest point, the one farthest from it, and the two that span most area with these, at the front."""
    if count <= 4:
        return count
    for slot in range(4):
        best, value = slot, -1e30
        for i in range(slot, count):
            x, y, z = points[i, 0] - points[0, 0], points[i, 1] - points[0, 1], points[i, 2] - points[0, 2]
            if slot == 0:
                one = -points[i, 3]
            elif slot == 1:
                one = x * x + y * y + z * z
            else:
                ex, ey, ez = points[1, 0] - points[0, 0], points[1, 1] - points[0, 1], points[1, 2] - points[0, 2]
                one = nx * (ey * z - ez * y) + ny * (ez * x - ex * z) + nz * (ex * y - ey * x)
                if slot == 2:
                    one = abs(one)
                else:
                    fx, fy, fz = points[2, 0] - points[0, 0], points[2, 1] - points[0, 1], points[2, 2] - points[0, 2]
                    side = nx * (ey * fz - ez * fy) + ny * (ez * fx - ex * fz) + nz * (ex * fy - ey * fx)
                    one = -one if side > 0 else one
            if one > value + 1e-9:
                best, value = i, one
        for axis in range(4):
            points[slot, axis], points[best, axis] = points[best, axis], points[slot, axis]
    return 4


@njit(cache=True, error_model="numpy")
def still_apart(
    p: int,
    q: int,
    far: float,
    one: int,
    two: int,
    corner: Floats,
    corner_start: Rows,
    normal: Floats,
    plane: Floats,
    face_start: Rows,
    edge: Rows,
    centre: Floats,
) -> bool:
    """Say whether what parted two hulls last (a face and -1, or two edges; -1 for nothing) parts them by more than ``far`` [m]."""
    if two >= 0:
        return _edge_gap(one, two, p, edge, corner, normal, centre, True)[0] > far
    if one < 0:
        return False
    other = q if face_start[p] <= one < face_start[p + 1] else p
    return _parts(one, far, normal, plane, corner, corner_start[other], corner_start[other + 1])


@njit(cache=True, error_model="numpy")
def touching(
    p: int,
    q: int,
    far: float,
    trust: bool,
    hint: Rows,
    corner: Floats,
    corner_start: Rows,
    normal: Floats,
    plane: Floats,
    face_start: Rows,
    loop: Rows,
    loop_start: Rows,
    edge: Rows,
    edge_start: Rows,
    centre: Floats,
    low: Floats,
    high: Floats,
    points: Floats,
    spare: Floats,
    near_p: Rows,
    near_q: Rows,
    axis_out: Floats,
) -> int:
    """Find where two hulls touch that are not ``still_apart``.

    Args:
        p, q: The pieces.
        far: How far apart [m] they may be.
        trust: Whether what parted them last still does: they have hardly moved.
        hint: What parted them last, shape [2]: a face and -1, or two edges; -1 for nothing. It is written anew.
        corner, corner_start, normal, plane, face_start, loop, loop_start, edge, edge_start, centre, low, high: The hulls now.
        points: Written: (x, y, z, gap), shape [MOST_CORNERS, 4]; points lie halfway between the two.
        spare, near_p, near_q: Room to work in.
        axis_out: Written: the axis from p to q, shape [3].

    Returns:
        How many points there are.
    """
    if trust and hint[1] >= 0:
        gap, nx, ny, nz = _edge_gap(hint[0], hint[1], p, edge, corner, normal, centre, True)
        if gap > -1e29:
            axis_out[0], axis_out[1], axis_out[2] = nx, ny, nz
            return _crossing(hint[0], hint[1], gap, edge, corner, points)
    if not trust or hint[0] < 0 or hint[1] >= 0:
        start = hint[0] if hint[1] < 0 else -1
        f, gap = _best_face(p, q, start, -1e30, normal, plane, face_start, corner, corner_start, centre, far)
        hint[0], hint[1] = f, -1
        if gap > far:
            return 0
        g, better = _best_face(q, p, start, gap + 1e-4, normal, plane, face_start, corner, corner_start, centre, far)
        if g >= 0:
            hint[0], gap = g, better
        if gap > far:
            return 0
        if gap < -SHALLOW_M or gap > SHALLOW_M:
            d, e, better, nx, ny, nz = _best_edges(
                p, q, gap, edge, edge_start, corner, normal, centre, low, high, near_p, near_q
            )
            if d >= 0 and better > far:
                hint[0], hint[1] = d, e
                return 0
            if d >= 0 and better > gap + FACE_FIRST_M:
                hint[0], hint[1] = d, e
                axis_out[0], axis_out[1], axis_out[2] = nx, ny, nz
                return _crossing(d, e, better, edge, corner, points)
    on_p = face_start[p] <= hint[0] < face_start[p + 1]
    return _on_face(
        hint[0],
        q if on_p else p,
        on_p,
        far,
        normal,
        plane,
        face_start,
        loop,
        loop_start,
        corner,
        corner_start,
        points,
        spare,
        axis_out,
    )


@njit(cache=True, error_model="numpy")
def _on_face(
    face: int,
    other: int,
    on_p: bool,
    far: float,
    normal: Floats,
    plane: Floats,
    face_start: Rows,
    loop: Rows,
    loop_start: Rows,
    corner: Floats,
    corner_start: Rows,
    points: Floats,
    spare: Floats,
    axis_out: Floats,
) -> int:
    """Write where a hull lies on a face of the other, and the axis; return how many points there are.

    Where two that hardly move overlap beside the face, the corner that is deepest behind it is a point as well.
    """
    count = _clip(face, other, far, normal, plane, face_start, loop, loop_start, corner, points, spare)
    nx, ny, nz = normal[face, 0], normal[face, 1], normal[face, 2]
    least = -SHALLOW_M
    for i in range(count):
        least = min(least, points[i, 3] - SHALLOW_M)
    deepest = -1
    for v in range(corner_start[other], corner_start[other + 1]):
        along = nx * corner[v, 0] + ny * corner[v, 1] + nz * corner[v, 2] - plane[face]
        if along < least:
            deepest, least = v, along
    if deepest >= 0 and far < AT_REST_M and count < MOST_CORNERS:
        points[count, 0], points[count, 1], points[count, 2] = (
            corner[deepest, 0],
            corner[deepest, 1],
            corner[deepest, 2],
        )
        points[count, 3] = least
        count += 1
    count = _four(points, count, nx, ny, nz)
    for i in range(count):
        half = 0.5 * points[i, 3]
        points[i, 0] -= half * nx
        points[i, 1] -= half * ny
        points[i, 2] -= half * nz
    sign = 1.0 if on_p else -1.0
    axis_out[0], axis_out[1], axis_out[2] = sign * nx, sign * ny, sign * nz
    return count


@njit(cache=True, error_model="numpy")
def _best_edges(
    p: int,
    q: int,
    gap: float,
    edge: Rows,
    edge_start: Rows,
    corner: Floats,
    normal: Floats,
    centre: Floats,
    low: Floats,
    high: Floats,
    near_p: Rows,
    near_q: Rows,
) -> tuple[int, int, float, float, float, float]:
    """Return the two edges that part hulls best, if better than a gap [m] that is known, with gap and axis."""
    first, second, best = -1, -1, gap
    bx, by, bz = 0.0, 0.0, 0.0
    count_p = _near_edges(edge, edge_start[p], edge_start[p + 1], corner, low[q], high[q], near_p)
    if not count_p:
        return first, second, best, bx, by, bz
    count_q = _near_edges(edge, edge_start[q], edge_start[q + 1], corner, low[p], high[p], near_q)
    for i in range(count_p):
        d = near_p[i]
        a0, a1, f, g = edge[d, 0], edge[d, 1], edge[d, 2], edge[d, 3]
        ax, ay, az = corner[a1, 0] - corner[a0, 0], corner[a1, 1] - corner[a0, 1], corner[a1, 2] - corner[a0, 2]
        fx, fy, fz = normal[f, 0], normal[f, 1], normal[f, 2]
        gx, gy, gz = normal[g, 0], normal[g, 1], normal[g, 2]
        for j in range(count_q):
            e = near_q[j]
            h, k = edge[e, 2], edge[e, 3]
            cba = -(normal[h, 0] * ax + normal[h, 1] * ay + normal[h, 2] * az)
            dba = -(normal[k, 0] * ax + normal[k, 1] * ay + normal[k, 2] * az)
            if cba * dba >= 0.0:
                continue
            b0, b1 = edge[e, 0], edge[e, 1]
            ux, uy, uz = corner[b1, 0] - corner[b0, 0], corner[b1, 1] - corner[b0, 1], corner[b1, 2] - corner[b0, 2]
            adc, bdc = fx * ux + fy * uy + fz * uz, gx * ux + gy * uy + gz * uz
            if adc * bdc >= 0.0 or cba * bdc <= 0.0:
                continue
            one, nx, ny, nz = _edge_gap(d, e, p, edge, corner, normal, centre, False)
            if one > best:
                first, second, best = d, e, one
                bx, by, bz = nx, ny, nz
    return first, second, best, bx, by, bz


@njit(cache=True, error_model="numpy")
def _crossing(d: int, e: int, gap: float, edge: Rows, corner: Floats, points: Floats) -> int:
    """Write the point halfway between two edges where they pass each other; return one."""
    a, b = corner[edge[d, 0]], corner[edge[e, 0]]
    ux, uy, uz = corner[edge[d, 1], 0] - a[0], corner[edge[d, 1], 1] - a[1], corner[edge[d, 1], 2] - a[2]
    vx, vy, vz = corner[edge[e, 1], 0] - b[0], corner[edge[e, 1], 1] - b[1], corner[edge[e, 1], 2] - b[2]
    wx, wy, wz = a[0] - b[0], a[1] - b[1], a[2] - b[2]
    uu, uv, vv = ux * ux + uy * uy + uz * uz, ux * vx + uy * vy + uz * vz, vx * vx + vy * vy + vz * vz
    uw, vw = ux * wx + uy * wy + uz * wz, vx * wx + vy * wy + vz * wz
    det = uu * vv - uv * uv
    s = min(1.0, max(0.0, (uv * vw - vv * uw) / det)) if det > 1e-12 else 0.5
    t = min(1.0, max(0.0, (uv * s + vw) / vv))
    points[0, 0] = 0.5 * (a[0] + s * ux + b[0] + t * vx)
    points[0, 1] = 0.5 * (a[1] + s * uy + b[1] + t * vy)
    points[0, 2] = 0.5 * (a[2] + s * uz + b[2] + t * vz)
    points[0, 3] = gap
    return 1
