"""Lapel and collar of tailored coats, drawn on the front's neck: roll line, gorge, notch or peak, and the collar cut on the roll.

The gorge is laid out as it is seen when worn, then mirrored in the roll line.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from rushes.engines.wardrobe.blocks.matched import matched
from rushes.engines.wardrobe.pattern import curves
from rushes.engines.wardrobe.pattern.curves import Curve, Point, bend, heading, line, mix, moved, toward
from rushes.engines.wardrobe.pattern.edge import Edge, fold
from rushes.engines.wardrobe.pattern.panel import Panel, Placement

STAND_OFF = 0.022  # metres from the neck's side to the roll line: the collar's stand leans there
GORGE_DEG = 24.0  # how far the worn gorge falls towards the arm
SWING_DEG = 17.0  # that the collar is swung towards the back, so that its outer edge reaches over the stand


@dataclass(frozen=True)
class LapelStyle:
    """What may be changed; metres.

    Attributes:
        width: From the roll line to the lapel's tip.
        peak: How far the tip stands up from the gorge; 0 for a notched lapel.
        gorge: From the neck's side down to the gorge: the less, the higher the lapel sits.
        notch: Length of the lapel's top beyond the collar.
        collar: Length of the collar's front edge.
        stand, fall: Of the collar behind.
        shawl: Lapel and collar run into each other without a notch.
    """

    width: float = 0.09
    peak: float = 0.0
    gorge: float = 0.055
    notch: float = 0.038
    collar: float = 0.035
    stand: float = 0.028
    fall: float = 0.042
    shawl: bool = False


@dataclass(frozen=True)
class Lapel:
    """Points [m] in the front's frame: neck's side, gorge's corner, collar's notch, tip, break; and the roll line's direction [degrees]."""

    neck: Point
    corner: Point
    notch: Point
    tip: Point
    brk: Point
    roll_deg: float

    def edges(self) -> tuple[Edge, ...]:
        """Neck, gorge, the lapel's top and its outer edge, in the direction of the front's ring."""
        belly = bend(self.tip, self.brk, heading(self.tip, self.brk) - 7.0, heading(self.tip, self.brk) + 9.0, 0.3, 0.4)
        top = (Edge("lapel_top", line(self.notch, self.tip)),) if self.notch != self.tip else ()
        return (
            Edge("neck", line(self.neck, self.corner)),
            Edge("gorge", line(self.corner, self.notch)),
            *top,
            Edge("lapel", belly),
        )

    @property
    def roll(self) -> Curve:
        """The line on which the lapel folds, from the break to the gorge."""
        near, far = (_off(p, self.brk, self.roll_deg) for p in (self.corner, self.notch))
        return line(self.brk, mix(self.corner, self.notch, near / (near - far)))


def lapel(neck: Point, shoulder: Point, brk: Point, style: LapelStyle) -> Lapel:
    """Lay out a lapel.

    Args:
        neck: The front's neck point at the shoulder [m].
        shoulder: The front's shoulder point [m].
        brk: Where the lapel begins to roll, on the front's edge [m].
        style: Its shape.
    """
    top = toward(neck, heading(shoulder, neck), STAND_OFF)
    roll = heading(brk, top)
    corner = toward(neck, roll + 180.0, style.gorge)
    out = 2 * roll + GORGE_DEG  # the worn direction, -GORGE_DEG, mirrored in the roll line
    across = math.sin(math.radians(out - roll))
    off_corner = _off(corner, brk, roll)
    tip = toward(corner, out, (style.width - off_corner) / across)
    notch = mix(tip, corner, style.notch / math.dist(tip, corner))
    if style.shawl:
        notch = tip
    elif style.peak:
        tip = toward(tip, roll + 14.0, style.peak)
    return Lapel(neck, corner, notch, tip, brk, roll)


def _off(point: Point, on: Point, direction: float) -> float:
    """How far a point lies to the left of a line [m]; to its right it is negative."""
    angle = math.radians(direction)
    return math.cos(angle) * (point[1] - on[1]) - math.sin(angle) * (point[0] - on[0])


def collar(shape: Lapel, back_neck: float, style: LapelStyle, layer: int) -> Panel:
    """The collar's left half, centre back on x = 0, low edges `back`, `front` and `gorge`.

    Args:
        shape: The lapel that it meets.
        back_neck: Length of the back's half neckline [m].
        style: Its shape.
        layer: Of the garment.
    """

    def behind(chord: float) -> Curve:
        end = toward(shape.neck, shape.roll_deg - SWING_DEG, chord)
        return bend(shape.neck, end, shape.roll_deg, shape.roll_deg - 2 * SWING_DEG, 0.33)

    chord = matched(lambda c: curves.length(behind(c)) - back_neck, 0.5 * back_neck, 1.1 * back_neck, "coat's collar")
    low = behind(chord)
    centre, along = low[-1][-1], shape.roll_deg - 2 * SWING_DEG
    outer = toward(centre, along + 90.0, style.stand + style.fall)
    gorge = heading(shape.corner, shape.notch)
    tip = toward(shape.notch, gorge - 78.0, style.collar)
    if style.shawl:
        tip = shape.notch
    rim = bend(outer, tip, along + 180.0, heading(outer, tip) + 10.0, 0.3)
    middle = toward(centre, along + 90.0, style.stand)
    turn, by = -along, (-centre[0], -centre[1])

    def placed(curve: Curve) -> Curve:
        return moved(curve, by, turn, centre)

    edges = (
        Edge("gorge", placed(line(shape.notch, shape.corner))),
        Edge("front", placed(line(shape.corner, shape.neck))),
        Edge("back", placed(low)),
        fold("centre", _upright(placed(line(centre, outer)))),
        Edge("outer", _from_zero(placed(rim))),
        *((Edge("tip", placed(line(tip, shape.notch))),) if not style.shawl else ()),
    )
    edges = (*edges[:2], Edge("back", _to_zero(edges[2].curve)), *edges[3:])
    roll = Edge(
        "roll",
        placed(bend(shape.roll[-1][-1], middle, shape.roll_deg, along, 0.4)),
        finish="mark",
        turn=180.0,
    )
    long = math.dist(shape.corner, shape.notch) + back_neck
    return Panel(
        "collar",
        edges,
        copies="fold",
        repeat=2,
        lines=(roll,),
        grain=((-0.5 * long, 0.5 * style.stand), (-0.15 * long, 0.5 * style.stand)),
        placement=Placement("neck", "neck_back", 180.0, (0.0, 0.0), layer),
        fused=True,
        note="Top collar of cloth, under collar of melton on the bias with a seam behind; canvas between",
    )


def _upright(curve: Curve) -> Curve:
    (a, b), *_ = curve
    return line((0.0, a[1]), (0.0, b[1]))


def _from_zero(curve: Curve) -> Curve:
    first, *rest = curve
    return (((0.0, first[0][1]), *first[1:]), *rest)


def _to_zero(curve: Curve) -> Curve:
    *rest, last = curve
    return (*rest, (*last[:-1], (0.0, last[-1][1])))
