# SPDX-License-Identifier: GPL-3.0-or-later
"""A photographer's studio: a cyclorama and softboxes that go round with the camera, so that every view is lit alike."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import bpy  # noqa: TID253 - this folder runs only inside Blender's own process

from rushes.blender.nodes import Tree, material

GREY = (0.40, 0.395, 0.385)
"""The paper's reflectance: light grey, a touch warm."""

REACH_M, WALL_M, SWEEP_M = 4.4, 4.4, 2.2
"""How far behind people the paper's wall is, how high, and the radius of its sweep [m]."""

WIDE_M, FORE_M = 12.0, 9.0

BOXES: Mapping[
    str,
    tuple[
        tuple[float, float, float], tuple[float, float, float], tuple[float, float], float, tuple[float, float, float]
    ],
] = {
    "key": ((-1.9, -2.3, 2.75), (0.0, 0.0, 1.15), (1.1, 1.5), 64.0, (1.0, 0.965, 0.92)),
    "fill": ((2.9, -2.9, 1.5), (0.0, 0.0, 1.0), (2.2, 2.4), 16.0, (0.94, 0.97, 1.0)),
    "rim_left": ((-1.75, 1.5, 1.7), (0.0, 0.0, 1.0), (0.35, 2.2), 52.0, (0.97, 0.985, 1.0)),
    "rim_right": ((1.75, 1.5, 1.7), (0.0, 0.0, 1.0), (0.35, 2.2), 60.0, (0.97, 0.985, 1.0)),
    "rake": ((2.5, -0.7, 1.1), (0.0, 0.0, 0.9), (0.5, 1.8), 20.0, (0.97, 0.985, 1.0)),
    "card": ((0.0, -2.4, 0.12), (0.0, 0.0, 0.75), (2.6, 0.9), 22.0, (1.0, 0.985, 0.96)),
    "hair": ((0.2, 1.0, 3.1), (0.0, 0.0, 1.7), (0.7, 0.7), 14.0, (1.0, 0.98, 0.95)),
    "paper": ((0.0, 1.6, 3.6), (0.0, 3.9, 0.7), (5.0, 0.6), 105.0, (1.0, 0.99, 0.97)),
}
"""Softboxes: where, towards what [m], width and height [m], power [W], colour; with the camera on -y."""

AMBIENT = 0.10
"""What comes from everywhere: with less, what one sees through an armhole is black."""

_RIG = "rig"


def build(people: Sequence[Mapping[str, Any]]) -> None:
    """Build the studio around people."""
    rig = bpy.data.objects.new(_RIG, None)
    bpy.context.scene.collection.objects.link(rig)
    middle = [sum(one["at"][k] for one in people) / len(people) for k in range(2)]
    rig.location = (*middle, 0.0)
    wide = max(one["at"][0] for one in people) - min(one["at"][0] for one in people)
    _paper().parent = rig
    for name, (at, target, size, power, colour) in BOXES.items():
        _box(name, at, target, (size[0] + wide * 0.5, size[1]), power * (1.0 + wide * 0.5), colour).parent = rig
    world = bpy.data.worlds.new("Studio")
    bpy.context.scene.world = world
    world.use_nodes = True
    background = world.node_tree.nodes["Background"]
    background.inputs[0].default_value = (0.55, 0.56, 0.58, 1.0)
    background.inputs[1].default_value = AMBIENT


def turn_to(camera: Any) -> None:
    """Turn paper and lights to a camera."""
    rig = bpy.data.objects[_RIG]
    off = camera.location - rig.location
    rig.rotation_euler = (0.0, 0.0, math.atan2(off.y, off.x) + math.pi / 2)
    bpy.context.view_layer.update()


def _paper() -> Any:
    """Return the cyclorama: floor, sweep and wall in one."""
    profile = [(-FORE_M, 0.0), (REACH_M - SWEEP_M, 0.0)]
    profile += [
        (REACH_M - SWEEP_M + SWEEP_M * math.sin(angle), SWEEP_M * (1 - math.cos(angle)))
        for angle in (math.pi / 2 * step / 16 for step in range(1, 17))
    ]
    profile.append((REACH_M, WALL_M))
    points = [(side * WIDE_M / 2, y, z) for y, z in profile for side in (-1.0, 1.0)]
    faces = [(2 * i, 2 * i + 1, 2 * i + 3, 2 * i + 2) for i in range(len(profile) - 1)]
    mesh = bpy.data.meshes.new("Paper")
    mesh.from_pydata(points, [], faces)
    mesh.polygons.foreach_set("use_smooth", [True] * len(faces))
    surface = material("studio_paper")
    tree = Tree(surface)
    grain = tree.noise(tree.position(), 2.5, 3.0)
    tree.surface(tree.diffuse(tree.tint(GREY, (grain - 0.5) * 0.05 + 1.0)))
    mesh.materials.append(surface)
    item = bpy.data.objects.new("Paper", mesh)
    bpy.context.scene.collection.objects.link(item)
    return item


def _box(
    name: str,
    at: Sequence[float],
    target: Sequence[float],
    size: Sequence[float],
    power: float,
    colour: Sequence[float],
) -> Any:
    """Return a softbox."""
    from mathutils import Vector

    data = bpy.data.lights.new(name, "AREA")
    data.shape, data.size, data.size_y = "RECTANGLE", size[0], size[1]
    data.energy, data.color = power, colour
    data.spread = math.radians(120)
    item = bpy.data.objects.new(name, data)
    bpy.context.scene.collection.objects.link(item)
    item.location = at
    item.rotation_euler = (Vector(target) - Vector(at)).to_track_quat("-Z", "Y").to_euler()
    item.visible_camera = False
    return item
