"""Building and shadow parted from one picture in which the ground is a plain surface.

A renderer's shadow catcher follows every path twice and is denoised on its own, which is a third of a draft. What it says is
how much light the ground gets beside how much it would get with nothing on it; of a plane under sun and sky the second is one
colour, which is known, and the first is in the picture.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.camera import CameraPath
from rushes.engines.destruction.picture.edges import SOLID
from rushes.engines.destruction.shot.light import LightRig
from rushes.engines.destruction.shot.sky import sky_map
from rushes.engines.destruction.stage.scene import GROUND_HALF_M
from rushes.media.colour import ACESCG, LINEAR_REC709, convert

Floats = NDArray[np.float32]

DARKEST: Final = 1e-5
"""Less light than this is none: what falls on it then can't be told in shares."""

BARE: Final = 0.004
"""Less of a pixel than this covered by the building, and round it, too, and its ground's light is that of ground alone."""

HORIZON_PX: Final = 4.0
"""Over so many pixels below the horizon what the ground catches fades in."""

NEAR_PX, FAR_PX = 1.2, 5.0
"""How far off ground that is half covered finds its light [px, standard deviation]; the second where the first finds none."""


def unshaded(light: LightRig, *, seed: int) -> Floats:
    """Return the light that ground throws back with nothing on it, linear Rec.709, shape [3]: sun, and the sky's picture summed up."""
    sky = _working(sky_map(light, seed=seed))
    high, wide = sky.shape[:2]
    up = (0.5 - (np.arange(high) + 0.5) / high) * np.pi
    share = np.maximum(np.sin(up), 0.0) * np.cos(up) * (np.pi / high) * (2.0 * np.pi / wide)
    falls = (sky * share[:, None, None]).sum(axis=(0, 1))
    if light.sun_strength > 0:
        falls = falls + _working(np.array(light.sun_colour)) * light.sun_strength * max(light.sun_direction[2], 0.0)
    return np.asarray(_working(np.array(light.ground_albedo)) * falls / np.pi, dtype=np.float32)


def _working(colour: NDArray[Any]) -> NDArray[np.float64]:
    """Return colours as the renderer is given them: linear Rec.709, none of it negative."""
    flat = np.asarray(colour, dtype=np.float32).reshape(-1, 3)
    return np.maximum(convert(flat, ACESCG, LINEAR_REC709), 0.0).astype(float).reshape(np.shape(colour))


def ground_seen(camera: CameraPath, frame: int) -> NDArray[np.bool_]:
    """Return the pixels through whose middle the stage's ground would be seen if nothing stood on it, shape [h, w]."""
    x, y = camera.sight(frame, camera.width, camera.height)
    ray = np.stack([x, y, np.full((camera.height, camera.width), -1.0)], axis=-1) @ camera.rotation(frame).T
    eye = camera.position[camera.index(frame)]
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = -eye[2] / ray[..., 2]
        place = eye[:2] + ray[..., :2] * reach[..., None]
    return np.asarray((reach > 0) & (np.abs(place) < GROUND_HALF_M).all(axis=-1))


def parted(traced: Floats, coverage: Floats, ground: NDArray[np.bool_], light: Floats) -> tuple[Floats, Floats]:
    """Return the building alone and what it leaves of the ground's light.

    Args:
        traced: Building and ground, premultiplied R, G, B, A, linear Rec.709, shape [h, w, 4]; empty where nothing was traced.
        coverage: Of the building, 0 to 1, shape [h, w].
        ground: Where there is ground behind, of ``ground_seen``.
        light: Of ``unshaded``.

    Returns:
        The building, premultiplied, [h, w, 4]; and the ground's light over ``light``, [h, w, 3], 1 where no ground is seen.
    """
    import cv2

    around = np.ones((3, 3), np.uint8)
    inner = cv2.erode((ground & (traced[..., 3] >= SOLID)).astype(np.uint8), around) > 0
    bare = inner & (cv2.dilate(coverage, around) < BARE)
    factor = traced[..., :3] / np.maximum(light, DARKEST)
    known = np.concatenate([factor * bare[..., None], bare[..., None]], axis=2, dtype=np.float32)
    near, far = (cv2.GaussianBlur(known, (0, 0), sigma) for sigma in (NEAR_PX, FAR_PX))
    spread = np.where(near[..., 3:] > BARE, near, far)
    found = spread[..., 3:] > BARE * BARE
    beside = np.where(found, spread[..., :3] / np.maximum(spread[..., 3:], 1e-9), 1.0)
    caught = np.where(bare[..., None], factor, beside)
    behind = ground & (traced[..., 3] > 0.0)
    shown = np.where(behind, np.clip(1.0 - coverage, 0.0, traced[..., 3]), 0.0)[..., None]
    rgb = np.maximum(traced[..., :3] - shown * caught * np.maximum(light, DARKEST), 0.0)
    building = np.concatenate([rgb, traced[..., 3:] - shown], axis=2, dtype=np.float32)
    caught[(coverage >= SOLID) | ~behind] = 1.0
    return building, np.asarray(1.0 + (caught - 1.0) * _below_horizon(ground), dtype=np.float32)


def _below_horizon(ground: NDArray[np.bool_]) -> Floats:
    """Return 0 at the ground's far edge, 1 some pixels nearer, shape [h, w, 1]: few paths and a denoiser make a line of it."""
    import cv2

    if ground.all():
        return np.ones((*ground.shape, 1), np.float32)
    away = cv2.distanceTransform(ground.astype(np.uint8), cv2.DIST_L2, 3)
    return np.asarray(np.clip((away - 1.0) / HORIZON_PX, 0.0, 1.0)[..., None], dtype=np.float32)
