"""The step ``dust`` of a set: what its camera sees of the dust, lit from all sides alike."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.engines.camera import CameraPath
from rushes.engines.destruction.air.cloud import Cloud
from rushes.engines.destruction.air.dust_exposure import DustLight
from rushes.engines.destruction.air.dust_light import FAR, see
from rushes.engines.destruction.building.set_pieces import Shown
from rushes.media.exr import is_whole, read_exr, write_exr
from rushes.plan import StepContext
from rushes.show import FrameRange

EVEN = DustLight(direction=(0.0, 0.0, 1.0), sun=(0.0, 0.0, 0.0), sky=(1.0, 1.0, 1.0), sunlit=np.ones(2))
"""A light of 1 from all sides: the comp brings the room's own."""


def set_dust(ctx: StepContext) -> None:
    """Make ``dust.####.exr`` (R, G, B, A premultiplied, under a white light of 1 from all sides; depth.Z) for every frame.

    Params: ``frames``, ``rate``, ``camera``, ``quality``, ``seed``. Needs ``build``, ``air`` and ``render``.
    """
    params = ctx.params
    frames, rate = FrameRange(*params["frames"]), Fraction(params["rate"])
    lift = Shown.load(ctx.inputs["build"] / "shown.npz").lift
    camera = CameraPath.from_json(params["camera"])
    camera = replace(camera, position=camera.position + [0.0, 0.0, lift])
    for done, frame in enumerate(frames):
        path = ctx.out / f"dust.{frame:04d}.exr"
        if is_whole(path):
            continue
        beauty = read_exr(ctx.inputs["render"] / f"beauty.{frame:04d}.exr")
        depth = np.minimum(np.asarray(beauty.channels["depth.Z"], np.float32), np.float32(FAR))
        cloud = Cloud.load(ctx.inputs["air"] / f"cloud.{frame:04d}.npz")
        seen = see(cloud, camera, frame, depth, EVEN, quality=str(params["quality"]), seed=int(params["seed"]))
        rgba = seen.rgba.astype(np.float16)
        planes: dict[str, NDArray[Any]] = {band: rgba[..., index] for index, band in enumerate("RGBA")}
        write_exr(path, {**planes, "depth.Z": seen.depth}, frame=frame, rate=rate)
        ctx.report(done + 1, len(frames))
