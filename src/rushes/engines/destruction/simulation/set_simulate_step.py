"""The step ``simulate`` of a set: ``building.npz`` becomes motion, contacts and events."""

from __future__ import annotations

from rushes.engines.destruction.building.pieces import Pieces
from rushes.engines.destruction.simulation.simulation import simulate_collapse
from rushes.engines.destruction.spec import SetCollapseSpec
from rushes.plan import StepContext


def set_simulate(ctx: StepContext) -> None:
    """Bring the set of the step ``build`` down as ``params["collapse"]`` says.

    Raises:
        BadInputError: It has nothing that could come down so.
    """
    pieces = Pieces.load(ctx.inputs["build"] / "building.npz")
    simulate_collapse(pieces, SetCollapseSpec.model_validate(ctx.params["collapse"]), ctx.out, ctx.report)
