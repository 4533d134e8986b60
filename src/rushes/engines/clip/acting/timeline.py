"""What somebody does over a clip's time: one thing passes into the next, gestures over whatever carries them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.clip.acting import bases
from rushes.engines.clip.acting.gestures import Aim, gesturing
from rushes.engines.clip.posture import Posture, blended

Floats = NDArray[np.float64]

GESTURES: Final = frozenset({"look", "point", "wave", "talk"})
"""What is done over whatever carries somebody; all else carries them."""

EASES_S: Final[Mapping[str, float]] = {
    "sit": 1.1,
    "kneel": 1.0,
    "crouch": 0.8,
    "look": 0.55,
    "point": 0.5,
    "wave": 0.5,
    "talk": 0.6,
    "jump": 0.15,
}
"""How long it takes to pass into it [s]."""

USUAL_S: Final = 0.5
SWAYS_S, BREATHES_S = 7.0, 4.2
"""How long somebody takes to shift their weight there and back, and to breathe [s]."""

RISES_S: Final = 0.9
"""How long somebody takes to get up [s]."""


@dataclass(frozen=True)
class Act:
    """Something that somebody does.

    Attributes:
        does: What.
        start, end: When [s].
        aim: At what, for a gesture: called with the way their body looks [deg].
    """

    does: str
    start: float
    end: float
    aim: Callable[[float], Aim] = lambda _yaw: Aim()


def posture_at(
    acts: Sequence[Act],
    joints: Mapping[str, Floats],
    time: float,
    stride: tuple[Posture, float],
    seat: float,
    yaw: float,
    begins: float,
) -> Posture:
    """Return the posture of somebody at a time.

    Args:
        acts: What they do, in order.
        joints: As they stand straight [m].
        time: After the clip's first frame [s].
        stride: How they walk, and how far they do, 0 to 1.
        seat: How high what they sit on is [m].
        yaw: The way their body looks [deg].
        begins: Where in the shift of their weight they are at first, 0 to 1.
    """
    carried = [act for act in acts if act.does not in GESTURES]
    made = _passing(carried, time, lambda act: base_of(act, joints, time, seat, begins), _stands(time, begins))
    made = blended(made, *stride)
    for act in acts:
        if act.does in GESTURES and time >= act.start:
            share = _share(act, time)
            if share > 0:
                made = blended(made, gesturing(act.does, made, act.aim(yaw), time - act.start), share)
    return made


def base_of(act: Act, joints: Mapping[str, Floats], time: float, seat: float, begins: float) -> Posture:
    """Return what carries somebody at a time [s]; arguments as of ``posture_at``."""
    breath = time / BREATHES_S + begins
    if act.does == "sit":
        return bases.sitting(joints, seat, breath)
    if act.does == "kneel":
        return bases.kneeling(joints, breath)
    if act.does == "crouch":
        return bases.crouching(joints, breath)
    if act.does == "jump":
        return bases.jumping(joints, time - act.start)
    if act.does == "dance":
        return bases.dancing(joints, time - act.start + begins * 0.3)
    return _stands(time, begins)


def _stands(time: float, begins: float) -> Posture:
    return bases.standing(time / SWAYS_S + begins)


def _passing(acts: Sequence[Act], time: float, posture: Callable[[Act], Posture], stands: Posture) -> Posture:
    """Return what carries somebody at a time, the last thing passing into the next."""
    made = stands
    for act in acts:
        if time < act.start:
            break
        eases = RISES_S if made.sits > 0 or made.lean > 0.3 else EASES_S.get(act.does, USUAL_S)
        share = 1.0 if act.start <= 0 else (time - act.start) / eases
        made = blended(made, posture(act), _eased(share))
    return made


def _share(act: Act, time: float) -> float:
    """Return how far somebody is into a gesture: in it at once where the clip begins with it, and out of it again."""
    eases = EASES_S.get(act.does, USUAL_S)
    into = 1.0 if act.start <= 0 else (time - act.start) / eases
    out = (act.end + eases - time) / eases if math.isfinite(act.end) else 1.0
    return _eased(min(into, out))


def _eased(share: float) -> float:
    part = min(max(share, 0.0), 1.0)
    return part * part * (3 - 2 * part)
