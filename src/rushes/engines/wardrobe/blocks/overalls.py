"""Overalls: the trousers' draft with a wide seat and waist, a bib in front, a high back, straps over the shoulders, patch pockets."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks.strips import rectangle
from rushes.engines.wardrobe.blocks.trousers import TrousersStyle, trousers
from rushes.engines.wardrobe.pattern.curves import bend, line
from rushes.engines.wardrobe.pattern.edge import Edge, fold
from rushes.engines.wardrobe.pattern.garment import Closure, Garment
from rushes.engines.wardrobe.pattern.panel import Laid, Mark, Panel, Placement
from rushes.engines.wardrobe.pattern.seam import sew

BUTTON_DOWN = 0.03  # metres from the bib's top to its buttons
STRAP_END = 0.03  # metres that a strap goes on below its button
OVER_CHEST = 1.16  # a strap against the measures of back and front; on five bodies it was 1.09 to 1.24
RESERVE = 0.12  # metres of strap that are turned back through the slide


@dataclass(frozen=True)
class OverallsStyle:
    """What may be changed; metres.

    Attributes:
        seat_ease, waist_ease: Around seat and waist.
        hem: Around one leg.
        bib: Half the bib's width at its top; None is to the front's creases.
        high: Height of the bib over the waist; None is to the chest.
        back: Height of the back over the waist.
        strap: Width of a strap.
    """

    seat_ease: float = 0.14
    waist_ease: float = 0.16
    hem: float = 0.48
    bib: float | None = None
    high: float | None = None
    back: float = 0.16
    strap: float = 0.04


def overalls(measures: Measures, style: OverallsStyle | None = None) -> Garment:
    """Draft overalls.

    Raises:
        BadInputError: The measures or the style can't be drafted.
    """
    style = style or OverallsStyle()
    legs = trousers(
        measures,
        TrousersStyle(style.seat_ease, style.waist_ease, hem=style.hem, knee=style.hem, pleats=0, rise=0.0, band=0.04),
    )
    keep = tuple(panel for panel in legs.panels if panel.name in {"front", "back", "waistband", "pocket_bag"})
    front = replace(legs.panel("front"), lines=tuple(e for e in legs.panel("front").lines if e.name == "crease"))
    keep = tuple(front if panel.name == "front" else panel for panel in keep)
    band = legs.panel("waistband")
    high = measures.back_waist_length * 0.52 if style.high is None else style.high
    bib = _bib(band.edge("front").length, high, style)
    back = _back(band.edge("back").length, style)
    strap = _strap(_over_shoulder(measures, high, style), style)
    patch = rectangle("bib_pocket", 0.17, 0.16, copies="one", ply="patch", on=Laid("bib", (-0.085, 0.4 * high - 0.05)))
    hip = rectangle("hip_pocket", 0.16, 0.18, ply="patch", on=Laid("back", (-0.10, 0.0)))
    band = _split_top(band)
    keep = tuple(band if panel.name == "waistband" else panel for panel in keep)
    seams = (
        *(seam for seam in legs.seams),
        sew("bib", "bib.low", "waistband.top_front"),
        sew("high_back", "high_back.low", "waistband.top_back"),
        sew("high_centre", "high_back.centre", "~high_back.centre"),
        sew("strap", "strap.low", "high_back.strap"),
        sew("strap_button", "strap.button", "bib.button", kind="buttoned", notches=(0.25 * style.strap,), open=True),
    )
    record = (*legs.measures, ("bib", high))
    closures = (
        Closure("buttons", "sides", 4, 0.02),
        Closure("buckle", "straps", 2, style.strap),
        Closure("buttons", "bib", 2, 0.017),
    )
    return Garment("overalls", (*keep, bib, back, strap, patch, hip), seams, closures, measures=record)


def _split_top(band: Panel) -> Panel:
    """The waistband with its top in two, over front and back."""
    middle, high = band.edge("front").end[0], band.edge("top").start[1]
    top = band.edge("top").curve
    edges: list[Edge] = []
    for edge in band.edges:
        if edge.name != "top":
            edges.append(edge)
            continue
        edges += [
            Edge("top_back", line(top[0][0], (middle, high))),
            Edge("top_front", line((middle, high), top[-1][-1])),
        ]
    return replace(band, edges=tuple(edges), note="Interlined; open 15 cm at the sides for the buttons")


def _bib(wide: float, high: float, style: OverallsStyle) -> Panel:
    top = min(0.62 * wide, 0.14) if style.bib is None else min(style.bib, 0.95 * wide)
    half = 0.25 * style.strap
    middle = top - 0.5 * style.strap - 0.006
    edges = (
        Edge("low", line((0.0, 0.0), (wide, 0.0))),
        Edge("side", bend((wide, 0.0), (top, high), 160.0, 92.0, 0.38), 0.02, "hem"),
        Edge("top", line((top, high), (0.0, high)), 0.04, "hem"),
        fold("centre", line((0.0, high), (0.0, 0.0))),
    )
    return Panel(
        "bib",
        edges,
        copies="fold",
        lines=(Edge("button", line((middle - half, high - BUTTON_DOWN), (middle + half, high - BUTTON_DOWN)), 0.0),),
        marks=(Mark("button", (middle, high - BUTTON_DOWN)),),
        grain=((0.03, 0.2 * high), (0.03, 0.75 * high)),
        placement=Placement("torso", "waist", 0.0, (0.0, 0.0)),
    )


def _back(wide: float, style: OverallsStyle) -> Panel:
    inner = 0.02
    top = inner + style.strap
    edges = (
        Edge("low", line((-wide, 0.0), (0.0, 0.0))),
        Edge("centre", line((0.0, 0.0), (0.0, style.back)), 0.015),
        Edge("top", line((0.0, style.back), (-inner, style.back)), 0.02, "hem"),
        Edge("strap", line((-inner, style.back), (-top, style.back))),
        Edge("side", bend((-top, style.back), (-wide, 0.0), 272.0, 200.0, 0.42), 0.02, "hem"),
    )
    return Panel(
        "high_back",
        edges,
        grain=((-0.025, 0.2 * style.back), (-0.025, 0.8 * style.back)),
        placement=Placement("torso", "waist", 180.0, (0.0, 0.0)),
    )


def _over_shoulder(measures: Measures, high: float, style: OverallsStyle) -> float:
    """Return how long a strap is from the back's top over the shoulder to its button [m]; its slide does the rest."""
    back = measures.back_waist_length - style.back
    front = measures.front_waist_length - high
    return OVER_CHEST * (back + front) + BUTTON_DOWN


def _strap(long: float, style: OverallsStyle) -> Panel:
    """One strap, its outer edge on x = 0, from the back upwards; two plies."""
    return rectangle(
        "strap",
        style.strap,
        long + STRAP_END,
        lines=(Edge("button", line((0.25 * style.strap, long), (0.75 * style.strap, long)), 0.0),),
        marks=(Mark("buttonhole", (0.5 * style.strap, long), 90.0),),
        repeat=2,
        placement=Placement("shoulder", "shoulder", 0.0, (0.5 * style.strap, 0.5 * long), 1),
        note=f"Cut {100 * RESERVE:.0f} cm longer at the end, which is turned back through the slide",
    )
