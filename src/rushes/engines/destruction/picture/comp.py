"""The composite: plate, shadow, building, air, dust, weather, the lens, the grade, in the order light meets them.

Everything is scene-linear ACEScg and premultiplied. Nothing here reads or writes a file.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.brief import Grade
from rushes.engines.camera import CameraPath
from rushes.engines.destruction.air.blown import FOLLOWS, Blown
from rushes.engines.destruction.air.weather import (
    AIR,
    FALL,
    Air,
    Blowing,
    air_colour,
    backdrop_depth,
    banks,
    falling,
    sight,
    transmission,
)
from rushes.engines.destruction.air.wind import STILL, Wind
from rushes.engines.destruction.plate.lens import Look, grain, matched, soften, vignette
from rushes.media.colour import LUMINANCE

Floats = NDArray[np.float32]

GREY: Final = 0.18
"""Where contrast turns: what is as bright as a grey card stays."""

WRAP, WRAP_BRIGHTEST = 0.10, 1.0
"""Share of the background's light that bleeds over an edge, and the light that counts at most: more is a glow."""

OWN_GRAIN: Final = 0.5
"""How much grain pieces of a photographed building get: their pixels have some, which moves with them, and broken faces have none."""

WRAP_SHARE: Final = 0.004
"""How far it bleeds, as a share of the picture's width."""

BACKDROP_REACH: Final = 1.7
"""Where a photograph's ground ends, in distances to the building: depth for the weather over a plate."""

HIDES_FLAKES: Final = 0.5
"""Coverage from which dust hides what falls behind its mean depth."""

NO_DEPTH: Final = 1e6
"""From here on [m] a depth pass says: nothing there."""


@dataclass(frozen=True, eq=False)
class Layers:
    """What one frame is made of; all of one size.

    Attributes:
        background: Plate or street, shape [h, w, 3].
        background_depth: Depth along the camera's axis [m], shape [h, w]; None for a photograph.
        building: Premultiplied R, G, B, A, shape [h, w, 4].
        depth: Of the building [m], shape [h, w].
        holdout: Where the building hides the background, shape [h, w].
        shadow: What the building's shadow leaves of the background's light, shape [h, w, 3].
        dust: Premultiplied R, G, B, A, shape [h, w, 4].
        dust_shadow: What the dust's shadow leaves of the light, shape [h, w, 3].
        dust_depth: Of the dust [m], shape [h, w]; None when nobody said.
        painted: How much of the background is not the plate's own, shape [h, w]; None for nothing of it.
        grounded: How much of the ground's element lies on the background, shape [h, w]; None for all of it.
        blown: What the collapse does to the air that snow and rain fall through; None for nothing.
    """

    background: Floats
    background_depth: Floats | None
    building: Floats
    depth: Floats
    holdout: Floats
    shadow: Floats
    dust: Floats
    dust_shadow: Floats
    dust_depth: Floats | None = None
    painted: Floats | None = None
    grounded: Floats | None = None
    blown: Blown | None = None


@dataclass(frozen=True, eq=False)
class Treatment:
    """What is done to every frame of a shot.

    Attributes:
        camera: The camera.
        rate: Frames per second.
        seed: Of weather and grain.
        weather: clear, overcast, fog, snow or rain.
        extinction_per_m: Of the air [1/m].
        photographed: Whether the background is a plate: it keeps its own grain, softness and vignette.
        look: The plate's, or a camera's of our own.
        grade: Of the finished picture.
        in_place: Whether the building shows the plate's own pixels, which have the plate's softness and some of its grain.
        wind: What carries snow and rain.
    """

    camera: CameraPath
    rate: float
    seed: int
    weather: str
    extinction_per_m: float
    photographed: bool
    look: Look
    grade: Grade
    in_place: bool = False
    wind: Wind = STILL

    @property
    def air(self) -> Air:
        """The air of this weather, as thick as the light says."""
        return replace(AIR[self.weather], extinction_per_m=self.extinction_per_m)


@dataclass(frozen=True, eq=False)
class Composed:
    """One frame, and what went into it that is no element of its own.

    Attributes:
        picture: Scene-linear ACEScg, shape [h, w, 3].
        air: What the air leaves of building, dust and background, and how much of the pixel was made, shape [h, w, 4].
        haze: The air's own colour, shape [h, w, 3].
        fall: Snow or rain, premultiplied, shape [h, w, 4]; None without any.
    """

    picture: Floats
    air: Floats
    haze: Floats
    fall: Floats | None


def kept_before(layers: Layers, plate: Floats, mask: Floats, depth: Floats) -> Layers:
    """Return a frame's layers with the plate itself wherever something stands before them; nearer dust still veils it.

    Args:
        layers: Of the frame.
        plate: Its plate as it came, shape [h, w, 3].
        mask: Coverage by what stands before the building, shape [h, w].
        depth: How far away that is [m], shape [h, w].
    """
    left = (1.0 - mask).astype(np.float32)
    veils = left
    if layers.dust_depth is not None:
        veils = np.where(layers.dust_depth < depth, np.float32(1.0), left)
    painted = None if layers.painted is None else layers.painted * left
    grounded = left if layers.grounded is None else layers.grounded * left
    return replace(
        layers,
        background=(layers.background * left[..., None] + plate * mask[..., None]).astype(np.float32),
        building=layers.building * left[..., None],
        holdout=layers.holdout * left,
        shadow=(1.0 + (layers.shadow - 1.0) * left[..., None]).astype(np.float32),
        dust=layers.dust * veils[..., None],
        dust_shadow=(1.0 + (layers.dust_shadow - 1.0) * veils[..., None]).astype(np.float32),
        painted=painted,
        grounded=grounded,
    )


def composite(layers: Layers, treatment: Treatment, frame: int) -> Floats:
    """Put one frame together.

    Returns:
        Scene-linear ACEScg, shape [h, w, 3].
    """
    return composed(layers, treatment, frame).picture


def composed(layers: Layers, treatment: Treatment, frame: int) -> Composed:
    """Put one frame together, and return what it was made with beside it."""
    air = _Air(layers, treatment, frame)
    behind = air.over_background(layers.background * layers.shadow * layers.dust_shadow)
    building, holdout = _matched(layers.building, treatment), layers.holdout
    if treatment.photographed and not treatment.in_place:  # a street is blurred with what stands before it, in the end
        blur = treatment.grade.lens_blur
        building, holdout = soften(building, treatment.look, blur), soften(holdout, treatment.look, blur)
    lit = air.over(building[..., :3] * layers.dust_shadow, building[..., 3], air.building)
    picture = behind * (1.0 - holdout[..., None]) + lit
    if treatment.grade.light_wrap > 0:
        picture = picture + _wrap(behind, building[..., 3]) * np.float32(treatment.grade.light_wrap)
    dust = _matched(layers.dust, treatment)
    picture = picture * (1.0 - dust[..., 3:]) + air.over(dust[..., :3], dust[..., 3], air.dust)
    own = 1.0 - (np.float32(0.0) if layers.painted is None else layers.painted)
    grained = holdout * np.float32(OWN_GRAIN) if treatment.in_place else holdout
    made = 1.0 - own * (1.0 - grained) * (1.0 - dust[..., 3]) * air.left_of_background
    fall = _weather(picture, air, layers, treatment, frame)
    if fall is not None:
        picture = np.asarray(picture * (1.0 - fall[..., 3:]) + fall[..., :3], dtype=np.float32)
        made = np.maximum(made, fall[..., 3])
    picture = _through_lens(picture, made, treatment, frame)
    left = np.stack([air.building, air.dust, air.left_of_background, made], axis=-1).astype(np.float32)
    return Composed(grade(picture, treatment.grade), left, air.colour, fall)


def grade(picture: Floats, asked: Grade) -> Floats:
    """Grade a picture: exposure, then contrast about middle grey, then saturation about AP1 luminance."""
    graded = picture * np.float32(2.0**asked.exposure_stops)
    if asked.contrast != 1.0:
        graded = np.float32(GREY) * np.maximum(graded / np.float32(GREY), 0.0) ** np.float32(asked.contrast)
    if asked.saturation != 1.0:
        luma = (graded @ LUMINANCE)[..., None]
        graded = luma + (graded - luma) * np.float32(asked.saturation)
    return np.asarray(np.maximum(graded, 0.0), dtype=np.float32)


class _Air:
    """The air of one frame: its colour, and what it leaves of building, dust and background."""

    def __init__(self, layers: Layers, treatment: Treatment, frame: int) -> None:
        camera, air = treatment.camera, treatment.air
        eye = camera.position[camera.index(frame)]
        reach = float(np.hypot(eye[0], eye[1]))
        seconds = (frame - camera.frames.first) / treatment.rate
        seen, camera_size = sight(camera, frame), (camera.height, camera.width)
        density = banks(air, camera_size, seconds=seconds, seed=treatment.seed)
        ground = layers.background_depth
        if ground is None:
            ground = backdrop_depth(camera, frame, seen, BACKDROP_REACH * reach)
        there = layers.depth < NO_DEPTH
        self.depth = np.where(there, np.minimum(layers.depth, ground), ground).astype(np.float32)
        self.colour = air_colour(layers.background, camera, frame)

        def left(depth: Floats) -> Floats:
            return transmission(air, depth, seen, density)

        self.building = left(np.where(there, layers.depth, np.float32(reach)))
        cloud = np.minimum(self.depth, np.float32(reach))
        if layers.dust_depth is not None:
            cloud = np.where(layers.dust_depth < NO_DEPTH, np.minimum(layers.dust_depth, self.depth), cloud)
        self.dust = left(cloud)
        hazy = not treatment.photographed or treatment.weather not in {"clear", "overcast"}
        self.left_of_background = left(ground) if hazy else np.ones_like(ground)

    def over(self, rgb: Floats, alpha: Floats, left: Floats) -> Floats:
        """Lay the air over a premultiplied layer."""
        return np.asarray(rgb * left[..., None] + self.colour * (alpha * (1.0 - left))[..., None])

    def over_background(self, rgb: Floats) -> Floats:
        """Lay the air over the background; a plate has its own on a clear day."""
        return self.over(rgb, np.ones(rgb.shape[:2], np.float32), self.left_of_background)


def _matched(layer: Floats, treatment: Treatment) -> Floats:
    if not treatment.photographed:
        return layer
    rgb = matched(layer[..., :3], layer[..., 3], treatment.look)
    return np.concatenate([rgb, layer[..., 3:]], axis=2)


def _wrap(behind: Floats, alpha: Floats) -> Floats:
    """Return the light of the background that bleeds over the building's edge."""
    import cv2

    spread = max(WRAP_SHARE * behind.shape[1], 0.8)
    seen = cv2.GaussianBlur(np.minimum(behind, WRAP_BRIGHTEST) * (1.0 - alpha)[..., None], (0, 0), spread)
    return np.asarray(seen * (alpha * np.float32(WRAP))[..., None])


def _weather(picture: Floats, air: _Air, layers: Layers, treatment: Treatment, frame: int) -> Floats | None:
    """Return what falls, premultiplied, shape [h, w, 4]; None where nothing does."""
    import cv2

    fall = FALL.get(treatment.weather)
    if fall is None:
        return None
    depth = air.depth
    if layers.dust_depth is not None:
        depth = np.where(layers.dust[..., 3] > HIDES_FLAKES, np.minimum(depth, layers.dust_depth), depth)
    blowing = Blowing(treatment.wind, layers.blown, FOLLOWS[treatment.weather])
    cover = falling(fall, depth, treatment.camera, frame, rate=treatment.rate, seed=treatment.seed, blowing=blowing)
    if treatment.weather == "rain":  # a drop is a small lens: it shows what is round it, turned and a little brighter
        around = cv2.GaussianBlur(picture, (0, 0), picture.shape[1] / 24)
        light = fall.brightness * (0.5 * around + 0.5 * air.colour)
    else:
        light = np.broadcast_to(fall.brightness * air.colour, picture.shape)
    return np.concatenate([light * cover[..., None], cover[..., None]], axis=2).astype(np.float32)


def _through_lens(picture: Floats, made: Floats, treatment: Treatment, frame: int) -> Floats:
    look, amount = treatment.look, treatment.grade.grain
    if not treatment.photographed:
        picture, made = vignette(soften(picture, look, treatment.grade.lens_blur), look.vignette), np.ones_like(made)
    return grain(picture, made, look, seed=treatment.seed, frame=frame, amount=amount)
