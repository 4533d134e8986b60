"""Contacts found, remembered and solved: many small steps, soft contacts, friction in a cone.

A step is cut into substeps, each of which solves every contact once with a soft push and once without it (M. Macklin et al.,
Small Steps in Physics Simulation, SCA 2019; E. Catto, Soft Contact, as in Box2D 3). One thread, and a fixed order: the same
input gives the same bits.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit  # noqa: TID253 - this module is imported inside functions only
from numpy.typing import NDArray

from rushes.engines.destruction.rigid.contact_kernels import FAR_M, MOST_CORNERS, TOUCH_M, still_apart, touching

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
Bools = NDArray[np.bool_]

NORMAL, ARM_A, ARM_B, ACROSS = 0, 3, 6, 9
GAP, MASS, MASS_U, MASS_V = 15, 16, 17, 18
PUSH, RUB_U, RUB_V, TOTAL, CLOSING = 19, 20, 21, 22, 23
PLACE, OWN = 24, 27
RUBBED_U, RUBBED_V = 30, 31
COLUMNS = 32
"""Columns of a contact point: axis from a to b; arms from the bodies' centres; two tangents (6); gap less the arms' share; three
effective masses; impulses of the last substep; impulse of the whole step; closing speed before it; place; place in a's axes;
friction's impulses of the whole step."""

SAME_POINT_M = 0.05
"""A point this near [m] to one of the last step, seen from its piece, is the same one and keeps its impulse."""

SAME_WAY = 0.8
"""Cosine of the angle by which a contact's axis may have turned since the last step and keep its impulse: pushed another way, it would
throw what it held."""

MOST_AGE, SLOW = 3, 0.4
"""Two pieces of bodies that pass each other slower than this [m/s] keep the axis of their contact for so many steps."""

RECOVERY = 20.0
"""Rate [1/s] at which an overlap is undone."""

LEAK = 0.015
"""Share of a contact's impulse that is let go in each substep: without it a block bounces on a piece that is hundreds of times
lighter, with ten times as much it sinks into it."""

PUSH_OUT = 0.6
"""Nothing is pushed out of an overlap faster than this [m/s]: what a block comes down on must not be shot away."""

HEAVY_KG = 10_000.0
"""Effective mass at which a contact pushes out half as fast: a block that went into what it crushes is not lifted out of it."""

ROLLING_M = 0.006
"""Arm [m] of the couple with which a pressed contact resists rolling."""

BOUNCE, BOUNCE_SPEED = 0.02, 1.0
"""Share of the closing speed given back, and the speed [m/s] from which on."""


@njit(cache=True, error_model="numpy")
def _slot(keys: Rows, key: int) -> int:
    mask = len(keys) - 1
    at = (key * 0x9E3779B1) & mask
    while keys[at] >= 0 and keys[at] != key:
        at = (at + 1) & mask
    return at


@njit(cache=True, error_model="numpy")
def table_of(pair: Rows, count: int) -> tuple[Rows, Rows]:
    """Return the hash table of pairs of some pieces."""
    size = 1024
    while size < 2 * len(pair):
        size *= 2
    table, at = np.full(size, -1, np.int64), np.empty(size, np.int64)
    for row in range(len(pair)):
        key = pair[row, 0] * (count + 1) + pair[row, 1] + 1
        slot = _slot(table, key)
        table[slot], at[slot] = key, row
    return table, at


@njit(cache=True, error_model="numpy")
def contacts_of(
    pairs: Rows,
    met: int,
    moves: Bools,
    body_of: Rows,
    step_s: float,
    friction: float,
    ground_friction: float,
    position: Floats,
    turn: Floats,
    linear: Floats,
    angular: Floats,
    drawn: Floats,
    changed: Bools,
    old: tuple[Rows, Rows, Rows, Floats],
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
    bottom: Floats,
) -> tuple[Rows, Rows, Rows, Floats, Floats]:
    """Return the contacts of a step, with what the last step's knew of them.

    Args:
        pairs, met: Pieces whose boxes meet, and how many pairs.
        moves: Which pieces move.
        body_of: Their bodies; 0 is the ground.
        step_s: Step [s].
        friction, ground_friction: Coulomb's, between pieces and on the ground.
        position, turn, linear, angular: Of the bodies.
        drawn: Factor from a hull's corner to the drawn one, per piece.
        changed: Which pieces are not what they were in the last step.
        old: What this returned for the last step: with the hash table in place of the frictions.
        corner, corner_start, normal, plane, face_start, loop, loop_start, edge, edge_start, centre, low, high, bottom: The
            hulls now.

    Returns:
        Pairs [k, 9] (piece a, piece b or -1, body a, body b, first point, points, hint, hint, age of the axis), the hash table of them (two arrays), the
        friction of each pair [k], and the points [m, COLUMNS].
    """
    old_pair, old_table, old_key, old_point = old
    count = len(body_of)
    grounded = 0
    for p in range(count):
        if moves[p] and bottom[p] < TOUCH_M + FAR_M:
            grounded += 1
    pair = np.empty((met + grounded, 9), np.int64)
    point = np.empty((len(old_point) + 1024, COLUMNS))
    rub = np.empty(met + grounded)
    size = 1024
    while size < 2 * (met + grounded):
        size *= 2
    key_now, at_now = np.full(size, -1, np.int64), np.empty(size, np.int64)
    points, spare = np.empty((MOST_CORNERS, 4)), np.empty((MOST_CORNERS, 4))
    near_p, near_q = np.empty(96, np.int64), np.empty(96, np.int64)
    axis, hint = np.zeros(3), np.zeros(2, np.int64)
    rows, written, was = 0, 0, 0
    for p in range(count):
        if not moves[p] or bottom[p] >= TOUCH_M + FAR_M:
            continue
        a = body_of[p]
        far = TOUCH_M + min(FAR_M, math.sqrt(linear[a, 0] ** 2 + linear[a, 1] ** 2 + linear[a, 2] ** 2) * step_s)
        found = 0
        for v in range(corner_start[p], corner_start[p + 1]):
            z = centre[p, 2] + (corner[v, 2] - centre[p, 2]) * drawn[p]
            if z < far and found < MOST_CORNERS:
                points[found, 0] = centre[p, 0] + (corner[v, 0] - centre[p, 0]) * drawn[p]
                points[found, 1] = centre[p, 1] + (corner[v, 1] - centre[p, 1]) * drawn[p]
                points[found, 2], points[found, 3] = z, z
                found += 1
        if not found:
            continue
        found = _four(points, found)
        axis[0], axis[1], axis[2] = 0.0, 0.0, -1.0
        hint[0], hint[1] = -1, -1
        point = _with_room(point, written + found)
        _write(
            rows, written, p, -1, a, 0, found, hint, axis, points, pair, point, position, turn, linear, angular,
            old_pair, old_table, old_key, old_point, p * (count + 1), key_now, at_now,
        )  # fmt: skip
        pair[rows, 8] = 0
        rub[rows] = ground_friction
        rows, written = rows + 1, written + found
    for k in range(met):
        p, q = pairs[k, 0], pairs[k, 1]
        a, b = body_of[p], body_of[q]
        key = p * (count + 1) + q + 1
        slot = _slot(old_table, key)
        if old_table[slot] == key:
            was = old_key[slot]
            hint[0], hint[1], age = old_pair[was, 6], old_pair[was, 7], old_pair[was, 8]
        else:
            hint[0], hint[1], age = -1, -1, MOST_AGE
        speed = 0.0
        for i in range(3):
            speed += (linear[a, i] - linear[b, i]) ** 2
        far = TOUCH_M + min(FAR_M, math.sqrt(speed) * step_s)
        trust = age < MOST_AGE and speed < SLOW * SLOW and old_pair[was, 2] == a and old_pair[was, 3] == b
        trust = trust and old_pair[was, 5] > 0 and not changed[p] and not changed[q]
        if still_apart(
            p, q, far, hint[0], hint[1], corner, corner_start, normal, plane, face_start, edge, centre
        ):  # fmt: skip
            pair[rows, 0], pair[rows, 1], pair[rows, 2], pair[rows, 3], pair[rows, 4], pair[rows, 5] = (
                p,
                q,
                a,
                b,
                written,
                0,
            )
            pair[rows, 6], pair[rows, 7], pair[rows, 8] = hint[0], hint[1], age + 1 if trust else 0
            rub[rows] = friction
            slot = _slot(key_now, key)
            key_now[slot], at_now[slot] = key, rows
            rows += 1
            continue
        found = touching(
            p, q, far, trust, hint, corner, corner_start, normal, plane, face_start, loop, loop_start, edge, edge_start,
            centre, low, high, points, spare, near_p, near_q, axis,
        )  # fmt: skip
        point = _with_room(point, written + found)
        _write(
            rows, written, p, q, a, b, found, hint, axis, points, pair, point, position, turn, linear, angular,
            old_pair, old_table, old_key, old_point, key, key_now, at_now,
        )  # fmt: skip
        pair[rows, 8] = age + 1 if trust else 0
        rub[rows] = friction
        rows, written = rows + 1, written + found
    return pair[:rows], key_now, at_now, rub[:rows], point[:written]


@njit(cache=True, error_model="numpy")
def _with_room(point: Floats, rows: int) -> Floats:
    """Return the points with room for so many."""
    if rows <= len(point):
        return point
    wider = np.empty((2 * rows, COLUMNS))
    wider[: len(point)] = point
    return wider


@njit(cache=True, error_model="numpy")
def _four(points: Floats, count: int) -> int:
    """Keep four of the corners over the ground: the lowest, and those farthest out along both diagonals."""
    from_x, from_y = 0.0, 0.0
    if count <= 4:
        return count
    for i in range(count):
        from_x += points[i, 0] / count
        from_y += points[i, 1] / count
    for slot in range(4):
        best, value = slot, -1e30
        for i in range(slot, count):
            x, y = points[i, 0] - from_x, points[i, 1] - from_y
            if slot == 0:
                one = -points[i, 3]
            elif slot == 1:
                one = (points[i, 0] - points[0, 0]) ** 2 + (points[i, 1] - points[0, 1]) ** 2
            else:
                ex, ey = points[1, 0] - points[0, 0], points[1, 1] - points[0, 1]
                one = ex * (points[i, 1] - points[0, 1]) - ey * (points[i, 0] - points[0, 0])
                one = one if slot == 2 else -one
            one -= 20.0 * points[i, 3] * (abs(x) + abs(y)) * (slot > 0)
            if one > value:
                best, value = i, one
        for k in range(4):
            points[slot, k], points[best, k] = points[best, k], points[slot, k]
    return 4


@njit(cache=True, error_model="numpy")
def _write(
    row: int,
    first: int,
    p: int,
    q: int,
    a: int,
    b: int,
    found: int,
    hint: Rows,
    axis: Floats,
    points: Floats,
    pair: Rows,
    point: Floats,
    position: Floats,
    turn: Floats,
    linear: Floats,
    angular: Floats,
    old_pair: Rows,
    old_table: Rows,
    old_key: Rows,
    old_point: Floats,
    key: int,
    table: Rows,
    at: Rows,
) -> None:
    """Write a pair and its points, with the impulses that the last step's points at the same places ended with."""
    pair[row, 0], pair[row, 1], pair[row, 2], pair[row, 3] = p, q, a, b
    pair[row, 4], pair[row, 5], pair[row, 6], pair[row, 7] = first, found, hint[0], hint[1]
    slot = _slot(table, key)
    table[slot], at[slot] = key, row
    if not found:
        return
    nx, ny, nz = axis[0], axis[1], axis[2]
    if abs(nx) < 0.57735:
        ux, uy, uz = 0.0, nz, -ny
    else:
        ux, uy, uz = -ny, nx, 0.0
    long = math.sqrt(ux * ux + uy * uy + uz * uz)
    ux, uy, uz = ux / long, uy / long, uz / long
    vx, vy, vz = ny * uz - nz * uy, nz * ux - nx * uz, nx * uy - ny * ux
    x, y, z, w = turn[a, 0], turn[a, 1], turn[a, 2], turn[a, 3]
    r00, r01, r02 = 1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)
    r10, r11, r12 = 2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)
    r20, r21, r22 = 2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)
    was, last = 0, 0
    slot = _slot(old_table, key)
    if old_table[slot] == key:
        old = old_key[slot]
        if old_pair[old, 2] == a and old_pair[old, 3] == b:
            was, last = old_pair[old, 4], old_pair[old, 4] + old_pair[old, 5]
    for i in range(found):
        c = point[first + i]
        c[:] = 0.0
        px, py, pz = points[i, 0], points[i, 1], points[i, 2]
        c[0], c[1], c[2] = nx, ny, nz
        ax, ay, az = px - position[a, 0], py - position[a, 1], pz - position[a, 2]
        bx, by, bz = px - position[b, 0], py - position[b, 1], pz - position[b, 2]
        c[3], c[4], c[5], c[6], c[7], c[8] = ax, ay, az, bx, by, bz
        c[9], c[10], c[11], c[12], c[13], c[14] = ux, uy, uz, vx, vy, vz
        c[GAP] = points[i, 3]
        sx = (
            linear[b, 0]
            + angular[b, 1] * bz
            - angular[b, 2] * by
            - linear[a, 0]
            - angular[a, 1] * az
            + angular[a, 2] * ay
        )
        sy = (
            linear[b, 1]
            + angular[b, 2] * bx
            - angular[b, 0] * bz
            - linear[a, 1]
            - angular[a, 2] * ax
            + angular[a, 0] * az
        )
        sz = (
            linear[b, 2]
            + angular[b, 0] * by
            - angular[b, 1] * bx
            - linear[a, 2]
            - angular[a, 0] * ay
            + angular[a, 1] * ax
        )
        c[CLOSING] = -(sx * nx + sy * ny + sz * nz)
        c[24], c[25], c[26] = px, py, pz
        c[27] = r00 * ax + r10 * ay + r20 * az
        c[28] = r01 * ax + r11 * ay + r21 * az
        c[29] = r02 * ax + r12 * ay + r22 * az
        best, near = -1, SAME_POINT_M * SAME_POINT_M
        for k in range(was, last):
            o = old_point[k]
            away = (o[27] - c[27]) ** 2 + (o[28] - c[28]) ** 2 + (o[29] - c[29]) ** 2
            if away < near:
                best, near = k, away
        if best < 0 or old_point[best, PUSH] <= 0.0:  # a bounce may have taken the push: nothing rubs without it
            continue
        o = old_point[best]
        same = o[0] * nx + o[1] * ny + o[2] * nz
        if same < SAME_WAY:
            continue
        c[PUSH] = o[PUSH] * same
        jx = o[9] * o[RUB_U] + o[12] * o[RUB_V]
        jy = o[10] * o[RUB_U] + o[13] * o[RUB_V]
        jz = o[11] * o[RUB_U] + o[14] * o[RUB_V]
        c[RUB_U] = jx * ux + jy * uy + jz * uz
        c[RUB_V] = jx * vx + jy * vy + jz * vz


@njit(cache=True, error_model="numpy")
def world_inertia(live: Rows, turn: Floats, inverse: Floats, out: Floats) -> None:
    """Write the inverse inertia of bodies in the world's axes (xx, xy, xz, yy, yz, zz), rows by id."""
    for k in range(len(live)):
        b = live[k]
        x, y, z, w = turn[b, 0], turn[b, 1], turn[b, 2], turn[b, 3]
        r = np.empty((3, 3))
        r[0, 0], r[0, 1], r[0, 2] = 1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)
        r[1, 0], r[1, 1], r[1, 2] = 2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)
        r[2, 0], r[2, 1], r[2, 2] = 2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)
        s = inverse[b]
        m = np.empty((3, 3))
        for i in range(3):
            m[i, 0] = r[i, 0] * s[0] + r[i, 1] * s[1] + r[i, 2] * s[2]
            m[i, 1] = r[i, 0] * s[1] + r[i, 1] * s[3] + r[i, 2] * s[4]
            m[i, 2] = r[i, 0] * s[2] + r[i, 1] * s[4] + r[i, 2] * s[5]
        at = 0
        for i in range(3):
            for j in range(i, 3):
                out[b, at] = m[i, 0] * r[j, 0] + m[i, 1] * r[j, 1] + m[i, 2] * r[j, 2]
                at += 1
