"""Somebody in a scene who is nobody: a body in clothes, with a generic face."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import BeforeValidator, Field
from pydantic.dataclasses import dataclass

from rushes.brief.scene.motion import Motions
from rushes.brief.scene.position import Position, SpokenPosition
from rushes.brief.scene.quantities import STRICT, Name, Stature
from rushes.brief.scene.wears import SpokenWears
from rushes.brief.wardrobe import Build, Garment, HairColour, HairCut, Piece, Sex, Shoes, SkinTone

MOST_ALIKE: Final = 12
"""So many of one character stand in a scene at most: more are a crowd."""


def _spoken(value: object) -> object:
    if not isinstance(value, list | tuple):
        return value
    return [{"garment": one} if isinstance(one, str) else one for one in value]


Clothes = Annotated[tuple[Piece, ...], BeforeValidator(_spoken, json_schema_input_type=tuple[Piece | Garment, ...])]
"""Garments as a brief of kind ``wardrobe`` has them; one may be said by its name alone."""


@dataclass(frozen=True, slots=True, config=STRICT)
class Character:
    """A person of no name: their likeness is nobody's, and can't be anybody's.

    Attributes:
        name: What beats, cameras, positions and lines call them, such as ``woman``; each name is given once in a scene.
        count: How many alike.
        sex: Which table of usual measures their body is from; None either.
        age: Years; a grown person's.
        build: How full and how strong.
        height_m: From crown to floor [m]; None the middle of the table.
        skin, hair, hair_colour, shoes: As a brief of kind ``wardrobe`` has them; None as is usual.
        clothes: From the skin outward; empty is a plain shirt and trousers.
        wears: A take of the show's wardrobe instead, such as ``010_0030`` or ``010_0030/v002``: its body in its clothes, as they were cut and hang.
        where: Where they stand; of several, the middle of them.
        does: What they do, one after the other; nothing stands.
    """

    name: Name
    count: Annotated[int, Field(ge=1, le=MOST_ALIKE)] = 1
    sex: Sex | None = None
    age: Annotated[int, Field(ge=18, le=100)] = 35
    build: Build = "regular"
    height_m: Stature | None = None
    skin: SkinTone | None = None
    hair: HairCut | None = None
    hair_colour: HairColour | None = None
    shoes: Shoes | None = None
    clothes: Clothes = ()
    wears: SpokenWears | None = None
    where: SpokenPosition = Position()
    does: Motions = ()
