"""How somebody walks: the body's few bones swing with the way that was gone, and the lower foot is on the ground.

After the angles of normal gait as textbooks plot them (Perry, Gait Analysis, 1992), in a few harmonics.
"""

from __future__ import annotations

import math
from typing import Final

from rushes.engines.body.shape import Body
from rushes.engines.body.stance import Stance
from rushes.engines.clip.posture import Posture, Side, posed

UPRIGHT: Final = Stance(arms_deg=10.0, elbows_deg=16.0, feet_apart=0.9, toes_deg=5.0)
STRIDE: Final = 0.83
"""A walker's stride over the height, both steps together; a runner's is longer."""

RUNS_MS: Final = 2.4


ROLLS = 0.035
"""How high a runner is off the ground between steps [m]."""


def gait(phase: float, speed: float) -> Side:
    """Return a side's angles at a phase of its stride, from heel strike at 0.

    Args:
        phase: 0 to 1.
        speed: [m/s].
    """
    turn = 2 * math.pi * phase
    pace = min(max(speed / 1.4, 0.0), 2.2)
    runs = _runs(speed)
    swing = 0.38 * min(pace, 1.5)
    hip = swing * math.cos(turn) + 0.08 * pace
    loaded = 0.16 * math.exp(-(((phase - 0.13) / 0.08) ** 2)) * min(pace, 1.0)
    lifted = (1.05 + 0.5 * runs) * math.exp(-(((phase - 0.73) / 0.115) ** 2)) * min(pace, 1.2)
    knee = 0.06 * min(pace, 1.0) + loaded + lifted
    ankle = (-0.28 * math.exp(-(((phase - 0.60) / 0.07) ** 2)) + 0.10 * math.sin(turn)) * min(pace, 1.0)
    arm = -0.34 * min(pace, 1.5) * math.cos(turn)
    bent = 0.25 * min(pace, 1.0) + 0.22 * max(-math.cos(turn), 0.0) * min(pace, 1.0) * (1 - runs) + 0.85 * runs
    return Side(hip=hip, knee=knee, ankle=ankle, arm=arm, elbow=bent)


def striding(phase: float, speed: float) -> Posture:
    """Return the posture of somebody in the middle of a stride; without speed they stand.

    Args:
        phase: Of the left side, 0 to 1.
        speed: [m/s].
    """
    runs = _runs(speed)
    lean = 0.04 * min(speed / 1.4, 1.0) + 0.12 * runs
    hop = ROLLS * max(math.sin(4 * math.pi * phase), 0.0) * runs
    return Posture(gait(phase % 1.0, speed), gait((phase + 0.5) % 1.0, speed), lean=lean, nod=0.6 * lean, hop=hop)


def _runs(speed: float) -> float:
    """Return how far a speed is a runner's, 0 to 1."""
    return min(max((speed - RUNS_MS) / 0.6 + 0.5, 0.0), 1.0)


def stride_of(tall: float, speed: float) -> float:
    """Return how long a stride is, both steps together [m], of somebody so tall [m] at a speed [m/s]."""
    return STRIDE * tall * (1.0 if speed < RUNS_MS else 1.5)


def stepped(body: Body, phase: float, speed: float) -> Body:
    """Return an upright body in the middle of a stride, its lower foot on the ground.

    Args:
        body: As it stands straight.
        phase: Of the left side, 0 to 1.
        speed: [m/s].
    """
    return posed(body, striding(phase, speed))
