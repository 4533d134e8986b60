# SPDX-License-Identifier: GPL-3.0-or-later
"""Render pictures of outfits with Cycles: ``python -m rushes.blender.wardrobe_render request.json``.

The request has ``cores`` and ``scenes``; each of those ``scene`` (USD), ``hair`` (materials of curves), ``surfaces`` (by material; null keeps the stage's own: what
other programs see), ``sheens`` (of the stage's own, by material), ``width``, ``height``, ``samples``, ``seed``, ``people`` and ``pictures``: view and path. One line per finished
picture: ``frame 1 1 3``. A failure is one line, ``fatal: ...``.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rushes.blender.program import run, say


def _render(request: Mapping[str, Any]) -> None:
    total = sum(len(scene["pictures"]) for scene in request["scenes"])
    done = 0
    for scene in request["scenes"]:
        done = _scene({**scene, "cores": request["cores"]}, done, total)


def _scene(request: Mapping[str, Any], done: int, total: int) -> int:
    import bpy

    from rushes.blender import tracer, wardrobe_studio, wardrobe_surfaces
    from rushes.blender.nodes import material

    say("opening")
    bpy.ops.wm.read_factory_settings(use_empty=True)
    bpy.ops.wm.usd_import(filepath=request["scene"], import_subdiv=True, import_all_materials=True)
    for item in bpy.data.objects:
        for modifier in item.modifiers:
            if modifier.type == "SUBSURF":
                modifier.levels, modifier.render_levels = 0, 1
    for name, surface in request["hair"].items():  # Blender's reader of USD leaves curves without their material
        item = bpy.data.objects[name]
        item.data.materials.clear()
        item.data.materials.append(material(surface))
    if request.get("surfaces") is not None:
        wardrobe_surfaces.dress({name: one for name, one in request["surfaces"].items() if name in bpy.data.materials})
    wardrobe_surfaces.shine(request["sheens"])
    wardrobe_studio.build(request["people"])
    tracer.prepare({**request, "shutter": 0.0, "denoise": True, "persistent": True, "depth": True})
    _careful(int(request["samples"]))
    for picture in request["pictures"]:
        began = time.process_time()
        camera = _camera(picture["view"], float(request["sensor_mm"]))
        wardrobe_studio.turn_to(camera)
        done += 1
        tracer.trace(done, Path(picture["path"]), None)
        say(f"frame {done} {done} {total} cpu {time.process_time() - began:.2f}")
    return done


def _camera(view: Mapping[str, Any], sensor_mm: float) -> Any:
    """Make the camera of a view the scene's: level, so that people don't taper; what is higher or lower comes by its shift."""
    import bpy
    from mathutils import Vector

    data = bpy.data.cameras.new(view["name"])
    item = bpy.data.objects.new(view["name"], data)
    bpy.context.scene.collection.objects.link(item)
    item.location = view["at"]
    ahead = Vector(view["target"]) - Vector(view["at"])
    item.rotation_euler = (math.pi / 2, 0.0, math.atan2(ahead.y, ahead.x) - math.pi / 2)
    data.lens, data.sensor_width, data.sensor_fit = view["lens_mm"], sensor_mm, "AUTO"
    data.shift_y = view["shift"]
    data.clip_start, data.clip_end = 0.1, 60.0
    data.dof.use_dof = True
    data.dof.focus_distance = ahead.length
    data.dof.aperture_fstop = view["fstop"]
    bpy.context.scene.camera = item
    return item


def _careful(samples: int) -> None:
    """Set bounces and passes for cloth in a studio: hair lets light through, cloth on cloth asks for a few bounces."""
    import bpy

    scene, layer = bpy.context.scene, bpy.context.view_layer
    cycles = scene.cycles
    cycles.max_bounces, cycles.diffuse_bounces, cycles.glossy_bounces = 6, 4, 3
    cycles.transmission_bounces, cycles.transparent_max_bounces = 3, 8
    cycles.use_adaptive_sampling = samples > 16
    cycles.adaptive_threshold = 0.02
    cycles.sample_clamp_indirect, cycles.sample_clamp_direct = 6.0, 32.0
    scene.cycles_curves.shape = "RIBBONS"
    scene.render.film_transparent = False
    scene.render.image_settings.color_depth = "32"
    layer.use_pass_z, layer.use_pass_normal = True, True
    layer.use_pass_diffuse_color = True
    layer.use_pass_cryptomatte_object, layer.pass_cryptomatte_depth = True, 4


if __name__ == "__main__":
    run(_render)
