"""Compiled loops of the dusty air: advection, what falls out of it, pressure and eddies.

Grids are indexed [x, y, z]; a cell's centre lies at ``origin + (index + 0.5) * cell``. Every loop writes each cell
once, or each column from one thread, so the result does not depend on the number of threads.
"""

from __future__ import annotations

import math

import numba  # noqa: TID253 - imported only inside the step
import numpy as np
from numpy.typing import NDArray

Grid = NDArray[np.float32]


@numba.njit(inline="always")
def sample(grid: Grid, x: float, y: float, z: float) -> float:
    """Return a grid's value between cell centres (trilinear, held at the edges), at an index position."""
    nx, ny, nz = grid.shape
    x = min(max(x, 0.0), nx - 1.001)
    y = min(max(y, 0.0), ny - 1.001)
    z = min(max(z, 0.0), nz - 1.001)
    i, j, k = int(x), int(y), int(z)
    u, v, w = x - i, y - j, z - k
    a = grid[i, j, k] * (1 - u) + grid[i + 1, j, k] * u
    b = grid[i, j + 1, k] * (1 - u) + grid[i + 1, j + 1, k] * u
    c = grid[i, j, k + 1] * (1 - u) + grid[i + 1, j, k + 1] * u
    d = grid[i, j + 1, k + 1] * (1 - u) + grid[i + 1, j + 1, k + 1] * u
    low, high = a * (1 - v) + b * v, c * (1 - v) + d * v
    return float(low * (1 - w) + high * w)


@numba.njit(inline="always")
def blend(grid: Grid, i: int, j: int, k: int, u: float, v: float, w: float) -> float:
    """Return a grid's value within a cell: its lower corner, and the share of the way to the next along each axis."""
    a = grid[i, j, k] * (1 - u) + grid[i + 1, j, k] * u
    b = grid[i, j + 1, k] * (1 - u) + grid[i + 1, j + 1, k] * u
    c = grid[i, j, k + 1] * (1 - u) + grid[i + 1, j, k + 1] * u
    d = grid[i, j + 1, k + 1] * (1 - u) + grid[i + 1, j + 1, k + 1] * u
    return float((a * (1 - v) + b * v) * (1 - w) + (c * (1 - v) + d * v) * w)


@numba.njit(parallel=True, cache=True)
def carry(fields: NDArray[np.float32], step: float, out: NDArray[np.float32]) -> None:
    """Carry fields along for a time [s] (semi-Lagrangian, midpoint); the way back is looked for once for all of them.

    Args:
        fields: The first three are the velocity [cells/s], shape [n, x, y, z].
        step: The time.
        out: The fields after it.
    """
    count, nx, ny, nz = fields.shape
    us, vs, ws = fields[0], fields[1], fields[2]
    for i in numba.prange(nx):
        for j in range(ny):
            for k in range(nz):
                hx = i - 0.5 * step * us[i, j, k]
                hy = j - 0.5 * step * vs[i, j, k]
                hz = k - 0.5 * step * ws[i, j, k]
                x = min(max(i - step * sample(us, hx, hy, hz), 0.0), nx - 1.001)
                y = min(max(j - step * sample(vs, hx, hy, hz), 0.0), ny - 1.001)
                z = min(max(k - step * sample(ws, hx, hy, hz), 0.0), nz - 1.001)
                a, b, c = int(x), int(y), int(z)
                for n in range(count):
                    out[n, i, j, k] = blend(fields[n], a, b, c, x - a, y - b, z - c)


@numba.njit(parallel=True, cache=True)
def fall(density: Grid, coarse: Grid, pigment: NDArray[np.float32], share: float) -> None:
    """Let a share of each cell's coarse dust fall into the cell below, in place; what was lowest lies on the ground."""
    nx, ny, nz = density.shape
    for i in numba.prange(nx):
        for j in range(ny):
            for k in range(nz):
                total = density[i, j, k]
                moved = min(coarse[i, j, k], total) * share
                if moved < 1e-9:
                    continue
                density[i, j, k] -= moved
                coarse[i, j, k] -= moved
                if k > 0:
                    density[i, j, k - 1] += moved
                    coarse[i, j, k - 1] += moved
                for band in range(3):
                    hue = pigment[band, i, j, k] * moved / total
                    pigment[band, i, j, k] -= hue
                    if k > 0:
                        pigment[band, i, j, k - 1] += hue


@numba.njit(parallel=True, cache=True)
def divergence(u: Grid, v: Grid, w: Grid, source: Grid, out: Grid) -> None:
    """Return the divergence less what sources push out; the ground lets nothing through."""
    nx, ny, nz = u.shape
    for i in numba.prange(nx):
        for j in range(ny):
            for k in range(nz):
                total = u[min(i + 1, nx - 1), j, k] - u[max(i - 1, 0), j, k]
                total += v[i, min(j + 1, ny - 1), k] - v[i, max(j - 1, 0), k]
                below = -w[i, j, 0] if k == 0 else w[i, j, k - 1]
                total += w[i, j, min(k + 1, nz - 1)] - below
                out[i, j, k] = 0.5 * total - source[i, j, k]


@numba.njit(parallel=True, cache=True)
def relax(pressure: Grid, target: Grid, out: Grid) -> None:
    """One Jacobi step of the pressure: open sky (0) at the sides and the top, closed ground."""
    nx, ny, nz = pressure.shape
    for i in numba.prange(nx):
        for j in range(ny):
            for k in range(nz):
                total = pressure[i, j, max(k - 1, 0)]
                total += pressure[i, j, k + 1] if k + 1 < nz else 0.0
                total += pressure[i - 1, j, k] if i > 0 else 0.0
                total += pressure[i + 1, j, k] if i + 1 < nx else 0.0
                total += pressure[i, j - 1, k] if j > 0 else 0.0
                total += pressure[i, j + 1, k] if j + 1 < ny else 0.0
                out[i, j, k] = (total - target[i, j, k]) / 6.0


@numba.njit(parallel=True, cache=True)
def project(u: Grid, v: Grid, w: Grid, pressure: Grid) -> None:
    """Take the pressure's gradient off the velocity, in place."""
    nx, ny, nz = u.shape
    for i in numba.prange(nx):
        for j in range(ny):
            for k in range(nz):
                px = (pressure[i + 1, j, k] if i + 1 < nx else 0.0) - (pressure[i - 1, j, k] if i > 0 else 0.0)
                py = (pressure[i, j + 1, k] if j + 1 < ny else 0.0) - (pressure[i, j - 1, k] if j > 0 else 0.0)
                pz = (pressure[i, j, k + 1] if k + 1 < nz else 0.0) - pressure[i, j, max(k - 1, 0)]
                u[i, j, k] -= 0.5 * px
                v[i, j, k] -= 0.5 * py
                w[i, j, k] -= 0.5 * pz
            w[i, j, 0] = max(w[i, j, 0], 0.0)


@numba.njit(parallel=True, cache=True)
def curl(u: Grid, v: Grid, w: Grid, cx: Grid, cy: Grid, cz: Grid, size: Grid) -> None:
    """Return the vorticity and its length."""
    nx, ny, nz = u.shape
    for i in numba.prange(nx):
        a, b = max(i - 1, 0), min(i + 1, nx - 1)
        for j in range(ny):
            c, d = max(j - 1, 0), min(j + 1, ny - 1)
            for k in range(nz):
                e, f = max(k - 1, 0), min(k + 1, nz - 1)
                x = 0.5 * ((w[i, d, k] - w[i, c, k]) - (v[i, j, f] - v[i, j, e]))
                y = 0.5 * ((u[i, j, f] - u[i, j, e]) - (w[b, j, k] - w[a, j, k]))
                z = 0.5 * ((v[b, j, k] - v[a, j, k]) - (u[i, d, k] - u[i, c, k]))
                cx[i, j, k], cy[i, j, k], cz[i, j, k] = x, y, z
                size[i, j, k] = math.sqrt(x * x + y * y + z * z)


@numba.njit(parallel=True, cache=True)
def swirl(u: Grid, v: Grid, w: Grid, cx: Grid, cy: Grid, cz: Grid, size: Grid, density: Grid, strength: float) -> None:
    """Give back the eddies that a coarse grid swallows (vorticity confinement, Fedkiw 2001), where there is dust."""
    nx, ny, nz = u.shape
    for i in numba.prange(1, nx - 1):
        for j in range(1, ny - 1):
            for k in range(1, nz - 1):
                if density[i, j, k] < 1e-3:
                    continue
                gx = size[i + 1, j, k] - size[i - 1, j, k]
                gy = size[i, j + 1, k] - size[i, j - 1, k]
                gz = size[i, j, k + 1] - size[i, j, k - 1]
                length = math.sqrt(gx * gx + gy * gy + gz * gz) + 1e-5
                gx, gy, gz = gx / length, gy / length, gz / length
                u[i, j, k] += strength * (gy * cz[i, j, k] - gz * cy[i, j, k])
                v[i, j, k] += strength * (gz * cx[i, j, k] - gx * cz[i, j, k])
                w[i, j, k] += strength * (gx * cy[i, j, k] - gy * cx[i, j, k])
