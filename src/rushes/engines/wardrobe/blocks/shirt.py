"""Shirt: back with a box pleat under a yoke, fronts with a band, collar on a stand, sleeves with a placket and cuffs."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks import bust, collars
from rushes.engines.wardrobe.blocks.buttoning import Buttoning, buttoned, buttoning
from rushes.engines.wardrobe.blocks.crown import Crown, crown
from rushes.engines.wardrobe.blocks.strips import rectangle
from rushes.engines.wardrobe.blocks.torso import Ease, Torso, torso
from rushes.engines.wardrobe.pattern import curves
from rushes.engines.wardrobe.pattern.curves import Curve, Point, bend, heading, joined, line, toward
from rushes.engines.wardrobe.pattern.edge import Edge, fold, hem
from rushes.engines.wardrobe.pattern.garment import Closure, Garment
from rushes.engines.wardrobe.pattern.panel import Laid, Mark, Panel, Placement
from rushes.engines.wardrobe.pattern.seam import sew
from rushes.errors import BadInputError

NECKS = ("collar", "stand", "tie")
NECK_EASE = 0.018  # metres; less stretches stand and collar where the neck spreads into the shoulders
TIED = 0.017  # metres; a tied neck lies so much lower in front, under its bow
TIED_EASE = 0.003  # metres; and is so much wider
CROWN_EASE = 0.006  # metres; a shirt's sleeve goes in nearly flat
POCKET_DEEP = 0.13  # metres
PLEATED = 0.07  # metres; more fullness than this is gathered into the cuff, not pleated


@dataclass(frozen=True)
class ShirtStyle:
    """What may be changed; metres.

    Attributes:
        chest_ease: Around the chest.
        longer: Added to the length, which is to below the seat.
        tail: How much deeper the hem is at the centres than at the sides.
        back_pleat: Taken up by the pleat under the yoke, both sides together; 0 for none.
        yoke: Depth of the yoke at the centre back.
        stand, fall: The collar's stand and its fall at the back.
        point: Length of the collar's points.
        cuff: Depth of the cuff.
        waist: Taken in at each side seam.
        band: Width of the front band.
        fullness: What each sleeve is wider than its cuff: in two pleats, or gathered.
        neck: `collar` on its stand, `stand` alone, or `tie`, a band whose ends are tied in a bow.
        bust: The bust darts' mouth; None takes what the body asks for, 0 leaves them out.
        laps: The side that is buttoned over the other: `left` as men wear it, or `right`.
    """

    chest_ease: float = 0.12
    longer: float = 0.0
    tail: float = 0.06
    back_pleat: float = 0.03
    yoke: float = 0.085
    stand: float = 0.033
    fall: float = 0.045
    point: float = 0.072
    cuff: float = 0.065
    waist: float = 0.012
    band: float = 0.032
    fullness: float = 0.05
    neck: str = "collar"
    bust: float | None = None
    laps: str = "left"


def shirt(measures: Measures, style: ShirtStyle | None = None) -> Garment:
    """Draft a shirt.

    Raises:
        BadInputError: The measures or the style can't be drafted.
    """
    style = style or ShirtStyle()
    if style.neck not in NECKS:
        raise BadInputError(f"A shirt has no neck called {style.neck!r}. Say one of: {', '.join(NECKS)}.")
    t = torso(
        measures,
        Ease(
            style.chest_ease,
            scye=0.025,
            shoulder=0.026,
            neck=NECK_EASE + (TIED_EASE if style.neck == "tie" else 0.0),
            width=0.018,
        ),
        front_drop=TIED if style.neck == "tie" else 0.0,
    )
    cup = bust.mouth(measures) if style.bust is None else style.bust
    buttons = _buttons(t, _hem_height(measures, style) - cup, style)
    front = buttoned(bust.darted(_front(t, measures, style), cup), buttons)
    back, yoke = _back(t, measures, style), _yoke(t, style)
    armhole = [back.edge("armhole").length, yoke.edge("armhole").length, front.edge("armhole").length]
    width = max(measures.upper_arm_girth + 0.10, 0.80 * sum(armhole))
    head = crown(armhole[0] + armhole[1] + 0.5 * CROWN_EASE, armhole[2] + 0.5 * CROWN_EASE, width, high=0.62)
    sleeve = _sleeve(head, measures, style)
    neckline = yoke.edge("neck").length + front.edge("neck").length
    lap, button = 0.5 * style.band, collars.BUTTON
    stand, collar = collars.stand_and_fall(neckline, lap, style.stand, style.fall, style.point)
    cuff = _cuff(measures, style)
    whole = sum(armhole)
    notches = (
        (0.09, 0.09),
        (curves.length(head.back), armhole[0] + armhole[1]),
        (whole + CROWN_EASE - 0.09, whole - 0.09),
    )
    seams = (
        sew(
            "yoke_back",
            "back.yoke",
            "yoke.back",
            ease=0.5 * style.back_pleat,
            kind="pleated" if style.back_pleat else "sewn",
        ),
        sew("yoke_front", "front.shoulder", "yoke.front"),
        sew("side", bust.side_row(front), "back.side", notches=(curves.length(back.edge("side").curve[-1:]),)),
        *(sew("bust_dart", f"front.{a}", f"front.{b}", kind="dart") for a, b in front.darts),
        sew(
            "armhole",
            "sleeve.crown_back sleeve.crown_front",
            "back.armhole yoke.armhole front.armhole",
            ease=CROWN_EASE,
            notches=notches,
        ),
        sew("sleeve", "sleeve.seam_front", "sleeve.seam_back", notches=(0.5 * sleeve.edge("seam_front").length,)),
        sew("cuff", "sleeve.hem", "cuff.top", ease=style.fullness, kind=_taken_up(style.fullness)),
        sew(
            "neck",
            "stand.low",
            "front.neck_lap front.neck yoke.neck",
            notches=(lap, lap + front.edge("neck").length),
        ),
        *([sew("collar", "collar.low", "stand.top")] if style.neck == "collar" else []),
        *buttons.seams,
        sew("collar_button", "stand.button", "~stand.button", kind="buttoned", open=True, notches=(button,)),
        sew("cuff_ends", "cuff.end_front", "cuff.end_back", open=True),
    )
    ends = {"collar": (collar,), "stand": (), "tie": (_bow(),)}[style.neck]
    panels = (front, back, yoke, sleeve, stand, *ends, cuff, *_small(front, style))
    record = (
        ("chest", measures.bust_girth + style.chest_ease),
        ("neck", 2 * neckline),
        ("sleeve head", head.height),
        ("armhole", whole),
    )
    closures = (Closure("buttons", "front", 7, 0.011), Closure("buttons", "cuffs", 4, 0.011))
    return Garment("shirt", panels, seams, closures, layer=0, measures=record, laps=style.laps)


def _hem_height(m: Measures, style: ShirtStyle) -> float:
    return -m.waist_to_hip - 0.10 - style.longer


def _side(under: Point, m: Measures, style: ShirtStyle) -> Curve:
    """The side seam of a front, walked up."""
    x, y = under
    extra = max(0.0, 0.25 * (m.hip_girth + 0.06 - m.bust_girth - style.chest_ease))
    low, waist = (x + extra, _hem_height(m, style) + style.tail), (x - style.waist + 0.3 * extra, 0.0)
    return joined(bend(low, waist, 95.0, 90.0, 0.33), bend(waist, (x, y), 90.0, 85.0, 0.33))


def _front(t: Torso, m: Measures, style: ShirtStyle) -> Panel:
    side = _side(t.front_under, m, style)
    low = _hem_height(m, style)
    bottom = bend((0.0, low), side[0][0], 0.0, 40.0, 0.5, 0.25)
    edge = (-0.5 * style.band, low)
    edges = (
        hem("hem", joined(line(edge, (0.0, low)), bottom), 0.012),
        Edge("side", side, 0.012),
        Edge("armhole", t.front_armhole),
        Edge("shoulder", line(t.front_shoulder, t.front_neck)),
        Edge("neck", t.front_neckline),
        Edge("neck_lap", line(t.pit, (edge[0], t.pit[1]))),
        Edge("front", line((edge[0], t.pit[1]), edge)),
    )
    pocket = line((0.045, t.scye + 0.005), (0.155, t.scye + 0.013))
    return Panel(
        "front",
        edges,
        lines=(
            Edge("band_fold", line((0.5 * style.band, low + 0.002), (0.5 * style.band, t.pit[1])), finish="mark"),
            Edge("pocket", pocket, finish="mark"),
        ),
        grain=((0.1, -0.1), (0.1, 0.15)),
        placement=Placement("torso", "waist", 0.0, (0.0, 0.0)),
    )


def _taken_up(fullness: float) -> str:
    return "sewn" if not fullness else "pleated" if fullness <= PLEATED else "gathered"


def _bow() -> Panel:
    """The band that is tied at the neck: both ends and what lies around it, folded lengthwise."""
    return rectangle(
        "bow",
        0.14,
        1.40,
        copies="one",
        ply="patch",
        placement=Placement("bow", "neck_front"),
        note="Folded lengthwise; its middle half is sewn to the stand",
    )


def _buttons(t: Torso, low: float, style: ShirtStyle) -> Buttoning:
    heights = [y for y in (t.pit[1] - 0.075 - i * 0.09 for i in range(6)) if y > low + 0.08]
    return buttoning(heights, (t.pit[1], low), laps=style.laps, upright=True)


def _yoke_height(t: Torso, style: ShirtStyle) -> float:
    return min(t.nape[1] - style.yoke, t.back_shoulder[1] - 0.02)


def _back(t: Torso, m: Measures, style: ShirtStyle) -> Panel:
    low, shift = _hem_height(m, style), 0.5 * style.back_pleat
    side = curves.backward(curves.mirrored(_side((-t.back_under[0], t.scye), m, style)))
    _, armhole = _cut_armhole(t, style)
    bottom = bend(side[-1][-1], (0.0, low), -40.0, 0.0, 0.25, 0.5)
    outer = armhole[0][0]
    height = _yoke_height(t, style)
    by = (-shift, 0.0)
    edges = (
        hem("hem", joined(curves.moved(bottom, by), line((-shift, low), (0.0, low)) if shift else ()), 0.012),
        fold("centre", line((0.0, low), (0.0, height))),
        Edge("yoke", line((0.0, height), (outer[0] - shift, outer[1]))),
        Edge("armhole", curves.moved(armhole, by)),
        Edge("side", curves.moved(side, by), 0.012),
    )
    pleat = (Edge("pleat", line((-shift, height), (-shift, height - 0.08)), finish="mark"),) if shift else ()
    return Panel(
        "back",
        edges,
        copies="fold",
        lines=pleat,
        grain=((-0.08, -0.1), (-0.08, 0.15)),
        placement=Placement("torso", "waist", 180.0, (0.0, 0.0)),
    )


def _cut_armhole(t: Torso, style: ShirtStyle) -> tuple[Curve, Curve]:
    """The back's armhole above and below the yoke's seam."""
    height = _yoke_height(t, style)
    whole = t.back_armhole
    size = curves.length(whole)
    places, _ = curves.along(whole, [size * i / 400 for i in range(401)])
    share = int((places[:, 1] > height).sum()) / 400
    return curves.split(whole, share * size)


def _yoke(t: Torso, style: ShirtStyle) -> Panel:
    upper, _ = _cut_armhole(t, style)
    outer = upper[-1][-1]
    edges = (
        Edge("back", line(outer, (0.0, _yoke_height(t, style)))),
        fold("centre", line((0.0, _yoke_height(t, style)), t.nape)),
        Edge("neck", t.back_neckline),
        Edge("front", _yoke_front(t)),
        Edge("armhole", upper),
    )
    return Panel(
        "yoke",
        edges,
        copies="fold",
        repeat=2,
        grain=((-0.02, t.nape[1] - 0.02), (-0.02, t.nape[1] - style.yoke + 0.02)),
        placement=Placement("torso", "neck_back", 180.0, t.nape),
        note="Outer and inner yoke",
    )


def _yoke_front(t: Torso) -> Curve:
    return line(t.back_neck, t.back_shoulder)


def _sleeve(head: Crown, m: Measures, style: ShirtStyle) -> Panel:
    long = m.arm_length + 0.02 - style.cuff - head.height
    wrist = m.wrist_girth + 0.075 + style.fullness
    low = -max(long, 0.15)
    half, foot = 0.5 * head.width, 0.5 * wrist
    front, back = line((-half, 0.0), (-foot, low)), line((foot, low), (half, 0.0))
    edges = (
        Edge("hem", line((-foot, low), (foot, low))),
        Edge("seam_back", back, 0.012),
        Edge("crown_back", head.back),
        Edge("crown_front", head.front),
        Edge("seam_front", front, 0.012),
    )
    slit = 0.5 * foot
    lines = [Edge("placket", line((slit, low), (slit, low + 0.14)), finish="mark")]
    for i in (0, 1) if 0 < style.fullness <= PLEATED else ():
        at = slit - 0.03 - 0.035 * i
        lines += [
            Edge(f"pleat_{i + 1}{letter}", line((at - d, low), (at - d, low + 0.05)), finish="mark")
            for letter, d in (("a", 0.0), ("b", 0.5 * style.fullness))
        ]
    return Panel(
        "sleeve",
        edges,
        lines=tuple(lines),
        grain=((0.0, low + 0.1), (0.0, -0.05)),
        placement=Placement("arm", "shoulder", 90.0, (0.0, head.height)),
    )


def _cuff(m: Measures, style: ShirtStyle) -> Panel:
    whole = m.wrist_girth + 0.075
    half, deep = 0.5 * whole, style.cuff
    edges = (
        Edge("low", line((-half, 0.0), (half, 0.0)), 0.008),
        Edge("end_back", line((half, 0.0), (half, deep)), 0.008),
        Edge("top", line((half, deep), (-half, deep))),
        Edge("end_front", line((-half, deep), (-half, 0.0)), 0.008),
    )
    marks = (Mark("buttonhole", (half - 0.015, 0.5 * deep)), Mark("button", (-half + 0.02, 0.5 * deep)))
    return Panel(
        "cuff",
        edges,
        marks=marks,
        repeat=2,
        grain=((-0.06, 0.5 * deep), (0.06, 0.5 * deep)),
        placement=Placement("arm", "wrist", 90.0, (0.0, 0.0)),
        fused=True,
        note="Outer and inner cuff; fuse the outer one",
    )


def _small(front: Panel, style: ShirtStyle) -> tuple[Panel, ...]:
    long = front.edge("front").length
    foot = front.edge("front").end
    band = rectangle(
        "front_band",
        style.band,
        long,
        copies="one",
        side=style.laps,
        ply="patch",
        on=Laid("front", foot),
        note="Fuse; five buttonholes upright",
    )
    line_in = front.edge("pocket")
    way = heading(line_in.start, line_in.end)
    pocket = replace(_pocket(), on=Laid("front", toward(line_in.start, way - 90.0, POCKET_DEEP), way))
    placket = rectangle("placket_over", 0.026, 0.17, ply="patch", note="Ends in a point")
    under = rectangle("placket_under", 0.012, 0.14, ply="patch")
    return band, pocket, placket, under


def _pocket() -> Panel:
    wide, deep = 0.11, POCKET_DEEP
    ring = ((0.0, 0.02), (0.5 * wide, 0.0), (wide, 0.02), (wide, deep), (0.0, deep), (0.0, 0.02))
    names = ("low_left", "low_right", "right", "top", "left")
    edges = tuple(Edge(n, line(ring[i], ring[i + 1])) for i, n in enumerate(names))
    edges = tuple(replace(e, allowance=0.03, finish="hem") if e.name == "top" else e for e in edges)
    return Panel("pocket", edges, copies="one", side="left", ply="patch", grain=((0.055, 0.03), (0.055, 0.11)))
