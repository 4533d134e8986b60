"""Sums over bodies and contacts for the ledger; compiled, since they are taken twice in every step."""

from __future__ import annotations

import numpy as np
from numba import njit  # noqa: TID253 - this module is imported inside functions only
from numpy.typing import NDArray

from rushes.engines.destruction.rigid.solver_kernels import RUBBED_U, RUBBED_V, TOTAL

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


@njit(cache=True)
def energy_and_momentum(
    kind: Rows,
    mass: Floats,
    position: Floats,
    turn: Floats,
    speed: Floats,
    rest_inverse: Floats,
    gravity: float,
    gone: int,
    moving: int,
) -> Floats:
    """Return potential and kinetic energy of all bodies [J], and the momentum of those that move [N s], shape [4]."""
    out = np.zeros(4)
    for b in range(1, len(kind)):
        if kind[b] == gone:
            continue
        out[0] += mass[b] * gravity * position[b, 2]
        if kind[b] != moving:
            continue
        vx, vy, vz = speed[b, 0], speed[b, 1], speed[b, 2]
        out[1], out[2], out[3] = out[1] + mass[b] * vx, out[2] + mass[b] * vy, out[3] + mass[b] * vz
        out[0] += 0.5 * mass[b] * (vx * vx + vy * vy + vz * vz)
        wx, wy, wz = speed[b, 3], speed[b, 4], speed[b, 5]
        if wx * wx + wy * wy + wz * wz < 1e-8:
            continue
        x, y, z, w = turn[b, 0], turn[b, 1], turn[b, 2], turn[b, 3]
        px = (1 - 2 * (y * y + z * z)) * wx + 2 * (x * y + w * z) * wy + 2 * (x * z - w * y) * wz
        py = 2 * (x * y - w * z) * wx + (1 - 2 * (x * x + z * z)) * wy + 2 * (y * z + w * x) * wz
        pz = 2 * (x * z + w * y) * wx + 2 * (y * z - w * x) * wy + (1 - 2 * (x * x + y * y)) * wz
        a, c, d, e, f, g = (
            rest_inverse[b, 0],
            rest_inverse[b, 1],
            rest_inverse[b, 2],
            rest_inverse[b, 3],
            rest_inverse[b, 4],
            rest_inverse[b, 5],
        )
        xx, xy, xz = e * g - f * f, d * f - c * g, c * f - d * e
        yy, yz, zz = a * g - d * d, c * d - a * f, a * e - c * c
        det = a * xx + c * xy + d * xz
        turned = xx * px * px + yy * py * py + zz * pz * pz + 2 * (xy * px * py + xz * px * pz + yz * py * pz)
        out[0] += 0.5 * turned / det
    return out


@njit(cache=True)
def pushed_by_what_stands(pair: Rows, point: Floats, light: Floats) -> Floats:
    """Return the impulse [N s] with which what does not move pushed and rubbed what does, in a step, shape [3]."""
    out = np.zeros(3)
    for k in range(len(pair)):
        a, b = pair[k, 2], pair[k, 3]
        if (light[a] > 0.0) == (light[b] > 0.0):
            continue
        sign = 1.0 if light[b] > 0.0 else -1.0
        for row in range(pair[k, 4], pair[k, 4] + pair[k, 5]):
            c = point[row]
            for i in range(3):
                out[i] += sign * (c[i] * c[TOTAL] + c[9 + i] * c[RUBBED_U] + c[12 + i] * c[RUBBED_V])
    return out
