"""From Blender's raw file to the picture that is kept: sky behind a draft, air, weather, exposure, passes; ACEScg."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.brief.scene import Scene
from rushes.engines.camera import CameraPath
from rushes.engines.clip.picture.flashes import Flash, flashing
from rushes.engines.clip.picture.heavens import seen
from rushes.engines.clip.picture.relit import lit, surfaces
from rushes.engines.clip.picture.smoky import Airlight, Smoky, smoked
from rushes.engines.clip.picture.weather import falling
from rushes.engines.clip.smoke.cloud import cloud_of
from rushes.engines.clip.smoke.puffs import Puffs, afloat
from rushes.engines.clip.staged import Lamp, Sky, Sun
from rushes.media.colour import to_acescg
from rushes.media.exr import HALF_MAX, read_exr, write_exr
from rushes.media.metering import metered

Floats = NDArray[np.float32]

MATTES: Final = "ViewLayer.CryptoObject"
"""Name of the Cryptomatte, as Blender's manifest has hashed it into its key."""

FARTHEST_M: Final = 1e4
CLEAR_M: Final = 400.0
"""Air in which one sees further than this takes nothing from smoke [m]."""

GRAIN: Final = 0.012
"""Of a draft and a trace alike: a picture without any bands in its sky when it is compressed."""


@dataclass(frozen=True, eq=False)
class Darkroom:
    """What all pictures of a clip are developed with.

    Attributes:
        scene: For its weather.
        camera: Over all frames.
        rate: Frames per second.
        sky, sun: Air and light.
        heavens: The whole sky.
        key: Log mean that the first frame is exposed to.
        seed: Of rain and grain.
        draft: Whether raw pictures are Workbench's.
        open_sky: Whether there is a sky at all.
        flashes: Of explosions.
        lamps: Of the place.
        puffs: Smoke, fire and dust; None where nothing raises any.
    """

    scene: Scene
    camera: CameraPath
    rate: Fraction
    sky: Sky
    sun: Sun
    heavens: Floats
    key: float
    seed: int
    draft: bool
    open_sky: bool
    flashes: tuple[Flash, ...] = ()
    lamps: tuple[Lamp, ...] = ()
    puffs: Puffs | None = None


LEAST_GROUND: Final = 0.2
"""Share of a picture that is no sky, from which on it alone is exposed for."""


def develop(raw: Path, path: Path, frame: int, room: Darkroom, stops: float | None) -> float:
    """Write a frame's picture and return the stops that it was exposed by.

    Args:
        raw: What Blender left.
        path: Where to.
        frame: Which.
        room: How.
        stops: Exposure; metered where not given.
    """
    file = read_exr(raw)
    planes = {name.removeprefix("ViewLayer."): plane for name, plane in file.channels.items()}
    colour = np.stack([planes[f"Combined.{band}"] for band in "RGB"], axis=-1).astype(np.float32)
    depth = np.minimum(np.nan_to_num(planes["Depth.Z"].astype(np.float32), posinf=FARTHEST_M), FARTHEST_M)
    alpha = planes.get("Combined.A")
    way = _ways(room.camera, frame, depth.shape)
    colour = np.nan_to_num(colour, posinf=HALF_MAX)
    if room.draft:
        colour = _draft_light(colour, depth, room, way, alpha, frame)
    colour = _air(colour, depth, room, way)
    if room.scene.weather in {"rain", "snow"} and room.open_sky:
        light = np.asarray(room.sky.horizon) * (0.9 if room.scene.weather == "rain" else 1.5) + 0.02
        wind = wind_of(room.scene)
        colour = colour + falling(
            room.scene.weather, room.camera, frame, float(room.rate), wind, depth, light, room.seed
        )
    shape = (depth.shape[0], depth.shape[1])
    level = float(np.median(colour.mean(axis=-1)))
    smoke = _smoke(colour, depth, room, way, frame, level)
    colour = colour if smoke is None else smoke.colour
    bright = flashing(room.flashes, room.camera, frame, float(room.rate), shape, depth, level)
    picture = to_acescg(colour if bright is None else colour + bright)
    said = metered(_ground(picture, depth), room.key) if stops is None else stops
    exposed = np.clip(picture * 2.0**said, 0.0, HALF_MAX)
    chance = np.random.default_rng([room.seed, frame])
    exposed = np.maximum(exposed * (1 + GRAIN * chance.standard_normal(exposed.shape[:2], np.float32)[..., None]), 0.0)
    channels: dict[str, NDArray[Any]] = {band: exposed[..., at].astype(np.float16) for at, band in enumerate("RGB")}
    channels["A"] = np.ones(depth.shape, np.float16)
    channels["depth.Z"] = depth
    channels |= _passes(planes)
    if smoke is not None:
        channels |= _element(smoke, said)
    mattes = {name: plane.astype(np.float32) for name, plane in file.channels.items() if name.startswith(MATTES)}
    header = {
        "rushes:stops": said,
        **{key: value for key, value in file.header.items() if key.startswith("cryptomatte/")},
    }
    write_exr(path, {**channels, **mattes}, frame=frame, rate=room.rate, header=header)
    return said


def _ground(picture: Floats, depth: Floats) -> Floats:
    """Return what a picture is exposed for: all but the sky, unless there is nearly nothing else, shape [1, pixels, 3]."""
    near = depth < FARTHEST_M * 0.99
    return picture[near][None] if near.mean() > LEAST_GROUND else picture


def _passes(planes: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Return normals in the world, and where each pixel was and will be [px], where they were traced."""
    made: dict[str, NDArray[Any]] = {}
    if "Normal.X" in planes:
        made |= {f"normal.{band}": planes[f"Normal.{band}"].astype(np.float32) for band in "XYZ"}
    if "Vector.X" in planes:
        made |= {f"vector.{band}": planes[f"Vector.{band}"].astype(np.float32) for band in "XYZW"}
    return made


def _smoke(
    colour: Floats, depth: Floats, room: Darkroom, way: NDArray[np.float64], frame: int, level: float
) -> Smoky | None:
    """Return the picture with its smoke, fire and dust; None where none is in the air."""
    if room.puffs is None:
        return None
    time = (frame - room.camera.frames.first) / float(room.rate)
    cloud = cloud_of(afloat(room.puffs, time, wind_of(room.scene)))
    if cloud is None:
        return None
    has_sun = room.open_sky and room.sun.strength > 0
    above = 0.45 * np.asarray(room.sky.zenith) + 0.55 * np.asarray(room.sky.horizon)
    light = Airlight(
        sun=np.asarray(room.sun.colour) * room.sun.strength / np.pi if has_sun else np.zeros(3),
        toward=np.asarray(room.sun.direction, float),
        sky=above if room.open_sky else np.full(3, 2.0 * level),
        level=level,
    )
    made = smoked(colour, depth, way, room.camera.position[room.camera.index(frame)], cloud, light)
    if not room.open_sky or room.sky.haze_m > CLEAR_M:
        return made
    left = np.exp(-made.distance / room.sky.haze_m)[..., None]
    cover = made.smoke[..., 3:]
    hazed = made.smoke[..., :3] * left + np.asarray(room.sky.haze, np.float32) * cover * (1 - left)
    smoke = np.concatenate([hazed, cover], axis=-1).astype(np.float32)
    return Smoky(made.colour - made.smoke[..., :3] + smoke[..., :3], smoke, made.distance)


def _element(smoke: Smoky, stops: float) -> dict[str, NDArray[Any]]:
    """Return the smoke alone, premultiplied and exposed as the picture, and its coverage."""
    exposed = np.clip(to_acescg(smoke.smoke[..., :3]) * 2.0**stops, 0.0, HALF_MAX)
    bands = {f"smoke.{band}": exposed[..., at].astype(np.float16) for at, band in enumerate("RGB")}
    return {**bands, "smoke.A": smoke.smoke[..., 3].astype(np.float16)}


def _ways(camera: CameraPath, frame: int, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Return where each pixel looks in the world, length as for a depth of 1, shape [height, width, 3]."""
    right, up = camera.sight(frame, shape[1], shape[0])
    local = np.stack([right, up, -np.ones_like(right)], axis=-1)
    return np.asarray(local @ camera.rotation(frame).T)


def _draft_light(
    colour: Floats, depth: Floats, room: Darkroom, way: NDArray[np.float64], alpha: NDArray[Any] | None, frame: int
) -> Floats:
    """Return a draft's picture in the scene's light, with the sky behind it."""
    eye = room.camera.position[room.camera.index(frame)].astype(np.float32)
    place, normal = surfaces(depth, way.astype(np.float32), eye)
    made = lit(
        colour,
        place,
        normal,
        room.sun if room.open_sky and room.sun.strength > 0 else None,
        room.sky if room.open_sky else None,
        room.lamps,
    )
    if alpha is None:
        return made
    behind = seen(room.heavens, way) if room.open_sky else np.full_like(made, 0.03)
    return np.asarray(made + behind * (1 - alpha.astype(np.float32))[..., None], np.float32)


def _air(colour: Floats, depth: Floats, room: Darkroom, way: NDArray[np.float64]) -> Floats:
    """Return a picture with the air between."""
    if not room.open_sky:
        return colour
    far = depth * np.linalg.norm(way, axis=-1).astype(np.float32)
    left = np.exp(-far / room.sky.haze_m)
    if room.sky.haze_m > 400:
        left = np.where(depth >= FARTHEST_M * 0.99, 1.0, left)
    return colour * left[..., None] + np.asarray(room.sky.haze, np.float32) * (1 - left[..., None])


def wind_of(scene: Scene) -> tuple[float, float]:
    """Return a scene's wind along x and y [m/s]; inside there is none."""
    if scene.place.is_inside:
        return 0.0, 0.0
    ways = {"left": (1.0, 0.0), "right": (-1.0, 0.0), "camera": (0.0, 1.0), "behind": (0.0, -1.0)}
    x, y = ways[scene.wind_from]
    return x * scene.wind_ms, y * scene.wind_ms
