# SPDX-License-Identifier: GPL-3.0-or-later
"""Thousands of pieces as one mesh: what they cost is being thousands, not what they show.

Each object is synchronised, bounded and traversed on its own, three times a frame where motion blurs. One mesh whose corners
are read from a point cache (PC2) traces the same picture in about half of the time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import bpy  # noqa: TID253 - this folder runs only inside Blender's own process
import numpy as np
from numpy.typing import NDArray

DIE = "die"
"""A number of its own for each piece, 0 to 1, on its faces: one mesh has one object's number only."""

WIDTH = {"FLOAT": 1, "INT": 1, "BOOLEAN": 1, "FLOAT2": 2, "FLOAT_VECTOR": 3, "FLOAT_COLOR": 4}
FIELD = {"FLOAT_VECTOR": "vector", "FLOAT2": "vector", "FLOAT_COLOR": "color"}
OF_THE_MESH = {"position", "material_index", "sharp_face", "sharp_edge"}
"""Attributes that a mesh has anyway; those whose names begin with a dot besides."""


def merge(pieces: Mapping[str, Any], poses: Mapping[str, Any]) -> Any:
    """Replace the pieces by one object that moves as they do, and return it.

    Args:
        pieces: The pieces' objects, by name.
        poses: ``names`` (of the pieces, in the order of the cache), ``cache`` (a PC2 file with their corners in the world)
            and ``first`` (the frame of its first row).

    Raises:
        LookupError: The stage lacks one of the names.
    """
    missing = [name for name in poses["names"] if name not in pieces]
    if missing:
        raise LookupError(f"the stage has no piece {missing[0]}")
    objects = [pieces[name] for name in poses["names"]]
    meshes = [item.data for item in objects]
    merged = bpy.data.meshes.new("Pieces")
    corners = np.array([len(mesh.vertices) for mesh in meshes])
    loops, faces = _faces(meshes, np.cumsum(corners) - corners)
    merged.vertices.add(int(corners.sum()))
    merged.vertices.foreach_set("co", _gathered(meshes, "vertices", "co", 3))
    merged.loops.add(len(loops))
    merged.loops.foreach_set("vertex_index", loops)
    merged.polygons.add(len(faces))
    merged.polygons.foreach_set("loop_start", (np.cumsum(faces) - faces).astype(np.int32))
    _materials(merged, objects)
    _attributes(merged, meshes)
    dice = np.random.default_rng(0xD1CE).random(len(meshes), dtype=np.float32)
    rolled = merged.attributes.new(DIE, "FLOAT", "FACE")
    rolled.data.foreach_set("value", np.repeat(dice, [len(mesh.polygons) for mesh in meshes]))
    merged.update(calc_edges=True)
    merged.shade_flat()
    whole = bpy.data.objects.new("Pieces_merged", merged)
    bpy.context.scene.collection.objects.link(whole)
    bpy.data.batch_remove(objects)
    _follow(whole, poses)
    return whole


def _follow(whole: Any, poses: Mapping[str, Any]) -> None:
    """Let the corners follow the cache, blended between frames."""
    cache = whole.modifiers.new("poses", "MESH_CACHE")
    cache.cache_format, cache.filepath = "PC2", str(poses["cache"])
    cache.frame_start, cache.interpolation = float(poses["first"]), "LINEAR"


def _gathered(
    meshes: Sequence[Any], elements: str, field: str, width: int, kind: type[np.generic] = np.float32
) -> NDArray[Any]:
    """Return a field of all meshes' elements, one after the other, flat."""
    counts = [len(getattr(mesh, elements)) * width for mesh in meshes]
    flat = np.empty(sum(counts), dtype=kind)
    start = 0
    for mesh, count in zip(meshes, counts, strict=True):
        getattr(mesh, elements).foreach_get(field, flat[start : start + count])
        start += count
    return flat


def _faces(meshes: Sequence[Any], first: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return each loop's corner in the whole, and each face's number of corners."""
    loops = _gathered(meshes, "loops", "vertex_index", 1, np.int32)
    offset = np.repeat(first, [len(mesh.loops) for mesh in meshes])
    return (loops + offset).astype(np.int32), _gathered(meshes, "polygons", "loop_total", 1, np.int32)


def _materials(merged: Any, objects: Sequence[Any]) -> None:
    """Give the whole every material once, and each face its own."""
    place: dict[str, int] = {}
    index = _gathered([item.data for item in objects], "polygons", "material_index", 1, np.int32)
    start = 0
    for item in objects:
        slots = [slot.material for slot in item.material_slots]
        for one in slots:
            if one is not None and one.name not in place:
                place[one.name] = len(place)
                merged.materials.append(one)
        table = np.array([0 if one is None else place[one.name] for one in slots] or [0], dtype=np.int32)
        rows = slice(start, start + len(item.data.polygons))
        index[rows] = table[np.minimum(index[rows], len(table) - 1)]
        start = rows.stop
    merged.polygons.foreach_set("material_index", index)


def _attributes(merged: Any, meshes: Sequence[Any]) -> None:
    """Copy what surfaces read of a mesh; a piece that lacks an attribute has zeros there."""
    known = {
        one.name: (one.data_type, one.domain)
        for mesh in meshes
        for one in mesh.attributes
        if one.name not in OF_THE_MESH and not one.name.startswith(".") and one.data_type in WIDTH
    }
    size = {"POINT": "vertices", "CORNER": "loops", "FACE": "polygons", "EDGE": "edges"}
    for name, (kind, domain) in known.items():
        if domain == "EDGE":
            continue
        width, field = WIDTH[kind], FIELD.get(kind, "value")
        parts = []
        for mesh in meshes:
            part = np.zeros(len(getattr(mesh, size[domain])) * width, np.float32)
            own = mesh.attributes.get(name)
            if own is not None and own.data_type == kind and own.domain == domain:
                own.data.foreach_get(field, part)
            parts.append(part)
        merged.attributes.new(name, kind, domain).data.foreach_set(field, np.concatenate(parts))
