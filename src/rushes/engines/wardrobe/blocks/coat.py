"""Coat: the jacket's draft with a coat's ease, over the knee or under it, single or double breasted."""

from __future__ import annotations

from dataclasses import dataclass, field

from rushes.engines.wardrobe.blocks.coat_body import CoatBody, CoatEase, bottom, coat_body
from rushes.engines.wardrobe.blocks.jacket import assemble, back_panel, front_panel, pockets, side_panel
from rushes.engines.wardrobe.blocks.lapel import Lapel, LapelStyle, lapel
from rushes.engines.wardrobe.blocks.tailored_sleeve import SleeveStyle
from rushes.engines.wardrobe.body.measures import Measures
from rushes.engines.wardrobe.pattern.curves import backward, line
from rushes.engines.wardrobe.pattern.edge import Edge
from rushes.engines.wardrobe.pattern.garment import Closure, Garment
from rushes.engines.wardrobe.pattern.panel import Mark, Panel
from rushes.engines.wardrobe.pattern.seam import sew

LAYER = 3


@dataclass(frozen=True)
class CoatStyle:
    """What may be changed; metres.

    Attributes:
        ease: Of the body; it goes over a jacket.
        lapel: Lapel and collar.
        sleeve: The two-part sleeve.
        long: From the waist to the hem; None is a hand below the knee.
        overlap: Of the fronts beyond the centre: 0.03 single breasted, 0.09 double breasted.
        breaks: Height over the waist at which the lapel begins to roll.
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
    breaks: float = 0.10
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
    panels = (_front(body, shape, style, low), side_panel(body, low, LAYER), back_panel(body, low, LAYER))
    double = style.overlap > 0.05
    closures = (
        Closure("buttons", "front", style.rows * (2 if double else 1), 0.028),
        Closure("buttons", "cuffs", 6, 0.018),
    )
    closed = sew("front", "front.front", "~front.front", open=True)
    return assemble("coat", measures, style, body, shape, panels, pockets(), (closed,), closures)


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
    away = style.overlap - 0.022
    marks = []
    for i in range(style.rows):
        y = style.breaks - 0.02 - 0.12 * i
        marks.append(Mark("buttonhole", (-away, y), 0.0))
        if style.overlap > 0.05:
            marks.append(Mark("button", (away, y)))
    return front_panel(body, edges, shape, tuple(marks), layer=LAYER)
