"""Groups that rooms share: seats round a table, a bar, a desk, a table with chairs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from rushes.engines.setdesign.grammar.group import Group, Lamp, Part, part

Skin = Mapping[str, str]
"""What a group is made of: `cloth`, `wood`, `metal`, `top`, `shade`, `rug` ... to finishes."""


def lamp_2700(lumens: float, lift: float, kind: str = "bulb") -> Lamp:
    """Give a warm incandescent light."""
    return Lamp(kind, lift, 2700.0, lumens)


def sofa(x: float, y: float, yaw: float, seats: int, skin: Skin, **style: float | str | bool) -> Part:
    """Make a sofa for so many."""
    return part(
        "sofa",
        x,
        y,
        yaw=yaw,
        size=(0.4 + 0.62 * seats, 0.92, 0.74),
        materials={"cloth": skin["cloth"], "legs": skin["metal"]},
        style={"seats": seats, **style},
    )


def chair(x: float, y: float, yaw: float, skin: Skin, kind: str = "lounge_chair", **style: float | str | bool) -> Part:
    """Make an easy chair."""
    return part(
        kind, x, y, yaw=yaw, materials={"cloth": skin.get("chair", skin["cloth"]), "legs": skin["metal"]}, style=style
    )


def seating(seats: int, skin: Skin, *, shape: str = "facing", rug: bool = True, name: str = "seating") -> Group:
    """Seat people round a low table, open to the front (-Y).

    Args:
        seats: How many, 2 to 14.
        skin: Finishes.
        shape: `facing` (two sofas face each other, chairs close the end), `u` (sofas on three sides), `row` (one sofa
            and chairs turned to it).
        rug: Whether it stands on one.
        name: Of the group.
    """
    parts: list[Part] = []
    if shape == "facing":
        each = max(2, min(4, (seats - seats % 2) // 2))
        wide = 0.4 + 0.62 * each
        table = (max(0.9, wide - 0.9), 0.75, 0.36)
        off = table[1] / 2 + 0.42 + 0.46
        parts += [sofa(-off, 0, 90, each, skin), sofa(off, 0, -90, each, skin)]
        parts.append(
            part("coffee_table", 0, 0, yaw=90, size=table, materials={"top": skin["top"], "legs": skin["metal"]})
        )
        if seats - 2 * each > 0:
            parts.append(chair(0, wide / 2 + 0.45, 0, skin))
        depth, width = wide, 2 * off + 0.92
    elif shape == "u":
        each = max(2, min(4, math.ceil(seats / 3)))
        back = max(2, min(5, seats - 2 * each))
        wide = 0.4 + 0.62 * back
        table = (max(0.9, wide - 1.2), max(0.8, 0.62 * each - 0.2), 0.34)
        y = table[1] / 2 + 0.42 + 0.46
        off = max(table[0] / 2 + 0.42 + 0.46, wide / 2 + 0.56)
        side = 0.4 + 0.62 * each
        low = y + 0.46 - 0.98 - side / 2
        parts += [sofa(0, y, 0, back, skin), sofa(-off, low, 90, each, skin), sofa(off, low, -90, each, skin)]
        parts.append(part("coffee_table", 0, 0, size=table, materials={"top": skin["top"], "legs": skin["metal"]}))
        depth, width = side + 0.9, 2 * off + 0.92
    else:
        each = max(2, min(3, seats))
        parts += [sofa(0, 1.25, 0, each, skin)]
        parts.append(
            part("coffee_table", 0, 0.05, size=(1.1, 0.6, 0.38), materials={"top": skin["top"], "legs": skin["metal"]})
        )
        for index in range(min(2, max(0, seats - each))):
            way = -1 if index == 0 else 1
            parts.append(chair(way * 1.45, 0.1, -way * 70, skin))
        depth, width = 2.4, 3.4
    parts += _table_dressing(parts, skin)
    if rug:
        parts.insert(
            0,
            part(
                "rug",
                0,
                0,
                size=(width - 0.5, depth - 0.3 if shape != "row" else 2.4, 0.015),
                materials={"cloth": skin["rug"]},
            ),
        )
    return Group(name, tuple(parts), margin=0.55)


def _table_dressing(parts: list[Part], skin: Skin) -> list[Part]:
    table = next(row for row in parts if row.kind == "coffee_table")
    z, half = table.size[2], table.size[0] / 2 - 0.2
    turned = table.yaw_deg == 90
    rows = []
    for kind, along, across in (("books", -0.7, 0.05), ("ashtray", 0.0, -0.1), ("vase", 0.65, 0.06)):
        x, y = along * half, across
        rows.append(
            part(
                kind,
                table.at[0] + (-y if turned else x),
                table.at[1] + (x if turned else y),
                z,
                materials={"cover": "paper"} if kind == "books" else {"body": skin.get("object", skin["metal"])},
            )
        )
    return rows


def bar(length: float, stools: int, skin: Skin, *, gap: float = 0.95) -> Group:
    """Build a bar with its back bar on the wall (y = 0), and stools before it."""
    back = part(
        "back_bar",
        0,
        -0.2,
        size=(length, 0.4, 2.2),
        materials={"carcass": skin["wood"], "shelf": skin["metal"], "mirror": "mirror"},
        style={"bays": max(2, round(length / 0.9)), "bottles": True},
        lamp=Lamp("strip", 1.32, 2600.0, 500.0 * length, length - 0.3),
    )
    y = -0.4 - gap - 0.325
    front = part(
        "bar",
        0,
        y,
        size=(length, 0.65, 1.1),
        materials={"front": skin.get("bar", skin["wood"]), "top": skin["top"], "rail": skin["metal"]},
        style={"fluted": True},
    )
    parts = [back, front]
    places = [length * (k + 0.5) / stools - length / 2 for k in range(stools)]
    parts += [
        part(
            "stool",
            x,
            y - 0.325 - 0.24,
            materials={"seat": skin["cloth"], "frame": skin["metal"]},
            size=(0.4, 0.4, 0.76),
        )
        for x in places
    ]
    parts += [part("bottles", -length / 2 + 0.5, y + 0.1, 1.1, materials={"glass": "amber_glass"})]
    parts += [
        part(
            "table_lamp",
            length / 2 - 0.3,
            y + 0.05,
            1.1,
            materials={"stem": skin["metal"], "shade": skin["shade"]},
            lamp=Lamp("bulb", 0.4, 2600.0, 350.0),
        )
    ]
    return Group("bar", tuple(parts), margin=0.5, back=True)


def table_with_chairs(
    width: float, depth: float, chairs: int, skin: Skin, *, name: str = "table", round_top: bool = False
) -> Group:
    """Set a table with chairs along its long sides, and at its ends when there are more than fit."""
    parts = [
        part(
            "dining_table",
            0,
            0,
            size=(width, depth, 0.75),
            materials={"top": skin["top"], "legs": skin["metal"]},
            style={"round": round_top},
        )
    ]
    each = max(1, int(width / 0.6))
    ends = 2 if chairs > 2 * each else 0
    sides = min(chairs - ends, 2 * each)
    near, far = (sides + 1) // 2, sides // 2
    for number, way in ((near, -1), (far, 1)):
        for k in range(number):
            x = width * (k + 0.5) / number - width / 2
            parts.append(_dining_chair(x, way * (depth / 2 + 0.3), 180 if way < 0 else 0, skin))
    if ends:
        parts += [_dining_chair(-width / 2 - 0.3, 0, 90, skin), _dining_chair(width / 2 + 0.3, 0, -90, skin)]
    return Group(name, tuple(parts), margin=0.6)


def _dining_chair(x: float, y: float, yaw: float, skin: Skin) -> Part:
    return part(
        "dining_chair",
        x,
        y,
        yaw=yaw,
        materials={"seat": skin["cloth"], "frame": skin.get("chair_frame", skin["metal"])},
    )


def desk(
    skin: Skin,
    *,
    width: float = 1.6,
    screen: bool = False,
    machine: str = "typewriter",
    visitor: bool = False,
    name: str = "desk",
) -> Group:
    """Set a desk with its chair; who sits there looks to the front (-Y) over the desk."""
    parts = [
        part(
            "desk",
            0,
            0,
            yaw=180,
            size=(width, 0.8, 0.74),
            materials={"top": skin["top"], "frame": skin["metal"]},
            style={"pedestals": 2},
        ),
        part("office_chair", 0, 0.78, materials={"cloth": skin["cloth"], "frame": skin["metal"]}),
        part(machine, -0.05, 0.12, 0.74, yaw=180, materials={"body": skin["machine"]}),
        part("telephone", width / 2 - 0.25, 0.05, 0.74, yaw=170, materials={"body": skin["phone"]}),
        part("papers", -width / 2 + 0.28, -0.05, 0.74, materials={"paper": "paper"}),
    ]
    if screen:
        parts.append(
            part(
                "partition_screen",
                0,
                -0.46,
                size=(width, 0.06, 1.4),
                materials={"cloth": skin["screen"], "frame": skin["metal"]},
            )
        )
    if visitor:
        parts += [
            part("dining_chair", x, -0.78, yaw=180, materials={"seat": skin["cloth"], "frame": skin["metal"]})
            for x in (-0.4, 0.4)
        ]
    return Group(name, tuple(parts), margin=0.3)


def facing_pair(one: Group, name: str) -> Group:
    """Set two of a group face to face: tops touch, and people look at each other."""
    front = -one.bounds[1]
    near = tuple(replace(row, at=(row.at[0], row.at[1] + front, row.at[2])) for row in one.parts)
    far = tuple(replace(row, at=(-row.at[0], -row.at[1], row.at[2]), yaw_deg=row.yaw_deg + 180) for row in near)
    return Group(name, near + far, margin=0.1)


def single(
    kind: str,
    materials: Skin,
    *,
    size: tuple[float, float, float] | None = None,
    lamp: Lamp | None = None,
    top: tuple[Part, ...] = (),
    style: Mapping[str, float | str | bool] | None = None,
    margin: float = 0.0,
    name: str = "",
    back: bool = True,
) -> Group:
    """Make a group of one piece, with its back on y = 0, and what stands on it."""
    piece = part(kind, 0, 0, size=size, materials=materials, style=style, lamp=lamp)
    shifted = Part(piece.kind, (0, -piece.size[1] / 2, 0), 0, piece.size, piece.materials, piece.style, piece.lamp)
    on = tuple(
        Part(
            row.kind,
            (row.at[0], row.at[1] - piece.size[1] / 2, piece.size[2]),
            row.yaw_deg,
            row.size,
            row.materials,
            row.style,
            row.lamp,
        )
        for row in top
    )
    return Group(name or kind, (shifted, *on), margin, back=back)
