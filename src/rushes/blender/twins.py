# SPDX-License-Identifier: GPL-3.0-or-later
"""Render synthetic performers with Cycles: ``python -m rushes.blender.twins request.json``.

The request names files of arrays: what never changes (faces, maps, masks, colours) and, a file a frame, where everything is. One
line per finished frame: ``frame 1004 4 12``. A failure is one line, ``fatal: ...``. It measures nothing and knows of no age.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from rushes.blender.program import run, say

MASKS = 5
"""Passes with three masks each."""


def _render(request: Mapping[str, Any]) -> None:
    import bpy

    from rushes.blender import tracer

    bpy.ops.wm.read_factory_settings(use_empty=True)
    held = np.load(request["scene"])
    things = {name: _thing(name, request["things"][name], held) for name in request["things"]}
    lights = _lit(request["lights"])
    _backdrop(request["backdrop"])
    _camera(request["camera"])
    tracer.prepare(request)
    _passes()
    for done, frame in enumerate(request["frames"], start=1):
        began = time.process_time()
        with np.load(frame["places"]) as places:
            for name, thing in things.items():
                _place(thing, name, places)
        for name, light in frame["lights"].items():
            lights[name].location = light["place"]
            lights[name].rotation_euler = light["turn"]
            lights[name].data.energy = light["watts"]
        tracer.trace(int(frame["frame"]), Path(frame["path"]), None)
        say(f"frame {frame['frame']} {done} {len(request['frames'])} cpu {time.process_time() - began:.2f}")


def _thing(name: str, what: Mapping[str, Any], held: Any) -> Any:
    """Make a mesh or strands from their arrays, with their material."""
    import bpy

    from rushes.blender.nodes import Tree, material

    if what["kind"] == "strands":
        data = bpy.data.hair_curves.new(name)
        data.add_curves([int(count) for count in held[f"{name}.sizes"]])
        data.points.foreach_set("radius", held[f"{name}.radius"].astype(np.float32))
    else:
        faces = held[f"{name}.faces"]
        data = bpy.data.meshes.new(name)
        data.vertices.add(int(what["vertices"]))
        data.loops.add(faces.size)
        data.polygons.add(len(faces))
        data.loops.foreach_set("vertex_index", faces.ravel().astype(np.int32))
        data.polygons.foreach_set("loop_start", np.arange(0, faces.size, faces.shape[1], dtype=np.int32))
        data.update(calc_edges=True)
        data.shade_smooth()
    for key in what["attributes"]:
        _attribute(data, key, held[f"{name}.{key}"])
    surface = material(name)
    _SURFACES[what["surface"]](Tree(surface), what)
    data.materials.append(surface)
    item = bpy.data.objects.new(name, data)
    bpy.context.scene.collection.objects.link(item)
    return item


def _attribute(data: Any, name: str, values: Any) -> None:
    held = data.attributes.get(name) or data.attributes.new(name, "FLOAT_VECTOR", "POINT")
    held.data.foreach_set("vector", np.ascontiguousarray(values, np.float32).ravel())


def _place(item: Any, name: str, places: Any) -> None:
    """Move a thing to where it is in a frame; one that is not in the frame is hidden."""
    item.hide_render = name not in places
    if item.hide_render:
        return
    points = np.ascontiguousarray(places[name], np.float32).ravel()
    if item.type == "MESH":
        item.data.vertices.foreach_set("co", points)
    else:
        item.data.points.foreach_set("position", points)
    _attribute(item.data, "motion", places[f"{name}.motion"])
    if item.type == "MESH":
        item.data.update()
    item.data.update_tag()


def _skin(tree: Any, what: Mapping[str, Any]) -> None:
    """Skin with blood under it, a shirt below the collar, wrinkles and pores as bumps."""
    at, rest = tree.attribute("map"), tree.attribute("rest")
    _, lips, _ = tree.split(tree.attribute("masks0"))
    cloth, _, _ = tree.split(tree.attribute("cloth"))
    tint = _picture(tree, at, what["tint"])
    relief, _, _ = tree.colours(_picture(tree, at, what["relief"]))
    own = _times(tree, tree.attribute("albedo"), tint)
    red = _times(tree, own, tuple(what["lips"]))
    pores, _ = tree.cells(rest, 900.0)
    height = (
        relief + pores.ramp(0.0, 0.7) * float(what["pores_mm"]) + tree.noise(rest, 400.0, 2.0) * float(what["pores_mm"])
    )
    normal = tree.bump(height, 0.001)
    patchy = tree.noise(rest, 60.0, 3.0)
    flesh = _principled(
        tree,
        tree.mix(lips, own, red),
        roughness=patchy * 0.2 + (float(what["roughness"]) - 0.1),
        normal=normal,
        scatter_m=float(what["scatter_m"]),
    )
    weave = tree.noise(rest, 700.0, 1.0)
    shirt = tree.diffuse(tree.tint(tuple(what["shirt"]), weave * 0.5 + 0.75), tree.bump(weave, 0.0006))
    _finish(tree, tree.blend(cloth, flesh, shirt), [tree.attribute(f"masks{number}") for number in range(MASKS)])


def _eye(tree: Any, what: Mapping[str, Any]) -> None:
    """An eyeball: white, iris and pupil by the angle from its axis."""
    front, spoke, _ = tree.split(tree.attribute("front"))
    streaks = tree.noise(tree.vector(spoke * 9.0, front * 4.0, 0.0), 3.0, 2.0)
    iris = tree.tint(tuple(what["iris"]), streaks * 1.5 + 0.3)
    rim = front.ramp(0.905, 0.925)
    colour = tree.mix(rim, (0.62, 0.56, 0.52), tree.mix(front.ramp(0.925, 0.94), (0.03, 0.025, 0.02), iris))
    colour = tree.mix(front.ramp(0.984, 0.989), colour, (0.004, 0.004, 0.004))
    _finish(tree, _principled(tree, colour, roughness=0.06), _marks(what))


def _hair(tree: Any, what: Mapping[str, Any]) -> None:
    """Hair in its own colour (Chiang et al. 2016, A practical and controllable hair and fur model)."""
    from rushes.blender.nodes import Value, join

    node = tree.tree.nodes.new("ShaderNodeBsdfHairPrincipled")
    node.parametrization = "COLOR"
    join(tree.tree, tree.attribute("tint"), node.inputs["Color"])
    for name, value in (("Roughness", 0.38), ("Radial Roughness", 0.45), ("Random Roughness", 0.2)):
        node.inputs[name].default_value = value
    _finish(tree, Value(tree.tree, node.outputs[0]), _marks(what))


def _plain(tree: Any, what: Mapping[str, Any]) -> None:
    """One colour, more or less shiny: teeth, tongue, the frame of glasses, a hand."""
    _finish(
        tree,
        _principled(tree, tuple(what["colour"]), roughness=what["roughness"], scatter_m=what.get("scatter_m", 0.0)),
        _marks(what),
    )


def _lens(tree: Any, what: Mapping[str, Any]) -> None:
    """A thin lens: light goes through, a little is mirrored."""
    share = tree.fresnel(1.45)
    _finish(tree, tree.blend(share, tree.clear((0.97, 0.98, 0.98)), tree.glossy((1.0, 1.0, 1.0), 0.02)), _marks(what))


_SURFACES = {"skin": _skin, "eye": _eye, "hair": _hair, "plain": _plain, "lens": _lens}


def _marks(what: Mapping[str, Any]) -> list[Any]:
    return [tuple(what["masks"][3 * number : 3 * number + 3]) for number in range(MASKS)]


def _finish(tree: Any, shader: Any, masks: list[Any]) -> None:
    """Set a material's surface, and its masks and motion as passes."""
    from rushes.blender.nodes import join

    tree.surface(shader)
    for name, value in (("motion", tree.attribute("motion")), *((f"masks{n}", mask) for n, mask in enumerate(masks))):
        node = tree.tree.nodes.new("ShaderNodeOutputAOV")
        node.aov_name = name
        join(tree.tree, value, node.inputs["Color"])


def _principled(tree: Any, colour: Any, *, roughness: Any, normal: Any = None, scatter_m: float = 0.0) -> Any:
    from rushes.blender.nodes import Value, join

    node = tree.tree.nodes.new("ShaderNodeBsdfPrincipled")
    join(tree.tree, colour, node.inputs["Base Color"])
    join(tree.tree, roughness, node.inputs["Roughness"])
    if normal is not None:
        join(tree.tree, normal, node.inputs["Normal"])
    if scatter_m > 0:
        node.subsurface_method = "BURLEY"
        node.inputs["Subsurface Weight"].default_value = 0.4
        node.inputs["Subsurface Radius"].default_value = (1.0, 0.38, 0.2)
        node.inputs["Subsurface Scale"].default_value = scatter_m
    return Value(tree.tree, node.outputs[0])


def _times(tree: Any, one: Any, other: Any) -> Any:
    from rushes.blender.nodes import Value, join

    node = tree.tree.nodes.new("ShaderNodeVectorMath")
    node.operation = "MULTIPLY"
    join(tree.tree, one, node.inputs[0])
    join(tree.tree, other, node.inputs[1])
    return Value(tree.tree, node.outputs[0])


def _picture(tree: Any, at: Any, path: str) -> Any:
    """Return a map's colour at a place, 0 to 1; the map is an array of floats, top row first."""
    import bpy

    from rushes.blender.nodes import Value, join

    values = np.load(path)
    rows, columns = values.shape[:2]
    image = bpy.data.images.new(Path(path).stem, columns, rows, float_buffer=True, alpha=False)
    image.colorspace_settings.name = "Non-Color"
    full = np.ones((rows, columns, 4), np.float32)
    full[..., :3] = values[::-1] if values.ndim == 3 else values[::-1, :, None]
    image.pixels.foreach_set(full.ravel())
    node = tree.tree.nodes.new("ShaderNodeTexImage")
    node.image, node.extension, node.interpolation = image, "EXTEND", "Cubic"
    join(tree.tree, at, node.inputs["Vector"])
    return Value(tree.tree, node.outputs["Color"])


def _lit(lights: Mapping[str, Any]) -> dict[str, Any]:
    import bpy

    made = {}
    for name, what in lights.items():
        light = bpy.data.lights.new(name, "AREA")
        light.shape, light.size, light.color = "DISK", what["size_m"], what["colour"]
        made[name] = bpy.data.objects.new(name, light)
        bpy.context.scene.collection.objects.link(made[name])
    return made


def _backdrop(what: Mapping[str, Any]) -> None:
    """Surround all with one soft light, and stand a wall behind with a pattern out of focus."""
    import bpy

    from rushes.blender.nodes import Tree, material

    world = bpy.data.worlds.new("World")
    world.use_nodes = True
    shade = world.node_tree.nodes["Background"]
    shade.inputs["Color"].default_value = (*what["ambient"], 1.0)
    bpy.context.scene.world = world
    wide, behind = what["half_m"], what["behind_m"]
    data = bpy.data.meshes.new("wall")
    corners = [(-wide, behind, -wide), (wide, behind, -wide), (wide, behind, wide), (-wide, behind, wide)]
    data.from_pydata(corners, [], [(0, 1, 2, 3)])
    surface = material("wall")
    tree = Tree(surface)
    cloud = tree.noise(tree.position(), 2.2, 2.0)
    _finish(tree, tree.glow(tree.tint(tuple(what["wall"]), cloud * 1.6 + 0.2), 1.0), [(0.0, 0.0, 0.0)] * MASKS)
    data.materials.append(surface)
    bpy.context.scene.collection.objects.link(bpy.data.objects.new("wall", data))


def _camera(what: Mapping[str, Any]) -> None:
    import bpy

    camera = bpy.data.cameras.new("camera")
    camera.sensor_width, camera.lens = 36.0, what["lens_mm"]
    item = bpy.data.objects.new("camera", camera)
    item.location, item.rotation_euler = what["place"], what["turn"]
    bpy.context.scene.collection.objects.link(item)
    bpy.context.scene.camera = item


def _passes() -> None:
    import bpy

    layer = bpy.context.view_layer
    for name in ("motion", *(f"masks{number}" for number in range(MASKS))):
        one = layer.aovs.add()
        one.name, one.type = name, "COLOR"
    bpy.context.scene.cycles.transmission_bounces = 2
    bpy.context.scene.cycles.transparent_max_bounces = 8
    bpy.context.scene.render.film_transparent = False
    bpy.context.scene.render.image_settings.color_depth = "32"


if __name__ == "__main__":
    run(_render)
