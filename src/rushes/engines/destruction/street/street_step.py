"""The step ``street``: a clean plate of a procedural street and sky, for a shot that has no plate."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.engines.camera import CameraPath
from rushes.engines.destruction.shot.light import LightRig
from rushes.engines.destruction.shot.sky import sky_radiance
from rushes.engines.destruction.stage.passes import FAR_M
from rushes.engines.destruction.stage.streets import plan_street
from rushes.engines.destruction.stage.tracing import Tracing, read_layer, trace
from rushes.media.colour import LINEAR_REC709, to_acescg
from rushes.media.exr import HALF_MAX, is_whole, write_exr
from rushes.plan import StepContext
from rushes.show import FrameRange

STILL_SAMPLES = {"draft": 16, "review": 40, "final": 128}
"""Paths per pixel of the one plate under a locked camera; every frame shows it, so it may cost a few frames."""

MOVING_SAMPLES = {"draft": 4, "review": 10, "final": 48}


def street(ctx: StepContext) -> None:
    """Write ``plate.####.exr`` (R, G, B, depth.Z): one for a locked camera, else one for each frame.

    Params: ``frames`` [first, last], ``rate`` ("24/1"), ``camera`` (``CameraPath.to_json``), ``light``
    (``LightRig.to_json``), ``quality``, ``seed``, ``moves``. Needs ``scene``.
    """
    frames = FrameRange(*ctx.params["frames"])
    camera = CameraPath.from_json(ctx.params["camera"])
    light = LightRig.from_json(ctx.params["light"])
    rate, seed, moves = Fraction(ctx.params["rate"]), int(ctx.params["seed"]), bool(ctx.params["moves"])
    scene = ctx.inputs["scene"] / "scene.usdc"
    wanted = list(frames) if moves else [frames.first]
    missing = [frame for frame in wanted if not is_whole(_file(ctx.out, frame))]
    ctx.report(len(wanted) - len(missing), len(wanted))
    if not missing:
        return
    tracing = Tracing(
        what="street",
        scene=scene,
        light=light,
        camera=camera,
        samples=(MOVING_SAMPLES if moves else STILL_SAMPLES)[ctx.params["quality"]],
        seed=seed,
        street=plan_street(scene, camera, light, seed=seed),
    )
    done = len(wanted) - len(missing)

    def on_frame(frame: int, raw: Path) -> None:
        nonlocal done
        picture, depth = plate_of(raw, camera, light, frame, seed=seed)
        half = np.clip(picture, 0.0, HALF_MAX).astype(np.float16)
        planes: dict[str, NDArray[Any]] = {band: half[..., k] for k, band in enumerate("RGB")}
        write_exr(_file(ctx.out, frame), {**planes, "depth.Z": depth}, frame=frame, rate=rate)
        done += 1
        ctx.report(done, len(wanted))

    trace(ctx.permit, tracing, missing, ctx.out / "tracing", on_frame)


def plate_of(
    raw: Path, camera: CameraPath, light: LightRig, frame: int, *, seed: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Put the traced street before the sky, and return the plate in ACEScg and its depth [m]."""
    traced = to_acescg(np.nan_to_num(read_layer(raw, "Combined", "RGBA"), posinf=HALF_MAX), LINEAR_REC709)
    depth = read_layer(raw, "Depth", "Z")[..., 0]
    sky = sky_radiance(light, _directions(camera, frame), seed=seed)
    alpha = np.clip(traced[..., 3:], 0.0, 1.0)
    picture = np.maximum(traced[..., :3], 0.0) + sky * (1.0 - alpha)
    depth = np.where(np.isfinite(depth) & (depth < FAR_M), depth, FAR_M)
    return picture.astype(np.float32), depth.astype(np.float32)


def _directions(camera: CameraPath, frame: int) -> NDArray[np.float64]:
    """Return each pixel's direction in the world, shape [height, width, 3]."""
    rows, columns = np.mgrid[0 : camera.height, 0 : camera.width] + 0.5
    focal = camera.focal_px(frame)
    local = np.stack(
        [(columns - camera.width / 2) / focal, (camera.height / 2 - rows) / focal, -np.ones_like(rows)], axis=-1
    )
    local /= np.linalg.norm(local, axis=-1, keepdims=True)
    return np.asarray(local @ camera.rotation(frame).T)


def _file(folder: Path, frame: int) -> Path:
    return folder / f"plate.{frame:04d}.exr"
