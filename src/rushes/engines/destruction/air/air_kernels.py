"""Compiled loops of the dusty air: what flow carries, what falls out of it, what pieces drag along, and eddies.

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


THINNEST = 3e-6
"""Thinner dust is laid on the ground at once, or the last trace of a cloud would have to be carried through the whole grid."""


@numba.njit(inline="always")
def _slope(before: float, here: float, after: float) -> float:
    """Return a limited slope (van Leer 1977, the monotonised central one), so that no new extreme comes about."""
    left, right = here - before, after - here
    if left * right <= 0.0:
        return 0.0
    size = min(2.0 * abs(left), 2.0 * abs(right), 0.5 * abs(left + right))
    return size if left > 0.0 else -size


@numba.njit(inline="always")
def _passed(m: Grid, air: Grid, way: float, i: int, j: int, k: int, dx: int, dy: int, dz: int) -> float:
    """Return the dust that goes through the lower face of a cell; ``way`` is how far the air goes through it [cells].

    The ratio of dust to air is carried, and the air's own squeezing on each of the three sweeps kept account of (Easter 1993), so
    that an even cloud stays even however the flow turns.
    """
    nx, ny, nz = m.shape
    if way > 0.0:
        a, b, c, sign = i - dx, j - dy, k - dz, 1.0
    else:
        a, b, c, sign = i, j, k, -1.0
    if a < 0 or b < 0 or c < 0 or a >= nx or b >= ny or c >= nz:
        return 0.0
    here = m[a, b, c] / air[a, b, c]
    if here <= 0.0:
        return 0.0
    p, q, r = max(a - dx, 0), max(b - dy, 0), max(c - dz, 0)
    before = m[p, q, r] / air[p, q, r]
    p, q, r = min(a + dx, nx - 1), min(b + dy, ny - 1), min(c + dz, nz - 1)
    after = m[p, q, r] / air[p, q, r]
    held = here + 0.5 * (sign - way) * _slope(before, here, after)
    return way * air[a, b, c] * held


@numba.njit(parallel=True, cache=True)
def flux(
    dust: NDArray[np.float32], air: Grid, through: Grid, step: float, axis: int, box: NDArray[np.int64],
    out: NDArray[np.float32], air_out: Grid,
) -> float:  # fmt: skip
    """Carry dust along one axis, so that what leaves a cell arrives in the next one; what leaves the grid is gone.

    Args:
        dust: The amount, then what it has with it (amounts too), shape [n, x, y, z].
        air: Air in each cell after the sweeps before, 1 before the first.
        through: Flow through the lower faces [cells/s]; the axis has one more of them.
        step: Time [s]; no air may go further than a cell.
        axis: 0, 1 or 2.
        box: Cells from which to which there may be dust after it, shape [3, 2]; the others are not looked at.
        out, air_out: Dust and air after it.

    Returns:
        Dust that left the grid.
    """
    count, nx, ny, nz = dust.shape
    m = dust[0]
    gone = np.zeros(nx)
    dx, dy, dz = 1 if axis == 0 else 0, 1 if axis == 1 else 0, 1 if axis == 2 else 0
    for row in numba.prange(box[0, 1] - box[0, 0]):
        i = np.int64(row) + box[0, 0]
        for j in range(box[1, 0], box[1, 1]):
            for k in range(box[2, 0], box[2, 1]):
                way_in, way_out = through[i, j, k] * step, through[i + dx, j + dy, k + dz] * step
                p, q, r = i - dx, j - dy, k - dz
                s, t, u = i + dx, j + dy, k + dz
                lower = p >= 0 and q >= 0 and r >= 0
                upper = s < nx and t < ny and u < nz
                flow_in = way_in * (air[p, q, r] if way_in > 0.0 and lower else air[i, j, k])
                flow_out = way_out * (air[s, t, u] if way_out < 0.0 and upper else air[i, j, k])
                air_out[i, j, k] = max(air[i, j, k] + flow_in - flow_out, 0.05)
                near = m[i, j, k] + (m[p, q, r] if lower else 0.0) + (m[s, t, u] if upper else 0.0)
                if near <= 0.0:
                    for n in range(count):
                        out[n, i, j, k] = 0.0
                    continue
                came = _passed(m, air, way_in, i, j, k, dx, dy, dz)
                left = _passed(m, air, way_out, s, t, u, dx, dy, dz)
                out[0, i, j, k] = max(m[i, j, k] + came - left, 0.0)
                gone[i] += (0.0 if lower else -came) + (0.0 if upper else left)
                for n in range(1, count):
                    total = dust[n, i, j, k]
                    if came > 0.0:
                        total += came * dust[n, p, q, r] / max(m[p, q, r], 1e-12)
                    elif came < 0.0:
                        total += came * dust[n, i, j, k] / max(m[i, j, k], 1e-12)
                    if left > 0.0:
                        total -= left * dust[n, i, j, k] / max(m[i, j, k], 1e-12)
                    elif left < 0.0:
                        total -= left * dust[n, s, t, u] / max(m[s, t, u], 1e-12)
                    out[n, i, j, k] = max(total, 0.0)
    return gone.sum()


@numba.njit(parallel=True, cache=True)
def fall(dust: NDArray[np.float32], filled: Grid, share: float, ground: NDArray[np.float64]) -> None:
    """Let a share of each cell's coarse dust fall into the cell below, in place; on the ground and on pieces it lies.

    Args:
        dust: Amount, its coarse part, and what else it has with it, shape [n, x, y, z].
        filled: Share of each cell that is closed: what falls on a cell more than half full lies there.
        share: Of the coarse part.
        ground: What lies under each column, added to, shape [x, y].
    """
    count, nx, ny, nz = dust.shape
    for row in numba.prange(nx):
        i = np.int64(row)
        for j in range(ny):
            for k in range(nz):
                total = dust[0, i, j, k]
                if total < THINNEST:
                    ground[i, j] += total
                    for n in range(count):
                        dust[n, i, j, k] = 0.0
                    continue
                moved = min(dust[1, i, j, k], total) * share
                if moved < 1e-9:
                    continue
                lies = k == 0 or filled[i, j, k - 1] > 0.5
                if lies:
                    ground[i, j] += moved
                dust[0, i, j, k] -= moved
                dust[1, i, j, k] -= moved
                if not lies:
                    dust[0, i, j, k - 1] += moved
                    dust[1, i, j, k - 1] += moved
                for n in range(2, count):
                    part = dust[n, i, j, k] * moved / total
                    dust[n, i, j, k] -= part
                    if not lies:
                        dust[n, i, j, k - 1] += part


@numba.njit(parallel=True, cache=True)
def wash(dust: NDArray[np.float32], share: float, ground: NDArray[np.float64]) -> None:
    """Let rain take a share of all dust to the ground under it, in place."""
    count, nx, ny, nz = dust.shape
    for row in numba.prange(nx):
        i = np.int64(row)
        for j in range(ny):
            for k in range(nz):
                ground[i, j] += dust[0, i, j, k] * share
                for n in range(count):
                    dust[n, i, j, k] *= 1.0 - share


@numba.njit(cache=True)
def fill(
    point: NDArray[np.float32], owner: NDArray[np.int64], volume: NDArray[np.float64], place: NDArray[np.float64],
    turn: NDArray[np.float64], scale: NDArray[np.float64], velocity: NDArray[np.float64], closes: NDArray[np.bool_],
    low: NDArray[np.float64], cell: float, filled: Grid, momentum: NDArray[np.float32], closed: Grid,
) -> None:  # fmt: skip
    """Spread pieces over the cells that they are in: points of a lattice in each, with a share of its volume.

    Args:
        point: Of the lattices, local to each piece [m], shape [p, 3]; owner: its piece, [p].
        volume: Each point's share [cells], [p].
        place, turn, scale, velocity, closes: Of every piece: centre [m], rotation, size against whole, [cells/s],
            and whether it holds air back (glass does not).
        low, cell: The grid in the world [m].
        filled: Volume of pieces in each cell; momentum: the same times velocity; closed: of those that hold air back.
    """
    nx, ny, nz = filled.shape
    for row in range(len(point)):
        n = owner[row]
        s = scale[n]
        x = place[n, 0] + s * (
            turn[n, 0, 0] * point[row, 0] + turn[n, 0, 1] * point[row, 1] + turn[n, 0, 2] * point[row, 2]
        )
        y = place[n, 1] + s * (
            turn[n, 1, 0] * point[row, 0] + turn[n, 1, 1] * point[row, 1] + turn[n, 1, 2] * point[row, 2]
        )
        z = place[n, 2] + s * (
            turn[n, 2, 0] * point[row, 0] + turn[n, 2, 1] * point[row, 1] + turn[n, 2, 2] * point[row, 2]
        )
        i, j, k = math.floor((x - low[0]) / cell), math.floor((y - low[1]) / cell), math.floor((z - low[2]) / cell)
        if i < 0 or j < 0 or i >= nx or j >= ny or k >= nz:
            continue
        k = max(k, 0)
        share = volume[row] * s * s * s
        filled[i, j, k] += share
        for axis in range(3):
            momentum[axis, i, j, k] += share * velocity[n, axis]
        if closes[n]:
            closed[i, j, k] += share


@numba.njit(parallel=True, cache=True)
def drag(flow: NDArray[np.float32], filled: Grid, momentum: NDArray[np.float32], most: float, gain: float) -> None:
    """Let pieces carry the air along by how much of a cell they fill, in place."""
    nx, ny, nz = filled.shape
    for row in numba.prange(nx):
        i = np.int64(row)
        for j in range(ny):
            for k in range(nz):
                here = filled[i, j, k]
                if here <= 0.0:
                    continue
                share = min(here * gain, most)
                for axis in range(3):
                    flow[axis, i, j, k] += share * (momentum[axis, i, j, k] / here - flow[axis, i, j, k])


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
