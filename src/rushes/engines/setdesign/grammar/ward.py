"""The hospital ward: beds at right angles to the long walls, a window between them, a wide way down the middle.

Rules: every bed has its head on a wall, its locker and its light; beds stand 2.4 m apart, curtains between them when asked; the
way between the feet is wide enough for a bed; the nurse sees all from the end.
"""

from __future__ import annotations

from rushes.engines.setdesign.grammar import shared
from rushes.engines.setdesign.grammar.draft import Draft, Place
from rushes.engines.setdesign.grammar.group import Group, Lamp, part
from rushes.engines.setdesign.grammar.groups import desk, single
from rushes.engines.setdesign.grammar.parameter import Choice, Parameter, Params, Style, count, number, word
from rushes.engines.setdesign.grammar.shell import field_of, plain, structure_for, way_in
from rushes.engines.setdesign.model.ceiling import Ceiling
from rushes.engines.setdesign.model.room import Room
from rushes.engines.setdesign.model.wall import Trim

PARAMETERS = (
    shared.width(6.8, 9.0, 7.6),
    shared.depth(8.0, 18.0, 12.0),
    shared.height(2.7, 5.0, 3.6),
    Parameter("beds", 2.0, 12.0, 8.0, "no.", "beds, as many as fit"),
    Choice("curtains", ("curtains", "none"), "curtains", "curtain tracks round the beds"),
    Choice("head", ("flat", "round"), "flat", "window heads"),
    Choice("wall_colour", ("paint_white", "paint_grey", "plaster_cream"), "paint_white", "walls above the dado"),
    Choice("dado", ("tile_white", "tile_green", "paint_green"), "paint_green", "walls to 1.4 m"),
    Choice("floor", ("lino_green", "lino_grey", "tile_chequer"), "lino_green", "floor"),
    shared.time("morning"),
    shared.haze(0.0),
    shared.wear(0.25),
)


def grow(params: Params, seed: int) -> Room:
    """Grow a ward."""
    wide, deep = number(params, "width"), number(params, "depth")
    draft = Draft(
        plain(wide, deep), number(params, "height"), 0.3, number(params, "wear"), "flat", word(params, "wall_colour")
    )
    draft.change_wall(draft.facing("north").name, wild=True)
    draft.trims += [
        Trim("skirting", 0.0, 0.12, 0.02, "lino_grey"),
        Trim(
            "tiles" if "tile" in word(params, "dado") else "band",
            0.12,
            1.28,
            0.012,
            word(params, "dado"),
            module=0.15 if "tile" in word(params, "dado") else 0.0,
        ),
        Trim("handrail", 0.95, 0.1, 0.06, "oak", (draft.facing("north").name,)),
    ]
    draft.used |= {word(params, "dado"), "oak"}
    field_of(draft, "tile_grid", 0.0, 0.03, "ceiling_tile", module=0.6)
    way_in(
        draft,
        draft.facing("south").name,
        0.5,
        width=1.6,
        height=2.2,
        leaves=2,
        swing="both",
        finish="oak",
        vision_panel=True,
    )
    way_in(draft, draft.facing("north").name, 0.8, width=1.0, height=2.1, swing="out", finish="oak", vision_panel=True)
    _beds(draft, params)
    _end(draft)
    window = next((o.name for o in draft.openings if o.kind == "window"), "")
    for k in range(max(2, round(deep / 2.4))):
        y = round(-deep / 2 + deep * (k + 0.5) / max(2, round(deep / 2.4)), 2)
        draft.drop(
            "pendant",
            (0.0, y),
            hang=round(max(0.1, draft.height - 0.03 - 2.7), 2),
            size=(0.38, 0.38, 0.3),
            top=draft.height - 0.03,
            materials={"stem": "chrome", "shade": "opal_glass"},
            style={"globe": True},
            lamp=Lamp("bulb", 0.15, 3500.0, 1500.0, 0.3),
        )
    return draft.room(
        title="Hospital ward",
        style="ward",
        seed=seed,
        params=params,
        ceiling=Ceiling(draft.height, "flat", thickness=0.3, finish="ceiling_tile"),
        structure=structure_for(min(wide, deep), ("concrete_slab", "ribbed_slab"), 0.3),
        daylight=shared.daylight(params, "windows", towards=90.0, opening=window, sky=0.9),
        floor=word(params, "floor"),
        more_finishes=("clear_glass",),
    )


def _beds(draft: Draft, params: Params) -> None:
    """Stand beds in pairs down the room; a window stands between each two on the same wall."""
    deep, wanted, stood = number(params, "depth"), count(params, "beds"), 0
    each = int((deep - 2.6) / 2.4)
    sides = (draft.facing("west"), draft.facing("east"))
    for k in range(each + 1):
        y = deep / 2 - 1.3 - 2.4 * k
        for wall in sides:
            at = abs(y - wall.start[1])
            if wall.length - 0.8 > at > 0.8:
                draft.opening(
                    "window",
                    wall.name,
                    at,
                    1.0,
                    min(2.2, draft.height - 1.3),
                    sill=1.0,
                    head=word(params, "head"),
                    glazing="clear",
                    bars=(2, 3),
                    beyond="sky",
                    finish="paint_white",
                )
    for k in range(each):
        y = deep / 2 - 1.3 - 2.4 * (k + 0.5)
        for number_of, wall in enumerate(sides):
            if stood >= wanted:
                return
            group = Group(
                f"bed {stood + 1}",
                (
                    part(
                        "bed",
                        0,
                        -1.1,
                        size=(0.95, 2.1, 0.85),
                        materials={"frame": "white_metal", "cloth": "cotton_white"},
                    ),
                    part("bedside", 0.78, -0.26, size=(0.45, 0.45, 0.85), materials={"carcass": "white_metal"}),
                    part(
                        "vase" if (stood + number_of) % 3 == 0 else "books",
                        0.78,
                        -0.26,
                        0.85,
                        size=(0.16, 0.16, 0.26),
                        materials={"body": "clear_glass"} if (stood + number_of) % 3 == 0 else {"cover": "paper"},
                    ),
                ),
                margin=0.2,
                back=True,
            )
            back = wall.at(abs(y - wall.start[1]), 0.03)
            if draft.settle(group, [Place((round(back[0], 3), round(back[1], 3)), wall.yaw_deg, 0.0)]):
                stood += 1
                draft.hang(
                    "wall_lamp",
                    wall.name,
                    abs(y - wall.start[1]),
                    1.62,
                    size=(0.4, 0.16, 0.16),
                    materials={"stem": "white_metal", "shade": "opal_glass"},
                    lamp=Lamp("tube", 0.08, 3200.0, 500.0, 0.35),
                )
                if word(params, "curtains") == "curtains" and k % 2 == 0:
                    middle = wall.at(abs(y - wall.start[1]), 1.2)
                    draft.drop(
                        "curtain_track",
                        middle,
                        hang=0.35,
                        top=2.55,
                        size=(2.1, 2.2, 2.0),
                        yaw=wall.yaw_deg % 360,
                        materials={"cloth": "linen", "rail": "chrome"},
                        style={"drawn": 0.15},
                    )
    if stood < wanted:
        draft.told.append(f"{stood} of {wanted} beds fit with their lockers and the way between them.")


def _end(draft: Draft) -> None:
    skin = {
        "cloth": "vinyl_black",
        "metal": "white_metal",
        "top": "oak",
        "machine": "plastic_grey",
        "phone": "plastic_black",
        "screen": "linen",
    }
    nurse = desk(skin, width=1.4, machine="papers", name="nurse")
    nurse = Group(
        "nurse",
        tuple(
            p if p.kind != "papers" else part("papers", p.at[0], p.at[1], p.at[2], materials={"paper": "paper"})
            for p in nurse.parts
        ),
        0.3,
    )
    ys = [p[1] for p in draft.outline]
    draft.settle(nurse, draft.anywhere((-1.2, min(ys) + 1.3), (0, 180, 90)))
    trolley = single("trolley", {"body": "chrome"}, name="trolley", back=False, margin=0.1)
    draft.settle(trolley, draft.anywhere((1.2, min(ys) + 2.0), (90, 0)))
    screen = single("screen_stand", {"cloth": "linen", "frame": "chrome"}, name="screen", back=False, margin=0.1)
    draft.settle(screen, draft.anywhere((-2.6, min(ys) + 0.8), (0, 90)))
    north = draft.facing("south")
    draft.hang(
        "wall_clock", north.name, north.length / 2, min(2.45, draft.height - 0.5), materials={"body": "white_metal"}
    )


STYLE = Style("ward", "Hospital ward", PARAMETERS, grow)
