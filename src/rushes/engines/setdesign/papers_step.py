"""The step ``papers``: what the workshop, the art department and the construction manager need, to scale."""

from __future__ import annotations

from rushes.engines.setdesign.papers.drawings import write_papers
from rushes.engines.setdesign.room_step import load_room
from rushes.plan import StepContext


def papers(ctx: StepContext) -> None:
    """Write ``drawings.pdf``, ``plan.dxf``, a ``.svg`` a sheet, ``plan.svg`` and the schedules as ``.csv``.

    Params: ``show``, ``version``. Needs ``room``.
    """
    params = ctx.params
    write_papers(load_room(ctx.inputs["room"]), ctx.out, show=str(params["show"]), version=str(params["version"]))
    ctx.report(1, 1)
