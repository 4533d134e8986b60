# SPDX-License-Identifier: GPL-3.0-or-later
"""Drop pieces with Blender's own rigid bodies: ``python -m rushes.blender.rigid request.json``.

What a supervisor gets who fractures a building in Blender and lets it go; ``benchmarks/rigid.py`` holds the collapse
against it. Shapes, margins and sleeping are as Blender has them when nobody touches a setting; step, iterations,
friction and masses are the request's, so that both sides do the same number of steps over the same pieces.

The request names ``pieces`` (a ``.npz`` with corners, masses, places, and joints where they hold together) and
``answer``, the JSON file that it ends in; ``poses``, where it is asked for, is a ``.npz`` of every frame's places. One line
per finished frame: ``frame 12 96``. A failure is one line, ``fatal: ...``.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rushes.blender.program import answered, leave, say

GROUND_HALF_M = (400.0, 400.0, 5.0)
"""Half of the ground's box [m], as thick as the other side's: Blender's pieces fall through a ground that is a plane."""


def _write(request: Mapping[str, Any]) -> None:
    """Write the answer, beside and renamed."""
    answer = _simulate(request)
    path = Path(request["answer"])
    part = path.with_name(path.name + ".part")
    part.write_text(json.dumps(answer), encoding="utf-8")
    part.replace(path)


def _simulate(request: Mapping[str, Any]) -> dict[str, Any]:
    """Put the pieces into an empty scene, step through its frames, and return what it took and where they lie."""
    import bpy
    import numpy as np

    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    scene.gravity = (0.0, 0.0, -float(request["gravity"]))
    scene.render.fps, scene.render.fps_base = int(request["rate"][0]), float(request["rate"][1])
    frames = int(request["frames"])
    scene.frame_start, scene.frame_end = 0, frames
    with np.load(request["pieces"]) as archive:
        pieces = dict(archive)
    world = _world(request, frames)
    bodies = _bodies(world, pieces, float(request["friction"]))
    joints = _joints(world, pieces, bodies) if "bond_a" in pieces else 0
    _ground(world, float(request["ground"]))
    wall = cpu = 0.0
    taken: list[tuple[Any, Any]] = []
    for frame in range(frames + 1):  # frame 0 puts the bodies into the world
        began = time.perf_counter(), time.process_time()
        scene.frame_set(frame)
        wall, cpu = wall + time.perf_counter() - began[0], cpu + time.process_time() - began[1]
        if "poses" in request:
            taken.append(_poses(bodies))  # not counted: it is not the simulation's work
        say(f"frame {frame} {frames}")
    if taken:
        position, orientation = (np.array(each, np.float32) for each in zip(*taken, strict=True))
        np.savez(request["poses"], position=position, orientation=orientation)
    places = [list(place) for place in _poses(bodies)[0]]
    return {"wall": wall, "cpu": cpu, "joints": joints, "places": places}


def _poses(bodies: list[Any]) -> tuple[list[tuple[float, ...]], list[tuple[float, ...]]]:
    """Return where the bodies are [m] and how they are turned (w, x, y, z)."""
    import bpy

    seen = bpy.context.evaluated_depsgraph_get()
    poses = [body.evaluated_get(seen).matrix_world.decompose() for body in bodies]
    return [tuple(where) for where, _, _ in poses], [tuple(turn) for _, turn, _ in poses]


def _world(request: Mapping[str, Any], frames: int) -> Any:
    """Return the scene's rigid body world: with collections of its own, what is linked to them becomes a body."""
    import bpy

    bpy.ops.rigidbody.world_add()
    world = bpy.context.scene.rigidbody_world
    world.substeps_per_frame = int(request["steps_per_frame"])
    world.solver_iterations = int(request["iterations"])
    world.use_split_impulse = True
    world.point_cache.frame_start, world.point_cache.frame_end = 0, max(frames, 1)
    for name in ("collection", "constraints"):
        made = bpy.data.collections.new(name)
        bpy.context.scene.collection.children.link(made)
        setattr(world, name, made)
    return world


def _bodies(world: Any, pieces: Mapping[str, Any], friction: float) -> list[Any]:
    """Return an active body for each piece, a convex hull at its centre of mass."""
    import bpy

    made = []
    for index in range(len(pieces["mass"])):
        corners, triangles = pieces["vertex_start"][index : index + 2], pieces["triangle_start"][index : index + 2]
        mesh = bpy.data.meshes.new(f"piece_{index}")
        mesh.from_pydata(
            pieces["vertices"][slice(*corners)].tolist(), [], pieces["triangles"][slice(*triangles)].tolist()
        )
        body = bpy.data.objects.new(mesh.name, mesh)
        body.location = pieces["centre"][index].tolist()
        world.collection.objects.link(body)
        rigid = body.rigid_body
        rigid.type, rigid.collision_shape = "ACTIVE", "CONVEX_HULL"
        rigid.mass, rigid.friction, rigid.restitution = float(pieces["mass"][index]), friction, 0.02
        rigid.linear_damping = rigid.angular_damping = 0.0
        made.append(body)
    return made


def _joints(world: Any, pieces: Mapping[str, Any], bodies: list[Any]) -> int:
    """Let pieces hold together by fixed joints that break; return how many there are."""
    import bpy

    rows = zip(*(pieces[name].tolist() for name in ("bond_a", "bond_b", "bond_centre", "bond_strength")), strict=True)
    count = 0
    for a, b, centre, strength in rows:
        joint = bpy.data.objects.new(f"joint_{count}", None)
        joint.location = centre
        world.constraints.objects.link(joint)
        held = joint.rigid_body_constraint
        held.type, held.object1, held.object2 = "FIXED", bodies[a], bodies[b]
        held.use_breaking, held.breaking_threshold = True, strength
        held.disable_collisions = False
        count += 1
    return count


def _ground(world: Any, top: float) -> None:
    """Lay the ground: a box that nothing moves."""
    import bpy

    signs = [(x, y, z) for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)]
    corners = [tuple(sign * half for sign, half in zip(one, GROUND_HALF_M, strict=True)) for one in signs]
    faces = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    mesh = bpy.data.meshes.new("ground")
    mesh.from_pydata(corners, [], faces)
    ground = bpy.data.objects.new("ground", mesh)
    ground.location = (0.0, 0.0, top - GROUND_HALF_M[2])
    world.collection.objects.link(ground)
    ground.rigid_body.type, ground.rigid_body.collision_shape = "PASSIVE", "BOX"
    ground.rigid_body.friction, ground.rigid_body.restitution = 0.9, 0.02


if __name__ == "__main__":
    leave(answered(_write))
