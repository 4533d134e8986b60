"""The light that falls on dust: the rig's, or what a photograph says of the light where its building stands.

A plate is exposed by somebody else and often has its street in shade. Its own ground round the building's foot says how
bright a thing is there; its brightest walls say how bright the sun makes one; and what stands beside the building says
how high the shade reaches. Dust that is lit so lies within the plate's range.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.camera import CameraPath
from rushes.engines.destruction.shot.light import LightRig, Rgb
from rushes.media.colour import LUMINANCE

Floats = NDArray[np.float64]
Picture = NDArray[np.float32]

GROUND_REFLECTS: Final = 0.14
"""Reflectance of a street: asphalt has about 0.1, paving about 0.25."""

BRIGHT_REFLECTS: Final = 0.5
"""Reflectance of a plate's brightest walls and kerbs."""

BRIGHT_QUANTILE: Final = 0.96
"""Where in the plate those are found; above it are glints, lamps and windows."""

IN_SHADE, IN_SUN = 0.25, 0.6
"""Share of the brightest light below which a thing stands in shade, and above which in the sun. Open shade has about a
tenth to a fifth of the sun's light."""

STREET_LEVEL: Final = 0.72
"""Of a rig's light on dust. Rigs are exposed for a lit facade, and at its full reflectance a cloud in the sun outshines
it; this keeps the level at which the street's dust was chosen by eye."""

RING_M: Final = 12.0
"""How far round the building's footprint the ground is looked at [m]."""

ENOUGH: Final = 40
"""Pixels that a median needs."""

OWN_TINT: Final = 0.5
"""How much of the shade's tint is taken for its light's: the rest is the ground's own colour."""

OFF_WALLS: Final = 0.15
"""Share of a shaded street's light that is taken for what walls in the sun throw back, in their colour. By eye: more of
it turns brick dust orange, none of it mauve under a blue sky."""

EDGE_M: Final = 2
"""How far above and below it the edge of the shade is softened [m]: it lies at other heights before and behind the wall
that it is read from."""

AGAINST_LIGHT: Final = 0.8
"""How much brighter than a surface of its reflectance dust gets in the sun, seen straight against the light.
Measured on a ball of dense dust with the sun all round it; a test holds it."""

RANGE_QUANTILE: Final = 0.995
"""Where the plate's range ends for dust: above it are glints."""

BRIGHTEST_DUST: Final = 0.55
"""Reflectance of the palest dust."""


@dataclass(frozen=True, eq=False, slots=True)
class DustLight:
    """What falls on dust. All radiances are those of a white surface, ACEScg.

    Attributes:
        direction: Unit vector toward the sun.
        sun: Of a surface that faces the sun; 0 under cloud.
        sky: Of a surface under the open sky.
        sunlit: Share of the sun that what stands round lets through, by height above the ground, one a metre.
    """

    direction: Rgb
    sun: Rgb
    sky: Rgb
    sunlit: Floats


def light_of_rig(light: LightRig) -> DustLight:
    """Return the rig's light as dust gets it, nothing standing before it."""
    return DustLight(
        direction=light.sun_direction,
        sun=_times(light.sun_colour, STREET_LEVEL * light.sun_strength / np.pi),
        sky=_times(light.sky_colour, STREET_LEVEL * light.sky_strength),
        sunlit=np.ones(2),
    )


def light_of_plate(
    light: LightRig,
    plate: Picture,
    hidden: Picture,
    camera: CameraPath,
    frame: int,
    extent: Floats,
    *,
    sun_given: bool,
) -> DustLight:
    """Return the light that a photograph shows round a building's foot.

    Args:
        light: The rig: where the sun stands, its colour, and its share against the sky.
        plate: The photograph, ACEScg, shape [h, w, 3].
        hidden: Where the building stands before it, 0 to 1, shape [h, w].
        camera, frame: Who looks.
        extent: The building's corners [m], shape [2, 3].
        sun_given: Whether the brief says where the sun stands. Then the building is lit as it says, and only the level
            is the plate's.

    Returns:
        The rig's own light when the plate shows no ground there.
    """
    luma = np.asarray(plate, np.float64) @ LUMINANCE.astype(np.float64)
    open_ = hidden < 0.02
    ring = _ground_round(camera, frame, luma.shape, extent) & open_
    if int(ring.sum()) < ENOUGH:
        return light_of_rig(light)
    walls = open_ & (plate[..., 2] < 1.25 * plate[..., 0] + 1e-4)
    if int(walls.sum()) < ENOUGH:
        walls = open_
    foot = max(float(np.median(luma[ring])), 1e-4) / GROUND_REFLECTS
    brightest = float(np.quantile(luma[walls], BRIGHT_QUANTILE))
    bright = max(brightest / BRIGHT_REFLECTS, foot)
    rig_sun, rig_sky = light.sun_strength / np.pi * max(float(light.sun_direction[2]), 0.05), light.sky_strength
    share = rig_sky / max(rig_sun + rig_sky, 1e-9)
    sunny = 1.0 if sun_given else _between(foot / bright)
    if light.sun_strength <= 0.0:
        sky, sun, sunlit = foot, 0.0, np.ones(2)
    else:
        sky = foot * (sunny * share + (1.0 - sunny))
        facing = sunny * (foot - sky) / max(float(light.sun_direction[2]), 0.2) + (1.0 - sunny) * (bright - sky)
        sun = max(min(facing, bright - sky), 0.0)
        sunlit = np.ones(2) if sun_given else _by_height(luma, open_, camera, frame, extent, bright, sunny)
    limit = max(float(np.quantile(luma[open_], RANGE_QUANTILE)), foot * GROUND_REFLECTS) / BRIGHTEST_DUST
    sky = min(sky, limit)
    sun = min(sun, (limit - sky) / float(most_scattered(np.array(_toward(light, camera, frame)))))
    tint = np.median(plate[ring].reshape(-1, 3), axis=0) / max(float(np.median(luma[ring])), 1e-6)
    colour = OWN_TINT * np.clip(tint, 0.5, 1.6) + (1.0 - OWN_TINT) * np.asarray(light.sky_colour)
    lit = np.median(plate[walls & (luma >= brightest)].reshape(-1, 3), axis=0) / max(brightest, 1e-6)
    off_walls = OFF_WALLS * (1.0 - sunny)
    colour = (1.0 - off_walls) * colour + off_walls * np.clip(lit, 0.5, 1.6)
    colour = colour / max(float(colour @ LUMINANCE), 1e-6)
    sun_colour = np.asarray(light.sun_colour) / max(float(np.asarray(light.sun_colour) @ LUMINANCE), 1e-6)
    return DustLight(light.sun_direction, _times(tuple(sun_colour), sun), _times(tuple(colour), sky), sunlit)


def most_scattered(cosine: Floats) -> Floats:
    """Return how bright dust gets in the sun against a surface of its reflectance, by the cosine to the light."""
    return 1.0 + AGAINST_LIGHT * np.sqrt(np.maximum(cosine, 0.0))


def _toward(light: LightRig, camera: CameraPath, frame: int) -> float:
    """Return the cosine of the smallest angle to the sun that a picture holds."""
    ahead = -camera.rotation(frame)[:, 2]
    angle = float(np.arccos(np.clip(ahead @ np.asarray(light.sun_direction), -1.0, 1.0)))
    half = float(np.arctan(np.hypot(camera.width, camera.height) / 2 / camera.focal_px(frame)))
    return float(np.cos(max(angle - half, 0.0)))


def _times(colour: tuple[float, ...], strength: float) -> Rgb:
    red, green, blue = (float(value) * float(strength) for value in colour)
    return red, green, blue


def _between(level: float) -> float:
    part = min(max((level - IN_SHADE) / (IN_SUN - IN_SHADE), 0.0), 1.0)
    return part * part * (3.0 - 2.0 * part)


def _ground_round(camera: CameraPath, frame: int, shape: tuple[int, ...], extent: Floats) -> NDArray[np.bool_]:
    """Return which pixels show the ground within a ring round the footprint; that of the lowest rows, if none do."""
    from rushes.engines.destruction.air.dust_light import FAR, ground_distance, rays_of

    eye = camera.position[camera.index(frame)]
    rays, _ = rays_of(camera, frame, shape[1], shape[0])
    far = ground_distance(eye, rays)
    down = far < FAR / 2
    place = eye[:2] + rays[..., :2] * np.where(down, far, 0.0)[..., None]
    away = np.maximum(np.maximum(extent[0, :2] - place, place - extent[1, :2]), 0.0)
    ring = down & (np.hypot(away[..., 0], away[..., 1]) < RING_M)
    if int(ring.sum()) < ENOUGH:
        ring = down & (np.arange(shape[0])[:, None] >= shape[0] * 0.85)
    return np.asarray(ring)


def _by_height(
    luma: Floats, open_: NDArray[np.bool_], camera: CameraPath, frame: int, extent: Floats, bright: float, foot: float
) -> Floats:
    """Return how much of the sun arrives at each metre of height, from what stands beside the building.

    A height's level is the 70th percentile of the plate there, walls between dark windows; it never falls with height.
    """
    eye, turn = camera.position[camera.index(frame)], camera.rotation(frame)
    focal = camera.focal_px(frame)
    reach = max(float(np.hypot(eye[0], eye[1])), 1.0)
    ahead = -turn[:, 2]
    heights = np.arange(0, max(int(extent[1, 2] * 1.4), 4) + 2)
    out, most = np.empty(len(heights)), foot
    flat = np.array([-eye[0], -eye[1]]) / reach
    for number, metres in enumerate(heights):
        way = np.array([flat[0] * reach, flat[1] * reach, metres - eye[2]])
        depth = float(way @ ahead)
        row = luma.shape[0] / 2 - float(way @ turn[:, 1]) / max(depth, 0.1) * focal
        half = max(0.5 * focal / max(depth, 0.1), 1.0)
        low, high = int(np.clip(row - half, 0, luma.shape[0])), int(np.clip(row + half + 1, 0, luma.shape[0]))
        band = luma[low:high][open_[low:high]]
        if len(band) >= ENOUGH and metres > 0:
            most = max(most, _between(float(np.quantile(band, 0.7)) / BRIGHT_REFLECTS / bright))
        out[number] = most
    even = np.ones(2 * EDGE_M + 1) / (2 * EDGE_M + 1)
    return np.convolve(np.pad(out, EDGE_M, mode="edge"), even, mode="valid")
