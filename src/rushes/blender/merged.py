# SPDX-License-Identifier: GPL-3.0-or-later
"""Thousands of pieces as one mesh: what they cost is being thousands, not what they show.

Each object is read, synchronised, bounded and traversed on its own, three times a frame where motion blurs. One mesh that comes
as arrays, and whose corners are read from a point cache (PC2), is there in a fifth and traced in half of the time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import bpy  # noqa: TID253 - this folder runs only inside Blender's own process
import numpy as np
from numpy.typing import NDArray

from rushes.blender.nodes import material

DIE = "die"
"""A number of its own for each piece, 0 to 1, on its faces: one mesh has one object's number only."""

FIELDS = {
    "rest": ("FLOAT_VECTOR", "POINT", "vector"),
    "st": ("FLOAT2", "CORNER", "vector"),
    "st_plate": ("FLOAT2", "CORNER", "vector"),
    "chip": ("FLOAT", "CORNER", "value"),
    "opens": ("FLOAT", "FACE", "value"),
}
"""What surfaces read of a mesh, where there is such: type, domain and the name of its numbers."""


def merge(poses: Mapping[str, Any]) -> Any:
    """Add the pieces as one object that moves as they do, and return it; its materials are those of the stage, by name.

    Args:
        poses: ``names`` (of the pieces, in the order of the cache), ``mesh`` (an npz file: ``names``, ``points`` [V, 3],
            ``triangles`` [F, 3], ``piece`` [F], ``looks``, ``look`` [F], and fields), ``cache`` (a PC2 file with their corners
            in the world) and ``first`` (the frame of its first row).

    Raises:
        LookupError: The mesh lacks one of the names.
    """
    with np.load(poses["mesh"]) as file:
        mesh = {name: file[name] for name in file.files}
    for has, wanted in zip([*mesh["names"].tolist(), *[""] * len(poses["names"])], poses["names"], strict=False):
        if has != wanted:
            raise LookupError(f"the stage has no piece {wanted}")
    merged = bpy.data.meshes.new("Pieces")
    corners, faces = len(mesh["points"]), len(mesh["triangles"])
    merged.vertices.add(corners)
    merged.vertices.foreach_set("co", mesh["points"].ravel())
    merged.loops.add(3 * faces)
    merged.loops.foreach_set("vertex_index", mesh["triangles"].ravel())
    merged.polygons.add(faces)
    merged.polygons.foreach_set("loop_start", np.arange(0, 3 * faces, 3, dtype=np.int32))
    for name in mesh["looks"].tolist():
        merged.materials.append(material(name))
    merged.polygons.foreach_set("material_index", mesh["look"])
    for name, (kind, domain, field) in FIELDS.items():
        if name in mesh:
            _attribute(merged, name, kind, domain, field, mesh[name])
    dice = np.random.default_rng(0xD1CE).random(len(mesh["names"]), dtype=np.float32)
    _attribute(merged, DIE, "FLOAT", "FACE", "value", dice[mesh["piece"]])
    merged.update(calc_edges=True)
    merged.shade_flat()
    whole = bpy.data.objects.new("Pieces_merged", merged)
    bpy.context.scene.collection.objects.link(whole)
    _follow(whole, poses)
    return whole


def _attribute(merged: Any, name: str, kind: str, domain: str, field: str, values: NDArray[np.float32]) -> None:
    merged.attributes.new(name, kind, domain).data.foreach_set(field, np.ascontiguousarray(values).ravel())


def _follow(whole: Any, poses: Mapping[str, Any]) -> None:
    """Let the corners follow the cache, blended between frames."""
    cache = whole.modifiers.new("poses", "MESH_CACHE")
    cache.cache_format, cache.filepath = "PC2", str(poses["cache"])
    cache.frame_start, cache.interpolation = float(poses["first"]), "LINEAR"
