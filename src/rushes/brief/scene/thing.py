"""A thing in a scene: a building, a vehicle, furniture, a prop, a plant, a crowd of stand-ins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, Literal, get_args

from pydantic import Field
from pydantic.dataclasses import dataclass

from rushes.brief.scene.motion import Motions
from rushes.brief.scene.position import Position, SpokenPosition
from rushes.brief.scene.quantities import STRICT, Name, Size

BuildingKind = Literal[
    "building", "house", "tower", "skyscraper", "church", "warehouse", "shop", "hut", "tent", "lighthouse", "wall", "arch", "bridge", "gate", "chimney",
]  # fmt: skip
VehicleKind = Literal[
    "car", "taxi", "van", "truck", "bus", "double_decker_bus", "tram", "motorcycle", "bicycle", "boat", "ship", "aeroplane", "helicopter",
]  # fmt: skip
FurnitureKind = Literal[
    "table", "chair", "armchair", "sofa", "bench", "bed", "desk", "bookcase", "cupboard", "piano", "door", "mirror", "lamp", "street_lamp", "chandelier",
    "stool", "screen",
]  # fmt: skip
PropKind = Literal[
    "ball", "balloon", "barrel", "bell", "block", "book", "bottle", "box", "brick", "bucket", "candle", "clock", "coin", "column", "cone", "crate", "cube",
    "cup", "cylinder", "domino", "flag", "flower", "fountain", "fruit", "glass", "ladder", "marble", "obelisk", "pane", "phone_box", "plate", "pot",
    "pyramid", "rock", "sack", "sign", "sphere", "statue", "suitcase", "traffic_cone", "tyre", "umbrella", "vase",
]  # fmt: skip
PlantKind = Literal["tree", "palm", "pine", "bush", "cactus"]
CrowdKind = Literal["crowd"]
ThingKind = Literal[BuildingKind, VehicleKind, FurnitureKind, PropKind, PlantKind, CrowdKind]
Family = Literal["building", "vehicle", "furniture", "prop", "plant", "crowd"]

Matter = Literal[
    "wood", "stone", "marble", "brick", "concrete", "plaster", "steel", "iron", "brass", "copper", "gold", "silver", "glass", "crystal", "ice", "ceramic",
    "plastic", "rubber", "leather", "fabric", "paper", "cardboard", "wax", "clay", "straw",
]  # fmt: skip

FAMILIES: Final[Mapping[str, Family]] = {
    **dict.fromkeys(get_args(BuildingKind), "building"),
    **dict.fromkeys(get_args(VehicleKind), "vehicle"),
    **dict.fromkeys(get_args(FurnitureKind), "furniture"),
    **dict.fromkeys(get_args(PropKind), "prop"),
    **dict.fromkeys(get_args(PlantKind), "plant"),
    "crowd": "crowd",
}
"""Each kind's family."""

KINDS: Final = tuple(FAMILIES)
"""Every kind of thing, family by family."""

Arranged = Literal["row", "stack", "pile", "ring", "scattered"]

MOST_OF_A_KIND: Final = 300
"""So many of one kind stand in a scene, or are poured, at most."""


@dataclass(frozen=True, slots=True, config=STRICT)
class Thing:
    """A thing, or several alike.

    Attributes:
        kind: What it is.
        name: What beats, cameras and positions call it; each name is given once in a scene. Left empty, its kind: ``double decker bus``.
        count: How many alike; of a crowd, how many stand-ins.
        arranged: How several stand: in a ``row`` (dominoes one before the other), a ``stack``, a ``pile``, a ``ring``, or ``scattered``; None side by side.
        colour: In words (bottle green) or as ``#rrggbb``; empty as is usual for its kind.
        material: What it is of; None as is usual for its kind.
        length_m, width_m, height_m: Along its front's way, across, and up [m]; of a round thing any one is its diameter. None as is usual for its kind.
        scale: A factor on whatever is usual for its kind and is not given: 0.5 is small, 3 is giant.
        where: Where it stands; of several, the middle of them.
        does: What it does of its own, one after the other; nothing stands still.
    """

    kind: ThingKind
    name: Name | Literal[""] = ""
    count: Annotated[int, Field(ge=1, le=MOST_OF_A_KIND)] = 1
    arranged: Arranged | None = None
    colour: Annotated[str, Field(max_length=40)] = ""
    material: Matter | None = None
    length_m: Size | None = None
    width_m: Size | None = None
    height_m: Size | None = None
    scale: Annotated[float, Field(ge=0.1, le=10.0)] = 1.0
    where: SpokenPosition = Position()
    does: Motions = ()

    def __post_init__(self) -> None:
        if not self.name:
            object.__setattr__(self, "name", self.kind.replace("_", " "))

    @property
    def family(self) -> Family:
        """Which family its kind is of."""
        return FAMILIES[self.kind]
