"""The step ``build``: a spec becomes ``building.npz``."""

from __future__ import annotations

from rushes.engines.destruction.building.pieces import break_building
from rushes.engines.destruction.spec import BuildingSpec
from rushes.plan import StepContext


def build(ctx: StepContext) -> None:
    """Put up the building of ``params["building"]`` and write it in pieces."""
    spec = BuildingSpec.model_validate(ctx.params["building"])
    ctx.report(0, 1)
    break_building(spec).save(ctx.out / "building.npz")
    ctx.report(1, 1)
