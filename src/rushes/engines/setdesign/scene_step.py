"""The step ``scene``: the room as a USD stage, lit and furnished, which other programs show as this one does."""

from __future__ import annotations

from rushes.engines.setdesign.picture.pictures import QUALITIES, write_scene
from rushes.engines.setdesign.room_step import FIRST, load_room
from rushes.engines.setdesign.scene.assembled import assembled
from rushes.engines.setdesign.scene.usd import write_set
from rushes.plan import StepContext


def scene(ctx: StepContext) -> None:
    """Write ``set.usdc`` with its finishes baked in ``textures``; of several options ``set.####.usdc`` each, in plain colours.

    Params: ``options``, ``quality``. Needs ``room``.

    Raises:
        StepFailedError: Blender failed while finishes were baked.
    """
    count = int(ctx.params["options"])
    if count == 1:
        baked_px = QUALITIES[str(ctx.params["quality"])].baked_px
        write_scene(ctx.permit, load_room(ctx.inputs["room"]), ctx.out, baked_px=baked_px)
        ctx.report(1, 1)
        return
    for index in range(count):
        frame = FIRST + index
        write_set(assembled(load_room(ctx.inputs["room"], frame)), ctx.out / f"set.{frame:04d}.usdc")
        ctx.report(index + 1, count)
