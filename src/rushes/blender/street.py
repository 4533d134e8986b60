# SPDX-License-Identifier: GPL-3.0-or-later
"""Build a planned street: ground, houses, trees, lamps and parked cars."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from typing import Any

import bpy  # noqa: TID253 - this folder runs only inside Blender's own process

from rushes.blender import street_surfaces
from rushes.blender.solids import Solids

_REVEAL_M = 0.16
_ROOF_M = 0.9
_GROUND_M = 1500.0


def build(plan: Mapping[str, Any], light: Mapping[str, Any], lit_windows: float, *, catcher: bool) -> None:
    """Build the street into the scene.

    Args:
        plan: What ``plan_street`` gave.
        light: The light rig.
        lit_windows: Share of windows with a lamp behind them.
        catcher: True to build plain volumes that only catch and throw shadow, over a picture of the street.
    """
    looks = street_surfaces.looks(plan, light, lit_windows)
    bare = [looks["catcher"]] if catcher else None
    _add("street_ground", _ground(), bare or [looks["ground"]], catcher=catcher)
    for index, house in enumerate(plan["houses"]):
        solids = _block(house) if catcher else _house(house)
        wall, roof = looks["walls"][house["look"]], looks["roof"]
        _add(f"house_{index}", solids, bare or [wall, looks["glass"], roof, looks["trim"]], catcher=catcher)
    if catcher:
        return
    for index, (x, y, turn) in enumerate(plan["lamps"]):
        _add(f"lamp_{index}", _lamp(x, y, turn), [looks["metal"]])
    for index, (x, y, height, seed) in enumerate(plan["trees"]):
        _add(f"tree_{index}", _tree(x, y, height, int(seed), bare=plan["snow"]), [looks["bark"], looks["leaf"]])
    for index, (x, y, turn, seed) in enumerate(plan["cars"]):
        paint = looks["paints"][int(seed) % len(looks["paints"])]
        _add(f"car_{index}", _car(x, y, turn, int(seed)), [paint, looks["car_glass"], looks["tyre"]])


def _add(name: str, solids: Solids, materials: list[Any], *, catcher: bool = False) -> None:
    item = bpy.data.objects.new(name, solids.mesh(name, materials))
    item.is_shadow_catcher = catcher
    bpy.context.scene.collection.objects.link(item)


def _ground() -> Solids:
    solids = Solids()
    r = _GROUND_M
    solids.quad([(-r, -r, 0), (r, -r, 0), (r, r, 0), (-r, r, 0)], 0)
    return solids


def _block(house: Mapping[str, Any]) -> Solids:
    solids = Solids()
    half_x, half_y, top = house["width"] / 2, house["depth"] / 2, house["storeys"] * house["storey"] + _ROOF_M
    solids.box((house["x"] - half_x, house["y"] - half_y, 0.0), (house["x"] + half_x, house["y"] + half_y, top), 0)
    return solids


def _house(house: Mapping[str, Any]) -> Solids:
    """A house with real reveals: wall 0, glass 1, roof 2, trim 3."""
    solids = Solids()
    dice = random.Random(house["seed"])  # noqa: S311 - a seeded choice, no secret
    x, y, half_x, half_y = house["x"], house["y"], house["width"] / 2, house["depth"] / 2
    top = house["storeys"] * house["storey"]
    deep = max(2, round(house["depth"] / (house["width"] / house["columns"])))
    walls = (
        ((x - half_x, y - half_y), (1.0, 0.0), house["width"], house["columns"]),
        ((x + half_x, y - half_y), (0.0, 1.0), house["depth"], deep),
        ((x + half_x, y + half_y), (-1.0, 0.0), house["width"], house["columns"]),
        ((x - half_x, y + half_y), (0.0, -1.0), house["depth"], deep),
    )
    for start, along, width, columns in walls:
        _wall(solids, house, start, along, width, columns, dice)
    edge = 0.28
    solids.box((x - half_x - edge, y - half_y - edge, top - 0.05), (x + half_x + edge, y + half_y + edge, top + 0.3), 3)
    if house["pitched"]:
        _pitched_roof(solids, x, y, half_x + 0.3, half_y + 0.3, top + 0.3)
    else:
        solids.box((x - half_x, y - half_y, top + 0.3), (x + half_x, y + half_y, top + _ROOF_M), 0, lid=2)
    for _ in range(dice.randint(1, 4)):
        cx, cy = x + dice.uniform(-0.8, 0.8) * half_x, y + dice.uniform(-0.6, 0.6) * half_y
        w, h = dice.uniform(0.4, 1.6), dice.uniform(1.2, 2.6)
        solids.box((cx - w, cy - 0.5, top), (cx + w, cy + 0.5, top + _ROOF_M + h), 3)
    return solids


def _wall(
    solids: Solids,
    house: Mapping[str, Any],
    start: tuple[float, float],
    along: tuple[float, float],
    width: float,
    columns: int,
    dice: random.Random,
) -> None:
    cell = width / columns
    out = (along[1], -along[0])
    for floor in range(house["storeys"]):
        shop = floor == 0 and house["shops"]
        wide = cell * (0.8 if shop else house["window"][0])
        tall = house["storey"] * (0.74 if shop else house["window"][1])
        sill = 0.35 if shop else house["storey"] * 0.29
        for column in range(columns):
            u0, v0 = column * cell, floor * house["storey"]
            left, right = u0 + (cell - wide) / 2, u0 + (cell + wide) / 2
            low, high = v0 + sill, v0 + sill + tall

            def at(u: float, v: float, inward: float = 0.0) -> tuple[float, float, float]:
                return (
                    start[0] + along[0] * u - out[0] * inward,
                    start[1] + along[1] * u - out[1] * inward,
                    v,
                )

            u1, v1, r = u0 + cell, v0 + house["storey"], _REVEAL_M
            for a, b, c, d in ((u0, v0, u1, low), (u0, high, u1, v1), (u0, low, left, high), (right, low, u1, high)):
                corners = [at(a, b), at(c, b), at(c, d), at(a, d)]
                solids.quad(corners, 0, [(a, b), (c, b), (c, d), (a, d)])
            solids.quad([at(left, low), at(right, low), at(right, low, r), at(left, low, r)], 3)
            solids.quad([at(left, high, r), at(right, high, r), at(right, high), at(left, high)], 0)
            solids.quad([at(left, low), at(left, low, r), at(left, high, r), at(left, high)], 0)
            solids.quad([at(right, low, r), at(right, low), at(right, high), at(right, high, r)], 0)
            tile = 2.0 * dice.randrange(2000)
            glass = [at(left, low, r), at(right, low, r), at(right, high, r), at(left, high, r)]
            solids.quad(glass, 1, [(tile, 0), (tile + 1, 0), (tile + 1, 1), (tile, 1)])
            if not shop:
                near, far = at(left - 0.08, low - 0.07, -0.07), at(right + 0.08, low, 0.02)
                solids.box(
                    tuple(map(min, zip(near, far, strict=True))), tuple(map(max, zip(near, far, strict=True))), 3
                )


def _pitched_roof(solids: Solids, x: float, y: float, half_x: float, half_y: float, foot: float) -> None:
    ridge = foot + half_y * 0.62
    a, b = (x - half_x, y - half_y, foot), (x + half_x, y - half_y, foot)
    c, d = (x + half_x, y + half_y, foot), (x - half_x, y + half_y, foot)
    left, right = (x - half_x + 2.0, y, ridge), (x + half_x - 2.0, y, ridge)
    solids.quad([a, b, right, left], 2)
    solids.quad([c, d, left, right], 2)
    solids.face([b, c, right], 2)
    solids.face([d, a, left], 2)


def _lamp(x: float, y: float, turn: float) -> Solids:
    solids = Solids()
    solids.rod((x, y, 0.0), (x, y, 7.6), 0.075, 0)
    reach = (x + 1.5 * math.cos(turn), y + 1.5 * math.sin(turn), 7.9)
    solids.rod((x, y, 7.5), reach, 0.045, 0)
    solids.box((reach[0] - 0.14, reach[1] - 0.38, 7.82), (reach[0] + 0.14, reach[1] + 0.38, 7.95), 0)
    solids.rod((x, y, 0.0), (x, y, 0.9), 0.13, 0)
    return solids


def _tree(x: float, y: float, height: float, seed: int, *, bare: bool) -> Solids:
    """A street tree: a trunk that forks, and clumps of leaves at the ends of its twigs."""
    solids, dice = Solids(), random.Random(seed)  # noqa: S311 - a seeded choice, no secret
    tips: list[tuple[float, float, float]] = []

    def grow(foot: tuple[float, float, float], way: tuple[float, float, float], length: float, level: int) -> None:
        top = (foot[0] + way[0] * length, foot[1] + way[1] * length, foot[2] + way[2] * length)
        solids.rod(foot, top, 0.16 * length / (1.6 * height / 8.0) * (0.62**level) + 0.012, 0)
        if level >= 3:
            tips.append(top)
            return
        for _ in range(3 if level else 4):
            lean, around = dice.uniform(0.3, 0.75), dice.uniform(0.0, 2.0 * math.pi)
            bent = (
                way[0] + lean * math.cos(around),
                way[1] + lean * math.sin(around),
                way[2] + dice.uniform(0.0, 0.25),
            )
            size = math.sqrt(sum(part * part for part in bent))
            grow(top, (bent[0] / size, bent[1] / size, bent[2] / size), length * dice.uniform(0.55, 0.8), level + 1)
        tips.append(top)

    grow((x, y, 0.0), (0.0, 0.0, 1.0), height * 0.3, 0)
    for tip in [] if bare else tips:
        for _ in range(26):
            place = tuple(part + dice.gauss(0.0, 0.42) for part in tip)
            solids.leaf(place, dice.uniform(0.09, 0.2), dice, 1)
    return solids


_SIDE = ((-2.1, 0.35), (-2.12, 0.78), (-1.95, 0.92), (-1.25, 0.98), (-0.75, 1.42), (0.55, 1.45), (1.2, 1.0),
         (2.0, 0.86), (2.16, 0.68), (2.16, 0.35))  # fmt: skip
"""A saloon's outline from the side [m]: along, up."""

_CABIN = range(3, 6)


def _car(x: float, y: float, turn: float, seed: int) -> Solids:
    """A parked car, good from twenty metres on: paint 0, glass 1, tyre 2."""
    solids, dice = Solids(), random.Random(seed)  # noqa: S311 - a seeded choice, no secret
    stretch, lift = dice.uniform(0.92, 1.12), dice.uniform(0.95, 1.18)
    cosine, sine = math.cos(turn), math.sin(turn)

    def at(along: float, across: float, up: float) -> tuple[float, float, float]:
        along *= stretch
        return x + along * cosine - across * sine, y + along * sine + across * cosine, up

    def half(up: float) -> float:
        return 0.88 - 0.26 * max(0.0, up - 0.95)

    ring = [(along, up * lift if up > 0.5 else up) for along, up in _SIDE]
    for side in (-1.0, 1.0):
        solids.face([at(a, side * half(u), u) for a, u in (ring if side < 0 else ring[::-1])], 0)
        pane = [(-1.1, 1.03 * lift), (-0.7, 1.37 * lift), (0.5, 1.39 * lift), (1.05, 1.03 * lift)]
        solids.face([at(a, side * (half(u) + 0.012), u) for a, u in (pane if side > 0 else pane[::-1])], 1)
    for index, ((a, u), (b, v)) in enumerate(zip(ring, ring[1:] + ring[:1], strict=True)):
        glass = index in _CABIN and index != 4
        corners = [at(a, -half(u), u), at(a, half(u), u), at(b, half(v), v), at(b, -half(v), v)]
        solids.quad(corners, 1 if glass else 0)
    for along in (-1.32, 1.32):
        for side in (-1.0, 1.0):
            solids.rod(at(along, side * 0.62, 0.33), at(along, side * 0.9, 0.33), 0.33, 2, sides=14, capped=True)
    return solids
