"""Waistcoat: pointed fronts of cloth with welts, a back of lining with a strap and buckle."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks import bust
from rushes.engines.wardrobe.blocks.buttoning import Buttoning, buttoned, buttoning
from rushes.engines.wardrobe.blocks.inside import canvas, facing_and_lining
from rushes.engines.wardrobe.blocks.strips import rectangle
from rushes.engines.wardrobe.blocks.torso import Ease, Torso, torso
from rushes.engines.wardrobe.pattern import curves
from rushes.engines.wardrobe.pattern.curves import Curve, backward, bend, heading, line, mirrored, through, toward
from rushes.engines.wardrobe.pattern.edge import Edge
from rushes.engines.wardrobe.pattern.garment import Closure, Garment
from rushes.engines.wardrobe.pattern.panel import Laid, Panel, Placement
from rushes.engines.wardrobe.pattern.seam import sew


@dataclass(frozen=True)
class WaistcoatStyle:
    """What may be changed; metres.

    Attributes:
        chest_ease, waist_ease: Around chest and waist.
        opening: Height of the highest button over the waist: the lower, the more shirt is seen.
        point: How far the fronts reach below the waist at their points.
        side: How far the side reaches below the waist.
        shoulder: Width of the shoulder.
        buttons: On the front.
        overlap: Of the fronts beyond the centre.
        bust: The bust darts' mouth; None takes what the body asks for, 0 leaves them out.
        laps: The side that is buttoned over the other: `left` as men wear it, or `right`.
    """

    chest_ease: float = 0.075
    waist_ease: float = 0.06
    opening: float = 0.14
    point: float = 0.13
    side: float = 0.065
    shoulder: float = 0.085
    buttons: int = 5
    overlap: float = 0.018
    bust: float | None = None
    laps: str = "left"


def waistcoat(measures: Measures, style: WaistcoatStyle | None = None) -> Garment:
    """Draft a waistcoat.

    Raises:
        BadInputError: The measures or the style can't be drafted.
    """
    style = style or WaistcoatStyle()
    t = _narrowed(torso(measures, Ease(style.chest_ease, 0.03, 0.0, 0.012, 0.0, 0.0)), measures, style)
    half = t.front_under[0] - t.back_under[0]
    taken = min(max(half - 0.5 * (measures.waist_girth + style.waist_ease), 0.0), 0.09)
    hip = 0.5 * (measures.high_hip_girth + style.waist_ease) - (half - taken)
    side = _side(t, style, 0.22 * taken, max(0.25 * hip, 0.0))
    cup = bust.mouth(measures) if style.bust is None else style.bust
    front, back = bust.darted(_front(t, style, side, taken), cup), _back(t, style, side, taken)
    buttons = _buttons(front.edge("front").start[1], -style.side - 0.005 - cup, style)
    front = buttoned(front, buttons)
    facing, inner, facing_seams = facing_and_lining(front)
    darts = [
        sew(f"{panel.name}_dart", f"{panel.name}.dart_a", f"{panel.name}.dart_b", kind="dart")
        for panel in (front, back)
        if panel.holes
    ]
    darts += [sew("bust_dart", f"front.{a}", f"front.{b}", kind="dart") for a, b in front.darts]
    waist = curves.length(side[1:])
    seams = (
        sew("shoulder", "front.shoulder", "back.shoulder"),
        sew("side", bust.side_row(front), "back.side", notches=(back.edge("side").length - waist,)),
        sew("centre_back", "back.centre", "~back.centre"),
        *buttons.seams,
        *darts,
        *facing_seams,
    )
    panels = (front, back, facing, inner, _back_lining(back), canvas(front), *_small(front))
    record = (("chest", 2 * half), ("waist", 2 * (half - taken)), ("armhole", t.armhole))
    closures = (Closure("buttons", "front", style.buttons, 0.015), Closure("buckle", "back strap", 1, 0.022))
    return Garment("waistcoat", panels, seams, closures, layer=1, measures=record, laps=style.laps)


def _narrowed(t: Torso, m: Measures, style: WaistcoatStyle) -> Torso:
    """The torso with a narrow shoulder, and the armhole cut in: nothing is sewn into it."""
    wide = min(style.shoulder, 0.75 * m.shoulder_length)
    away = 0.012  # metres off the neck
    necks = (
        toward(t.back_neck, heading(t.back_neck, t.back_shoulder), away),
        toward(t.front_neck, heading(t.front_neck, t.front_shoulder), away),
    )
    back = toward(necks[0], heading(t.back_neck, t.back_shoulder), wide)
    front = toward(necks[1], heading(t.front_neck, t.front_shoulder), wide)
    return replace(
        t,
        back_neck=necks[0],
        front_neck=necks[1],
        back_shoulder=back,
        front_shoulder=front,
        back_pitch=(max(t.back_pitch[0] + 0.018, back[0] + 0.002), t.back_pitch[1]),
        front_pitch=(min(t.front_pitch[0] - 0.018, front[0] - 0.006), t.front_pitch[1]),
    )


def _side(t: Torso, style: WaistcoatStyle, taken: float, flare: float) -> Curve:
    """The front's side seam, walked up; the back's is its mirror image, so that both have one length."""
    x, y = t.front_under
    low, waist = (x - taken + flare, -style.side), (x - taken, 0.0)
    return backward(through([(x, y), (x - 0.6 * taken, 0.4 * y), waist, low]))


def _front(t: Torso, style: WaistcoatStyle, side: Curve, taken: float) -> Panel:
    brk, point = (-style.overlap, style.opening), (0.022, -style.point)
    corner = (-style.overlap, -style.side - 0.005)
    edges = (
        Edge("hem", line(point, side[0][0]), 0.03, "hem"),
        Edge("side", side),
        Edge("armhole", t.front_armhole),
        Edge("shoulder", line(t.front_shoulder, t.front_neck)),
        Edge("lapel", bend(t.front_neck, brk, 262.0, heading(t.front_neck, brk) - 6.0, 0.3)),
        Edge("front", line(brk, corner, point)),
    )
    x = 0.52 * t.front_under[0]
    low = line((x - 0.03, -0.028), (x + 0.085, -0.012))
    high = line((x - 0.01, 0.6 * t.scye), (x + 0.085, 0.6 * t.scye + 0.012))
    holes = (_dart(x, -0.022, 0.62 * t.scye, 0.26 * taken),) if taken > 0.02 else ()
    return Panel(
        "front",
        edges,
        holes=holes,
        lines=(Edge("low_welt", low, finish="mark"), Edge("high_welt", high, finish="mark")),
        grain=((0.035, -0.03), (0.035, 0.17)),
        placement=Placement("torso", "waist", 0.0, (0.0, 0.0), 1),
    )


def _buttons(opening: float, low: float, style: WaistcoatStyle) -> Buttoning:
    top = opening - 0.012
    space = (top - low) / max(style.buttons - 1, 1)
    heights = [top - space * i for i in range(style.buttons)]
    return buttoning(heights, (opening, low - 0.02), laps=style.laps)


def _dart(x: float, foot: float, head: float, taken: float) -> tuple[Edge, Edge]:
    wide = 0.5 * min(taken, 0.026)
    low, high = (x, foot), (x, head)
    return Edge("dart_a", line(low, (x + wide, 0.0), high), 0.0), Edge("dart_b", line(high, (x - wide, 0.0), low), 0.0)


def _back(t: Torso, style: WaistcoatStyle, side: Curve, taken: float) -> Panel:
    shift = t.back_under[0] + t.front_under[0]
    outer = curves.moved(mirrored(backward(side)), (shift, 0.0))
    inset = 0.012
    low = -style.side - 0.012
    centre = backward(through([t.nape, (-0.5 * inset, 0.5 * t.nape[1]), (-inset, 0.0), (-inset, low)]))
    edges = (
        Edge("hem", bend(outer[-1][-1], centre[0][0], 352.0, 0.0, 0.3), 0.015, "hem"),
        Edge("centre", centre, 0.015),
        Edge("neck", t.back_neckline),
        Edge("shoulder", line(t.back_neck, t.back_shoulder)),
        Edge("armhole", t.back_armhole),
        Edge("side", outer),
    )
    x = 0.5 * t.back_under[0]
    holes = (_dart(x, -0.7 * style.side, 0.6 * t.scye, 0.22 * taken),) if taken > 0.02 else ()
    strap = line((x, 0.004), (outer[-1][-1][0] + 0.006, 0.012))
    return Panel(
        "back",
        edges,
        cloth="lining",
        holes=holes,
        lines=(Edge("strap", strap, finish="mark"),),
        grain=((-0.06, 0.0), (-0.06, 0.2)),
        placement=Placement("torso", "waist", 180.0, (0.0, 0.0), 1),
    )


def _back_lining(back: Panel) -> Panel:
    return replace(back, name="back_lining", ply="lining", lines=(), note="As the back")


def _small(front: Panel) -> tuple[Panel, ...]:
    def welt(name: str, wide: float, deep: float, seen: float, **how: Any) -> Panel:  # noqa: ANN401 - the fields of Panel
        on = front.edge(name)
        way = heading(on.start, on.end)
        return rectangle(name, wide, deep, ply="patch", on=Laid("front", on.start, way, seen=seen), **how)

    return (
        welt("low_welt", 0.115, 0.05, 0.023, note="Folded to 2.3 cm; slant the ends to the mark"),
        welt("high_welt", 0.095, 0.046, 0.02, copies="one", side="left", note="Folded to 2 cm"),
        rectangle("pocket_bag", 0.135, 0.20, cloth="pocketing", ply="inside", repeat=2),
        rectangle("strap", 0.05, 0.24, cloth="lining", ply="patch", note="Folded to 2.5 cm"),
    )
