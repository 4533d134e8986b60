"""One step of the solver: substeps over contacts and ties, with what moves carried along.

The method is named in ``solver_kernels``, whose contact points are solved here.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit  # noqa: TID253 - this module is imported inside functions only
from numpy.typing import NDArray

from rushes.engines.destruction.rigid.solver_kernels import (
    BOUNCE,
    BOUNCE_SPEED,
    CLOSING,
    GAP,
    HEAVY_KG,
    LEAK,
    MASS,
    MASS_U,
    MASS_V,
    PUSH,
    PUSH_OUT,
    RECOVERY,
    ROLLING_M,
    RUB_U,
    RUB_V,
    RUBBED_U,
    RUBBED_V,
    TOTAL,
)

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
Six = tuple[float, float, float, float, float, float]

TOUCHED = 1e-9
"""Impulse [N s] that says that two bodies touched, where no push was left of it at the substep's end."""

FASTEST_SPIN = 40.0
"""No body turns faster than this [rad/s]: a crumb that is squeezed out spins no picture in half."""

RIM = 0.75
"""No rim goes faster about its body's centre than this share of a fall from the building's top: what a blow with a fall's speed at the end
of a rod gives it. A slab that a block levers over a stone would whip round, were it not to break there."""


@njit(cache=True, inline="always")
def _against(s: Floats, x: float, y: float, z: float) -> tuple[float, float, float]:
    return s[0] * x + s[1] * y + s[2] * z, s[1] * x + s[3] * y + s[4] * z, s[2] * x + s[4] * y + s[5] * z


@njit(cache=True, error_model="numpy")
def _resists(ma: float, mb: float, ia: Floats, ib: Floats, c: Floats, x: float, y: float, z: float) -> float:
    """Return the effective mass [kg] of a contact along an axis."""
    ax, ay, az = c[4] * z - c[5] * y, c[5] * x - c[3] * z, c[3] * y - c[4] * x
    bx, by, bz = c[7] * z - c[8] * y, c[8] * x - c[6] * z, c[6] * y - c[7] * x
    px, py, pz = _against(ia, ax, ay, az)
    qx, qy, qz = _against(ib, bx, by, bz)
    k = ma + mb + px * ax + py * ay + pz * az + qx * bx + qy * by + qz * bz
    return 1.0 / k if k > 0.0 else 0.0


@njit(cache=True, error_model="numpy")
def ready(pair: Rows, point: Floats, light: Floats, inertia: Floats) -> None:
    """Write the effective masses of contact points, and tell their gaps from what their bodies will move by."""
    for k in range(len(pair)):
        a, b = pair[k, 2], pair[k, 3]
        for row in range(pair[k, 4], pair[k, 4] + pair[k, 5]):
            c = point[row]
            c[MASS] = _resists(light[a], light[b], inertia[a], inertia[b], c, c[0], c[1], c[2])
            c[MASS_U] = _resists(light[a], light[b], inertia[a], inertia[b], c, c[9], c[10], c[11])
            c[MASS_V] = _resists(light[a], light[b], inertia[a], inertia[b], c, c[12], c[13], c[14])


@njit(cache=True, error_model="numpy")
def _push(s: Floats, m: float, inertia: Floats, rx: float, ry: float, rz: float, x: float, y: float, z: float) -> None:
    """Let an impulse act on a body's velocity (6) at an arm."""
    s[0] += m * x
    s[1] += m * y
    s[2] += m * z
    tx, ty, tz = _against(inertia, ry * z - rz * y, rz * x - rx * z, rx * y - ry * x)
    s[3] += tx
    s[4] += ty
    s[5] += tz


@njit(cache=True, error_model="numpy")
def _warm(pair: Rows, point: Floats, speed: Floats, light: Floats, inertia: Floats) -> None:
    for k in range(len(pair)):
        a, b = pair[k, 2], pair[k, 3]
        for row in range(pair[k, 4], pair[k, 4] + pair[k, 5]):
            c = point[row]
            if c[PUSH] == 0.0:
                continue
            x = c[0] * c[PUSH] + c[9] * c[RUB_U] + c[12] * c[RUB_V]
            y = c[1] * c[PUSH] + c[10] * c[RUB_U] + c[13] * c[RUB_V]
            z = c[2] * c[PUSH] + c[11] * c[RUB_U] + c[14] * c[RUB_V]
            _push(speed[a], -light[a], inertia[a], -c[3], -c[4], -c[5], x, y, z)
            _push(speed[b], light[b], inertia[b], c[6], c[7], c[8], x, y, z)


@njit(cache=True, error_model="numpy")
def _six(rows: Floats, row: int) -> Six:
    return rows[row, 0], rows[row, 1], rows[row, 2], rows[row, 3], rows[row, 4], rows[row, 5]


@njit(cache=True, error_model="numpy")
def _apart(
    da: Six, db: Six, ax: float, ay: float, az: float, bx: float, by: float, bz: float
) -> tuple[float, float, float]:
    """Return the velocity of b at its arm against that of a at its own; or their shifts, in the same way."""
    return (
        db[0] + db[4] * bz - db[5] * by - da[0] - da[4] * az + da[5] * ay,
        db[1] + db[5] * bx - db[3] * bz - da[1] - da[5] * ax + da[3] * az,
        db[2] + db[3] * by - db[4] * bx - da[2] - da[3] * ay + da[4] * ax,
    )


@njit(cache=True, error_model="numpy")
def _pushed(v: Six, m: float, i: Six, rx: float, ry: float, rz: float, x: float, y: float, z: float) -> Six:
    """Return a body's velocity once an impulse acted on it at an arm."""
    ux, uy, uz = ry * z - rz * y, rz * x - rx * z, rx * y - ry * x
    return (
        v[0] + m * x,
        v[1] + m * y,
        v[2] + m * z,
        v[3] + (i[0] * ux + i[1] * uy + i[2] * uz),
        v[4] + (i[1] * ux + i[3] * uy + i[4] * uz),
        v[5] + (i[2] * ux + i[4] * uy + i[5] * uz),
    )


@njit(cache=True, error_model="numpy")
def _solve(
    touch: Rows,
    pair: Rows,
    point: Floats,
    rub: Floats,
    speed: Floats,
    moved: Floats,
    light: Floats,
    inertia: Floats,
    sub_s: float,
    soft: bool,
) -> None:
    """Solve every contact once, in order; ``touch`` has the pairs that have points.

    What is known of a body is held in scalars, so that no write to a contact can be taken for one to it.
    """
    for k in touch:
        a, b, first = pair[k, 2], pair[k, 3], pair[k, 4]
        ma, mb, mu = light[a], light[b], rub[k]
        ia, ib = _six(inertia, a), _six(inertia, b)
        va, vb, da, db = _six(speed, a), _six(speed, b), _six(moved, a), _six(moved, b)
        pressed = 0.0
        for row in range(first, first + pair[k, 5]):
            nx, ny, nz = point[row, 0], point[row, 1], point[row, 2]
            ax, ay, az = point[row, 3], point[row, 4], point[row, 5]
            bx, by, bz = point[row, 6], point[row, 7], point[row, 8]
            gx, gy, gz = _apart(da, db, ax, ay, az, bx, by, bz)
            gap = point[row, GAP] + nx * gx + ny * gy + nz * gz
            bias, leak = 0.0, 0.0
            if gap > 0.0:
                bias = gap / sub_s
            elif soft:
                bias = max(RECOVERY * gap, -PUSH_OUT * HEAVY_KG / (HEAVY_KG + point[row, MASS]))
                leak = LEAK
            sx, sy, sz = _apart(va, vb, ax, ay, az, bx, by, bz)
            along = sx * nx + sy * ny + sz * nz
            push, ru, rv = point[row, PUSH], point[row, RUB_U], point[row, RUB_V]
            now = max(push - point[row, MASS] * (along + bias) - leak * push, 0.0)
            more = now - push
            point[row, PUSH] = now
            pressed += now
            if soft and now > 0.0:
                point[row, TOTAL] += TOUCHED  # though the second pass may take it all back
            x, y, z = more * nx, more * ny, more * nz
            if now > 0.0 or ru != 0.0 or rv != 0.0:
                ux, uy, uz = point[row, 9], point[row, 10], point[row, 11]
                wx, wy, wz = point[row, 12], point[row, 13], point[row, 14]
                ju = ru - point[row, MASS_U] * (sx * ux + sy * uy + sz * uz)
                jv = rv - point[row, MASS_V] * (sx * wx + sy * wy + sz * wz)
                long, most = math.sqrt(ju * ju + jv * jv), mu * now
                if long > most:
                    ju, jv = ju * most / long, jv * most / long
                point[row, RUB_U], point[row, RUB_V] = ju, jv
                x += (ju - ru) * ux + (jv - rv) * wx
                y += (ju - ru) * uy + (jv - rv) * wy
                z += (ju - ru) * uz + (jv - rv) * wz
            if not soft:
                point[row, TOTAL] += now
                point[row, RUBBED_U] += point[row, RUB_U]
                point[row, RUBBED_V] += point[row, RUB_V]
            if x != 0.0 or y != 0.0 or z != 0.0:
                va = _pushed(va, -ma, ia, -ax, -ay, -az, x, y, z)
                vb = _pushed(vb, mb, ib, bx, by, bz, x, y, z)
        if pressed > 0.0 and not soft:
            va, vb = _rolled(va, vb, ia, ib, ROLLING_M * pressed)
        for i in range(6):
            speed[a, i], speed[b, i] = va[i], vb[i]


@njit(cache=True, error_model="numpy")
def _rolled(va: Six, vb: Six, ia: Six, ib: Six, most: float) -> tuple[Six, Six]:
    """Return two bodies' velocities once a pressed contact resisted rolling, with a couple of at most so much [N m s]."""
    x, y, z = vb[3] - va[3], vb[4] - va[4], vb[5] - va[5]
    spin = math.sqrt(x * x + y * y + z * z)
    if spin < 1e-9:
        return va, vb
    x, y, z = x / spin, y / spin, z / spin
    px, py, pz = ia[0] * x + ia[1] * y + ia[2] * z, ia[1] * x + ia[3] * y + ia[4] * z, ia[2] * x + ia[4] * y + ia[5] * z
    qx, qy, qz = ib[0] * x + ib[1] * y + ib[2] * z, ib[1] * x + ib[3] * y + ib[4] * z, ib[2] * x + ib[4] * y + ib[5] * z
    k = x * (px + qx) + y * (py + qy) + z * (pz + qz)
    if k <= 0.0:
        return va, vb
    turn = min(spin / k, most)
    return (
        (va[0], va[1], va[2], va[3] + turn * px, va[4] + turn * py, va[5] + turn * pz),
        (vb[0], vb[1], vb[2], vb[3] - turn * qx, vb[4] - turn * qy, vb[5] - turn * qz),
    )


@njit(cache=True, error_model="numpy")
def _bounce(pair: Rows, point: Floats, speed: Floats, light: Floats, inertia: Floats) -> None:
    for k in range(len(pair)):
        a, b = pair[k, 2], pair[k, 3]
        for row in range(pair[k, 4], pair[k, 4] + pair[k, 5]):
            c = point[row]
            if c[CLOSING] < BOUNCE_SPEED or c[TOTAL] == 0.0:
                continue
            va, vb = speed[a], speed[b]
            along = c[0] * (vb[0] + vb[4] * c[8] - vb[5] * c[7] - va[0] - va[4] * c[5] + va[5] * c[4])
            along += c[1] * (vb[1] + vb[5] * c[6] - vb[3] * c[8] - va[1] - va[5] * c[3] + va[3] * c[5])
            along += c[2] * (vb[2] + vb[3] * c[7] - vb[4] * c[6] - va[2] - va[3] * c[4] + va[4] * c[3])
            more = max(c[PUSH] - c[MASS] * (along - BOUNCE * c[CLOSING]), 0.0) - c[PUSH]
            c[PUSH] += more
            c[TOTAL] += more
            x, y, z = more * c[0], more * c[1], more * c[2]
            _push(va, -light[a], inertia[a], -c[3], -c[4], -c[5], x, y, z)
            _push(vb, light[b], inertia[b], c[6], c[7], c[8], x, y, z)


@njit(cache=True, error_model="numpy")
def _pull(tie: Rows, bar: Floats, speed: Floats, moved: Floats, light: Floats, inertia: Floats, sub_s: float) -> None:
    """Hold ties: what hangs on a bar goes no further from it than the bar reaches.

    ``tie`` has the bodies of each, ``bar`` (unit axis, arm a, arm b, slack [m], effective mass, impulse, impulse of the step,
    the force [N] that it yields at).
    """
    for k in range(len(tie)):
        a, b = tie[k, 0], tie[k, 1]
        c = bar[k]
        va, vb, da, db = speed[a], speed[b], moved[a], moved[b]
        slack = c[9]
        slack -= c[0] * (db[0] + db[4] * c[8] - db[5] * c[7] - da[0] - da[4] * c[5] + da[5] * c[4])
        slack -= c[1] * (db[1] + db[5] * c[6] - db[3] * c[8] - da[1] - da[5] * c[3] + da[3] * c[5])
        slack -= c[2] * (db[2] + db[3] * c[7] - db[4] * c[6] - da[2] - da[3] * c[4] + da[4] * c[3])
        along = c[0] * (vb[0] + vb[4] * c[8] - vb[5] * c[7] - va[0] - va[4] * c[5] + va[5] * c[4])
        along += c[1] * (vb[1] + vb[5] * c[6] - vb[3] * c[8] - va[1] - va[5] * c[3] + va[3] * c[5])
        along += c[2] * (vb[2] + vb[3] * c[7] - vb[4] * c[6] - va[2] - va[3] * c[4] + va[4] * c[3])
        most = slack / sub_s if slack > 0.0 else 0.0
        now = min(max(c[11] + c[10] * (along - most), 0.0), c[13] * sub_s)
        more = now - c[11]
        c[11] = now
        x, y, z = -more * c[0], -more * c[1], -more * c[2]
        _push(va, -light[a], inertia[a], -c[3], -c[4], -c[5], x, y, z)
        _push(vb, light[b], inertia[b], c[6], c[7], c[8], x, y, z)


@njit(cache=True, error_model="numpy")
def _limit(b: int, s: Floats, fastest: float, highest: float, radius: Floats, light: Floats, taken: Floats) -> None:
    """Take from a body's velocity what is beyond the limits."""
    if s[2] > highest:
        taken[2] += (highest - s[2]) / light[b]
        s[2] = highest
    fast = math.sqrt(s[0] * s[0] + s[1] * s[1] + s[2] * s[2])
    if fast > fastest:
        for i in range(3):
            taken[i] += s[i] * (fastest / fast - 1.0) / light[b]
            s[i] *= fastest / fast
    spin = math.sqrt(s[3] * s[3] + s[4] * s[4] + s[5] * s[5])
    most = min(FASTEST_SPIN, RIM * highest / max(radius[b], 1e-3))
    if spin > most:
        for i in range(3, 6):
            s[i] *= most / spin


@njit(cache=True, error_model="numpy")
def _go(
    moving: Rows,
    speed: Floats,
    moved: Floats,
    position: Floats,
    turn: Floats,
    sub_s: float,
    fastest: float,
    highest: float,
    radius: Floats,
    light: Floats,
    taken: Floats,
) -> None:
    for k in range(len(moving)):
        b = moving[k]
        s = speed[b]
        _limit(b, s, fastest, highest, radius, light, taken)
        for i in range(6):
            moved[b, i] += s[i] * sub_s
        for i in range(3):
            position[b, i] += s[i] * sub_s
        x, y, z, w = turn[b, 0], turn[b, 1], turn[b, 2], turn[b, 3]
        hx, hy, hz = 0.5 * sub_s * s[3], 0.5 * sub_s * s[4], 0.5 * sub_s * s[5]
        qx, qy, qz = x + hx * w + hy * z - hz * y, y + hy * w + hz * x - hx * z, z + hz * w + hx * y - hy * x
        qw = w - hx * x - hy * y - hz * z
        long = 1.0 / math.sqrt(qx * qx + qy * qy + qz * qz + qw * qw)
        turn[b, 0], turn[b, 1], turn[b, 2], turn[b, 3] = qx * long, qy * long, qz * long, qw * long


@njit(cache=True, error_model="numpy")
def advance(
    pair: Rows,
    point: Floats,
    rub: Floats,
    tie: Rows,
    bar: Floats,
    moving: Rows,
    speed: Floats,
    position: Floats,
    turn: Floats,
    light: Floats,
    inertia: Floats,
    step_s: float,
    substeps: int,
    gravity: float,
    damping: float,
    fastest: float,
    highest: float,
    radius: Floats,
    taken: Floats,
) -> None:
    """Go one step on.

    Args:
        pair, point, rub: The contacts, as ``solver_kernels.contacts_of`` returns them.
        tie, bar: The ties, as ``_pull`` has them.
        moving: Ids of the bodies that move.
        speed: Velocities [m/s, rad/s] by id, shape [N, 6]; position, turn: poses. All three are written.
        light: One over mass [1/kg], 0 for what stands; inertia: inverse, in the world's axes (6).
        step_s, substeps: The step [s] and how many it is cut into.
        gravity: [m/s2].
        damping: Rate [1/s] at which speed is taken.
        fastest: What is squeezed out between heavy bodies goes no faster than this [m/s].
        highest: What is thrown up goes no faster than this [m/s].
        radius: How far bodies reach from their centres [m], by id: no rim goes faster than ``RIM`` of ``highest``.
        taken: Written: the momentum [N s] that was taken from what would have, shape [3].
    """
    ready(pair, point, light, inertia)
    touch = np.flatnonzero(pair[:, 5])
    for k in range(len(tie)):
        a, b = tie[k, 0], tie[k, 1]
        bar[k, 10] = _resists(light[a], light[b], inertia[a], inertia[b], bar[k], bar[k, 0], bar[k, 1], bar[k, 2])
    sub_s = step_s / substeps
    moved = np.zeros((len(speed), 6))
    slower = math.exp(-damping * sub_s)
    for _ in range(substeps):
        for k in range(len(moving)):
            b = moving[k]
            speed[b, 2] -= gravity * sub_s
            if damping > 0.0:
                for i in range(6):
                    speed[b, i] *= slower
        _warm(pair, point, speed, light, inertia)
        _pull(tie, bar, speed, moved, light, inertia, sub_s)
        _solve(touch, pair, point, rub, speed, moved, light, inertia, sub_s, True)
        _go(moving, speed, moved, position, turn, sub_s, fastest, highest, radius, light, taken)
        _solve(touch, pair, point, rub, speed, moved, light, inertia, sub_s, False)
        for k in range(len(tie)):
            bar[k, 12] += bar[k, 11]
            bar[k, 11] = 0.0
    _bounce(pair, point, speed, light, inertia)
    for k in range(len(moving)):
        _limit(moving[k], speed[moving[k]], fastest, highest, radius, light, taken)


@njit(cache=True, error_model="numpy")
def keep_spin(moving: Rows, speed: Floats, turn: Floats, rest_inverse: Floats, inverse: Floats) -> None:
    """Let each body keep its angular momentum as it turns, and never gain energy by it.

    Args:
        moving: Ids of the bodies that move.
        speed, turn: By id; the orientations are those after the step.
        rest_inverse: Inverse inertia in the bodies' own axes (6).
        inverse: Inverse inertia in the world's axes as it was before the step (6).
    """
    for k in range(len(moving)):
        b = moving[k]
        ox, oy, oz = speed[b, 3], speed[b, 4], speed[b, 5]
        if ox * ox + oy * oy + oz * oz < 1e-8:
            continue
        s = inverse[b]
        det = (
            s[0] * (s[3] * s[5] - s[4] * s[4]) - s[1] * (s[1] * s[5] - s[4] * s[2]) + s[2] * (s[1] * s[4] - s[3] * s[2])
        )
        if det <= 0.0:
            continue
        lx = (
            (s[3] * s[5] - s[4] * s[4]) * ox + (s[2] * s[4] - s[1] * s[5]) * oy + (s[1] * s[4] - s[2] * s[3]) * oz
        ) / det
        ly = (
            (s[2] * s[4] - s[1] * s[5]) * ox + (s[0] * s[5] - s[2] * s[2]) * oy + (s[1] * s[2] - s[0] * s[4]) * oz
        ) / det
        lz = (
            (s[1] * s[4] - s[2] * s[3]) * ox + (s[1] * s[2] - s[0] * s[4]) * oy + (s[0] * s[3] - s[1] * s[1]) * oz
        ) / det
        energy = lx * ox + ly * oy + lz * oz
        x, y, z, w = turn[b, 0], turn[b, 1], turn[b, 2], turn[b, 3]
        r00, r01, r02 = 1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)
        r10, r11, r12 = 2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)
        r20, r21, r22 = 2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)
        ax, ay, az = r00 * lx + r10 * ly + r20 * lz, r01 * lx + r11 * ly + r21 * lz, r02 * lx + r12 * ly + r22 * lz
        bx, by, bz = _against(rest_inverse[b], ax, ay, az)
        after = ax * bx + ay * by + az * bz
        keep = math.sqrt(energy / after) if after > energy else 1.0
        speed[b, 3] = keep * (r00 * bx + r01 * by + r02 * bz)
        speed[b, 4] = keep * (r10 * bx + r11 * by + r12 * bz)
        speed[b, 5] = keep * (r20 * bx + r21 * by + r22 * bz)
