# SPDX-License-Identifier: GPL-3.0-or-later
"""Small debris as one mesh, made anew for each frame, that carries its own speed for the shutter."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import bpy  # noqa: TID253 - this folder runs only inside Blender's own process
import numpy as np

from rushes.blender import surfaces
from rushes.blender.nodes import material

_SCATTER_M = 40.0
"""Every fragment's texture is taken from somewhere else within so many metres, or all chips of a shape would be one."""


class Debris:
    """What ``SceneDebris.save`` wrote, shown frame by frame."""

    def __init__(self, path: Path, plan: Mapping[str, float]) -> None:
        with np.load(path) as archive:
            self._arrays = {name: archive[name] for name in archive.files}
        looks = self._arrays["looks"].tolist()
        surfaces.dress({name: material(name) for name in looks if not _known(name)}, plan, lit_windows=0.0)
        self._mesh = bpy.data.meshes.new("Debris")
        for name in looks:
            self._mesh.materials.append(material(name))
        self._object = bpy.data.objects.new("Debris", self._mesh)
        bpy.context.scene.collection.objects.link(self._object)
        count = self._arrays["position"].shape[1]
        somewhere = np.random.default_rng(count).uniform(0.0, _SCATTER_M, (count, 3)).astype(np.float32)
        self._rest = self._arrays["local"] + somewhere[self._arrays["owner"]]

    def show(self, frame: int) -> None:
        """Make the mesh that of a frame: the fragments that are born by then, where they are, as fast as they are."""
        arrays = self._arrays
        row = int(frame - arrays["frame"][0])
        there = arrays["there"][row]
        mesh = self._mesh
        mesh.clear_geometry()
        self._object.hide_render = not there.any()
        if not there.any():
            return
        keep = there[arrays["owner"]]
        number = np.cumsum(keep) - 1
        faces = arrays["triangles"][keep[arrays["triangles"][:, 0]]]
        mesh.vertices.add(int(keep.sum()))
        mesh.loops.add(faces.size)
        mesh.polygons.add(len(faces))
        places = self._corners(row)
        mesh.vertices.foreach_set("co", places[keep].ravel())
        mesh.loops.foreach_set("vertex_index", number[faces].astype(np.int32).ravel())
        mesh.polygons.foreach_set("loop_start", np.arange(0, faces.size, 3, dtype=np.int32))
        mesh.polygons.foreach_set("material_index", arrays["look"][keep[arrays["triangles"][:, 0]]].astype(np.int32))
        _vectors(mesh, "rest", self._rest[keep])
        _vectors(mesh, "velocity", (self._speed(row, places) * _rate())[keep])
        mesh.update(calc_edges=True)
        mesh.shade_flat()

    def _speed(self, row: int, places: Any) -> Any:
        """Return each corner's motion [m a frame]: across the frame, or from it where a fragment was born in it."""
        arrays = self._arrays
        last = len(arrays["frame"]) - 1
        after = self._corners(min(row + 1, last))
        before = self._corners(max(row - 1, 0))
        before_there = arrays["there"][max(row - 1, 0)][arrays["owner"]][:, None]
        return np.where(before_there, (after - before) * 0.5, after - places)

    def _corners(self, row: int) -> Any:
        arrays = self._arrays
        turn = arrays["orientation"][row].astype(np.float32)
        turn = (turn / np.maximum(np.linalg.norm(turn, axis=1, keepdims=True), 1e-9))[arrays["owner"]]
        swept = 2.0 * np.cross(turn[:, 1:], arrays["local"])
        moved = arrays["local"] + turn[:, :1] * swept + np.cross(turn[:, 1:], swept)
        return (moved + arrays["position"][row][arrays["owner"]]).astype(np.float32)


def _known(name: str) -> bool:
    """Return whether the stage's own pieces brought a material in, dressed by then."""
    return bpy.data.materials.get(name) is not None


def _rate() -> float:
    render = bpy.context.scene.render
    return float(render.fps / render.fps_base)


def _vectors(mesh: Any, name: str, values: Any) -> None:
    layer = mesh.attributes.get(name) or mesh.attributes.new(name, "FLOAT_VECTOR", "POINT")
    layer.data.foreach_set("vector", np.ascontiguousarray(values, dtype=np.float32).ravel())
