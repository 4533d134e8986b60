"""Bust shaping: a dart from the side towards the bust, and the front below it as much longer.

The front is cut across at the bust and opened by what the bust asks for; at the side the dart takes that back, so that the side
seam stays as long as the back's.
"""

from __future__ import annotations

from dataclasses import replace

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.pattern import curves
from rushes.engines.wardrobe.pattern.curves import Curve, Point, line
from rushes.engines.wardrobe.pattern.edge import Edge
from rushes.engines.wardrobe.pattern.panel import Panel
from rushes.errors import BadInputError

CUP = 0.26  # of what bust and underbust differ by: the dart's mouth
LEAST, MOST = 0.020, 0.045  # metres; less is eased in, more would point
UNDER = 0.05  # metres under the armhole at which the dart leaves the side
REACH = 0.40  # share of the way from the side to the centre that the dart goes


def mouth(m: Measures) -> float:
    """The bust dart's mouth [m]; none where bust and underbust hardly differ."""
    size = min(CUP * (m.bust_girth - m.underbust_girth), MOST)
    return size if size > LEAST else 0.0


def darted(front: Panel, size: float, under: float = UNDER) -> Panel:
    """A front with a bust dart in its `side`, which becomes `side_low`, the legs `bust_a` and `bust_b`, and `side_high`.

    Args:
        front: Drawn with its centre on x = 0; its side is walked up.
        size: The dart's mouth [m]; 0 leaves the front as it is.
        under: How far under the armhole the dart leaves the side [m].

    Raises:
        BadInputError: The side is too short for a dart.
    """
    if not size:
        return front
    side = front.edge("side")
    if side.length < under + 0.05:
        raise BadInputError(
            f"A bust dart doesn't fit into a side seam of {100 * side.length:.0f} cm. Make the garment longer, or its armhole higher."
        )
    low, high = curves.split(side.curve, side.length - under)
    cut = high[0][0][1]

    def opened(curve: Curve) -> Curve:
        return tuple(tuple((x, y - size if y < cut - 1e-9 else y) for x, y in segment) for segment in curve)

    dropped = curves.moved(low, (0.0, -size))
    point = ((1 - REACH) * dropped[-1][-1][0], cut - 0.5 * size)
    legs = (
        Edge("side_low", dropped, side.allowance),
        Edge("bust_a", line(dropped[-1][-1], point)),
        Edge("bust_b", line(point, high[0][0])),
        Edge("side_high", high, side.allowance),
    )
    edges = tuple(
        piece
        for edge in front.edges
        for piece in (legs if edge is side else (replace(edge, curve=opened(edge.curve)),))
    )

    def spot(at: Point) -> Point:
        return opened(line(at, at))[0][0]

    return replace(
        front,
        edges=edges,
        lines=tuple(replace(edge, curve=opened(edge.curve)) for edge in front.lines),
        holes=tuple(tuple(replace(edge, curve=opened(edge.curve)) for edge in ring) for ring in front.holes),
        marks=tuple(replace(mark, point=spot(mark.point)) for mark in front.marks),
        darts=(*front.darts, ("bust_a", "bust_b")),
        grain=None if front.grain is None else (spot(front.grain[0]), spot(front.grain[1])),
        placement=replace(front.placement, anchor=spot(front.placement.anchor)),
    )


def side_row(front: Panel) -> str:
    """The front's side as a seam names it, with a dart in it or without."""
    return (
        f"{front.name}.side"
        if any(edge.name == "side" for edge in front.edges)
        else f"{front.name}.side_low {front.name}.side_high"
    )
