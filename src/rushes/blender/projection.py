# SPDX-License-Identifier: GPL-3.0-or-later
"""A photograph on the building that it shows: thrown on it from where the camera stood, before anything moved."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import bpy  # noqa: TID253 - this folder runs only inside Blender's own process

from rushes.blender import breaks, shade
from rushes.blender.nodes import Tree, Value

NAME = "plate_projection"
"""The material's name in the stage."""

STANDS_M, FREE_M = 0.05, 1.2
"""A face that has moved by less than the first [m] shows the photograph's own light; by more than the second it is lit anew."""

PALEST = 0.9
"""No wall throws back more of the light than this; what would, keeps its hue."""


def project(materials: Mapping[str, Any], projection: Mapping[str, Any]) -> None:
    """Give the material of projected faces its Cycles surface.

    The photograph holds colour and light in one. At rest it is shown as it is, so that the picture does not change. What has
    moved turns, and is shaded by others: there the photograph is divided by the light that fell on the wall, which gives a
    colour, and the scene lights it.

    Args:
        materials: By name.
        projection: ``picture`` (path of an EXR, linear Rec.709), ``rows`` (from (x, y, z, 1) at rest to the picture, shape
            [3, 4]), ``irradiance`` (of the wall at rest in the sun, linear Rec.709), and, where the plate shows it, the
            ``shade`` that its foot stands in, see ``shade.dim``.
    """
    if NAME not in materials:
        return
    surface = materials[NAME]
    tree = Tree(surface)
    rest = tree.attribute("rest")
    x, y, z = tree.split(rest)
    across, up, away = (x * row[0] + y * row[1] + z * row[2] + row[3] for row in projection["rows"])
    picture = _picture(tree, tree.vector(across / away, up / away, 0.0), projection["picture"])
    moved = _distance(tree, tree.position(), rest).ramp(STANDS_M, FREE_M)
    dimmed = projection.get("shade")
    lighter = None if dimmed is None else shade.level_at(z, dimmed).power(-1.0)
    red, green, blue = (
        part * (math.pi / max(light, 1e-6)) * (1.0 if lighter is None else lighter)
        for part, light in zip(tree.colours(picture), projection["irradiance"], strict=True)
    )
    paler = (red.either(green).either(blue).either(1e-4).power(-1.0) * PALEST).both(1.0)
    body = tree.colour(red * paler, green * paler, blue * paler)
    gone, chipped = breaks.chips(tree)
    rough = tree.noise(rest, 26.0, 3.0, 0.7)
    body = tree.mix(chipped, body, tree.tint(breaks.CONCRETE, rough * 0.9 + 0.62))
    shape = tree.bump(rough * chipped * 0.012 - gone * 0.035, 1.0)
    tree.surface(tree.blend(moved.either(chipped), tree.glow(picture, 1.0), tree.diffuse(body, shape)))
    surface.cycles.emission_sampling = "NONE"  # thousands of faces as lamps would cost more than they show


def _picture(tree: Tree, at: Value, path: str) -> Value:
    node = tree.tree.nodes.new("ShaderNodeTexImage")
    node.image = bpy.data.images.load(path)
    node.image.colorspace_settings.name = "Linear Rec.709"
    node.extension = "EXTEND"
    node.interpolation = "Linear"
    tree.tree.links.new(at.socket, node.inputs["Vector"])
    return Value(tree.tree, node.outputs["Color"])


def _distance(tree: Tree, one: Value, other: Value) -> Value:
    node = tree.tree.nodes.new("ShaderNodeVectorMath")
    node.operation = "DISTANCE"
    tree.tree.links.new(one.socket, node.inputs[0])
    tree.tree.links.new(other.socket, node.inputs[1])
    return Value(tree.tree, node.outputs["Value"])
