"""Compiled loops behind ``debris``: how small pieces fly, bounce, slide and come to rest."""

from __future__ import annotations

import numba  # noqa: TID253 - this module is only imported inside functions
import numpy as np

from rushes.engines.destruction.rigid.tops_kernels import stands

GRAVITY = 9.81

SUNK_M = 0.15
"""A surface that rises this far [m] over a piece holds it fast; less is the heap's own stirring, and it stays on top."""

LOOSE_M = 0.02
"""What lies this far [m] over what held it falls."""

LIFTS_MS = 0.35
"""A blow slower than this [m/s] lifts nothing: a bounce of under 6 mm before restitution."""

SLIDES_MS = 0.12
"""A piece that slides slower than this [m/s] has come to rest."""

TOPPLES_RAD_S = 7.0
"""How fast [rad/s] a piece that rests tips over on to its flat side: what a chip of 10 cm takes to fall over."""


@numba.njit(cache=True, nogil=True)
def support(turn, half):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201 - numba types its arguments
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
def fly(  # type: ignore[no-untyped-def]  # noqa: ANN201
    start,  # noqa: ANN001
    step,  # noqa: ANN001
    count,  # noqa: ANN001
    birth,  # noqa: ANN001
    half,  # noqa: ANN001
    drag,  # noqa: ANN001
    bounce,  # noqa: ANN001
    friction,  # noqa: ANN001
    surface,  # noqa: ANN001
    position,  # noqa: ANN001
    velocity,  # noqa: ANN001
    turn,  # noqa: ANN001
    spin,  # noqa: ANN001
    at_rest,  # noqa: ANN001
    upon,  # noqa: ANN001
):
    """Move every piece that is born through so many steps over what lies there at one picture.

    Energy is given at birth and never after: drag, blows and friction only take, a surface that rises over a piece holds
    it instead of lifting it, and a piece that touches turns only on to a flatter side.

    Args:
        start, step, count: When [s], how long a step is [s], how many.
        birth: When each is born [s].
        half: Half of the box around each [m], shape [n, 3].
        drag: Deceleration over speed squared [1/m].
        bounce: Share of speed that a blow leaves; friction: Coulomb's.
        surface: See ``tops.Tops``.
        position, velocity, turn, spin, at_rest: Changed.
        upon: What each lies on or is held in, -1 for the ground; changed as it comes to rest.
    """
    flatter = np.empty(4)
    for k in range(len(birth)):
        looked, level = False, 0.0
        for n in range(count):
            if birth[k] > start + n * step:
                continue
            reach = support(turn[k], half[k])
            foot = position[k, 2] - reach
            ceiling = np.inf
            if not (at_rest[k] and looked):
                level, whose, ceiling = stands(surface, position[k, 0], position[k, 1], foot)
                looked = True
            if level - foot > SUNK_M:  # held by what is round it, and goes where that goes
                velocity[k] *= 0.0
                spin[k] *= 0.0
                if not at_rest[k]:
                    at_rest[k], upon[k] = True, whose
                continue
            if at_rest[k]:
                if foot <= level + LOOSE_M:
                    _lie(k, step, min(level, foot), half, position, turn, flatter)
                    continue
                at_rest[k] = False
            level = min(level, foot)
            _slow(k, drag[k] * step, velocity)
            x, y = position[k, 0] + velocity[k, 0] * step, position[k, 1] + velocity[k, 1] * step
            floor, whose, above = stands(surface, x, y, foot)
            ceiling = min(ceiling, above)
            if floor > foot:  # a chunk stands in the way
                velocity[k, 0] *= -bounce[k]
                velocity[k, 1] *= -bounce[k]
                x, y = position[k, 0], position[k, 1]
                _, whose, _ = stands(surface, x, y, foot)
                floor = level
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
            if before > 0.0 and z + reach > ceiling:  # it strikes what hangs over it
                velocity[k, 2] = -bounce[k] * before
                continue
            if z - reach > floor:
                position[k, 2] = z
                velocity[k, 2] = after
                continue
            blow = np.sqrt(before * before + 2.0 * GRAVITY * max(position[k, 2] - reach - floor, 0.0))
            position[k, 2] = floor + reach
            at_rest[k] = _strike(k, blow, GRAVITY * step, bounce[k], friction[k], velocity, spin)
            looked = False
            if at_rest[k]:
                upon[k] = whose


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
