"""The step ``match``: the plate's camera solved once more, written down and drawn over the plate."""

from __future__ import annotations

import json
from typing import Any, Final

from rushes.engines.destruction.site import first_picture, solve_picture
from rushes.engines.matchmove import draw_overlay
from rushes.errors import StepFailedError
from rushes.plan import StepContext
from rushes.show import FrameRange
from rushes.studio import write_atomically

SAME: Final = 1e-3
"""Largest difference, as a share, of two solves of the same plate: other processors round otherwise."""


def match(ctx: StepContext) -> None:
    """Write ``match.json`` and ``overlay.png``.

    Params: ``frames`` [first, last], ``corners`` and ``roof_m`` or None, ``focal_px`` or None, ``match`` (what the recipe
    rests on, ``CameraMatch.to_json``). File: ``plate``.

    Raises:
        StepFailedError: The plate is solved otherwise here than when the recipe was made.
    """
    picture = first_picture(ctx.files["plate"], FrameRange(*ctx.params["frames"]))
    params = ctx.params
    solved = solve_picture(
        picture,
        corners=params["corners"],
        roof_m=params["roof_m"],
        focal_px=params["focal_px"],
    )
    record, planned = solved.to_json(), params["match"]
    off = [name for name in planned if not _same(record[name], planned[name])]
    if off:
        raise StepFailedError(
            f"The plate's camera comes out otherwise than when the recipe was made ({', '.join(off)}). Were OpenCV or SciPy "
            "updated meanwhile? Make the take again from its brief."
        )
    draw_overlay(solved, picture, ctx.out / "overlay.png")
    write_atomically(ctx.out / "match.json", json.dumps({"schema": "rushes/match/1", **record}, indent=2))
    ctx.report(1, 1)


def _same(one: Any, other: Any) -> bool:  # noqa: ANN401 - plain JSON
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(_same(a, b) for a, b in zip(one, other, strict=True))
    if isinstance(one, float) and isinstance(other, int | float):
        return abs(one - other) <= SAME * max(1.0, abs(one))
    return bool(one == other) or isinstance(one, dict)
