"""The bunker lounge: board-marked concrete, one cut of daylight, a pit of velvet, a bar of brass and walnut.

Rules: thick walls and few openings; one slit is the motive, in the wall that rakes across the seats; the seats turn their
backs on the walls and look at the fire or at each other; the bar stands along the longest wall that is left; beams span the
short way, as deep as they have to be; lamps are low and warm and stand where somebody would read.
"""

from __future__ import annotations

import math

import numpy as np

from rushes.engines.setdesign.grammar import shared
from rushes.engines.setdesign.grammar.draft import Draft
from rushes.engines.setdesign.grammar.group import Lamp, part
from rushes.engines.setdesign.grammar.groups import bar, seating, single
from rushes.engines.setdesign.grammar.parameter import Choice, Parameter, Params, Style, count, number, word
from rushes.engines.setdesign.grammar.shell import beams, canted, ell, plain, two_rows, two_ways_out, way_in
from rushes.engines.setdesign.model.ceiling import Ceiling, CeilingPiece
from rushes.engines.setdesign.model.level import Flight, Level
from rushes.engines.setdesign.model.polygon import Point, edges, holds, rectangle
from rushes.engines.setdesign.model.room import Room
from rushes.engines.setdesign.model.structure import Structure
from rushes.engines.setdesign.model.wall import Trim, Wall

PARAMETERS = (
    shared.width(7.0, 15.0, 11.0),
    shared.depth(6.0, 12.0, 8.4),
    shared.height(2.6, 5.0, 3.3),
    Choice("plan", ("rectangle", "canted", "ell"), "rectangle", "outline: straight, corners cut off, or an L"),
    Choice("motive", ("slit", "shaft"), "slit", "where daylight comes in: a slit in a wall, or a slot in the roof"),
    Choice("slit_wall", ("west", "north", "east"), "west", "wall of the slit"),
    Parameter("slit_share", 0.25, 0.9, 0.62, "", "length of the slit as a share of its wall"),
    Parameter("slit_height", 0.12, 0.5, 0.26, "m", "height of the slit"),
    Parameter("slit_sill", 1.3, 2.1, 1.62, "m", "lower edge of the slit: eye height, or over heads"),
    Parameter("wall", 0.4, 1.2, 0.6, "m", "thickness of the outer walls"),
    Parameter("pit", 0.0, 0.6, 0.45, "m", "how far the seats are sunk; under 0.15 they stand on the floor"),
    Parameter("seats", 4.0, 12.0, 8.0, "no.", "seats of the main group"),
    Choice("seating", ("u", "facing"), "u", "sofas on three sides, or two that face each other"),
    Parameter("bar", 0.0, 5.0, 3.4, "m", "length of the bar; under 1.5 there is none"),
    Choice("columns", ("none", "pairs"), "none", "round concrete columns in two rows"),
    Parameter("beams", 0.0, 7.0, 4.0, "no.", "beams under the slab"),
    Parameter("art", 0.0, 6.0, 2.0, "no.", "large pictures"),
    Choice(
        "floor",
        ("terrazzo_dark", "terrazzo_grey", "smooth_concrete", "carpet_rust", "carpet_moss"),
        "terrazzo_dark",
        "floor",
    ),
    shared.upholstery("velvet_ochre"),
    shared.wood("walnut"),
    shared.metal("brass"),
    shared.time("afternoon"),
    shared.haze(0.25),
    shared.wear(0.2),
)


def grow(params: Params, seed: int) -> Room:
    """Grow a bunker lounge."""
    rng = np.random.default_rng([seed, 61])
    draft = _shell(params)
    slit = _slit(draft, params)
    pit = _pit(draft, params)
    skin = _skin(params)
    way_in(
        draft,
        draft.facing("west" if slit != draft.facing("west").name else "north").name,
        0.12,
        width=1.1,
        height=2.15,
        swing="out",
        finish="steel",
        blast=True,
    )
    way_in(draft, draft.facing("north").name, 0.9, width=1.4, height=2.3, kind="arch", finish="board_concrete")
    two_ways_out(draft, "steel")
    _seats(draft, params, skin, pit)
    _bar(draft, params, skin)
    _hearth(draft, skin, pit)
    _wild(draft)
    _dressing(draft, params, skin, rng)
    _glow(draft, skin, pit)
    daylight = shared.daylight(params, word(params, "motive"), towards=_towards(draft, slit), opening=slit, sky=0.6)
    depth = number(params, "depth")
    return draft.room(
        title="Bunker lounge",
        style="bunker",
        seed=seed,
        params=params,
        ceiling=Ceiling(draft.height, "beamed" if draft.pieces else "flat", thickness=0.6, finish="concrete_soffit"),
        structure=Structure("concrete_beam", max(0.45, depth / 16)),
        daylight=daylight,
        floor=word(params, "floor"),
        more_finishes=("clear_glass", "mirror"),
    )


def _shell(params: Params) -> Draft:
    wide, deep = number(params, "width"), number(params, "depth")
    plan = word(params, "plan")
    outline = {
        "rectangle": plain(wide, deep),
        "canted": canted(wide, deep, min(wide, deep) * 0.13),
        "ell": ell(wide, deep, wide * 0.3, deep * 0.28),
    }[plan]
    draft = Draft(
        outline, number(params, "height"), number(params, "wall"), number(params, "wear"), "concrete", "board_concrete"
    )
    if word(params, "columns") == "pairs":
        two_rows(draft, 2 if deep < 9 else 3, wide / 2 - 0.9, 0.5, "round", "smooth_concrete")
    number_of = count(params, "beams")
    if number_of:
        tall = min(0.5, max(0.25, draft.height - 2.45))
        beams(draft, number_of, 0.32, round(tall, 2), "board_concrete")
    draft.trims.append(Trim("skirting", 0.0, 0.08, 0.03, "black_metal"))
    return draft


def _slit(draft: Draft, params: Params) -> str:
    """Cut the slit, or the slot in the roof; gives the name of the opening or the piece."""
    if word(params, "motive") == "shaft":
        xs = [p[0] for p in draft.outline]
        size = (min(2.4, (max(xs) - min(xs)) * 0.25), 0.7, 0.3)
        draft.pieces.append(
            CeilingPiece(
                "SK1",
                "skylight",
                (round(min(xs) + (max(xs) - min(xs)) * 0.3, 3), 0.0),
                size,
                draft.height + 0.3,
                90.0,
                "board_concrete",
            )
        )
        return "SK1"
    side = word(params, "slit_wall")
    wall = draft.facing({"west": "east", "east": "west", "north": "south"}[side])
    long = (wall.length - 0.6) * number(params, "slit_share")
    top = draft.height - 0.15
    sill = min(number(params, "slit_sill"), top - number(params, "slit_height"))
    made = draft.opening(
        "slit",
        wall.name,
        wall.length / 2,
        long,
        number(params, "slit_height"),
        sill=round(sill, 3),
        glazing="clear",
        beyond="sky",
        finish="board_concrete",
        bars=(max(1, round(long / 1.6)), 1),
        style={"splay": 0.15},
    )
    return made.name


def _towards(draft: Draft, slit: str) -> float:
    for opening in draft.openings:
        if opening.name == slit:
            return shared.azimuth_of(draft.wall(opening.wall).inward)
    return 250.0


def _skin(params: Params) -> dict[str, str]:
    return {
        "cloth": word(params, "upholstery"),
        "chair": "leather_cognac" if "leather" not in word(params, "upholstery") else "wool_grey",
        "metal": word(params, "metal"),
        "wood": word(params, "wood"),
        "bar": word(params, "metal"),
        "top": "marble_black",
        "shade": "shade_linen",
        "rug": "rug_ivory",
        "object": "bronze",
    }


def _pit(draft: Draft, params: Params) -> Level | None:
    """Sink the floor under the main group, with steps on the side of the fire; left out where it would fill the room."""
    deep = number(params, "pit")
    if deep < 0.15:
        return None
    group = seating(count(params, "seats"), _skin(params), shape=word(params, "seating"))
    x0, y0, x1, y1 = group.bounds
    risers = max(1, math.ceil(deep / 0.165))
    run = max(1, risers - 1) * 0.3
    wide, long = x1 - x0 + 0.3, y1 - y0 + run + 1.0
    xs, ys = [p[0] for p in draft.outline], [p[1] for p in draft.outline]
    # a metre and more has to stay free all round
    aside = 1.15 if not draft.columns else 2.2
    if wide > max(xs) - min(xs) - 2 * aside or long > max(ys) - min(ys) - 2.3:
        draft.told.append("The room is too small to sink its seats; they stand on the floor.")
        return None
    spare = max(xs) - min(xs) - wide
    west = aside if spare > 4.4 else spare / 2
    cx, cy = round(min(xs) + west + wide / 2, 3), round(min(ys) + 1.15 + long / 2, 3)
    around = rectangle(cx - wide / 2 - 0.9, cy - long / 2 - 0.9, cx + wide / 2 + 0.9, cy + long / 2 + 0.9)
    if not holds(draft.outline, around):
        draft.told.append("The room's corners leave no place to sink its seats; they stand on the floor.")
        return None
    level = Level(
        "pit",
        rectangle(cx - wide / 2, cy - long / 2, cx + wide / 2, cy + long / 2),
        -round(deep, 3),
        "carpet_rust",
        word(params, "wood"),
    )
    draft.levels.append(level)
    # steps stand in the pit, at its southern end, and climb south
    draft.flights.append(
        Flight(
            "pit steps",
            (cx, round(cy - long / 2 + run, 3)),
            180.0,
            -round(deep, 3),
            1.3,
            risers,
            round(deep, 3) / risers,
            0.3,
            word(params, "wood"),
        )
    )
    draft.used |= {"carpet_rust", word(params, "wood")}
    return level


def _seats(draft: Draft, params: Params, skin: dict[str, str], pit: Level | None) -> None:
    seats, shape = count(params, "seats"), word(params, "seating")
    for number_of in range(seats, 3, -1):
        group = seating(number_of, skin, shape=shape, rug=pit is None)
        x0, _, x1, y1 = group.bounds
        if pit is not None:
            west, _, east, north = pit.outline[0][0], pit.outline[0][1], pit.outline[1][0], pit.outline[2][1]
            at = ((west + east) / 2 - (x0 + x1) / 2, north - y1 - 0.12)
            if draft.fits(group, at, 0.0):
                draft.put(group, at, 0.0)
                return
        elif draft.settle(group, draft.anywhere((0.0, -0.12 * number(params, "depth")), (0, 180, 90, 270))):
            return
    draft.told.append("There was no room for the main group of seats.")


def _bar(draft: Draft, params: Params, skin: dict[str, str]) -> None:
    long = number(params, "bar")
    if long < 1.5:
        return
    walls = [draft.facing(way).name for way in ("south", "west", "east")]
    slit = next((o.wall for o in draft.openings if o.kind == "slit"), "")
    walls.sort(key=lambda name: name == slit)
    while long >= 1.5:
        group = bar(long, max(2, int(long / 0.75)), skin)
        for wall in walls:
            if draft.settle(group, draft.along(wall, group, 0.5)):
                return
        long -= 0.4
    draft.told.append("There was no wall long enough for a bar.")


def _hearth(draft: Draft, skin: dict[str, str], pit: Level | None) -> None:
    group = single(
        "fireplace",
        {"surround": "board_concrete", "hearth": "marble_black", "grate": skin["metal"]},
        size=(2.2, 0.5, draft.height - 0.6 if draft.height < 3 else 2.4),
        lamp=Lamp("fire", 0.45, 1900.0, 900.0, 0.8),
        style={"form": "slab", "opening": 1.3},
        name="hearth",
    )
    ways = ("north", "east", "west", "south") if pit is not None else ("west", "east", "north")
    for way in ways:
        wall = draft.facing(way).name
        if not any(o.wall == wall and o.kind == "slit" for o in draft.openings) and draft.settle(
            group, draft.along(wall, group, 0.5)
        ):
            return


def _wild(draft: Draft) -> None:
    """Let the long wall come out that has neither the daylight nor the fire nor the bar: all three are in the master then."""
    taken = {o.wall for o in draft.openings if o.kind == "slit"}
    for item in draft.items:
        if item.kind in {"fireplace", "back_bar"}:
            taken |= {
                wall.name
                for wall in draft.walls
                if abs(_away(wall, item.at[:2])) < 0.8 and 0 < _along(wall, item.at[:2]) < wall.length
            }
    ways = [draft.facing(way).name for way in ("north", "west", "east", "south")]
    free = [name for name in ways if name not in taken]
    draft.change_wall((free or ways)[0], wild=True)


def _away(wall: Wall, at: Point) -> float:
    return (at[0] - wall.start[0]) * wall.inward[0] + (at[1] - wall.start[1]) * wall.inward[1]


def _along(wall: Wall, at: Point) -> float:
    return (at[0] - wall.start[0]) * wall.along[0] + (at[1] - wall.start[1]) * wall.along[1]


def _glow(draft: Draft, skin: dict[str, str], pit: Level | None) -> None:
    """Light the seats from their own place: a line of light under the pit's rim, and a spun dome low over the table."""
    table = next((item for item in draft.items if item.kind == "coffee_table" and item.group == "seating"), None)
    if table is not None:
        draft.drop(
            "pendant",
            table.at[:2],
            hang=round(max(0.2, draft.height - 2.3), 2),
            size=(0.62, 0.62, 0.3),
            materials={"stem": skin["metal"], "shade": skin["metal"]},
            style={"form": "dome"},
            lamp=Lamp("bulb", 0.06, 2700.0, 1500.0, 0.12),
        )
    if pit is None:
        return
    for start, end in edges(pit.outline):
        middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        long = math.dist(start, end)
        along = ((end[0] - start[0]) / long, (end[1] - start[1]) / long)
        at = (round(middle[0] - along[1] * 0.05, 3), round(middle[1] + along[0] * 0.05, 3), -0.07)
        draft.strip(at, long - 0.3, math.degrees(math.atan2(along[1], along[0])), 2700.0, 110.0)


def _dressing(draft: Draft, params: Params, skin: dict[str, str], rng: np.random.Generator) -> None:
    metal = skin["metal"]
    lamp = single(
        "floor_lamp",
        {"stem": metal, "shade": "shade_linen"},
        lamp=Lamp("bulb", 1.45, 2600.0, 700.0),
        name="lamps",
        back=False,
        style={"form": "arc" if rng.random() < 0.4 else "straight"},
    )
    sideboard = single(
        "sideboard",
        {"carcass": skin["wood"], "legs": metal},
        size=(2.0, 0.45, 0.72),
        margin=0.1,
        name="sideboard",
        top=(
            part("telephone", -0.6, 0, yaw=10, materials={"body": "plastic_black"}),
            part(
                "table_lamp",
                0.65,
                0,
                materials={"stem": metal, "shade": "shade_linen"},
                lamp=Lamp("bulb", 0.4, 2600.0, 400.0),
            ),
            part("books", 0.0, 0, materials={"cover": "paper"}),
        ),
    )
    chairs = seating(2, {**skin, "cloth": skin["chair"]}, shape="row", rug=False, name="second seats")
    for way in ("east", "west", "north"):
        if draft.settle(sideboard, draft.along(draft.facing(way).name, sideboard, 0.7)):
            break
    xs, ys = [p[0] for p in draft.outline], [p[1] for p in draft.outline]
    corners = [
        (max(xs) - 0.7, min(ys) + 0.7),
        (min(xs) + 0.7, max(ys) - 0.7),
        (max(xs) - 0.7, max(ys) - 0.7),
        (min(xs) + 0.7, min(ys) + 0.7),
    ]
    if draft.outline and (max(xs) - min(xs)) > 10:
        draft.settle(chairs, draft.anywhere(corners[0], (0, 90, 270, 180)))
    for corner in corners[:3]:
        draft.settle(lamp, draft.anywhere(corner, (0,)))
    plant = single("plant", {"pot": "smooth_concrete", "leaf": "leaf"}, size=(0.8, 0.8, 1.9), name="plants", back=False)
    draft.settle(plant, draft.anywhere(corners[3], (0,)))
    _pictures(draft, count(params, "art"), rng)
    kelvin = 2500.0
    for column in draft.columns:
        draft.strip((column.at[0], column.at[1], draft.height - 0.12), 0.4, 0.0, kelvin)


def _pictures(draft: Draft, number_of: int, rng: np.random.Generator) -> None:
    """Hang large pictures at eye height, one in the middle of what is free, then further out."""
    walls = [w for w in draft.walls if w.length > 2.4]
    hung = 0
    for share in (0.5, 0.25, 0.75, 0.35, 0.65, 0.12, 0.88):
        for wall in walls:
            if hung >= number_of:
                return
            wide = float(rng.choice([1.2, 1.6, 2.1]))
            tall = float(rng.choice([1.0, 1.3]))
            hung += draft.hang(
                "art_frame",
                wall.name,
                wall.length * share,
                1.55 - tall / 2,
                size=(wide, 0.05, tall),
                materials={"frame": "black_metal", "picture": "picture"},
            )


STYLE = Style("bunker", "Bunker lounge", PARAMETERS, grow)
