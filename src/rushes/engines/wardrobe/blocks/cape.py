"""Cape: a part of a circle from the neck, shaped over the shoulder by a dart, with a standing collar or a hood's seam left open."""

from __future__ import annotations

import math
from dataclasses import dataclass

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks.matched import matched
from rushes.engines.wardrobe.pattern import curves
from rushes.engines.wardrobe.pattern.curves import Curve, Point, bend, line
from rushes.engines.wardrobe.pattern.edge import Edge, fold, hem
from rushes.engines.wardrobe.pattern.garment import Closure, Garment
from rushes.engines.wardrobe.pattern.panel import Panel, Placement
from rushes.engines.wardrobe.pattern.seam import sew
from rushes.errors import BadInputError

LIFT = 0.014  # metres that the collar rises towards its front


@dataclass(frozen=True)
class CapeStyle:
    """What may be changed; metres.

    Attributes:
        long: From the nape to the hem; None is to the calf.
        share: Of a circle that both halves make together: 0.5 hangs close, 0.75 in folds.
        neck_ease: Around the neck.
        collar: Height of the standing collar.
    """

    long: float | None = None
    share: float = 0.6
    neck_ease: float = 0.06
    collar: float = 0.06


def cape(measures: Measures, style: CapeStyle | None = None) -> Garment:
    """Draft a cape.

    Raises:
        BadInputError: The measures or the style can't be drafted.
    """
    style = style or CapeStyle()
    if not 0.2 <= style.share <= 1.0:
        raise BadInputError(f"A cape of {style.share:g} of a circle can't be drafted: 0.2 to 1 can. Change its share.")
    neck = 0.5 * (measures.neck_girth + style.neck_ease)
    long = measures.back_waist_length + measures.waist_to_knee + 0.15 if style.long is None else style.long
    half = _half(measures, style, neck, long)
    band = _collar(neck, style.collar)
    seams = (
        sew("centre_back", "cape.centre", "~cape.centre", notches=(0.4 * half.edge("centre").length,)),
        sew("shoulder_dart", "cape.dart_a", "cape.dart_b", kind="dart"),
        sew("neck", "collar.low", "cape.neck_front cape.neck_back", notches=((half.edge("neck_front").length,) * 2,)),
        sew("front", "cape.front", "~cape.front", open=True),
    )
    record = (("neck", 2 * neck), ("long", long), ("hem", 2 * half.edge("hem").length))
    return Garment("cape", (half, band), seams, (Closure("hooks", "neck", 1, 0.03),), layer=4, measures=record)


def _half(m: Measures, style: CapeStyle, neck: float, long: float) -> Panel:
    """The left half as a sector about the neck: centre back upright on x = 0, the front beyond the shoulder at x < 0."""
    whole = 180.0 * style.share
    shoulder = math.radians(0.5 * whole)  # the dart points along the shoulder, half way around
    mouth = min(0.055, 0.22 * neck)
    radius = (neck + mouth) / math.radians(whole)

    def at(size: float, turned: float) -> Point:
        angle = math.radians(-90.0) - turned
        return size * math.cos(angle), size * math.sin(angle) + radius

    def arc(size: float, first: float, last: float) -> Curve:
        count = max(1, math.ceil(abs(last - first) / math.radians(40.0)))
        step = (last - first) / count
        handle = 4.0 / 3.0 * math.tan(abs(step) / 4.0) * size
        out = []
        for i in range(count):
            a, b = first + i * step, first + (i + 1) * step
            p, q = at(size, a), at(size, b)
            sign = 1.0 if step > 0 else -1.0
            va, vb = (_along(a, sign), _along(b, sign))
            out.append(
                (p, (p[0] + handle * va[0], p[1] + handle * va[1]), (q[0] - handle * vb[0], q[1] - handle * vb[1]), q)
            )
        return tuple(out)

    opened = 0.5 * mouth / radius
    end = math.radians(whole)
    outer = radius + long
    low = arc(outer, end, 0.0)
    tip = at(radius + 0.8 * m.shoulder_length, shoulder)
    near, far = at(radius, shoulder - opened), at(radius, shoulder + opened)
    start = at(radius, 0.0)
    edges = (
        hem("hem", (*low[:-1], (*low[-1][:-1], (0.0, -long))), 0.025),
        Edge("centre", line((0.0, -long), start), 0.015),
        Edge("neck_back", _from(arc(radius, 0.0, shoulder - opened), start)),
        Edge("dart_a", line(near, tip)),
        Edge("dart_b", line(tip, far)),
        Edge("neck_front", arc(radius, shoulder + opened, end)),
        Edge("front", line(at(radius, end), at(outer, end)), 0.04),
    )
    return Panel(
        "cape",
        edges,
        darts=(("dart_a", "dart_b"),),
        grain=((-0.06, -0.7 * long), (-0.06, -0.3 * long)),
        placement=Placement("torso", "neck_back", 180.0, start, 4, (0.0, radius)),
        note="The front's allowance is its facing; round the dart off over the shoulder",
    )


def _along(turned: float, sign: float) -> Point:
    """The unit direction of travel on the circle, clockwise from below for a positive sign."""
    angle = math.radians(-90.0) - turned
    return sign * math.sin(angle), -sign * math.cos(angle)


def _from(curve: Curve, start: Point) -> Curve:
    return ((start, *curve[0][1:]), *curve[1:])


def _collar(neck: float, high: float) -> Panel:
    """A standing collar's left half, centre back on the fold at x = 0."""
    size = matched(lambda x: curves.length(_low(x)) - neck, 0.6 * neck, 1.05 * neck, "cape's collar")
    low = _low(size)
    front = low[0][0]
    top_front = (front[0] + 0.006, front[1] + high)
    edges = (
        Edge("low", low),
        fold("centre", line((0.0, 0.0), (0.0, high))),
        Edge("top", bend((0.0, high), top_front, 180.0, 171.0, 0.34), 0.008),
        Edge("end", line(top_front, front), 0.008),
    )
    return Panel(
        "collar",
        edges,
        copies="fold",
        repeat=2,
        grain=((-0.7 * size, 0.5 * high), (-0.2 * size, 0.5 * high)),
        placement=Placement("neck", "neck_back", 180.0, (0.0, 0.0), 4),
        fused=True,
        note="Outer and inner collar; canvas between",
    )


def _low(size: float) -> Curve:
    return bend((-size, LIFT), (0.0, 0.0), -9.0, 0.0, 0.34)
