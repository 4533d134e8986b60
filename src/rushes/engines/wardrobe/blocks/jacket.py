"""Jacket: single breasted, three panels a half, notched or peaked lapel, two-part sleeve, facing, lining, flap pockets."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np

from rushes.engines.wardrobe.blocks import bust
from rushes.engines.wardrobe.blocks.buttoning import Buttoning, buttoned, buttoning
from rushes.engines.wardrobe.blocks.coat_body import CoatBody, CoatEase, bottom, coat_body
from rushes.engines.wardrobe.blocks.inside import canvas, facing_and_lining, lining
from rushes.engines.wardrobe.blocks.lapel import Lapel, LapelStyle, collar, lapel
from rushes.engines.wardrobe.blocks.strips import rectangle
from rushes.engines.wardrobe.blocks.tailored_sleeve import SleeveStyle, tailored_sleeve
from rushes.engines.wardrobe.body.measures import Measures
from rushes.engines.wardrobe.pattern import curves
from rushes.engines.wardrobe.pattern.curves import Curve, Point, backward, bend, heading, joined, line, toward
from rushes.engines.wardrobe.pattern.edge import Edge
from rushes.engines.wardrobe.pattern.garment import Closure, Garment
from rushes.engines.wardrobe.pattern.panel import Laid, Mark, Panel, Placement
from rushes.engines.wardrobe.pattern.seam import Seam, sew

POCKET = -0.085  # metres; where the flap pockets lie, under the waist
DOUBLE, INNER = (
    0.05,
    0.022,
)  # metres: more overlap than this is double breasted; a row of buttons lies so far inside the edge
VENT = 0.045  # metres added at the centre back for a vent, below the waist


@dataclass(frozen=True)
class JacketStyle:
    """What may be changed; metres.

    Attributes:
        ease: Of the body.
        lapel: Lapel and collar.
        sleeve: The two-part sleeve.
        buttons: One below the other on the front: 1, 2 or 3; the lapel breaks over the highest.
        overlap: Of the fronts beyond the centre: 0.02 single breasted, more than 0.05 double breasted, with two rows of buttons.
        laps: The side that is buttoned over the other: `left` as men wear it, or `right`.
        longer: Added to the length, which covers the seat.
        bust: The bust darts' mouth; None takes what the body asks for, 0 leaves them out.
        rounded: How far the front's lower corner is rounded off.
    """

    ease: CoatEase = field(default_factory=CoatEase)
    lapel: LapelStyle = field(default_factory=LapelStyle)
    sleeve: SleeveStyle = field(default_factory=SleeveStyle)
    buttons: int = 2
    overlap: float = 0.02
    laps: str = "left"
    longer: float = 0.0
    bust: float | None = None
    rounded: float = 0.09


class TailoredStyle(Protocol):
    """What the style of every tailored coat holds."""

    @property
    def sleeve(self) -> SleeveStyle:
        """The two-part sleeve."""


def jacket(measures: Measures, style: JacketStyle | None = None) -> Garment:
    """Draft a jacket.

    Raises:
        BadInputError: The measures or the style can't be drafted.
    """
    style = style or JacketStyle()
    body = coat_body(measures, style.ease)
    low = -(measures.crotch_depth + 0.01 + style.longer)
    shape = _lapel(body, style)
    cup = bust.mouth(measures) if style.bust is None else style.bust
    buttons = _buttons(shape.brk[1] - cup, style, low - cup)
    front = buttoned(bust.darted(_front(body, shape, style, low), cup), buttons)
    side, back = side_panel(body, low, 2), back_panel(body, low, 2)
    rows = 2 if style.overlap > DOUBLE else 1
    closures = (Closure("buttons", "front", style.buttons * rows, 0.020), Closure("buttons", "cuffs", 8, 0.015))
    return assemble(
        "jacket",
        measures,
        style,
        body,
        rolled(shape, back, style.lapel, 2),
        (front, side, back),
        pockets(front),
        buttons.seams,
        closures,
        style.laps,
        style.lapel.width,
    )


def assemble(
    name: str,
    measures: Measures,
    style: TailoredStyle,
    body: CoatBody,
    neck: tuple[Panel, tuple[Seam, ...]],
    panels: tuple[Panel, Panel, Panel],
    more: tuple[Panel, ...],
    seams: tuple[Seam, ...] = (),
    closures: tuple[Closure, ...] = (),
    laps: str = "left",
    lapel: float | None = None,
) -> Garment:
    """What every tailored coat has: sleeves, collar, facing, lining, and the seams between them.

    `neck` is the collar and the seams that it is sewn in with.
    """
    front, side, back = panels
    layer = front.placement.layer
    sleeves, sleeve_seams, head = tailored_sleeve(
        measures,
        curves.length(body.t.back_armhole),
        curves.length(body.t.front_armhole),
        style.sleeve,
        "front.armhole side.armhole back.armhole",
        layer,
    )
    facing, front_lining, facing_seams = facing_and_lining(front)
    inner = (facing, front_lining, lining(side), lining(back), *(lining(sleeve) for sleeve in sleeves), canvas(front))
    dart = [sew("front_dart", "front.dart_a", "front.dart_b", kind="dart")] if front.holes else []
    dart += [sew("bust_dart", f"front.{a}", f"front.{b}", kind="dart") for a, b in front.darts]
    all_seams = (
        sew("shoulder", "back.shoulder", "front.shoulder", ease=0.007),
        sew("centre_back", "back.centre", "~back.centre", notches=(_waist_notch(back.edge("centre")),)),
        sew("back_seam", "side.back", "back.side", notches=_waist(side.edge("back"))),
        sew("side_seam", bust.side_row(front), "side.front", notches=_waist(side.edge("front"))),
        *neck[1],
        *dart,
        *sleeve_seams,
        *facing_seams,
        *seams,
    )
    record = (
        ("chest", 2 * body.half),
        ("waist", 2 * (body.half - sum(body.taken))),
        ("armhole", body.t.armhole),
        ("sleeve head", curves.length(head.whole)),
        *((("lapel", lapel),) if lapel else ()),
    )
    return Garment(
        name, (front, side, back, *sleeves, neck[0], *more, *inner), all_seams, closures, layer, record, laps
    )


def rolled(shape: Lapel, back: Panel, style: LapelStyle, layer: int) -> tuple[Panel, tuple[Seam, ...]]:
    """The collar that meets a lapel, and the seam that it is sewn in with."""
    neck = collar(shape, back.edge("neck").length, style, layer)
    row = "collar.gorge collar.front collar.back"
    return neck, (sew("collar", row, "front.gorge front.neck back.neck", notches=(_shoulder(neck),)),)


def _lapel(body: CoatBody, style: JacketStyle) -> Lapel:
    brk = (-style.overlap, {1: 0.005, 2: 0.055, 3: 0.13}.get(style.buttons, 0.055))
    return lapel(body.t.front_neck, body.t.front_shoulder, brk, style.lapel)


def _front(body: CoatBody, shape: Lapel, style: JacketStyle, low: float) -> Panel:
    side = backward(body.seam(body.side_at, body.taken[2], low, -1.0))
    corner, round_off = (-style.overlap, low - 0.012), style.rounded
    down = joined(
        line(shape.brk, (corner[0], corner[1] + round_off)),
        bend((corner[0], corner[1] + round_off), (corner[0] + 0.9 * round_off, corner[1]), 270.0, 0.0, 0.5),
    )
    edges = (
        bottom("hem", down[-1][-1], side[0][0]),
        Edge("side", side),
        Edge("armhole", body.front_arm),
        Edge("shoulder", line(body.t.front_shoulder, body.t.front_neck)),
        *shape.edges(),
        Edge("front", down),
    )
    return front_panel(body, edges, shape)


def _buttons(brk: float, style: JacketStyle, low: float) -> Buttoning:
    heights = [brk - 0.01 - 0.105 * i for i in range(style.buttons)]
    corner = low - 0.012 + max(style.rounded, 0.0)
    heights = [y for y in heights if y > corner + 0.02] or heights[:1]
    away = style.overlap - INNER if style.overlap > DOUBLE else 0.0
    return buttoning(heights, (brk, corner), away=away, laps=style.laps)


def front_panel(
    body: CoatBody,
    edges: tuple[Edge, ...],
    shape: Lapel | None,
    marks: tuple[Mark, ...] = (),
    *,
    pocket: bool = True,
    layer: int = 2,
) -> Panel:
    """A front with, under a lapel, roll line and breast welt, dart and, where it reaches down there, a flap pocket."""
    side_x = body.side_at[0]
    chest = body.t.scye
    welt = line((side_x - 0.135, chest + 0.004), (side_x - 0.035, chest + 0.018))
    lines = []
    if shape:
        lines = [Edge("roll", shape.roll, finish="mark", turn=180.0), Edge("breast_welt", welt, finish="mark")]
    pocket_y = POCKET
    if pocket:
        lines.append(
            Edge(
                "pocket", line((side_x - 0.115, pocket_y - 0.006), _at_height(edges[1].curve, pocket_y)), finish="mark"
            )
        )
    holes: tuple[tuple[Edge, ...], ...] = ()
    taken = body.taken[3]
    if taken > 0.004:
        x = side_x - 0.078
        foot = pocket_y if pocket else -0.012
        holes = (_dart((x, foot), (x + 0.008, chest - 0.055), taken),)
    return Panel(
        "front",
        edges,
        lines=tuple(lines),
        holes=holes,
        marks=marks,
        grain=((0.045, -0.05), (0.045, 0.2)),
        placement=Placement("torso", "waist", 0.0, (0.0, 0.0), layer),
    )


def _at_height(curve: Curve, height: float) -> Point:
    """The point of an upright curve at a height."""
    points = curves.sampled(curve, 0.002)
    points = points[np.argsort(points[:, 1])]
    return float(np.interp(height, points[:, 1], points[:, 0])), height


def _dart(foot: Point, head: Point, taken: float) -> tuple[Edge, Edge]:
    """A dart whose two legs mirror each other in the line from its foot to its head, widest at the waist or a little over it."""
    wide, long = 0.5 * min(taken, 0.02), math.hypot(head[0] - foot[0], head[1] - foot[1])
    along = (head[0] - foot[0]) / long, (head[1] - foot[1]) / long
    up = ((0.02 if foot[1] > -0.03 else 0.0) - foot[1]) / along[1]
    at = foot[0] + up * along[0], foot[1] + up * along[1]
    right, left = ((at[0] + side * wide * along[1], at[1] - side * wide * along[0]) for side in (1.0, -1.0))
    return Edge("dart_a", line(foot, right, head), 0.0), Edge("dart_b", line(head, left, foot), 0.0)
