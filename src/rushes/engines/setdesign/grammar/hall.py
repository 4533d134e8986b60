"""The palace hall: an axis from the doors to the throne, an order of pilasters, tall windows between them, a vault or coffers.

Rules: the bay is the unit: window, pilaster, chandelier and coffer share one rhythm; the dais is three steps; the carpet runs from the
doors to it; what stands, stands along the walls, in pairs.
"""

from __future__ import annotations

import math

from rushes.engines.setdesign.grammar import shared
from rushes.engines.setdesign.grammar.draft import Draft, Place
from rushes.engines.setdesign.grammar.group import Group, Lamp, part
from rushes.engines.setdesign.grammar.groups import single
from rushes.engines.setdesign.grammar.parameter import Choice, Parameter, Params, Style, count, number, word
from rushes.engines.setdesign.grammar.shell import coffers, plain, way_in
from rushes.engines.setdesign.model.ceiling import Ceiling
from rushes.engines.setdesign.model.level import Flight, Level
from rushes.engines.setdesign.model.polygon import rectangle
from rushes.engines.setdesign.model.room import Room
from rushes.engines.setdesign.model.structure import Structure
from rushes.engines.setdesign.model.wall import Trim

PARAMETERS = (
    shared.width(8.0, 13.0, 10.0),
    shared.depth(12.0, 24.0, 17.0),
    shared.height(5.5, 9.0, 7.0),
    Parameter("bays", 3.0, 7.0, 5.0, "no.", "bays along the hall"),
    Choice("roof", ("coffered", "barrel"), "coffered", "flat with coffers, or a vault"),
    Choice("windows", ("both", "west", "none"), "both", "sides that have windows"),
    Parameter("dais", 0.15, 0.6, 0.45, "m", "height of the dais"),
    Parameter("benches", 0.0, 8.0, 6.0, "no.", "benches along the walls"),
    Parameter("mirrors", 0.0, 1.0, 0.5, "", "share of bays without a window that get a mirror"),
    Choice(
        "stone", ("marble_siena", "marble_white", "marble_green", "limestone"), "marble_siena", "pilasters and base"
    ),
    Choice("floor", ("marble_chequer", "parquet_oak"), "marble_chequer", "floor"),
    shared.upholstery("velvet_crimson"),
    shared.metal("bronze"),
    shared.time("afternoon"),
    shared.haze(0.2),
    shared.wear(0.15),
)


def grow(params: Params, seed: int) -> Room:
    """Grow a palace hall; the seed changes nothing but its number: all of it is order."""
    wide, deep = number(params, "width"), number(params, "depth")
    draft = Draft(plain(wide, deep), number(params, "height"), 0.7, number(params, "wear"), "masonry", "plaster_cream")
    draft.change_wall(draft.facing("north").name, wild=True)
    bay, stone = deep / count(params, "bays"), word(params, "stone")
    draft.trims += [
        Trim("skirting", 0.0, 0.3, 0.06, "marble_black"),
        Trim("panelling", 0.3, 0.8, 0.03, stone, module=bay / 3),
        Trim(
            "pilasters",
            1.1,
            draft.height - 2.0,
            0.14,
            stone,
            (draft.facing("east").name, draft.facing("west").name),
            module=bay,
        ),
        Trim("cornice", draft.height - 0.9, 0.6, 0.4, "gilt"),
    ]
    draft.used |= {stone, "marble_black", "gilt"}
    barrel = word(params, "roof") == "barrel"
    if not barrel:
        coffers(draft, bay / 1.5, 0.35, 0.4, "gilt")
    way_in(draft, draft.facing("north").name, 0.5, width=2.2, height=3.2, leaves=2, swing="out", finish="oak", panels=6)
    way_in(draft, draft.facing("west").name, 0.06, width=1.0, height=2.4, swing="out", finish="oak", panels=4)
    _windows(draft, params, bay)
    _throne(draft, params)
    _along(draft, params, bay)
    _chandeliers(draft, params, bay)
    rise = round(wide / 4 + 0.02, 3) if barrel else 0.0
    window = next((o.name for o in draft.openings if o.kind == "window"), "")
    return draft.room(
        title="Palace hall",
        style="hall",
        seed=seed,
        params=params,
        ceiling=Ceiling(draft.height, "barrel" if barrel else "coffered", rise, "y", 0.4, "plaster_cream"),
        structure=Structure("masonry_vault", rise) if barrel else Structure("ribbed_slab", round(wide / 24 + 0.06, 2)),
        daylight=shared.daylight(
            params,
            "windows" if window else "none",
            towards=shared.azimuth_of(draft.facing("east").inward),
            opening=window,
            sky=0.8,
        ),
        floor=word(params, "floor"),
        more_finishes=("clear_glass",),
    )


def _windows(draft: Draft, params: Params, bay: float) -> None:
    """Put a window into the middle of each bay, or a mirror where there is none."""
    sides = {"both": ("east", "west"), "west": ("east",), "none": ()}[word(params, "windows")]
    high = min(4.2, draft.height - 2.2)
    for way in ("east", "west"):
        wall = draft.facing(way)
        for k in range(count(params, "bays")):
            along = bay * (k + 0.5)
            wide = min(1.5, bay * 0.5)
            taken = any(
                o.wall == wall.name and o.start - 0.2 < along + wide / 2 and along - wide / 2 < o.end + 0.2
                for o in draft.openings
            )
            if taken:
                continue
            if way in sides:
                draft.opening(
                    "window",
                    wall.name,
                    along,
                    wide,
                    high,
                    sill=1.2,
                    head="round",
                    glazing="clear",
                    bars=(2, 5),
                    beyond="sky",
                    finish="paint_white",
                )
            elif (k + 0.5) / count(params, "bays") <= number(params, "mirrors"):
                draft.hang(
                    "mirror",
                    wall.name,
                    along,
                    1.3,
                    size=(wide, 0.08, high * 0.8),
                    materials={"frame": "gilt", "glass": "mirror"},
                )


def _throne(draft: Draft, params: Params) -> None:
    wide, deep, high = number(params, "width"), number(params, "depth"), number(params, "dais")
    stone = word(params, "stone")
    risers = max(1, math.ceil(high / 0.17))
    half, north = wide * 0.3, deep / 2
    edge = north - 3.2
    run = max(1, risers - 1) * 0.34
    draft.levels.append(Level("dais", rectangle(-half, edge, half, north), round(high, 3), stone, stone))
    draft.flights.append(
        Flight(
            "dais steps",
            (0.0, round(edge - run, 3)),
            0.0,
            0.0,
            round(2 * half, 3),
            risers,
            round(high, 3) / risers,
            0.34,
            stone,
        )
    )
    throne = Group(
        "throne", (part("throne", 0, 0, materials={"cloth": word(params, "upholstery"), "frame": "gilt"}),), margin=0.3
    )
    draft.settle(throne, [Place((0.0, round(north - 1.1, 3)), 0.0, 0.0)], "the throne")
    draft.hang(
        "curtain",
        draft.facing("south").name,
        wide / 2,
        1.0,
        size=(2.6, 0.3, min(4.5, draft.height - 2.2)),
        materials={"cloth": word(params, "upholstery"), "rail": "gilt"},
        group="canopy",
    )
    long = deep - 3.2 - run - 2.0
    draft.put(
        Group("carpet", (part("rug", 0, 0, size=(1.6, round(long, 2), 0.015), materials={"cloth": "carpet_red"}),)),
        (0.0, round(-deep / 2 + 1.2 + long / 2, 3)),
        0.0,
    )


def _along(draft: Draft, params: Params, bay: float) -> None:
    bench = single(
        "bench",
        {"seat": word(params, "upholstery"), "frame": "gilt"},
        size=(min(1.8, bay - 0.8), 0.5, 0.48),
        name="benches",
        margin=0.1,
    )
    for k in range(count(params, "benches")):
        wall = draft.facing("east" if k % 2 == 0 else "west").name
        share = (k // 2 + 0.5) / max(1, count(params, "benches") // 2)
        draft.settle(bench, draft.along(wall, bench, share if k % 2 else 1 - share))
    candle = Group(
        "candelabra",
        (
            part(
                "floor_lamp",
                0,
                0,
                size=(0.5, 0.5, 1.9),
                materials={"stem": "gilt", "shade": "opal_glass"},
                style={"form": "candelabrum"},
                lamp=Lamp("candle", 1.85, 1900.0, 250.0, 0.3),
            ),
        ),
        margin=0.05,
    )
    half, edge = number(params, "width") * 0.3, number(params, "depth") / 2
    for way in (-1, 1):
        draft.settle(candle, [Place((round(way * (half - 0.5), 3), round(edge - 0.6, 3)), 0.0, 0.0)])
    figure = Group(
        "figures",
        (part("column_plinth", 0, 0, size=(0.6, 0.6, 1.2), materials={"body": word(params, "stone")}),),
        margin=0.1,
    )
    for way in (-1, 1):
        draft.settle(
            figure,
            [
                Place((round(way * (number(params, "width") / 2 - 0.7), 3), round(-edge + 0.8 + d, 3)), 0.0, d)
                for d in (0.0, 0.5, 1.0)
            ],
        )


def _chandeliers(draft: Draft, params: Params, bay: float) -> None:
    barrel = word(params, "roof") == "barrel"
    top = draft.height + (number(params, "width") / 4 if barrel else 0.0)
    for k in range(1, count(params, "bays"), 2):
        y = -number(params, "depth") / 2 + bay * (k + 0.5 if count(params, "bays") % 2 else k)
        drop = max(0.5, top - 1.6 - 3.4)
        draft.drop(
            "chandelier",
            (0.0, round(y, 3)),
            hang=round(drop, 2),
            top=round(top, 3),
            size=(1.5, 1.5, 1.6),
            materials={"stem": word(params, "metal"), "shade": "clear_glass"},
            style={"arms": 12, "crystal": True},
            lamp=Lamp("candle", 0.9, 2000.0, 3000.0, 1.0),
        )


STYLE = Style("hall", "Palace hall", PARAMETERS, grow)
