"""Trousers: fronts and backs on a crease, a fly, a waistband in two halves, slant pockets and a welt behind.

Drafted as tailors do: the seat's quarters beside a fork that follows the body's depth, the back's centre line slanted for
sitting, legs balanced on the crease, the back's inseam and side seam trued to the front's. The shares are our own, near those
of the English and German schools.

Inside this file u runs from the crease towards the inseam and y up from the crotch's level; a front has x = -u, a back x = u.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks import waist_darts
from rushes.engines.wardrobe.blocks.matched import matched
from rushes.engines.wardrobe.blocks.strips import rectangle
from rushes.engines.wardrobe.pattern import curves
from rushes.engines.wardrobe.pattern.curves import Curve, Point, bend, heading, joined, line, mirrored, mix
from rushes.engines.wardrobe.pattern.edge import Edge, hem
from rushes.engines.wardrobe.pattern.garment import Closure, Garment
from rushes.engines.wardrobe.pattern.panel import Panel, Placement
from rushes.engines.wardrobe.pattern.seam import sew

SEAT_ALLOWANCE = 0.025  # metres at the back's centre seam, so that it can be let out
OVERLAP = 0.045  # metres that the waistband is cut longer in front, for the fly's overlap
PLEAT_ROOM = 0.012  # metres that a pleat widens the front at the seat
DART_DEPTHS = ((), (0.085,), (0.105, 0.085))  # metres, of no dart, one, two
SLANT_DEG = 11.0  # of the back's centre line: what sitting asks for in an upright trouser


@dataclass(frozen=True)
class TrousersStyle:
    """What may be changed; metres.

    Attributes:
        seat_ease: Around the seat, both legs together.
        waist_ease: Around the waist.
        knee, hem: Around one leg; None takes what the body's leg asks for.
        rise: How much higher than the waist the top edge lies; negative for low trousers.
        pleats: Pleats in each front: 0, 1 or 2.
        band: Height of the waistband.
        turn_up: Height of a turned-up hem; 0 for a plain one.
        longer: Added to the leg.
    """

    seat_ease: float = 0.07
    waist_ease: float = 0.03
    knee: float | None = None
    hem: float | None = None
    rise: float = 0.0
    pleats: int = 1
    band: float = 0.04
    turn_up: float = 0.0
    longer: float = 0.0


@dataclass(frozen=True)
class _Leg:
    """Levels and widths that front and back share [m]."""

    top: float
    hip: float
    knee: float
    foot: float
    quarter: float
    front: float
    fork_front: float
    fork_back: float
    knee_half: float
    foot_half: float
    waist: float

    @property
    def tip(self) -> float:
        """Where the front's fork ends."""
        return 0.5 * (self.front + self.fork_front)


def trousers(measures: Measures, style: TrousersStyle | None = None) -> Garment:
    """Draft trousers.

    Raises:
        BadInputError: The measures or the style can't be drafted.
    """
    style = style or TrousersStyle()
    leg = _leg(measures, style)
    front, pleat = _front(leg, style)
    back = _back(leg, style, front)
    band = _band(leg, style)
    levels = {name: _levels(front.edge(name), back.edge(name), leg) for name in ("side", "inseam")}
    fork = 0.5 * front.edge("crotch").length, 0.5 * back.edge("crotch").length
    seams = (
        sew("side", "front.side", "back.side", notches=levels["side"]),
        sew("inseam", "front.inseam", "back.inseam", notches=levels["inseam"]),
        sew("front_crotch", "front.crotch", "~front.crotch", notches=((fork[0], fork[0]),)),
        sew("back_crotch", "back.crotch", "~back.crotch", notches=((fork[1], fork[1]),)),
        sew("fly", "front.fly", "~front.fly", open=True),
        *(sew(f"dart_{i + 1}", f"back.{a}", f"back.{b}", kind="dart") for i, (a, b) in enumerate(back.darts)),
        sew("waist_front", "front.waist", "waistband.front", ease=pleat, kind="pleated" if pleat else "sewn"),
        sew("waist_back", " ".join(f"back.waist_{i + 1}" for i in range(len(back.darts) + 1)), "waistband.back"),
        sew("band_centre", "waistband.centre", "~waistband.centre"),
        sew("band_front", "waistband.end", "~waistband.end", open=True),
    )
    fly = front.edge("fly").length
    closures = (Closure("zip", "fly", 1, fly), Closure("hooks", "waistband", 1, 0.02))
    record = (
        ("waist", 2 * leg.waist),
        ("seat", 4 * leg.quarter),
        ("knee", 4 * leg.knee_half),
        ("hem", 4 * leg.foot_half),
        ("inside leg", front.edge("inseam").length),
    )
    return Garment("trousers", (front, back, band, *_small(style, front, fly)), seams, closures, measures=record)


def _leg(m: Measures, style: TrousersStyle) -> _Leg:
    knee = style.knee or max(m.knee_girth + 0.06, 0.4 * m.thigh_girth + 0.22)
    foot = style.hem or max(m.ankle_girth + 0.12, 0.9 * knee)
    below = style.rise - style.band
    share = min(1.0, max(0.0, -below) / (0.5 * m.waist_to_hip))
    girth = m.waist_girth + share * (m.high_hip_girth - m.waist_girth)
    quarter = 0.25 * (m.hip_girth + style.seat_ease)
    return _Leg(
        top=m.crotch_depth + 0.005 + below,
        hip=min(max(m.crotch_depth - m.waist_to_hip, 0.2 * m.crotch_depth), 0.4 * m.crotch_depth),
        knee=-0.5 * m.inside_leg + 0.05,
        foot=-m.inside_leg + 0.02 - style.longer,
        quarter=quarter,
        front=quarter - 0.005 + PLEAT_ROOM * style.pleats,
        fork_front=0.048 * m.hip_girth + 0.004,
        fork_back=0.118 * m.hip_girth,
        knee_half=0.25 * knee,
        foot_half=0.25 * foot,
        waist=0.5 * (girth + style.waist_ease),
    )


def _front(leg: _Leg, style: TrousersStyle) -> tuple[Panel, float]:
    """The front, and how much its pleats take up [m]."""
    side, centre = -leg.tip, leg.tip - leg.fork_front
    slack = leg.front - 0.5 * leg.waist
    pleat = min(max(slack - 0.02, 0.02), 0.03 + 0.02 * (style.pleats - 1)) if style.pleats else 0.0
    slope = min(0.012, max(0.0, 0.3 * slack))
    middle = (centre - slope, leg.top - 0.008)
    width = 0.5 * leg.waist + pleat
    outer = (middle[0] - math.sqrt(width**2 - 0.008**2), leg.top)
    bottom = (centre, leg.hip)
    fly_end = mix(bottom, middle, 0.08)
    down = heading(fly_end, bottom)
    tip = (leg.tip, 0.0)
    crotch = joined(line(fly_end, bottom), bend(bottom, tip, down, 0.0, 0.5, 0.42))
    inseam = curves.backward(_leg_line(leg, -0.005, tip, arrive_tilt=-5.0))
    out = _side_line(leg, -0.005, (side, leg.hip), outer)
    waist = line(outer, middle)
    hem_line = line(inseam[-1][-1], out[0][0])
    edges = (
        hem("hem", mirrored(hem_line), 2 * style.turn_up + 0.02 if style.turn_up else 0.04),
        Edge("side", mirrored(out)),
        Edge("waist", mirrored(waist)),
        Edge("fly", mirrored(line(middle, fly_end))),
        Edge("crotch", mirrored(crotch)),
        Edge("inseam", mirrored(inseam)),
    )
    lines = (
        Edge("crease", mirrored(line((0.0, leg.foot), (0.0, leg.top - 0.09))), finish="mark"),
        Edge("pocket", _slant_pocket(edges[2].curve, edges[1].curve), finish="mark"),
        *_pleats(edges[2].curve, pleat, style.pleats),
    )
    panel = Panel(
        "front",
        edges,
        lines=lines,
        grain=((0.0, leg.knee - 0.1), (0.0, leg.knee + 0.25)),
        placement=Placement("leg", "crotch", 0.0, (0.0, 0.0)),
    )
    return panel, pleat


def _slant_pocket(waist: Curve, side: Curve) -> Curve:
    top, low = curves.at(waist, 0.035), curves.at(side, curves.length(side) - 0.165)
    return line(top, low)


def _pleats(waist: Curve, pleat: float, count: int) -> tuple[Edge, ...]:
    """Lines down from the waist: between a and b of each is folded under, the first on the crease."""
    if not pleat:
        return ()
    each, lines = pleat / count, []
    width = curves.length(waist)
    crease = waist[0][0][0]  # the side end's x; the waist runs from there towards the centre
    first = min(max(crease, 0.3 * width), 0.7 * width)
    for i in range(count):
        at = first - i * 0.5 * first
        for letter, shift in (("a", -0.5 * each), ("b", 0.5 * each)):
            head = curves.at(waist, at + shift)
            lines.append(Edge(f"pleat_{i + 1}{letter}", line(head, (head[0], head[1] - 0.06)), finish="mark"))
    return tuple(lines)


def _leg_line(leg: _Leg, wider: float, tip: Point, arrive_tilt: float) -> Curve:
    """The inseam, walked up."""
    foot, knee = (leg.foot_half + wider, leg.foot), (leg.knee_half + wider, leg.knee)
    return joined(line(foot, knee), bend(knee, tip, heading(foot, knee), heading(knee, tip) + arrive_tilt, 0.35))


def _side_line(leg: _Leg, wider: float, hip: Point, waist: Point) -> Curve:
    """The side seam, walked up."""
    foot, knee = (-leg.foot_half - wider, leg.foot), (-leg.knee_half - wider, leg.knee)
    up = heading(knee, hip)
    turn = 90.0 + 0.35 * (heading(hip, waist) - 90.0) + 0.15 * (up - 90.0)
    return joined(
        line(foot, knee),
        bend(knee, hip, heading(foot, knee), turn, 0.35),
        bend(hip, waist, turn, heading(hip, waist), 0.33),
    )


def _back(leg: _Leg, style: TrousersStyle, front: Panel) -> Panel:
    slant = math.radians(SLANT_DEG)
    centre = leg.tip - leg.fork_front
    half = 0.5 * leg.waist
    top = (centre - math.tan(slant) * leg.top, leg.top)
    hip_centre = centre - math.tan(slant) * leg.hip
    hip = (hip_centre - (leg.quarter + 0.01) / math.cos(0.5 * slant), leg.hip)
    slack = top[0] - hip[0] - 0.008 - half
    darts = min(max(slack, 0.0), 0.05)
    count = waist_darts.count(darts)
    darts = darts if count else 0.0
    raised = 0.75 * math.tan(slant) * (half + darts)
    nape = (top[0] - math.tan(slant) * raised, leg.top + raised)

    def outer(height: float) -> Point:
        return nape[0] - math.sqrt((half + darts) ** 2 - (nape[1] - height) ** 2), height

    goal_side, goal_inseam = front.edge("side").length, front.edge("inseam").length
    at = matched(
        lambda y: curves.length(_side_line(leg, 0.005, hip, outer(y))) - goal_side,
        leg.top - 0.04,
        leg.top + 0.04,
        "side seam of the trousers",
    )
    tip_u = centre + leg.fork_back
    drop = matched(
        lambda y: curves.length(_leg_line(leg, 0.005, (tip_u, -y), -8.0)) - goal_inseam,
        -0.02,
        0.08,
        "inseam of the trousers",
    )
    tip = (tip_u, -drop)
    inseam, side = _leg_line(leg, 0.005, tip, -8.0), curves.backward(_side_line(leg, 0.005, hip, outer(at)))
    bottom = (hip_centre, leg.hip)
    up = 90.0 + SLANT_DEG
    crotch = joined(bend(tip, bottom, 176.0, up, 0.45, 0.4), line(bottom, nape))
    waist, pairs = waist_darts.darted(nape, side[0][0], darts, DART_DEPTHS[count])
    edges = (
        hem("hem", line(side[-1][-1], inseam[0][0]), 2 * style.turn_up + 0.02 if style.turn_up else 0.04),
        Edge("inseam", inseam),
        Edge("crotch", crotch, SEAT_ALLOWANCE),
        *waist,
        Edge("side", side),
    )
    welt_y = leg.top - 0.075
    welt = line((hip[0] + 0.055, welt_y - 0.004), (hip[0] + 0.19, welt_y + 0.008))
    return Panel(
        "back",
        edges,
        darts=pairs,
        lines=(
            Edge("crease", line((0.0, leg.foot), (0.0, leg.hip)), finish="mark"),
            Edge("back_pocket", welt, finish="mark"),
        ),
        grain=((0.0, leg.knee - 0.1), (0.0, leg.knee + 0.25)),
        placement=Placement("leg", "crotch", 180.0, (0.0, 0.0)),
    )


def _levels(front: Edge, back: Edge, leg: _Leg) -> tuple[tuple[float, float], ...]:
    """Notches at the knee and the hip, by distance walked along the front's edge."""
    straight = curves.length(front.curve[-1:] if front.name == "inseam" else front.curve[:1])
    straight_back = curves.length(back.curve[:1] if front.name == "inseam" else back.curve[-1:])
    knee = front.length - straight if front.name == "inseam" else straight
    knee_back = back.length - straight_back if front.name == "inseam" else straight_back
    pairs = [(knee, knee_back)]
    if front.name == "side" and leg.hip < leg.top - 0.05:
        up, up_back = curves.length(front.curve[:2]), curves.length(back.curve[-2:])
        pairs.append((up, up_back))
    return tuple(pairs)


def _band(leg: _Leg, style: TrousersStyle) -> Panel:
    """The waistband's left half, centre back at x = 0, running to the front along -x."""
    half, high = leg.waist, style.band
    middle = -0.5 * half
    edges = (
        Edge("front", line((-half, 0.0), (middle, 0.0))),
        Edge("back", line((middle, 0.0), (0.0, 0.0))),
        Edge("centre", line((0.0, 0.0), (0.0, high)), SEAT_ALLOWANCE),
        Edge("top", line((0.0, high), (-half, high))),
        Edge("end", line((-half, high), (-half, 0.0)), OVERLAP),
    )
    return Panel(
        "waistband",
        edges,
        grain=((-0.8 * half, 0.5 * high), (-0.2 * half, 0.5 * high)),
        placement=Placement("waist", "waist", 180.0, (0.0, high - style.rise)),
        fused=True,
        note="Curtain or facing inside from the lining; canvas between",
    )


def _small(style: TrousersStyle, front: Panel, fly: float) -> tuple[Panel, ...]:
    """Fly, pockets, loops: what is sewn on or in, and hangs from the rest."""
    pocket = front.edge("pocket").length
    shield = rectangle(
        "fly_shield", 0.045, fly + 0.02, copies="one", side="right", ply="inside", note="With lining behind"
    )
    facing = rectangle("fly_facing", 0.04, fly + 0.02, copies="one", side="left", ply="facing")
    bag = rectangle("pocket_bag", 0.17, 0.30, cloth="pocketing", ply="inside", repeat=2)
    face = rectangle("pocket_facing", 0.07, pocket + 0.03, ply="facing")
    welt = rectangle("back_welt", 0.135 + 0.03, 0.045, ply="inside", repeat=2, note="Two jettings for each back pocket")
    back_bag = rectangle("back_bag", 0.175, 0.36, cloth="pocketing", ply="inside")
    loops = rectangle(
        "belt_loops", 0.03, 0.09 + 6 * (style.band + 0.03), copies="one", ply="patch", note="Cut into seven"
    )
    return shield, facing, bag, face, welt, back_bag, loops
