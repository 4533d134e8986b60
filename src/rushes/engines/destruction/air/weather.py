"""Weather between the lens and the building: air that hides with distance, and snow or rain that falls through it.

Air follows Koschmieder's law with a density that falls off with height; its colour is read from the background's
own horizon, so that it fits any plate. Flakes and drops hang in the world, not on the screen: they shift with the
camera as they should, and what stands nearer hides them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.camera import CameraPath
from rushes.engines.destruction.air.blown import Blown
from rushes.engines.destruction.air.wind import Wind
from rushes.media.colour import LUMINANCE

Array = NDArray[np.float64]
Floats = NDArray[np.float32]

SKY_DEPTH: Final = 1e9
"""Beyond this [m] a pixel is sky."""

_SHUTTER: Final = 0.5
"""Share of the frame during which the shutter is open: 180 degrees."""


@dataclass(frozen=True)
class Air:
    """How much the air hides.

    Attributes:
        extinction_per_m: Share of the light that is lost, per metre, at the ground [1/m].
        scale_height_m: Height over which the density falls to 37 %.
        unevenness: Standard deviation of the density across the picture, as a share of it.
    """

    extinction_per_m: float
    scale_height_m: float
    unevenness: float


@dataclass(frozen=True)
class Fall:
    """What falls.

    Attributes:
        count: In each of the three nested cubes round the camera, the smallest first.
        speed: Downward [m/s], slowest and fastest.
        wind: Horizontal [m/s] along X and Y.
        flutter_m: How far a flake swings to the sides [m].
        radius_m: Smallest and largest [m].
        opacity: Of one that is larger than a pixel.
        brightness: Of its light against the air's.
    """

    count: tuple[int, int, int]
    speed: tuple[float, float]
    wind: tuple[float, float]
    flutter_m: float
    radius_m: tuple[float, float]
    opacity: float
    brightness: float


AIR: Final = {
    "clear": Air(0.00022, 800.0, 0.0),
    "overcast": Air(0.0005, 500.0, 0.0),
    "fog": Air(0.011, 24.0, 0.28),
    "snow": Air(0.0030, 120.0, 0.10),
    "rain": Air(0.0016, 150.0, 0.10),
}
"""Chosen by eye at a camera distance of 40 to 60 m: fog half hides the building's foot, and never its fall."""

FALL: Final = {
    "snow": Fall((6_000, 40_000, 110_000), (0.7, 1.5), (0.7, 0.3), 0.09, (0.0018, 0.0048), 0.8, 1.25),
    "rain": Fall((22_000, 36_000, 60_000), (6.5, 9.0), (0.8, 0.2), 0.0, (0.0007, 0.0014), 0.38, 1.35),
}

CUBES_M: Final = (5.0, 14.0, 42.0)
"""Half sizes of the nested cubes that flakes repeat in: near ones are few and large, far ones many and small."""

NEAREST_M: Final = 0.9
"""Closer to the lens [m] nothing falls: an operator has a hood, and a blot would be read as dirt."""

F_NUMBER: Final = 4.0
"""Aperture that blurs what falls close to the lens."""


@dataclass(frozen=True, eq=False)
class Sight:
    """Where each pixel looks, per metre of depth along the camera's axis.

    Attributes:
        rise: Height gained [m/m], shape [h, w].
        length: Way travelled [m/m], shape [h, w].
    """

    rise: Floats
    length: Floats


def sight(camera: CameraPath, frame: int) -> Sight:
    """Return where each pixel of a frame looks."""
    x, y = (part.astype(np.float32) for part in camera.sight(frame, camera.width, camera.height))
    right, up, back = (np.float32(value) for value in camera.rotation(frame)[2])
    return Sight(x * right + y * up - back, np.sqrt(1.0 + x * x + y * y))


def backdrop_depth(camera: CameraPath, frame: int, seen: Sight, backdrop_m: float) -> Floats:
    """Guess a photograph's depth: flat ground up to a backdrop, and a wall of air behind it.

    Args:
        camera: The camera.
        frame: Which frame.
        seen: Where its pixels look.
        backdrop_m: Depth [m] at which the ground ends.

    Returns:
        Depth along the camera's axis [m], shape [height, width].
    """
    level = np.float32(-1e-6)
    eye = np.float32(camera.position[camera.index(frame), 2])
    ground = np.where(seen.rise < level, -eye / np.minimum(seen.rise, level), np.float32(np.inf))
    return np.asarray(np.minimum(ground, np.float32(backdrop_m)), dtype=np.float32)


def transmission(air: Air, depth: Floats, seen: Sight, density: Floats | float = 1.0) -> Floats:
    """Return how much light comes through the air from each pixel's surface.

    Args:
        air: The air.
        depth: Depth along the camera's axis [m], shape [h, w].
        seen: Where the pixels look.
        density: Factors of the air's density, as ``banks`` gives them, shape [h, w].

    Returns:
        Shape [h, w], 0 to 1.
    """
    high = np.float32(air.scale_height_m)
    far = np.minimum(depth, 60 * high)
    climb = np.maximum(seen.rise * far, -high) / high
    climb = np.where(np.abs(climb) < 1e-3, np.float32(1e-3), climb)
    thickness = np.float32(air.extinction_per_m) * far * seen.length * (-np.expm1(-climb) / climb)
    return np.asarray(np.exp(-thickness * density), dtype=np.float32)


def banks(air: Air, shape: tuple[int, int], *, seconds: float, seed: int) -> Floats | float:
    """Return soft factors round 1 by which the air's density varies over the picture; they drift.

    Args:
        air: The air.
        shape: Height and width [px].
        seconds: Time since the first frame [s].
        seed: Of the banks.
    """
    import cv2

    if air.unevenness <= 0:
        return 1.0
    height, width = shape
    total = np.zeros(shape, np.float32)
    for octave, cells in enumerate((3, 6, 12)):
        noise = np.random.default_rng([seed, octave, 0xF06]).standard_normal((cells + 4, 4 * cells + 8))
        step = height / cells
        columns = (np.arange(width) / step + seconds * 0.05 * (octave + 1)) % (4 * cells) + 2
        lines = np.arange(height) / step + 2
        where = np.meshgrid(columns.astype(np.float32), lines.astype(np.float32))
        wave = cv2.remap(noise.astype(np.float32), where[0], where[1], cv2.INTER_CUBIC, borderMode=cv2.BORDER_WRAP)
        total += wave / (octave + 1)
    total /= max(float(total.std()), 1e-6)
    return np.asarray(np.clip(1.0 + air.unevenness * total, 0.3, 2.0), dtype=np.float32)


def air_colour(background: Floats, camera: CameraPath, frame: int) -> Floats:
    """Read the air's colour from the background above the horizon, shape [3].

    The brighter part of a band of a quarter of the height is taken, since it is sky that lights the air; half of
    its colour is kept.
    """
    height = background.shape[0]
    ahead = -camera.rotation(frame)[:, 2]
    tangent = ahead[2] / max(float(np.hypot(ahead[0], ahead[1])), 1e-6)
    horizon = height / 2 + tangent * camera.focal_px(frame)
    foot = int(np.clip(horizon, height * 0.2, height))
    band = background[max(foot - height // 4, 0) : foot].reshape(-1, 3)
    luma = band @ LUMINANCE
    bright = band[luma >= np.quantile(luma, 0.6)].mean(axis=0)
    grey = float(bright @ LUMINANCE)
    return np.asarray(grey + 0.5 * (bright - grey), dtype=np.float32)


@dataclass(frozen=True, eq=False)
class Blowing:
    """What moves the air that something falls through.

    Attributes:
        wind: The wind.
        blown: What the collapse does to the air besides; None for nothing.
        follows: How much of that goes to what falls, 0 to 1.
    """

    wind: Wind
    blown: Blown | None = None
    follows: float = 1.0


WIND_AT_M: Final = 6.0
"""Height [m] of the wind that carries all of what falls: the middle of what a camera on the ground sees of it."""


def _carried(fall: Fall, blowing: Blowing | None, seconds: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return how far the wind has carried what falls [m], and how fast it blows now [m/s], each along x and y."""
    way = (fall.wind[0] * seconds, fall.wind[1] * seconds)
    if blowing is None or (blowing.wind.x, blowing.wind.y) == (0.0, 0.0):
        return way, fall.wind
    now = blowing.wind.at(np.array([WIND_AT_M]), seconds)[0]
    return blowing.wind.way(WIND_AT_M, seconds), (float(now[0]), float(now[1]))


def falling(
    fall: Fall, depth: Floats, camera: CameraPath, frame: int, *, rate: float, seed: int, blowing: Blowing | None = None
) -> Floats:
    """Draw what falls in one frame.

    Args:
        fall: What falls.
        depth: Depth of the picture [m], shape [h, w]: what is nearer hides what falls behind it.
        camera: The camera.
        frame: Which frame.
        rate: Frames per second.
        seed: Of the places; the same seed gives the same flakes.
        blowing: The wind, and what else the air does to it; the weather's own light wind where it is left out.

    Returns:
        Opacity, shape [h, w].
    """
    from rushes.engines.destruction.air.weather_kernels import draw_streaks

    seconds = (frame - camera.frames.first) / rate
    eye, turn = camera.position[camera.index(frame)], camera.rotation(frame)
    focal = camera.focal_px(frame)
    focal_mm = float(camera.focal_length_mm[camera.index(frame)])
    blur_px = focal_mm**2 / F_NUMBER / 1000.0 / camera.sensor_width_mm * camera.width / 2
    focus = max(float(np.hypot(eye[0], eye[1])), 5.0)
    rows = []
    for cube, half in enumerate(CUBES_M):
        waves, count = np.random.default_rng([seed, cube, 0xF1A]), fall.count[cube]
        start = (waves.random((count, 3)) * 2 - 1) * half
        speed = waves.uniform(*fall.speed, count)
        phase = waves.random((count, 2)) * 2 * np.pi
        swing = waves.uniform(0.5, 1.6, (count, 2)) * 2 * np.pi
        radius = waves.uniform(*fall.radius_m, count)
        (way_x, way_y), (wind_x, wind_y) = _carried(fall, blowing, seconds)
        drift = np.column_stack([np.full(count, wind_x), np.full(count, wind_y), -speed])

        place = start + np.column_stack([np.full(count, way_x), np.full(count, way_y), -speed * seconds])
        place[:, :2] += fall.flutter_m * np.sin(phase + swing * seconds)
        place = (place - eye + half) % (2 * half) - half
        moved = drift.copy()
        moved[:, :2] += fall.flutter_m * swing * np.cos(phase + swing * seconds)
        away = np.abs(place).max(axis=1)
        if blowing is not None and blowing.blown is not None:
            off, faster = blowing.blown.at(place + eye)
            place, moved = place + blowing.follows * off, moved + blowing.follows * faster
        head, tail = place @ turn, (place - moved * (_SHUTTER / rate)) @ turn
        near = -head[:, 2]
        seen = (near > NEAREST_M) & (-tail[:, 2] > NEAREST_M / 2)
        if cube > 0:
            seen &= away > CUBES_M[cube - 1]
        head, tail, near, radius = head[seen], tail[seen], near[seen], radius[seen]
        size = radius * focal / near
        defocus = blur_px * np.abs(1 / near - 1 / focus)
        drawn = np.hypot(np.maximum(size, 0.35), defocus)
        opacity = fall.opacity * np.minimum((size / drawn) ** 2, 1.0) ** 0.6
        rows.append(
            np.column_stack(
                [
                    camera.width / 2 + head[:, 0] * focal / near,
                    camera.height / 2 - head[:, 1] * focal / near,
                    camera.width / 2 + tail[:, 0] * focal / -tail[:, 2],
                    camera.height / 2 - tail[:, 1] * focal / -tail[:, 2],
                    drawn,
                    opacity,
                    near,
                ]
            )
        )
    cover = np.zeros(depth.shape, np.float32)
    draw_streaks(cover, np.ascontiguousarray(depth, np.float32), np.concatenate(rows).astype(np.float32))
    return cover
