# SPDX-License-Identifier: GPL-3.0-or-later
"""What moves in a set: one mesh for each that the stage had, its corners from a point cache; and lamps that go out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import bpy  # noqa: TID253 - this folder runs only inside Blender's own process
import numpy as np

from rushes.blender.nodes import Tree, material


def add(moving: Mapping[str, Any]) -> dict[str, str]:
    """Add what moves and take away what it stands for; return the name of the stage's mesh by that of the object.

    Args:
        moving: ``mesh`` (an npz file: ``points`` [n, 3], ``corner`` [3 t] (a triangle's points, counted from the object's first), ``normals``
            [3 t, 3], ``st`` [3 t, 2], ``look`` [t], ``looks``, and ``start`` and ``point_start`` [objects + 1], the triangles and the
            points of each), ``objects`` (their names and what they stand for), ``caches`` (a PC2 file each)
            and ``first`` (the frame of its first row).
    """
    with np.load(moving["mesh"]) as file:
        mesh = {name: file[name] for name in file.files}
    for name in moving["hidden"]:
        old = bpy.data.objects.get(name)
        if old is not None:
            bpy.data.objects.remove(old)
    looks = [str(name) for name in mesh["looks"]]
    made = {}
    for number, (name, source) in enumerate(moving["objects"]):
        data = _mesh(mesh, number, looks, name)
        whole = bpy.data.objects.new(name, data)
        bpy.context.scene.collection.objects.link(whole)
        cache = whole.modifiers.new("poses", "MESH_CACHE")
        cache.cache_format, cache.filepath = "PC2", str(moving["caches"][number])
        cache.frame_start, cache.interpolation = float(moving["first"]), "LINEAR"
        made[whole.name] = source
    return made


def _mesh(mesh: Mapping[str, Any], number: int, looks: list[str], name: str) -> Any:
    low, high = (int(mesh["start"][number + k]) for k in (0, 1))
    first, last = (int(mesh["point_start"][number + k]) for k in (0, 1))
    count = high - low
    data = bpy.data.meshes.new(name)
    data.vertices.add(last - first)
    data.vertices.foreach_set("co", np.ascontiguousarray(mesh["points"][first:last]).ravel())
    data.loops.add(3 * count)
    data.loops.foreach_set("vertex_index", np.ascontiguousarray(mesh["corner"][3 * low : 3 * high]))
    data.polygons.add(count)
    data.polygons.foreach_set("loop_start", np.arange(0, 3 * count, 3, dtype=np.int32))
    used, slot = np.unique(mesh["look"][low:high], return_inverse=True)
    for row in used.tolist():
        data.materials.append(material(looks[row]))
    data.polygons.foreach_set("material_index", slot.astype(np.int32).ravel())
    data.attributes.new("st", "FLOAT2", "CORNER").data.foreach_set(
        "vector", np.ascontiguousarray(mesh["st"][3 * low : 3 * high], np.float32).ravel()
    )
    data.update(calc_edges=True)
    data.shade_smooth()
    data.normals_split_custom_set([tuple(row) for row in mesh["normals"][3 * low : 3 * high].tolist()])
    return data


def close_above(above: Mapping[str, Any]) -> None:
    """Hang a dark plane over a set, where a ceiling that has fallen shows what is over it."""
    (x0, y0, z), (x1, y1) = above["low"], above["high"]
    data = bpy.data.meshes.new("Above")
    data.from_pydata(
        [(x0 - 2, y0 - 2, z), (x1 + 2, y0 - 2, z), (x1 + 2, y1 + 2, z), (x0 - 2, y1 + 2, z)], [], [(3, 2, 1, 0)]
    )
    tree = Tree(material("above_dark"))
    tree.surface(tree.diffuse((0.012, 0.012, 0.013)))
    data.materials.append(material("above_dark"))
    bpy.context.scene.collection.objects.link(bpy.data.objects.new("Above", data))


def put_out(dark: Mapping[str, float], frame: int) -> None:
    """Let lights and shining materials be dark from their frames on."""
    for name, since in dark.items():
        if frame < since:
            continue
        light = bpy.data.objects.get(name)
        if light is not None and light.type == "LIGHT":
            light.data.energy = 0.0
        surface = bpy.data.materials.get(name)
        if surface is not None and surface.use_nodes:
            for node in surface.node_tree.nodes:
                if node.type == "EMISSION":
                    node.inputs["Strength"].default_value = 0.0
