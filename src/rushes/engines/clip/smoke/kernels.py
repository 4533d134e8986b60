"""Compiled: puffs into a grid, light through it, and what a camera sees of it."""

from __future__ import annotations

import math

import numba  # noqa: TID253 - imported only inside the step
import numpy as np
from numpy.typing import NDArray

from rushes.engines.volumes.billows import Tile, billow

Grid = NDArray[np.float32]
Floats = NDArray[np.float64]

CELLS_SHARED = 0.52
"""Detail at which a puff's edge lies at its radius."""

RAGGED = 1.2
"""How far billows carry a puff's edge in and out, in radii."""

SHARP = 4.0
"""How steeply extinction rises behind that edge, per radius."""

COOL_LUMPS = 1.55
"""Lumps that stand out have met cold air, and creases show the fire inside: heat in a crease, over its mean."""

CLEARED_M = 3.0
"""Nearer to the lens than this smoke thins out [m]: one more metre of it would leave nothing to be seen."""

SPAN = 1.5
"""A puff is nowhere further from its middle than so many radii."""


@numba.njit(cache=True)
def fill(
    density: Grid, heat: Grid, hue: Grid, origin: Floats, cell: float, tile: Tile, waves: float,
    place: Floats, radius: Floats, thick: Floats, warm: Floats, colour: Floats, phase: Floats,
) -> None:  # fmt: skip
    """Add puffs to a grid: extinction, extinction times heat, and extinction times colour."""
    nx, ny, nz = density.shape
    for n in range(len(radius)):
        r = radius[n]
        reach = SPAN * r
        low0 = max(int((place[n, 0] - reach - origin[0]) / cell), 0)
        low1 = max(int((place[n, 1] - reach - origin[1]) / cell), 0)
        low2 = max(int((place[n, 2] - reach - origin[2]) / cell), 0)
        high0 = min(int((place[n, 0] + reach - origin[0]) / cell) + 1, nx)
        high1 = min(int((place[n, 1] + reach - origin[1]) / cell) + 1, ny)
        high2 = min(int((place[n, 2] + reach - origin[2]) / cell) + 1, nz)
        for i in range(low0, high0):
            x = (origin[0] + (i + 0.5) * cell - place[n, 0]) / r
            for j in range(low1, high1):
                y = (origin[1] + (j + 0.5) * cell - place[n, 1]) / r
                if x * x + y * y > SPAN * SPAN:
                    continue
                for k in range(low2, high2):
                    z = (origin[2] + (k + 0.5) * cell - place[n, 2]) / r
                    away = math.sqrt(x * x + y * y + z * z)
                    if away > SPAN:
                        continue
                    detail = billow(tile, phase[n, 0] + x * waves, phase[n, 1] + y * waves, phase[n, 2] + z * waves)
                    edge = (1.0 - away + RAGGED * (detail - CELLS_SHARED)) * SHARP
                    if edge <= 0.0:
                        continue
                    amount = thick[n] * min(edge, 1.0)
                    density[i, j, k] += amount
                    heat[i, j, k] += amount * warm[n] * (COOL_LUMPS - (2 * COOL_LUMPS - 2.0) * detail)
                    for band in range(3):
                        hue[i, j, k, band] += amount * colour[n, band]


@numba.njit(cache=True)
def _sample(grid: Grid, x: float, y: float, z: float) -> float:
    """Return a grid's value at an index position of its cells' middles; 0 outside."""
    nx, ny, nz = grid.shape
    if x < 0 or y < 0 or z < 0 or x > nx - 1.001 or y > ny - 1.001 or z > nz - 1.001:
        return 0.0
    i, j, k = int(x), int(y), int(z)
    u, v, w = x - i, y - j, z - k
    a = grid[i, j, k] * (1 - u) + grid[i + 1, j, k] * u
    b = grid[i, j + 1, k] * (1 - u) + grid[i + 1, j + 1, k] * u
    c = grid[i, j, k + 1] * (1 - u) + grid[i + 1, j, k + 1] * u
    d = grid[i, j + 1, k + 1] * (1 - u) + grid[i + 1, j + 1, k + 1] * u
    return float((a * (1 - v) + b * v) * (1 - w) + (c * (1 - v) + d * v) * w)


@numba.njit(parallel=True, cache=True)
def depth_toward(density: Grid, cell: float, way: Floats, shape: tuple[int, int, int]) -> Grid:
    """Return the optical depth from each cell of a grid of half as many cells to outside, in a direction."""
    out = np.zeros(shape, np.float32)
    step = 1.4
    for i in numba.prange(shape[0]):
        for j in range(shape[1]):
            for k in range(shape[2]):
                x, y, z = 2.0 * i + 0.5, 2.0 * j + 0.5, 2.0 * k + 0.5
                total = 0.0
                for _ in range(70):
                    x, y, z = x + way[0] * step, y + way[1] * step, z + way[2] * step
                    if (
                        x < 0
                        or y < 0
                        or z < 0
                        or x > density.shape[0] - 1
                        or y > density.shape[1] - 1
                        or z > density.shape[2] - 1
                    ):
                        break
                    total += density[int(x), int(y), int(z)]
                    if total * step * cell > 9.0:
                        break
                out[i, j, k] = total * step * cell
    return out


@numba.njit(cache=True)
def _met(low: Floats, high: Floats, eye: Floats, ray: Floats, far: float) -> tuple[float, float]:
    """Return from where to where a ray is in a box; far is before near where it never is."""
    near = 0.0
    for axis in range(3):
        d = ray[axis]
        if abs(d) < 1e-9:
            if eye[axis] < low[axis] or eye[axis] > high[axis]:
                return 0.0, -1.0
            continue
        a, b = (low[axis] - eye[axis]) / d, (high[axis] - eye[axis]) / d
        near, far = max(near, min(a, b)), min(far, max(a, b))
    return near, far


@numba.njit(parallel=True, cache=True)
def march(
    density: Grid, heat: Grid, hue: Grid, sunward: Grid, upward: Grid, origin: Floats, cell: float, eye: Floats, rays: Floats, far: Floats,
    sun: Floats, sky: Floats, forward: Floats, flame: Floats, steps: float,
) -> tuple[Grid, Grid]:  # fmt: skip
    """Return what rays see of a cloud, premultiplied with its coverage, shape [n, 4], and its mean distance, shape [n].

    Args:
        density, heat, hue: Extinction [1/m]; heat 0 to 1; what is scattered.
        sunward, upward: Optical depth toward the sun and the zenith, in a grid of half as many cells.
        origin: Its corner [m].
        cell: Its cells' side [m].
        eye: Where rays begin [m].
        rays: Their directions, length 1, shape [n, 3].
        far: Where each ends [m], shape [n].
        sun, sky: Light of the sun, and of the sky on what faces up; linear, on the scale of the picture.
        forward: By how much the sun's light is scattered this way, of each ray.
        flame: Radiance of a white flame.
        steps: Length of a step in cells.
    """
    count = len(rays)
    out, distance = np.zeros((count, 4), np.float32), np.zeros(count, np.float32)
    high = origin + np.array([density.shape[0], density.shape[1], density.shape[2]]) * cell
    for n in numba.prange(count):
        near, end = _met(origin, high, eye, rays[n], far[n])
        if end <= near:
            continue
        step = steps * cell
        mixed = (n * 2654435761) & 0xFFFFFFFF
        mixed = ((mixed ^ (mixed >> 15)) * 2246822519) & 0xFFFFFFFF
        mixed = ((mixed ^ (mixed >> 13)) * 3266489917) & 0xFFFFFFFF
        jitter = (mixed ^ (mixed >> 16)) / 4294967296.0
        at = near + step * jitter
        left, weight, met = 1.0, 0.0, 0.0
        red, green, blue = 0.0, 0.0, 0.0
        while at < end and left > 0.01:
            x = (eye[0] + rays[n, 0] * at - origin[0]) / cell - 0.5
            y = (eye[1] + rays[n, 1] * at - origin[1]) / cell - 0.5
            z = (eye[2] + rays[n, 2] * at - origin[2]) / cell - 0.5
            thick = _sample(density, x, y, z) * min(at / CLEARED_M, 1.0) ** 2
            if thick > 1e-3:
                here = 1.0 - math.exp(-thick * step)
                i, j, k = int(x + 0.5), int(y + 0.5), int(z + 0.5)
                i, j, k = (
                    min(max(i, 0), density.shape[0] - 1),
                    min(max(j, 0), density.shape[1] - 1),
                    min(max(k, 0), density.shape[2] - 1),
                )
                a = _sample(sunward, x / 2 - 0.25, y / 2 - 0.25, z / 2 - 0.25)
                b = _sample(upward, x / 2 - 0.25, y / 2 - 0.25, z / 2 - 0.25)
                # light that was scattered more than once comes deeper: a second, weaker order at a third of the depth
                direct = (0.7 * math.exp(-0.6 * a) + 0.3 * math.exp(-0.18 * a)) * forward[n]
                above = 0.35 + 0.65 * math.exp(-0.35 * b)
                warm = _sample(heat, x, y, z)
                glow = flame[0] * warm**1.9 if warm > 0.03 else 0.0
                share = left * here
                for band in range(3):
                    light = hue[i, j, k, band] * (sun[band] * direct + sky[band] * above)
                    fire = glow * (
                        1.0
                        if band == 0
                        else min(0.17 + 0.62 * warm, 0.82)
                        if band == 1
                        else min(0.012 + 0.36 * warm * warm, 0.5)
                    )
                    value = share * (light + fire)
                    if band == 0:
                        red += value
                    elif band == 1:
                        green += value
                    else:
                        blue += value
                weight += share
                met += share * at
                left *= 1.0 - here
            at += step
        out[n, 0], out[n, 1], out[n, 2], out[n, 3] = red, green, blue, weight
        distance[n] = met / weight if weight > 1e-5 else 0.0
    return out, distance


@numba.njit(parallel=True, cache=True)
def shadow(density: Grid, origin: Floats, cell: float, places: Floats, way: Floats) -> Grid:
    """Return what a cloud leaves of the light that comes to places from a direction, shape [n]."""
    count = len(places)
    out = np.ones(count, np.float32)
    high = origin + np.array([density.shape[0], density.shape[1], density.shape[2]]) * cell
    for n in numba.prange(count):
        near, far = _met(origin, high, places[n], way, 1e9)
        if far <= near:
            continue
        total, step = 0.0, 1.5 * cell
        at = near + 0.5 * step
        while at < far and total < 6.0:
            total += step * _sample(
                density,
                (places[n, 0] + way[0] * at - origin[0]) / cell - 0.5,
                (places[n, 1] + way[1] * at - origin[1]) / cell - 0.5,
                (places[n, 2] + way[2] * at - origin[2]) / cell - 0.5,
            )
            at += step
        out[n] = math.exp(-0.8 * total)
    return out
