"""The Victorian parlour: a hearth, a circle about it, a bay with curtains, and no wall left bare.

Rules: the hearth stands in the middle of a long wall with shelves in the alcoves beside it; chairs and sofa make a circle about
it on a rug; the door is as far from the fire as it can be; windows are tall sashes, in a canted bay when there is one; pictures
hang close from a rail, in two rows when there is much of everything.
"""

from __future__ import annotations

import numpy as np

from rushes.engines.setdesign.grammar import shared
from rushes.engines.setdesign.grammar.draft import Draft
from rushes.engines.setdesign.grammar.group import Group, Lamp, part
from rushes.engines.setdesign.grammar.groups import single
from rushes.engines.setdesign.grammar.parameter import Choice, Parameter, Params, Style, number, word
from rushes.engines.setdesign.grammar.shell import bayed, field_of, plain, structure_for, way_in, window_row
from rushes.engines.setdesign.model.ceiling import Ceiling
from rushes.engines.setdesign.model.room import Room
from rushes.engines.setdesign.model.wall import Trim

PARAMETERS = (
    shared.width(4.6, 7.5, 5.6),
    shared.depth(4.8, 8.5, 6.4),
    shared.height(2.8, 4.0, 3.3),
    Parameter("bay", 0.0, 1.2, 0.9, "m", "how far the bay window stands out; under 0.35 there is none"),
    Choice("hearth", ("west", "east"), "west", "wall of the fire"),
    Parameter("clutter", 0.0, 1.0, 0.6, "", "how much stands and hangs about"),
    Parameter("chairs", 1.0, 4.0, 2.0, "no.", "easy chairs round the fire"),
    Choice("music", ("piano", "none"), "piano", "whether there is a piano"),
    Choice("paper", ("wallpaper_damask", "wallpaper_leaf", "wallpaper_blue"), "wallpaper_damask", "wallpaper"),
    Choice("floor", ("boards_pine", "parquet_oak", "carpet_red"), "boards_pine", "floor"),
    Choice("gas", ("chandelier", "pendant"), "chandelier", "the lamp in the middle"),
    shared.upholstery("leather_oxblood"),
    shared.wood("mahogany"),
    shared.metal("brass"),
    shared.time("afternoon"),
    shared.haze(0.1),
    shared.wear(0.25),
)


def grow(params: Params, seed: int) -> Room:
    """Grow a parlour."""
    rng = np.random.default_rng([seed, 63])
    draft = _shell(params)
    window = _windows(draft, params)
    hearth = draft.facing("east" if word(params, "hearth") == "west" else "west").name
    other = draft.facing("west" if word(params, "hearth") == "west" else "east").name
    north = draft.facing("south").name
    way_in(
        draft,
        north,
        0.12 if word(params, "hearth") == "west" else 0.88,
        height=2.15,
        finish=word(params, "wood"),
        panels=4,
    )
    if number(params, "width") > 6.2:
        way_in(
            draft,
            other,
            0.5,
            width=1.7,
            height=2.4,
            leaves=2,
            swing="out",
            finish=word(params, "wood"),
            beyond="room",
            is_exit=False,
            panels=4,
        )
    _circle(draft, params, hearth)
    _along_walls(draft, params, hearth, other, north)
    _middle_lamp(draft, params)
    _walls(draft, params, hearth, rng)
    span = min(number(params, "width"), number(params, "depth") + 1.2)
    opening = next((o for o in draft.openings if o.name == window), None)
    azimuth = shared.azimuth_of(draft.wall(opening.wall).inward) if opening else 180.0
    return draft.room(
        title="Victorian parlour",
        style="parlour",
        seed=seed,
        params=params,
        ceiling=Ceiling(draft.height, "flat", thickness=0.3, finish="plaster_white"),
        structure=structure_for(span, ("timber_joists", "timber_beam"), 0.2),
        daylight=shared.daylight(params, "windows", towards=azimuth, opening=window, sky=0.8),
        floor=word(params, "floor"),
        more_finishes=("clear_glass", "mirror"),
    )


def _shell(params: Params) -> Draft:
    wide, deep, out = number(params, "width"), number(params, "depth"), number(params, "bay")
    outline = bayed(wide, deep, min(3.2, wide * 0.55), out) if out >= 0.35 else plain(wide, deep)
    draft = Draft(outline, number(params, "height"), 0.23, number(params, "wear"), "flat", word(params, "paper"))
    wild = draft.facing("west" if word(params, "hearth") == "west" else "east").name
    draft.change_wall(wild, wild=True)
    wood = word(params, "wood")
    draft.trims += [
        Trim("skirting", 0.0, 0.24, 0.03, wood),
        Trim("dado_rail", 0.92, 0.07, 0.035, wood),
        Trim("picture_rail", draft.height - 0.55, 0.05, 0.03, wood),
        Trim("cornice", draft.height - 0.2, 0.2, 0.2, "plaster_white"),
    ]
    draft.used |= {wood, "plaster_white"}
    return draft


def _windows(draft: Draft, params: Params) -> str:
    """Put sashes into the bay, or two into the southern wall; gives the name of the first."""
    high = min(2.1, draft.height - 1.1)
    wood = word(params, "wood")

    def sashes(wall: str, number_of: int, width: float) -> None:
        window_row(draft, wall, number_of, width, high, 0.55, bars=(2, 2), finish=wood, kind="sash")

    curtain = {
        "cloth": word(params, "upholstery") if "velvet" in word(params, "upholstery") else "velvet_crimson",
        "rail": word(params, "metal"),
    }
    if number(params, "bay") >= 0.35:
        front = max((w for w in draft.walls if w.inward[1] > 0.9), key=lambda w: -w.start[1])
        cheeks = [w for w in draft.walls if 0.2 < w.inward[1] < 0.9 and w.length > 0.55]
        pair = front.length > 1.6
        sashes(front.name, 2 if pair else 1, min(0.85, front.length / 2 - 0.25) if pair else front.length - 0.4)
        for wall in cheeks:
            sashes(wall.name, 1, wall.length - 0.32)
    else:
        sashes(draft.facing("north").name, 2, 1.0)
    for opening in list(draft.openings):
        if opening.width >= 0.6:
            size = (opening.width + 0.36, 0.14, min(opening.top + 0.1, draft.height - 0.3))
            draft.hang("curtain", opening.wall, opening.at, 0.02, size=size, materials=curtain, group="curtains")
    return draft.openings[0].name if draft.openings else ""


def _circle(draft: Draft, params: Params, hearth: str) -> None:
    """Stand the fire with its circle; the sofa goes first when it doesn't fit, then chairs."""
    cloth, wood, metal = word(params, "upholstery"), word(params, "wood"), word(params, "metal")
    chairs = round(number(params, "chairs"))
    fire = (
        part(
            "fireplace",
            0,
            -0.18,
            size=(1.6, 0.36, 1.22),
            materials={"surround": "marble_white", "hearth": "marble_black", "grate": "cast_iron"},
            lamp=Lamp("fire", 0.35, 1850.0, 700.0, 0.5),
            style={"opening": 0.95, "mantel": True},
        ),
        part("clock", 0, -0.17, 1.22, materials={"body": metal}),
        part("vase", -0.55, -0.17, 1.22, materials={"body": "marble_green"}),
        part("vase", 0.55, -0.17, 1.22, materials={"body": "marble_green"}),
    )
    for back in (2.75, 2.45):
        for with_sofa in (True, False):
            for number_of in range(chairs, 0, -1):
                parts = [*fire, part("rug", 0, -1.75, size=(2.3, 1.9, 0.015), materials={"cloth": "rug_persian"})]
                for k in range(min(2, number_of)):
                    way = -1 if k == 0 else 1
                    parts.append(
                        part(
                            "wing_chair",
                            way * 1.2,
                            -1.45,
                            yaw=-way * 105,
                            materials={"cloth": cloth, "legs": wood},
                            style={"buttoned": True},
                        )
                    )
                    if k < number_of - 2 and not with_sofa:
                        parts.append(
                            part(
                                "lounge_chair",
                                way * 1.35,
                                -2.5,
                                yaw=-way * 120,
                                materials={"cloth": cloth, "legs": wood},
                            )
                        )
                if with_sofa:
                    parts.append(
                        part(
                            "sofa",
                            0,
                            -back - 0.35,
                            yaw=180,
                            size=(1.75, 0.85, 0.95),
                            materials={"cloth": cloth, "legs": wood},
                            style={"seats": 2, "buttoned": True, "chesterfield": True},
                        )
                    )
                group = Group("hearth", tuple(parts), margin=0.3, back=True)
                if draft.settle(group, draft.along(hearth, group, 0.5)):
                    return
    draft.told.append("There was no room for chairs round the fire.")
    alone = Group("hearth", fire, margin=0.2, back=True)
    draft.settle(alone, draft.along(hearth, alone, 0.5))


def _along_walls(draft: Draft, params: Params, hearth: str, other: str, north: str) -> None:
    wood, metal, clutter = word(params, "wood"), word(params, "metal"), number(params, "clutter")
    shade = {"stem": metal, "shade": "amber_glass"}
    oil = Lamp("bulb", 0.35, 2100.0, 250.0)
    case = single(
        "bookcase",
        {"carcass": wood},
        size=(1.05, 0.34, 2.2),
        name="bookcases",
        style={"books": True, "glazed": clutter > 0.7},
    )
    for share in (0.1, 0.9):
        draft.settle(case, draft.along(hearth, case, share))
    if word(params, "music") == "piano":
        piano = single(
            "piano",
            {"carcass": wood},
            name="piano",
            top=(
                part("table_lamp", -0.5, 0.05, materials=shade, lamp=oil),
                part("books", 0.4, 0.05, materials={"cover": "paper"}),
            ),
        )
        for wall in (north, other):
            if draft.settle(piano, draft.along(wall, piano, 0.5)):
                break
    cabinet = single(
        "cabinet",
        {"carcass": wood},
        size=(0.95, 0.42, 1.5),
        name="cabinet",
        style={"glazed": True},
        top=(part("vase", 0.1, 0, materials={"body": "marble_white"}),),
    )
    table = Group(
        "table",
        (
            part(
                "centre_table",
                0,
                0,
                size=(0.95, 0.95, 0.74),
                materials={"top": wood, "legs": wood},
                style={"round": True, "cloth": True},
            ),
            part("table_lamp", 0, 0.05, 0.74, materials=shade, lamp=oil),
            part("books", -0.25, -0.2, 0.74, yaw=20, materials={"cover": "leather_oxblood"}),
        ),
        margin=0.35,
    )
    ys = [p[1] for p in draft.outline]
    draft.settle(table, draft.anywhere((0.0, min(ys) + 0.9), (0,)))
    if clutter > 0.25:
        for wall in (other, north, hearth):
            if draft.settle(cabinet, draft.along(wall, cabinet, 0.3)):
                break
    if clutter > 0.5:
        fern = Group(
            "fern",
            (
                part("column_plinth", 0, 0, size=(0.34, 0.34, 0.95), materials={"body": wood}),
                part("vase", 0, 0, 0.95, size=(0.4, 0.4, 0.6), materials={"body": "terracotta"}, style={"fern": True}),
            ),
            margin=0.1,
        )
        xs = [p[0] for p in draft.outline]
        for corner in ((min(xs) + 0.4, min(ys) + 0.6), (max(xs) - 0.4, min(ys) + 0.6)):
            draft.settle(fern.named("fern" if corner[0] < 0 else "fern 2"), draft.anywhere(corner, (0,)))


def _middle_lamp(draft: Draft, params: Params) -> None:
    metal = word(params, "metal")
    field_of(draft, "rose", min(number(params, "width"), number(params, "depth")) / 2 - 0.5, 0.06, "plaster_white")
    draft.drop(
        word(params, "gas"),
        (0.0, 0.0),
        hang=max(0.1, draft.height - 0.06 - 2.15 - 0.6),
        size=(0.8, 0.8, 0.6),
        top=draft.height - 0.06,
        materials={"stem": metal, "shade": "opal_glass"},
        style={"gasolier": True, "arms": 4},
        lamp=Lamp("bulb", 0.3, 2300.0, 900.0, 0.4),
    )


def _walls(draft: Draft, params: Params, hearth: str, rng: np.random.Generator) -> None:
    """Hang a mirror over the fire and pictures from the rail, closer the more clutter there is."""
    row = draft.wall(hearth)
    fire = next((i for i in draft.items if i.kind == "fireplace"), None)
    if fire is not None:
        along = (fire.at[0] - row.start[0]) * row.along[0] + (fire.at[1] - row.start[1]) * row.along[1]
        tall = min(1.3, draft.height - 0.6 - 1.3)
        draft.hang(
            "mirror",
            hearth,
            along,
            1.28 + 0.36,
            size=(1.2, 0.06, tall - 0.36),
            materials={"frame": "gilt", "glass": "mirror"},
        )
    clutter, top = number(params, "clutter"), draft.height - 0.75
    for wall in draft.walls:
        if wall.length < 1.4:
            continue
        at = 0.4
        while at < wall.length - 0.4:
            wide, tall = float(rng.choice([0.4, 0.55, 0.75, 0.95])), float(rng.choice([0.5, 0.65, 0.8]))
            if rng.random() < 0.35 + 0.6 * clutter:
                frame = {"frame": "gilt" if rng.random() < 0.6 else word(params, "wood"), "picture": "picture_oils"}
                draft.hang(
                    "art_frame",
                    wall.name,
                    at + wide / 2,
                    top - tall,
                    size=(wide, 0.05, tall),
                    materials=frame,
                    group="pictures",
                )
                if clutter > 0.55 and top - tall > 1.75:
                    draft.hang(
                        "art_frame",
                        wall.name,
                        at + wide / 2,
                        top - tall - 0.55,
                        size=(wide * 0.8, 0.05, 0.45),
                        materials=frame,
                        group="pictures",
                    )
            at += wide + 0.12 + 0.5 * (1 - clutter)


STYLE = Style("parlour", "Victorian parlour", PARAMETERS, grow)
