"""Every block by its name, with its style: how one asks for a garment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks.blouse import BlouseStyle, blouse
from rushes.engines.wardrobe.blocks.cape import CapeStyle, cape
from rushes.engines.wardrobe.blocks.coat import CoatStyle, coat
from rushes.engines.wardrobe.blocks.dress import DressStyle, dress
from rushes.engines.wardrobe.blocks.jacket import JacketStyle, jacket
from rushes.engines.wardrobe.blocks.overalls import OverallsStyle, overalls
from rushes.engines.wardrobe.blocks.robe import RobeStyle, robe
from rushes.engines.wardrobe.blocks.shirt import ShirtStyle, shirt
from rushes.engines.wardrobe.blocks.skirt import SkirtStyle, skirt
from rushes.engines.wardrobe.blocks.tailcoat import TailcoatStyle, tailcoat
from rushes.engines.wardrobe.blocks.trousers import TrousersStyle, trousers
from rushes.engines.wardrobe.blocks.tunic import TunicStyle, tunic
from rushes.engines.wardrobe.blocks.waistcoat import WaistcoatStyle, waistcoat
from rushes.engines.wardrobe.pattern.garment import Garment
from rushes.engines.wardrobe.pattern.soundness import check_panel
from rushes.errors import BadInputError


@dataclass(frozen=True)
class Block:
    """A garment's program and the dataclass that holds what may be changed in it."""

    draft: Callable[[Measures, Any], Garment]
    style: type[Any]


BLOCKS: Mapping[str, Block] = {
    "trousers": Block(trousers, TrousersStyle),
    "shirt": Block(shirt, ShirtStyle),
    "blouse": Block(blouse, BlouseStyle),
    "waistcoat": Block(waistcoat, WaistcoatStyle),
    "skirt": Block(skirt, SkirtStyle),
    "jacket": Block(jacket, JacketStyle),
    "tailcoat": Block(tailcoat, TailcoatStyle),
    "coat": Block(coat, CoatStyle),
    "dress": Block(dress, DressStyle),
    "robe": Block(robe, RobeStyle),
    "tunic": Block(tunic, TunicStyle),
    "cape": Block(cape, CapeStyle),
    "overalls": Block(overalls, OverallsStyle),
}


def draft(name: str, measures: Measures, **style: object) -> Garment:
    """Draft a garment by its name and check every panel of it.

    Args:
        name: One of `BLOCKS`.
        measures: The body's.
        style: Fields of the block's style; what is not said keeps its usual value.

    Raises:
        BadInputError: No such block or field, or the draft is not one that can be cut.
    """
    if name not in BLOCKS:
        raise BadInputError(f"There is no block called {name}. There are: {', '.join(BLOCKS)}.")
    block = BLOCKS[name]
    known = [field.name for field in fields(block.style)]
    unknown = sorted(set(style) - set(known))
    if unknown:
        raise BadInputError(f"A {name} has no style field {unknown[0]}. It has: {', '.join(known)}.")
    garment = block.draft(measures, block.style(**style))
    for panel in garment.panels:
        check_panel(panel)
    return garment
