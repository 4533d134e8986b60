"""The step ``papers``: what the workshop, the art department and the construction manager need, to scale."""

from __future__ import annotations

from rushes.engines.lookdev.prices import prices
from rushes.engines.setdesign.papers.drawings import write_papers
from rushes.engines.setdesign.room_step import load_room
from rushes.plan import StepContext


def papers(ctx: StepContext) -> None:
    """Write ``drawings.pdf``, ``plan.dxf``, a ``.svg`` a sheet, ``plan.svg`` and the schedules as ``.csv``.

    Params: ``show``, ``version``, and of the prices ``currency`` and ``prices``. Files: ``prices``, the show's own. Needs ``room``.

    Raises:
        BadInputError: The show's prices can't be read.
    """
    params = ctx.params
    in_force = prices(
        own=ctx.files.get("prices"), given=params.get("prices") or {}, currency=str(params.get("currency", ""))
    )
    write_papers(
        load_room(ctx.inputs["room"]),
        ctx.out,
        show=str(params["show"]),
        version=str(params["version"]),
        prices=in_force,
    )
    ctx.report(1, 1)
