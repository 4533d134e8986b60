"""Skirts: a pencil with darts, a circle or a part of one, and knife pleats; each on a straight waistband."""

from __future__ import annotations

import math
from dataclasses import dataclass

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks import waist_darts
from rushes.engines.wardrobe.blocks.matched import matched
from rushes.engines.wardrobe.pattern import curves
from rushes.engines.wardrobe.pattern.curves import Curve, Point, bend, heading, joined, line
from rushes.engines.wardrobe.pattern.edge import Edge, fold, hem
from rushes.engines.wardrobe.pattern.garment import Closure, Garment
from rushes.engines.wardrobe.pattern.panel import Panel, Placement
from rushes.engines.wardrobe.pattern.seam import Seam, sew
from rushes.errors import BadInputError

CUTS = ("pencil", "circle", "pleated")


@dataclass(frozen=True)
class SkirtStyle:
    """What may be changed; metres.

    Attributes:
        cut: `pencil`, `circle` or `pleated`.
        long: From the waist to the hem; None is to the knee.
        waist_ease, hip_ease: Around waist and hip.
        narrow: How much narrower than the hip a pencil's hem is, around.
        share: Of a circle: 1 whole, 0.5 half.
        pleats: Knife pleats around, an even number.
        pleat: What each takes up.
        band: Height of the waistband.
    """

    cut: str = "pencil"
    long: float | None = None
    waist_ease: float = 0.02
    hip_ease: float = 0.04
    narrow: float = 0.06
    share: float = 1.0
    pleats: int = 24
    pleat: float = 0.05
    band: float = 0.035


def skirt(measures: Measures, style: SkirtStyle | None = None) -> Garment:
    """Draft a skirt.

    Raises:
        BadInputError: The cut is unknown, or the measures or the style can't be drafted.
    """
    style = style or SkirtStyle()
    if style.cut not in CUTS:
        raise BadInputError(f"There is no skirt of the cut {style.cut}. There are: {', '.join(CUTS)}.")
    waist = measures.waist_girth + style.waist_ease
    long = measures.waist_to_knee if style.long is None else style.long
    front, back, seams = skirt_panels(measures, style, waist, long)
    band = _band(0.5 * waist, _front_share(front, seams), style.band)
    all_seams = (*seams, sew("band_centre", "waistband.end", "~waistband.end", open=True))
    record = (("waist", waist), ("long", long), ("hem", 2 * (front.edge("hem").length + back.edge("hem").length)))
    closures = (Closure("zip", "centre back", 1, 0.20), Closure("hooks", "waistband", 1, 0.01))
    return Garment("skirt", (front, back, band), all_seams, closures, measures=record)


def skirt_panels(
    m: Measures,
    style: SkirtStyle,
    waist: float,
    long: float,
    onto: tuple[str, str] = ("waistband.front", "waistband.back"),
) -> tuple[Panel, Panel, tuple[Seam, ...]]:
    """Front, back and their seams, the waist sewn to edges of something above.

    Args:
        m: The body.
        style: The cut.
        waist: Finished girth of the waist [m].
        long: Length from the waist [m].
        onto: The edges above, front and back.
    """
    front, back, eased = {"pencil": _pencil, "circle": _circle, "pleated": _pleated}[style.cut](m, style, waist, long)
    kind = "pleated" if eased else "sewn"
    rows = [" ".join(f"{p.name}.{e.name}" for e in p.edges if e.name.startswith("waist")) for p in (front, back)]
    seams = [
        sew("side", f"{front.name}.side", f"{back.name}.side", notches=(0.6 * front.edge("side").length,)),
        sew("skirt_centre", f"{back.name}.centre", f"~{back.name}.centre"),
        sew("waist_front", rows[0], onto[0], ease=eased, kind=kind),
        sew("waist_back", rows[1], onto[1], ease=eased, kind=kind),
    ]
    for panel in (front, back):
        seams += [
            sew(f"{panel.name}_{a[:-1]}", f"{panel.name}.{a}", f"{panel.name}.{b}", kind="dart") for a, b in panel.darts
        ]
    return front, back, tuple(seams)


def _front_share(front: Panel, seams: tuple[Seam, ...]) -> float:
    """Length of the waistband's front half [m]."""
    ease = next(seam.ease for seam in seams if seam.name == "waist_front")
    return sum(e.length for e in front.edges if e.name.startswith("waist")) - ease


def _pencil(m: Measures, style: SkirtStyle, waist: float, long: float) -> tuple[Panel, Panel, float]:
    quarter = 0.25 * (m.hip_girth + style.hip_ease)
    wide = {"skirt_front": quarter + 0.006, "skirt_back": quarter - 0.006}
    hip = min(m.waist_to_hip, 0.5 * long)
    low = 0.25 * style.narrow
    found = []
    for name, sign in (("skirt_front", 1.0), ("skirt_back", -1.0)):
        across = wide[name]
        spare = max(across - 0.25 * waist, 0.0)
        darts = min(0.55 * spare if sign > 0 else 0.7 * spare, 0.055)
        number = waist_darts.count(darts)
        darts = darts if number else 0.0
        found.append((name, sign, (across, hip, long, low, 0.25 * waist + darts), darts, number))
    front = _pencil_side(found[0][2], 0.012)
    goal = curves.length(front)
    height = matched(lambda y: curves.length(_pencil_side(found[1][2], y)) - goal, -0.03, 0.06, "skirt's side seam")
    sides = front, _pencil_side(found[1][2], height)
    panels = [
        _pencil_panel(n, sign, side, darts, number, long)
        for (n, sign, _, darts, number), side in zip(found, sides, strict=True)
    ]
    return panels[0], panels[1], 0.0


def _pencil_side(sizes: tuple[float, float, float, float, float], height: float) -> Curve:
    """A side seam, walked up: hip width, depth of the hip, length, what the hem is narrower, waist with darts; and its top's height."""
    across, hip, long, narrower, top = sizes
    foot, seat, head = (across - narrower, -long), (across, -hip), (top, height)
    return joined(
        bend(foot, seat, heading(foot, seat), 90.0, 0.3), bend(seat, head, 90.0, heading(seat, head) + 2.0, 0.34)
    )


def _pencil_panel(name: str, sign: float, side: Curve, darts: float, number: int, long: float) -> Panel:
    """Drawn as a front at x > 0, then mirrored for a back."""
    depths = ((), (0.10,), (0.12, 0.10)) if sign < 0 else ((), (0.09,), (0.09, 0.08))
    top: Point = side[-1][-1]
    whole, end = math.hypot(top[0], top[1]), (0.0, 0.0)  # the waist rises to the side; the darts take what that adds
    waist, pairs = waist_darts.darted(top, end, darts + whole - top[0], depths[number])
    foot = side[0][0]
    edges = [hem("hem", line((0.0, -long), foot), 0.04), Edge("side", side, 0.015), *waist]
    if sign > 0:
        edges.append(fold("centre", line(end, (0.0, -long))))
        return Panel(
            name,
            tuple(edges),
            copies="fold",
            darts=pairs,
            grain=((0.06, -0.8 * long), (0.06, -0.35 * long)),
            placement=_place(0.0),
        )
    back = [
        Edge("hem", line((-foot[0], -long), (0.0, -long)), 0.04, "hem"),
        Edge("centre", line((0.0, -long), end), 0.02),
    ]
    turned, legs = waist_darts.darted(end, (-top[0], top[1]), darts + whole - top[0], depths[number])
    back += [*turned, Edge("side", curves.mirrored(curves.backward(side)), 0.015)]
    return Panel(
        name, tuple(back), darts=legs, grain=((-0.06, -0.8 * long), (-0.06, -0.35 * long)), placement=_place(180.0)
    )


def _circle(m: Measures, style: SkirtStyle, waist: float, long: float) -> tuple[Panel, Panel, float]:
    del m
    if not 0.1 <= style.share <= 2.0:
        raise BadInputError(f"A skirt of {style.share:g} of a circle can't be drafted: 0.1 to 2 can. Change its share.")
    angle = 90.0 * style.share  # of a quarter of the skirt
    radius = 0.25 * waist / math.radians(angle)

    def arc(size: float, first: float, last: float) -> Curve:
        count = max(1, math.ceil(abs(last - first) / 45.0))
        step = (last - first) / count
        handle = 4.0 / 3.0 * math.tan(math.radians(step) / 4.0)
        out = []
        for i in range(count):
            a, b = math.radians(first + i * step), math.radians(first + (i + 1) * step)
            p, q = (size * math.cos(a), size * math.sin(a)), (size * math.cos(b), size * math.sin(b))
            out.append(
                (p, (p[0] - handle * p[1], p[1] + handle * p[0]), (q[0] + handle * q[1], q[1] - handle * q[0]), q)
            )
        return tuple(out)

    def lowered(curve: Curve) -> Curve:
        return curves.moved(curve, (0.0, radius))

    outer = radius + long
    top, low = lowered(arc(radius, -90.0 + angle, -90.0)), lowered(arc(outer, -90.0, -90.0 + angle))
    top, low = _pinned(top, (0.0, 0.0), at_end=True), _pinned(low, (0.0, -long), at_end=False)
    side = line(low[-1][-1], top[0][0])
    front = Panel(
        "skirt_front",
        (
            hem("hem", low, 0.02),
            Edge("side", side),
            Edge("waist_1", top),
            fold("centre", line((0.0, 0.0), (0.0, -long))),
        ),
        copies="fold",
        grain=((0.05, -0.8 * long), (0.05, -0.3 * long)),
        placement=_place(0.0, (0.0, radius)),
    )
    back = Panel(
        "skirt_back",
        (
            hem("hem", curves.mirrored(curves.backward(low)), 0.02),
            Edge("centre", line((0.0, -long), (0.0, 0.0)), 0.02),
            Edge("waist_1", curves.mirrored(curves.backward(top))),
            Edge("side", curves.mirrored(curves.backward(side))),
        ),
        grain=((-0.05, -0.8 * long), (-0.05, -0.3 * long)),
        placement=_place(180.0, (0.0, radius)),
    )
    return front, back, 0.0


def _pinned(curve: Curve, point: Point, *, at_end: bool) -> Curve:
    """The curve with one end put exactly where it is meant, past rounding."""
    if at_end:
        return (*curve[:-1], (*curve[-1][:-1], point))
    return ((point, *curve[0][1:]), *curve[1:])


def _pleated(m: Measures, style: SkirtStyle, waist: float, long: float) -> tuple[Panel, Panel, float]:
    del m
    quarter, pleats = 0.25 * waist, max(1, round(style.pleats / 4))
    taken = pleats * style.pleat
    wide = quarter + taken

    def lines(sign: float) -> tuple[Edge, ...]:
        found = []
        for i in range(pleats):
            at = (i + 0.5) * wide / pleats
            for letter, x in (("a", at - 0.5 * style.pleat), ("b", at + 0.5 * style.pleat)):
                found.append(Edge(f"pleat_{i + 1}{letter}", line((sign * x, 0.0), (sign * x, -long)), finish="mark"))
        return tuple(found)

    front = Panel(
        "skirt_front",
        (
            hem("hem", line((0.0, -long), (wide, -long)), 0.05),
            Edge("side", line((wide, -long), (wide, 0.0))),
            Edge("waist_1", line((wide, 0.0), (0.0, 0.0))),
            fold("centre", line((0.0, 0.0), (0.0, -long))),
        ),
        copies="fold",
        lines=lines(1.0),
        grain=((0.05, -0.8 * long), (0.05, -0.3 * long)),
        placement=_place(0.0),
        note="Fold every a onto its b; stitch down over the hips",
    )
    back = Panel(
        "skirt_back",
        (
            hem("hem", line((-wide, -long), (0.0, -long)), 0.05),
            Edge("centre", line((0.0, -long), (0.0, 0.0)), 0.02),
            Edge("waist_1", line((0.0, 0.0), (-wide, 0.0))),
            Edge("side", line((-wide, 0.0), (-wide, -long))),
        ),
        lines=lines(-1.0),
        grain=((-0.05, -0.8 * long), (-0.05, -0.3 * long)),
        placement=_place(180.0),
        note="Fold every a onto its b; stitch down over the hips",
    )
    return front, back, taken


def _band(half: float, front: float, high: float) -> Panel:
    """The waistband's left half: centre front on the fold at x = 0, running to the back along +x."""
    edges = (
        Edge("front", line((0.0, 0.0), (front, 0.0))),
        Edge("back", line((front, 0.0), (half, 0.0))),
        Edge("end", line((half, 0.0), (half, high)), 0.03),
        Edge("top", line((half, high), (0.0, high)), high + 0.01, "hem"),
        fold("centre", line((0.0, high), (0.0, 0.0))),
    )
    return Panel(
        "waistband",
        edges,
        copies="fold",
        grain=((0.2 * half, 0.5 * high), (0.7 * half, 0.5 * high)),
        fused=True,
        placement=Placement("waist", "waist", 0.0),
        note="The top's allowance is folded to the inside",
    )


def _place(angle: float, about: Point | None = None) -> Placement:
    return Placement("torso", "waist", angle, about=about)
