"""The corridor: one axis, doors in a rhythm, lamps in the same one, an end that one walks towards.

Rules: doors stand opposite each other or are shifted by half; lamps hang between them; both ends lead out; what stands in it stands
in niches of the rhythm and leaves the way free.
"""

from __future__ import annotations

import numpy as np

from rushes.engines.setdesign.grammar import shared
from rushes.engines.setdesign.grammar.draft import Draft
from rushes.engines.setdesign.grammar.group import Lamp, part
from rushes.engines.setdesign.grammar.groups import single
from rushes.engines.setdesign.grammar.parameter import Choice, Parameter, Params, Style, count, number, word
from rushes.engines.setdesign.grammar.shell import beams, field_of, plain, structure_for, way_in
from rushes.engines.setdesign.model.ceiling import Ceiling, CeilingPiece
from rushes.engines.setdesign.model.room import Room
from rushes.engines.setdesign.model.wall import Trim

PARAMETERS = (
    shared.width(1.8, 3.4, 2.4),
    shared.depth(8.0, 24.0, 14.0),
    shared.height(2.4, 4.0, 2.8),
    Choice(
        "kind",
        ("hotel", "institution", "service"),
        "hotel",
        "carpet and paper, gloss paint and lino, or pipes and concrete",
    ),
    Parameter("pitch", 2.4, 5.0, 3.6, "m", "from door to door"),
    Choice("doors", ("opposite", "shifted"), "shifted", "whether doors face each other"),
    Choice("end", ("doors", "window"), "doors", "what one walks towards: double doors, or a door beside a window"),
    Parameter("ribs", 0.0, 8.0, 0.0, "no.", "downstands across the ceiling"),
    Parameter("things", 0.0, 1.0, 0.5, "", "how much stands along the walls"),
    shared.wood("mahogany"),
    shared.metal("brass"),
    shared.time("night"),
    shared.haze(0.1),
    shared.wear(0.2),
)

LOOKS = {
    "hotel": ("wallpaper_damask", "carpet_red", "plaster_cream"),
    "institution": ("paint_white", "lino_green", "paint_white"),
    "service": ("smooth_concrete", "smooth_concrete", "concrete_soffit"),
}


def grow(params: Params, seed: int) -> Room:
    """Grow a corridor."""
    rng = np.random.default_rng([seed, 67])
    wide, deep, kind = number(params, "width"), number(params, "depth"), word(params, "kind")
    wall_finish, floor, ceiling = LOOKS[kind]
    draft = Draft(plain(wide, deep), number(params, "height"), 0.2, number(params, "wear"), "flat", wall_finish)
    draft.change_wall(draft.facing("north").name, wild=True)
    draft.change_wall(draft.facing("east").name, wild=True)
    _trims(draft, params)
    leaf = word(params, "wood") if kind == "hotel" else "oak" if kind == "institution" else "grey_metal"
    north, south = draft.facing("south").name, draft.facing("north").name
    if word(params, "end") == "doors" or wide < 2.3:
        way_in(
            draft,
            north,
            0.5,
            width=min(1.5, wide - 0.4),
            height=2.15,
            leaves=2 if wide > 2.0 else 1,
            swing="out",
            finish=leaf,
            vision_panel=kind != "hotel",
        )
    else:
        way_in(draft, north, 0.25, width=0.95, height=2.1, swing="out", finish=leaf)
        draft.opening(
            "window",
            north,
            wide - 0.55,
            0.7,
            min(1.4, draft.height - 1.1),
            sill=0.9,
            glazing="frosted",
            bars=(1, 2),
            beyond="sky",
            finish="paint_white",
        )
    way_in(
        draft,
        south,
        0.5,
        width=min(1.5, wide - 0.4),
        height=2.15,
        leaves=2 if wide > 2.0 else 1,
        swing="out",
        finish=leaf,
    )
    _doors(draft, params, leaf)
    _lamps(draft, params)
    _things(draft, params, rng)
    return draft.room(
        title="Corridor",
        style="corridor",
        seed=seed,
        params=params,
        ceiling=Ceiling(draft.height, "beamed" if count(params, "ribs") else "flat", thickness=0.25, finish=ceiling),
        structure=structure_for(wide, ("concrete_slab",), 0.2),
        daylight=shared.daylight(
            params, "windows" if any(o.kind == "window" for o in draft.openings) else "none", towards=0.0, sky=0.4
        ),
        floor=floor,
        more_finishes=("clear_glass",),
    )


def _trims(draft: Draft, params: Params) -> None:
    kind, wood = word(params, "kind"), word(params, "wood")
    if kind == "hotel":
        draft.trims += [
            Trim("skirting", 0.0, 0.2, 0.025, wood),
            Trim("panelling", 0.2, 0.75, 0.02, wood, module=0.8),
            Trim("dado_rail", 0.95, 0.07, 0.035, wood),
            Trim("cornice", draft.height - 0.14, 0.14, 0.12, "plaster_cream"),
        ]
        draft.used |= {wood, "plaster_cream"}
    elif kind == "institution":
        draft.trims += [
            Trim("skirting", 0.0, 0.12, 0.015, "lino_grey"),
            Trim("band", 0.12, 1.28, 0.004, "paint_green"),
            Trim("handrail", 0.92, 0.1, 0.06, "oak"),
        ]
        draft.used |= {"lino_grey", "paint_green", "oak"}
        field_of(draft, "tile_grid", 0.0, 0.03, "ceiling_tile", module=0.6)
    else:
        draft.trims += [
            Trim("band", 0.0, 0.12, 0.01, "paint_black"),
            Trim("trunking", draft.height - 0.5, 0.15, 0.08, "grey_metal"),
        ]
        for k, x in enumerate((-0.35, -0.15, 0.15)):
            size = (number(params, "depth") - 0.02, 0.12 + 0.03 * k, 0.12 + 0.03 * k)
            draft.pieces.append(
                CeilingPiece(
                    f"P{k + 1}",
                    "pipe",
                    (round(x * number(params, "width"), 3), 0.0),
                    size,
                    draft.height - 0.06,
                    90.0,
                    "rusted_steel" if number(params, "wear") > 0.5 else "grey_metal",
                )
            )
    if count(params, "ribs"):
        beams(
            draft,
            count(params, "ribs"),
            0.25,
            round(min(0.3, draft.height - 2.15), 3),
            "plaster_white" if kind != "service" else "concrete_soffit",
            axis="x",
        )


def _doors(draft: Draft, params: Params, leaf: str) -> None:
    """Cut doors on both sides in the rhythm; they open out of the corridor and are no exits."""
    deep, pitch = number(params, "depth"), number(params, "pitch")
    number_of = max(1, int((deep - 1.6) / pitch))
    for side, shift in (
        (draft.facing("east").name, 0.0),
        (draft.facing("west").name, 0.5 if word(params, "doors") == "shifted" else 0.0),
    ):
        wall = draft.wall(side)
        for k in range(number_of):
            along = 0.8 + (deep - 1.6) * (k + 0.5 + shift / 2) / number_of
            along = along if side == draft.facing("east").name else deep - along
            if 0.7 < along < wall.length - 0.7:
                draft.opening(
                    "door",
                    side,
                    along,
                    0.92,
                    2.05,
                    leaves=1,
                    swing="out",
                    hinge="left" if k % 2 else "right",
                    beyond="room",
                    finish=leaf,
                    style={"panels": 4 if word(params, "kind") == "hotel" else 0, "number": k + 1},
                )


def _lamps(draft: Draft, params: Params) -> None:
    deep, kind, metal = number(params, "depth"), word(params, "kind"), word(params, "metal")
    number_of = max(2, round(deep / number(params, "pitch")))
    for k in range(number_of):
        y = round(-deep / 2 + deep * (k + 0.5) / number_of, 3)
        if kind == "hotel":
            for way in ("east", "west"):
                wall = draft.facing(way)
                draft.hang(
                    "wall_lamp",
                    wall.name,
                    abs(y - wall.start[1]),
                    1.7,
                    size=(0.2, 0.16, 0.32),
                    materials={"stem": metal, "shade": "shade_linen"},
                    lamp=Lamp("bulb", 0.2, 2600.0, 300.0),
                )
            if k % 2 == 0:
                draft.drop(
                    "pendant",
                    (0.0, y),
                    hang=0.05,
                    size=(0.35, 0.35, 0.22),
                    materials={"stem": metal, "shade": "opal_glass"},
                    lamp=Lamp("bulb", 0.1, 2700.0, 700.0, 0.2),
                )
        else:
            hang = 0.0 if kind == "institution" else 0.22
            draft.drop(
                "fluorescent",
                (0.0, y),
                hang=hang,
                top=draft.height - (0.03 if kind == "institution" else 0.0),
                size=(1.2, 0.3, 0.1),
                yaw=90.0,
                materials={"body": "white_metal", "glass": "opal_glass"},
                lamp=Lamp("tube", 0.02, 4000.0, 2400.0, 1.15),
            )


def _things(draft: Draft, params: Params, rng: np.random.Generator) -> None:
    kind, wide = word(params, "kind"), number(params, "width")
    rows = {
        "hotel": (
            single(
                "side_table",
                {"top": word(params, "wood"), "legs": word(params, "wood")},
                size=(0.8, 0.3, 0.78),
                name="table",
                top=(part("vase", 0, 0, materials={"body": "marble_white"}, style={"flowers": True}),),
            ),
            single("dining_chair", {"seat": "velvet_crimson", "frame": word(params, "wood")}, name="chair"),
        ),
        "institution": (
            single("bench", {"seat": "oak", "frame": "chrome"}, size=(1.4, 0.38, 0.45), name="bench"),
            single("radiator", {"body": "white_metal"}, size=(0.9, 0.12, 0.6), name="radiator"),
        ),
        "service": (
            single("locker", {"carcass": "green_metal"}, size=(0.6, 0.4, 1.8), name="lockers"),
            single("trolley", {"body": "grey_metal"}, size=(0.7, 0.45, 0.95), name="trolley"),
        ),
    }[kind]
    stood = 0
    for k in range(round(2 + 4 * number(params, "things"))):
        group = rows[k % len(rows)].named(f"{rows[k % len(rows)].name} {k + 1}")
        deepest = -group.bounds[1]
        if wide - deepest < 1.25:
            continue
        wall = draft.facing("west" if k % 2 else "east").name
        stood += draft.settle(group, draft.along(wall, group, float(rng.uniform(0.15, 0.85)))) and 1
        if not draft.walkable():
            draft.items = [item for item in draft.items if item.group != group.name]
    if not stood:
        box = single("radiator", {"body": "white_metal"}, size=(0.9, 0.1, 0.6), name="radiator")
        any(draft.settle(box, draft.along(draft.facing(way).name, box, 0.4)) for way in ("east", "west"))


STYLE = Style("corridor", "Corridor", PARAMETERS, grow)
