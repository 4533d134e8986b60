"""The step ``simulate``: ``building.npz`` becomes motion, contacts and events."""

from __future__ import annotations

from rushes.engines.destruction.building.pieces import Pieces
from rushes.engines.destruction.simulation.simulation import simulate_collapse
from rushes.engines.destruction.spec import CollapseSpec
from rushes.plan import StepContext


def simulate(ctx: StepContext) -> None:
    """Bring the building of the step ``build`` down as ``params["collapse"]`` says."""
    pieces = Pieces.load(ctx.inputs["build"] / "building.npz")
    simulate_collapse(pieces, CollapseSpec.model_validate(ctx.params["collapse"]), ctx.out, ctx.report)
