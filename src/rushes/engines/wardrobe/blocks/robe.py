"""Robe: a coat without buttons or canvas, with a shawl collar and a belt."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks.coat import CoatStyle, coat
from rushes.engines.wardrobe.blocks.coat_body import CoatEase
from rushes.engines.wardrobe.blocks.lapel import LapelStyle
from rushes.engines.wardrobe.blocks.tailored_sleeve import SleeveStyle
from rushes.engines.wardrobe.pattern.garment import Closure, Garment

LAYER = 2
LEFT_OUT = {"canvas", "flap", "jetting", "breast_welt", "pocket_bag"}
LINES_LEFT_OUT = {"breast_welt", "vent"}


@dataclass(frozen=True)
class RobeStyle:
    """What may be changed; metres.

    Attributes:
        chest_ease: Around the chest.
        long: From the waist to the hem; None is to the calf.
        overlap: Of the fronts beyond the centre.
        shawl: Width of the shawl collar on the front.
        belt: Width of the belt.
        cuff: Ease at the wrist.
        laps: The side that lies over: `left` as men wear it, or `right`.
    """

    chest_ease: float = 0.24
    long: float | None = None
    overlap: float = 0.10
    shawl: float = 0.10
    belt: float = 0.05
    cuff: float = 0.20
    laps: str = "left"


def robe(measures: Measures, style: RobeStyle | None = None) -> Garment:
    """Draft a robe.

    Raises:
        BadInputError: The measures or the style can't be drafted.
    """
    style = style or RobeStyle()
    ease = style.chest_ease
    cut = CoatStyle(
        ease=CoatEase(chest=ease, waist=ease + 0.10, hip=ease + 0.04, scye=0.05, shoulder=0.02, pad=0.0),
        lapel=LapelStyle(width=style.shawl, stand=0.03, fall=0.055, shawl=True),
        sleeve=SleeveStyle(head=0.012, arm=0.18, cuff=style.cuff, longer=0.0),
        long=measures.waist_to_knee + 0.22 if style.long is None else style.long,
        overlap=style.overlap,
        laps=style.laps,
        breaks=0.04,
        bust=0.0,
        belt=style.belt,
        rows=0,
    )
    made = coat(measures, cut)
    panels = tuple(
        replace(
            panel,
            lines=tuple(line for line in panel.lines if line.name not in LINES_LEFT_OUT),
            marks=(),
            placement=replace(
                panel.placement, layer=LAYER + 1 if panel.name == "belt" else min(panel.placement.layer, LAYER)
            ),
            note="" if panel.name == "back" else panel.note,
        )
        for panel in made.panels
        if panel.name not in LEFT_OUT
    )
    return replace(made, name="robe", panels=panels, closures=(Closure("tie", "belt", 1, style.belt),), layer=LAYER)
