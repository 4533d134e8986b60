"""The mid-century living room: low and wide, glass to the garden, a stone hearth, furniture that stands free of the walls.

Rules: one long side is glass from the floor up, with slim posts; the hearth stands on a short side; the seats look at both; beams
run from the house into the garden; what is stored is stored low, along a wall.
"""

from __future__ import annotations

import numpy as np

from rushes.engines.setdesign.grammar import shared
from rushes.engines.setdesign.grammar.draft import Draft
from rushes.engines.setdesign.grammar.group import Lamp, part
from rushes.engines.setdesign.grammar.groups import seating, single, table_with_chairs
from rushes.engines.setdesign.grammar.parameter import Choice, Parameter, Params, Style, count, number, word
from rushes.engines.setdesign.grammar.shell import beams, ell, plain, structure_for, way_in, window_row
from rushes.engines.setdesign.model.ceiling import Ceiling
from rushes.engines.setdesign.model.room import Room
from rushes.engines.setdesign.model.wall import Trim

PARAMETERS = (
    shared.width(6.5, 13.0, 9.0),
    shared.depth(4.8, 8.0, 6.0),
    shared.height(2.4, 3.2, 2.6),
    Choice("plan", ("rectangle", "ell"), "rectangle", "outline"),
    Parameter("glass", 0.3, 1.0, 0.9, "", "share of the garden side that is glass"),
    Parameter("seats", 3.0, 8.0, 5.0, "no.", "seats of the main group"),
    Choice("hearth", ("stone", "none"), "stone", "whether there is a fireplace"),
    Parameter("beams", 0.0, 8.0, 5.0, "no.", "beams that run out into the garden"),
    Parameter("dining", 0.0, 8.0, 6.0, "no.", "chairs at a dining table; under 2 there is none"),
    Choice("floor", ("parquet_oak", "terrazzo_grey", "boards_oak", "carpet_moss"), "parquet_oak", "floor"),
    Choice("wall_colour", ("plaster_white", "grasscloth", "paint_teal", "brick_white"), "plaster_white", "walls"),
    shared.upholstery("wool_olive"),
    shared.wood("teak"),
    shared.metal("brass"),
    shared.time("afternoon"),
    shared.wear(0.1),
)


def grow(params: Params, seed: int) -> Room:
    """Grow a living room."""
    rng = np.random.default_rng([seed, 65])
    wide, deep = number(params, "width"), number(params, "depth")
    outline = ell(wide, deep, wide * 0.32, deep * 0.25) if word(params, "plan") == "ell" else plain(wide, deep)
    draft = Draft(outline, number(params, "height"), 0.2, number(params, "wear"), "flat", word(params, "wall_colour"))
    garden = draft.facing("south")
    draft.change_wall(draft.facing("north").name, wild=True)
    draft.trims.append(Trim("skirting", 0.0, 0.06, 0.012, word(params, "wood")))
    draft.used.add(word(params, "wood"))
    if count(params, "beams"):
        beams(
            draft,
            count(params, "beams"),
            0.1,
            round(max(0.12, min(0.25, draft.height - 2.15)), 3),
            word(params, "wood"),
        )
    west, east = draft.facing("east").name, draft.facing("west").name
    way_in(draft, west, 0.75, height=2.05, finish=word(params, "wood"), beyond="corridor")
    _glass(draft, params, garden.name)
    _things(draft, params, west, east, rng)
    return draft.room(
        title="Mid-century living room",
        style="living",
        seed=seed,
        params=params,
        ceiling=Ceiling(draft.height, "beamed" if draft.pieces else "flat", thickness=0.2, finish="plaster_white"),
        structure=structure_for(min(wide, deep), ("timber_beam", "steel_beam"), 0.2),
        daylight=shared.daylight(params, "windows", towards=shared.azimuth_of(garden.inward), sky=1.0),
        floor=word(params, "floor"),
        more_finishes=("clear_glass",),
    )


def _glass(draft: Draft, params: Params, garden: str) -> None:
    """Glaze the garden side: a sliding door, then fixed panes from the floor up."""
    long = draft.wall(garden).length
    span = long * number(params, "glass")
    number_of = max(1, round(span / 1.6))
    high = min(2.3, draft.height - 0.25)
    at = draft.free_at(garden, 1.8, 0.5)
    if at is not None and long > 2.4:
        draft.opening(
            "door",
            garden,
            at,
            1.8,
            high,
            leaves=2,
            swing="sliding",
            exit=True,
            glazing="clear",
            beyond="garden",
            finish="black_metal",
            style={"glazed": True},
        )
    start = (long - span) / 2
    window_row(
        draft,
        garden,
        number_of,
        min(1.45, span / number_of - 0.2),
        high - 0.1,
        0.1,
        bars=(1, 1),
        beyond="garden",
        finish="black_metal",
        start=start,
        end=long - start,
    )


def _things(draft: Draft, params: Params, west: str, east: str, rng: np.random.Generator) -> None:
    wood, metal, cloth = word(params, "wood"), word(params, "metal"), word(params, "upholstery")
    skin = {
        "cloth": cloth,
        "chair": "leather_cognac",
        "metal": wood,
        "wood": wood,
        "top": wood,
        "rug": "rug_geometric",
        "object": "terracotta",
        "shade": "shade_linen",
    }
    if word(params, "hearth") == "stone":
        hearth = single(
            "fireplace",
            {"surround": "limestone", "hearth": "limestone", "grate": "black_metal"},
            size=(1.9, 0.55, min(2.3, draft.height - 0.1)),
            margin=0.1,
            lamp=Lamp("fire", 0.4, 1900.0, 700.0, 0.6),
            style={"form": "slab", "opening": 1.1},
            name="hearth",
        )
        draft.settle(hearth, draft.along(east, hearth, 0.5))
    xs = [p[0] for p in draft.outline]
    for seats in range(count(params, "seats"), 1, -1):
        group = seating(seats, skin, shape="row" if seats < 6 else "u")
        if draft.settle(group, draft.anywhere((max(xs) - 2.6, -0.3), (90, 180, 0, 270))):
            break
    if count(params, "dining") >= 2:
        for chairs in range(count(params, "dining"), 1, -2):
            table = table_with_chairs(
                0.9 + 0.3 * (chairs // 2),
                0.9,
                chairs,
                {**skin, "cloth": "leather_black", "chair_frame": wood},
                name="dining",
            )
            if draft.settle(table, draft.anywhere((min(xs) + 1.6, 0.0), (90, 0))):
                middle = next(i for i in reversed(draft.items) if i.kind == "dining_table")
                draft.drop(
                    "pendant",
                    middle.at[:2],
                    hang=round(max(0.1, draft.height - 1.5 - 0.35), 2),
                    size=(0.5, 0.5, 0.35),
                    materials={"stem": metal, "shade": "opal_glass"},
                    lamp=Lamp("bulb", 0.15, 2700.0, 900.0, 0.2),
                )
                break
    side = single(
        "sideboard",
        {"carcass": wood, "legs": metal},
        size=(2.1, 0.45, 0.68),
        name="sideboard",
        margin=0.05,
        top=(
            part(
                "table_lamp",
                -0.7,
                0,
                materials={"stem": "terracotta", "shade": "shade_linen"},
                lamp=Lamp("bulb", 0.4, 2700.0, 450.0),
            ),
            part("vase", 0.1, 0, materials={"body": "terracotta"}),
            part("books", 0.6, 0, materials={"cover": "paper"}),
        ),
    )
    north = draft.facing("north").name
    for wall in (north, west, east):
        if draft.settle(side, draft.along(wall, side, 0.4)):
            break
    shelves = single(
        "bookcase",
        {"carcass": wood},
        size=(1.6, 0.34, 2.0),
        name="shelves",
        margin=0.05,
        style={"ladder": True, "books": True},
    )
    for wall in (west, north, east):
        if draft.settle(shelves, draft.along(wall, shelves, 0.2)):
            break
    ys = [p[1] for p in draft.outline]
    lamp = single(
        "floor_lamp",
        {"stem": metal, "shade": "shade_linen"},
        name="lamp",
        back=False,
        style={"form": "tripod" if rng.random() < 0.5 else "arc"},
        lamp=Lamp("bulb", 1.45, 2700.0, 800.0),
    )
    draft.settle(lamp, draft.anywhere((max(xs) - 0.6, min(ys) + 0.6), (0,)))
    plant = single("plant", {"pot": "terracotta", "leaf": "leaf"}, size=(0.7, 0.7, 1.6), name="plant", back=False)
    draft.settle(plant, draft.anywhere((min(xs) + 0.6, max(ys) - 0.6), (0,)))
    for wall, share in ((north, 0.3), (west, 0.4), (north, 0.7)):
        draft.hang(
            "art_frame",
            wall,
            draft.wall(wall).length * share,
            1.05,
            size=(1.2, 0.04, 0.9),
            materials={"frame": wood, "picture": "picture"},
        )


STYLE = Style("living", "Mid-century living room", PARAMETERS, grow)
