"""Compiled loops behind ``debris``: how high the heap lies, and how small pieces fly, bounce, slide and come to rest."""

from __future__ import annotations

import numba  # noqa: TID253 - this module is only imported inside functions
import numpy as np

GRAVITY = 9.81

SUNK_M = 0.15
"""A surface that rises this far [m] over a piece holds it fast; less is the heap's own stirring, and it stays on top."""

LIFTS_MS = 0.35
"""A blow slower than this [m/s] lifts nothing: a bounce of under 6 mm before restitution."""

SLIDES_MS = 0.12
"""A piece that slides slower than this [m/s] has come to rest."""

TOPPLES_RAD_S = 7.0
"""How fast [rad/s] a piece that rests tips over on to its flat side: what a chip of 10 cm takes to fall over."""


@numba.njit(cache=True, nogil=True)
def heights(field, origin, cell, position, orientation, half, lies):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201 - numba types its arguments
    """Raise one picture's height field to the tops of what lies.

    Args:
        field: Height above the ground [m], shape [nx, ny]. Changed.
        origin: Its low corner x, y [m]; cell: its cells' side [m].
        position, orientation: Of each piece [m], (w, x, y, z).
        half: Half of each piece's box [m], shape [n, 3].
        lies: Which pieces count.
    """
    for k in range(len(position)):
        if not lies[k]:
            continue
        w, x, y, z = orientation[k]
        a, b, c = half[k]
        across = abs(1 - 2 * (y * y + z * z)) * a + abs(2 * (x * y - w * z)) * b + abs(2 * (x * z + w * y)) * c
        along = abs(2 * (x * y + w * z)) * a + abs(1 - 2 * (x * x + z * z)) * b + abs(2 * (y * z - w * x)) * c
        up = abs(2 * (x * z - w * y)) * a + abs(2 * (y * z + w * x)) * b + abs(1 - 2 * (x * x + y * y)) * c
        top = position[k, 2] + up
        # A piece is thinner than the box around it, most of all near its corners: three quarters of the box count.
        x0 = max(int(np.floor((position[k, 0] - 0.75 * across - origin[0]) / cell)), 0)
        x1 = min(int(np.floor((position[k, 0] + 0.75 * across - origin[0]) / cell)), field.shape[0] - 1)
        y0 = max(int(np.floor((position[k, 1] - 0.75 * along - origin[1]) / cell)), 0)
        y1 = min(int(np.floor((position[k, 1] + 0.75 * along - origin[1]) / cell)), field.shape[1] - 1)
        for i in range(x0, x1 + 1):
            for j in range(y0, y1 + 1):
                field[i, j] = max(field[i, j], top - 0.25 * up)


@numba.njit(cache=True, nogil=True)
def support(turn, half):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Return how far [m] a turned box reaches below its middle."""
    w, x, y, z = turn
    return (
        abs(2 * (x * z - w * y)) * half[0] + abs(2 * (y * z + w * x)) * half[1] + abs(1 - 2 * (x * x + y * y)) * half[2]
    )


@numba.njit(cache=True, nogil=True)
def turned(turn, spin, step, into):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Turn a quaternion by an angular velocity in the world [rad/s] for a time [s]."""
    size = np.sqrt(spin[0] ** 2 + spin[1] ** 2 + spin[2] ** 2)
    angle = 0.5 * size * step
    s = np.sin(angle) / size if size > 1e-9 else 0.0
    a, b, c, d = np.cos(angle), s * spin[0], s * spin[1], s * spin[2]
    w, x, y, z = turn
    into[0] = a * w - b * x - c * y - d * z
    into[1] = a * x + b * w + c * z - d * y
    into[2] = a * y - b * z + c * w + d * x
    into[3] = a * z + b * y - c * x + d * w
    length = np.sqrt(into[0] ** 2 + into[1] ** 2 + into[2] ** 2 + into[3] ** 2)
    for k in range(4):
        into[k] /= length


@numba.njit(cache=True, nogil=True)
def _level(field, origin, cell, x, y):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    i = int(np.floor((x - origin[0]) / cell))
    j = int(np.floor((y - origin[1]) / cell))
    if i < 0 or j < 0 or i >= field.shape[0] or j >= field.shape[1]:
        return 0.0
    return field[i, j]


@numba.njit(cache=True, nogil=True)
def fly(  # type: ignore[no-untyped-def]  # noqa: ANN201
    start,  # noqa: ANN001
    step,  # noqa: ANN001
    count,  # noqa: ANN001
    birth,  # noqa: ANN001
    half,  # noqa: ANN001
    drag,  # noqa: ANN001
    bounce,  # noqa: ANN001
    friction,  # noqa: ANN001
    field,  # noqa: ANN001
    origin,  # noqa: ANN001
    cell,  # noqa: ANN001
    position,  # noqa: ANN001
    velocity,  # noqa: ANN001
    turn,  # noqa: ANN001
    spin,  # noqa: ANN001
    at_rest,  # noqa: ANN001
):
    """Move every piece that is born through so many steps over one picture's height field.

    Energy is given at birth and never after: drag, blows and friction only take, a surface that rises over a piece holds
    it instead of lifting it, and a piece that touches turns only on to a flatter side.

    Args:
        start, step, count: When [s], how long a step is [s], how many.
        birth: When each is born [s].
        half: Half of the box around each [m], shape [n, 3].
        drag: Deceleration over speed squared [1/m].
        bounce: Share of speed that a blow leaves; friction: Coulomb's.
        field, origin, cell: Height of what lies there [m], its low corner, its cells' side.
        position, velocity, turn, spin, at_rest: Changed.
    """
    flatter = np.empty(4)
    for k in range(len(birth)):
        for n in range(count):
            if birth[k] > start + n * step:
                continue
            reach = support(turn[k], half[k])
            foot = position[k, 2] - reach
            level = _level(field, origin, cell, position[k, 0], position[k, 1])
            inside = level - foot > SUNK_M
            if inside:  # held by what is round it, until that goes on
                velocity[k] *= 0.0
                spin[k] *= 0.0
                at_rest[k] = True
                continue
            if at_rest[k]:
                if foot <= level + 0.02:
                    _lie(k, step, min(level, foot), half, position, turn, flatter)
                    continue
                at_rest[k] = False
            level = min(level, foot)
            _slow(k, drag[k] * step, velocity)
            x, y = position[k, 0] + velocity[k, 0] * step, position[k, 1] + velocity[k, 1] * step
            floor = _level(field, origin, cell, x, y)
            if floor > foot:  # a chunk stands in the way
                velocity[k, 0] *= -bounce[k]
                velocity[k, 1] *= -bounce[k]
                x, y, floor = position[k, 0], position[k, 1], level
            turned(turn[k], spin[k], step, flatter)
            wider = support(flatter, half[k])
            if wider <= reach or position[k, 2] - wider > floor + 0.01:
                turn[k] = flatter
                reach = wider
            else:
                spin[k] *= 0.5
            position[k, 0], position[k, 1] = x, y
            before = velocity[k, 2]
            after = before - GRAVITY * step
            z = position[k, 2] + 0.5 * (before + after) * step
            if z - reach > floor:
                position[k, 2] = z
                velocity[k, 2] = after
                continue
            blow = np.sqrt(before * before + 2.0 * GRAVITY * max(position[k, 2] - reach - floor, 0.0))
            position[k, 2] = floor + reach
            at_rest[k] = _strike(k, blow, GRAVITY * step, bounce[k], friction[k], velocity, spin)


@numba.njit(cache=True, nogil=True)
def _slow(k, drag, velocity):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Let the air take its share of a piece's speed; so worked out it never takes more than there is."""
    speed = np.sqrt(velocity[k, 0] ** 2 + velocity[k, 1] ** 2 + velocity[k, 2] ** 2)
    velocity[k] *= 1.0 / (1.0 + drag * speed)


@numba.njit(cache=True, nogil=True)
def _strike(k, blow, weight, bounce, friction, velocity, spin):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Let a piece bounce off what it meets at a speed [m/s], and say whether it stays there.

    Coulomb's friction takes its share of the blow and of the piece's weight; ``weight`` is what gravity adds in a step
    [m/s]. The blow turns the whirl into rolling and takes a third of it.
    """
    flat = np.sqrt(velocity[k, 0] ** 2 + velocity[k, 1] ** 2)
    left = max(flat - friction * ((1.0 + bounce) * blow + weight), 0.0)
    if flat > 1e-9:
        velocity[k, 0] *= left / flat
        velocity[k, 1] *= left / flat
    bounces = blow > LIFTS_MS
    velocity[k, 2] = bounce * blow if bounces else 0.0
    whirl = np.sqrt(spin[k, 0] ** 2 + spin[k, 1] ** 2 + spin[k, 2] ** 2) * (0.65 if bounces else 0.93)
    if left > 1e-6:
        spin[k, 0], spin[k, 1], spin[k, 2] = -velocity[k, 1] / left * whirl, velocity[k, 0] / left * whirl, 0.0
    if bounces or left > SLIDES_MS:
        return False
    velocity[k] *= 0.0
    spin[k] *= 0.0
    return True


@numba.njit(cache=True, nogil=True)
def _lie(k, step, level, half, position, turn, flatter):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Let a piece that rests sink on to its flat side, as far as every turn on the way lowers it."""
    w, x, y, z = turn[k]
    # The thin axis in the world: it leans towards the nearer of up and down.
    tx, ty, tz = 2 * (x * z + w * y), 2 * (y * z - w * x), 1 - 2 * (x * x + y * y)
    side = 1.0 if tz >= 0.0 else -1.0
    lean = np.array([ty * side, -tx * side, 0.0])
    size = np.sqrt(lean[0] ** 2 + lean[1] ** 2)
    if size < 1e-3:
        return
    lean *= min(TOPPLES_RAD_S, np.arcsin(min(size, 1.0)) / step) / size
    turned(turn[k], lean, step, flatter)
    reach, lower = support(turn[k], half[k]), support(flatter, half[k])
    if lower <= reach:
        turn[k] = flatter
        position[k, 2] = max(position[k, 2] - (reach - lower), level + lower)
