"""How somebody walks: the body's few bones swing with the way that was gone, and the lower foot is on the ground.

After the angles of normal gait as textbooks plot them (Perry, Gait Analysis, 1992), in a few harmonics.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.brief.scene import Character, Scene
from rushes.engines.body.hands import rested
from rushes.engines.body.shape import Body
from rushes.engines.body.stance import Stance, skinned
from rushes.engines.clip.people import person, shown
from rushes.engines.clip.staged import Actor
from rushes.engines.clip.travel import Travel

Floats = NDArray[np.float64]

UPRIGHT: Final = Stance(arms_deg=10.0, elbows_deg=16.0, feet_apart=0.9, toes_deg=5.0)
STRIDE: Final = 0.83
"""A walker's stride over the height, both steps together; a runner's is longer."""

RUNS_MS: Final = 2.4


@dataclass(frozen=True)
class Gait:
    """Angles of one side at a moment of the stride [rad], forward positive; ``lean`` is the trunk's.

    Attributes:
        hip, knee, ankle, arm, elbow: As they are named.
    """

    hip: float
    knee: float
    ankle: float
    arm: float
    elbow: float


def gait(phase: float, speed: float) -> Gait:
    """Return a side's angles at a phase of its stride, from heel strike at 0.

    Args:
        phase: 0 to 1.
        speed: [m/s].
    """
    turn = 2 * math.pi * phase
    pace = min(max(speed / 1.4, 0.0), 2.2)
    runs = speed > RUNS_MS
    swing = 0.38 * min(pace, 1.5)
    hip = swing * math.cos(turn) + 0.08 * pace
    loaded = 0.16 * math.exp(-(((phase - 0.13) / 0.08) ** 2))
    lifted = (1.05 if not runs else 1.55) * math.exp(-(((phase - 0.73) / 0.115) ** 2)) * min(pace, 1.2)
    knee = 0.06 + loaded + lifted
    ankle = -0.28 * math.exp(-(((phase - 0.60) / 0.07) ** 2)) + 0.10 * math.sin(turn)
    arm = -0.34 * min(pace, 1.5) * math.cos(turn)
    return Gait(hip, knee, ankle, arm, 0.25 + (1.1 if runs else 0.22 * max(-math.cos(turn), 0.0)))


def walked(scene: Scene, actor: Actor, travel: Travel, rate: Fraction, frames: int, seed: int) -> Floats:
    """Return somebody's corners at each frame, about their own origin, shape [frames, n, 3]."""
    named = scene.named(actor.called)
    assert isinstance(named, Character)  # noqa: S101 - only characters are alive
    who = person(named, actor.number, seed)
    upright = skinned(who.body, UPRIGHT)
    tall = float(upright.vertices[:, 2].max())
    made = []
    for frame in range(frames):
        gone, speed = travel.gait(frame / float(rate))
        stride = STRIDE * tall * (1.0 if speed < RUNS_MS else 1.5)
        body = rested(stepped(upright, gone / stride % 1.0, speed)) if speed > 0 else rested(upright)
        made.append(shown(who, body).points)
    return np.array(made)


def stepped(body: Body, phase: float, speed: float) -> Body:
    """Return an upright body in the middle of a stride, its lower foot on the ground.

    Args:
        body: As it stands straight.
        phase: Of the left side, 0 to 1.
        speed: [m/s].
    """
    mesh, joints = body.mesh, body.joints
    moved = np.zeros_like(body.vertices)
    lean = 0.04 + (0.10 if speed > RUNS_MS else 0.0)
    middle = 0.5 * (joints["l-upper-leg"] + joints["r-upper-leg"])
    trunk = _turn(lean, middle)
    moves = {"trunk": trunk, "neck": trunk}
    for side, shift in (("L", 0.0), ("R", 0.5)):
        moves |= _side(joints, side, gait((phase + shift) % 1.0, speed), trunk)
    for number, bone in enumerate(mesh.bones):
        share = mesh.weights[:, number]
        mine = np.nonzero(share)[0]
        matrix, offset = moves[bone]
        moved[mine] += share[mine, None] * (body.vertices[mine] @ matrix.T + offset)
    low = float(moved[: mesh.skin, 2].min())
    hop = 0.035 * max(math.sin(4 * math.pi * phase), 0.0) if speed > RUNS_MS else 0.0
    rise = np.array([0.0, 0.0, low - hop])
    placed = {}
    for name, at in joints.items():
        matrix, offset = moves[_bone_of(name)]
        placed[name] = matrix @ at + offset - rise
    return Body(moved - rise, placed)


def _bone_of(joint: str) -> str:
    bone = {"elbow": "upper_arm", "hand": "lower_arm", "knee": "thigh", "ankle": "shin", "foot-1": "foot"}
    side, _, what = joint.partition("-")
    return f"{bone[what]}.{side.upper()}" if side in {"l", "r"} and what in bone else "trunk"


Affine = tuple[Floats, Floats]


def _side(joints: dict[str, Floats] | object, side: str, angles: Gait, trunk: Affine) -> dict[str, Affine]:
    at = {name: joints[f"{side.lower()}-{name}"] for name in ("shoulder", "elbow", "upper-leg", "knee", "ankle")}  # type: ignore[index] # joints by name
    upper_arm = _then(_turn(angles.arm, at["shoulder"]), trunk)
    lower_arm = _then(_turn(angles.elbow, at["elbow"]), upper_arm)
    thigh = _turn(angles.hip, at["upper-leg"])
    shin = _then(_turn(-angles.knee, at["knee"]), thigh)
    foot = _then(_turn(angles.ankle, at["ankle"]), shin)
    return {
        f"clavicle.{side}": trunk,
        f"upper_arm.{side}": upper_arm,
        f"lower_arm.{side}": lower_arm,
        f"hand.{side}": lower_arm,
        f"thigh.{side}": thigh,
        f"shin.{side}": shin,
        f"foot.{side}": foot,
    }


def _turn(angle: float, about: Floats) -> Affine:
    """Return a turn about the axis from side to side through a place: what hangs below goes forward, to -y."""
    c, s = math.cos(angle), math.sin(angle)
    matrix = np.array([[1.0, 0.0, 0.0], [0.0, c, s], [0.0, -s, c]])
    return matrix, about - matrix @ about


def _then(inner: Affine, outer: Affine) -> Affine:
    return outer[0] @ inner[0], outer[0] @ inner[1] + outer[1]
