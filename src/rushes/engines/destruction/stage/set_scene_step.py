"""The step ``scene`` of a set: its own stage, and over it the stage of what moves."""

from __future__ import annotations

import shutil
from fractions import Fraction
from typing import Final

from rushes.engines.destruction.building.pieces import Pieces
from rushes.engines.destruction.building.set_pieces import Shown
from rushes.engines.destruction.rigid.motion import Motion
from rushes.engines.destruction.stage.set_moving import moving
from rushes.engines.destruction.stage.set_scene import write_set_scene
from rushes.plan import StepContext
from rushes.show import FrameRange

SET: Final = "set.usdc"


def set_scene(ctx: StepContext) -> None:
    """Write ``scene.usdc`` over ``set.usdc``, the set's own, with its ``textures`` beside it.

    Params: ``frames``, ``rate``. Files: ``set``, and each of its pictures as ``texture ...``. Needs ``build`` and ``simulate``.
    """
    ctx.report(0, 1)
    shutil.copyfile(ctx.files["set"], ctx.out / SET)
    textures = ctx.out / "textures"
    for name, path in ctx.files.items():
        if name.startswith("texture "):
            textures.mkdir(exist_ok=True)
            shutil.copyfile(path, textures / path.name)
    pieces, shown = Pieces.load(ctx.inputs["build"] / "building.npz"), Shown.load(ctx.inputs["build"] / "shown.npz")
    motion = Motion.load(ctx.inputs["simulate"] / "motion.npz")
    write_set_scene(
        ctx.out / "scene.usdc",
        f"./{SET}",
        pieces,
        shown,
        motion,
        moving(pieces, shown, motion),
        FrameRange(*ctx.params["frames"]),
        Fraction(ctx.params["rate"]),
    )
    ctx.report(1, 1)
