"""Compiled loops of the dust: advection, pressure, light and the march through the cloud.

Grids are indexed [x, y, z]; a cell's centre lies at ``origin + (index + 0.5) * cell``. Every loop writes each cell or
pixel once, so the result does not depend on the number of threads.
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


@numba.njit(parallel=True, cache=True)
def advect(grid: Grid, u: Grid, v: Grid, w: Grid, step: float, out: Grid) -> None:
    """Carry a grid along a velocity [cells a second] for a time [s] (semi-Lagrangian, midpoint)."""
    nx, ny, nz = grid.shape
    for i in numba.prange(nx):
        for j in range(ny):
            for k in range(nz):
                hx = i - 0.5 * step * u[i, j, k]
                hy = j - 0.5 * step * v[i, j, k]
                hz = k - 0.5 * step * w[i, j, k]
                out[i, j, k] = sample(
                    grid,
                    i - step * sample(u, hx, hy, hz),
                    j - step * sample(v, hx, hy, hz),
                    k - step * sample(w, hx, hy, hz),
                )


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


@numba.njit(parallel=True, cache=True)
def transmittance(density: Grid, direction: NDArray[np.float64], step: float, count: int, sigma: float) -> Grid:
    """Return how much light reaches each cell from a direction.

    Args:
        density: The dust.
        direction: Unit vector toward the light.
        step: Length of a step [cells]; count: how many.
        sigma: Extinction for a density of 1 [1 / cell].
    """
    nx, ny, nz = density.shape
    out = np.empty_like(density)
    for i in numba.prange(nx):
        for j in range(ny):
            for k in range(nz):
                total = 0.0
                for n in range(count):
                    t = (n + 0.6) * step
                    x, y, z = i + direction[0] * t, j + direction[1] * t, k + direction[2] * t
                    if x < 0 or y < 0 or z < 0 or x > nx - 1 or y > ny - 1 or z > nz - 1:
                        break
                    total += sample(density, x, y, z)
                out[i, j, k] = math.exp(-sigma * step * total)
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


@numba.njit(inline="always")
def billow(x: float, y: float, z: float, octaves: int) -> float:
    """Return cauliflower noise in about 0..1: folded octaves, round outward and creased inward."""
    total, weight, scale = 0.0, 0.5, 1.0
    for _ in range(octaves):
        total += weight * (1.0 - abs(2.0 * _noise(x * scale, y * scale, z * scale) - 1.0))
        weight *= 0.5
        scale *= 2.17
    return total


@numba.njit(parallel=True, cache=True)
def march(
    density: Grid, lit: Grid, open_sky: Grid, tex: NDArray[np.float32], blend: float, origin: NDArray[np.float64],
    cell: float, eye: NDArray[np.float64], rays: NDArray[np.float64], reach: NDArray[np.float32],
    jitter: NDArray[np.float32], optics: NDArray[np.float64], phase: NDArray[np.float64], octaves: int,
) -> NDArray[np.float32]:  # fmt: skip
    """March rays through the dust.

    Args:
        density, lit, open_sky: Dust, sun and sky that reach each cell.
        tex: Where the dust of a cell was when its two phases of detail were born [2, 3, x, y, z] in cells.
        blend: Weight of the first phase.
        origin, cell: The grid in the world [m].
        eye: The camera [m]; rays: unit directions [h, w, 3]; reach: how far a ray may go [m], [h, w].
        jitter: Start of each ray as a share of a step, [h, w].
        optics: Extinction [1/m] at density 1, step [m], then sun R G B and sky R G B as in-scattered radiance.
        phase: Forward share of the sun for three orders of scattering.
        octaves: Of the detail.

    Returns:
        Premultiplied R, G, B, A and depth along the ray [m] times A, shape [h, w, 5].
    """
    height, width = reach.shape
    out = np.zeros((height, width, 5), np.float32)
    nx, ny, nz = density.shape
    sigma, step = optics[0], optics[1]
    for row in numba.prange(height):
        for column in range(width):
            near, far = 0.0, float(reach[row, column])
            for axis in range(3):
                low = origin[axis]
                high = low + cell * density.shape[axis]
                d = rays[row, column, axis]
                if abs(d) < 1e-9:
                    if eye[axis] < low or eye[axis] > high:
                        far = -1.0
                    continue
                a, b = (low - eye[axis]) / d, (high - eye[axis]) / d
                near, far = max(near, min(a, b)), min(far, max(a, b))
            if far <= near:
                continue
            t = near + step * jitter[row, column]
            through, red, green, blue, depth = 1.0, 0.0, 0.0, 0.0, 0.0
            while t < far and through > 0.01:
                x = (eye[0] + rays[row, column, 0] * t - origin[0]) / cell - 0.5
                y = (eye[1] + rays[row, column, 1] * t - origin[1]) / cell - 0.5
                z = (eye[2] + rays[row, column, 2] * t - origin[2]) / cell - 0.5
                body = sample(density, x, y, z)
                if body < 0.004:
                    t += step
                    continue
                i = min(max(int(x + 0.5), 0), nx - 1)
                j = min(max(int(y + 0.5), 0), ny - 1)
                k = min(max(int(z + 0.5), 0), nz - 1)
                detail = 0.0
                for layer in range(2):
                    weight = blend if layer == 0 else 1.0 - blend
                    if weight < 0.02:
                        continue
                    s = 0.3
                    detail += weight * billow(
                        sample(tex[layer, 0], x, y, z) * cell * s + 17.0 * layer,
                        sample(tex[layer, 1], x, y, z) * cell * s,
                        sample(tex[layer, 2], x, y, z) * cell * s,
                        octaves,
                    )
                edge = min(body, 1.5) * 2.0 - (1.0 - detail) * 1.7
                thick = min(max(edge, 0.0), 4.0) * min(1.0, body * 4.0)
                if thick > 0.0:
                    sun = lit[i, j, k]
                    sun = sample(lit, x, y, z) * 0.8 + sun * 0.2
                    inside = phase[0] * sun + phase[1] * math.sqrt(sun) + phase[2] * math.sqrt(math.sqrt(sun))
                    crease = 0.12 + 1.2 * detail
                    sky = sample(open_sky, x, y, z) * crease
                    alpha = 1.0 - math.exp(-sigma * thick * step)
                    weight = through * alpha
                    red += weight * (inside * crease * optics[2] + sky * optics[5])
                    green += weight * (inside * crease * optics[3] + sky * optics[6])
                    blue += weight * (inside * crease * optics[4] + sky * optics[7])
                    depth += weight * t
                    through *= 1.0 - alpha
                t += step
            opaque = 1.0 - through
            out[row, column, 0] = red
            out[row, column, 1] = green
            out[row, column, 2] = blue
            out[row, column, 3] = opaque
            out[row, column, 4] = depth
    return out
