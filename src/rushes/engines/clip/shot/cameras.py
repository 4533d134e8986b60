"""All shots' cameras as one path over the clip's frames."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from rushes.brief.scene import ASPECTS, Scene
from rushes.engines.camera import CameraPath
from rushes.engines.clip.layout.blast import blast_at
from rushes.engines.clip.shot.framing import SENSOR_MM, Framed, framed, wide_enough
from rushes.engines.clip.shot.moves import Follow, moved, orientations
from rushes.engines.clip.staged import Stage
from rushes.engines.clip.travel import Travel
from rushes.show import FIRST_FRAME, FrameRange

Floats = NDArray[np.float64]

OPERATED = frozenset({"push_in", "pull_out", "track", "crane", "orbit", "handheld"})
"""Moves under which an operator keeps a subject in the picture that falls or is thrown; a lock-off begins wide enough instead."""

LAG_S = 0.16
"""How late an operator is [s]."""

GOES_ALONG = frozenset({"track", "pan"})
"""Moves that follow their subject; all others wait for it."""


def camera_path(
    scene: Scene,
    stage: Stage,
    travels: Mapping[str, Travel],
    rate: Fraction,
    size: tuple[int, int],
    seed: int,
    thrown: Mapping[str, Floats] | None = None,
) -> CameraPath:
    """Return the clip's camera: shot after shot, each from its cut on.

    Args:
        scene: With its shots.
        stage: What there is to see.
        travels: What goes somewhere, by the name of the actor.
        rate: Frames per second.
        size: Of the picture [px].
        seed: Of hands.
        thrown: Where what physics moves is, frame by frame [m], shape [frames, 3], by what the scene calls it.

    Raises:
        BadInputError: A subject isn't in the scene.
    """
    cuts = scene.cuts(rate)
    aspect = float(ASPECTS[scene.aspect])
    eyes, targets, lenses = [], [], []
    acting = {beat.thing for beat in scene.beats}
    blast = blast_at(scene, stage.actors) if "" in acting else None
    for number, shot in enumerate(scene.shots):
        first, end = cuts[number], cuts[number + 1]
        times = np.arange(end - first) / float(rate)
        before = [other.camera for other in scene.shots[:number]]
        start = framed(stage, shot.camera, aspect, number, before, acting, blast)
        if shot.camera.subject and shot.camera.move not in GOES_ALONG:
            start = _there(start, stage, shot.camera.subject, travels, (first + end) / 2 / float(rate))
        flies = (thrown or {}).get(shot.camera.subject)
        gone = np.zeros((end - first, 3)) if flies is None else flies[first:end] - flies[first]
        if shot.camera.move == "lock_off":
            start = wide_enough(start, stage, shot.camera, aspect, gone)
        eye, target = moved(
            start, shot.camera, times, _follow(stage, shot.camera.subject, travels, first / float(rate)), seed + number
        )
        if shot.camera.move in OPERATED:
            target = target + lagging(gone, float(rate))
        eyes.append(eye)
        targets.append(target)
        lenses.append(np.full(end - first, start.lens_mm))
    eye, target = np.concatenate(eyes), np.concatenate(targets)
    return CameraPath(
        frames=FrameRange(FIRST_FRAME, FIRST_FRAME + cuts[-1] - 1),
        width=size[0],
        height=size[1],
        sensor_width_mm=SENSOR_MM,
        position=eye,
        orientation=orientations(eye, target),
        focal_length_mm=np.concatenate(lenses),
    )


def _there(start: Framed, stage: Stage, subject: str, travels: Mapping[str, Travel], time: float) -> Framed:
    """Return where a camera stands whose subject goes somewhere: where the subject is in the middle of the shot."""
    goes = next((travels[actor.name] for actor in stage.called(subject) if actor.name in travels), None)
    if goes is None:
        return start
    x, y, z = (there - home for there, home in zip(goes.at(time)[:3], goes.home[:3], strict=True))
    eye, target = start.eye, start.target
    return replace(
        start, eye=(eye[0] + x, eye[1] + y, eye[2] + z), target=(target[0] + x, target[1] + y, target[2] + z)
    )


def _follow(stage: Stage, subject: str, travels: Mapping[str, Travel], begin: float) -> Follow | None:
    """Return how a shot's subject goes from where the stage has it; None where it stays."""
    named = [actor for actor in stage.actors if (actor.called == subject or not subject) and actor.name in travels]
    goes = [travels[actor.name] for actor in named if travels[actor.name].moves]
    if not goes:
        return None
    travel = goes[0]
    home = np.array(travel.home[:3])

    def where(time: float) -> Floats:
        return np.array(travel.at(begin + time)[:3]) - home

    return where


def lagging(gone: Floats, rate: float) -> Floats:
    """Return a way as an operator follows it, a little late, shape [frames, 3]."""
    out, share = gone.copy(), 1.0 - np.exp(-1.0 / (rate * LAG_S))
    for frame in range(1, len(out)):
        out[frame] = out[frame - 1] + share * (gone[frame] - out[frame - 1])
    return out
