"""The step ``debris``: what breaks and crushes leaves small debris that flies and lies."""

from __future__ import annotations

from rushes.engines.destruction.building.pieces import Pieces
from rushes.engines.destruction.debris.debris import make
from rushes.plan import StepContext


def debris(ctx: StepContext) -> None:
    """Write ``debris.npz``.

    Params: ``amount`` (0 is none), ``quality``, ``seed``. Needs ``build`` and ``simulate``.
    """
    made = make(
        ctx.inputs["simulate"],
        Pieces.load(ctx.inputs["build"] / "building.npz"),
        amount=float(ctx.params["amount"]),
        quality=str(ctx.params["quality"]),
        seed=int(ctx.params["seed"]),
        report=ctx.report,
    )
    made.save(ctx.out / "debris.npz")
