"""The sky of a light rig in every direction: CIE's general sky, coloured, with clouds.

One function gives both the picture that Blender lights with and the sky that a camera sees, pixel for pixel.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.shot.light import LightRig

Array = NDArray[np.float64]

MAP_HEIGHT = 256
"""Rows of the environment map; it lights and is mirrored in windows, so it may be soft."""

_CLEAR = (-1.0, -0.32, 10.0, -3.0, 0.45)
"""CIE general sky (ISO 15469) type 12, clear."""

_OVERCAST = (4.0, -0.7, 0.0, -1.0, 0.0)
"""CIE general sky type 1, overcast."""

_SUN_HALO_LIMIT = 3.2
"""The halo round the sun, against the zenith, is held here: beyond it a picture of a sky burns out."""

_CLOUDINESS = {"clear": 0.36, "overcast": 1.0, "fog": 1.0, "snow": 1.0, "rain": 1.0}


def sky_radiance(light: LightRig, directions: Array, *, seed: int) -> Array:
    """Return the sky's radiance, linear ACEScg, without the sun's disc.

    Scaled so that an open horizontal surface gets ``pi * sky_strength * sky_colour``, clouds apart.

    Args:
        light: The rig.
        directions: Unit vectors, shape [..., 3]; below the horizon the sky goes on as a dim, grey haze.
        seed: Of the clouds.
    """
    grid = _hemisphere()
    bare = _bare_sky(light, grid)
    weight = grid[..., 2:3]
    mean = (bare * weight).sum(axis=(0, 1)) / weight.sum()
    level = np.array(light.sky_colour) * light.sky_strength / mean
    above = directions.copy()
    above[..., 2] = np.abs(above[..., 2])
    sky = _bare_sky(light, above) * level
    sky = _with_clouds(light, above, sky, seed)
    below = (directions[..., 2:3] < 0) * np.clip(-directions[..., 2:3] * 3.0, 0.0, 1.0)
    ground = _ground_radiance(light)
    return np.asarray(sky * (1.0 - below) + ground * below)


def sky_map(light: LightRig, *, seed: int) -> NDArray[np.float32]:
    """Return the sky as an equirectangular picture, ACEScg, shape [256, 512, 3], laid out as Blender reads it.

    The top row is the zenith; the middle column looks along -Y and the left quarter along -X.
    """
    theta = (np.arange(MAP_HEIGHT) + 0.5) / MAP_HEIGHT * math.pi
    phi = ((np.arange(2 * MAP_HEIGHT) + 0.5) / MAP_HEIGHT - 1.0) * math.pi
    flat = np.sin(theta)[:, None]
    directions = np.stack(
        np.broadcast_arrays(-np.sin(-phi)[None] * flat, -np.cos(phi)[None] * flat, np.cos(theta)[:, None]), axis=-1
    )
    return sky_radiance(light, directions, seed=seed).astype(np.float32)


def _ground_radiance(light: LightRig) -> Array:
    height = max(light.sun_direction[2], 0.0)
    down = np.array(light.sun_colour) * light.sun_strength * height
    down = down + math.pi * light.sky_strength * np.array(light.sky_colour)
    return np.array(light.ground_albedo) * down / math.pi


def _bare_sky(light: LightRig, directions: Array) -> Array:
    cloudy = _CLOUDINESS[light.weather] >= 1.0
    height = np.clip(directions[..., 2], 0.0, 1.0)
    a, b, c, d, e = _OVERCAST if cloudy else _CLEAR
    cosine = np.clip(directions @ np.array(light.sun_direction), -1.0, 1.0)
    angle = np.arccos(cosine)
    gradation = 1.0 + a * np.exp(b / np.maximum(height, 0.035))
    halo = 1.0 + c * (np.exp(d * angle) - math.exp(d * math.pi / 2)) + e * cosine**2
    brightness = (gradation * np.minimum(halo, _SUN_HALO_LIMIT))[..., None]
    if cloudy:
        return np.asarray(brightness * np.ones(3))
    haze = np.exp(-height / 0.13)[..., None]
    warm = np.exp(-angle / 0.5)[..., None]
    low = math.exp(-max(light.elevation_deg, 0.0) / 12.0)
    blue = np.array([0.80, 0.98, 1.22])
    pale = np.array([1.12, 1.02, 0.83]) * (1 - low) + np.array([1.45, 1.0, 0.62]) * low
    colour = blue * (1 - haze) + pale * haze
    colour = colour * (1 - 0.55 * warm) + np.array([1.32, 1.03, 0.74]) * 0.55 * warm
    return np.asarray(brightness * colour)


def _with_clouds(light: LightRig, directions: Array, sky: Array, seed: int) -> Array:
    height = directions[..., 2]
    share = _CLOUDINESS[light.weather]
    spread = 1.0 / (height + 0.12)
    x, y = directions[..., 0] * spread, directions[..., 1] * spread
    if share >= 1.0:
        folds = _fractal(x * 0.9, y * 0.9, seed, 5) - 0.5
        fade = np.clip(height * 5.0, 0.0, 1.0)
        return np.asarray(sky * (1.0 + 0.55 * folds * fade)[..., None])
    bend = _fractal(x * 0.9 + 11.0, y * 0.9, seed + 1, 3) - 0.5
    body = _fractal(x * 1.25 + bend * 1.8, y * 2.1 + bend, seed, 6)
    threshold = 0.63 - 0.22 * share
    cover = np.clip((body - threshold) / 0.24, 0.0, 1.0)
    cover = cover * cover * (3.0 - 2.0 * cover) * np.clip(height * 9.0, 0.0, 1.0) * 0.85
    lit = np.array(light.sun_colour) * light.sun_strength * 0.24 + np.array(light.sky_colour) * light.sky_strength * 0.9
    thick = np.clip((body - threshold) / 0.45, 0.0, 1.0)[..., None]
    cloud = lit * (1.0 - 0.45 * thick)
    return np.asarray(sky * (1.0 - cover[..., None]) + cloud * cover[..., None])


def _fractal(x: Array, y: Array, seed: int, octaves: int) -> Array:
    """Return fractal value noise between 0 and 1."""
    lattice = np.random.default_rng((seed, 0x5C7)).random((256, 256))
    total, weight, size = np.zeros_like(x), 0.0, 1.0
    for octave in range(octaves):
        total += size * _lattice_noise(lattice, x * 2.0**octave + 17.3 * octave, y * 2.0**octave + 9.1 * octave)
        weight += size
        size *= 0.52
    return np.asarray(total / weight)


def _lattice_noise(lattice: Array, x: Array, y: Array) -> Array:
    column, row = np.floor(x).astype(np.int64), np.floor(y).astype(np.int64)
    u, v = x - column, y - row
    u, v = u * u * (3 - 2 * u), v * v * (3 - 2 * v)
    left, right, top, below = column & 255, (column + 1) & 255, row & 255, (row + 1) & 255
    upper = lattice[top, left] * (1 - u) + lattice[top, right] * u
    lower = lattice[below, left] * (1 - u) + lattice[below, right] * u
    return np.asarray(upper * (1 - v) + lower * v)


def _hemisphere() -> Array:
    """Return directions over the upper half, evenly by solid angle, shape [32, 64, 3]."""
    height = (np.arange(32) + 0.5) / 32
    turn = (np.arange(64) + 0.5) / 64 * 2 * math.pi
    flat = np.sqrt(1 - height**2)[:, None]
    return np.stack(np.broadcast_arrays(flat * np.cos(turn), flat * np.sin(turn), height[:, None]), axis=-1)
