"""Jacket: single breasted, three panels a half, notched or peaked lapel, two-part sleeve, facing, lining, flap pockets."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks import bust
from rushes.engines.wardrobe.blocks.buttoning import Buttoning, buttoned, buttoning
from rushes.engines.wardrobe.blocks.coat_body import CoatBody, CoatEase, bottom, coat_body
from rushes.engines.wardrobe.blocks.inside import canvas, facing_and_lining, lining
from rushes.engines.wardrobe.blocks.lapel import Lapel, LapelStyle, collar, lapel
from rushes.engines.wardrobe.blocks.strips import rectangle
from rushes.engines.wardrobe.blocks.tailored_sleeve import SleeveStyle, tailored_sleeve
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


def side_panel(body: CoatBody, low: float, layer: int) -> Panel:
    """The panel under the arm, in u moved so that its middle lies on x = 0."""
    shift = (-0.5 * (body.side_at[0] + body.back_at[0]), 0.0)
    front = curves.moved(body.seam(body.side_at, body.taken[2], low, 1.0), shift)
    back = curves.moved(backward(body.seam(body.back_at, body.taken[1], low, -1.0)), shift)
    edges = (
        bottom("hem", front[-1][-1], back[0][0]),
        Edge("back", back),
        Edge("armhole", curves.moved(body.side_arm, shift)),
        Edge("front", front),
    )
    start = _at_height(front, POCKET)
    mark = Edge("pocket", line(start, (start[0] + 0.025, start[1] + 0.001)), finish="mark")
    return Panel(
        "side",
        edges,
        lines=(mark,) if low < POCKET - 0.08 else (),
        grain=((0.0, -0.1), (0.0, 0.1)),
        placement=Placement("torso", "waist", 90.0, (0.0, 0.0), layer),
    )


def back_panel(body: CoatBody, low: float, layer: int) -> Panel:
    """The back's left half; the centre is a seam, with cloth for a vent below the waist."""
    side = body.back(body.seam(body.back_at, body.taken[1], low, 1.0))
    centre = body.back(body.centre_back(low))
    edges = (
        bottom("hem", side[-1][-1], centre[0][0]),
        Edge("centre", centre, 0.015),
        Edge("neck", body.t.back_neckline),
        Edge("shoulder", line(body.t.back_neck, body.t.back_shoulder)),
        Edge("armhole", body.back(body.back_arm)),
        Edge("side", side),
    )
    vent = line((centre[0][0][0] - 0.002, low + 0.2), (centre[0][0][0] - VENT, low + 0.19))
    return Panel(
        "back",
        edges,
        lines=(Edge("vent", vent, finish="mark"),),
        grain=((-0.08, -0.05), (-0.08, 0.2)),
        placement=Placement("torso", "waist", 180.0, (0.0, 0.0), layer),
        note="Centre seam: 4.5 cm more below the mark for the vent",
    )


def _waist_notch(centre: Edge) -> tuple[float, float]:
    straight = curves.length(centre.curve[:1])
    return straight, straight


def _shoulder(collar_half: Panel) -> float:
    """Where on the collar's seam the shoulder lies [m]."""
    return collar_half.edge("gorge").length + collar_half.edge("front").length


def _waist(seam: Edge) -> tuple[tuple[float, float], ...]:
    """A notch at the waist, where the edge passes y = 0, for rows that are walked up from the hem: as far from it on either side."""
    points = seam.points(0.001)
    points = points if points[0, 1] < points[-1, 1] else points[::-1]
    walked = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    order = np.argsort(points[:, 1])
    at = float(np.interp(0.0, points[order, 1], walked[order]))
    return ((at, at),) if 0.02 < at < seam.length - 0.02 else ()


def breast_welt(front: Panel) -> Panel:
    """The welt of the breast pocket, on its mark."""
    note = "Folded to 2.3 cm; slant the ends to the mark"
    welt = rectangle("breast_welt", 0.10, 0.055, copies="one", side="left", ply="patch", note=note)
    return _on_line(welt, front, "breast_welt", seen=0.023)


def _on_line(patch: Panel, front: Panel, name: str, drop: float = 0.0, seen: float | None = None) -> Panel:
    """A patch whose low edge lies on a line of the front, or so far below it [m]; none where the front has no such line."""
    found = next((edge for edge in front.lines if edge.name == name), None)
    if found is None:
        return patch
    way = heading(found.start, found.end)
    return replace(patch, on=Laid("front", toward(found.start, way - 90.0, drop), way, seen=seen))


def pockets(front: Panel) -> tuple[Panel, ...]:
    """Flaps, jettings, the breast welt, bags."""
    return (
        _on_line(rectangle("flap", 0.155, 0.055, ply="patch", note="And once of lining"), front, "pocket", drop=0.055),
        rectangle("jetting", 0.185, 0.05, ply="inside", repeat=2),
        breast_welt(front),
        rectangle("pocket_bag", 0.18, 0.22, cloth="pocketing", ply="inside", repeat=2),
    )
