"""The diner: long and narrow, booths along the windows, stools at the counter, the kitchen hatch behind it.

Rules: windows on the street side with a booth under each; the counter runs opposite, with room to work behind it; the way between
them is an aisle; the door is at one end.
"""

from __future__ import annotations

import numpy as np

from rushes.engines.setdesign.grammar import shared
from rushes.engines.setdesign.grammar.draft import Draft, Place
from rushes.engines.setdesign.grammar.group import Group, Lamp, part
from rushes.engines.setdesign.grammar.groups import single
from rushes.engines.setdesign.grammar.parameter import Choice, Parameter, Params, Style, count, number, word
from rushes.engines.setdesign.grammar.shell import plain, structure_for, way_in
from rushes.engines.setdesign.model.ceiling import Ceiling
from rushes.engines.setdesign.model.room import Room
from rushes.engines.setdesign.model.wall import Trim

PARAMETERS = (
    shared.width(8.0, 16.0, 11.0),
    shared.depth(5.2, 7.0, 5.8),
    shared.height(2.5, 3.4, 2.8),
    Parameter("booths", 2.0, 7.0, 4.0, "no.", "booths along the windows, as many as fit"),
    Parameter("stools", 3.0, 12.0, 7.0, "no.", "stools at the counter"),
    Choice("roof", ("flat", "barrel"), "flat", "a flat ceiling, or a railway car's vault"),
    Choice("floor", ("tile_chequer", "tile_floor", "lino_green"), "tile_chequer", "floor"),
    Choice("wall_colour", ("tile_white", "paint_teal", "paint_red", "plaster_cream"), "tile_white", "walls"),
    Choice("extra", ("jukebox", "none"), "jukebox", "whether there is a jukebox"),
    shared.upholstery("vinyl_red"),
    shared.metal("chrome"),
    shared.time("night"),
    shared.haze(0.05),
    shared.wear(0.2),
)


def grow(params: Params, seed: int) -> Room:
    """Grow a diner."""
    wide, deep = number(params, "width"), number(params, "depth")
    draft = Draft(
        plain(wide, deep), number(params, "height"), 0.15, number(params, "wear"), "flat", word(params, "wall_colour")
    )
    draft.change_wall(draft.facing("east").name, wild=True)
    draft.trims += [
        Trim("skirting", 0.0, 0.12, 0.015, "paint_black"),
        Trim("band", 0.95, 0.05, 0.02, word(params, "metal")),
        Trim("band", 1.05, 0.05, 0.02, word(params, "metal")),
    ]
    draft.used |= {word(params, "metal"), "paint_black"}
    way_in(
        draft,
        draft.facing("west").name,
        0.24,
        width=1.0,
        height=2.1,
        swing="out",
        finish=word(params, "metal"),
        beyond="street",
        glazed=True,
    )
    way_in(
        draft,
        draft.facing("east").name,
        0.76,
        width=0.95,
        height=2.1,
        swing="out",
        finish=word(params, "metal"),
        beyond="room",
    )
    street = draft.facing("south")
    _booths(draft, params, street.name)
    _counter(draft, params)
    _rest(draft, params, np.random.default_rng([seed, 72]))
    rise = 0.6 if word(params, "roof") == "barrel" else 0.0
    opening = next((o.name for o in draft.openings if o.kind == "window"), "")
    return draft.room(
        title="Diner",
        style="diner",
        seed=seed,
        params=params,
        ceiling=Ceiling(draft.height, "barrel" if rise else "flat", rise, "x", 0.2, "paint_white"),
        structure=structure_for(min(wide, deep), ("steel_beam",), 0.3),
        daylight=shared.daylight(params, "windows", towards=shared.azimuth_of(street.inward), opening=opening, sky=0.8),
        floor=word(params, "floor"),
        more_finishes=("clear_glass",),
    )


def _booths(draft: Draft, params: Params, street: str) -> None:
    """Stand booths along the street side, a window over each."""
    wide, cloth, metal = number(params, "width"), word(params, "upholstery"), word(params, "metal")
    wall = draft.wall(street)
    pitch, stood = 1.95, 0
    number_of = min(count(params, "booths"), int((wide - 1.0) / pitch))
    first = wide / 2 - pitch * number_of / 2
    for k in range(number_of):
        along = first + pitch * (k + 0.5)
        parts = (
            part(
                "banquette",
                -0.65,
                -0.66,
                yaw=90,
                size=(1.25, 0.55, 1.05),
                materials={"cloth": cloth, "base": "laminate_white"},
            ),
            part(
                "banquette",
                0.65,
                -0.66,
                yaw=-90,
                size=(1.25, 0.55, 1.05),
                materials={"cloth": cloth, "base": "laminate_white"},
            ),
            part(
                "dining_table",
                0,
                -0.66,
                yaw=90,
                size=(1.2, 0.66, 0.75),
                materials={"top": "laminate_boomerang", "legs": metal},
                style={"pedestal": True},
            ),
            part("condiments", 0, -0.2, 0.75, materials={"glass": "clear_glass"}),
        )
        group = Group(f"booth {stood + 1}", parts, margin=0.0, back=True)
        at = wall.at(along, 0.03)
        if draft.settle(group, [Place((round(at[0], 3), round(at[1], 3)), wall.yaw_deg, 0.0)]):
            stood += 1
            draft.opening(
                "window",
                street,
                along,
                1.5,
                min(1.25, draft.height - 1.2),
                sill=1.08,
                glazing="clear",
                bars=(1, 1),
                beyond="street",
                finish=metal,
            )
            middle = wall.at(along, 0.7)
            draft.drop(
                "pendant",
                middle,
                hang=round(max(0.05, draft.height - 1.95 - 0.25), 2),
                size=(0.3, 0.3, 0.25),
                materials={"stem": metal, "shade": "opal_glass"},
                lamp=Lamp("bulb", 0.1, 2900.0, 600.0, 0.15),
            )
    if stood < count(params, "booths"):
        draft.told.append(f"{stood} of {count(params, 'booths')} booths fit along the windows.")


def _counter(draft: Draft, params: Params) -> None:
    """Stand the counter with its back run on the wall opposite, and stools before it; shorter when it has to be."""
    metal, cloth = word(params, "metal"), word(params, "upholstery")
    back = draft.facing("north")
    for long in (number(params, "width") - 3.2, number(params, "width") - 4.2, 3.6, 3.0):
        stools = min(count(params, "stools"), int(long / 0.62))
        y = -0.5 - 0.9 - 0.32
        parts = [
            part("kitchen_run", 0, -0.25, size=(long, 0.5, 0.92), materials={"front": metal, "top": metal}),
            part(
                "counter",
                0,
                y,
                size=(long, 0.64, 0.98),
                materials={"front": cloth, "top": "laminate_boomerang", "rail": metal},
                style={"fluted": True},
            ),
        ]
        parts += [
            part(
                "stool",
                long * (k + 0.5) / stools - long / 2,
                y - 0.32 - 0.26,
                size=(0.38, 0.38, 0.72),
                materials={"seat": cloth, "frame": metal},
            )
            for k in range(stools)
        ]
        parts += [
            part("condiments", x, y, 0.98, materials={"glass": "clear_glass"}) for x in (-long / 3, 0.1, long / 3)
        ]
        parts += [part("bottles", -long / 4, -0.25, 0.92, materials={"glass": "clear_glass"})]
        group = Group("counter", tuple(parts), margin=0.0, back=True)
        if draft.settle(group, draft.along(back.name, group, 0.42)) and draft.walkable():
            return
        _undo(draft, "counter")
    draft.told.append("There was no room for a counter and an aisle before it.")


def _undo(draft: Draft, group: str) -> None:
    keep = [k for k, item in enumerate(draft.items) if item.group != group]
    numbers = {old: new for new, old in enumerate(keep)}
    draft.items = [draft.items[k] for k in keep]
    draft.lamps = [(None if k is None else numbers[k], lamp) for k, lamp in draft.lamps if k is None or k in numbers]


SIGNS = ("coffee", "pies & cakes", "eat here", "breakfast", "hot plates")
"""What a sign over a counter says: wares, and nobody's name."""


def _rest(draft: Draft, params: Params, rng: np.random.Generator) -> None:
    metal = word(params, "metal")
    back = draft.facing("north")
    counter = next((i for i in draft.items if i.kind == "counter"), None)
    if counter is not None:
        along = abs(counter.at[0] - back.start[0])
        draft.opening("hatch", back.name, along, 1.4, 0.7, sill=1.15, beyond="room", finish=metal)
        draft.hang(
            "sign",
            back.name,
            along,
            min(2.05, draft.height - 0.5),
            size=(min(2.6, counter.size[0] - 0.4), 0.06, 0.38),
            materials={"body": "plastic_black", "letters": "lit_sign"},
            style={"text": str(rng.choice(SIGNS))},
            lamp=Lamp("tube", 0.2, 3500.0, 900.0, 1.8),
        )
        draft.hang("shelf", back.name, along - 1.6, 1.5, size=(1.2, 0.25, 0.04), materials={"board": metal})
        for k in range(3):
            x = counter.at[0] + counter.size[0] * (k - 1) / 3
            draft.drop(
                "pendant",
                (round(x, 2), counter.at[1]),
                hang=round(max(0.05, draft.height - 2.2), 2),
                size=(0.3, 0.3, 0.25),
                materials={"stem": metal, "shade": "opal_glass"},
                lamp=Lamp("bulb", 0.1, 2900.0, 600.0, 0.15),
            )
    if word(params, "extra") == "jukebox":
        box = single(
            "jukebox",
            {"body": "walnut", "panel": "lit_sign"},
            name="jukebox",
            lamp=Lamp("strip", 0.9, 2400.0, 500.0, 0.6),
        )
        any(draft.settle(box, draft.along(draft.facing(way).name, box, 0.4)) for way in ("east", "west"))
    draft.strip((0.0, 0.0, round(draft.height - 0.06, 3)), round(0.5 * number(params, "width"), 2), 0.0, 3800.0, 500.0)


STYLE = Style("diner", "Diner", PARAMETERS, grow)
