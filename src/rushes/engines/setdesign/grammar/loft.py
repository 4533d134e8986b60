"""The loft: one large floor of an old works: brick, tall windows in rows, iron columns, and rooms made by furniture only.

Rules: windows in a rhythm on two sides; columns in a line halve the span; each use has its place: sleeping in the darkest corner,
behind a screen, cooking along a wall without windows, sitting in the light.
"""

from __future__ import annotations

import numpy as np

from rushes.engines.setdesign.grammar import shared
from rushes.engines.setdesign.grammar.draft import Draft
from rushes.engines.setdesign.grammar.group import Group, Lamp, part
from rushes.engines.setdesign.grammar.groups import seating, single, table_with_chairs
from rushes.engines.setdesign.grammar.parameter import Choice, Parameter, Params, Style, count, number, word
from rushes.engines.setdesign.grammar.shell import beams, plain, structure_for, way_in, window_row
from rushes.engines.setdesign.model.ceiling import Ceiling
from rushes.engines.setdesign.model.room import Room
from rushes.engines.setdesign.model.structure import Column
from rushes.engines.setdesign.model.wall import Trim

PARAMETERS = (
    shared.width(9.0, 16.0, 12.5),
    shared.depth(7.0, 11.0, 8.5),
    shared.height(3.4, 5.5, 4.2),
    Parameter("windows", 2.0, 7.0, 5.0, "no.", "windows of the long side"),
    Choice("head", ("segmental", "flat", "round"), "segmental", "window heads"),
    Choice("columns", ("iron", "timber", "none"), "iron", "a line of columns down the middle"),
    Parameter("beams", 3.0, 9.0, 5.0, "no.", "beams under the floor above"),
    Parameter("seats", 3.0, 8.0, 5.0, "no.", "seats of the main group"),
    Choice("use", ("home", "studio"), "home", "somebody lives here, or works at a large table"),
    Choice("wall_colour", ("brick_red", "brick_white"), "brick_red", "walls"),
    Choice("floor", ("boards_oak", "boards_pine", "smooth_concrete"), "boards_oak", "floor"),
    shared.upholstery("leather_cognac"),
    shared.wood("oak"),
    shared.metal("black_metal"),
    shared.time("morning"),
    shared.haze(0.15),
    shared.wear(0.35),
)


def grow(params: Params, seed: int) -> Room:
    """Grow a loft."""
    rng = np.random.default_rng([seed, 68])
    wide, deep = number(params, "width"), number(params, "depth")
    draft = Draft(
        plain(wide, deep),
        number(params, "height"),
        0.45,
        number(params, "wear"),
        "masonry",
        word(params, "wall_colour"),
    )
    draft.change_wall(draft.facing("north").name, wild=True)
    draft.trims.append(Trim("skirting", 0.0, 0.12, 0.02, "boards_pine"))
    if word(params, "columns") != "none":
        number_of = max(2, round(wide / 4.2))
        size, finish = (0.2, "cast_iron") if word(params, "columns") == "iron" else (0.28, "boards_pine")
        for k in range(number_of):
            x = round(-wide / 2 + wide * (k + 0.5) / number_of, 3)
            draft.columns.append(
                Column(
                    f"K{k + 1}",
                    (x, 0.0),
                    "round" if size < 0.25 else "square",
                    (size, size),
                    draft.height,
                    0.0,
                    finish,
                    0.08,
                    0.25,
                )
            )
    beams(draft, count(params, "beams"), 0.22, 0.32, "boards_pine")
    way_in(
        draft,
        draft.facing("east").name,
        0.15,
        width=1.3,
        height=2.4,
        leaves=1,
        swing="sliding",
        finish="rusted_steel",
        freight=True,
    )
    way_in(draft, draft.facing("north").name, 0.92, width=0.95, height=2.1, swing="out", finish="boards_pine")
    north = draft.facing("south")
    high = min(2.6, draft.height - 1.2)
    wide_pane = min(1.5, wide / count(params, "windows") - 0.5)
    for wall, number_of, across in (
        (north.name, count(params, "windows"), wide_pane),
        (draft.facing("west").name, 2, 1.4),
    ):
        window_row(
            draft, wall, number_of, across, high, 0.8, bars=(3, 4), head=word(params, "head"), finish="black_metal"
        )
    _uses(draft, params, rng)
    return draft.room(
        title="Loft",
        style="loft",
        seed=seed,
        params=params,
        ceiling=Ceiling(draft.height, "beamed", thickness=0.3, finish="boards_pine"),
        structure=structure_for(
            deep / 2 if draft.columns and deep / 2 < 8 and wide / len(draft.columns) < 8.5 else deep,
            ("timber_beam", "steel_beam"),
            0.32,
        ),
        daylight=shared.daylight(
            params,
            "windows",
            towards=shared.azimuth_of(north.inward),
            opening=next((o.name for o in draft.openings if o.kind == "window"), ""),
            sky=0.9,
        ),
        floor=word(params, "floor"),
        more_finishes=("clear_glass",),
    )


def _uses(draft: Draft, params: Params, rng: np.random.Generator) -> None:
    wide, deep = number(params, "width"), number(params, "depth")
    wood, metal = word(params, "wood"), word(params, "metal")
    skin = {
        "cloth": word(params, "upholstery"),
        "chair": "wool_grey",
        "metal": metal,
        "wood": wood,
        "top": wood,
        "rug": "rug_persian",
        "object": "terracotta",
        "shade": "shade_linen",
        "chair_frame": metal,
    }
    kitchen = single(
        "kitchen_run",
        {"front": "steel", "top": wood},
        size=(2.8, 0.62, 0.92),
        name="kitchen",
        margin=0.5,
        top=(part("bottles", -0.8, 0, materials={"glass": "amber_glass"}),),
    )
    south, east, west = draft.facing("north").name, draft.facing("west").name, draft.facing("east").name
    home = word(params, "use") == "home"
    for wall in (west, south, east):
        if draft.settle(kitchen, draft.along(wall, kitchen, 0.6)):
            break
    for seats in range(count(params, "seats"), 1, -1):
        group = seating(seats, skin, shape="row" if seats < 6 else "u")
        if draft.settle(group, draft.anywhere((wide * 0.2, deep * 0.2), (0, 90, 270, 180))):
            break
    if home:
        bed = Group(
            "bed",
            (
                part("bed_double", 0, -1.05, materials={"frame": wood, "cloth": "linen"}),
                part("side_table", 1.15, -0.3, size=(0.45, 0.4, 0.5), materials={"top": wood, "legs": metal}),
                part(
                    "table_lamp",
                    1.15,
                    -0.3,
                    0.5,
                    size=(0.28, 0.28, 0.45),
                    materials={"stem": metal, "shade": "shade_linen"},
                    lamp=Lamp("bulb", 0.3, 2600.0, 350.0),
                ),
            ),
            margin=0.45,
            back=True,
        )
        for wall in (south, east, west):
            if draft.settle(bed, draft.along(wall, bed, 0.3)):
                break
        screen = single("screen_stand", {"cloth": "linen", "frame": wood}, name="screen", back=False, margin=0.1)
        draft.settle(screen, draft.anywhere((wide * 0.15, -deep * 0.25), (90, 0)))
    table = table_with_chairs(2.2 if home else 3.0, 1.0, 6 if home else 8, {**skin, "cloth": wood}, name="table")
    if draft.settle(table, draft.anywhere((-wide * 0.22, 0.0 if home else deep * 0.15), (0, 90))):
        middle = next(i for i in reversed(draft.items) if i.kind == "dining_table")
        draft.drop(
            "pendant",
            middle.at[:2],
            hang=round(max(0.2, draft.height - 1.65 - 0.35), 2),
            size=(0.5, 0.5, 0.35),
            materials={"stem": metal, "shade": "green_metal"},
            lamp=Lamp("bulb", 0.1, 2700.0, 1100.0, 0.15),
        )
    books = single(
        "bookcase",
        {"carcass": metal},
        size=(2.0, 0.35, 2.4),
        name="books",
        margin=0.05,
        style={"books": True, "open": True},
    )
    for wall in (south, east, west):
        if draft.settle(books, draft.along(wall, books, 0.5)):
            break
    lamp = single(
        "floor_lamp",
        {"stem": metal, "shade": "green_metal"},
        name="lamp",
        back=False,
        lamp=Lamp("bulb", 1.45, 2700.0, 800.0),
        style={"form": "arc"},
    )
    draft.settle(lamp, draft.anywhere((wide * 0.35, deep * 0.35), (0,)))
    plant = single("plant", {"pot": "terracotta", "leaf": "leaf"}, size=(0.9, 0.9, 2.0), name="plant", back=False)
    draft.settle(plant, draft.anywhere((-wide / 2 + 0.7, deep / 2 - 0.7), (0,)))
    for share in (0.3, 0.55):
        size = (float(rng.choice([1.2, 1.8])), 0.04, 1.4)
        draft.hang(
            "art_frame",
            south,
            draft.wall(south).length * share,
            1.0,
            size=size,
            materials={"frame": metal, "picture": "picture"},
        )


STYLE = Style("loft", "Loft", PARAMETERS, grow)
