"""The 1970s office: a hung ceiling with tubes, a band of windows over radiators, desks in rows or at angles, a glass corner.

Rules: the floor is straight, an L, or lies round a core of lifts and stairs; desks stand in rows that look the same way, in pairs
face to face, or in the landscape of screens and plants that was new then; files stand along walls without windows; the chief sits
behind glass in the corner with two windows, or people meet in a glass box on the floor; tubes follow the ceiling's grid.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from rushes.engines.setdesign.grammar import shared
from rushes.engines.setdesign.grammar.draft import Draft
from rushes.engines.setdesign.grammar.group import Lamp, part
from rushes.engines.setdesign.grammar.groups import desk, facing_pair, single, table_with_chairs
from rushes.engines.setdesign.grammar.parameter import Choice, Parameter, Params, Style, count, number, word
from rushes.engines.setdesign.grammar.shell import field_of, plain, structure_for, way_in, window_row
from rushes.engines.setdesign.model.ceiling import Ceiling
from rushes.engines.setdesign.model.polygon import Point, holds, overlap, rectangle
from rushes.engines.setdesign.model.room import Room
from rushes.engines.setdesign.model.wall import Trim, Wall

PARAMETERS = (
    shared.width(9.0, 20.0, 14.0),
    shared.depth(7.0, 13.0, 9.0),
    shared.height(2.5, 3.2, 2.75),
    Parameter("desks", 3.0, 24.0, 12.0, "no.", "desks, as many as fit"),
    Choice("plan", ("rectangle", "ell", "core"), "rectangle", "outline: straight, an L, or round a core of lifts"),
    Choice(
        "layout",
        ("rows", "pairs", "landscape"),
        "rows",
        "desks in rows, in pairs face to face, or at angles between screens and plants",
    ),
    Choice(
        "corner", ("glass", "box", "none"), "glass", "a glass corner for the chief, a glass box to meet in, or neither"
    ),
    Choice(
        "windows", ("row", "corner", "half"), "row", "windows along one wall, round the corner, or along half a wall"
    ),
    Parameter("sill", 0.7, 1.2, 0.9, "m", "height of the window sill"),
    Parameter("files", 0.0, 12.0, 6.0, "no.", "filing cabinets"),
    Parameter("plants", 0.0, 8.0, 4.0, "no.", "plants"),
    Choice(
        "carpet", ("carpet_ochre", "carpet_rust", "carpet_moss", "carpet_grey", "lino_green"), "carpet_ochre", "floor"
    ),
    Choice(
        "wall_colour",
        ("paint_mustard", "paint_white", "paint_grey", "wallpaper_70s", "grasscloth"),
        "paint_mustard",
        "walls",
    ),
    Choice("machine", ("typewriter", "screen"), "typewriter", "what stands on desks"),
    shared.upholstery("wool_orange"),
    shared.wood("teak"),
    shared.metal("chrome"),
    shared.time("noon"),
    shared.wear(0.2),
)


def grow(params: Params, seed: int) -> Room:
    """Grow an office."""
    rng = np.random.default_rng([seed, 64])
    draft = _shell(params)
    way_in(
        draft, draft.facing("east").name, 0.8, height=2.1, finish=word(params, "wood"), swing="in", vision_panel=True
    )
    way_in(
        draft, draft.facing("west").name, 0.2, height=2.1, finish=word(params, "wood"), swing="in", vision_panel=True
    )
    window = _windows(draft, params)
    _corner(draft, params)
    _box(draft, params)
    _desks(draft, params, rng)
    _along_walls(draft, params)
    _tubes(draft, params)
    _hangings(draft, params)
    wide, deep = number(params, "width"), number(params, "depth")
    return draft.room(
        title="1970s office",
        style="office",
        seed=seed,
        params=params,
        ceiling=Ceiling(draft.height, "flat", thickness=0.3, finish="ceiling_tile"),
        structure=structure_for(min(wide, deep), ("concrete_slab", "ribbed_slab"), 0.3),
        daylight=shared.daylight(params, "windows", towards=0.0, opening=window, sky=0.9),
        floor=word(params, "carpet"),
        more_finishes=("clear_glass",),
    )


def _shell(params: Params) -> Draft:
    draft = Draft(
        _outline(params),
        number(params, "height"),
        0.2,
        number(params, "wear"),
        "flat",
        word(params, "wall_colour"),
    )
    draft.change_wall(draft.facing("north").name, wild=True)
    draft.trims += [
        Trim("skirting", 0.0, 0.1, 0.015, "paint_black"),
        Trim("trunking", 0.55, 0.14, 0.06, "plastic_grey", (draft.facing("south").name,)),
    ]
    field_of(draft, "tile_grid", 0.0, 0.03, "ceiling_tile", module=0.6)
    return draft


def _outline(params: Params) -> tuple[Point, ...]:
    """Outline the floor: an L lacks its south-eastern corner, and a core stands in from the south; windows are north."""
    wide, deep = number(params, "width"), number(params, "depth")
    x, y = wide / 2, deep / 2
    if word(params, "plan") == "ell":
        arm, reach = wide * 0.36, deep * 0.4
        return ((-x, -y), (x - arm, -y), (x - arm, -y + reach), (x, -y + reach), (x, y), (-x, y))
    if word(params, "plan") == "core":
        half, reach = wide * 0.14, deep * 0.36
        return ((-x, -y), (-half, -y), (-half, -y + reach), (half, -y + reach), (half, -y), (x, -y), (x, y), (-x, y))
    return plain(wide, deep)


def _windows(draft: Draft, params: Params) -> str:
    """Set windows with radiators under them, where no door is; give the name of the first."""
    wall, how = draft.facing("south"), word(params, "windows")
    _band(draft, params, wall, 0.0, wall.length * (0.5 if how == "half" else 1.0))
    if how == "corner":
        side = draft.facing("west")
        glass = CORNER_M[1] + 0.1 if _has_corner(params) else 0.0
        _band(draft, params, side, 0.0, side.length - glass)
        if glass:
            _band(draft, params, side, side.length - glass + 0.2, side.length)
    return next(one.name for one in draft.openings if one.kind == "window")


def _band(draft: Draft, params: Params, wall: Wall, start: float, end: float) -> None:
    sill = number(params, "sill")
    tall = min(1.35, draft.height - sill - 0.35)
    places = window_row(
        draft, wall.name, int((end - start - 0.4) / 1.75), 1.5, tall, sill, finish="black_metal", bars=(1, 1),
        start=start, end=end, blinds="venetian",
    )  # fmt: skip
    for at in places:
        size = (1.2, 0.11, min(0.55, sill - 0.2))
        group = single("radiator", {"body": "white_metal"}, size=size, name="radiators", back=False)
        x, y = wall.at(at, 0.09)
        draft.put(group, (round(x, 3), round(y, 3)), wall.yaw_deg % 360)


CORNER_M: Final = (3.8, 3.6)
"""The chief's corner, and the glass box: so wide and deep [m]."""


def _has_corner(params: Params) -> bool:
    """Whether the chief gets a corner: not where an L leaves no way beside it."""
    least = 9.6 if word(params, "plan") == "ell" else 7.5
    return word(params, "corner") == "glass" and number(params, "width") >= 11 and number(params, "depth") >= least


def _box(draft: Draft, params: Params) -> None:
    """Stand a glass box on the floor to meet in, where people still pass all round it."""
    wide, deep = number(params, "width"), number(params, "depth")
    if word(params, "corner") != "box" or wide < 12 or deep < 8.5:
        return
    half, high = CORNER_M[0] / 2, CORNER_M[1] / 2 - 0.2
    x, y = -wide / 4, deep / 2 - 1.9 - high
    ring = rectangle(x - half, y - high, x + half, y + high)
    wood = word(params, "wood")
    sides = [draft.partition(ring[(k + 1) % 4], ring[k], draft.height, 0.08, wood, "glazed") for k in range(4)]
    for k, side in enumerate(sides):
        if k == 1:
            draft.opening(
                "door", side.name, 0.75, 0.95, 2.05, leaves=1, swing="out", hinge="right", beyond="room", finish=wood,
                glazing="frosted",
            )  # fmt: skip
        start = 1.5 if k == 1 else 0.3
        middle, across = (start + side.length - 0.3) / 2, side.length - 0.3 - start
        draft.opening(
            "window", side.name, middle, across, 1.05, sill=1.0, glazing="clear", beyond="room", finish=wood
        )  # fmt: skip
    draft.used.add(wood)
    meeting = table_with_chairs(1.8, 0.9, 6, {**_skin(params), "chair_frame": word(params, "metal")}, name="box")
    draft.settle(
        meeting,
        [row for row in draft.anywhere((x, y), (0, 90)) if math.dist(row.at, (x, y)) < 0.8],
        "a table in the glass box",
    )


def _corner(draft: Draft, params: Params) -> None:
    """Glaze off the north-eastern corner for the chief, where enough is left."""
    wide, deep = number(params, "width"), number(params, "depth")
    if not _has_corner(params):
        return
    x, y = wide / 2 - CORNER_M[0], deep / 2 - CORNER_M[1]
    first = draft.partition((x, deep / 2), (x, y), draft.height, 0.08, word(params, "wood"), "glazed")
    second = draft.partition((x, y), (wide / 2, y), draft.height, 0.08, word(params, "wood"), "glazed")
    draft.opening(
        "door",
        second.name,
        0.75,
        0.95,
        2.05,
        leaves=1,
        swing="in",
        hinge="right",
        beyond="room",
        finish=word(params, "wood"),
        glazing="frosted",
    )
    draft.opening(
        "window", second.name, 2.55, 1.9, 1.05, sill=1.0, glazing="clear", beyond="room", finish=word(params, "wood")
    )
    draft.opening(
        "window",
        first.name,
        first.length / 2,
        2.4,
        1.05,
        sill=1.0,
        glazing="clear",
        beyond="room",
        finish=word(params, "wood"),
    )
    draft.used.add(word(params, "wood"))
    chief = desk(_skin(params, "wood"), width=1.9, machine="typewriter", name="chief's desk")
    draft.settle(
        chief,
        [
            p
            for p in draft.anywhere((wide / 2 - 1.5, deep / 2 - 1.5), (0, 90, 270))
            if p.at[0] > x + 0.2 and p.at[1] > y + 0.2
        ],
        "the chief's desk",
    )


def _skin(params: Params, top: str = "laminate") -> dict[str, str]:
    return {
        "cloth": word(params, "upholstery"),
        "metal": word(params, "metal"),
        "top": "laminate_teak" if top == "laminate" else word(params, "wood"),
        "machine": "plastic_grey",
        "phone": "plastic_orange",
        "screen": "wool_olive",
    }


def _desks(draft: Draft, params: Params, rng: np.random.Generator) -> None:
    """Stand desks on a grid with aisles; in a landscape they turn, and every second has a screen."""
    if word(params, "layout") == "pairs":
        _pairs(draft, params)
        return
    wide, deep = number(params, "width"), number(params, "depth")
    landscape = word(params, "layout") == "landscape"
    wanted, stood = count(params, "desks"), 0
    pitch = (2.7, 2.9) if landscape else (2.3, 2.15)
    columns, rows = int((wide - 2.2) / pitch[0]), int((deep - 2.2) / pitch[1])
    blocked = draft.blocked()
    for row in range(rows):
        for column in range(columns):
            if stood >= wanted:
                return
            x = -wide / 2 + 1.1 + (wide - 2.2) * (column + 0.5) / columns
            y = deep / 2 - 1.35 - pitch[1] * row - 0.7
            yaw = float(rng.choice([-30, 0, 30, 60])) if landscape else 270.0
            group = desk(
                _skin(params),
                screen=landscape and (row + column) % 2 == 0,
                machine=word(params, "machine"),
                name=f"desk {stood + 1}",
            )
            for shift in (0.0, -0.3, 0.3):
                at = (round(x + shift, 3), round(y, 3))
                if draft.fits(group, at, yaw, blocked):
                    draft.put(group, at, yaw)
                    stood += 1
                    break
    if stood < wanted:
        draft.told.append(f"{stood} of {wanted} desks fit with aisles between them.")


def _pairs(draft: Draft, params: Params) -> None:
    """Stand desks in pairs, face to face, their ends to the windows."""
    wide, deep = number(params, "width"), number(params, "depth")
    wanted, stood = count(params, "desks"), 0
    single_desk = desk(_skin(params), machine=word(params, "machine"), name="desk")
    columns, rows = int((wide - 1.6) / 4.1), int((deep - 2.4) / 1.75)
    blocked = draft.blocked()
    for column in range(columns):
        for row in range(rows):
            at = (
                round(-wide / 2 + 0.8 + (wide - 1.6) * (column + 0.5) / columns, 3),
                round(deep / 2 - 2.1 - 1.75 * row, 3),
            )
            if stood >= wanted:
                return
            group = facing_pair(single_desk, f"desks {stood + 1}")
            if draft.fits(group, at, 90.0, blocked):
                draft.put(group, at, 90.0)
                stood += 2
    if stood < wanted:
        draft.told.append(f"{stood} of {wanted} desks fit with aisles between them.")


def _along_walls(draft: Draft, params: Params) -> None:
    walls = [draft.facing(way).name for way in ("east", "west", "north")]
    file = single("filing_cabinet", {"carcass": "grey_metal"}, name="files")
    block = 3
    left = count(params, "files")
    index = 0
    while left > 0:
        number_of = min(block, left)
        row = tuple(
            part("filing_cabinet", (k - (number_of - 1) / 2) * 0.47, -0.31, materials={"carcass": "grey_metal"})
            for k in range(number_of)
        )
        group = type(file)(f"files {index + 1}", row, 0.0, back=True)
        if not any(
            draft.settle(group, draft.along(wall, group, 0.45))
            for wall in (walls[index % 2], walls[(index + 1) % 2], walls[2])
        ):
            break
        left -= number_of
        index += 1
    sideboard = single(
        "sideboard",
        {"carcass": word(params, "wood"), "legs": word(params, "metal")},
        name="sideboard",
        top=(
            part("papers", -0.5, 0, materials={"paper": "paper"}),
            part("bottles", 0.4, 0, materials={"glass": "clear_glass"}),
        ),
    )
    any(draft.settle(sideboard, draft.along(wall, sideboard, 0.6)) for wall in walls)
    meeting = table_with_chairs(1.8, 0.9, 6, {**_skin(params), "chair_frame": word(params, "metal")}, name="meeting")
    if number(params, "width") > 13:
        draft.settle(meeting, draft.anywhere((number(params, "width") * 0.3, -number(params, "depth") * 0.3), (0, 90)))
    xs, ys = [p[0] for p in draft.outline], [p[1] for p in draft.outline]
    corners = [
        (min(xs) + 0.5, max(ys) - 0.6),
        (max(xs) - 0.5, min(ys) + 0.5),
        (min(xs) + 0.5, min(ys) + 0.5),
        (0.0, 0.0),
        (3.0, 0.0),
        (-3.0, 0.0),
        (0.0, -2.0),
        (0.0, 2.0),
    ]
    plant = single(
        "plant", {"pot": "plastic_orange", "leaf": "leaf"}, size=(0.6, 0.6, 1.5), name="plants", back=False, margin=0.05
    )
    for corner in corners[: count(params, "plants")]:
        draft.settle(plant, draft.anywhere(corner, (0,)))


def _tubes(draft: Draft, params: Params) -> None:
    """Set tubes into the ceiling on its grid, one in every third bay across and fourth along."""
    wide, deep = number(params, "width"), number(params, "depth")
    for k in range(max(1, round(wide / 2.4))):
        for m in range(max(1, round(deep / 2.4))):
            x = (math.floor((wide * (k + 0.5) / max(1, round(wide / 2.4))) / 0.6) + 0.5) * 0.6 - wide / 2
            y = (math.floor((deep * (m + 0.5) / max(1, round(deep / 2.4))) / 0.6) + 0.5) * 0.6 - deep / 2
            around = rectangle(x - 0.62, y - 0.32, x + 0.62, y + 0.32)
            if not holds(draft.outline, around) or any(
                wall.partition and overlap(around, wall.ring()) for wall in draft.walls
            ):
                continue
            draft.drop(
                "fluorescent",
                (round(x, 3), round(y, 3)),
                hang=0.0,
                size=(1.2, 0.6, 0.09),
                materials={"body": "white_metal", "glass": "opal_glass"},
                lamp=Lamp("tube", 0.02, 4000.0, 2600.0, 1.15),
                style={"recessed": True},
            )


def _hangings(draft: Draft, params: Params) -> None:
    west = draft.facing("east")
    draft.hang("wall_clock", west.name, west.length * 0.35, 2.05, materials={"body": "plastic_black"})
    for wall, share in ((west, 0.6), (draft.facing("west"), 0.45), (draft.facing("north"), 0.3)):
        draft.hang(
            "pinboard",
            wall.name,
            wall.length * share,
            1.15,
            size=(1.5, 0.04, 0.95),
            materials={"frame": word(params, "wood"), "cloth": "wool_olive"},
        )


STYLE = Style("office", "1970s office", PARAMETERS, grow)
