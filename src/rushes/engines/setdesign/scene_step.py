"""The step ``scene``: the room as a USD stage, lit and furnished, which other programs show as this one does."""

from __future__ import annotations

from rushes.engines.setdesign.room_step import FIRST, load_room
from rushes.engines.setdesign.scene.assembled import assembled
from rushes.engines.setdesign.scene.usd import write_set
from rushes.plan import StepContext


def scene(ctx: StepContext) -> None:
    """Write ``set.####.usdc`` for each design.

    Params: ``options``. Needs ``room``.
    """
    count = int(ctx.params["options"])
    for index in range(count):
        frame = FIRST + index
        write_set(assembled(load_room(ctx.inputs["room"], frame)), ctx.out / f"set.{frame:04d}.usdc")
        ctx.report(index + 1, count)
