# SPDX-License-Identifier: GPL-3.0-or-later
"""Swatches of finishes in one picture: ``python -m rushes.blender.set_swatches request.json``.

Each is a slab with a ball before it, in the light of one large window from the left. The request has ``path`` (a PNG),
``finishes`` (rows of them), ``size_m`` (a slab's width), ``px`` (a slab's width in the picture) and ``samples``.
"""

from __future__ import annotations

import json
import math
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rushes.blender.standard_output import run, say


def main(argv: list[str]) -> int:
    """Render what the request file asks for; return the exit code."""
    try:
        _render(json.loads(Path(argv[0]).read_text(encoding="utf-8")))
    except BaseException as error:  # noqa: BLE001 - the last line of defence names the reason
        traceback.print_exc()
        say(f"fatal: {type(error).__name__}: {error}")
        return 1
    return 0


def _render(request: Mapping[str, Any]) -> None:
    import bpy

    from rushes.blender import set_finishes

    bpy.ops.wm.read_factory_settings(use_empty=True)
    size, rows = float(request["size_m"]), request["finishes"]
    for row, finishes in enumerate(rows):
        for column, finish in enumerate(finishes):
            name = f"swatch_{row}_{column}"
            set_finishes.dress({name: finish})
            x, z = column * size * 1.06, -row * size * 1.06
            _slab(bpy.data.materials[name], x, z, size)
            _ball(bpy.data.materials[name], x + size * 0.70, z + size * 0.22, size * 0.2)
    columns = max(len(finishes) for finishes in rows)
    wide, high = columns * size * 1.06, len(rows) * size * 1.06
    _light(wide, high, size)
    _camera(wide, high, size)
    scene = bpy.context.scene
    scene.render.engine, scene.cycles.device = "CYCLES", "CPU"
    scene.cycles.samples, scene.cycles.use_denoising = int(request["samples"]), True
    scene.cycles.max_bounces = 5
    scene.render.resolution_x = int(request["px"]) * columns
    scene.render.resolution_y = int(request["px"]) * len(rows)
    scene.view_settings.view_transform = "Filmic" if request.get("filmic") else "AgX"
    scene.render.image_settings.file_format = "PNG"
    scene.render.filepath = request["path"]
    bpy.ops.render.render(write_still=True)
    say(f"done {request['path']}")


def _slab(material: Any, x: float, z: float, size: float) -> None:
    import bpy

    mesh = bpy.data.meshes.new("slab")
    mesh.from_pydata([(x, 0, z), (x + size, 0, z), (x + size, 0, z + size), (x, 0, z + size)], [], [(0, 1, 2, 3)])
    _mapped(mesh, [(0, 0), (size, 0), (size, size), (0, size)])
    mesh.materials.append(material)
    bpy.context.scene.collection.objects.link(bpy.data.objects.new("slab", mesh))


def _ball(material: Any, x: float, z: float, radius: float) -> None:
    import bpy

    points, quads, st = [], [], []
    around, up = 48, 24
    for j in range(up + 1):
        for i in range(around):
            a, b = 2 * math.pi * i / around, math.pi * (j / up - 0.5)
            points.append(
                (
                    x + radius * math.cos(a) * math.cos(b),
                    -radius * (1.1 + math.sin(a) * math.cos(b)),
                    z + radius * math.sin(b),
                )
            )
    for j in range(up):
        for i in range(around):
            quads.append(
                (
                    j * around + i,
                    j * around + (i + 1) % around,
                    (j + 1) * around + (i + 1) % around,
                    (j + 1) * around + i,
                )
            )
            wide, high = 2 * math.pi * radius / around, math.pi * radius / up
            st += [
                (i * wide, j * high),
                ((i + 1) * wide, j * high),
                ((i + 1) * wide, (j + 1) * high),
                (i * wide, (j + 1) * high),
            ]
    mesh = bpy.data.meshes.new("ball")
    mesh.from_pydata(points, [], quads)
    mesh.flip_normals()
    _mapped(mesh, st)
    mesh.shade_smooth()
    mesh.materials.append(material)
    bpy.context.scene.collection.objects.link(bpy.data.objects.new("ball", mesh))


def _mapped(mesh: Any, st: list[tuple[float, float]]) -> None:
    layer = mesh.uv_layers.new(name="st")
    for place, uv in zip(st, layer.data, strict=True):
        uv.uv = place


def _light(wide: float, high: float, size: float) -> None:
    import bpy
    import mathutils

    world = bpy.data.worlds.new("World")
    world.use_nodes = True
    world.node_tree.nodes["Background"].inputs[0].default_value = (0.35, 0.38, 0.42, 1.0)
    world.node_tree.nodes["Background"].inputs[1].default_value = 0.35
    bpy.context.scene.world = world
    middle = mathutils.Vector((wide / 2, 0.0, size - high / 2))
    span = max(wide, high)
    for place, power, width in (((-1.0, -0.55, 0.7), 9.0, 0.7), ((1.2, -1.3, -0.1), 1.6, 0.5)):
        light = bpy.data.lights.new("Window", "AREA")
        light.size, light.energy = width * span, power * span * span
        item = bpy.data.objects.new("Window", light)
        item.location = middle + mathutils.Vector(place) * span
        item.rotation_mode = "QUATERNION"
        item.rotation_quaternion = (item.location - middle).to_track_quat("Z", "Y")
        bpy.context.scene.collection.objects.link(item)


def _camera(wide: float, high: float, size: float) -> None:
    import bpy

    camera = bpy.data.cameras.new("Camera")
    camera.type, camera.ortho_scale = "ORTHO", max(wide, high)
    item = bpy.data.objects.new("Camera", camera)
    item.location = (wide / 2 - size * 0.03, -5.0, size - high / 2 + size * 0.03)
    item.rotation_euler = (math.pi / 2, 0.0, 0.0)
    bpy.context.scene.collection.objects.link(item)
    bpy.context.scene.camera = item


if __name__ == "__main__":
    run(main)
