"""Every kind of thing: its maker, its usual size, colour and material, and how it is held."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from rushes.brief.scene import Matter, Thing, ThingKind
from rushes.engines.clip.model import Model, model
from rushes.engines.clip.people import plinth, statue_of
from rushes.engines.clip.substance import SUBSTANCES, colour_of, shining, stock
from rushes.engines.clip.things import buildings, plants, props, vehicles
from rushes.engines.dressing.library import MAKERS, fitted
from rushes.engines.dressing.prop import Prop, Random, Size, Style
from rushes.engines.dressing.surface import Surface
from rushes.errors import BadInputError

Maker = Callable[[Size, Style, Random], Prop]


@dataclass(frozen=True)
class Kind:
    """What a kind of thing is.

    Attributes:
        maker: Grows it.
        size: Usual width, depth and height [m].
        matter: Usual material.
        colour: Usual colour, as ``#rrggbb`` or in words; empty is the material's own.
        fixed: Whether it is rooted or built, so that nothing but a beat moves it.
        hangs: Whether it hangs from a ceiling.
        filled: Share of its hulls that is solid.
        hollow: Whether it breaks into shards of a shell.
        style: What the maker is told.
    """

    maker: Maker
    size: Size
    matter: Matter
    colour: str = ""
    fixed: bool = False
    hangs: bool = False
    filled: float = 0.5
    hollow: bool = False
    style: Mapping[str, Any] | None = None


def _k(maker: Any, size: Size, matter: Matter, colour: str = "", **more: Any) -> Kind:  # noqa: ANN401 - makers of makers
    return Kind(maker, size, matter, colour, **more)


D = MAKERS


def statue(size: Size, style: Style, random: Random) -> Prop:
    """A standing figure of nobody on a plinth."""
    del style
    made = Prop()
    foot = size[2] * 0.22
    made.add("body", plinth(size[0], foot), statue_of(size[2] - foot, float(random.integers(0, 2))).moved(z=foot))
    return made


KINDS: Final[Mapping[ThingKind, Kind]] = {
    "building": _k(buildings.building, (14, 11, 16), "brick", fixed=True, filled=0.2),
    "house": _k(buildings.house, (9, 8, 7.5), "plaster", "#d8cfbd", fixed=True, filled=0.2),
    "tower": _k(buildings.tower, (16, 16, 46), "concrete", fixed=True, filled=0.2),
    "skyscraper": _k(buildings.tower, (26, 26, 120), "steel", fixed=True, filled=0.2),
    "church": _k(buildings.church, (12, 22, 26), "stone", fixed=True, filled=0.2),
    "warehouse": _k(buildings.warehouse, (26, 18, 9), "brick", fixed=True, filled=0.2),
    "shop": _k(buildings.shop, (8, 7, 4.2), "plaster", "#6f8f86", fixed=True, filled=0.2),
    "hut": _k(buildings.hut, (4, 3.6, 3.4), "wood", fixed=True, filled=0.2),
    "tent": _k(buildings.tent, (2.4, 3.2, 1.7), "fabric", "#a8402a", fixed=True, filled=0.02),
    "lighthouse": _k(buildings.lighthouse, (7, 7, 24), "plaster", "#e8e4da", fixed=True, filled=0.3),
    "wall": _k(buildings.wall, (4, 0.25, 2.2), "brick", fixed=True, filled=0.95),
    "arch": _k(buildings.arch, (6, 1.6, 7), "stone", fixed=True, filled=0.95),
    "gate": _k(buildings.gate, (4, 0.3, 2.4), "stone", fixed=True, filled=0.4),
    "chimney": _k(buildings.chimney, (3.2, 3.2, 18), "brick", fixed=True, filled=0.6),
    "car": _k(vehicles.car, (1.8, 4.4, 1.45), "steel", "#8c1d18", filled=0.035),
    "taxi": _k(vehicles.taxi, (1.8, 4.6, 1.5), "steel", "#e0a416", filled=0.035),
    "van": _k(vehicles.van, (2.0, 5.2, 2.3), "steel", "#dcdcd6", filled=0.025),
    "truck": _k(vehicles.truck, (2.5, 8.6, 3.5), "steel", "#24518a", filled=0.02),
    "bus": _k(vehicles.bus, (2.5, 11.5, 3.1), "steel", "#b3261e", filled=0.02),
    "double_decker_bus": _k(vehicles.double_decker_bus, (2.5, 10.4, 4.4), "steel", "#b3141a", filled=0.018),
    "tram": _k(vehicles.tram, (2.4, 15, 3.9), "steel", "#d9d2b8", filled=0.02),
    "motorcycle": _k(vehicles.motorcycle, (0.8, 2.1, 1.1), "steel", "#1f2a44", filled=0.12),
    "bicycle": _k(vehicles.bicycle, (0.6, 1.75, 1.05), "steel", "#1d4d3a", filled=0.03),
    "table": _k(D["dining_table"], (1.6, 0.9, 0.75), "wood"),
    "chair": _k(D["dining_chair"], (0.48, 0.52, 0.92), "wood"),
    "armchair": _k(D["wing_chair"], (0.8, 0.82, 1.05), "leather"),
    "sofa": _k(D["sofa"], (2.1, 0.92, 0.82), "fabric", "#5c6f5a", filled=0.2),
    "bench": _k(D["bench"], (1.5, 0.5, 0.46), "wood"),
    "bed": _k(D["bed"], (1.0, 2.05, 0.9), "wood", filled=0.3),
    "desk": _k(D["desk"], (1.5, 0.75, 0.75), "wood"),
    "bookcase": _k(D["bookcase"], (1.2, 0.34, 2.1), "wood", filled=0.4),
    "cupboard": _k(D["cabinet"], (1.1, 0.5, 1.9), "wood", filled=0.25),
    "piano": _k(D["piano"], (1.5, 0.66, 1.25), "wood", "#0c0b0b", filled=0.4),
    "door": _k(props.door, (1.0, 0.1, 2.1), "wood", "#3f2a1c", fixed=True),
    "mirror": _k(props.mirror, (0.8, 0.05, 1.8), "glass", "#8a6a34", fixed=True, filled=0.8),
    "lamp": _k(D["floor_lamp"], (0.45, 0.45, 1.6), "brass", filled=0.1),
    "street_lamp": _k(D["street_lamp"], (0.5, 0.5, 4.4), "iron", fixed=True),
    "chandelier": _k(D["chandelier"], (1.3, 1.3, 1.1), "crystal", hangs=True, filled=0.03, hollow=True),
    "stool": _k(D["stool"], (0.4, 0.4, 0.65), "wood"),
    "screen": _k(D["screen_stand"], (1.7, 0.4, 1.8), "wood"),
    "ball": _k(props.ball, (0.22, 0.22, 0.22), "rubber", filled=0.3),
    "balloon": _k(props.balloon, (0.3, 0.3, 1.3), "rubber", "#c02030", filled=0.01),
    "barrel": _k(props.barrel, (0.62, 0.62, 0.9), "wood"),
    "bell": _k(props.turned_solid([(1.0, 0.0), (0.92, 0.06), (0.62, 0.45), (0.52, 0.82), (0.22, 1.0)]), (0.7, 0.7, 0.7), "brass", filled=0.4),
    "block": _k(props.cube, (0.5, 0.3, 0.3), "stone", filled=0.95),
    "book": _k(props.book, (0.035, 0.15, 0.22), "leather", "#5a1c18", filled=0.9),
    "bottle": _k(props.bottle, (0.075, 0.075, 0.3), "glass", "#2f6b3c", filled=0.35, hollow=True),
    "box": _k(props.cube, (0.5, 0.4, 0.4), "cardboard"),
    "brick": _k(props.cube, (0.215, 0.1025, 0.065), "brick", filled=0.95),
    "bucket": _k(props.vessel_of("bucket"), (0.3, 0.3, 0.3), "steel", filled=0.1, hollow=True),
    "candle": _k(props.candle, (0.06, 0.06, 0.26), "wax", filled=0.9),
    "clock": _k(D["clock"], (0.24, 0.12, 0.3), "wood"),
    "coin": _k(props.coin, (0.024, 0.024, 0.002), "gold", filled=0.95),
    "column": _k(props.turned_solid(props.COLUMN), (0.8, 0.8, 4.5), "marble", fixed=True, filled=0.95),
    "cone": _k(props.turned_solid([(1.0, 0.0), (0.0, 1.0)]), (0.6, 0.6, 0.9), "plaster", "#c9752b", filled=0.9),
    "crate": _k(props.crate, (0.6, 0.6, 0.6), "wood", filled=0.3),
    "cube": _k(props.cube, (0.5, 0.5, 0.5), "plastic", "#2b5d8c", filled=0.6),
    "cup": _k(props.vessel_of("cup"), (0.085, 0.085, 0.095), "ceramic", filled=0.3, hollow=True),
    "cylinder": _k(props.turned_solid([(1.0, 0.0), (1.0, 1.0)]), (0.5, 0.5, 0.8), "plastic", "#b08d2c", filled=0.6),
    "domino": _k(props.domino, (0.24, 0.06, 0.48), "plastic", "#e9e4d4", filled=0.9),
    "flag": _k(props.flag, (1.6, 0.1, 4.0), "fabric", "#a31d23", fixed=True),
    "flower": _k(props.flower, (0.12, 0.12, 0.45), "paper", "#c23a5c", fixed=True, filled=0.05),
    "fountain": _k(props.fountain, (4.6, 4.6, 2.4), "stone", fixed=True, filled=0.9),
    "fruit": _k(props.ball, (0.085, 0.085, 0.085), "wax", "#d8701c", filled=0.9),
    "glass": _k(props.vessel_of("glass"), (0.075, 0.075, 0.12), "glass", filled=0.25, hollow=True),
    "ladder": _k(props.ladder, (0.42, 0.06, 3.0), "wood", filled=0.6),
    "marble": _k(props.ball, (0.03, 0.03, 0.03), "glass", "#2c6e8f", filled=0.95),
    "obelisk": _k(props.obelisk, (2.4, 2.4, 16), "stone", fixed=True, filled=0.95),
    "pane": _k(props.pane, (1.4, 0.008, 1.6), "glass", fixed=True, filled=0.95, hollow=True),
    "phone_box": _k(props.phone_box, (0.9, 0.9, 2.45), "iron", "#a8141c", fixed=True, filled=0.05),
    "plate": _k(props.vessel_of("plate"), (0.26, 0.26, 0.03), "ceramic", filled=0.4, hollow=True),
    "pot": _k(props.vessel_of("pot"), (0.34, 0.34, 0.32), "clay", filled=0.3, hollow=True),
    "pyramid": _k(props.pyramid, (1.0, 1.0, 0.8), "stone", filled=0.95),
    "rock": _k(props.rock, (1.0, 0.8, 0.7), "stone", "#7a6a5a", filled=0.95),
    "sack": _k(props.vessel_of("sack"), (0.5, 0.5, 0.75), "fabric", "#a08a62", filled=0.9),
    "sign": _k(D["sign"], (1.2, 0.08, 0.5), "wood", "#20402f"),
    "sphere": _k(props.ball, (0.6, 0.6, 0.6), "plaster", "#d9d4c8", filled=0.9),
    "statue": _k(statue, (0.8, 0.8, 2.4), "marble", filled=0.8),
    "suitcase": _k(props.suitcase, (0.65, 0.22, 0.45), "leather", "#7a4a24", filled=0.15),
    "traffic_cone": _k(props.traffic_cone, (0.36, 0.36, 0.5), "plastic", "#d8481a", filled=0.3),
    "tyre": _k(props.tyre, (0.65, 0.65, 0.2), "rubber", "#161616", filled=0.5),
    "umbrella": _k(props.umbrella, (1.1, 1.1, 1.0), "fabric", "#9c1f2a", filled=0.02),
    "vase": _k(props.vessel_of("vase"), (0.26, 0.26, 0.42), "ceramic", "#35608c", filled=0.3, hollow=True),
    "tree": _k(plants.tree, (6, 6, 8.5), "wood", fixed=True, filled=0.1),
    "palm": _k(plants.palm, (5, 5, 8), "wood", fixed=True, filled=0.1),
    "pine": _k(plants.pine, (4.4, 4.4, 9), "wood", fixed=True, filled=0.1),
    "bush": _k(plants.bush, (1.6, 1.6, 1.3), "wood", fixed=True, filled=0.05),
    "cactus": _k(plants.cactus, (2.0, 0.6, 3.4), "wood", "#3f6b39", fixed=True, filled=0.9),
}  # fmt: skip
"""What there is. Sizes are those of ordinary ones."""

INSTEAD: Final[Mapping[str, str]] = {
    "bridge": "an arch",
    "boat": "a crate or a barrel on the shore",
    "ship": "a lighthouse on the coast",
    "aeroplane": "a bus or a truck",
    "helicopter": "a van or a truck",
}
"""What isn't grown yet, and what may be written instead."""

VESSELS: Final = frozenset({"bucket", "pot", "cup", "glass"})
"""What something falls into."""


MASONRY: Final = frozenset({"stone", "brick", "marble"})
KEEP: Final = _k(buildings.keep, (8, 8, 22), "stone", fixed=True, filled=0.4)
"""A tower of masonry; of any other matter, and of none that was said, it is a slab of offices."""


def kind_of(thing: Thing) -> Kind:
    """Return a thing's kind.

    Raises:
        BadInputError: It isn't grown yet; the sentence says what is.
    """
    if thing.kind == "tower" and thing.material in MASONRY:
        return KEEP
    if thing.kind not in KINDS:
        raise BadInputError(
            f"{thing.name}: a clip can't show a {thing.kind.replace('_', ' ')} yet. Write {INSTEAD.get(thing.kind, 'something else')} instead."
        )
    return KINDS[thing.kind]


def size_of(thing: Thing) -> Size:
    """Return a thing's width, depth and height [m]: the usual ones, in proportion where only some were said."""
    usual = tuple(side * thing.scale for side in kind_of(thing).size)
    said = (thing.width_m, thing.length_m, thing.height_m)
    factors = [one / mine for one, mine in zip(said, usual, strict=True) if one is not None]
    if not factors:
        return usual[0], usual[1], usual[2]
    mean = float(np.exp(np.mean(np.log(factors))))
    wide, deep, high = (one if one is not None else mine * mean for one, mine in zip(said, usual, strict=True))
    return wide, deep, high


def grown(thing: Thing, seed: int, number: int = 0, *, lit: bool = False) -> Model:
    """Return a thing as a solid.

    Args:
        thing: What is asked.
        seed: The scene's; each one of several has chance of its own.
        number: Which of several.
        lit: Whether its windows are lit.

    Raises:
        BadInputError: It isn't grown yet, or its colour is none.
    """
    kind, size = kind_of(thing), size_of(thing)
    matter = thing.material or kind.matter
    chance = np.random.default_rng(zlib.crc32(f"{seed}/{thing.name}/{number}".encode()))
    made = kind.maker(size, {**(kind.style or {}), "lit": lit}, chance).parts()
    if thing.family in {"furniture", "prop", "vehicle"} or thing.kind == "bush":
        made = fitted(made, size)
    look = look_of(thing, kind, matter)
    return model(
        ((mesh, _slot(slot, look, thing)) for slot, mesh in made),
        matter,
        filled=kind.filled,
        hollow=kind.hollow and matter in {"glass", "crystal", "ceramic", "clay", "ice", "plaster"},
        opens=thing.kind in VESSELS,
    )


def look_of(thing: Thing, kind: Kind, matter: Matter) -> Surface:
    """Return the look of what a thing is mainly of."""
    base = SUBSTANCES[matter].look
    if thing.family == "vehicle":
        base = Surface("painted", base.colour, 0.1)
    words = thing.colour or ("" if thing.material else kind.colour)
    if not words:
        return base
    colour = colour_of(words, thing.name)
    opaque = {"wood": "painted", "brushed": "painted", "polished": "painted"}.get(base.kind, base.kind)
    return Surface(opaque if thing.colour else base.kind, colour, base.wear)


def _slot(slot: str, look: Surface, thing: Thing) -> Surface:
    if slot.startswith("@"):
        return stock(slot[1:])
    if slot == "leaves":
        return look if thing.kind == "cactus" or thing.colour else stock("leaf")
    if slot == "trunk":
        return stock("twig")
    if slot == "trim":
        return Surface("plaster", (0.56, 0.53, 0.47), 0.3)
    if slot == "mirror":
        return stock("chrome")
    if slot in {"picture", "panel", "board"}:
        return look
    if slot == "shade":
        return shining((0.80, 0.72, 0.58), 1.2, "shade")
    if slot == "cloth" and thing.kind == "chair":
        return Surface("cloth", (0.16, 0.12, 0.08))
    return look
