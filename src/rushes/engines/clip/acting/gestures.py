"""What somebody does with head and hands, whatever their weight is on: looks, points, waves, talks."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final

from rushes.engines.clip.posture import Posture, Side

HEAD: Final = 1.0
"""How far a head turns by itself [rad]; the rest is the trunk's, and then the feet's."""

TRUNK: Final = 0.35
WAVES_HZ, TALKS_HZ = 1.7, 0.75


@dataclass(frozen=True)
class Aim:
    """Where something is, as seen by somebody.

    Attributes:
        aside: To their left [rad].
        up: Over the level of their eyes [rad].
    """

    aside: float = 0.0
    up: float = 0.0


def gesturing(does: str, base: Posture, aim: Aim, time: float) -> Posture:
    """Return a posture with a gesture.

    Args:
        does: ``look``, ``point``, ``wave`` or ``talk``.
        base: What carries them.
        aim: At what.
        time: Since it began [s].
    """
    made = _looking(base, aim)
    if does == "point":
        return _pointing(made, aim)
    if does == "wave":
        return _waving(made, aim, time)
    if does == "talk":
        return _talking(made, time)
    return made


def _looking(base: Posture, aim: Aim) -> Posture:
    """Return somebody who looks there: the head first, then the trunk, and whoever stands turns their feet for the rest."""
    aside = (aim.aside + math.pi) % (2 * math.pi) - math.pi
    past = max(abs(aside) - HEAD * 0.8, 0.0)
    sign = math.copysign(1.0, aside)
    on_feet = base.planted * (1.0 - base.sits)
    heading = sign * past * on_feet
    rest = aside - heading
    trunk = sign * min(max(abs(rest) * 0.35, 0.0), TRUNK)
    head = sign * min(abs(rest - trunk), HEAD)
    up = min(max(aim.up, -0.7), 1.15)
    back = 0.22 * max(up - 0.3, 0.0)
    return replace(
        base, heading=base.heading + heading, yaw=base.yaw + trunk, turn=head, nod=up * 0.85 + base.lean * 0.3, lean=base.lean - back
    )  # fmt: skip


def _pointing(base: Posture, aim: Aim) -> Posture:
    """Return somebody who points there with the arm on its side."""
    aside = (aim.aside + math.pi) % (2 * math.pi) - math.pi - (base.heading + base.yaw)
    left = aside > 0.05
    out = min(max(aside if left else -aside, -0.15), 1.25)
    limbs = base.left if left else base.right
    arm = replace(
        limbs, arm=math.pi / 2 + min(max(aim.up, -0.6), 0.9) + base.lean, out=out * math.cos(aim.up), elbow=0.06, twist=0.0
    )  # fmt: skip
    return replace(base, left=arm) if left else replace(base, right=arm)


def _waving(base: Posture, aim: Aim, time: float) -> Posture:
    """Return somebody who waves: the upper arm out, the forearm up and to and fro."""
    swing = math.sin(2 * math.pi * WAVES_HZ * time)
    side = base.right
    arm = replace(side, arm=0.5, out=1.15, twist=-1.35, elbow=1.75 + 0.38 * swing)
    del aim
    return replace(base, right=arm, tilt=base.tilt + 0.03)


def _talking(base: Posture, time: float) -> Posture:
    """Return somebody who talks: forearms and head go along with what is said."""
    turn = 2 * math.pi * TALKS_HZ * time
    beat = 0.6 * math.sin(turn) + 0.4 * math.sin(2.37 * turn + 1.0)
    other = 0.6 * math.sin(0.8 * turn + 2.0) + 0.4 * math.sin(1.9 * turn)
    return replace(
        base,
        left=_forearm(base.left, 0.75 + 0.22 * other, 0.18 + 0.06 * other),
        right=_forearm(base.right, 1.15 + 0.35 * beat, 0.30 + 0.14 * beat),
        nod=base.nod + 0.05 * math.sin(1.6 * turn),
        turn=base.turn + 0.06 * math.sin(0.7 * turn),
        tilt=base.tilt + 0.012 * beat,
    )


def _forearm(side: Side, elbow: float, arm: float) -> Side:
    return replace(side, arm=arm, elbow=elbow, out=0.10, twist=0.35)
