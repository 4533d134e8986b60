# SPDX-License-Identifier: GPL-3.0-or-later
"""Cycles materials of the procedural street."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rushes.blender import surfaces
from rushes.blender.lighting import rec709
from rushes.blender.nodes import Tree, Value, material

_WALLS = (
    (0.56, 0.50, 0.40),
    (0.26, 0.115, 0.08),
    (0.44, 0.43, 0.41),
    (0.58, 0.47, 0.29),
    (0.38, 0.25, 0.19),
    (0.52, 0.52, 0.50),
)
_BRICK = {1, 4}
_PAINTS = (
    (0.02, 0.02, 0.022),
    (0.55, 0.55, 0.55),
    (0.20, 0.21, 0.22),
    (0.04, 0.07, 0.16),
    (0.30, 0.03, 0.03),
    (0.62, 0.61, 0.58),
)
_SNOW = (0.78, 0.79, 0.82)


def looks(plan: Mapping[str, Any], light: Mapping[str, Any], lit_windows: float) -> dict[str, Any]:
    """Return the street's materials by name; ``walls`` and ``paints`` are lists."""
    glass = material("street_glass")
    surfaces.window(Tree(glass), lit_windows)
    ground = material("street_ground")
    _ground(Tree(ground), plan, light)
    roof = _SNOW if plan["snow"] else (0.13, 0.105, 0.095)
    return {
        "ground": ground,
        "glass": glass,
        "walls": [_wall(index, colour) for index, colour in enumerate(_WALLS)],
        "roof": _matt("street_roof", roof),
        "trim": _matt("street_trim", (0.46, 0.44, 0.41)),
        "metal": _matt("street_metal", (0.075, 0.085, 0.085)),
        "bark": _matt("street_bark", (0.095, 0.075, 0.058)),
        "leaf": _leaf(),
        "paints": [_paint(index, colour) for index, colour in enumerate(_PAINTS)],
        "car_glass": _shiny("street_car_glass", (0.012, 0.014, 0.016), 0.02),
        "tyre": _matt("street_tyre", (0.018, 0.018, 0.018)),
        "catcher": _matt("street_catcher", rec709(light["ground_albedo"])),
    }


def _matt(name: str, colour: tuple[float, float, float]) -> Any:
    made = material(name)
    tree = Tree(made)
    uneven = (tree.noise(tree.position(), 2.3, 4.0) - 0.5) * 0.5 + 1.0
    tree.surface(tree.diffuse(tree.tint(colour, uneven)))
    return made


def _shiny(name: str, colour: tuple[float, float, float], roughness: float) -> Any:
    made = material(name)
    tree = Tree(made)
    mirror = tree.glossy((0.95, 0.95, 0.95), roughness)
    tree.surface(tree.blend(tree.fresnel(1.55), tree.diffuse(colour), mirror))
    return made


def _paint(index: int, colour: tuple[float, float, float]) -> Any:
    return _shiny(f"street_paint_{index}", colour, 0.08)


def _leaf() -> Any:
    made = material("street_leaf")
    tree = Tree(made)
    shade = tree.noise(tree.position(), 1.9, 3.0)
    colour = tree.mix(shade.ramp(0.3, 0.7), (0.045, 0.075, 0.018), (0.12, 0.135, 0.03))
    tree.surface(tree.diffuse(colour))
    return made


def _wall(index: int, colour: tuple[float, float, float]) -> Any:
    made = material(f"street_wall_{index}")
    tree = Tree(made)
    place, st = tree.position(), tree.attribute("st")
    u, v, _ = tree.split(st)
    _, _, height = tree.split(place)
    body: Any = colour
    if index in _BRICK:
        darker = tuple(part * 0.7 for part in colour)
        body = tree.bricks(st, colour, darker, (0.34, 0.31, 0.28))
    broad = (tree.noise(place, 0.22, 4.0) - 0.5) * 0.6
    fine = (tree.noise(place, 3.5, 4.0, 0.65) - 0.5) * 0.3
    drips = tree.noise(tree.vector(u * 4.0, v * 0.25, 1.0), 1.0, 3.0).ramp(0.5, 0.75)
    foot = height.ramp(1.8, 0.0) * 0.5
    stained = tree.mix((drips * 0.35).either(foot), tree.tint(body, broad + fine + 1.0), (0.14, 0.13, 0.12))
    tree.surface(tree.diffuse(stained))
    return made


def _ground(tree: Tree, plan: Mapping[str, Any], light: Mapping[str, Any]) -> None:
    """Flat ground in strips along the front: pavement, kerb, road with markings, pavement, and a paved square."""
    place = tree.position()
    x, y, _ = tree.split(place)
    near = float(plan["front"]) - float(plan["pavement"])
    far = near - float(plan["road"])
    beyond = far - float(plan["far_pavement"])
    albedo = rec709(light["ground_albedo"])
    level = sum(albedo) / 3.0 / 0.15
    asphalt = _asphalt(tree, place, level)
    slabs = _slabs(tree, place, x, y, level)
    road = y.below(near) * y.above(far)
    square = y.below(beyond)
    colour = tree.mix(road.either(square), slabs, asphalt)
    middle = (near + far) / 2
    dash = (x / 6.0).fract().below(0.5)
    line = (y - middle).size().below(0.065) * dash
    edge = (y - near + 0.32).size().below(0.05).either((y - far - 0.32).size().below(0.05))
    worn = tree.noise(place, 4.0, 5.0, 0.7).ramp(0.36, 0.56)
    colour = tree.mix(line.either(edge * 0.85) * worn * 0.7, colour, (0.50 * level, 0.49 * level, 0.46 * level))
    kerb = (y - near - 0.08).size().below(0.08).either((y - far + 0.08).size().below(0.08))
    kerb = kerb.either((y - beyond).size().below(0.07))
    stone = tree.tint(
        (0.30 * level, 0.295 * level, 0.285 * level), (x / 1.0).fract().mirrored().ramp(1.0, 0.96) * 0.5 + 0.5
    )
    colour = tree.mix(kerb, colour, stone)
    gutter = (y - near + 0.14).size().below(0.14).either((y - far - 0.14).size().below(0.14))
    colour = tree.mix(gutter * 0.5, colour, (0.05 * level, 0.048 * level, 0.045 * level))
    if plan["snow"]:
        drift = tree.noise(place, 0.5, 4.0).ramp(0.30, 0.46).either((road - 1.0) * -1.0)
        colour = tree.mix(drift, tree.tint(colour, 0.55), _SNOW)
    relief = tree.noise(place, 55.0, 2.0)
    ground: Value = tree.diffuse(colour, tree.bump(relief, 0.004))
    if float(plan["wetness"]) > 0:
        puddles = tree.noise(place, 0.35, 4.0).ramp(0.5, 0.58)
        film = tree.glossy((0.9, 0.92, 0.95), (puddles - 1.0) * -0.22 + 0.01)
        ground = tree.blend((tree.fresnel(1.33) * (puddles * 0.5 + 0.5)).both(0.95), ground, film)
    tree.surface(ground)


def _asphalt(tree: Tree, place: Value, level: float) -> Value:
    broad = (tree.noise(place, 0.11, 5.0) - 0.5) * 0.9
    worn = (tree.noise(place, 1.1, 5.0, 0.6) - 0.5) * 0.5
    grit = (tree.noise(place, 70.0, 2.0, 0.8) - 0.5) * 0.9
    body = tree.tint((0.158 * level, 0.152 * level, 0.145 * level), broad + worn + grit + 1.0)
    distance, patch = tree.cells(place, 0.085)
    body = tree.tint(body, patch.above(0.72) * -0.22 + 1.0)
    crack = (tree.noise(place, 0.55, 6.0, 0.6) - 0.5).size().below(0.0032)
    body = tree.mix(crack * 0.7, body, (0.028, 0.027, 0.026))
    stain = tree.noise(place, 0.8, 2.0).ramp(0.66, 0.74) * distance.ramp(3.0, 7.0)
    return tree.mix(stain * 0.4, body, (0.045, 0.043, 0.042))


def _slabs(tree: Tree, place: Value, x: Value, y: Value, level: float) -> Value:
    across, along = x / 0.6, y / 0.6
    die = tree.dice(tree.vector(across.floor(), along.floor(), 1.0))
    joint = across.fract().mirrored().above(0.965).either(along.fract().mirrored().above(0.965))
    dirt = (tree.noise(place, 0.4, 5.0) - 0.5) * 0.7 + (tree.noise(place, 9.0, 3.0) - 0.5) * 0.3
    body = tree.tint((0.225 * level, 0.215 * level, 0.20 * level), die * 0.22 + dirt + 0.9)
    return tree.mix(joint * 0.6, body, (0.07, 0.066, 0.06))
