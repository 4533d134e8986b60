"""Compiled loops of the dust's light: what reaches a place through the cloud, and the march of the camera's rays.

Grids are indexed [x, y, z]; a cell's centre lies at ``origin + (index + 0.5) * cell``. Every loop writes each cell or
pixel once, so the result does not depend on the number of threads.
"""

from __future__ import annotations

import math

import numba  # noqa: TID253 - imported only inside the step
import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.air.air_kernels import sample

Grid = NDArray[np.float32]
Floats = NDArray[np.float64]

FAINT = 0.004
"""Less dust than this counts as none."""

NEAR_M = 0.55
"""How far toward the light the detail is looked at beside its own place [m]: about half of the smallest billow that a
draft resolves, so that each billow has a lit and a dark side."""

WAVES_PER_M = 0.3
"""Of the largest billows [1/m]: a little over the smallest eddy that the grid holds."""

LEAST_STEP = 0.35
"""The march's steps where dust is, against those through clear air."""


@numba.njit(parallel=True, cache=True)
def transmittance(thick: Grid, direction: Floats, step: float, sigma: float) -> Grid:
    """Return how much light reaches each cell from a direction; 1 in cells that no dust is near.

    Args:
        thick: Extinction, as a share of ``sigma``.
        direction: Unit vector toward the light.
        step: Length of a step [cells].
        sigma: Extinction of 1 [1 / cell].
    """
    nx, ny, nz = thick.shape
    out = np.ones_like(thick)
    for i in numba.prange(nx):
        for j in range(ny):
            for k in range(nz):
                around = 0.0
                for a in range(max(i - 1, 0), min(i + 2, nx)):
                    for b in range(max(j - 1, 0), min(j + 2, ny)):
                        for c in range(max(k - 1, 0), min(k + 2, nz)):
                            around = max(around, thick[a, b, c])
                if around <= 0.0:
                    continue
                out[i, j, k] = through(thick, float(i), float(j), float(k), direction, step, sigma)
    return out


@numba.njit(cache=True)
def through(thick: Grid, x: float, y: float, z: float, direction: Floats, step: float, sigma: float) -> float:
    """Return the transmittance from an index position to the grid's end, along a direction."""
    nx, ny, nz = thick.shape
    near, far = 0.0, 1e9
    for axis in range(3):
        high = (nx if axis == 0 else ny if axis == 1 else nz) - 0.5
        place = x if axis == 0 else y if axis == 1 else z
        d = direction[axis]
        if abs(d) < 1e-9:
            if place < -0.5 or place > high:
                far = -1.0
            continue
        a, b = (-0.5 - place) / d, (high - place) / d
        near, far = max(near, min(a, b)), min(far, max(a, b))
    total, most = 0.0, 9.0 / (sigma * step)
    t = near + 0.5 * step
    while t < far and total < most:
        total += sample(thick, x + direction[0] * t, y + direction[1] * t, z + direction[2] * t)
        t += step
    return math.exp(-sigma * step * total)


@numba.njit(inline="always")
def octaves_of(left: float) -> float:
    """Return light that was scattered up to four times, of what is ``left`` of it unscattered; 1 of 1.

    Each further order meets half the extinction and gives half the light (Wrenninge, Kulla and Lundqvist 2015, Oz: The
    Great and Volumetric).
    """
    second = math.sqrt(left)
    third = math.sqrt(second)
    return (left + 0.5 * second + 0.25 * third + 0.125 * math.sqrt(third)) / 1.875


@numba.njit(cache=True)
def _sky(thick: Grid, x: float, y: float, z: float, ways: Floats, sigma: float, reach: float) -> float:
    """Return the mean over directions of what is left of the sky's light; steps grow with the distance."""
    nx, ny, nz = thick.shape
    total = 0.0
    for way in range(ways.shape[0]):
        depth, t, length = 0.0, 0.35, 0.7
        while t < reach and depth * sigma < 9.0:
            a, b, c = x + ways[way, 0] * t, y + ways[way, 1] * t, z + ways[way, 2] * t
            if c > nz:
                break
            if a > -1.0 and b > -1.0 and c > -1.0 and a < nx and b < ny:
                depth += length * sample(thick, a, b, c)
            t += length
            length *= 1.4
        total += octaves_of(math.exp(-sigma * depth))
    return total / ways.shape[0]


@numba.njit(parallel=True, cache=True)
def sky_in(thick: Grid, ways: Floats, sigma: float, reach: float) -> Grid:
    """Return how much of the sky's light reaches each cell of a coarse grid.

    Args:
        thick: Extinction, as a share of ``sigma``.
        ways: Unit vectors toward the sky, shape [n, 3].
        sigma: Extinction of 1 [1 / cell].
        reach: How far dust is looked for [cells].
    """
    nx, ny, nz = thick.shape
    out = np.ones_like(thick)
    for i in numba.prange(nx):
        for j in range(ny):
            for k in range(nz):
                out[i, j, k] = _sky(thick, float(i), float(j), float(k), ways, sigma, reach)
    return out


@numba.njit(parallel=True, cache=True)
def cast(
    points: NDArray[np.float32], fine: Grid, coarse: Grid, origin: Floats, cell: float, times: int, sun: Floats,
    ways: Floats, sigma: float, reach: float,
) -> NDArray[np.float32]:  # fmt: skip
    """Return what dust leaves of sun and sky where light falls on something solid.

    Args:
        points: Where, in the world [m]; NaN for nowhere, shape [h, w, 3].
        fine, coarse: Extinction as a share of ``sigma``; a coarse cell is ``times`` as wide.
        origin, cell: The fine grid in the world [m].
        sun: Unit vector toward it; ways: the same toward the sky, [n, 3].
        sigma: Extinction of 1 [1/m].
        reach: How far dust is looked for toward the sky [m].

    Returns:
        Sun and sky, 0 to 1, shape [h, w, 2].
    """
    height, width = points.shape[:2]
    out = np.ones((height, width, 2), np.float32)
    wide = cell * times
    for row in numba.prange(height):
        for column in range(width):
            x, y, z = points[row, column, 0] - origin[0], points[row, column, 1] - origin[1], points[row, column, 2]
            if math.isnan(x):
                continue
            z -= origin[2]
            out[row, column, 0] = through(fine, x / cell - 0.5, y / cell - 0.5, z / cell - 0.5, sun, 1.0, sigma * cell)
            away_x = max(-x, x - fine.shape[0] * cell, 0.0)
            away_y = max(-y, y - fine.shape[1] * cell, 0.0)
            if away_x * away_x + away_y * away_y < reach * reach:
                out[row, column, 1] = _sky(
                    coarse, x / wide - 0.5, y / wide - 0.5, z / wide - 0.5, ways, sigma * wide, reach / wide
                )
    return out


@numba.njit(inline="always")
def _hash(i: int, j: int, k: int) -> float:
    n = (i * 374761393 + j * 668265263 + k * 2147483647) & 0xFFFFFFFF
    n = ((n ^ (n >> 13)) * 1274126177) & 0xFFFFFFFF
    return ((n ^ (n >> 16)) & 0xFFFF) / 65535.0


@numba.njit(inline="always")
def _noise(x: float, y: float, z: float) -> float:
    """Value noise in 0..1 with smooth edges."""
    i, j, k = math.floor(x), math.floor(y), math.floor(z)
    u, v, w = x - i, y - j, z - k
    u, v, w = u * u * (3 - 2 * u), v * v * (3 - 2 * v), w * w * (3 - 2 * w)
    i, j, k = int(i), int(j), int(k)
    a = _hash(i, j, k) * (1 - u) + _hash(i + 1, j, k) * u
    b = _hash(i, j + 1, k) * (1 - u) + _hash(i + 1, j + 1, k) * u
    c = _hash(i, j, k + 1) * (1 - u) + _hash(i + 1, j, k + 1) * u
    d = _hash(i, j + 1, k + 1) * (1 - u) + _hash(i + 1, j + 1, k + 1) * u
    return (a * (1 - v) + b * v) * (1 - w) + (c * (1 - v) + d * v) * w


BILLOW_MEAN = 0.62
"""Mean of a folded octave of the noise."""

SHAPE_OCTAVES = 2.0
"""Octaves that give a billow its shape; the finer ones are asked for only where they can change what is seen."""

FINER_AT_MOST = 0.16
"""The most that all finer octaves together add to the detail."""


@numba.njit(cache=True)
def billow(x: float, y: float, z: float, first: float, last: float) -> float:
    """Return cauliflower noise about a mean of 0: folded octaves.

    Args:
        x, y, z: Where, in waves of the first octave.
        first, last: From which octave up to which; the last one comes in by the share that is left, so that nothing pops.
    """
    total, weight, scale, at = 0.0, 0.5, 1.0, 0.0
    while at < last:
        if at >= first:
            here = 1.0 - abs(2.0 * _noise(x * scale, y * scale, z * scale) - 1.0) - BILLOW_MEAN
            total += weight * min(last - at, 1.0) * here
        weight *= 0.56
        scale *= 2.17
        at += 1.0
    return total


VEIL = 0.05
"""Extinction of the veil that no detail eats away."""


@numba.njit(cache=True)
def thickness(body: float, detail: float) -> float:
    """Return the extinction of dust, as a share of the densest's: eaten away from the edges by its detail.

    What is left of a body after its detail is steep at its edge, so that dense dust has one; a thin veil stays.
    """
    edge = min(body, 1.5) * 2.0 - (1.0 - detail) * 2.1
    solid = min(max(edge * 1.7, 0.0), 3.4) * min(1.0, body * 4.0)
    return solid + VEIL * min(body, 1.0)


@numba.njit(parallel=True, cache=True)
def mean_thickness(density: Grid, details: Floats) -> Grid:
    """Return what ``thickness`` is on the mean over details, shape [x, y, z]."""
    out = np.zeros_like(density)
    nx, ny, nz = density.shape
    for i in numba.prange(nx):
        for j in range(ny):
            for k in range(nz):
                body = density[i, j, k]
                if body < FAINT:
                    continue
                total = 0.0
                for detail in details:
                    total += thickness(body, detail)
                out[i, j, k] = total / len(details)
    return out


@numba.njit(inline="always")
def _mix(stack: NDArray[np.float32], n: int, i: int, j: int, k: int, u: float, v: float, w: float) -> float:
    """Return one field of a stack [x, y, z, n] within a cell."""
    a = stack[i, j, k, n] * (1 - u) + stack[i + 1, j, k, n] * u
    b = stack[i, j + 1, k, n] * (1 - u) + stack[i + 1, j + 1, k, n] * u
    c = stack[i, j, k + 1, n] * (1 - u) + stack[i + 1, j, k + 1, n] * u
    d = stack[i, j + 1, k + 1, n] * (1 - u) + stack[i + 1, j + 1, k + 1, n] * u
    return (a * (1 - v) + b * v) * (1 - w) + (c * (1 - v) + d * v) * w


@numba.njit(parallel=True, cache=True)
def march(
    stack: NDArray[np.float32], blend: float, origin: Floats, cell: float, eye: Floats, rays: Floats,
    reach: NDArray[np.float32], jitter: NDArray[np.float32], optics: Floats, key: Floats, phase: NDArray[np.float32],
    sunlit: Floats, octaves: float,
) -> NDArray[np.float32]:  # fmt: skip
    """March rays through the dust.

    Args:
        stack: Dust, then how far each phase of its detail was carried (2 x 3) [cells], what reaches it of sun and sky,
            and its reflectance R G B, shape [x, y, z, 12].
        blend: Weight of the first phase.
        origin, cell: The grid in the world [m].
        eye: The camera [m]; rays: unit directions [h, w, 3]; reach: how far a ray may go [m], [h, w].
        jitter: Start of each ray as a share of a step, [h, w].
        optics: Extinction [1/m] of 1, step [m], then sun R G B and sky R G B as radiance of a white surface, and 1
            where the sun shines, 0 under cloud.
        key: Unit vector toward the light that models the billows: the sun, or the sky's zenith under cloud.
        phase: Weight of the sun for four orders of scattering, [h, w, 4].
        sunlit: Share of the sun that other things let through, by height from the ground, one a metre.
        octaves: Of the detail.

    Returns:
        Premultiplied R, G, B, A and depth along the ray [m] times A, shape [h, w, 5].
    """
    height, width = reach.shape
    out = np.zeros((height, width, 5), np.float32)
    nx, ny, nz = stack.shape[:3]
    sigma, stride, sunny = optics[0], optics[1], optics[8] > 0.5
    tone = WAVES_PER_M * cell
    near_x, near_y, near_z = key[0] * NEAR_M * WAVES_PER_M, key[1] * NEAR_M * WAVES_PER_M, key[2] * NEAR_M * WAVES_PER_M
    for row in numba.prange(height):
        for column in range(width):
            near, far = 0.0, float(reach[row, column])
            for axis in range(3):
                low = origin[axis]
                high = low + cell * stack.shape[axis]
                d = rays[row, column, axis]
                if abs(d) < 1e-9:
                    if eye[axis] < low or eye[axis] > high:
                        far = -1.0
                    continue
                a, b = (low - eye[axis]) / d, (high - eye[axis]) / d
                near, far = max(near, min(a, b)), min(far, max(a, b))
            if far <= near:
                continue
            px, py, pz = np.empty(2), np.empty(2), np.empty(2)
            left, red, green, blue, depth = 1.0, 0.0, 0.0, 0.0, 0.0
            t = near + stride * jitter[row, column]
            while t < far and left > 0.01:
                x = min(max((eye[0] + rays[row, column, 0] * t - origin[0]) / cell - 0.5, 0.0), nx - 1.001)
                y = min(max((eye[1] + rays[row, column, 1] * t - origin[1]) / cell - 0.5, 0.0), ny - 1.001)
                z = min(max((eye[2] + rays[row, column, 2] * t - origin[2]) / cell - 0.5, 0.0), nz - 1.001)
                i, j, k = int(x), int(y), int(z)
                u, v, w = x - i, y - j, z - k
                body = _mix(stack, 0, i, j, k, u, v, w)
                if body < FAINT:
                    t += stride
                    continue
                step = stride * (LEAST_STEP + (1.0 - LEAST_STEP) * (1.0 - left))
                detail, weights = 0.0, 0.0
                for layer in range(2):
                    weight = blend if layer == 0 else 1.0 - blend
                    px[layer] = (x + _mix(stack, 1 + 3 * layer, i, j, k, u, v, w)) * tone + 17.0 * layer
                    py[layer] = (y + _mix(stack, 2 + 3 * layer, i, j, k, u, v, w)) * tone
                    pz[layer] = (z + _mix(stack, 3 + 3 * layer, i, j, k, u, v, w)) * tone
                    if weight > 0.02:
                        detail += weight * billow(px[layer], py[layer], pz[layer], 0.0, SHAPE_OCTAVES)
                    weights += weight * weight
                # two phases together vary less than one: their deviation is brought back to one's
                even = 1.0 / math.sqrt(weights)
                coarse = BILLOW_MEAN + detail * even
                beside = 1.0
                thick = thickness(body, min(coarse + FINER_AT_MOST, 1.0))
                if thick > 1.01 * VEIL * min(body, 1.0):
                    away = 0.0
                    for layer in range(2):
                        weight = blend if layer == 0 else 1.0 - blend
                        if weight > 0.02:
                            if left > 0.3:
                                detail += weight * billow(px[layer], py[layer], pz[layer], SHAPE_OCTAVES, octaves)
                            away += weight * billow(
                                px[layer] + near_x, py[layer] + near_y, pz[layer] + near_z, 0.0, SHAPE_OCTAVES
                            )
                    away = min(max(BILLOW_MEAN + away * even, 0.0), 1.0)
                    beside = math.exp(-sigma * NEAR_M * thickness(body, away))
                detail = min(max(BILLOW_MEAN + detail * even, 0.0), 1.0)
                thick = thickness(body, detail)
                crease = 0.1 + 0.9 * detail
                sky = _mix(stack, 8, i, j, k, u, v, w) * crease
                sun = 0.0
                if sunny:
                    first = _mix(stack, 7, i, j, k, u, v, w)
                    second = math.sqrt(first)
                    third = math.sqrt(second)
                    near_by = math.sqrt(beside)
                    sun = phase[row, column, 0] * first * beside + phase[row, column, 1] * second * near_by
                    sun += math.sqrt(near_by) * (
                        phase[row, column, 2] * third + phase[row, column, 3] * math.sqrt(third)
                    )
                    sun *= 0.5 + 0.5 * detail
                    up = max((z + 0.5) * cell + origin[2], 0.0)
                    level = min(int(up), sunlit.shape[0] - 2)
                    part = min(up - level, 1.0)
                    sun *= sunlit[level] * (1.0 - part) + sunlit[level + 1] * part
                else:
                    sky *= 0.4 + 0.6 * math.sqrt(beside)
                alpha = 1.0 - math.exp(-sigma * thick * step)
                weight = left * alpha
                red += weight * _mix(stack, 9, i, j, k, u, v, w) * (sun * optics[2] + sky * optics[5])
                green += weight * _mix(stack, 10, i, j, k, u, v, w) * (sun * optics[3] + sky * optics[6])
                blue += weight * _mix(stack, 11, i, j, k, u, v, w) * (sun * optics[4] + sky * optics[7])
                depth += weight * t
                left *= 1.0 - alpha
                t += step
            out[row, column, 0] = red
            out[row, column, 1] = green
            out[row, column, 2] = blue
            out[row, column, 3] = 1.0 - left
            out[row, column, 4] = depth
    return out
