"""Coat: the jacket's draft with a coat's ease, over the knee or under it, single or double breasted."""

from __future__ import annotations

from dataclasses import dataclass, field

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks import bust
from rushes.engines.wardrobe.blocks.belts import belt
from rushes.engines.wardrobe.blocks.buttoning import Buttoning, buttoned, buttoning
from rushes.engines.wardrobe.blocks.coat_body import CoatBody, CoatEase, bottom, coat_body
from rushes.engines.wardrobe.blocks.jacket import (
    DOUBLE,
    INNER,
    assemble,
    back_panel,
    front_panel,
    pockets,
    rolled,
    side_panel,
)
from rushes.engines.wardrobe.blocks.lapel import Lapel, LapelStyle, lapel
from rushes.engines.wardrobe.blocks.tailored_sleeve import SleeveStyle
from rushes.engines.wardrobe.pattern.curves import backward, line
from rushes.engines.wardrobe.pattern.edge import Edge
from rushes.engines.wardrobe.pattern.garment import Closure, Garment
from rushes.engines.wardrobe.pattern.panel import Panel
from rushes.engines.wardrobe.pattern.seam import Seam

LAYER = 3
DRAWN = 0.45  # share of the waist's ease that is left under a belt: drawn in farther, cloth folds through itself


@dataclass(frozen=True)
class CoatStyle:
    """What may be changed; metres.

    Attributes:
        ease: Of the body; it goes over a jacket.
        lapel: Lapel and collar.
        sleeve: The two-part sleeve.
        long: From the waist to the hem; None is a hand below the knee.
        overlap: Of the fronts beyond the centre: 0.03 single breasted, 0.09 double breasted.
        laps: The side that is buttoned over the other: `left` as men wear it, or `right`.
        breaks: Height over the waist at which the lapel begins to roll.
        bust: The bust darts' mouth; None takes what the body asks for, 0 leaves them out.
        belt: Width of a belt at the waist; 0 for none. Without rows of buttons it alone holds the fronts.
        rows: Rows of buttons, one below the other.
    """

    ease: CoatEase = field(
        default_factory=lambda: CoatEase(chest=0.20, waist=0.24, hip=0.22, scye=0.035, shoulder=0.018, pad=0.012)
    )
    lapel: LapelStyle = field(
        default_factory=lambda: LapelStyle(width=0.11, collar=0.05, stand=0.035, fall=0.06, notch=0.05)
    )
    sleeve: SleeveStyle = field(default_factory=lambda: SleeveStyle(arm=0.14, cuff=0.14, longer=0.02))
    long: float | None = None
    overlap: float = 0.09
    laps: str = "left"
    breaks: float = 0.10
    bust: float | None = None
    belt: float = 0.0
    rows: int = 3


def coat(measures: Measures, style: CoatStyle | None = None) -> Garment:
    """Draft a coat.

    Raises:
        BadInputError: The measures or the style can't be drafted.
    """
    style = style or CoatStyle()
    body = coat_body(measures, style.ease)
    low = -(measures.waist_to_knee + 0.10 if style.long is None else style.long)
    shape = lapel(body.t.front_neck, body.t.front_shoulder, (-style.overlap, style.breaks), style.lapel)
    cup = bust.mouth(measures) if style.bust is None else style.bust
    buttons = _buttons(style, style.breaks - cup, low - cup)
    front = buttoned(bust.darted(_front(body, shape, style, low), cup), buttons)
    panels = (front, side_panel(body, low, LAYER), back_panel(body, low, LAYER))
    double, belts = style.overlap > DOUBLE, _belt(measures, style)
    closures = (
        *((Closure("buttons", "front", style.rows * (2 if double else 1), 0.028),) if style.rows else ()),
        *((Closure("tie", "belt", 1, style.belt),) if style.belt else ()),
        Closure("buttons", "cuffs", 6, 0.018),
    )
    return assemble(
        "coat",
        measures,
        style,
        body,
        rolled(shape, panels[2], style.lapel, LAYER),
        panels,
        (*pockets(front), *(piece for piece, _ in belts)),
        (*buttons.seams, *(seam for _, seam in belts)),
        closures,
        style.laps,
        style.lapel.width,
    )


def _belt(m: Measures, style: CoatStyle) -> tuple[tuple[Panel, Seam], ...]:
    if not style.belt:
        return ()
    around = m.waist_girth + DRAWN * style.ease.waist
    knot = "; the knot and its ends are cut, not worn" if not style.rows else "; its end is cut, not worn"
    note = f"Two plies; two loops at the side seams{knot}"
    return (
        belt(around, style.belt, 0.75 if not style.rows else 0.20, layer=LAYER + 1, note=note, fused=style.rows > 0),
    )


def _front(body: CoatBody, shape: Lapel, style: CoatStyle, low: float) -> Panel:
    side = backward(body.seam(body.side_at, body.taken[2], low, -1.0))
    down = line(shape.brk, (-style.overlap, low - 0.006))
    edges = (
        bottom("hem", down[-1][-1], side[0][0], 0.05),
        Edge("side", side),
        Edge("armhole", body.front_arm),
        Edge("shoulder", line(body.t.front_shoulder, body.t.front_neck)),
        *shape.edges(),
        Edge("front", down),
    )
    return front_panel(body, edges, shape, layer=LAYER)


def _buttons(style: CoatStyle, breaks: float, low: float) -> Buttoning:
    heights = [y for y in (breaks - 0.02 - 0.12 * i for i in range(style.rows)) if y > low + 0.02]
    if not heights:
        return buttoning([min(0.0, breaks - 0.02)], (breaks, low), laps=style.laps, belted=True)
    away = style.overlap - INNER if style.overlap > DOUBLE else 0.0
    return buttoning(heights, (breaks, low), away=away, laps=style.laps)
