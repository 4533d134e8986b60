# SPDX-License-Identifier: GPL-3.0-or-later
"""Bake finishes into pictures: ``python -m rushes.blender.set_bake request.json``.

A finish's channels are laid on a flat plane of so many metres and looked at from straight above, each channel as the plane's
own light; what comes out is a square picture of it. The request has ``finishes`` (by name), ``size_m`` (by name), ``px``,
``folder`` and ``cores``. One line per finished finish: ``baked name depth``, where depth is what a height of 1 stands for [m].
"""

from __future__ import annotations

import json
import math
import os
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rushes.blender.standard_output import run, say


def main(argv: list[str]) -> int:
    """Bake what the request file asks for; return the exit code."""
    try:
        request = json.loads(Path(argv[0]).read_text(encoding="utf-8"))
        if sys.platform == "linux":
            os.sched_setaffinity(0, set(request["cores"]))
        _bake(request)
    except BaseException as error:  # noqa: BLE001 - the last line of defence names the reason
        traceback.print_exc()
        say(f"fatal: {type(error).__name__}: {error}")
        return 1
    return 0


def _bake(request: Mapping[str, Any]) -> None:
    import bpy

    from rushes.blender import set_channels, set_finishes
    from rushes.blender.nodes import Tree, material

    bpy.ops.wm.read_factory_settings(use_empty=True)
    sheet = plane()
    prepare(int(request["px"]), len(request["cores"]))
    for name, finish in request["finishes"].items():
        size = float(request["size_m"][name])
        for corner, place in zip(
            sheet.data.uv_layers["st"].data, ((0, 0), (size, 0), (size, size), (0, size)), strict=True
        ):
            corner.uv = place
        depth = 0.0
        for channel in set_channels.CHANNELS:
            surface = material("baked")
            tree = Tree(surface)
            made = set_finishes.channels(tree, finish)
            depth = set_channels.emit(tree, made, channel)
            sheet.data.materials.clear()
            sheet.data.materials.append(surface)
            bpy.context.scene.render.filepath = str(Path(request["folder"]) / f"{name}.{channel}.exr")
            bpy.ops.render.render(write_still=True)
        say(f"baked {name} {depth}")


def plane() -> Any:
    """Return a flat square of 1 m, mapped by ``st``, with a camera that sees all of it from above."""
    import bpy

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


def prepare(px: int, threads: int) -> None:
    """Set Cycles to show a plane's own light in a square picture, as it is."""
    import bpy

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


if __name__ == "__main__":
    run(main)
