"""The detail that the air's grid can't hold: cauliflower billows, and how they eat into the dust that it does hold.

Real dust is a heap of round lumps with sharp creases between them. Inverted cellular noise has that shape (Worley 1996, *A
Cellular Texture Basis Function*; Schneider 2015, *The Real-Time Volumetric Cloudscapes of Horizon Zero Dawn*, uses it so). Four
octaves of it are baked once into a tile that repeats, and its values are ranked, so that they are spread evenly from 0 to 1: then
a share of ``detail`` above a threshold is a share of the dust's volume.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numba  # noqa: TID253 - imported only inside the step
import numpy as np
from numpy.typing import NDArray

Grid = NDArray[np.float32]
Floats = NDArray[np.float64]
Tile = NDArray[np.uint8]

WAVES_PER_M = 0.15
"""Of the largest billows [1/m]; those of half the size, which count most, are a little over the grid's smallest eddy."""

CELLS, TEXELS = 3, 32
"""A tile repeats after so many of the largest billows, each of so many texels."""

_OCTAVES = (0.75, 1.0, 0.46, 0.22)
"""Weights of the tile's octaves, each of half the size."""

FINER = 8.7
"""How much smaller the billows of the next tile are."""

FINER_WEIGHT = (0.26, 0.12)
"""How far the next two tiles shift the detail. Each has about half of the one before, as octaves have."""

HALF_FULL = 0.32
"""Dust, as a share of dense, that fills half of its place with billows."""

HARD, SOFT, HARD_FROM = 6.5, 1.8, 0.22
"""How steeply a billow's edge rises with its detail: over half a metre or so where there is that much dust, and over two where
there is little, as thin dust has no edge."""

GAIN, MOST = 7.0, 3.4
"""Extinction in a billow against the dust of its cell, since a part of the cell is empty; and the most of it."""

VEIL = 0.025
"""Extinction of the veil that no detail eats away."""

FAINT_BODY = 0.012
"""Thinner dust is all veil."""


@lru_cache(maxsize=2)
def billow_tile(texels: int = TEXELS) -> Tile:
    """Return the tile, ranked, as 0 to 255, shape [n + 1, n + 1, n + 1]: the last texel each way is the first one again.

    Args:
        texels: Of the largest billow; fewer take less time, and hold less.
    """
    raw = _bake(CELLS * texels, CELLS, np.array(_OCTAVES))
    order = np.argsort(raw, axis=None, kind="stable")
    ranked = np.empty(raw.size, np.uint8)
    ranked[order] = (np.arange(raw.size) * 256 // raw.size).astype(np.uint8)
    return np.ascontiguousarray(np.pad(ranked.reshape(raw.shape), (0, 1), mode="wrap"))


@numba.njit(cache=True)
def _hash(i: int, j: int, k: int) -> int:
    n = (i * 374761393 + j * 668265263 + k * 1274126177) & 0xFFFFFFFF
    n = ((n ^ (n >> 13)) * 1103515245) & 0xFFFFFFFF
    return n ^ (n >> 16)


@numba.njit(cache=True)
def _nearest(x: float, y: float, z: float, cells: int) -> float:
    """Return the distance to the nearest of one random point a cell, in cells; the cells repeat."""
    i, j, k = math.floor(x), math.floor(y), math.floor(z)
    best = 9.0
    for a in range(i - 1, i + 2):
        for b in range(j - 1, j + 2):
            for c in range(k - 1, k + 2):
                n = _hash(a % cells, b % cells, c % cells + 131 * cells)
                dx = a + (n & 0x3FF) / 1023.0 - x
                dy = b + ((n >> 10) & 0x3FF) / 1023.0 - y
                dz = c + ((n >> 20) & 0x3FF) / 1023.0 - z
                best = min(best, dx * dx + dy * dy + dz * dz)
    return math.sqrt(best)


@numba.njit(parallel=True, cache=True)
def _bake(size: int, cells: int, octaves: Floats) -> Grid:
    out = np.zeros((size, size, size), np.float32)
    for i in numba.prange(size):
        for j in range(size):
            for k in range(size):
                total = 0.0
                for octave in range(len(octaves)):
                    many = cells << octave
                    scale = many / size
                    total -= octaves[octave] * _nearest(i * scale, j * scale, k * scale, many)
                out[i, j, k] = total
    return out


@numba.njit(cache=True)
def billow(tile: Tile, x: float, y: float, z: float) -> float:
    """Return the billows' detail, evenly spread over 0 to 1, at a place in waves of the largest."""
    size = tile.shape[0] - 1
    scale = size // CELLS
    x, y, z = x * scale, y * scale, z * scale
    a, b, c = math.floor(x), math.floor(y), math.floor(z)
    u, v, w = x - a, y - b, z - c
    i, j, k = int(a) % size, int(b) % size, int(c) % size
    low = (tile[i, j, k] * (1 - u) + tile[i + 1, j, k] * u) * (1 - v)
    low += (tile[i, j + 1, k] * (1 - u) + tile[i + 1, j + 1, k] * u) * v
    high = (tile[i, j, k + 1] * (1 - u) + tile[i + 1, j, k + 1] * u) * (1 - v)
    high += (tile[i, j + 1, k + 1] * (1 - u) + tile[i + 1, j + 1, k + 1] * u) * v
    return float((low * (1 - w) + high * w) / 255.0)


@numba.njit(cache=True)
def thickness(body: float, detail: float) -> float:
    """Return the extinction of dust, as a share of the densest's: billows in a thin veil.

    How much dust there is says how much of its place is filled, and how dense that is.

    Args:
        body: Dust, 1 is dense.
        detail: Of the billows there; evenly spread over 0 to 1.
    """
    edge = body / (body + HALF_FULL) - 1.0 + detail
    steep = SOFT + (HARD - SOFT) * min(body / HARD_FROM, 1.0)
    return min(max(edge * steep, 0.0), 1.0) * min(body * GAIN, MOST) + VEIL * min(body, 1.0)


@numba.njit(parallel=True, cache=True)
def mean_thickness(density: Grid, details: Floats) -> Grid:
    """Return what ``thickness`` is on the mean over details, shape [x, y, z]."""
    out = np.zeros_like(density)
    nx, ny, nz = density.shape
    for i in numba.prange(nx):
        for j in range(ny):
            for k in range(nz):
                body = density[i, j, k]
                if body < FAINT_BODY:
                    out[i, j, k] = VEIL * body
                    continue
                total = 0.0
                for detail in details:
                    total += thickness(body, detail)
                out[i, j, k] = total / len(details)
    return out


@numba.njit(cache=True)
def billows_at(tile: Tile, points: Floats) -> Floats:
    """Return the detail at points in waves of the largest billows, shape [n]; points are [n, 3]."""
    out = np.empty(len(points))
    for row in range(len(points)):
        out[row] = billow(tile, points[row, 0], points[row, 1], points[row, 2])
    return out
