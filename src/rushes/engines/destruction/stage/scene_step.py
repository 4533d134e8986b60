"""The step ``scene``: building, motion and debris become ``scene.usdc``."""

from __future__ import annotations

import shutil
from dataclasses import replace
from fractions import Fraction
from typing import Final

from rushes.engines.camera import CameraPath
from rushes.engines.destruction.breaks.broken_faces import STEP_M
from rushes.engines.destruction.breaks.panes import shattered, without
from rushes.engines.destruction.breaks.rebar import rebar_of
from rushes.engines.destruction.building.pieces import Pieces
from rushes.engines.destruction.debris.curtains import curtains_of
from rushes.engines.destruction.debris.debris_field import Debris
from rushes.engines.destruction.rigid.motion import Motion
from rushes.engines.destruction.shot.light import LightRig
from rushes.engines.destruction.shot.projection import projection_from_json
from rushes.engines.destruction.stage.scene import write_scene
from rushes.plan import StepContext
from rushes.show import FIRST_FRAME, FrameRange

PLATE_PICTURE: Final = "plate.exr"
"""The plate beside the stage that shows it."""


def scene(ctx: StepContext) -> None:
    """Write the USD stage that artists open and the renderer reads.

    Params: ``frames`` [first, last], ``rate`` ("24/1"), ``camera`` (``CameraPath.to_json``), ``light``
    (``LightRig.to_json``), ``quality``, ``rebar`` and ``curtains`` (whether), ``seed``, and ``projection`` where the plate is thrown on the building (with ``reference``, the
    frame whose picture it is, unless it is the first). Needs ``build``, ``simulate`` and ``debris``,
    and with a projection ``plate``, whose whole picture is laid beside the stage as ``plate.exr``.
    """
    ctx.report(0, 1)
    rows = ctx.params.get("projection")
    if rows is not None:
        part = ctx.out / "plate.exr.part"
        shutil.copyfile(ctx.inputs["plate"] / "whole.exr", part)
        part.replace(ctx.out / PLATE_PICTURE)
    pieces = Pieces.load(ctx.inputs["build"] / "building.npz")
    motion = Motion.load(ctx.inputs["simulate"] / "motion.npz")
    time = (motion.frame.astype(float) - FIRST_FRAME) / float(Fraction(ctx.params["rate"]))
    panes = shattered(vars(pieces), motion.position, motion.orientation, time)
    camera, seed = CameraPath.from_json(ctx.params["camera"]), int(ctx.params["seed"])
    quality = str(ctx.params["quality"])
    rebar = rebar_of(pieces, motion, quality=quality, seed=seed, camera=camera) if ctx.params["rebar"] else None
    curtains = None
    if ctx.params["curtains"]:
        curtains = curtains_of(pieces, motion, panes, time, seen_from=camera.position, seed=seed)
    write_scene(
        ctx.out / "scene.usdc",
        pieces,
        # The panes that broke are no longer drawn: their shards are debris.
        replace(motion, scale=without(motion.scale, panes.gone, time)),
        camera=camera,
        light=LightRig.from_json(ctx.params["light"]),
        frames=FrameRange(*ctx.params["frames"]),
        rate=Fraction(ctx.params["rate"]),
        projection=None if rows is None else projection_from_json(rows),
        plate=f"./{PLATE_PICTURE}",
        seen_at=ctx.params.get("reference"),
        debris=Debris.load(ctx.inputs["debris"] / "debris.npz"),
        step_m=STEP_M[quality],
        rebar=rebar,
        curtains=curtains,
    )
    ctx.report(1, 1)
