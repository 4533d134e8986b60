"""What the camera sees of the dust: light through it, detail in it, what stands before it, and its shadow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rushes.engines.camera import CameraPath
from rushes.engines.destruction.dust import Cloud
from rushes.engines.destruction.light import LightRig

Floats = NDArray[np.float64]
Picture = NDArray[np.float32]

EXTINCTION_PER_M = 1.15
"""Extinction [1/m] of dense dust: the beginning of a demolition cloud hides a wall within two metres."""

MARCH_M = {"draft": 0.7, "review": 0.45, "final": 0.3}
OCTAVES = {"draft": 4, "review": 5, "final": 6}
LEAST_COVER = 1e-3
"""Coverage from which dust counts as met, and has a depth."""

DIVIDE = {"draft": 2, "review": 2, "final": 2}
FAR = 1e10


@dataclass(frozen=True, eq=False, slots=True)
class Seen:
    """The dust in one picture.

    Attributes:
        rgba: Premultiplied ACEScg, shape [h, w, 4].
        depth: Mean distance along the camera's axis [m], ``FAR`` where there is none, shape [h, w].
        shadow: What the dust leaves of the light on what lies behind it, shape [h, w, 3].
    """

    rgba: Picture
    depth: Picture
    shadow: Picture


def rays_of(camera: CameraPath, frame: int, width: int, height: int) -> tuple[Floats, Floats]:
    """Return unit rays [h, w, 3] in the world, and each ray's length for a depth of 1 along the axis [h, w]."""
    focal = camera.focal_px(frame) * width / camera.width
    x = (np.arange(width) + 0.5 - width / 2) / focal
    y = (height / 2 - np.arange(height) - 0.5) / focal
    local = np.stack([*np.meshgrid(x, y), -np.ones((height, width))], axis=-1)
    length = np.linalg.norm(local, axis=-1)
    return (local / length[..., None]) @ camera.rotation(frame).T, length


def ground_distance(eye: Floats, rays: Floats) -> Floats:
    """Return how far each ray [m] goes to the ground; ``FAR`` above the horizon."""
    down = rays[..., 2]
    with np.errstate(divide="ignore"):
        return np.where(down < -1e-6, -eye[2] / np.minimum(down, -1e-6), FAR)


def see(
    cloud: Cloud, camera: CameraPath, frame: int, depth: Picture, light: LightRig, *, quality: str, seed: int
) -> Seen:
    """Light the dust and look at it.

    Args:
        cloud: The dust at this picture.
        camera, frame: Who looks, and when.
        depth: Distance [m] along the camera's axis to what is solid, ``FAR`` for the sky, shape [h, w].
        light: Sun and sky.
        quality: Draft, review or final.
        seed: Of the rays' jitter.
    """
    from rushes.engines.destruction import dust_kernels as kernels

    height, width = depth.shape
    eye = camera.position[camera.index(frame)]
    sigma = EXTINCTION_PER_M * cloud.cell
    sun = np.asarray(light.sun_direction)
    lit = kernels.transmittance(cloud.density, sun, 1.0, 40, sigma * 0.8)
    above = np.array([0.0, 0.0, 1.0])
    open_sky = 0.28 + 0.72 * np.sqrt(kernels.transmittance(cloud.density, above, 1.5, 14, sigma * 0.4))
    small = (max(1, height // DIVIDE[quality]), max(1, width // DIVIDE[quality]))
    rays, _ = rays_of(camera, frame, small[1], small[0])
    full_rays, full_length = rays_of(camera, frame, width, height)
    solid = np.minimum(depth * full_length, ground_distance(eye, full_rays))
    reach = _nearest(solid, small)
    rng = np.random.default_rng([seed, 6, frame])
    toward = full_rays[height // 2, width // 2]
    forward = max(0.0, float(toward @ sun))
    colour = cloud.source.colour
    radiance = colour * np.asarray(light.sun_colour) * light.sun_strength / np.pi * 0.72 * (1.0 + 0.5 * forward**4)
    ambient = colour * np.asarray(light.sky_colour) * light.sky_strength * 0.95
    optics = np.array([EXTINCTION_PER_M * 1.6, MARCH_M[quality], *radiance, *ambient])
    phase = np.array([0.62, 0.26, 0.12])
    low = kernels.march(
        cloud.density, lit, open_sky.astype(np.float32), cloud.tex, cloud.blend, cloud.origin, cloud.cell, eye,
        rays, reach.astype(np.float32), rng.random(small).astype(np.float32), optics, phase, OCTAVES[quality],
    )  # fmt: skip
    low = _smooth(low)
    full = _upsample(low, reach, solid)
    met = full[..., 3] > LEAST_COVER
    return Seen(
        rgba=full[..., :4],
        depth=np.where(met, full[..., 4] / np.maximum(full[..., 3], LEAST_COVER) / full_length, FAR).astype(np.float32),
        shadow=_shadow(cloud, lit, open_sky, eye, full_rays, solid, light),
    )


def _nearest(solid: Floats, small: tuple[int, int]) -> Floats:
    """Return the distances of a coarser picture by picking pixels, so that edges stay edges."""
    rows = np.minimum((np.arange(small[0]) + 0.5) * solid.shape[0] / small[0], solid.shape[0] - 1).astype(int)
    columns = np.minimum((np.arange(small[1]) + 0.5) * solid.shape[1] / small[1], solid.shape[1] - 1).astype(int)
    return solid[np.ix_(rows, columns)]


def _smooth(low: Picture) -> Picture:
    """Take the jitter's grain off by a small blur of what was gathered along each ray."""
    import cv2

    return np.asarray(cv2.GaussianBlur(np.ascontiguousarray(low), (0, 0), 0.5), np.float32)


def _upsample(low: Picture, reach: Floats, solid: Floats) -> Picture:
    """Bring the coarse picture to full size; each pixel takes from those coarse ones that see as far as it does."""
    height, width = solid.shape
    rows, columns = low.shape[:2]
    y = np.clip((np.arange(height) + 0.5) * rows / height - 0.5, 0, rows - 1)
    x = np.clip((np.arange(width) + 0.5) * columns / width - 0.5, 0, columns - 1)
    y0, x0 = y.astype(int), x.astype(int)
    y1, x1 = np.minimum(y0 + 1, rows - 1), np.minimum(x0 + 1, columns - 1)
    v, u = (y - y0)[:, None], (x - x0)[None, :]
    total = np.zeros((height, width, low.shape[2]), np.float32)
    weights = np.zeros((height, width), np.float32)
    wanted = np.log(np.minimum(solid, 1e4))
    for r, c, share in (
        (y0, x0, (1 - v) * (1 - u)),
        (y0, x1, (1 - v) * u),
        (y1, x0, v * (1 - u)),
        (y1, x1, v * u),
    ):
        pick = np.ix_(r, c)
        alike = np.exp(-((np.log(np.minimum(reach[pick], 1e4)) - wanted) ** 2) * 60.0)
        weight = (share * alike + 1e-6 * share + 1e-9).astype(np.float32)
        total += low[pick] * weight[..., None]
        weights += weight
    return total / weights[..., None]


def _shadow(
    cloud: Cloud, lit: Picture, open_sky: Floats, eye: Floats, rays: Floats, solid: Floats, light: LightRig
) -> Picture:
    """Return what dust leaves of sun and sky on the solid thing that each pixel shows."""
    from scipy.ndimage import map_coordinates

    near = solid < 2000.0
    point = eye + rays * np.where(near, solid, 0.0)[..., None]
    index = ((point - cloud.origin) / cloud.cell - 0.5).reshape(-1, 3).T
    inside = near & (((index >= -1).all(axis=0)) & (index < np.array(cloud.shape)[:, None]).all(axis=0)).reshape(
        near.shape
    )
    through = np.where(inside, map_coordinates(lit, index, order=1, mode="nearest").reshape(near.shape), 1.0)
    sky = np.where(inside, map_coordinates(open_sky, index, order=1, mode="nearest").reshape(near.shape), 1.0)
    sun = light.sun_strength * max(0.05, float(light.sun_direction[2]))
    share = sun / (sun + np.pi * light.sky_strength)
    factor = share * through + (1 - share) * sky
    return np.repeat(factor[..., None], 3, axis=2).astype(np.float32)
