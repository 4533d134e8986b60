"""What nobody spoke of stays where it was: a thing that grows would otherwise move its neighbours, and the camera back until it looks as it did."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, TypeVar

import numpy as np

from rushes.brief import Brief
from rushes.brief.scene import Character, Scene, Thing
from rushes.brief.scene.position import Position
from rushes.engines.clip.layout.standing import staged
from rushes.engines.clip.notes.edit import Somebody, everybody
from rushes.engines.clip.notes.pointed import Version
from rushes.engines.clip.shot.framing import seen_box
from rushes.engines.clip.staged import Stage
from rushes.errors import BadInputError
from rushes.plan import Remark

One = TypeVar("One", Thing, Character)

HELD: Final = (
    "The camera stays as far off and as high as it was, and what the note doesn't speak of stays where it stood."
)
ANEW: Final = "What stands there is arranged and framed anew: where it stood in this version couldn't be told."

SHAPE: Final = ("kind", "count", "arranged", "length_m", "width_m", "height_m", "scale", "where")
"""Fields that say how much room something takes, and where."""

TALLEST_M: Final = 12.0
"""What is taller is looked up at from wherever it can be; its camera's height is left open [m]."""


def steady(remark: Remark, before: Brief, scene: Scene, version: Version) -> tuple[Scene, tuple[str, ...]]:
    """Return a changed scene in which the rest is held, and what to tell of that; the scene as it is where nothing takes other room.

    Args:
        remark: The note.
        before: What the version was made from.
        scene: With what the note changed.
        version: The version's stage and camera.
    """
    if {one.name: _shape(one) for one in everybody(before.clip)} == {one.name: _shape(one) for one in everybody(scene)}:
        return scene, ()
    if before.clip.place.style is not None or any(one.wears for one in before.clip.characters):
        return scene, (ANEW,)
    try:
        stood = staged(before.clip, before.seed)
        pinned = replace(
            scene,
            things=tuple(_pinned(one, before.clip, stood) for one in scene.things),
            characters=tuple(_pinned(one, before.clip, stood) for one in scene.characters),
        )
        return _framed(remark, before, pinned, version), (HELD,)
    except BadInputError:
        return scene, (ANEW,)


def _shape(one: Somebody) -> tuple[object, ...]:
    return tuple(getattr(one, name, None) for name in SHAPE)


def _pinned(one: One, before: Scene, stood: Stage) -> One:
    """Return a thing at the very place that was found for it; as it is where its place was said, it was moved, or it moves."""
    was = before.named(one.name)
    actors = stood.called(one.name)
    at_rest = all(motion.does == "stand" for motion in one.does) and all(
        beat.thing != one.name for beat in before.beats
    )
    is_open = one.where.relation is None and one.where.at_m is None
    if was is None or was.where != one.where or not is_open or not at_rest or len(actors) != 1 or actors[0].hangs:
        return one
    x, y, z = (round(float(metres), 4) for metres in actors[0].at)
    return replace(one, where=Position(at_m=(x, y, z), facing=one.where.facing, turned_deg=one.where.turned_deg))


def _framed(remark: Remark, before: Brief, scene: Scene, version: Version) -> Scene:
    """Return a scene whose cameras stand where they stood, but for those that the note speaks of."""
    stands, camera, cuts = staged(scene, before.seed), version.camera, scene.cuts(remark.rate)
    shots = list(scene.shots)
    for number, (shot, was) in enumerate(zip(scene.shots, before.clip.shots, strict=True)):
        if shot.camera != was.camera or shot.camera.distance_m is not None:
            continue
        eye = camera.position[camera.index(camera.frames.first + cuts[number])]
        low, high = seen_box(stands, shot.camera, {beat.thing for beat in scene.beats})
        away = float(np.hypot(*(eye - (low + high) / 2)[:2]))
        open_height = shot.camera.height_m is None and float(high[2] - low[2]) <= TALLEST_M
        height = round(float(eye[2]), 4) if open_height else shot.camera.height_m
        shots[number] = replace(shot, camera=replace(shot.camera, distance_m=round(max(away, 1.0), 4), height_m=height))
    return replace(scene, shots=tuple(shots))
