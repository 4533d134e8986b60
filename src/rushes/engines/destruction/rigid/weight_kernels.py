"""What bodies weigh, and where their pieces are when they part."""

from __future__ import annotations

import math

import numpy as np
from numba import njit  # noqa: TID253 - this module is imported inside functions only
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


@njit(cache=True, error_model="numpy")
def weigh(
    bodies: Rows,
    rows: Rows,
    start: Rows,
    centre: Floats,
    mass: Floats,
    scale: Floats,
    own: Floats,
    reach: Floats,
    com: Floats,
    weight: Floats,
    inverse: Floats,
    radius: Floats,
) -> None:
    """Write the mass, the centre, the radius and the inverse inertia of bodies, as their pieces are now.

    Args:
        bodies: Ids.
        rows, start: The pieces of each, and where they begin, shape [k + 1].
        centre, mass, scale, own, reach: Of the pieces: where they stood [m], whole mass [kg], share of length, inertia about
            their centres [n, 3, 3] and how far they reach from these [m] when whole.
        com, weight, inverse, radius: Written, rows by id: [m], [kg], (xx, xy, xz, yy, yz, zz), [m].
    """
    for k in range(len(bodies)):
        b = bodies[k]
        total, x, y, z = 0.0, 0.0, 0.0, 0.0
        for at in range(start[k], start[k + 1]):
            p = rows[at]
            m = mass[p] * scale[p] ** 3
            total += m
            x, y, z = x + m * centre[p, 0], y + m * centre[p, 1], z + m * centre[p, 2]
        x, y, z = x / total, y / total, z / total
        com[b, 0], com[b, 1], com[b, 2], weight[b] = x, y, z, total
        far = 0.0
        xx, xy, xz, yy, yz, zz = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
        for at in range(start[k], start[k + 1]):
            p = rows[at]
            m, five = mass[p] * scale[p] ** 3, scale[p] ** 5
            u, v, w = centre[p, 0] - x, centre[p, 1] - y, centre[p, 2] - z
            far = max(far, math.sqrt(u * u + v * v + w * w) + reach[p] * scale[p])
            xx += own[p, 0, 0] * five + m * (v * v + w * w)
            yy += own[p, 1, 1] * five + m * (u * u + w * w)
            zz += own[p, 2, 2] * five + m * (u * u + v * v)
            xy += own[p, 0, 1] * five - m * u * v
            xz += own[p, 0, 2] * five - m * u * w
            yz += own[p, 1, 2] * five - m * v * w
        radius[b] = far
        one, two, three = yy * zz - yz * yz, xz * yz - xy * zz, xy * yz - yy * xz
        det = xx * one + xy * two + xz * three
        inverse[b, 0], inverse[b, 1], inverse[b, 2] = one / det, two / det, three / det
        inverse[b, 3], inverse[b, 4], inverse[b, 5] = (
            (xx * zz - xz * xz) / det,
            (xy * xz - xx * yz) / det,
            (xx * yy - xy * xy) / det,
        )


@njit(cache=True)
def part(old: int, bodies: Rows, com: Floats, position: Floats, turn: Floats, speed: Floats) -> None:
    """Write where the parts of a body are, how they are turned and how fast they are: v + w x r.

    Args:
        old: The body that was, by id.
        bodies: Its parts, by id.
        com, position, turn, speed: Rows by id; ``com`` of the parts is known.
    """
    x, y, z, w = turn[old, 0], turn[old, 1], turn[old, 2], turn[old, 3]
    r00, r01, r02 = 1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)
    r10, r11, r12 = 2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)
    r20, r21, r22 = 2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)
    p, q, r = speed[old, 3], speed[old, 4], speed[old, 5]
    for b in bodies:
        ax, ay, az = com[b, 0] - com[old, 0], com[b, 1] - com[old, 1], com[b, 2] - com[old, 2]
        ox, oy, oz = r00 * ax + r01 * ay + r02 * az, r10 * ax + r11 * ay + r12 * az, r20 * ax + r21 * ay + r22 * az
        position[b, 0], position[b, 1], position[b, 2] = (
            position[old, 0] + ox,
            position[old, 1] + oy,
            position[old, 2] + oz,
        )
        turn[b, 0], turn[b, 1], turn[b, 2], turn[b, 3] = x, y, z, w
        speed[b, 0], speed[b, 1], speed[b, 2] = (
            speed[old, 0] + q * oz - r * oy,
            speed[old, 1] + r * ox - p * oz,
            speed[old, 2] + p * oy - q * ox,
        )
        speed[b, 3], speed[b, 4], speed[b, 5] = p, q, r
