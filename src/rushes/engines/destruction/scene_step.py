"""The step ``scene``: building, motion and debris become ``scene.usdc``."""

from __future__ import annotations

from fractions import Fraction

from rushes.engines.camera import CameraPath
from rushes.engines.destruction.debris_field import Debris
from rushes.engines.destruction.light import LightRig
from rushes.engines.destruction.pieces import Pieces
from rushes.engines.destruction.scene import Motion, write_scene
from rushes.plan import StepContext
from rushes.show import FrameRange


def scene(ctx: StepContext) -> None:
    """Write the USD stage that artists open and the renderer reads.

    Params: ``frames`` [first, last], ``rate`` ("24/1"), ``camera`` (``CameraPath.to_json``), ``light``
    (``LightRig.to_json``). Needs ``build``, ``simulate`` and ``debris``.
    """
    ctx.report(0, 1)
    write_scene(
        ctx.out / "scene.usdc",
        Pieces.load(ctx.inputs["build"] / "building.npz"),
        Motion.load(ctx.inputs["simulate"] / "motion.npz"),
        camera=CameraPath.from_json(ctx.params["camera"]),
        light=LightRig.from_json(ctx.params["light"]),
        frames=FrameRange(*ctx.params["frames"]),
        rate=Fraction(ctx.params["rate"]),
        debris=Debris.load(ctx.inputs["debris"] / "debris.npz"),
    )
    ctx.report(1, 1)
