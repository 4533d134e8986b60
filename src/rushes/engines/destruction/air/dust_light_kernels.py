"""Compiled loops of the dust's light: what reaches a place through the cloud, and what the cloud leaves behind it.

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
