# SPDX-License-Identifier: GPL-3.0-or-later
"""Cycles materials for the looks of a stage, by name.

Coordinates are those of the building before it fell:
``rest`` [m] and ``st`` ([m] over a face, 0 to 1 over a window), so that stains run on across cracks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from rushes.blender import breaks, interiors
from rushes.blender.nodes import Tree, Value

Rgb = tuple[float, float, float]


def dress(materials: Mapping[str, Any], plan: Mapping[str, float], *, lit_windows: float) -> None:
    """Give every material of a known name its Cycles surface; others keep what the stage says.

    Args:
        materials: By name.
        plan: The building's measures from the stage: floorHeight, groundHeight, bayWidth, width, depth, height [m].
        lit_windows: Share of windows with a lamp behind them, 0 to 1.
    """
    makers: dict[str, Callable[[Tree], None]] = {
        "concrete_facade": lambda tree: facade(tree, plan, (0.49, 0.44, 0.365)),
        "concrete_balcony": lambda tree: plain_concrete(tree, (0.53, 0.51, 0.475), streaks=0.5),
        "concrete_structure": lambda tree: plain_concrete(tree, (0.33, 0.32, 0.305), streaks=0.15),
        "concrete_roof": lambda tree: plain_concrete(tree, (0.23, 0.225, 0.22), streaks=0.2),
        "concrete_broken": breaks.concrete,
        "brick_wall": brick_wall,
        "brick_broken": breaks.brick,
        "plaster_wall": lambda tree: plaster(tree, plan),
        "plaster_broken": breaks.plaster,
        "wood_boards": boards,
        "wood_surface": lambda tree: wood(tree, plan),
        "wood_broken": breaks.wood,
        "steel_surface": steel,
        "steel_rebar": rebar,
        "steel_frame": lambda tree: tree.surface(tree.diffuse((0.58, 0.58, 0.56))),
        "glass_shard": shard,
        "glass_window": lambda tree: window(tree, lit_windows),
    }
    makers.update(interiors.MAKERS)
    for name, maker in makers.items():
        if name in materials:
            maker(Tree(materials[name]))


def facade(tree: Tree, plan: Mapping[str, float], colour: Rgb) -> None:
    """Weathered wall panels: seams along bays and floors, a tone per panel, drips, a dirty foot."""
    rest, st = tree.attribute("rest"), tree.attribute("st")
    u, v, _ = tree.split(st)
    column = u / plan["bayWidth"]
    floor = (v - plan["groundHeight"]) / plan["floorHeight"]
    joint_across = column.fract().mirrored().ramp(1.0 - 0.055 / plan["bayWidth"], 1.0 - 0.02 / plan["bayWidth"])
    joint_up = floor.fract().mirrored().ramp(1.0 - 0.06 / plan["floorHeight"], 1.0 - 0.022 / plan["floorHeight"])
    joint = joint_across.either(joint_up)
    tone = tree.dice(tree.vector(column.floor(), floor.floor(), 3.0)) * 0.13 - 0.065
    broad = (tree.noise(rest, 0.35, 4.0) - 0.5) * 0.5
    fine = (tree.noise(rest, 9.0, 4.0, 0.7) - 0.5) * 0.34
    drips = tree.noise(tree.vector(u * 5.0, v * 0.22, 0.0), 1.0, 4.0, 0.65).ramp(0.50, 0.74)
    under = (floor.fract()).power(2.0) * 0.75 + 0.25
    foot = v.ramp(2.2, 0.0) * tree.noise(rest, 1.3, 3.0).ramp(0.3, 0.75)
    crown = v.ramp(plan["height"] - 2.6, plan["height"]) * drips
    light = tone + broad + fine + 1.0
    weathered = tree.mix(drips * under * 0.5 + crown * 0.35, tree.tint(colour, light), (0.17, 0.155, 0.135))
    dirty = tree.mix(foot * 0.7, weathered, (0.12, 0.11, 0.10))
    seamed = tree.mix(joint * 0.72, dirty, (0.09, 0.085, 0.08))
    relief = tree.noise(rest, 38.0, 3.0, 0.7) * 0.35 + broad * 0.3 - joint
    breaks.skin(tree, seamed, relief, 0.012)


def plain_concrete(tree: Tree, colour: Rgb, *, streaks: float) -> None:
    """Concrete as it left the mould: cloudy, pored, with a few streaks."""
    rest = tree.attribute("rest")
    x, y, z = tree.split(rest)
    cloudy = (tree.noise(rest, 0.8, 4.0) - 0.5) * 0.7
    fine = (tree.noise(rest, 14.0, 4.0, 0.7) - 0.5) * 0.4
    run = tree.noise(tree.vector(x * 6.0, y * 6.0, z * 0.4), 1.0, 3.0).ramp(0.5, 0.78)
    body = tree.mix(run * streaks, tree.tint(colour, cloudy + fine + 1.0), (0.15, 0.14, 0.125))
    breaks.skin(tree, body, tree.noise(rest, 45.0, 3.0, 0.7), 0.006)


def brick_wall(tree: Tree) -> None:
    """Bricks in metres over the face, weathered in patches."""
    st, rest = tree.attribute("st"), tree.attribute("rest")
    body = tree.bricks(st, (0.30, 0.105, 0.065), (0.21, 0.07, 0.045), (0.38, 0.35, 0.31))
    patch = (tree.noise(rest, 0.7, 4.0) - 0.5) * 0.8 + (tree.noise(rest, 22.0, 3.0) - 0.5) * 0.6
    breaks.skin(tree, tree.tint(body, patch + 1.0), tree.noise(rest, 40.0, 3.0), 0.006, breaks.BRICK)


def room_of(tree: Tree, plan: Mapping[str, float]) -> tuple[Value, Value, Value]:
    """Return the room that a point of the standing building lies in, counted along each axis: a wall's two sides have two."""
    x, y, z = tree.split(tree.attribute("rest"))
    wide, deep = plan.get("width", 0.0) / 2, plan.get("depth", 0.0) / 2
    return (
        ((x + wide) / plan["bayWidth"]).floor(),
        ((y + deep) / plan["bayWidth"]).floor(),
        ((z - plan["groundHeight"]) / plan["floorHeight"]).floor(),
    )


def plaster(tree: Tree, plan: Mapping[str, float]) -> None:
    """Inner walls, painted or papered, another colour from room to room: torn open, they are what a storey is read by."""
    rest = tree.attribute("rest")
    x, y, _ = tree.split(rest)
    across, along, up = room_of(tree, plan)
    die, second = (tree.dice(tree.vector(across + shift, along, up)) for shift in (0.0, 31.0))
    paint = tree.mix(die.above(0.22), (0.62, 0.59, 0.53), (0.44, 0.53, 0.45))
    for limit, colour in (
        (0.36, (0.62, 0.50, 0.28)),
        (0.5, (0.36, 0.47, 0.57)),
        (0.62, (0.60, 0.40, 0.36)),
        (0.74, (0.66, 0.64, 0.60)),
        (0.87, (0.30, 0.44, 0.43)),
    ):
        paint = tree.mix(die.above(limit), paint, colour)
    # Walls run along x or along y, so their sum runs along either: stripes a hand wide, or a small figure.
    run = x + y
    stripes = (run / 0.21).fract().below(0.5) * second.below(0.3)
    figure = tree.noise(tree.vector(run * 9.0, tree.split(rest)[2] * 9.0, 0.0), 1.0, 1.0).ramp(0.56, 0.6)
    papered = tree.mix(stripes * 0.4, paint, (0.72, 0.69, 0.63))
    papered = tree.mix(figure * second.above(0.3) * second.below(0.5) * 0.5, papered, (0.70, 0.60, 0.50))
    wear = (tree.noise(rest, 1.4, 4.0) - 0.5) * 0.3 + 1.0
    breaks.skin(tree, tree.tint(papered, wear), tree.noise(rest, 30.0, 2.0), 0.002, breaks.PLASTER)


def boards(tree: Tree) -> None:
    """Weatherboards a hand wide, each of its own tone, greyed by rain below their edges."""
    rest, st = tree.attribute("rest"), tree.attribute("st")
    u, v, _ = tree.split(st)
    row = v / 0.16
    length = u / 3.2 + tree.dice(tree.vector(row.floor(), 5.0, 2.0))
    tone = tree.dice(tree.vector(row.floor(), length.floor(), 1.0)) * 0.36 - 0.18
    grain = tree.noise(tree.vector(u * 2.0, v * 34.0, 0.0), 1.0, 4.0, 0.6)
    broad = (tree.noise(rest, 0.5, 4.0) - 0.5) * 0.4
    seam = row.fract().below(0.09).either(length.fract().below(0.006))
    body = tree.tint((0.235, 0.145, 0.085), tone + broad + (grain - 0.5) * 0.5 + 1.0)
    grey = tree.noise(tree.vector(u * 1.5, v * 0.3, 1.0), 1.0, 4.0, 0.6).ramp(0.45, 0.75)
    body = tree.mix(grey * 0.45, body, (0.20, 0.18, 0.155))
    tree.surface(tree.diffuse(tree.mix(seam * 0.75, body, (0.035, 0.025, 0.02)), tree.bump(grain * 0.3 - seam, 0.01)))


def wood(tree: Tree, plan: Mapping[str, float]) -> None:
    """Furniture: veneer, paint or cloth, all the boards of a room's alike."""
    rest = tree.attribute("rest")
    x, y, z = tree.split(rest)
    across, along, up = room_of(tree, plan)
    die = tree.dice(tree.vector(across + 17.0, along, up))
    grain = tree.noise(tree.vector(x * 12.0, y * 1.5, z * 1.5), 1.0, 4.0)
    veneer = tree.mix(grain.ramp(0.35, 0.65), (0.27, 0.16, 0.085), (0.16, 0.085, 0.045))
    pale = tree.mix(grain.ramp(0.35, 0.65), (0.48, 0.34, 0.20), (0.38, 0.26, 0.15))
    body = tree.mix(die.above(0.28), veneer, pale)
    for limit, colour in (
        (0.48, (0.56, 0.54, 0.50)),
        (0.62, (0.14, 0.20, 0.33)),
        (0.74, (0.40, 0.10, 0.08)),
        (0.84, (0.16, 0.28, 0.19)),
        (0.92, (0.50, 0.33, 0.08)),
    ):
        body = tree.mix(die.above(limit), body, colour)
    tree.surface(tree.diffuse(body))


def steel(tree: Tree) -> None:
    """Painted steel with rust in patches."""
    rest = tree.attribute("rest")
    rust = tree.noise(rest, 3.0, 5.0, 0.65).ramp(0.48, 0.66)
    paint = tree.diffuse(tree.mix(rust, (0.30, 0.31, 0.32), (0.21, 0.085, 0.035)))
    shine = tree.glossy((0.6, 0.6, 0.6), 0.32)
    tree.surface(tree.blend((rust - 1.0) * -0.22, paint, shine))


def rebar(tree: Tree) -> None:
    """Bars as they come out of concrete: rust, dark where they lay in it and orange where they had begun to."""
    rust = tree.noise(tree.position(), 5.0, 2.0).ramp(0.38, 0.66)
    tree.surface(tree.diffuse(tree.mix(rust, (0.085, 0.042, 0.026), (0.24, 0.085, 0.034))))


def shard(tree: Tree) -> None:
    """Glass that lies about: dark and greenish against what is under it, until the sky mirrors in it."""
    body = tree.diffuse((0.12, 0.15, 0.14))
    tree.surface(tree.blend((tree.fresnel(1.52) * 2.5 + 0.06).both(1.0), body, tree.glossy((0.92, 0.96, 0.95), 0.03)))


def window(tree: Tree, lit: float) -> None:
    """A window: a painted frame, and glass that mirrors the sky before a dark room, curtains or a blind."""
    tall, v, _ = tree.split(tree.attribute("st"))
    pane = (tall / 2.0).floor()
    u = tall - pane * 2.0
    die = tree.dice(tree.vector(pane, 7.0, 1.0))
    second = tree.dice(tree.vector(pane, 3.0, 5.0))
    frame = u.mirrored().above(0.90).either(v.mirrored().above(0.91))
    middle = (u - 0.5).size().below(0.028)
    frame = frame.either(middle)
    folds = tree.noise(tree.vector(u * 26.0, pane, v * 0.6), 1.0, 2.0) * 0.7 + 0.62
    drawn = u.mirrored().above((second * 0.75 - 0.82) * -1.0) * die.above(0.28)
    blind = v.above((second * 0.7 - 1.0) * -1.0) * die.below(0.18)
    cloth = tree.tint(tree.mix(second.above(0.6), (0.50, 0.47, 0.40), (0.33, 0.30, 0.27)), folds)
    room = tree.mix(drawn, tree.tint((0.030, 0.030, 0.032), v * 1.6 + 0.3), cloth)
    room = tree.mix(blind, room, tree.tint((0.46, 0.44, 0.41), (v * 34.0).fract() * 0.35 + 0.75))
    behind: Value = tree.diffuse(tree.tint(room, 0.62))
    if lit > 0:
        lamp = tree.blend(0.5, behind, tree.glow((1.0, 0.62, 0.28), 0.55))
        behind = tree.blend(tree.dice(tree.vector(pane, 1.0, 9.0)).below(lit), behind, lamp)
    mirror = tree.glossy((0.93, 0.96, 0.97), 0.015)
    glass = tree.blend((tree.fresnel(1.75) * 0.92 + 0.05).both(1.0), behind, mirror)
    tree.surface(tree.blend(frame, glass, tree.diffuse((0.60, 0.59, 0.56))))
