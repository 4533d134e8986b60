# SPDX-License-Identifier: GPL-3.0-or-later
"""Sun, sky and the ground that catches shadows."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import bpy  # noqa: TID253 - this folder runs only inside Blender's own process
import mathutils

from rushes.blender.nodes import Tree, material

_REC709_OF_AP1 = mathutils.Matrix(
    (
        (1.7050510, -0.6217921, -0.0832589),
        (-0.1302564, 1.1408048, -0.0105483),
        (-0.0240033, -0.1289690, 1.1529723),
    )
)


GROUND = "ground_plain"
"""Name of the ground's material."""


def rec709(colour: Any) -> tuple[float, float, float]:
    """Turn an ACEScg colour into Blender's working space, linear Rec.709, without negative light."""
    red, green, blue = _REC709_OF_AP1 @ mathutils.Vector(colour)
    return max(red, 0.0), max(green, 0.0), max(blue, 0.0)


def hang_sun(light: Mapping[str, Any]) -> None:
    """Add the sun of a light rig; none under cloud."""
    if light["sun_strength"] <= 0:
        return
    sun = bpy.data.lights.new("Sun", "SUN")
    sun.energy = light["sun_strength"]
    sun.color = rec709(light["sun_colour"])
    sun.angle = math.radians(light["sun_angle_deg"])
    item = bpy.data.objects.new("Sun", sun)
    direction = mathutils.Vector(light["sun_direction"])
    item.rotation_mode = "QUATERNION"
    item.rotation_quaternion = direction.to_track_quat("Z", "Y")
    bpy.context.scene.collection.objects.link(item)


def hang_sky(path: str) -> None:
    """Surround the scene with an equirectangular picture of the sky (linear Rec.709)."""
    world = bpy.data.worlds.new("Sky")
    world.use_nodes = True
    tree = world.node_tree
    tree.nodes.clear()
    picture = tree.nodes.new("ShaderNodeTexEnvironment")
    picture.image = bpy.data.images.load(path)
    picture.image.colorspace_settings.name = "Linear Rec.709"
    background = tree.nodes.new("ShaderNodeBackground")
    out = tree.nodes.new("ShaderNodeOutputWorld")
    tree.links.new(picture.outputs["Color"], background.inputs["Color"])
    tree.links.new(background.outputs[0], out.inputs["Surface"])
    world.cycles.sampling_method = "MANUAL"
    world.cycles.sample_map_resolution = 256
    bpy.context.scene.world = world


def lay_ground(ground: Any, light: Mapping[str, Any], *, catches: bool) -> None:
    """Give the ground its colour, which it throws back at the building; as a catcher of shadows it is not seen itself."""
    ground.is_shadow_catcher = catches
    surface = material(GROUND)
    tree = Tree(surface)
    tree.surface(tree.diffuse(rec709(light["ground_albedo"])))
    ground.data.materials.clear()
    ground.data.materials.append(surface)
