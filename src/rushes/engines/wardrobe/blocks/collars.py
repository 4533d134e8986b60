"""Collars: a stand with a fall for shirts; one cut on the roll for coats lives with its lapel.

Drawn as halves with the centre back on x = 0 and the front at x < 0, the edge that meets the neckline below.
"""

from __future__ import annotations

import math

from rushes.engines.wardrobe.blocks.matched import matched
from rushes.engines.wardrobe.pattern import curves
from rushes.engines.wardrobe.pattern.curves import Curve, Point, bend, joined, line, quarter
from rushes.engines.wardrobe.pattern.edge import Edge, fold
from rushes.engines.wardrobe.pattern.panel import Mark, Panel, Placement

LIFT = 0.012  # metres that the stand rises towards its front: the more, the nearer it stands to the neck
BUTTON = 0.011  # metres that its line reaches beyond the button
DROP = 0.058  # metres that the fall's inner edge is bent: the more, the longer its outer edge, which lies around stand and shoulders


def stand_and_fall(neckline: float, overlap: float, stand: float, fall: float, point: float) -> tuple[Panel, Panel]:
    """A stand whose low edge is as long as half the neckline, and a fall that is sewn to its top.

    Args:
        neckline: From centre back to centre front [m].
        overlap: The front and its stand reach so far beyond the centre front, for button and hole [m].
        stand, fall: Their height at the centre back [m].
        point: Length of the collar's front edge [m].
    """
    whole = neckline + overlap
    size = matched(lambda x: curves.length(_low(x)) - whole, 0.5 * whole, 1.2 * whole, "collar's stand")
    low = _low(size)
    end, front = low[0][0], curves.at(low, overlap)
    top_front = (front[0] + 0.002, front[1] + stand - 0.006)
    top = bend(top_front, (0.0, stand), -4.0, 0.0)
    edges = (
        Edge("low", low, 0.008),
        fold("centre", line((0.0, 0.0), (0.0, stand))),
        Edge("top", curves.backward(top), 0.008),
        Edge(
            "end",
            joined(
                quarter(top_front, (end[0], end[1] + 0.4 * stand), level_first=True),
                line((end[0], end[1] + 0.4 * stand), end),
            ),
            0.008,
        ),
    )
    button = (front[0], front[1] + 0.45 * stand)
    marks = (Mark("button", button),)
    below = Panel(
        "stand",
        edges,
        copies="fold",
        repeat=2,
        marks=marks,
        lines=(Edge("button", line((button[0], button[1] + BUTTON), (button[0], button[1] - BUTTON)), finish="mark"),),
        grain=((-0.75 * size, 0.5 * stand), (-0.25 * size, 0.5 * stand)),
        placement=Placement("neck", "neck_back", 180.0, (0.0, 0.0)),
        fused=True,
        note="Outer and inner stand; fuse the inner one",
    )
    return below, _fall(edges[2].length, fall, point)


def standing(neckline: float, high: float, layer: int) -> Panel:
    """A collar that stands, its ends meeting at the centre front; its low edge is as long as half the neckline [m]."""
    size = matched(lambda x: curves.length(_low(x)) - neckline, 0.5 * neckline, 1.2 * neckline, "standing collar")
    low = _low(size)
    front = low[0][0]
    top_front = (front[0] + 0.003, front[1] + high - 0.004)
    edges = (
        Edge("low", low, 0.008),
        fold("centre", line((0.0, 0.0), (0.0, high))),
        Edge("top", bend((0.0, high), top_front, 180.0, 176.0), 0.008),
        Edge("end", line(top_front, front), 0.008),
    )
    return Panel(
        "collar",
        edges,
        copies="fold",
        repeat=2,
        grain=((-0.75 * size, 0.5 * high), (-0.25 * size, 0.5 * high)),
        placement=Placement("neck", "neck_back", 180.0, (0.0, 0.0), layer),
        fused=True,
        note="Outer and inner collar; canvas between",
    )


def _low(size: float) -> Curve:
    return bend((-size, LIFT), (0.0, 0.0), -9.0, 0.0, 0.34)


def _fall(length: float, fall: float, point: float) -> Panel:
    def low(size: float) -> Curve:
        return bend((-size, 0.0), (0.0, DROP), 2 * math.degrees(math.atan2(DROP, size)), 0.0, 0.36)

    size = matched(lambda x: curves.length(low(x)) - length, 0.7 * length, 1.05 * length, "collar's fall")
    tip: Point = (-size - 0.42 * point, 0.9 * point)
    edges = (
        Edge("low", low(size), 0.008, turn=180.0),
        fold("centre", line((0.0, DROP), (0.0, DROP + fall))),
        Edge("top", bend((0.0, DROP + fall), tip, 180.0, 172.0), 0.008),
        Edge("end", line(tip, (-size, 0.0)), 0.008),
    )
    return Panel(
        "collar",
        edges,
        copies="fold",
        repeat=2,
        grain=((-0.75 * size, 0.5 * fall), (-0.25 * size, 0.5 * fall)),
        placement=Placement("neck", "neck_back", 180.0, (0.0, 0.0), 1),
        fused=True,
        note="Top and under collar, the under one 2 mm smaller outside; fuse the top one",
    )
