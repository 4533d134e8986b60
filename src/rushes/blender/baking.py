# SPDX-License-Identifier: GPL-3.0-or-later
"""What pictures are baked on: a flat plane, looked at from straight above, that shows its own light as it is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import bpy  # noqa: TID253 - this folder runs only inside Blender's own process


def laid_out(px: int, threads: int) -> Any:
    """Empty Blender's scene, and return the only thing in it: a square of 1 m, mapped by ``st``, that a square picture holds.

    Args:
        px: The picture's side.
        threads: Cycles'.
    """
    bpy.ops.wm.read_factory_settings(use_empty=True)
    sheet = _plane()
    _prepare(px, threads)
    return sheet


def spread(sheet: Any, layer: str, places: Sequence[tuple[float, float]]) -> None:
    """Say where in a map the sheet's four corners lie, counter-clockwise from below left."""
    for corner, place in zip(sheet.data.uv_layers[layer].data, places, strict=True):
        corner.uv = place


def square(size_m: float) -> tuple[tuple[float, float], ...]:
    """Return the corners of so many metres, as ``spread`` wants them."""
    return (0, 0), (size_m, 0), (size_m, size_m), (0, size_m)


def bake(sheet: Any, surface: Any, path: Path) -> None:
    """Take a picture of a sheet that has a material, and nothing else."""
    sheet.data.materials.clear()
    sheet.data.materials.append(surface)
    bpy.context.scene.render.filepath = str(path)
    bpy.ops.render.render(write_still=True)


def _plane() -> Any:
    mesh = bpy.data.meshes.new("plane")
    mesh.from_pydata([(0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 0)], [], [(0, 1, 2, 3)])
    mesh.uv_layers.new(name="st")
    plane = bpy.data.objects.new("plane", mesh)
    bpy.context.scene.collection.objects.link(plane)
    camera = bpy.data.cameras.new("above")
    camera.type, camera.ortho_scale = "ORTHO", 1.0
    item = bpy.data.objects.new("above", camera)
    item.location = (0.5, 0.5, 1.0)
    bpy.context.scene.collection.objects.link(item)
    bpy.context.scene.camera = item
    return plane


def _prepare(px: int, threads: int) -> None:
    """Set Cycles to show a plane's own light in a square picture, as it is."""
    scene = bpy.context.scene
    scene.render.engine, scene.cycles.device = "CYCLES", "CPU"
    scene.render.threads_mode, scene.render.threads = "FIXED", threads
    scene.cycles.samples, scene.cycles.use_denoising, scene.cycles.use_adaptive_sampling = 4, False, False
    scene.cycles.max_bounces = 0
    scene.cycles.pixel_filter_type, scene.cycles.filter_width = "BOX", 1.0
    scene.render.use_persistent_data = True
    scene.render.resolution_x = scene.render.resolution_y = px
    scene.render.resolution_percentage = 100
    scene.view_settings.view_transform = "Raw"
    scene.render.image_settings.file_format = "OPEN_EXR"
    scene.render.image_settings.color_mode, scene.render.image_settings.color_depth = "RGB", "32"
    scene.render.use_file_extension = False
    assert math.isclose(scene.render.pixel_aspect_x, scene.render.pixel_aspect_y)  # noqa: S101 - a square stays square
