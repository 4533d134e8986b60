"""The sky as an equirectangular picture, and as a camera sees it: a gradient, the glow round the sun, clouds."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.clip.staged import Sky, Sun
from rushes.media.exr import read_exr, write_exr

Floats = NDArray[np.float32]

SIZE: Final = (1024, 512)
"""Of the whole sky [px]: clouds are soft."""


def heavens(sky: Sky, sun: Sun, seed: int, *, stars: bool) -> Floats:
    """Return the whole sky, linear Rec.709, shape [512, 1024, 3]; its first row is the zenith.

    A place in it is a direction as Cycles has it: the middle column looks along +x, and columns go clockwise.
    """
    wide, high = SIZE
    around = -((np.arange(wide) + 0.5) / wide - 0.5) * 2 * math.pi
    up = (0.5 - (np.arange(high) + 0.5) / high) * math.pi
    around, up = np.meshgrid(around, up)
    way = np.stack([np.cos(up) * np.cos(around), np.cos(up) * np.sin(around), np.sin(up)], axis=-1)
    rise = np.clip(np.sin(up), 0.0, 1.0) ** 0.45
    colour = np.asarray(sky.horizon) * (1 - rise[..., None]) + np.asarray(sky.zenith) * rise[..., None]
    towards = np.clip(way @ np.asarray(sun.direction), -1.0, 1.0)
    low = np.exp(-np.clip(up, 0, None) * 3.2)[..., None]
    glow = np.asarray(sky.glow)
    colour = colour + glow * (
        np.exp((towards - 1.0) * 14.0)[..., None] * 0.9 + np.exp((towards - 1.0) * 2.2)[..., None] * low * 0.35
    )
    cover = _clouds(way, sky.clouds, seed)[..., None]
    lit = np.asarray(sun.colour) * (0.10 + 0.16 * sun.strength) + glow * np.exp((towards - 1.0) * 3.0)[..., None] * 0.6
    body = 0.62 * np.asarray(sky.horizon) + 0.5 * lit if sky.clouds < 1 else np.asarray(sky.horizon) * 0.86
    fade = np.clip(np.sin(up) * 9.0, 0.0, 1.0)[..., None]
    colour = colour * (1 - cover * fade) + body * cover * fade
    if stars:
        colour = colour + _stars(seed, high, wide) * fade
    below = np.clip(-np.sin(up) * 30.0, 0.0, 1.0)[..., None]
    return (colour * (1 - below) + np.asarray(sky.ground) * below).astype(np.float32)


def write_sky(path: Path, picture: Floats) -> None:
    """Write a sky as Blender reads it."""
    write_exr(path, {band: picture[..., place] for place, band in enumerate("RGB")}, frame=1001, rate=Fraction(24))


def read_sky(path: Path) -> Floats:
    """Return a sky that was written."""
    return np.ascontiguousarray(read_exr(path).picture()[..., :3], np.float32)


def seen(picture: Floats, way: NDArray[np.float64]) -> Floats:
    """Return the sky in some directions, shape [..., 3] each."""
    import cv2

    high, wide = picture.shape[:2]
    u = (-np.arctan2(way[..., 1], way[..., 0]) / (2 * math.pi) + 0.5) * wide - 0.5
    v = (0.5 - np.arctan2(way[..., 2], np.hypot(way[..., 0], way[..., 1])) / math.pi) * high - 0.5
    found = cv2.remap(
        picture, u.astype(np.float32), v.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(found, np.float32)


def _clouds(way: NDArray[np.float64], cover: float, seed: int) -> NDArray[np.float64]:
    """Return how much cloud is in each direction: noise on a layer above the ground, so that clouds are smaller far away."""
    height = np.maximum(way[..., 2], 0.045)
    x, y = way[..., 0] / height, way[..., 1] / height
    total = np.zeros_like(x)
    chance = np.random.default_rng([seed, 11])
    for octave in range(5):
        scale = 0.32 * 2.1**octave
        total += (
            _noise(x * scale + chance.uniform(0, 50), y * scale + chance.uniform(0, 50), seed + octave) / 1.9**octave
        )
    total = total / 2.0
    if cover >= 1.0:
        return np.clip(0.55 + 0.9 * (total - 0.5), 0.0, 1.0)
    return np.clip((total - (0.78 - 0.42 * cover)) * 4.0, 0.0, 0.9)


def _noise(x: NDArray[np.float64], y: NDArray[np.float64], seed: int) -> NDArray[np.float64]:
    table = np.random.default_rng([seed, 5]).random((64, 64))
    i, j = np.floor(x).astype(int), np.floor(y).astype(int)
    fx, fy = x - i, y - j
    fx, fy = fx * fx * (3 - 2 * fx), fy * fy * (3 - 2 * fy)
    one = table[i % 64, j % 64] * (1 - fx) + table[(i + 1) % 64, j % 64] * fx
    two = table[i % 64, (j + 1) % 64] * (1 - fx) + table[(i + 1) % 64, (j + 1) % 64] * fx
    return np.asarray(one * (1 - fy) + two * fy)


def _stars(seed: int, high: int, wide: int) -> NDArray[np.float64]:
    chance = np.random.default_rng([seed, 3])
    lit = np.zeros((high, wide))
    rows, columns = chance.integers(0, high // 2, 700), chance.integers(0, wide, 700)
    lit[rows, columns] = chance.exponential(0.012, 700)
    return np.repeat(lit[..., None], 3, axis=2)
