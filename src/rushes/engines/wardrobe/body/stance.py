"""How a body stands: arms by the side and legs under the hips, by linear blend skinning of few bones."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rushes.engines.wardrobe.body.shape import Body
from rushes.errors import BadInputError

Floats = NDArray[np.float64]

DROP = 0.75
"""How much the collar bone turns for the shoulder line to turn by one: it begins nearer to the middle than the line does."""

ARMS_DEG = (5.0, 60.0)
"""How far [degrees] the arms may be off the body: nearer they are in it, farther the shoulders' skin folds badly."""


@dataclass(frozen=True)
class Stance:
    """A natural way of standing.

    Attributes:
        arms_deg: How far the upper arms are off the plumb line, sideways [degrees].
        elbows_deg: How far the forearms bend forward from there [degrees].
        feet_apart: Distance of the ankles, as a share of the hip joints' distance.
        shoulders_deg: How much steeper than the body's own the shoulder line falls [degrees]: what ``Fitted.off`` says of it.
    """

    arms_deg: float = 20.0
    elbows_deg: float = 14.0
    feet_apart: float = 1.15
    shoulders_deg: float = 0.0

    def __post_init__(self) -> None:
        """Refuse arms that can't be dressed.

        Raises:
            BadInputError: The arms are in the body, or too far off it.
        """
        if not ARMS_DEG[0] <= self.arms_deg <= ARMS_DEG[1]:
            raise BadInputError(
                f"A stance with the arms {self.arms_deg:g} degrees off the body can't be made. Say {ARMS_DEG[0]:g} to {ARMS_DEG[1]:g}."
            )


def posed(body: Body, stance: Stance) -> Body:
    """Return a body in the mesh's own pose as it stands in a stance, its soles on the floor."""
    mesh, joints = body.mesh, dict(body.joints)
    turns: dict[str, tuple[Floats, Floats]] = {"trunk": _still(), "neck": _still()}
    for side, sign in (("L", 1.0), ("R", -1.0)):
        turns |= _arm(joints, side, sign, stance) | _leg(joints, side, sign, stance)
    moved = np.zeros_like(body.vertices)
    for number, bone in enumerate(mesh.bones):
        rotation, shift = turns[bone]
        moved += mesh.weights[:, number, None] * (body.vertices @ rotation.T + shift)
    down = moved[: mesh.skin, 2].min() * np.array([0.0, 0.0, 1.0])
    return Body(moved - down, {name: at - down for name, at in _joints(joints, turns).items()})


def _arm(joints: Mapping[str, Floats], side: str, sign: float, stance: Stance) -> dict[str, tuple[Floats, Floats]]:
    """Return an arm's bones' rotations and shifts."""
    shoulder, elbow, hand = (joints[f"{side.lower()}-{name}"] for name in ("shoulder", "elbow", "hand"))
    off, bend = math.radians(stance.arms_deg), math.radians(stance.elbows_deg)
    girdle = _about(joints[f"{side.lower()}-clavicle"], _dropped(sign * stance.shoulders_deg * DROP))
    turn = _between(elbow - shoulder, np.array([sign * math.sin(off), 0.03, -math.cos(off)]))
    upper = (turn, girdle[0] @ shoulder + girdle[1] - turn @ shoulder)
    lean = off * 0.6
    wanted = np.array([sign * math.sin(lean) * math.cos(bend), -math.sin(bend), -math.cos(lean) * math.cos(bend)])
    fore = _between(hand - elbow, wanted)
    at = upper[0] @ elbow + upper[1]
    lower = (fore, at - fore @ elbow)
    return {f"clavicle.{side}": girdle, f"upper_arm.{side}": upper, f"lower_arm.{side}": lower, f"hand.{side}": lower}


def _leg(joints: Mapping[str, Floats], side: str, sign: float, stance: Stance) -> dict[str, tuple[Floats, Floats]]:
    """Return a leg's bones' rotations and shifts; the foot keeps its direction."""
    hip, ankle = joints[f"{side.lower()}-upper-leg"], joints[f"{side.lower()}-ankle"]
    goal = np.array([sign * abs(hip[0]) * stance.feet_apart, ankle[1], ankle[2]])
    leg = _about(hip, _between(ankle - hip, goal - hip))
    foot = (np.eye(3), leg[0] @ ankle + leg[1] - ankle)
    return {f"thigh.{side}": leg, f"shin.{side}": leg, f"foot.{side}": foot}


def _joints(joints: Mapping[str, Floats], turns: Mapping[str, tuple[Floats, Floats]]) -> dict[str, Floats]:
    """Return where the joints are."""
    bone = {
        "scapula": "clavicle",
        "shoulder": "clavicle",
        "elbow": "upper_arm",
        "hand": "lower_arm",
        "knee": "thigh",
        "ankle": "shin",
        "foot-1": "foot",
    }
    out = {}
    for name, at in joints.items():
        side, _, what = name.partition("-")
        rotation, shift = turns[f"{bone[what]}.{side.upper()}"] if side in {"l", "r"} and what in bone else _still()
        out[name] = rotation @ at + shift
    return out


def _still() -> tuple[Floats, Floats]:
    return np.eye(3), np.zeros(3)


def _about(at: Floats, rotation: Floats) -> tuple[Floats, Floats]:
    """Return a rotation about a point, as a rotation and a shift."""
    return rotation, at - rotation @ at


def _dropped(degrees: float) -> Floats:
    """Return a rotation in the body's frontal plane, positive ones lower its left, shape [3, 3]."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return np.array([[c, 0.0, s], [0.0, 1.0, 0.0], [-s, 0.0, c]])


def _between(start: Floats, end: Floats) -> Floats:
    """Return the least rotation from one direction to another (O. Rodrigues, 1840), shape [3, 3]."""
    a, b = start / np.linalg.norm(start), end / np.linalg.norm(end)
    x, y, z = np.cross(a, b)
    k = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    return np.eye(3) + k + k @ k / (1.0 + float(a @ b))
