# SPDX-License-Identifier: GPL-3.0-or-later
"""Light that comes into a room: by its windows, which the sky is sampled through, and of its lamp."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import bpy  # noqa: TID253 - this folder runs only inside Blender's own process
import mathutils

from rushes.blender import interiors
from rushes.blender.nodes import Tree, material


def let_in(inside: Mapping[str, Any]) -> None:
    """Hang a portal in each window of a room.

    Args:
        inside: ``windows``: corners of each opening [m], counter-clockwise seen from inside, the lower left one first; ``lamp``:
            radiance of the lamp's shade, 0 for dark; ``lamp_until``: the frame from which it is dark.
    """
    if inside["lamp"] > 0:
        interiors.lit_shade(Tree(material("lamp_shade")), float(inside["lamp"]), int(inside["lamp_until"]))
    for index, corners in enumerate(inside["windows"]):
        _portal(f"window_{index}", [mathutils.Vector(corner) for corner in corners])


def _portal(name: str, corners: Sequence[Any]) -> None:
    """Add a portal: no light of its own, but where to look for the sky's."""
    across, up = corners[1] - corners[0], corners[3] - corners[0]
    light = bpy.data.lights.new(name, "AREA")
    light.shape, light.size, light.size_y = "RECTANGLE", across.length, up.length
    light.cycles.is_portal = True
    item = bpy.data.objects.new(name, light)
    x, y = -across.normalized(), up.normalized()
    turned = mathutils.Matrix((x, y, x.cross(y))).transposed().to_4x4()  # it shines along -z, into the room
    middle = sum(corners, mathutils.Vector((0.0, 0.0, 0.0))) / len(corners)
    item.matrix_world = mathutils.Matrix.Translation(middle) @ turned
    bpy.context.scene.collection.objects.link(item)
