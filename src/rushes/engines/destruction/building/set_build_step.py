"""The step ``build`` of a set: the stage of its take becomes ``building.npz``, and ``shown.npz``: what is seen of each piece."""

from __future__ import annotations

from rushes.engines.destruction.building.set_pieces import break_set
from rushes.engines.destruction.building.set_stage import read_set
from rushes.plan import StepContext


def set_build(ctx: StepContext) -> None:
    """Break the set of the file ``set`` into pieces that still stand. Params: ``seed``.

    Raises:
        BadInputError: The stage can't be read, or says nothing of solids.
    """
    ctx.report(0, 1)
    pieces, shown = break_set(read_set(ctx.files["set"]), int(ctx.params["seed"]))
    pieces.save(ctx.out / "building.npz")
    shown.save(ctx.out / "shown.npz")
    ctx.report(1, 1)
