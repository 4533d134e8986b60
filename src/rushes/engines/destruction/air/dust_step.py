"""The step ``dust``: what the camera sees of the air's dust, as an element, and the shadow that it casts."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.engines.camera import CameraPath
from rushes.engines.destruction.air.cloud import Cloud
from rushes.engines.destruction.air.dust_exposure import DustLight, light_of_plate, light_of_rig
from rushes.engines.destruction.air.dust_light import FAR, Seen, see
from rushes.engines.destruction.building.pieces import Pieces
from rushes.engines.destruction.plate.plate_step import plate_file
from rushes.engines.destruction.shot.light import LightRig
from rushes.media.exr import is_whole, read_exr, write_exr
from rushes.plan import StepContext
from rushes.show import FrameRange


def dust(ctx: StepContext) -> None:
    """Make ``dust.####.exr`` (R, G, B, A premultiplied; depth.Z) and ``dustshadow.####.exr`` for every frame.

    Frames that are whole are not looked at again.
    """
    params = ctx.params
    frames, rate = FrameRange(*params["frames"]), Fraction(params["rate"])
    camera, light = CameraPath.from_json(params["camera"]), LightRig.from_json(params["light"])
    quality, seed = str(params["quality"]), int(params["seed"])
    pieces = Pieces.load(ctx.inputs["build"] / "building.npz")
    falls = _light(ctx, light, camera, frames, pieces)
    missing = [frame for frame in frames if not all(is_whole(path) for path in _files(ctx, frame))]
    done = len(frames) - len(missing)
    ctx.report(done, len(frames))

    def read(frame: int) -> tuple[Cloud, NDArray[np.float32]]:
        return Cloud.load(ctx.inputs["air"] / f"cloud.{frame:04d}.npz"), _depth(ctx, frame, frames)

    # Beside the frame that is looked at the next one is read and the last one written; one at a time uses both cores.
    with ThreadPoolExecutor(2) as beside:
        ahead: Future[tuple[Cloud, NDArray[np.float32]]] | None = None
        written: Future[None] | None = None
        for number, frame in enumerate(missing):
            cloud, depth = read(frame) if ahead is None else ahead.result()
            ahead = beside.submit(read, missing[number + 1]) if number + 1 < len(missing) else None
            seen = see(cloud, camera, frame, depth, falls, quality=quality, seed=seed)
            if written is not None:
                written.result()
                ctx.report(done + number, len(frames))
            written = beside.submit(_write, ctx, seen, frame, rate)
        if written is not None:
            written.result()
    ctx.report(len(frames), len(frames))


def _files(ctx: StepContext, frame: int) -> tuple[Path, Path]:
    return ctx.out / f"dust.{frame:04d}.exr", ctx.out / f"dustshadow.{frame:04d}.exr"


def _write(ctx: StepContext, seen: Seen, frame: int, rate: Fraction) -> None:
    target, shadow = _files(ctx, frame)
    rgba, factor = seen.rgba.astype(np.float16), seen.shadow.astype(np.float16)
    planes: dict[str, NDArray[Any]] = {
        **{band: rgba[..., index] for index, band in enumerate("RGBA")},
        "depth.Z": seen.depth,
    }
    write_exr(target, planes, frame=frame, rate=rate)
    write_exr(shadow, {band: factor[..., index] for index, band in enumerate("RGB")}, frame=frame, rate=rate)


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
