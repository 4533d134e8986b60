"""The control room: rows of consoles that all look at one wall of screens, racks behind them, light from below and from dials.

Rules: each row stands further back, on a step when there are steps; aisles at both ends; racks along the walls beside; no windows.
"""

from __future__ import annotations

import numpy as np

from rushes.engines.setdesign.grammar import shared
from rushes.engines.setdesign.grammar.draft import Draft, Place
from rushes.engines.setdesign.grammar.group import Group, Lamp, Part, part
from rushes.engines.setdesign.grammar.groups import single
from rushes.engines.setdesign.grammar.parameter import Choice, Parameter, Params, Style, count, number, word
from rushes.engines.setdesign.grammar.shell import canted, field_of, plain, structure_for, way_in
from rushes.engines.setdesign.model.ceiling import Ceiling
from rushes.engines.setdesign.model.room import Room
from rushes.engines.setdesign.model.wall import Trim

PARAMETERS = (
    shared.width(8.0, 16.0, 11.0),
    shared.depth(7.0, 13.0, 9.0),
    shared.height(2.8, 5.0, 3.6),
    Parameter("corners", 0.0, 1.6, 0.0, "m", "how much is cut off each corner; under 0.3 they are square"),
    Parameter("rows", 1.0, 4.0, 2.0, "no.", "rows of consoles"),
    Parameter("screens", 1.0, 5.0, 3.0, "no.", "screens on the wall that all look at"),
    Parameter("racks", 0.0, 12.0, 6.0, "no.", "racks of equipment along the walls"),
    Choice("era", ("dials", "tubes", "flat"), "tubes", "dials and lamps, cathode ray tubes, or flat screens"),
    Choice("shell", ("paint_grey", "board_concrete", "paint_teal", "grey_metal"), "paint_grey", "walls"),
    Choice("floor", ("raised_floor", "lino_grey", "carpet_grey"), "raised_floor", "floor"),
    shared.upholstery("vinyl_black"),
    shared.metal("black_metal"),
    shared.time("night"),
    shared.haze(0.1),
    shared.wear(0.15),
)


def grow(params: Params, seed: int) -> Room:
    """Grow a control room."""
    rng = np.random.default_rng([seed, 66])
    wide, deep, cut = number(params, "width"), number(params, "depth"), number(params, "corners")
    outline = canted(wide, deep, cut) if cut >= 0.3 else plain(wide, deep)
    draft = Draft(outline, number(params, "height"), 0.25, number(params, "wear"), "flat", word(params, "shell"))
    draft.change_wall(draft.facing("north").name, wild=True)
    draft.trims += [
        Trim("skirting", 0.0, 0.1, 0.02, "black_metal"),
        Trim("trunking", 2.3, 0.16, 0.08, "grey_metal", (draft.facing("east").name, draft.facing("west").name)),
    ]
    field_of(draft, "light_panel", min(wide, deep) * 0.3, 0.06, "opal_glass")
    way_in(
        draft,
        draft.facing("west").name,
        0.15,
        width=1.0,
        height=2.1,
        swing="out",
        finish="grey_metal",
        vision_panel=True,
    )
    way_in(
        draft,
        draft.facing("east").name,
        0.85,
        width=1.0,
        height=2.1,
        swing="out",
        finish="grey_metal",
        vision_panel=True,
    )
    _screens(draft, params)
    _rows(draft, params, rng)
    _racks(draft, params)
    panel = draft.pieces[0]
    draft.strip((0.0, 0.0, round(panel.bottom - 0.02, 3)), round(min(4.0, panel.size[0]), 2), 0.0, 4300.0, 900.0)
    return draft.room(
        title="Control room",
        style="control",
        seed=seed,
        params=params,
        ceiling=Ceiling(draft.height, "flat", thickness=0.3, finish="paint_black"),
        structure=structure_for(min(wide, deep), ("concrete_slab", "steel_beam"), 0.3),
        daylight=shared.daylight(params, "none", towards=0.0, sky=0.0),
        floor=word(params, "floor"),
    )


def _screens(draft: Draft, params: Params) -> None:
    """Hang the wall of screens: one large in the middle, the others beside it."""
    wall = draft.facing("south")
    number_of = count(params, "screens")
    wide = min(3.2, (wall.length - 0.8) / number_of - 0.15)
    tall = round(min(wide * 0.6, draft.height - 1.5), 3)
    for k in range(number_of):
        at = wall.length / 2 + (k - (number_of - 1) / 2) * (wide + 0.12)
        draft.hang(
            "wall_screen",
            wall.name,
            at,
            1.2,
            size=(round(wide, 3), 0.12, tall),
            materials={"body": "black_metal", "glass": "lit_sign"},
            style={"era": word(params, "era")},
            lamp=Lamp("screen", tall / 2, 7000.0, 900.0, wide),
        )
    draft.hang("wall_clock", wall.name, 0.4, draft.height - 0.65, materials={"body": "plastic_black"})


def _row(params: Params, long: float, name: str, seats: int) -> Group:
    parts: list[Part] = [
        part(
            "console",
            0,
            0,
            yaw=180,
            size=(long, 0.95, 1.05),
            materials={"body": "grey_metal", "top": "laminate_white", "panel": word(params, "metal")},
            style={"era": word(params, "era"), "bays": seats * 2},
            lamp=Lamp("strip", 0.95, 5000.0, 200.0 * long, long - 0.2),
        ),
    ]
    for k in range(seats):
        x = -long / 2 + long * (k + 0.5) / seats
        parts.append(
            part(
                "office_chair",
                x,
                -0.9,
                yaw=180,
                materials={"cloth": word(params, "upholstery"), "frame": word(params, "metal")},
            )
        )
        if word(params, "era") != "dials":
            parts.append(
                part(
                    "screen",
                    x,
                    0.2,
                    1.05,
                    yaw=0,
                    materials={"body": "plastic_grey", "glass": "lit_sign"},
                    style={"era": word(params, "era")},
                    lamp=Lamp("screen", 0.2, 6500.0, 90.0, 0.35),
                )
            )
        parts.append(
            part(
                "telephone" if k % 2 == 0 else "papers",
                x + 0.5,
                -0.2,
                1.05,
                yaw=180,
                materials={"body": "plastic_black"} if k % 2 == 0 else {"paper": "paper"},
            )
        )
    return Group(name, tuple(parts), margin=0.45)


def _rows(draft: Draft, params: Params, rng: np.random.Generator) -> None:
    """Stand the rows from the screens back, each centred; narrower when it has to be."""
    wide, deep = number(params, "width"), number(params, "depth")
    number_of, stood = count(params, "rows"), 0
    free = deep - 2.4
    for k in range(number_of):
        y = deep / 2 - 2.3 - free * (k + 0.35) / max(number_of, 1.6) if number_of > 1 else 0.3
        for long in (wide * 0.62, wide * 0.5, wide * 0.38):
            seats = max(2, int(long / 1.4))
            group = _row(params, round(long, 2), "consoles" if k == 0 else f"consoles {k + 1}", seats)
            # the group looks at -Y, the screens are north
            if draft.settle(
                group, [Place((0.0, round(y + dy, 2)), 0.0, abs(dy)) for dy in (0.0, -0.2, 0.2, -0.4, 0.4)]
            ):
                stood += 1
                break
    if stood < number_of:
        draft.told.append(f"{stood} of {number_of} rows of consoles fit with aisles between them.")
    if rng.random() < 0.5:
        trolley = single("trolley", {"body": "grey_metal"}, name="trolley", back=False)
        draft.settle(trolley, draft.anywhere((wide / 2 - 1, -deep / 2 + 1), (0, 90)))


def _racks(draft: Draft, params: Params) -> None:
    left = count(params, "racks")
    walls = [draft.facing("east").name, draft.facing("west").name]
    for k in range(6):
        if left <= 0:
            return
        number_of = min(3, left)
        rows = tuple(
            part(
                "rack",
                (n - (number_of - 1) / 2) * 0.6,
                -0.4,
                size=(0.6, 0.8, 2.0),
                materials={"body": "grey_metal", "panel": word(params, "metal")},
                style={"era": word(params, "era")},
            )
            for n in range(number_of)
        )
        group = Group(f"racks {k + 1}", rows, margin=0.15, back=True)
        if not any(draft.settle(group, draft.along(wall, group, 0.5)) for wall in (walls[k % 2], walls[(k + 1) % 2])):
            return
        left -= number_of


STYLE = Style("control", "Control room", PARAMETERS, grow)
