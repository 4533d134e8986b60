"""The compiled march of the camera's rays through lit dust: billows with a lit and a dark side."""

from __future__ import annotations

import math

import numba  # noqa: TID253 - imported only inside the step
import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.air.air_kernels import sample
from rushes.engines.destruction.air.dust_light_kernels import FAINT, octaves_of
from rushes.engines.volumes.billows import (
    FAINT_BODY,
    FINER,
    FINER_WEIGHT,
    VEIL,
    WAVES_PER_M,
    Tile,
    billow,
    thickness,
)

Grid = NDArray[np.float32]
Floats = NDArray[np.float64]
Six = tuple[float, float, float, float, float, float]

LEAST_STEP = 0.3
"""The march's steps where dust is, against those through clear air."""

CLOSE_M = 15.0
"""Dust that is nearer than this is marched in smaller steps, down to two fifths."""

NEAR_SUN = np.array([[0.3, 0.6], [0.9, 0.7], [1.8, 1.2]])
"""Where billows are looked for toward the sun, and the length that each look stands for [m]: the grid's light takes over
where they end."""

NEAR_SKY = np.array([[0.45, 0.9], [1.5, 1.3]])
"""The same straight up, for the sky: what lies above a place takes most of it."""

SEEN_FROM_M, SEEN_OVER_M = 1.2, 1.6
"""What the camera sees of dust are the sides that are turned to it: the grid's sky is read so far [m] before them and above,
since its cells can't hold a side, and what is nearer has been looked at."""

UP_SHARE = 0.8
"""Share of the sky's light that what lies straight above a place can take: the rest comes in from the sides."""


@numba.njit(cache=True)
def _mix(stack: Grid, n: int, i: int, j: int, k: int, u: float, v: float, w: float) -> float:
    """Return one field of a stack [x, y, z, n] within a cell."""
    a = stack[i, j, k, n] * (1 - u) + stack[i + 1, j, k, n] * u
    b = stack[i, j + 1, k, n] * (1 - u) + stack[i + 1, j + 1, k, n] * u
    c = stack[i, j, k + 1, n] * (1 - u) + stack[i + 1, j, k + 1, n] * u
    d = stack[i, j + 1, k + 1, n] * (1 - u) + stack[i + 1, j + 1, k + 1, n] * u
    return (a * (1 - v) + b * v) * (1 - w) + (c * (1 - v) + d * v) * w


@numba.njit(cache=True)
def _body(fine: Grid, x: float, y: float, z: float) -> float:
    """Return the dust at an index position of the coarse grid, from the one of twice as many cells."""
    return sample(fine, 2.0 * x + 0.5, 2.0 * y + 0.5, 2.0 * z + 0.5)


@numba.njit(cache=True)
def _field(stack: Grid, n: int, x: float, y: float, z: float) -> float:
    """Return one field at an index position; its edge's beyond it."""
    nx, ny, nz = stack.shape[:3]
    x, y, z = min(max(x, 0.0), nx - 1.001), min(max(y, 0.0), ny - 1.001), min(max(z, 0.0), nz - 1.001)
    i, j, k = int(x), int(y), int(z)
    return _mix(stack, n, i, j, k, x - i, y - j, z - k)


@numba.njit(cache=True)
def _detail(tile: Tile, at: Six, scale: float, blend: float) -> float:
    """Return two phases' detail about 0, as uneven as one alone: at both places, in waves of the largest billows."""
    total = 0.0
    if blend > 0.02:
        total += blend * (billow(tile, at[0] * scale, at[1] * scale, at[2] * scale) - 0.5)
    if blend < 0.98:
        total += (1.0 - blend) * (billow(tile, at[3] * scale, at[4] * scale, at[5] * scale) - 0.5)
    return total / math.sqrt(blend * blend + (1.0 - blend) * (1.0 - blend))


@numba.njit(cache=True)
def _near(
    fine: Grid, tile: Tile, at: Six, blend: float, x: float, y: float, z: float, cell: float, key: Floats, looks: Floats
) -> float:  # fmt: skip
    """Return how much dust lies beside a place in a direction, as a share of the densest's extinction, times metres."""
    total = 0.0
    for look in range(looks.shape[0]):
        away = looks[look, 0]
        dx, dy, dz = key[0] * away, key[1] * away, key[2] * away
        body = _body(fine, x + dx / cell, y + dy / cell, z + dz / cell)
        if body < FAINT_BODY:
            continue
        dx, dy, dz = dx * WAVES_PER_M, dy * WAVES_PER_M, dz * WAVES_PER_M
        there = (at[0] + dx, at[1] + dy, at[2] + dz, at[3] + dx, at[4] + dy, at[5] + dz)
        total += looks[look, 1] * thickness(body, 0.5 + _detail(tile, there, 1.0, blend))
    return total


@numba.njit(cache=True)
def _met(origin: Floats, high: Floats, eye: Floats, ray: Floats, far: float) -> tuple[float, float]:
    """Return from where to where a ray is in a box; far is before near where it never is."""
    near = 0.0
    for axis in range(3):
        d = ray[axis]
        if abs(d) < 1e-9:
            if eye[axis] < origin[axis] or eye[axis] > high[axis]:
                far = -1.0
            continue
        a, b = (origin[axis] - eye[axis]) / d, (high[axis] - eye[axis]) / d
        near, far = max(near, min(a, b)), min(far, max(a, b))
    return near, far


@numba.njit(cache=True)
def _level(sunlit: Floats, up: float) -> float:
    """Return the share of the sun at a height [m]."""
    up = max(up, 0.0)
    level = min(int(up), sunlit.shape[0] - 2)
    part = min(up - level, 1.0)
    return sunlit[level] * (1.0 - part) + sunlit[level + 1] * part


@numba.njit(parallel=True, cache=True)
def march(
    stack: Grid, fine: Grid, tile: Tile, blend: float, origin: Floats, cell: float, eye: Floats, rays: Floats, reach: Grid,
    jitter: Grid, optics: Floats, key: Floats, phase: Grid, sunlit: Floats, holds: Floats,
) -> Grid:  # fmt: skip
    """March rays through the dust.

    Args:
        stack: Nothing, then how far each phase of its detail was carried (2 x 3) [cells], what reaches it of sun and sky,
            and its reflectance R G B, shape [x, y, z, 12].
        fine: Dust in cells of half the size, shape [2 x, 2 y, 2 z].
        tile: Of the billows.
        blend: Weight of the first phase.
        origin, cell: The grid in the world [m].
        eye: The camera [m]; rays: unit directions [h, w, 3]; reach: how far a ray may go [m], [h, w].
        jitter: Start of each ray as a share of a step, [h, w].
        optics: Extinction [1/m] of 1 for the eye and for light, step [m], then sun R G B and sky R G B
            as radiance of a white surface.
        key: Unit vector toward the sun.
        phase: Weight of the sun for four orders of scattering, [h, w, 4].
        sunlit: Share of the sun that other things let through, by height from the ground, one a metre.
        holds: Up to which distance [m] the picture holds the detail of the two finer tiles, [2].

    Returns:
        Premultiplied R, G, B, A and depth along the ray [m] times A, shape [h, w, 5].
    """
    height, width = reach.shape
    out = np.zeros((height, width, 5), np.float32)
    nx, ny, nz = stack.shape[:3]
    sigma, stride = optics[0], optics[2]
    sunny = max(optics[3], optics[4], optics[5]) > 0.0
    tone = WAVES_PER_M * cell
    high = origin + cell * np.array([nx, ny, nz])
    zenith = np.array([0.0, 0.0, 1.0])
    ahead, over = SEEN_FROM_M / cell, SEEN_OVER_M / cell
    reach_near = (NEAR_SUN[-1, 0] + 0.5 * NEAR_SUN[-1, 1]) / cell
    for row in numba.prange(height):
        for column in range(width):
            ray = rays[row, column]
            near, far = _met(origin, high, eye, ray, float(reach[row, column]))
            if far <= near:
                continue
            left, red, green, blue, depth = 1.0, 0.0, 0.0, 0.0, 0.0
            t = near + stride * jitter[row, column]
            while t < far and left > 0.01:
                x = min(max((eye[0] + ray[0] * t - origin[0]) / cell - 0.5, 0.0), nx - 1.001)
                y = min(max((eye[1] + ray[1] * t - origin[1]) / cell - 0.5, 0.0), ny - 1.001)
                high_up = (eye[2] + ray[2] * t - origin[2]) / cell - 0.5
                z = min(max(high_up, 0.0), nz - 1.001)
                i, j, k = int(x), int(y), int(z)
                u, v, w = x - i, y - j, z - k
                body = _body(fine, x, y, z)
                if body < FAINT:
                    t += stride
                    continue
                step = stride * (LEAST_STEP + (1.0 - LEAST_STEP) * (1.0 - left)) * min(max(t / CLOSE_M, 0.4), 1.0)
                thick, beside, above, lit = VEIL * body, 0.0, 0.0, 1.0
                up = _level(sunlit, (z + 0.5) * cell + origin[2]) if sunny else 0.0
                if body >= FAINT_BODY:
                    at = (
                        (x + _mix(stack, 1, i, j, k, u, v, w)) * tone,
                        (y + _mix(stack, 2, i, j, k, u, v, w)) * tone,
                        (high_up + _mix(stack, 3, i, j, k, u, v, w)) * tone,
                        (x + _mix(stack, 4, i, j, k, u, v, w)) * tone + 1.45,
                        (y + _mix(stack, 5, i, j, k, u, v, w)) * tone + 0.85,
                        (high_up + _mix(stack, 6, i, j, k, u, v, w)) * tone + 2.15,
                    )
                    finer = FINER_WEIGHT[0] * min(max(2.0 - t / holds[0], 0.0), 1.0)
                    finest = FINER_WEIGHT[1] * min(max(2.0 - t / holds[1], 0.0), 1.0)
                    detail = 0.5 + _detail(tile, at, 1.0, blend)
                    if thickness(body, detail + 0.5 * (finer + finest)) > 1.01 * VEIL * body:
                        if finer > 0.0 and left > 0.15:
                            detail += finer * _detail(tile, at, FINER, blend)
                        if finest > 0.0 and left > 0.3:
                            detail += finest * _detail(tile, at, FINER * FINER, blend)
                        thick = thickness(body, detail)
                        if thick > 1.5 * VEIL * body:
                            above = _near(fine, tile, at, blend, x, y, z, cell, zenith, NEAR_SKY)
                            if up > 0.01:
                                beside = _near(fine, tile, at, blend, x, y, z, cell, key, NEAR_SUN)
                                lit = _field(
                                    stack, 7, x + key[0] * reach_near, y + key[1] * reach_near, z + key[2] * reach_near
                                )
                alpha = 1.0 - math.exp(-sigma * thick * step)
                weight = left * alpha
                if weight > 1e-5:
                    out_x, out_y, out_z = x - ray[0] * ahead, y - ray[1] * ahead, z - ray[2] * ahead + over
                    sky = _field(stack, 8, out_x, out_y, out_z)
                    sky *= 1.0 - UP_SHARE * (1.0 - octaves_of(math.exp(-optics[1] * above)))
                    sun = 0.0
                    if up > 0.01:
                        first = lit * math.exp(-optics[1] * beside)
                        second = math.sqrt(first)
                        third = math.sqrt(second)
                        sun = phase[row, column, 0] * first + phase[row, column, 1] * second
                        sun += phase[row, column, 2] * third + phase[row, column, 3] * math.sqrt(third)
                        sun *= up
                    red += weight * _mix(stack, 9, i, j, k, u, v, w) * (sun * optics[3] + sky * optics[6])
                    green += weight * _mix(stack, 10, i, j, k, u, v, w) * (sun * optics[4] + sky * optics[7])
                    blue += weight * _mix(stack, 11, i, j, k, u, v, w) * (sun * optics[5] + sky * optics[8])
                    depth += weight * t
                    left *= 1.0 - alpha
                t += step
            out[row, column, 0] = red
            out[row, column, 1] = green
            out[row, column, 2] = blue
            out[row, column, 3] = 1.0 - left
            out[row, column, 4] = depth
    return out
