"""The air's pressure by multigrid: what keeps air from being squeezed, round obstacles and over closed ground.

A cell's faces are open by a share: 0 is a wall, 1 is air, 2 is the open sky at a grid's side (the pressure there is 0 half a cell
off). Equations are those of finite volumes, so that what flows out of a cell flows into the next to rounding. Coarser
grids have the mean of the finer one's faces (Briggs, Henson and McCormick 2000, *A Multigrid Tutorial*); a sweep updates
cells like the fields of a chessboard, so that the result does not depend on the number of threads.
"""

from __future__ import annotations

import numba  # noqa: TID253 - imported only inside the step
import numpy as np
from numpy.typing import NDArray

Grid = NDArray[np.float32]
Faces = tuple[Grid, Grid, Grid]
Level = tuple[Grid, Grid, Grid, Grid]

FEWEST = 4
"""A grid with fewer cells than twice this along any side is not made coarser."""

COARSEST_SWEEPS = 24
SWEEPS = 2


def solve(pressure: Grid, target: Grid, faces: Faces, cycles: int) -> None:
    """Bring a pressure nearer to the one whose flow out of each cell is ``target``, in place.

    Args:
        pressure: Where to begin, shape [x, y, z].
        target: Flow out of each cell that the pressure has to take back [cells/s], shape [x, y, z].
        faces: How open each face is, shapes [x + 1, y, z], [x, y + 1, z], [x, y, z + 1].
        cycles: V-cycles; each leaves about a tenth of the error.
    """
    levels = [(*faces, inverse_sum(*faces))]
    shape = np.array(pressure.shape)
    while (shape % 2 == 0).all() and (shape >= 2 * FEWEST).all():
        coarser = halved_faces(*levels[-1][:3])
        levels.append((*coarser, inverse_sum(*coarser)))
        shape = shape // 2
    padded = np.pad(pressure, 1)
    for _ in range(cycles):
        _cycle(padded, target, levels)
    pressure[:] = padded[1:-1, 1:-1, 1:-1]


def _cycle(p: Grid, target: Grid, levels: list[Level]) -> None:
    """Run one V-cycle on a pressure with a border of one cell that is 0."""
    if len(levels) == 1:
        sweeps(p, target, *levels[0], COARSEST_SWEEPS, 0)
        return
    sweeps(p, target, *levels[0], SWEEPS, 0)
    left = restricted_residual(p, target, *levels[0])
    coarse = np.zeros(tuple(size + 2 for size in left.shape), np.float32)
    _cycle(coarse, left, levels[1:])
    add_prolonged(p[1:-1, 1:-1, 1:-1], coarse[1:-1, 1:-1, 1:-1])
    sweeps(p, target, *levels[0], SWEEPS, 1)


@numba.njit(inline="always")
def _around(p: Grid, bx: Grid, by: Grid, bz: Grid, i: int, j: int, k: int) -> float:
    """Return the sum over a cell's faces of openness times the pressure beyond."""
    return (
        bx[i, j, k] * p[i, j + 1, k + 1]
        + bx[i + 1, j, k] * p[i + 2, j + 1, k + 1]
        + by[i, j, k] * p[i + 1, j, k + 1]
        + by[i, j + 1, k] * p[i + 1, j + 2, k + 1]
        + bz[i, j, k] * p[i + 1, j + 1, k]
        + bz[i, j, k + 1] * p[i + 1, j + 1, k + 2]
    )


@numba.njit(parallel=True, cache=True)
def inverse_sum(bx: Grid, by: Grid, bz: Grid) -> Grid:
    """Return one over the sum of each cell's faces; 0 where none is open."""
    nx, ny, nz = by.shape[0], bx.shape[1], bx.shape[2]
    out = np.empty((nx, ny, nz), np.float32)
    for row in numba.prange(nx):
        i = np.int64(row)
        for j in range(ny):
            for k in range(nz):
                total = bx[i, j, k] + bx[i + 1, j, k] + by[i, j, k] + by[i, j + 1, k] + bz[i, j, k] + bz[i, j, k + 1]
                out[i, j, k] = 1.0 / total if total > 1e-6 else 0.0
    return out


@numba.njit(parallel=True, cache=True)
def sweeps(p: Grid, target: Grid, bx: Grid, by: Grid, bz: Grid, whole: Grid, count: int, first: int) -> None:
    """Solve every second cell for what its neighbours say, then the others, ``count`` times, in place.

    Args:
        p: The pressure, with a border of one cell that is 0.
        target: What flows out of each cell.
        bx, by, bz: How open the faces are; whole: one over each cell's sum of them.
        count: How often.
        first: Which colour comes first, 0 or 1.
    """
    nx, ny, nz = target.shape
    for turn in range(2 * count):
        colour = (first + turn) % 2
        for row in numba.prange(nx):
            i = np.int64(row)
            for j in range(ny):
                for k in range((i + j + colour) % 2, nz, 2):
                    p[i + 1, j + 1, k + 1] = (_around(p, bx, by, bz, i, j, k) - target[i, j, k]) * whole[i, j, k]


@numba.njit(parallel=True, cache=True)
def restricted_residual(p: Grid, target: Grid, bx: Grid, by: Grid, bz: Grid, whole: Grid) -> Grid:
    """Return what is left of the target, for cells of twice the size, shape [x / 2, y / 2, z / 2]."""
    nx, ny, nz = target.shape
    out = np.empty((nx // 2, ny // 2, nz // 2), np.float32)
    for row in numba.prange(nx // 2):
        i = np.int64(row)
        for j in range(ny // 2):
            for k in range(nz // 2):
                total = 0.0
                for a in range(2 * i, 2 * i + 2):
                    for b in range(2 * j, 2 * j + 2):
                        for c in range(2 * k, 2 * k + 2):
                            if whole[a, b, c] > 0.0:
                                here = _around(p, bx, by, bz, a, b, c) - p[a + 1, b + 1, c + 1] / whole[a, b, c]
                                total += target[a, b, c] - here
                out[i, j, k] = 0.5 * total
    return out


@numba.njit(parallel=True, cache=True)
def add_prolonged(p: Grid, coarse: Grid) -> None:
    """Add a coarse correction to a pressure, linear between the coarse cells' centres, in place; 0 beyond open sides."""
    nx, ny, nz = p.shape
    mx, my, mz = coarse.shape
    for row in numba.prange(nx):
        i = np.int64(row)
        a = i // 2
        a2 = a - 1 if i % 2 == 0 else a + 1
        for j in range(ny):
            b = j // 2
            b2 = b - 1 if j % 2 == 0 else b + 1
            for k in range(nz):
                c = k // 2
                c2 = max(c - 1, 0) if k % 2 == 0 else c + 1
                total = 0.0
                for x, wx in ((a, 0.75), (a2, 0.25)):
                    if x < 0 or x >= mx:
                        continue
                    for y, wy in ((b, 0.75), (b2, 0.25)):
                        if y < 0 or y >= my:
                            continue
                        for z, wz in ((c, 0.75), (c2, 0.25)):
                            if z < mz:
                                total += wx * wy * wz * coarse[x, y, z]
                p[i, j, k] += total


@numba.njit(parallel=True, cache=True)
def halved_faces(bx: Grid, by: Grid, bz: Grid) -> Faces:
    """Return the faces of cells of twice the size: each the mean of the four that it is made of."""
    nx, ny, nz = bx.shape[0] // 2, bx.shape[1] // 2, bx.shape[2] // 2
    cx = np.empty((nx + 1, ny, nz), np.float32)
    cy = np.empty((nx, ny + 1, nz), np.float32)
    cz = np.empty((nx, ny, nz + 1), np.float32)
    for row in numba.prange(nx + 1):
        i = np.int64(row)
        a = 2 * i
        for j in range(ny + 1):
            b = 2 * j
            for k in range(nz + 1):
                c = 2 * k
                if j < ny and k < nz:
                    cx[i, j, k] = 0.25 * (bx[a, b, c] + bx[a, b + 1, c] + bx[a, b, c + 1] + bx[a, b + 1, c + 1])
                if i < nx and k < nz:
                    cy[i, j, k] = 0.25 * (by[a, b, c] + by[a + 1, b, c] + by[a, b, c + 1] + by[a + 1, b, c + 1])
                if i < nx and j < ny:
                    cz[i, j, k] = 0.25 * (bz[a, b, c] + bz[a + 1, b, c] + bz[a, b + 1, c] + bz[a + 1, b + 1, c])
    return cx, cy, cz


@numba.njit(parallel=True, cache=True)
def openness(filled: Grid, least: float) -> Faces:
    """Return how open the faces between cells are: what their fuller neighbour leaves, at least ``least``.

    Args:
        filled: Share of each cell that is closed, 0 to 1, shape [x, y, z].
        least: What even a closed cell lets through, so that no cell is cut off.

    Returns:
        Faces along x, y and z; open sides are 2, the ground is 0.
    """
    nx, ny, nz = filled.shape
    bx = np.empty((nx + 1, ny, nz), np.float32)
    by = np.empty((nx, ny + 1, nz), np.float32)
    bz = np.empty((nx, ny, nz + 1), np.float32)
    for row in numba.prange(nx + 1):
        i = np.int64(row)
        for j in range(ny + 1):
            for k in range(nz + 1):
                if j < ny and k < nz:
                    bx[i, j, k] = 2.0
                    if 0 < i < nx:
                        bx[i, j, k] = max(1.0 - max(filled[i, j, k], filled[i - 1, j, k]), least)
                if i < nx and k < nz:
                    by[i, j, k] = 2.0
                    if 0 < j < ny:
                        by[i, j, k] = max(1.0 - max(filled[i, j, k], filled[i, j - 1, k]), least)
                if i < nx and j < ny:
                    bz[i, j, k] = 0.0 if k == 0 else 2.0
                    if 0 < k < nz:
                        bz[i, j, k] = max(1.0 - max(filled[i, j, k], filled[i, j, k - 1]), least)
    return bx, by, bz


@numba.njit(parallel=True, cache=True)
def through_faces(u: Grid, v: Grid, w: Grid, push: Grid) -> tuple[Grid, Grid, Grid, Grid]:
    """Return the flow through faces, the mean of both sides, and the flow out of each cell beyond what is pushed out.

    Args:
        u, v, w: Velocity at the cells' centres [cells/s], shape [x, y, z].
        push: Volume that is pressed out of each cell [cells/s].
    """
    nx, ny, nz = u.shape
    fu = np.empty((nx + 1, ny, nz), np.float32)
    fv = np.empty((nx, ny + 1, nz), np.float32)
    fw = np.empty((nx, ny, nz + 1), np.float32)
    for row in numba.prange(nx + 1):
        i = np.int64(row)
        for j in range(ny + 1):
            for k in range(nz + 1):
                if j < ny and k < nz:
                    west = u[i - 1, j, k] if i > 0 else u[0, j, k]
                    fu[i, j, k] = 0.5 * (west + (u[i, j, k] if i < nx else u[nx - 1, j, k]))
                if i < nx and k < nz:
                    fv[i, j, k] = 0.5 * (v[i, max(j - 1, 0), k] + v[i, min(j, ny - 1), k])
                if i < nx and j < ny:
                    fw[i, j, k] = 0.0 if k == 0 else 0.5 * (w[i, j, k - 1] + w[i, j, min(k, nz - 1)])
    target = np.empty_like(u)
    for row in numba.prange(nx):
        i = np.int64(row)
        for j in range(ny):
            for k in range(nz):
                out = fu[i + 1, j, k] - fu[i, j, k] + fv[i, j + 1, k] - fv[i, j, k] + fw[i, j, k + 1] - fw[i, j, k]
                target[i, j, k] = out - push[i, j, k]
    return fu, fv, fw, target


@numba.njit(parallel=True, cache=True)
def correct(
    u: Grid, v: Grid, w: Grid, fu: Grid, fv: Grid, fw: Grid, p: Grid, bx: Grid, by: Grid, bz: Grid
) -> None:  # fmt: skip
    """Take the pressure's gradient off the faces, and the mean of both faces' off the cells, in place."""
    nx, ny, nz = p.shape
    for row in numba.prange(nx):
        i = np.int64(row)
        for j in range(ny):
            for k in range(nz):
                here = p[i, j, k]
                west = bx[i, j, k] * (here - (p[i - 1, j, k] if i > 0 else 0.0))
                east = bx[i + 1, j, k] * ((p[i + 1, j, k] if i + 1 < nx else 0.0) - here)
                south = by[i, j, k] * (here - (p[i, j - 1, k] if j > 0 else 0.0))
                north = by[i, j + 1, k] * ((p[i, j + 1, k] if j + 1 < ny else 0.0) - here)
                below = bz[i, j, k] * (here - (p[i, j, k - 1] if k > 0 else 0.0))
                above = bz[i, j, k + 1] * ((p[i, j, k + 1] if k + 1 < nz else 0.0) - here)
                u[i, j, k] -= 0.5 * (west + east)
                v[i, j, k] -= 0.5 * (south + north)
                w[i, j, k] -= 0.5 * (below + above)
                fu[i, j, k] -= west
                fv[i, j, k] -= south
                fw[i, j, k] -= below
                if i + 1 == nx:
                    fu[nx, j, k] -= east
                if j + 1 == ny:
                    fv[i, ny, k] -= north
                if k + 1 == nz:
                    fw[i, j, nz] -= above
            w[i, j, 0] = max(w[i, j, 0], 0.0)
