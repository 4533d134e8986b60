"""Tunic: a uniform's jacket, closed to a standing collar, single or double breasted, with epaulettes, pockets, cuffs and a belt."""

from __future__ import annotations

from dataclasses import dataclass, field

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks import bust, collars
from rushes.engines.wardrobe.blocks.buttoning import Buttoning, buttoned, buttoning
from rushes.engines.wardrobe.blocks.coat_body import CoatBody, CoatEase, bottom, coat_body
from rushes.engines.wardrobe.blocks.jacket import DOUBLE, INNER, assemble, back_panel, front_panel, side_panel
from rushes.engines.wardrobe.blocks.tailored_sleeve import SleeveStyle
from rushes.engines.wardrobe.blocks.uniform import Details, details
from rushes.engines.wardrobe.pattern.curves import backward, bend, joined, line
from rushes.engines.wardrobe.pattern.edge import Edge
from rushes.engines.wardrobe.pattern.garment import Closure, Garment
from rushes.engines.wardrobe.pattern.panel import Panel
from rushes.engines.wardrobe.pattern.seam import sew

HOOKS = (0.2, 0.9)  # down the end of the collar, as shares: the lower one just over the seam, which would stretch
LOWER = 0.008  # metres; a collar that stands needs so much more room at the throat
ROUNDED = 0.03  # metres that the front's lower corner is rounded off


@dataclass(frozen=True)
class TunicStyle:
    """What may be changed; metres.

    Attributes:
        ease: Of the body.
        sleeve: The two-part sleeve.
        details: Epaulettes, pockets, cuffs, belt.
        collar: Height of the standing collar behind.
        buttons: One below the other.
        overlap: Of the fronts beyond the centre: 0.02 single breasted, more than 0.05 double breasted, with two rows of buttons.
        longer: Added to the length, which covers the seat.
        bust: The bust darts' mouth; None takes what the body asks for, 0 leaves them out.
        laps: The side that is buttoned over the other: `left` as men wear it, or `right`.
    """

    ease: CoatEase = field(default_factory=lambda: CoatEase(chest=0.12, waist=0.10, hip=0.12, neck=0.03))
    sleeve: SleeveStyle = field(default_factory=SleeveStyle)
    details: Details = field(default_factory=Details)
    collar: float = 0.042
    buttons: int = 6
    overlap: float = 0.02
    longer: float = -0.03
    bust: float | None = None
    laps: str = "left"


def tunic(measures: Measures, style: TunicStyle | None = None) -> Garment:
    """Draft a tunic.

    Raises:
        BadInputError: The measures or the style can't be drafted.
    """
    style = style or TunicStyle()
    body = coat_body(measures, style.ease, front_drop=LOWER)
    low = -(measures.crotch_depth + 0.01 + style.longer)
    cup = bust.mouth(measures) if style.bust is None else style.bust
    front = buttoned(bust.darted(_front(body, style, low), cup), _buttons(body, style, low - cup))
    side, back = side_panel(body, low, 2), back_panel(body, low, 2)
    neckline = back.edge("neck").length + front.edge("neck").length
    collar = collars.standing(neckline, style.collar, layer=2)
    shoulder = front.edge("neck").length
    neck = (
        collar,
        (
            sew("collar", "collar.low", "front.neck back.neck", notches=(shoulder,)),
            sew(
                "collar_hooks",
                "collar.end",
                "~collar.end",
                kind="buttoned",
                open=True,
                notches=tuple(share * collar.edge("end").length for share in HOOKS),
            ),
        ),
    )
    extra = details(measures, style.details, front)
    rows = 2 if style.overlap > DOUBLE else 1
    closures = (
        Closure("buttons", "front", style.buttons * rows, 0.020),
        Closure("hooks", "collar", 2, 0.01),
        *extra.closures,
    )
    seams = (*_buttons(body, style, low - cup).seams, *extra.seams)
    return assemble(
        "tunic", measures, style, body, neck, (front, side, back), extra.panels, seams, closures, style.laps
    )


def _front(body: CoatBody, style: TunicStyle, low: float) -> Panel:
    side = backward(body.seam(body.side_at, body.taken[2], low, -1.0))
    pit = body.t.pit
    corner = (-style.overlap, low - 0.006)
    down = joined(
        line((-style.overlap, pit[1]), (corner[0], corner[1] + ROUNDED)),
        bend((corner[0], corner[1] + ROUNDED), (corner[0] + ROUNDED, corner[1]), 270.0, 0.0, 0.5),
    )
    edges = (
        bottom("hem", down[-1][-1], side[0][0]),
        Edge("side", side),
        Edge("armhole", body.front_arm),
        Edge("shoulder", line(body.t.front_shoulder, body.t.front_neck)),
        Edge("neck", body.t.front_neckline),
        Edge("neck_lap", line(pit, (-style.overlap, pit[1]))),
        Edge("front", down),
    )
    return front_panel(body, edges, None, pocket=False)


def _buttons(body: CoatBody, style: TunicStyle, low: float) -> Buttoning:
    top, last = body.t.pit[1] - 0.022, max(-0.09, low + 0.08)
    space = (top - last) / max(style.buttons - 1, 1)
    heights = [top - space * i for i in range(style.buttons)]
    away = style.overlap - INNER if style.overlap > DOUBLE else 0.0
    return buttoning(heights, (body.t.pit[1], low + ROUNDED), away=away, laps=style.laps)
