# SPDX-License-Identifier: GPL-3.0-or-later
"""Render pictures of a set with Cycles: ``python -m rushes.blender.set_render request.json``.

The request has ``scene`` (USD), ``surfaces`` (finishes by material; left out, the stage's own materials stay: what other
programs see), ``backing``, ``samples``, ``seed``, ``width``, ``height``, ``cores`` and ``pictures``: camera, path, walls to be
taken out, and of a set in motion the ``frame``. What moves comes as ``moving`` (see ``set_moving``), and ``dark`` names the lights and
materials that go out, each with the frame. One line per finished picture: ``frame 1 1 3``. A failure is one line, ``fatal: ...``.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rushes.blender.program import run, say

_BACKING = ((0.0, 0.30), (0.012, 0.42), (0.035, 0.85), (0.12, 1.0), (0.6, 0.72), (1.0, 0.55))
"""Radiance of what is seen outside over that of the sky, by the height of a line of sight: haze over roofs, then sky, darker up."""


def _render(request: Mapping[str, Any]) -> None:
    import bpy

    from rushes.blender import set_finishes, set_moving, tracer

    say("opening")
    bpy.ops.wm.read_factory_settings(use_empty=True)
    bpy.ops.wm.usd_import(
        filepath=request["scene"],
        import_lights=True,
        import_subdiv=False,
        import_all_materials=False,
        light_intensity_scale=1.0,
    )
    moving = set_moving.add(request["moving"]) if request.get("moving") else {}
    if request.get("above"):
        set_moving.close_above(request["above"])
    if request.get("surfaces") is not None:
        set_finishes.dress({name: one for name, one in request["surfaces"].items() if name in bpy.data.materials})
    _lights(request)
    _backing(request)
    shutter = float(request.get("shutter", 0.0))
    tracer.prepare({**request, "shutter": shutter, "denoise": True, "persistent": True, "depth": True})
    _rooms(int(request["samples"]))
    pictures = request["pictures"]
    for done, picture in enumerate(pictures, start=1):
        began = time.process_time()
        camera = bpy.data.objects.get(picture["camera"])
        if camera is None:
            raise LookupError(f"{request['scene']} has no camera {picture['camera']}")
        bpy.context.scene.camera = camera
        gone = set(picture["without"])
        for item in bpy.data.objects:
            item.visible_camera = (
                item.name not in gone and item.type != "LIGHT"
            )  # it still throws its light back, and mirrors show it
        for name, source in moving.items():
            bpy.data.objects[name].visible_camera = source not in gone
        frame = int(picture.get("frame", done))
        set_moving.put_out(request.get("dark", {}), frame)
        tracer.trace(frame, Path(picture["path"]), None)
        say(f"frame {done} {done} {len(pictures)} cpu {time.process_time() - began:.2f}")


def _lights(request: Mapping[str, Any]) -> None:
    """Set every light's power from the request, in Blender's own units, whatever its reading of USD made of them."""
    import bpy

    for name, said in request["lights"].items():
        item = bpy.data.objects.get(name)
        if item is None:
            raise LookupError(f"{request['scene']} has no light {name}")
        item.data.energy = float(said["energy"])
        item.data.color = said["colour"]
        item.visible_camera = False
        if hasattr(item.data, "use_shadow"):
            item.data.use_shadow = True


def _backing(request: Mapping[str, Any]) -> None:
    """Show the day through openings to the camera and to mirrors; its light comes from panels at the openings."""
    import bpy

    world = bpy.data.worlds.new("Backing")
    bpy.context.scene.world = world
    world.use_nodes = True
    background = world.node_tree.nodes["Background"]
    tree = world.node_tree
    direction = tree.nodes.new("ShaderNodeTexCoord")
    parts = tree.nodes.new("ShaderNodeSeparateXYZ")
    tree.links.new(direction.outputs["Generated"], parts.inputs[0])
    ramp = tree.nodes.new("ShaderNodeValToRGB")
    tree.links.new(parts.outputs["Z"], ramp.inputs[0])
    stops = ramp.color_ramp.elements  # the first and the last are there
    for index, (place, share) in enumerate(_BACKING):
        stop = stops[index] if index in {0, len(_BACKING) - 1} else stops.new(place)
        stop.color = (*(part * share for part in request["backing"]["colour"]), 1.0)
    tree.links.new(ramp.outputs["Color"], background.inputs[0])
    background.inputs[1].default_value = float(request["backing"]["radiance"])
    world.cycles_visibility.diffuse = False
    world.cycles_visibility.transmission = False
    world.cycles_visibility.scatter = False


def _rooms(samples: int) -> None:
    """Light bounces oftener in a room than in a street, and there are many lamps."""
    import bpy

    scene, layer = bpy.context.scene, bpy.context.view_layer
    cycles = scene.cycles
    cycles.use_light_tree = True
    cycles.max_bounces, cycles.diffuse_bounces, cycles.glossy_bounces = 8, 4, 4
    cycles.transmission_bounces, cycles.transparent_max_bounces = 4, 16
    cycles.use_adaptive_sampling = samples > 16
    cycles.adaptive_threshold = 0.03
    cycles.sample_clamp_indirect, cycles.sample_clamp_direct = 8.0, 64.0
    cycles.blur_glossy = 1.0
    scene.render.film_transparent = False
    scene.render.image_settings.color_depth = "32"
    layer.use_pass_z, layer.use_pass_normal = True, True
    layer.use_pass_diffuse_color = True
    layer.use_pass_cryptomatte_object, layer.pass_cryptomatte_depth = True, 4


if __name__ == "__main__":
    run(_render)
