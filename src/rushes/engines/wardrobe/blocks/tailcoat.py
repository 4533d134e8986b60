"""Tailcoat: fronts cut off at the waist, side bodies, a narrow back that runs into the tails, skirts sewn to the waist.

The jacket's draft above the waist; below it the skirt is drawn anew, its top as long as the waist that it is sewn to and sprung
over the hip.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks.coat_body import CoatBody, CoatEase, bottom, coat_body
from rushes.engines.wardrobe.blocks.inside import lining
from rushes.engines.wardrobe.blocks.jacket import assemble, breast_welt, front_panel, rolled
from rushes.engines.wardrobe.blocks.lapel import Lapel, LapelStyle, lapel
from rushes.engines.wardrobe.blocks.matched import matched
from rushes.engines.wardrobe.blocks.strips import rectangle
from rushes.engines.wardrobe.blocks.tailored_sleeve import SleeveStyle
from rushes.engines.wardrobe.pattern import curves
from rushes.engines.wardrobe.pattern.curves import Curve, Point, backward, bend, line, moved
from rushes.engines.wardrobe.pattern.edge import Edge
from rushes.engines.wardrobe.pattern.garment import Closure, Garment
from rushes.engines.wardrobe.pattern.panel import Mark, Panel, Placement
from rushes.engines.wardrobe.pattern.seam import sew

WAIST = -0.015  # metres; the waist seam lies a little under the waist, so that no waistcoat or shirt shows at the side
SPRING_DEG = 10.0  # that the skirt's top is curved at each end: it stands off over the hip
PLEAT = 0.035  # metres added at the tail's side, for the pleat under its button


@dataclass(frozen=True)
class TailcoatStyle:
    """What may be changed; metres.

    Attributes:
        ease: Of the body.
        lapel: Lapel and collar; peaked.
        sleeve: The two-part sleeve.
        back: Half the back's width at the waist.
        tail: Half the back tail's width at the hem.
        skirt: The skirt's width at the hem.
        longer: Added to the tails, which reach the knee.
        point: How far the fronts' points reach below the waist.
        buttons: On each front.
    """

    ease: CoatEase = field(default_factory=lambda: CoatEase(chest=0.11, waist=0.08, hip=0.10))
    lapel: LapelStyle = field(default_factory=lambda: LapelStyle(width=0.095, peak=0.035))
    sleeve: SleeveStyle = field(default_factory=SleeveStyle)
    back: float = 0.05
    tail: float = 0.075
    skirt: float = 0.13
    longer: float = 0.0
    point: float = 0.055
    buttons: int = 3


def tailcoat(measures: Measures, style: TailcoatStyle | None = None) -> Garment:
    """Draft a tailcoat.

    Raises:
        BadInputError: The measures or the style can't be drafted.
    """
    style = style or TailcoatStyle()
    body = coat_body(measures, style.ease)
    low = -(measures.waist_to_knee - 0.02 + style.longer)
    brk = (-0.03, 0.10)
    shape = lapel(body.t.front_neck, body.t.front_shoulder, brk, style.lapel)
    front, back = _front(body, shape, style), _back(body, style, low)
    side = _side(body, style, back.edge("side").length)
    skirt = _skirt(side.edge("waist").length, front.edge("waist").length, back.edge("tail").length, style)
    waist = (side.edge("waist").length, side.edge("waist").length)
    seams = (
        sew("waist", "skirt.top_side skirt.top_front", "side.waist front.waist", notches=(waist,)),
        sew("tail", "skirt.back", "back.tail"),
    )
    closures = (
        Closure("buttons", "fronts", 2 * style.buttons, 0.022),
        Closure("buttons", "back waist", 2, 0.022),
        Closure("buttons", "cuffs", 8, 0.015),
    )
    welt = breast_welt(front)
    bag = rectangle("tail_pocket", 0.18, 0.28, cloth="pocketing", ply="inside", repeat=2, note="In the tail's pleat")
    more = (skirt, lining(skirt), welt, bag)
    return assemble(
        "tailcoat",
        measures,
        style,
        body,
        rolled(shape, back, style.lapel, 2),
        (front, side, back),
        more,
        seams,
        closures,
        lapel=style.lapel.width,
    )


def _front(body: CoatBody, shape: Lapel, style: TailcoatStyle) -> Panel:
    side = backward(body.seam(body.side_at, body.taken[2], WAIST, -1.0))
    outer = side[0][0]
    point = (0.012, WAIST - style.point)
    start = (outer[0] - 0.45 * (outer[0] - point[0]), WAIST - 0.010)
    edges = (
        Edge("hem", bend(point, start, 20.0, 3.0, 0.3), 0.015, "hem"),
        Edge("waist", bend(start, outer, 3.0, 8.0, 0.3)),
        Edge("side", side),
        Edge("armhole", body.front_arm),
        Edge("shoulder", line(body.t.front_shoulder, body.t.front_neck)),
        *shape.edges(),
        Edge("front", bend(shape.brk, point, 268.0, 292.0, 0.3)),
    )
    marks = tuple(Mark("button", (0.028 + 0.006 * i, shape.brk[1] - 0.005 - 0.055 * i)) for i in range(style.buttons))
    return front_panel(body, edges, shape, marks, pocket=False)


def _back(body: CoatBody, style: TailcoatStyle, low: float) -> Panel:
    centre = body.back(body.centre_back(low))
    middle = centre[0][0][0]
    waist = (middle - style.back, WAIST)
    top = body.back(body.back_arm)
    tail = line(waist, (middle - style.tail, low))
    edges = (
        bottom("hem", tail[-1][-1], centre[0][0]),
        Edge("centre", centre, 0.015),
        Edge("neck", body.t.back_neckline),
        Edge("shoulder", line(body.t.back_neck, body.t.back_shoulder)),
        Edge("armhole", top),
        Edge("side", _back_seam(top[-1][-1], waist)),
        Edge("tail", tail, PLEAT),
    )
    return Panel(
        "back",
        edges,
        lines=(Edge("vent", line((middle - 0.001, WAIST), (middle - 0.045, WAIST - 0.005)), finish="mark"),),
        marks=(Mark("button", (waist[0] + 0.008, WAIST + 0.004)),),
        grain=((middle - 0.03, -0.2), (middle - 0.03, 0.2)),
        placement=Placement("torso", "waist", 180.0, (0.0, 0.0), 2),
        note="Below the vent's mark the left centre laps 4.5 cm over the right",
    )


def _back_seam(top: Point, waist: Point) -> Curve:
    """The curved seam between back and side body, walked down."""
    return bend(top, waist, 298.0, 272.0, 0.36, 0.42)


def _side(body: CoatBody, style: TailcoatStyle, length: float) -> Panel:
    shift = (-0.5 * (body.side_at[0] + body.back_at[0]), 0.0)
    x = body.half - body.taken[0] - style.back - body.taken[1]
    at = matched(
        lambda y: curves.length(_back_seam(body.back_at, (x, y))) - length,
        WAIST - 0.09,
        WAIST + 0.05,
        "tailcoat's back seam",
    )
    back = moved(backward(_back_seam(body.back_at, (x, at))), shift)
    front = moved(body.seam(body.side_at, body.taken[2], WAIST, 1.0), shift)
    edges = (
        Edge("waist", bend(front[-1][-1], back[0][0], -6.0, -2.0, 0.3)),
        Edge("back", back),
        Edge("armhole", moved(body.side_arm, shift)),
        Edge("front", front),
    )
    return Panel(
        "side",
        edges,
        grain=((0.03, 0.03), (0.03, 0.17)),
        placement=Placement("torso", "waist", 100.0, (0.0, 0.0), 2),
    )


def _skirt(side: float, front: float, tail: float, style: TailcoatStyle) -> Panel:
    """The skirt with its back edge on x = 0 and the waist at its top."""
    whole = side + front

    def top(chord: float) -> Curve:
        return bend((0.0, 0.0), (-chord, -0.06 * chord), 180.0 - SPRING_DEG, 184.0 + SPRING_DEG, 0.33)

    chord = matched(lambda c: curves.length(top(c)) - whole, 0.8 * whole, whole, "tailcoat's skirt")
    above, rest = curves.split(top(chord), side)
    low = -tail
    foot = (-min(style.skirt, 0.7 * chord), low)
    edges = (
        bottom("hem", foot, (0.0, low)),
        Edge("back", line((0.0, low), (0.0, 0.0)), PLEAT),
        Edge("top_side", above),
        Edge("top_front", rest),
        Edge("front", bend(rest[-1][-1], foot, 282.0, 276.0, 0.4, 0.3), 0.015),
    )
    return Panel(
        "skirt",
        edges,
        grain=((-0.05, 0.85 * low), (-0.05, 0.25 * low)),
        placement=Placement("torso", "waist", 155.0, (0.0, 0.0), 2),
        note="The back's allowance is the pleat",
    )
