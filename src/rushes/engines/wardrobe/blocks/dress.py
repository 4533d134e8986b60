"""Dress: a darted bodice or, with a dropped waist, a straight one, and a skirt of any cut; sleeveless or with a set-in sleeve."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks import waist_darts
from rushes.engines.wardrobe.blocks.crown import crown
from rushes.engines.wardrobe.blocks.matched import matched
from rushes.engines.wardrobe.blocks.skirt import SkirtStyle, skirt_panels
from rushes.engines.wardrobe.blocks.torso import Ease, Torso, torso
from rushes.engines.wardrobe.pattern import curves
from rushes.engines.wardrobe.pattern.curves import Curve, Point, bend, heading, line, quarter, toward
from rushes.engines.wardrobe.pattern.edge import Edge, fold, hem
from rushes.engines.wardrobe.pattern.garment import Closure, Garment
from rushes.engines.wardrobe.pattern.panel import Panel, Placement
from rushes.engines.wardrobe.pattern.seam import Seam, sew

CUP = 0.26  # of what bust and underbust differ by: the bust dart's mouth
CROWN_EASE = 0.018


@dataclass(frozen=True)
class DressStyle:
    """What may be changed; metres.

    Attributes:
        chest_ease, waist_ease: Around bust and waist.
        skirt: `pencil`, `circle` or `pleated`.
        share: Of a circle, if the skirt is one.
        long: From the natural waist to the hem; None is to the knee.
        drop: How far the waist seam lies below the waist: 0 a fitted waist, 0.17 the 1920s.
        neck: How much wider and deeper than the neck the neckline is.
        sleeve: Length of the sleeve from the shoulder; 0 for none.
        flare: Added to the sleeve's hem.
    """

    chest_ease: float = 0.1
    waist_ease: float = 0.07
    skirt: str = "circle"
    share: float = 0.5
    long: float | None = None
    drop: float = 0.0
    neck: float = 0.03
    sleeve: float = 0.0
    flare: float = 0.0


def dress(measures: Measures, style: DressStyle | None = None) -> Garment:
    """Draft a dress.

    Raises:
        BadInputError: The measures or the style can't be drafted.
    """
    style = style or DressStyle()
    t = _open_neck(torso(measures, Ease(style.chest_ease, scye=0.023, width=0.013)), style.neck)
    half = t.front_under[0] - t.back_under[0]
    around = _girth(measures, style, half)
    back = _back(t, style, around)
    front = _front(t, measures, style, around, back.edge("side").length)
    long = (measures.waist_to_knee if style.long is None else style.long) - style.drop
    cut = SkirtStyle(cut=style.skirt, share=style.share, pleats=24)
    below = [
        " ".join(f"{p.name}.{e.name}" for e in reversed(p.edges) if e.name.startswith("waist")) for p in (front, back)
    ]
    skirt_front, skirt_back, skirt_seams = skirt_panels(measures, cut, 2 * around, long, (below[0], below[1]))
    skirt_front, skirt_back = (_dropped(panel, style.drop) for panel in (skirt_front, skirt_back))
    sleeve, sleeve_seams = _sleeve(t, measures, style) if style.sleeve else ((), ())
    seams = (
        sew("shoulder", "front.shoulder", "back.shoulder"),
        sew("bodice_side", "front.side_low front.side_high" if _dart_size(measures) else "front.side_low", "back.side"),
        sew("centre_back", "back.centre", "~back.centre"),
        *(
            sew(f"{p.name}_{a[:-1]}", f"{p.name}.{a}", f"{p.name}.{b}", kind="dart")
            for p in (front, back)
            for a, b in p.darts
        ),
        *skirt_seams,
        *sleeve_seams,
    )
    record = (("bust", 2 * half), ("waist seam", 2 * around), ("long", long + style.drop))
    facing = _facings(front, back)
    return Garment(
        "dress",
        (front, back, skirt_front, skirt_back, *sleeve, *facing),
        seams,
        (Closure("zip", "centre back", 1, 0.45),),
        measures=record,
    )


def _dropped(panel: Panel, drop: float) -> Panel:
    """A skirt's panel that is worn so far below the waist."""
    x, y = panel.placement.anchor
    return replace(panel, placement=replace(panel.placement, anchor=(x, y + drop)))


def _girth(m: Measures, style: DressStyle, half: float) -> float:
    """Half the girth at the waist's seam."""
    if style.drop < 0.05:
        return 0.5 * (m.waist_girth + style.waist_ease)
    return max(half - 0.02, 0.5 * (m.high_hip_girth + 0.05), 0.5 * (m.hip_girth + 0.03) if style.drop > 0.14 else 0.0)


def _open_neck(t: Torso, wider: float) -> Torso:
    back = toward(t.back_neck, heading(t.back_neck, t.back_shoulder), wider)
    front = toward(t.front_neck, heading(t.front_neck, t.front_shoulder), wider)
    return replace(
        t, back_neck=back, front_neck=front, nape=(0.0, t.nape[1] - 0.3 * wider), pit=(0.0, t.pit[1] - 1.3 * wider)
    )


def _dart_size(m: Measures) -> float:
    """The bust dart's mouth [m]; none where bust and underbust hardly differ."""
    size = min(CUP * (m.bust_girth - m.underbust_girth), 0.045)
    return size if size > 0.01 else 0.0


def _front(t: Torso, m: Measures, style: DressStyle, around: float, back_side: float) -> Panel:
    """The front's half; its waist lies lower by the bust dart, which the dart takes back at the side."""
    cup, under = _dart_size(m), t.front_under
    taken, number = _taken(under[0] - 0.5 * around, style)
    low = -style.drop - cup
    outer = (0.5 * around + taken, low)
    waist, darts = waist_darts.darted((0.0, low), outer, taken, (0.12,) * number, (0.48,) * number)
    side, pair = _bust_side(outer, under, cup, back_side)
    edges = (
        *waist,
        *side,
        Edge("armhole", t.front_armhole),
        Edge("shoulder", line(t.front_shoulder, t.front_neck)),
        Edge("neck", _scooped(t)),
        fold("centre", line(t.pit, (0.0, low))),
    )
    return Panel(
        "front",
        edges,
        copies="fold",
        darts=(*darts, *pair),
        grain=((0.04, 0.0), (0.04, 0.15)),
        placement=Placement("torso", "waist", 0.0, (0.0, -cup)),
    )


def _scooped(t: Torso) -> Curve:
    return quarter(t.front_neck, t.pit, level_first=False, full=0.62)


def _taken(spare: float, style: DressStyle) -> tuple[float, int]:
    """What the waist dart takes of what bust and waist differ by in a quarter [m], and how many darts that is."""
    taken = min(max(0.62 * spare, 0.0), 0.036)
    return (taken, 1) if taken > waist_darts.LEAST and style.drop < 0.05 else (0.0, 0)


def _bust_side(
    low: Point, under: Point, cup: float, goal: float
) -> tuple[tuple[Edge, ...], tuple[tuple[str, str], ...]]:
    """The front's side, walked up, with the bust dart a hand below the underarm; sewn, it is as long as the back's."""
    if not cup:
        return (Edge("side_low", line(low, under)),), ()
    whole = line(low, under)
    upper = curves.at(whole, curves.length(whole) - 0.055)
    point = (0.56 * under[0], upper[1] - 0.5 * cup + 0.012)

    def legs(below: float) -> tuple[Point, Point]:
        """The dart's two mouths, when the lower one lies so far up the side: its legs are one length."""
        lower = curves.at(whole, below)
        return lower, toward(point, heading(point, upper), curves.length(line(lower, point)))

    below = matched(
        lambda size: size + curves.length(line(legs(size)[1], under)) - goal,
        goal - 0.095,
        goal - 0.02,
        "dress's bust dart",
    )
    lower, fitted = legs(below)
    edges = (
        Edge("side_low", line(low, lower)),
        Edge("bust_a", line(lower, point)),
        Edge("bust_b", line(point, fitted)),
        Edge("side_high", line(fitted, under)),
    )
    return edges, (("bust_a", "bust_b"),)


def _back(t: Torso, style: DressStyle, around: float) -> Panel:
    under = t.back_under
    taken, number = _taken(-under[0] - 0.5 * around, style)
    low = -style.drop
    outer = (-(0.5 * around + taken), low)
    waist, darts = waist_darts.darted(outer, (0.0, low), taken, (0.13,) * number, (0.52,) * number)
    edges = (
        *waist,
        Edge("centre", line((0.0, low), t.nape), 0.02),
        Edge("neck", t.back_neckline),
        Edge("shoulder", line(t.back_neck, t.back_shoulder)),
        Edge("armhole", t.back_armhole),
        Edge("side", line(under, outer)),
    )
    return Panel(
        "back",
        edges,
        darts=darts,
        grain=((-0.05, 0.0), (-0.05, 0.2)),
        placement=Placement("torso", "waist", 180.0, (0.0, 0.0)),
    )


def _sleeve(t: Torso, m: Measures, style: DressStyle) -> tuple[tuple[Panel, ...], tuple[Seam, ...]]:
    back, front = curves.length(t.back_armhole), curves.length(t.front_armhole)
    width = max(m.upper_arm_girth + 0.06, 0.70 * (back + front))
    head = crown(back + 0.55 * CROWN_EASE, front + 0.45 * CROWN_EASE, width, high=0.85)
    low = min(head.height - style.sleeve, -0.03)
    reach = min(style.sleeve / m.arm_length, 1.0)
    foot = 0.5 * max(width - 0.02 - reach * (width - m.wrist_girth - 0.06) + style.flare, m.wrist_girth + 0.05)
    half = 0.5 * width
    panel = Panel(
        "sleeve",
        (
            hem("hem", line((-foot, low), (foot, low)), 0.025),
            Edge("seam_back", line((foot, low), (half, 0.0))),
            Edge("crown_back", head.back),
            Edge("crown_front", head.front),
            Edge("seam_front", line((-half, 0.0), (-foot, low))),
        ),
        grain=((0.0, low + 0.01), (0.0, 0.6 * head.height)),
        placement=Placement("arm", "shoulder", 90.0, (0.0, head.height)),
    )
    at = back + 0.55 * CROWN_EASE
    whole = back + front + CROWN_EASE
    notches = ((0.1, 0.1), (at, back), (whole - 0.1, back + front - 0.1))
    seams = (
        sew(
            "sleeve_head",
            "sleeve.crown_back sleeve.crown_front",
            "back.armhole front.armhole",
            ease=CROWN_EASE,
            notches=notches,
        ),
        sew("sleeve", "sleeve.seam_front", "sleeve.seam_back"),
    )
    return (panel,), seams


def _facings(front: Panel, back: Panel) -> tuple[Panel, ...]:
    """Neck facings, 5 cm deep: the neckline moved down the shoulder."""
    found = []
    for panel in (front, back):
        neck, shoulder, centre = panel.edge("neck"), panel.edge("shoulder"), panel.edge("centre")
        deep = min(0.05, 0.6 * shoulder.length)
        if panel is front:
            part = curves.split(shoulder.curve, shoulder.length - deep)[1]
            middle = curves.split(centre.curve, deep)[0]
            ring = (Edge("shoulder", part), neck, fold("centre", middle))
            inner = bend(middle[-1][-1], part[0][0], 0.0, 75.0)
        else:
            part = curves.split(shoulder.curve, deep)[0]
            middle = curves.split(centre.curve, centre.length - deep)[1]
            ring = (Edge("centre", middle, 0.02), neck, Edge("shoulder", part))
            inner = bend(part[-1][-1], middle[0][0], 285.0, 0.0)
        found.append(
            Panel(
                f"{panel.name}_facing",
                (*ring, Edge("inner", inner, 0.006)),
                copies=panel.copies,
                ply="facing",
                grain=_grain(middle),
                placement=panel.placement,
            )
        )
    return tuple(found)


def _grain(centre: Curve) -> tuple[Point, Point]:
    a, b = centre[0][0], centre[-1][-1]
    shift = 0.012 if a[1] > b[1] else -0.012
    return (a[0] + shift, min(a[1], b[1]) + 0.006), (a[0] + shift, max(a[1], b[1]) - 0.004)
