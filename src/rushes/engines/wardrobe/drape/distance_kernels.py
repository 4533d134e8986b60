"""Signed distances to a mesh in a band around it, on a grid.

Inside is told by the pseudonormal of the nearest feature (J. A. Baerentzen and H. Aanaes, 2005).
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit  # noqa: TID253 - this module is imported inside functions only
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Grid = NDArray[np.float32]
Rows = NDArray[np.int64]
Turns = NDArray[np.int16]


@njit(cache=True, error_model="numpy", nogil=True)
def fill(
    field: Grid,
    low: Floats,
    step: float,
    band: float,
    at: Floats,
    corners: Rows,
    faces: Floats,
    edges: Floats,
    points: Floats,
) -> None:
    """Write the signed distance into every grid point nearer than ``band`` to a triangle; the others stay as they are [m]."""
    nx, ny, nz = field.shape
    for t in range(corners.shape[0]):
        a, b, c = at[corners[t, 0]], at[corners[t, 1]], at[corners[t, 2]]
        first = np.empty(3, np.int64)
        last = np.empty(3, np.int64)
        for k in range(3):
            least, most = min(a[k], b[k], c[k]) - band, max(a[k], b[k], c[k]) + band
            first[k] = max(0, math.ceil((least - low[k]) / step))
            last[k] = math.floor((most - low[k]) / step)
        for i in range(first[0], min(last[0] + 1, nx)):
            for j in range(first[1], min(last[1] + 1, ny)):
                for k in range(first[2], min(last[2] + 1, nz)):
                    x, y, z = low[0] + i * step, low[1] + j * step, low[2] + k * step
                    u, v, w = nearest(x, y, z, a, b, c)
                    dx = x - (u * a[0] + v * b[0] + w * c[0])
                    dy = y - (u * a[1] + v * b[1] + w * c[1])
                    dz = z - (u * a[2] + v * b[2] + w * c[2])
                    gap = math.sqrt(dx * dx + dy * dy + dz * dz)
                    if gap >= abs(field[i, j, k]) - 1e-7:
                        continue
                    n = _normal(t, u, v, w, corners, faces, edges, points)
                    field[i, j, k] = gap if dx * n[0] + dy * n[1] + dz * n[2] >= 0 else -gap


ASIDE = 1.7e-5
"""How far beside the grid's lines they are looked along [m], so that none goes through an edge."""


@njit(cache=True, error_model="numpy", nogil=True)
def wind(count: Turns, low: Floats, step: float, at: Floats, corners: Rows) -> None:
    """Write how many times a mesh goes around every grid point, looked at along the last axis.

    What goes into itself, as skin does in an armpit, goes around twice there and not the other way (the winding number; A. Jacobson and others, 2013).

    Args:
        count: Zero, shape [nx, ny, nz].
        low: Where the grid begins [m].
        step: How far its points are apart [m].
        at: Points [m], shape [n, 3].
        corners: Triangles, anticlockwise from outside, shape [m, 3].
    """
    nx, ny, nz = count.shape
    for t in range(corners.shape[0]):
        a, b, c = at[corners[t, 0]], at[corners[t, 1]], at[corners[t, 2]]
        area = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
        if area == 0.0:
            continue
        for i in range(
            max(0, math.floor((min(a[0], b[0], c[0]) - low[0]) / step)),
            min(nx, math.ceil((max(a[0], b[0], c[0]) - low[0]) / step) + 1),
        ):
            for j in range(
                max(0, math.floor((min(a[1], b[1], c[1]) - low[1]) / step)),
                min(ny, math.ceil((max(a[1], b[1], c[1]) - low[1]) / step) + 1),
            ):
                x, y = low[0] + i * step + ASIDE, low[1] + j * step + 0.6 * ASIDE
                u = ((b[0] - x) * (c[1] - y) - (b[1] - y) * (c[0] - x)) / area
                v = ((c[0] - x) * (a[1] - y) - (c[1] - y) * (a[0] - x)) / area
                if u < 0.0 or v < 0.0 or u + v > 1.0:
                    continue
                high = u * a[2] + v * b[2] + (1.0 - u - v) * c[2]
                first = max(0, math.ceil((high - low[2]) / step))
                if first < nz:
                    count[i, j, first] += 1 if area < 0.0 else -1
    for i in range(nx):
        for j in range(ny):
            for k in range(1, nz):
                count[i, j, k] += count[i, j, k - 1]


@njit(cache=True, error_model="numpy", nogil=True)
def _normal(
    t: int, u: float, v: float, w: float, corners: Rows, faces: Floats, edges: Floats, points: Floats
) -> Floats:
    """Return the pseudonormal of the feature of a triangle that a nearest point lies on."""
    tiny = 1e-9
    zeros = int(u < tiny) + int(v < tiny) + int(w < tiny)
    if zeros == 0:
        return faces[t]
    if zeros == 1:
        return edges[t, 1] if u < tiny else (edges[t, 2] if v < tiny else edges[t, 0])
    return points[corners[t, 0]] if u > 0.5 else (points[corners[t, 1]] if v > 0.5 else points[corners[t, 2]])


@njit(cache=True, error_model="numpy", nogil=True)
def nearest(x: float, y: float, z: float, a: Floats, b: Floats, c: Floats) -> tuple[float, float, float]:
    """Return the shares of a triangle's corners in its point nearest to another (C. Ericson, Real-Time Collision Detection, 5.1.5)."""
    abx, aby, abz = b[0] - a[0], b[1] - a[1], b[2] - a[2]
    acx, acy, acz = c[0] - a[0], c[1] - a[1], c[2] - a[2]
    px, py, pz = x - a[0], y - a[1], z - a[2]
    d1, d2 = abx * px + aby * py + abz * pz, acx * px + acy * py + acz * pz
    if d1 <= 0 and d2 <= 0:
        return 1.0, 0.0, 0.0
    px, py, pz = x - b[0], y - b[1], z - b[2]
    d3, d4 = abx * px + aby * py + abz * pz, acx * px + acy * py + acz * pz
    if d3 >= 0 and d4 <= d3:
        return 0.0, 1.0, 0.0
    vc = d1 * d4 - d3 * d2
    if vc <= 0 and d1 >= 0 and d3 <= 0:
        share = d1 / (d1 - d3)
        return 1.0 - share, share, 0.0
    px, py, pz = x - c[0], y - c[1], z - c[2]
    d5, d6 = abx * px + aby * py + abz * pz, acx * px + acy * py + acz * pz
    if d6 >= 0 and d5 <= d6:
        return 0.0, 0.0, 1.0
    vb = d5 * d2 - d1 * d6
    if vb <= 0 and d2 >= 0 and d6 <= 0:
        share = d2 / (d2 - d6)
        return 1.0 - share, 0.0, share
    va = d3 * d6 - d5 * d4
    if va <= 0 and d4 - d3 >= 0 and d5 - d6 >= 0:
        share = (d4 - d3) / ((d4 - d3) + (d5 - d6))
        return 0.0, 1.0 - share, share
    total = 1.0 / (va + vb + vc)
    return 1.0 - (vb + vc) * total, vb * total, vc * total


@njit(cache=True, error_model="numpy", nogil=True)
def sample(field: Grid, low: Floats, step: float, x: float, y: float, z: float, out: Floats) -> float:
    """Return the distance at a point [m], and write its slope into ``out``; outside the grid it is far off."""
    fx, fy, fz = (x - low[0]) / step, (y - low[1]) / step, (z - low[2]) / step
    i, j, k = int(fx), int(fy), int(fz)
    if fx < 0 or fy < 0 or fz < 0 or i >= field.shape[0] - 1 or j >= field.shape[1] - 1 or k >= field.shape[2] - 1:
        return 1.0
    fx -= i
    fy -= j
    fz -= k
    c000, c001, c010, c011 = field[i, j, k], field[i, j, k + 1], field[i, j + 1, k], field[i, j + 1, k + 1]
    c100, c101, c110, c111 = (
        field[i + 1, j, k],
        field[i + 1, j, k + 1],
        field[i + 1, j + 1, k],
        field[i + 1, j + 1, k + 1],
    )
    x00, x01 = c000 + (c100 - c000) * fx, c001 + (c101 - c001) * fx
    x10, x11 = c010 + (c110 - c010) * fx, c011 + (c111 - c011) * fx
    y0, y1 = x00 + (x10 - x00) * fy, x01 + (x11 - x01) * fy
    gx0 = (c100 - c000) * (1 - fy) + (c110 - c010) * fy
    gx1 = (c101 - c001) * (1 - fy) + (c111 - c011) * fy
    out[0] = gx0 * (1 - fz) + gx1 * fz
    out[1] = (x10 - x00) * (1 - fz) + (x11 - x01) * fz
    out[2] = y1 - y0
    size = math.sqrt(out[0] * out[0] + out[1] * out[1] + out[2] * out[2])
    if size > 1e-12:
        out[0] /= size
        out[1] /= size
        out[2] /= size
    return y0 + (y1 - y0) * fz


@njit(cache=True, error_model="numpy", nogil=True)
def sample_all(field: Grid, low: Floats, step: float, at: Floats) -> Floats:
    """Return the distance at points [m], shape [n]."""
    out, slope = np.empty(at.shape[0]), np.zeros(3)
    for n in range(at.shape[0]):
        out[n] = sample(field, low, step, at[n, 0], at[n, 1], at[n, 2], slope)
    return out
