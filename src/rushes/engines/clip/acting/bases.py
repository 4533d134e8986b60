"""How somebody carries their weight: on their feet, a seat, a knee. Angles come from the lengths of their own legs and arms."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.clip.posture import Posture, Side, moves_of, placed

Floats = NDArray[np.float64]
Joints = Mapping[str, Floats]

HIP_OVER_M: Final = 0.125
"""How high a sitter's hip joints are over the seat [m]."""

ON_THIGH_M: Final = 0.095
"""How high a wrist is over the middle of the thigh on which its hand lies [m]."""

SLOPES: Final = 0.26
"""How far a sitter's thighs fall to the knee at most [rad]: from a higher seat the feet hang."""

JUMP_M, JUMP_S, BEND_S = 0.26, 1.35, 0.28
"""How high somebody jumps [m], how long from one jump to the next, and how long they bend before and after [s]."""

GRAVITY: Final = 9.81
BEAT_S: Final = 0.52
"""From one beat to the next of who dances [s]: 115 a minute."""

RELAXED: Final = Side(arm=0.05, elbow=0.22, out=0.03)


def standing(phase: float, sway: float = 0.02) -> Posture:
    """Return somebody who stands and shifts their weight, at a phase of doing so, 0 to 1."""
    turn = 2 * math.pi * phase
    return Posture(
        replace(RELAXED, hip=0.5 * sway * math.sin(turn)),
        replace(RELAXED, hip=-0.5 * sway * math.sin(turn)),
        tilt=sway * math.sin(turn),
        lean=0.01 + 0.006 * math.sin(2.7 * turn),
        yaw=sway * math.sin(turn + 0.6),
        planted=1.0,
    )


def sitting(joints: Joints, seat: float, phase: float = 0.0) -> Posture:
    """Return somebody who sits, feet on the floor where they reach it, hands on their thighs.

    Args:
        joints: As they stand straight [m].
        seat: How high the seat is over the floor [m]; 0 is the floor.
        phase: Of their breath, 0 to 1.
    """
    thigh, shin = _legs(joints)
    fall = seat + HIP_OVER_M - float(joints["l-ankle"][2])
    low = min(max((0.34 - seat) / 0.34, 0.0), 1.0)
    ahead = thigh * (0.98 + 0.55 * low)
    while math.hypot(ahead, fall) > 0.985 * (thigh + shin) and ahead > 0.75 * thigh:
        ahead -= 0.01
    hip, knee = _folded(thigh, shin, ahead, fall)
    if hip < math.pi / 2 - SLOPES:  # too high: the feet hang
        hip, knee = math.pi / 2 - SLOPES, 1.3
    lean = -0.05 + 0.28 * low + 0.012 * math.sin(2 * math.pi * phase)
    leg = Side(hip=hip, knee=knee, ankle=min(max(knee - hip, -0.5), 0.5), spread=0.09 + 0.05 * low)
    made = Posture(leg, leg, lean=lean, nod=0.5 * lean, planted=1.0, seat=seat, sits=1.0)
    return _hands_on(joints, made, 0.62 + 0.22 * low)


def kneeling(joints: Joints, phase: float = 0.0) -> Posture:
    """Return somebody on their right knee, the left foot before them, a hand on the left thigh."""
    fore = Side(hip=math.pi / 2 - 0.16, knee=math.pi / 2 - 0.16, spread=0.12)
    back = Side(hip=-0.10, knee=math.pi / 2 - 0.02, ankle=-0.35, arm=0.05, elbow=0.3, out=0.06, spread=0.02)
    made = Posture(fore, back, lean=0.10 + 0.01 * math.sin(2 * math.pi * phase), planted=1.0)
    return _hands_on(joints, made, 0.78, sides="l")


def crouching(joints: Joints, phase: float = 0.0) -> Posture:
    """Return somebody who crouches, their forearms on their knees."""
    thigh, shin = _legs(joints)
    hip, knee = _folded(thigh, shin, 0.42 * thigh, 0.60 * (thigh + shin) * 0.72)
    leg = Side(hip=hip, knee=knee, ankle=min(knee - hip, 0.62), spread=0.16)
    made = Posture(leg, leg, lean=0.62 + 0.015 * math.sin(2 * math.pi * phase), nod=0.35, planted=1.0)
    return _hands_on(joints, made, 0.92)


def jumping(joints: Joints, time: float) -> Posture:
    """Return somebody who jumps, and again, at a time since they began [s]."""
    air = 2 * math.sqrt(2 * JUMP_M / GRAVITY)
    at = time % JUMP_S
    bends = _bump(at / (2 * BEND_S) if at < BEND_S else 0.5 + (at - BEND_S) / 0.16) if at < BEND_S + 0.08 else 0.0
    flies = at - BEND_S
    landing = flies - air
    if landing > 0:
        bends = _bump(landing / (1.6 * BEND_S))
    up = flies * math.sqrt(2 * GRAVITY * JUMP_M) - GRAVITY * flies**2 / 2 if 0 < flies < air else 0.0
    tuck = 0.35 * math.sin(math.pi * flies / air) if 0 < flies < air else 0.0
    thigh, shin = _legs(joints)
    hip, knee = _folded(thigh, shin, 0.18 * thigh, (thigh + shin) * (0.985 - 0.20 * bends))
    straight = _folded(thigh, shin, 0.18 * thigh, (thigh + shin) * 0.985)
    hip, knee = hip - straight[0] + 0.6 * tuck, knee - straight[1] + 1.2 * tuck
    flat = 1.0 if not 0 < flies < air else 0.0
    leg = Side(hip=hip, knee=knee, ankle=(knee - hip) * flat - 0.5 * (1 - flat) * min(up / 0.1, 1.0))
    thrown = -0.7 * bends + (1.3 * math.sin(math.pi * min(flies / air, 1.0)) if 0 < flies < air else 0.0)
    arm = replace(leg, arm=thrown, elbow=0.35 + 0.3 * abs(thrown), out=0.16)
    return Posture(arm, arm, lean=0.45 * bends, nod=0.3 * bends, hop=max(up, 0.0), planted=1.0)


def dancing(joints: Joints, time: float) -> Posture:
    """Return somebody who dances on the spot: from foot to foot, knees and elbows loose, at a time since they began [s]."""
    turn = math.pi * time / BEAT_S
    side, dip = math.sin(turn), 0.5 - 0.5 * math.cos(2 * turn)
    thigh, shin = _legs(joints)
    straight = _folded(thigh, shin, 0.1 * thigh, (thigh + shin) * 0.985)

    def leg(free: float) -> Side:
        hip, knee = _folded(thigh, shin, 0.1 * thigh, (thigh + shin) * (0.985 - 0.018 * (1 - dip) - 0.05 * free))
        hip, knee = hip - straight[0], knee - straight[1]
        return Side(hip=hip, knee=knee, ankle=knee - hip - 0.35 * free, spread=0.08)

    swing = math.sin(turn + 0.5)
    left = replace(leg(max(-side, 0.0)), arm=0.45 + 0.40 * swing, elbow=1.45 + 0.25 * side, out=0.28, twist=0.25)
    right = replace(leg(max(side, 0.0)), arm=0.45 - 0.40 * swing, elbow=1.45 - 0.25 * side, out=0.28, twist=0.25)
    return Posture(
        left, right, lean=0.06, tilt=0.11 * side, yaw=0.16 * swing, turn=-0.10 * swing, nod=0.05 * math.cos(2 * turn),
        planted=1.0,
    )  # fmt: skip


def _bump(share: float) -> float:
    part = min(max(share, 0.0), 1.0)
    return math.sin(math.pi * part)


def _legs(joints: Joints) -> tuple[float, float]:
    """Return how long thigh and shin are [m]."""
    hip, knee, ankle = (joints[f"l-{name}"] for name in ("upper-leg", "knee", "ankle"))
    return float(np.linalg.norm(knee - hip)), float(np.linalg.norm(ankle - knee))


def _folded(upper: float, lower: float, ahead: float, fall: float) -> tuple[float, float]:
    """Return the angles of hip and knee of a leg whose ankle is so far before and below its hip [m]."""
    reach = min(max(math.hypot(ahead, fall), abs(upper - lower) + 1e-3), (upper + lower) * 0.9995)
    inner = math.acos((upper**2 + reach**2 - lower**2) / (2 * upper * reach))
    knee = math.pi - math.acos((upper**2 + lower**2 - reach**2) / (2 * upper * lower))
    return math.pi / 2 - math.atan2(fall, ahead) + inner, knee


def _hands_on(joints: Joints, posture: Posture, along: float, sides: str = "lr") -> Posture:
    """Return a posture with its hands on its thighs: so far along from hip to knee."""
    moves = moves_of(joints, posture)
    made = posture
    for side in sides:
        hip, knee, shoulder = (placed(joints, moves, f"{side}-{name}") for name in ("upper-leg", "knee", "shoulder"))
        along_thigh = knee - hip
        out_of = np.cross(along_thigh, [1.0, 0.0, 0.0])
        out_of = out_of / np.linalg.norm(out_of)
        goal = hip + along * along_thigh + (ON_THIGH_M * out_of if out_of[2] > 0 else -ON_THIGH_M * out_of)
        arm = _reaching(joints, side, shoulder, goal)
        limbs = replace(made.left if side == "l" else made.right, **arm)
        made = replace(made, left=limbs) if side == "l" else replace(made, right=limbs)
    return made


def _reaching(joints: Joints, side: str, shoulder: Floats, goal: Floats) -> dict[str, float]:
    """Return the angles of an arm whose wrist comes to a place, elbow back and a little out."""
    own = [joints[f"{side}-{name}"] for name in ("shoulder", "elbow", "hand")]
    upper, lower = float(np.linalg.norm(own[1] - own[0])), float(np.linalg.norm(own[2] - own[1]))
    ahead, fall = float(shoulder[1] - goal[1]), float(shoulder[2] - goal[2])
    reach = min(max(math.hypot(ahead, fall), abs(upper - lower) + 1e-3), (upper + lower) * 0.998)
    inner = math.acos((upper**2 + reach**2 - lower**2) / (2 * upper * reach))
    elbow = math.pi - math.acos((upper**2 + lower**2 - reach**2) / (2 * upper * lower))
    first = math.atan2(float(own[0][1] - own[1][1]), float(own[0][2] - own[1][2]))
    second = math.atan2(float(own[1][1] - own[2][1]), float(own[1][2] - own[2][2]))
    return {
        "arm": math.atan2(ahead, fall) - inner - first,
        "elbow": elbow - (second - first),
        "out": 0.06,
        "twist": 0.12,
    }
