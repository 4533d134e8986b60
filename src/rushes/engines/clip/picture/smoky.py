"""A picture with smoke, fire and dust in it: marched through a grid, lit by sun, sky and its own fire, before and behind what stands there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.clip.smoke.cloud import Cloud

Floats = NDArray[np.float32]
Array = NDArray[np.float64]

FLAME: Final = 18.0
"""Radiance of a white flame over the picture's level: just under four stops above it, as a fireball by day is."""

FORWARD: Final = 0.35
"""Asymmetry of scattering (Henyey and Greenstein 1941), as in a collapse's dust."""

LIT_BY_FIRE: Final = 0.012
"""Light of a fire on what stands around, over its radiance, its size and the square of its distance."""

FIRE: Final = (1.0, 0.50, 0.17)
DIVIDE: Final = 2
"""So many pixels each way share a ray."""

LEAST_COVER: Final = 0.04
"""Thinner smoke shows no outline."""

STEP: Final = 1.0
ALIKE: Final = 0.06
"""Rays belong to a pixel whose depths differ by this share, or less, of it."""


@dataclass(frozen=True, eq=False, slots=True)
class Airlight:
    """What lights a cloud, linear Rec.709, on the scale of the picture.

    Attributes:
        sun: Of what faces the sun; black without one.
        toward: The sun's direction, length 1.
        sky: Of what faces up.
        level: What a grey card shines with: fire is so many stops above it.
    """

    sun: Array
    toward: Array
    sky: Array
    level: float


@dataclass(frozen=True, eq=False, slots=True)
class Smoky:
    """A picture with smoke.

    Attributes:
        colour: With it, shape [height, width, 3].
        smoke: The smoke alone, premultiplied, with its coverage, shape [height, width, 4].
        distance: How far it is away on the mean [m], shape [height, width]; 0 where none is.
    """

    colour: Floats
    smoke: Floats
    distance: Floats


def smoked(colour: Floats, depth: Floats, way: Array, eye: Array, cloud: Cloud, light: Airlight) -> Smoky:
    """Return a picture with a cloud in it.

    Args:
        colour: The picture, linear Rec.709, shape [height, width, 3].
        depth: Along the camera's axis [m].
        way: Of each pixel, as for a depth of 1, shape [height, width, 3].
        eye: The camera's place [m].
        cloud: In the world.
        light: That falls on it.
    """
    from scipy.ndimage import grey_erosion

    from rushes.engines.clip.smoke.kernels import depth_toward, march, shadow

    nearer = np.asarray(
        grey_erosion(depth, size=3)
    )  # an outline's pixels are the nearer thing's, or fire behind it would draw them
    coarse, rays, far = _rays(nearer, way)
    half = tuple(max((size + 1) // 2, 2) for size in cloud.density.shape)
    above = depth_toward(cloud.density, cloud.cell, np.array([0.0, 0.0, 1.0]), half)
    has_sun = bool(light.sun.any())
    toward = light.toward if has_sun else np.array([0.0, 0.0, 1.0])
    sunward = depth_toward(cloud.density, cloud.cell, toward, half) if has_sun else above
    cosine = rays @ toward
    forward = (1 - FORWARD**2) / (1 + FORWARD**2 - 2 * FORWARD * cosine) ** 1.5
    seen, distance = march(
        cloud.density, cloud.heat, cloud.hue, sunward, above, cloud.origin, cloud.cell, eye, rays, far, light.sun, light.sky,
        np.minimum(forward, 1.8), np.array([FLAME * light.level]), STEP,
    )  # fmt: skip
    smoke = _upsampled(np.column_stack([seen, distance * seen[:, 3]]).reshape(*coarse.shape, 5), coarse, nearer)
    lit = _parted(colour, depth, nearer, smoke[..., 3])
    if has_sun:
        places = (eye + rays * far[:, None]).reshape(-1, 3)
        dark = shadow(cloud.density, cloud.origin, cloud.cell, places, light.toward).reshape(*coarse.shape, 1)
        lit = lit * _of_sun(light, _upsampled(dark, coarse, nearer))
    lit = lit + lit * _firelight(cloud, depth, way, eye)
    cover = smoke[..., 3:4]
    mean = smoke[..., 4] / np.maximum(smoke[..., 3], 1e-5)
    return Smoky(
        (lit * (1 - cover) + smoke[..., :3]).astype(np.float32),
        smoke[..., :4].astype(np.float32),
        np.where(smoke[..., 3] > 1e-4, mean, 0.0).astype(np.float32),
    )


def _parted(colour: Floats, depth: Floats, nearer: Floats, cover: Array) -> Floats:
    """Return a picture whose outlines in smoke are the nearer thing's own colour: what was behind shone through at their edge.

    Args:
        colour: The picture.
        depth, nearer: Of each pixel, and the least of those around it [m].
        cover: Of the smoke: elsewhere outlines stay as soft as they are.
    """
    from scipy.ndimage import grey_dilation

    further = grey_dilation(depth, size=3)
    edge = (further > (1 + ALIKE) * nearer) & (grey_dilation(cover, size=5) > LEAST_COVER)
    rows, columns = np.nonzero(edge)
    if not len(rows):
        return colour
    wanted = nearer[rows, columns]
    total, weight = np.zeros((len(rows), 3)), np.full(len(rows), 1e-6)
    total += 1e-6 * colour[rows, columns]
    for a in range(-2, 3):
        for b in range(-2, 3):
            y, x = np.clip(rows + a, 0, depth.shape[0] - 1), np.clip(columns + b, 0, depth.shape[1] - 1)
            own = (np.abs(depth[y, x] - wanted) < ALIKE * wanted) / (1.0 + a * a + b * b)
            share = np.where(further[y, x] > (1 + ALIKE) * nearer[y, x], 0.02, 1.0) * own
            total += share[:, None] * colour[y, x]
            weight += share
    made = colour.copy()
    made[rows, columns] = total / weight[:, None]
    return made


def _rays(depth: Floats, way: Array) -> tuple[Floats, Array, Array]:
    """Return every second pixel's depth, direction and end."""
    rows = np.arange(0, depth.shape[0], DIVIDE)
    columns = np.arange(0, depth.shape[1], DIVIDE)
    coarse = depth[np.ix_(rows, columns)]
    ways = way[np.ix_(rows, columns)].reshape(-1, 3)
    length = np.linalg.norm(ways, axis=1)
    return coarse, ways / length[:, None], coarse.ravel() * length


def _upsampled(values: Array, coarse: Floats, depth: Floats) -> Array:
    """Return values of rays at every pixel: of the four around it those count whose depth is the pixel's (Kopf et al. 2007)."""
    height, width = depth.shape
    y, x = np.arange(height) / DIVIDE, np.arange(width) / DIVIDE
    i, j = np.minimum(y.astype(int), coarse.shape[0] - 1), np.minimum(x.astype(int), coarse.shape[1] - 1)
    u, v = (y - i)[:, None], (x - j)[None, :]
    total = np.zeros((height, width, values.shape[2]))
    weights = np.full((height, width, 1), 1e-6)
    nearest = values[np.ix_(i, j)] * 1e-6
    for a, share_a in ((0, 1 - u), (1, u)):
        for b, share_b in ((0, 1 - v), (1, v)):
            at = np.ix_(np.minimum(i + a, coarse.shape[0] - 1), np.minimum(j + b, coarse.shape[1] - 1))
            alike = np.exp(-np.abs(coarse[at] - depth) / (ALIKE * depth + 1e-3))
            weight = (share_a * share_b * alike)[..., None]
            total += weight * values[at]
            weights += weight
    return np.asarray((total + nearest) / weights)


def _of_sun(light: Airlight, left: Array) -> Array:
    """Return what is left of a surface's light of which the sun's part is dimmed."""
    sun, sky = float(light.sun.mean()), float(light.sky.mean())
    share = sun / max(sun + sky, 1e-9)
    return np.asarray(1 - share * (1 - left))


def _firelight(cloud: Cloud, depth: Floats, way: Array, eye: Array) -> Array:
    """Return how much more light a surface has from what burns, shape [height, width, 3]."""
    middle, size = cloud.glow()
    if size <= 0:
        return np.zeros((*depth.shape, 3))
    away = np.sum((eye + way * depth[..., None] - middle) ** 2, axis=-1)
    return np.asarray(LIT_BY_FIRE * FLAME * size / (away + 2.0 + size**0.67))[..., None] * np.asarray(FIRE)
