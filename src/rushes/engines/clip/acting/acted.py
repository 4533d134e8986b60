"""From what a scene says that somebody does to what they do when, and where they look."""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.brief.scene import Character, Motion, Scene, Thing
from rushes.brief.scene.timing import line_length_s
from rushes.engines.clip.acting.gestures import Aim
from rushes.engines.clip.acting.timeline import GESTURES, Act
from rushes.engines.clip.staged import Actor, Stage
from rushes.engines.clip.travel import TRAVELS, WAYS

Floats = NDArray[np.float64]

EYES: Final = 0.93
"""How high somebody's eyes are over the floor, as a share of their height; a sitter's are lower, by their seat."""

LIFTS: Final[Mapping[str, float]] = {"up": 0.75, "down": -0.55}
"""How far over or under the level of their eyes somebody looks, or points, who is told no more [rad]."""

BODILY: Final = frozenset({"sit", "kneel", "crouch", "jump", "dance"})
"""What carries somebody besides standing and walking."""


def acts_of(scene: Scene, stage: Stage, actor: Actor) -> tuple[Act, ...]:
    """Return what somebody does, in order: as the scene has it, and talking while they have a line."""
    one = scene.named(actor.called)
    assert isinstance(one, Character | Thing)  # noqa: S101 - actors are of the scene
    found = [
        Act(motion.does, motion.at_s, _end(one.does, place), _aim(motion, stage, actor))
        for place, motion in enumerate(one.does)
    ]
    for line in scene.speech:
        if line.who == one.name and actor.number == 0:
            at = line.at_s or 0.0
            found.append(Act("talk", at, at + line_length_s(line.text), _aim(_before(one.does, at), stage, actor)))
    return tuple(sorted(found, key=lambda act: act.start))


def begins_of(actor: Actor, seed: int) -> float:
    """Return where in the shift of their weight somebody is at first, 0 to 1."""
    return (zlib.crc32(f"{seed}/{actor.name}".encode()) % 997) / 997


def _end(does: tuple[Motion, ...], place: int) -> float:
    """Return when a motion ends [s]: a gesture with the next one, what carries somebody with the next that does."""
    motion = does[place]
    if motion.until_s is not None:
        return motion.until_s
    gesture = motion.does in GESTURES
    later = [one.at_s for one in does[place + 1 :] if gesture == (one.does in GESTURES) or one.does in TRAVELS]
    return min((at for at in later if at > motion.at_s), default=math.inf)


def _before(does: tuple[Motion, ...], time: float) -> Motion:
    """Return what somebody looks at who begins to talk at a time: what they looked at before."""
    looks = [one for one in does if one.does in {"look", "point", "talk"} and one.at_s <= time]
    return looks[-1] if looks else Motion("talk")


def _aim(motion: Motion, stage: Stage, actor: Actor) -> Callable[[float], Aim]:
    """Return where somebody looks, or points, as seen by their body whichever way it is turned."""
    at = _target(motion, stage, actor)
    lift = LIFTS.get(str(motion.toward), 0.0)

    def aim(yaw_deg: float) -> Aim:
        if at is None:
            return Aim(up=lift)
        x, y = float(at[0]), float(at[1])
        away = math.hypot(x, y)
        aside = math.atan2(x, -y) - math.radians(yaw_deg) if away > 1e-6 else 0.0
        return Aim(aside, lift or math.atan2(float(at[2]), max(away, 0.4)))

    return aim


def _target(motion: Motion, stage: Stage, actor: Actor) -> Floats | None:
    """Return what a gesture is at, from somebody's eyes [m]; None for wherever they look."""
    eyes = np.array(actor.at) + [0.0, 0.0, EYES * float(actor.model.size[2])]
    found = [one for one in stage.called(motion.to) if one.name != actor.name] if motion.to else []
    if found:
        low, high = found[0].bounds()
        middle = (low + high) / 2
        middle[2] = low[2] + 0.75 * (high[2] - low[2]) if found[0].model.size[2] > 3 or found[0].alive else middle[2]
        return np.asarray(middle - eyes)
    if motion.toward in {"left", "right", "away", "camera"}:
        x, y = WAYS[str(motion.toward)]
        return np.array([x, y, 0.0])
    return None
