# SPDX-License-Identifier: GPL-3.0-or-later
"""Render frames of a clip's stage, drafted by Workbench or traced by Cycles: ``python -m rushes.blender.clip_render request.json``.

The request has ``scene`` (USD), ``surfaces`` (looks by material), ``engine`` (``workbench`` or ``cycles``), ``sky`` (an equirectangular
picture), ``sun`` and ``lamps``, ``width``, ``height``, ``samples``, ``seed``, ``cores``, ``shutter``, ``shown`` (first and last frame of
what comes or goes, by object), ``poses`` (of crowds, for a draft), ``first`` (the clip's first frame), ``casts`` (what throws a shadow in a draft), ``glow`` (how bright what shines is in a draft) and ``pictures``: frame, camera, path. One line per finished picture: ``frame 1012 12 96``. A failure
is one line, ``fatal: ...``.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rushes.blender.crowd import gathered
from rushes.blender.program import run, say

_SHADOWS = {True: 0.62, False: 0.22}
"""How dark Workbench's shadows are: in the sun, and under light from everywhere."""

_LAMP_GLOW = 5.0
"""What glows more than this lights what is around it."""

_CASTS = 4500
"""What has more faces than this casts no shadow in a draft: Workbench's shadows cost three times the rest of the picture."""


def _render(request: Mapping[str, Any]) -> None:
    import bpy

    say("opening")
    bpy.ops.wm.read_factory_settings(use_empty=True)
    bpy.ops.wm.usd_import(
        filepath=request["scene"],
        import_lights=False,
        import_subdiv=False,
        import_all_materials=False,
        set_frame_range=True,
    )
    scene = bpy.context.scene
    scene.render.fps, scene.render.fps_base = int(request["rate"][0]), float(request["rate"][1])
    drafts = request["engine"] == "workbench"
    if drafts:
        _draft(request)
    else:
        _trace(request)
    pose = gathered(Path(request["poses"]), int(request["first"])) if drafts else None
    shown = {bpy.data.objects[name]: span for name, span in request["shown"].items()}
    pictures = request["pictures"]
    for done, picture in enumerate(pictures, start=1):
        began = time.process_time()
        frame = int(picture["frame"])
        scene.camera = bpy.data.objects[picture["camera"]]
        scene.camera.data.sensor_fit = "HORIZONTAL"
        for item, (first, last) in shown.items():
            item.hide_render = not first <= frame <= last
        if pose is not None:
            pose(frame)
        scene.frame_set(frame)
        _write(Path(picture["path"]), frame)
        say(f"frame {frame} {done} {len(pictures)} cpu {time.process_time() - began:.2f}")


def _write(path: Path, frame: int) -> None:
    import bpy

    part = path.with_name(path.name + ".part")
    bpy.context.scene.render.filepath = str(part)
    bpy.ops.render.render(write_still=True)
    if not part.is_file():
        raise OSError(f"frame {frame}: Blender wrote no {part}; is the disk full?")
    os.replace(part, path)  # noqa: PTH105 - the one atomic call


def _draft(request: Mapping[str, Any]) -> None:
    """Set Workbench up: plain colours, shadows, edges softened; the light and the sky are put in later."""
    import bpy
    import mathutils

    scene = bpy.context.scene
    render, shading = scene.render, scene.display.shading
    render.engine = "BLENDER_WORKBENCH"
    render.resolution_x, render.resolution_y = int(request["width"]), int(request["height"])
    render.resolution_percentage = 100
    render.film_transparent = True
    render.threads_mode, render.threads = "FIXED", len(request["cores"])
    scene.display.render_aa = "FXAA"
    shading.light, shading.color_type = "FLAT", "MATERIAL"
    shading.show_cavity, shading.cavity_type = True, "WORLD"
    direction = request["sun"]["direction"] if request["sun"] else (-0.4, -0.5, 0.75)
    shading.show_shadows, shading.shadow_intensity = True, _SHADOWS[bool(request["sun"])]
    scene.display.light_direction = mathutils.Vector((direction[0], direction[2], -direction[1])).normalized()
    scene.display.shadow_focus = 0.4
    casts = set(request["casts"])
    for item in bpy.data.objects:
        if item.type == "MESH":
            item.display.show_shadows = item.name in casts and len(item.data.polygons) < _CASTS
    for name, look in request["surfaces"].items():
        surface = bpy.data.materials.get(name)
        if surface is None:
            continue
        shines = 1.0 + float(request["glow"]) * look["glow"]
        alpha = 0.35 if look["kind"] == "glass" else 1.0
        surface.diffuse_color = (*(part * shines for part in look["colour"]), alpha)
    _output("16")
    bpy.context.view_layer.use_pass_z = True


def _output(depth: str) -> None:
    import bpy

    scene = bpy.context.scene
    scene.view_settings.view_transform = "Raw"
    scene.render.use_file_extension = False
    scene.render.image_settings.file_format = "OPEN_EXR_MULTILAYER"
    scene.render.image_settings.color_depth = depth
    scene.render.image_settings.exr_codec = "ZIPS"


def _trace(request: Mapping[str, Any]) -> None:
    import bpy

    from rushes.blender import lighting, set_finishes, tracer

    set_finishes.dress({name: one for name, one in request["surfaces"].items() if name in bpy.data.materials})
    lighting.hang_sky(request["sky"])
    if request["sun"]:
        _sun(request["sun"])
    for lamp in request["lamps"]:
        _lamp(lamp)
    tracer.prepare({**request, "inside": None, "denoise": True, "persistent": True, "depth": True})
    scene, layer = bpy.context.scene, bpy.context.view_layer
    scene.render.film_transparent = False
    scene.render.image_settings.color_depth = "32"
    cycles = scene.cycles
    inside = bool(request["inside"])
    cycles.max_bounces, cycles.diffuse_bounces, cycles.glossy_bounces = (6, 4, 3) if inside else (4, 2, 2)
    cycles.transparent_max_bounces = 12
    cycles.use_light_tree = False  # a fifth of the time, for lamps that are few
    _dim(request["surfaces"])
    layer.use_pass_z, layer.use_pass_normal, layer.use_pass_vector = True, True, float(request["shutter"]) <= 0
    layer.use_pass_cryptomatte_object, layer.pass_cryptomatte_depth = True, 4


def _dim(surfaces: Mapping[str, Any]) -> None:
    """Let what shines faintly shine where it is seen and met, and not be asked for light by every point: lamps stand for windows."""
    import bpy

    for name, look in surfaces.items():
        surface = bpy.data.materials.get(name)
        if surface is not None and 0 < look["glow"] < _LAMP_GLOW:
            surface.cycles.emission_sampling = "NONE"


def _sun(sun: Mapping[str, Any]) -> None:
    import bpy
    import mathutils

    light = bpy.data.lights.new("Sun", "SUN")
    light.energy, light.color, light.angle = (
        float(sun["strength"]),
        sun["colour"],
        math.radians(float(sun["angle_deg"])),
    )
    item = bpy.data.objects.new("Sun", light)
    item.rotation_mode = "QUATERNION"
    item.rotation_quaternion = mathutils.Vector(sun["direction"]).to_track_quat("Z", "Y")
    bpy.context.scene.collection.objects.link(item)


def _lamp(lamp: Mapping[str, Any]) -> None:
    import bpy
    import mathutils

    toward = lamp["toward"]
    light = bpy.data.lights.new("Lamp", "POINT" if toward is None else "AREA")
    light.energy, light.color = float(lamp["power"]), lamp["colour"]
    item = bpy.data.objects.new("Lamp", light)
    item.location = lamp["at"]
    if toward is None:
        light.shadow_soft_size = float(lamp["size"]) / 2
    else:
        light.shape, light.size = "SQUARE", float(lamp["size"])
        item.rotation_mode = "QUATERNION"
        item.rotation_quaternion = (mathutils.Vector(lamp["at"]) - mathutils.Vector(toward)).to_track_quat("Z", "Y")
        item.visible_camera = False
    bpy.context.scene.collection.objects.link(item)


if __name__ == "__main__":
    run(_render)
