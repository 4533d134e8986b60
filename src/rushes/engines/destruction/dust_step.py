"""The step ``dust``: the simulation's events become an element of dust, and the shadow that it casts."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rushes.engines.camera import CameraPath
from rushes.engines.destruction.dust import Cloud, read_source, settle_rate, velocities, wind_of
from rushes.engines.destruction.dust_exposure import DustLight, light_of_plate, light_of_rig
from rushes.engines.destruction.dust_light import FAR, see
from rushes.engines.destruction.light import LightRig
from rushes.engines.destruction.pieces import Pieces
from rushes.engines.destruction.plate_step import plate_file
from rushes.media.exr import is_whole, read_exr, write_exr
from rushes.plan import StepContext
from rushes.show import FrameRange

CELL_M = {"draft": 0.8, "review": 0.8, "final": 0.6}
"""Size of a cell of air [m]. Draft and review share one, so that a draft shows the same cloud."""


def dust(ctx: StepContext) -> None:
    """Make ``dust.####.exr`` (R, G, B, A premultiplied; depth.Z) and ``dustshadow.####.exr`` for every frame.

    The air has to be stepped from the first frame, which takes seconds; frames that are whole are not looked at again.
    """
    params = ctx.params
    frames, rate = FrameRange(*params["frames"]), Fraction(params["rate"])
    camera, light = CameraPath.from_json(params["camera"]), LightRig.from_json(params["light"])
    quality, seed = str(params["quality"]), int(params["seed"])
    simulation = ctx.inputs["simulate"]
    source = read_source(simulation / "events.npz", simulation / "contacts.npz", float(params["amount"]))
    pieces = Pieces.load(ctx.inputs["build"] / "building.npz")
    falls = _light(ctx, light, camera, frames, pieces)
    cloud = Cloud(
        pieces,
        source,
        cell=CELL_M[quality],
        wind=wind_of(str(params["drift"]), float(params["camera_azimuth_deg"])),
        settle=settle_rate(light.weather),
    )
    with np.load(simulation / "motion.npz") as archive:
        motion = {name: archive[name] for name in ("frame", "time", "position")}
    for done, frame in enumerate(frames):
        row = int(np.searchsorted(motion["frame"], frame))
        start = float((frame - frames.first - 1) / rate)
        cloud.step(start, start + float(1 / rate), motion["position"][row].astype(float), velocities(motion, row))
        target, shadow = ctx.out / f"dust.{frame:04d}.exr", ctx.out / f"dustshadow.{frame:04d}.exr"
        if not (is_whole(target) and is_whole(shadow)):
            seen = see(cloud, camera, frame, _depth(ctx, frame, frames), falls, quality=quality, seed=seed)
            rgba, factor = seen.rgba.astype(np.float16), seen.shadow.astype(np.float16)
            write_exr(
                target,
                {**{band: rgba[..., index] for index, band in enumerate("RGBA")}, "depth.Z": seen.depth},
                frame=frame,
                rate=rate,
            )
            write_exr(shadow, {band: factor[..., index] for index, band in enumerate("RGB")}, frame=frame, rate=rate)
        ctx.report(done + 1, len(frames))


def _light(ctx: StepContext, light: LightRig, camera: CameraPath, frames: FrameRange, pieces: Pieces) -> DustLight:
    """Return the plate's light round the building's foot, read once so that it never flickers, or the street's rig."""
    if "plate" not in ctx.inputs:
        return light_of_rig(light)
    plate = read_exr(plate_file(ctx.inputs["plate"], frames.first, frames)).picture()[..., :3]
    hidden = read_exr(ctx.inputs["render"] / f"beauty.{frames.first:04d}.exr").picture()[..., 3]
    given = bool(ctx.params.get("sun_given", False))
    return light_of_plate(light, plate, hidden, camera, frames.first, np.asarray(pieces.extent), sun_given=given)


def _depth(ctx: StepContext, frame: int, frames: FrameRange) -> NDArray[np.float32]:
    """Return the nearer of building and street [m]."""
    building = np.asarray(read_exr(ctx.inputs["render"] / f"beauty.{frame:04d}.exr").channels["depth.Z"], np.float32)
    street = ctx.inputs.get("street")
    if street is None:
        return np.minimum(building, np.float32(FAR))
    path: Path = street / f"plate.{frame:04d}.exr"
    if not path.is_file():
        path = street / f"plate.{frames.first:04d}.exr"
    channels = read_exr(path).channels
    return np.minimum(building, np.asarray(channels.get("depth.Z", building), np.float32))
