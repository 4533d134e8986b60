"""Blouse: the shirt's draft with bust darts, a soft sleeve gathered into its cuff, and a neck that is tied, turned down or stands."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks.shirt import ShirtStyle, shirt
from rushes.engines.wardrobe.pattern.garment import Garment


@dataclass(frozen=True)
class BlouseStyle:
    """What may be changed; metres.

    Attributes:
        chest_ease: Around the bust.
        longer: Added to the length, which is to the seat.
        waist: Taken in at each side seam.
        neck: `tie`, a band whose ends are tied in a bow; `collar` on its stand; or `stand` alone.
        stand, fall, point: Of the collar, as a shirt's.
        fullness: What each sleeve is wider than its cuff, gathered.
        cuff: Depth of the cuff.
        gathers: Taken up by gathers under the yoke behind, both sides together.
        bust: The bust darts' mouth; None takes what the body asks for, 0 leaves them out.
        laps: The side that is buttoned over the other: `right` as women wear it, or `left`.
    """

    chest_ease: float = 0.10
    longer: float = -0.06
    waist: float = 0.018
    neck: str = "tie"
    stand: float = 0.03
    fall: float = 0.05
    point: float = 0.068
    fullness: float = 0.12
    cuff: float = 0.05
    gathers: float = 0.02
    bust: float | None = None
    laps: str = "right"


def blouse(measures: Measures, style: BlouseStyle | None = None) -> Garment:
    """Draft a blouse.

    Raises:
        BadInputError: The measures or the style can't be drafted.
    """
    style = style or BlouseStyle()
    cut = ShirtStyle(
        chest_ease=style.chest_ease,
        longer=style.longer,
        tail=0.02,
        back_pleat=style.gathers,
        yoke=0.07,
        stand=style.stand,
        fall=style.fall,
        point=style.point,
        cuff=style.cuff,
        waist=style.waist,
        band=0.026,
        fullness=style.fullness,
        neck=style.neck,
        bust=style.bust,
        laps=style.laps,
    )
    made = shirt(measures, cut)
    panels = tuple(
        replace(panel, lines=tuple(line for line in panel.lines if line.name != "pocket"))
        for panel in made.panels
        if panel.name != "pocket"
    )
    return replace(made, name="blouse", panels=panels)
