"""The dressing library: from a kind of thing, its size and its style to a prop of exactly that size."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from rushes.engines.dressing import carcass, fittings, greenery, hung, lamps, seating, small, tables
from rushes.engines.dressing.mesh import Mesh
from rushes.engines.dressing.prop import Prop, Random, Size, Style
from rushes.engines.dressing.solids import box
from rushes.errors import BadInputError

Maker = Callable[[Size, Style, Random], Prop]

MAKERS: Mapping[str, Maker] = {
    "sofa": seating.sofa,
    "lounge_chair": seating.lounge_chair,
    "wing_chair": seating.wing_chair,
    "dining_chair": seating.dining_chair,
    "office_chair": seating.office_chair,
    "stool": seating.stool,
    "bench": seating.bench,
    "banquette": seating.banquette,
    "ottoman": seating.ottoman,
    "coffee_table": tables.coffee_table,
    "side_table": tables.side_table,
    "centre_table": tables.centre_table,
    "dining_table": tables.dining_table,
    "desk": tables.desk,
    "reception_desk": tables.reception_desk,
    "bar": tables.bar,
    "counter": tables.counter,
    "back_bar": carcass.back_bar,
    "bookcase": carcass.bookcase,
    "sideboard": carcass.sideboard,
    "cabinet": carcass.cabinet,
    "wardrobe": carcass.cabinet,
    "bedside": carcass.cabinet,
    "filing_cabinet": carcass.filing_cabinet,
    "locker": carcass.locker,
    "radiator": carcass.radiator,
    "fireplace": carcass.fireplace,
    "column_plinth": carcass.plinth,
    "floor_lamp": lamps.floor_lamp,
    "table_lamp": lamps.table_lamp,
    "wall_lamp": lamps.wall_lamp,
    "pendant": lamps.pendant,
    "chandelier": lamps.chandelier,
    "fluorescent": lamps.fluorescent,
    "telephone": small.telephone,
    "bottles": small.bottles,
    "books": small.book_pile,
    "ashtray": small.ashtray,
    "vase": small.vase,
    "clock": small.clock,
    "typewriter": small.typewriter,
    "papers": small.papers,
    "screen": small.screen,
    "condiments": small.condiments,
    "art_frame": hung.art_frame,
    "mirror": hung.mirror,
    "wall_clock": hung.wall_clock,
    "wall_screen": hung.wall_screen,
    "shelf": hung.shelf,
    "sign": hung.sign,
    "pinboard": hung.pinboard,
    "curtain": hung.curtain,
    "rug": hung.rug,
    "cable": hung.cable,
    "relief": hung.relief,
    "plant": greenery.plant,
    "piano": fittings.piano,
    "console": fittings.console,
    "rack": fittings.rack,
    "bed": fittings.bed,
    "bed_double": fittings.bed_double,
    "trolley": fittings.trolley,
    "screen_stand": fittings.folding_screen,
    "partition_screen": fittings.desk_screen,
    "sculpture": fittings.sculpture,
    "jukebox": fittings.jukebox,
    "kitchen_run": fittings.kitchen_run,
    "street_lamp": fittings.street_lamp,
    "bollard": fittings.bollard,
    "bin": fittings.bin_of,
    "bedhead": fittings.bedhead,
    "awning": fittings.awning,
    "curtain_track": fittings.curtain_track,
    "throne": fittings.throne,
}
"""What dressing can grow. A kind that isn't here stands as a plain block in its size, and the scene says so."""

FREE = {
    "rug",
    "plant",
    "curtain",
    "shelf",
    "telephone",
    "bottles",
    "vase",
    "books",
    "papers",
    "condiments",
    "ashtray",
    "fireplace",
    "typewriter",
    "wall_lamp",
    "screen_stand",
    "cable",
}
"""Kinds whose outline is no promise: leaves and folds may stand over it, and they aren't stretched to it."""


def grow(kind: str, size: Size, style: Style, seed: int, *, name: str = "") -> tuple[tuple[str, Mesh], ...]:
    """Return a prop's meshes by slot.

    It is stretched to its size when the maker's proportions came out up to a fifth different; its footprint's middle is the
    origin, its front looks at -y. The same arguments give the same prop, whatever else is in the room.

    Args:
        kind: A key of ``MAKERS``; anything else becomes a plain block.
        size: Width, depth, height [m].
        style: What the maker may ask for.
        seed: Of everything that differs from one to the next.
        name: For the sentence of an error.

    Raises:
        BadInputError: A side isn't positive.
    """
    if min(size) <= 0:
        raise BadInputError(
            f"{name or kind}: a {kind} of {size[0]} x {size[1]} x {size[2]} m can't be made. Give it three positive sides."
        )
    made = MAKERS.get(kind, block)(size, style, np.random.default_rng(seed)).parts()
    return made if kind in FREE else fitted(made, size)


def block(size: Size, style: Style, random: Random) -> Prop:
    """Something that the library doesn't know: a rounded block on a shadow gap."""
    del style, random
    wide, deep, high = size
    made = Prop()
    gap = min(0.02, high * 0.2)
    made.add("body", box(wide, deep, high - gap, 0.008, 3).moved(z=gap))
    made.add("@black", box(wide * 0.94, deep * 0.94, gap + 0.002, 0.002))
    return made


def fitted(parts: tuple[tuple[str, Mesh], ...], size: Size) -> tuple[tuple[str, Mesh], ...]:
    """Return a prop stretched to its size, its footprint's middle over the origin."""
    low = np.min([mesh.bounds()[0] for _, mesh in parts], axis=0)
    high = np.max([mesh.bounds()[1] for _, mesh in parts], axis=0)
    scale = np.clip(np.array(size) / np.maximum(high - low, 1e-6), 0.8, 1.25)
    middle = (low + high) / 2
    return tuple(
        (slot, mesh.moved(-middle[0], -middle[1], -low[2]).scaled(*(float(part) for part in scale)))
        for slot, mesh in parts
    )
