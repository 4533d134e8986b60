"""How a front is buttoned: one over the other at the centre, or double breasted with a row of buttons at each side of it.

Drawn on the front's left half: lines on which buttons and holes sit, the marks, and the seams that say which meet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rushes.engines.wardrobe.pattern.curves import line
from rushes.engines.wardrobe.pattern.edge import Edge
from rushes.engines.wardrobe.pattern.panel import Mark, Panel
from rushes.engines.wardrobe.pattern.seam import Seam, sew

INSIDE, BEYOND = (
    0.012,
    0.004,
)  # metres: the lines end so far inside the fronts, but reach so far beyond the outermost buttons
OTHER = {"left": "right", "right": "left"}


@dataclass(frozen=True)
class Buttoning:
    """What a front gets that buttons: lines, marks, and seams of kind `buttoned`."""

    lines: tuple[Edge, ...]
    marks: tuple[Mark, ...]
    seams: tuple[Seam, ...]


def buttoned(front: Panel, buttons: Buttoning) -> Panel:
    """A front with its buttons."""
    return replace(front, lines=(*front.lines, *buttons.lines), marks=(*front.marks, *buttons.marks))


def buttoning(
    heights: Sequence[float],
    ends: tuple[float, float],
    *,
    away: float = 0.0,
    laps: str = "left",
    upright: bool = False,
    panel: str = "front",
    belted: bool = False,
) -> Buttoning:
    """Lay out buttons and holes.

    Args:
        heights: Of the buttons, the highest first [m].
        ends: Heights between which the fronts lie over each other [m].
        away: From the centre to either row of a double-breasted front [m]; 0 for one row on the centre.
        laps: The side that lies over.
        upright: Holes run up and down, as on a shirt's band.
        panel: The front's name.
        belted: It is a belt that holds the fronts there: nothing is marked.
    """
    if not heights:
        return Buttoning((), (), ())
    top, low = max(ends[0] - INSIDE, heights[0] + BEYOND), min(ends[1] + INSIDE, heights[-1] - BEYOND)
    notches = tuple(top - y for y in heights)
    way = 90.0 if upright else 0.0
    names = ("centre_front", "centre_front") if not away else ("holes", "buttons")
    lines = [Edge(name, line((x, top), (x, low)), finish="mark") for name, x in zip(names, (-away, away), strict=True)]
    marks = [Mark("buttonhole", (-away, y), way, laps) for y in heights]
    marks += [Mark("button", (away, y), way, "both" if away else OTHER[laps]) for y in heights]
    seam = sew("buttons", f"{panel}.{names[0]}", f"~{panel}.{names[1]}", kind="buttoned", open=True, notches=notches)
    if belted:
        marks = []
    if not away:
        return Buttoning(tuple(lines[:1]), tuple(marks), (seam,))
    lines.append(Edge("centre_front", line((0.0, top), (0.0, low)), finish="mark"))
    centre = sew("centre_front", f"{panel}.centre_front", f"~{panel}.centre_front", kind="buttoned", open=True)
    return Buttoning(tuple(lines), tuple(marks), (seam, centre))
