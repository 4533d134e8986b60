"""The art deco lobby: one axis, everything in pairs, stone below and stepped plaster above, light from coves and shades.

Rules: the doors stand on the axis and the desk at its end, on a step when there is one; columns, lifts, seats and lamps come
in pairs about it; walls have a stone base to a man's height, flutes above, and the ceiling steps up to a middle field.
"""

from __future__ import annotations

import math

import numpy as np

from rushes.engines.setdesign.grammar import shared
from rushes.engines.setdesign.grammar.draft import Draft, Place
from rushes.engines.setdesign.grammar.group import Group, Lamp, part
from rushes.engines.setdesign.grammar.groups import seating, single
from rushes.engines.setdesign.grammar.parameter import Choice, Parameter, Params, Style, count, number, word
from rushes.engines.setdesign.grammar.shell import canted, field_of, plain, structure_for, two_rows, way_in
from rushes.engines.setdesign.model.ceiling import Ceiling
from rushes.engines.setdesign.model.level import Flight, Level
from rushes.engines.setdesign.model.polygon import rectangle
from rushes.engines.setdesign.model.room import Room
from rushes.engines.setdesign.model.wall import Trim

PARAMETERS = (
    shared.width(9.0, 16.0, 12.0),
    shared.depth(9.0, 18.0, 13.0),
    shared.height(4.0, 8.0, 5.6),
    Parameter("corners", 0.0, 2.0, 1.2, "m", "how much is cut off each corner; under 0.3 they are square"),
    Parameter("pairs", 0.0, 4.0, 3.0, "no.", "pairs of columns along the axis"),
    Parameter("lifts", 0.0, 4.0, 2.0, "no.", "lift doors, on both sides"),
    Parameter("dais", 0.0, 0.45, 0.3, "m", "height of the step under the desk; under 0.1 there is none"),
    Parameter("steps_up", 1.0, 4.0, 3.0, "no.", "steps of the ceiling up to its middle field"),
    Parameter("seats", 0.0, 16.0, 8.0, "no.", "seats, in groups of four"),
    Choice(
        "marble",
        ("marble_black", "marble_green", "marble_siena", "travertine"),
        "marble_black",
        "stone of base and desk",
    ),
    Choice("floor", ("terrazzo_rose", "terrazzo_dark", "terrazzo_grey", "marble_chequer"), "terrazzo_rose", "floor"),
    Choice("wall_above", ("plaster_cream", "walnut", "ebony"), "plaster_cream", "walls above the stone"),
    Choice("lamp", ("pendant", "chandelier"), "chandelier", "what hangs on the axis"),
    shared.upholstery("velvet_green"),
    shared.wood("ebony"),
    shared.metal("brass"),
    shared.time("dusk"),
    shared.wear(0.1),
)


def grow(params: Params, seed: int) -> Room:
    """Grow a lobby."""
    rng = np.random.default_rng([seed, 62])
    draft = _shell(params)
    _ways(draft, params)
    _desk(draft, params)
    skin = {
        "cloth": word(params, "upholstery"),
        "metal": word(params, "metal"),
        "wood": word(params, "wood"),
        "top": word(params, "marble"),
        "rug": "rug_geometric",
        "object": "bronze",
        "shade": "opal_glass",
    }
    _seats(draft, params, skin)
    _lamps(draft, params, skin)
    _dressing(draft, skin, rng)
    span = min(number(params, "width"), number(params, "depth"))
    door = next(o for o in draft.openings)
    return draft.room(
        title="Art deco lobby",
        style="lobby",
        seed=seed,
        params=params,
        ceiling=Ceiling(draft.height, "flat", thickness=0.4, finish="plaster_cream"),
        structure=structure_for(span, ("concrete_beam", "steel_beam"), 0.4),
        daylight=shared.daylight(
            params, "windows", towards=shared.azimuth_of(draft.wall(door.wall).inward), opening=door.name, sky=0.5
        ),
        floor=word(params, "floor"),
        more_finishes=("clear_glass", "opal_glass"),
    )


def _shell(params: Params) -> Draft:
    wide, deep, cut = number(params, "width"), number(params, "depth"), number(params, "corners")
    outline = canted(wide, deep, cut) if cut >= 0.3 else plain(wide, deep)
    draft = Draft(outline, number(params, "height"), 0.3, number(params, "wear"), "masonry", word(params, "wall_above"))
    draft.change_wall(draft.facing("north").name, wild=True)
    marble, metal = word(params, "marble"), word(params, "metal")
    draft.trims += [
        Trim("skirting", 0.0, 0.2, 0.04, "marble_black"),
        Trim("band", 0.2, 1.6, 0.03, marble, module=1.2),
        Trim("band", 1.8, 0.06, 0.04, metal),
        Trim("fluting", draft.height - 1.5, 0.9, 0.05, "gilt", module=0.12),
        Trim("cornice", draft.height - 0.6, 0.4, 0.3, "plaster_cream"),
    ]
    draft.used |= {marble, metal, "gilt", "marble_black"}
    if count(params, "pairs"):
        size = 0.45 + 0.02 * number(params, "height")
        two_rows(draft, count(params, "pairs"), wide * 0.29, size, "fluted", marble, base=0.3, capital=0.5, margin=1.6)
    for step in range(count(params, "steps_up")):
        field_of(draft, "cove", 0.9 + 0.55 * step, 0.16, "plaster_cream", top=draft.height - 0.16 * step)
    return draft


def _ways(draft: Draft, params: Params) -> None:
    metal = word(params, "metal")
    south = draft.facing("north").name
    way_in(
        draft,
        south,
        0.5,
        width=2.0,
        height=2.7,
        leaves=2,
        swing="out",
        finish=metal,
        beyond="street",
        glazed=True,
        fan_light=True,
    )
    sides = (draft.facing("west").name, draft.facing("east").name)
    for index in range(count(params, "lifts")):
        side, row = sides[index % 2], index // 2
        at = draft.free_at(side, 1.1, (0.36, 0.6)[row] if side == sides[0] else 1 - (0.36, 0.6)[row])
        if at is not None:
            draft.opening(
                "door",
                side,
                at,
                1.1,
                2.2,
                leaves=2,
                swing="sliding",
                beyond="lift",
                finish=metal,
                style={"lift": True, "relief": "sunburst"},
            )
    way_in(draft, sides[1], 0.12, width=1.0, height=2.2, swing="out", finish=word(params, "wood"))


def _desk(draft: Draft, params: Params) -> None:
    """Put the desk on the axis at the far end, on a dais when there is one."""
    marble, metal, high = word(params, "marble"), word(params, "metal"), number(params, "dais")
    ys = [p[1] for p in draft.outline]
    wide = min(3.6, number(params, "width") * 0.3)
    desk = Group(
        "reception",
        (
            part(
                "reception_desk",
                0,
                0,
                size=(wide, 0.85, 1.12),
                materials={"front": marble, "top": metal},
                style={"stepped": True},
            ),
            part(
                "table_lamp",
                -wide / 2 + 0.35,
                0,
                1.12,
                materials={"stem": metal, "shade": "opal_glass"},
                lamp=Lamp("bulb", 0.4, 2700.0, 450.0),
            ),
            part("telephone", wide / 2 - 0.4, 0.05, 1.12, materials={"body": "plastic_black"}),
            part("papers", 0.1, 0.05, 1.12, materials={"paper": "paper"}),
        ),
        margin=0.6,
    )
    north = max(ys)
    if high >= 0.1:
        risers = max(1, math.ceil(high / 0.17))
        deep = 3.0
        half = wide / 2 + 1.3
        run = max(1, risers - 1) * 0.32
        edge = north - deep
        taken = any(c.at[1] > edge - run - 0.5 and abs(c.at[0]) < half + 0.5 for c in draft.columns)
        if taken:
            half = min(abs(c.at[0]) - c.size[0] / 2 for c in draft.columns) - 0.15
        if half >= wide / 2 + 0.6:
            draft.levels.append(Level("dais", rectangle(-half, edge, half, north), round(high, 3), marble, marble))
            draft.flights.append(
                Flight(
                    "dais steps",
                    (0.0, round(edge - run, 3)),
                    0.0,
                    0.0,
                    round(2 * half, 3),
                    risers,
                    round(high, 3) / risers,
                    0.32,
                    marble,
                )
            )
    draft.settle(
        desk,
        [Place((0.0, round(north - 1.1 - 0.425, 3)), 0.0, 0.0), Place((0.0, round(north - 1.6, 3)), 0.0, 1.0)],
        "the desk",
    )


def _pair(draft: Draft, group: Group, places: list[Place]) -> bool:
    """Stand a group on one side, and its mirror on the other, where both fit."""
    for place in sorted(places, key=lambda row: row.cost):
        (x, y), yaw = place.at, place.yaw_deg
        if draft.fits(group, (x, y), yaw):
            before = len(draft.items), len(draft.lamps)
            draft.put(group, (x, y), yaw)
            if draft.fits(group, (-x, y), -yaw % 360):
                draft.put(group, (-x, y), -yaw % 360)
                if draft.walkable():
                    return True
            del draft.items[before[0] :], draft.lamps[before[1] :]
    return False


def _seats(draft: Draft, params: Params, skin: dict[str, str]) -> None:
    wide, deep = number(params, "width"), number(params, "depth")
    left = count(params, "seats")
    number_of = 0
    while left >= 4 and number_of < 2:
        number_of += 1
        group = seating(4, skin, shape="facing", name="seating" if number_of == 1 else "seating 2")
        small = seating(2, skin, shape="row", name=group.name)
        done = False
        for try_ in (group, small):
            tries = [
                Place((round(x, 3), round(y, 3)), yaw, abs(y + deep * 0.12) + abs(x - wide * 0.34))
                for x in np.arange(1.6, wide / 2 - 0.8, 0.25).tolist()
                for y in np.arange(-deep / 2 + 2.0, deep / 2 - 3.5, 0.4).tolist()
                for yaw in (0.0, 90.0, 270.0)
            ]
            if _pair(draft, try_, tries):
                done = True
                break
        if not done:
            break
        left -= 8
    if number_of and left >= 4 and not any(i.group.startswith("seating") for i in draft.items):
        draft.told.append("There was no room for seats on both sides of the axis.")


def _lamps(draft: Draft, params: Params, skin: dict[str, str]) -> None:
    metal = skin["metal"]
    steps, deep = count(params, "steps_up"), number(params, "depth")
    top = draft.height - 0.16 * steps
    big = word(params, "lamp") == "chandelier"
    count_of = max(1, round(deep / 6))
    for k in range(count_of):
        y = -deep / 2 + deep * (k + 0.5) / count_of
        size = (1.2, 1.2, 1.1) if big else (0.6, 0.6, 0.7)
        draft.drop(
            word(params, "lamp"),
            (0.0, round(y, 3)),
            hang=round(max(0.2, (top - 3.2) * 0.35), 2),
            top=top,
            size=size,
            materials={"stem": metal, "shade": "opal_glass"},
            style={"tiers": 3 if big else 1, "deco": True},
            lamp=Lamp("bulb", size[2] / 2, 2800.0, 6000.0 if big else 2500.0, 0.5),
        )
    inset = 0.9 + 0.55 * (steps - 1)
    wide = number(params, "width")
    for way in (-1, 1):
        draft.strip((way * (wide / 2 - inset + 0.05), 0.0, round(top + 0.1, 3)), deep - 2 * inset, 90.0, 2800.0)
    for side in (draft.facing("east"), draft.facing("west")):
        for share in (0.14, 0.5, 0.78):
            at = side.length * (share if side.inward[0] < 0 else 1 - share)
            draft.hang(
                "wall_lamp",
                side.name,
                at,
                2.05,
                size=(0.3, 0.18, 0.7),
                materials={"stem": metal, "shade": "opal_glass"},
                style={"deco": True},
                lamp=Lamp("bulb", 0.4, 2700.0, 600.0),
            )


def _dressing(draft: Draft, skin: dict[str, str], rng: np.random.Generator) -> None:
    metal = skin["metal"]
    north = draft.facing("south")
    draft.hang(
        "wall_clock",
        north.name,
        north.length / 2,
        draft.height - 2.6 if draft.height > 5 else 2.3,
        size=(0.9, 0.08, 0.9),
        materials={"body": metal},
        style={"deco": True},
    )
    draft.hang(
        "relief",
        north.name,
        north.length / 2,
        1.35,
        size=(min(3.0, north.length * 0.4), 0.1, 0.75),
        materials={"body": "gilt"},
    )
    table = Group(
        "centre table",
        (
            part(
                "centre_table",
                0,
                0,
                size=(1.2, 1.2, 0.78),
                materials={"top": skin["top"], "legs": metal},
                style={"round": True},
            ),
            part("vase", 0, 0, 0.78, size=(0.35, 0.35, 0.7), materials={"body": "bronze"}, style={"flowers": True}),
        ),
        margin=0.9,
    )
    draft.settle(table, [Place((0.0, round(y, 2)), 0.0, abs(y)) for y in np.arange(-3.0, 3.1, 0.25).tolist()])
    plant = single("plant", {"pot": metal, "leaf": "leaf"}, size=(0.7, 0.7, 1.8), name="palms", back=False)
    xs, ys = [p[0] for p in draft.outline], [p[1] for p in draft.outline]
    places = [
        Place((max(xs) - 0.6 - a, min(ys) + 0.6 + b), 0.0, a + b)
        for a in (0.0, 0.4, 0.8, 1.2)
        for b in (0.0, 0.4, 0.8, 1.2, 1.6)
    ]
    _pair(draft, plant, places)
    torch = single(
        "floor_lamp",
        {"stem": metal, "shade": "opal_glass"},
        size=(0.4, 0.4, 1.9),
        name="torchères",
        back=False,
        lamp=Lamp("bulb", 1.8, 2800.0, 1500.0),
        style={"form": "torchere"},
    )
    _pair(
        draft,
        torch,
        [
            Place((1.6 + a, max(ys) - 0.5 - b), 0.0, abs(a - 1.2) + b)
            for a in np.arange(0.0, max(xs) - 2.0, 0.3).tolist()
            for b in (0.0, 0.4, 0.8)
        ],
    )
    if rng.random() < 0.5:
        sculpture = single("sculpture", {"body": "bronze"}, name="sculpture", back=False)
        _pair(
            draft,
            sculpture,
            [
                Place((a, b), 0.0, abs(b) + abs(a - max(xs) * 0.85))
                for a in np.arange(1.0, max(xs) - 0.5, 0.4).tolist()
                for b in np.arange(min(ys) + 1.5, max(ys) - 3, 0.5).tolist()
            ],
        )


STYLE = Style("lobby", "Art deco lobby", PARAMETERS, grow)
