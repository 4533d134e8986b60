"""How a body stands: arms by the side and legs under the hips, by linear blend skinning of few bones."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from rushes.engines.body.bearing import Bearing, borne
from rushes.engines.body.hands import rested
from rushes.engines.body.measuring import CROTCH
from rushes.engines.body.shape import Body
from rushes.errors import BadInputError

Floats = NDArray[np.float64]

DROP = 0.75
"""How much the collar bone turns for the shoulder line to turn by one: it begins nearer to the middle than the line does."""

ARMS_DEG = (5.0, 60.0)
"""How far [degrees] the arms may be off the body: nearer they are in it, farther the shoulders' skin folds badly."""


HIP_DEG, TURN_DEG = 7.0, 45.0
"""How far [degrees] the pelvis may be tipped and the head turned."""

Move = Callable[[Floats], Floats]
"""Where a bone takes points, shape [n, 3] to [n, 3]."""


@dataclass(frozen=True)
class Stance:
    """A natural way of standing.

    Attributes:
        arms_deg: How far the upper arms are off the plumb line, sideways [degrees].
        elbows_deg: How far the forearms bend forward from there [degrees].
        feet_apart: Distance of the ankles, as a share of the hip joints' distance.
        shoulders_deg: How much steeper than the body's own the shoulder line falls [degrees]: what ``Fitted.off`` says of it.
        hip_deg: How far the pelvis is tipped [degrees]: its left side up, weight on the left leg, the right knee loose; negative the other way.
        turn_deg: How far the head is turned to the body's left [degrees].
        toes_deg: How far the toes point outwards from where they do in the mesh's own pose [degrees].
    """

    arms_deg: float = 20.0
    elbows_deg: float = 14.0
    feet_apart: float = 1.15
    shoulders_deg: float = 0.0
    hip_deg: float = 0.0
    turn_deg: float = 0.0
    toes_deg: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what can't be dressed.

        Raises:
            BadInputError: The arms are in the body, or too far off it; the pelvis or the head are turned farther than they turn.
        """
        if not ARMS_DEG[0] <= self.arms_deg <= ARMS_DEG[1]:
            raise BadInputError(
                f"A stance with the arms {self.arms_deg:g} degrees off the body can't be made. Say {ARMS_DEG[0]:g} to {ARMS_DEG[1]:g}."
            )
        for what, degrees, most in (("pelvis", self.hip_deg, HIP_DEG), ("head", self.turn_deg, TURN_DEG)):
            if not abs(degrees) <= most:
                raise BadInputError(
                    f"A stance with the {what} turned by {degrees:g} degrees can't be made. Say {-most:g} to {most:g}."
                )


NATURAL = Stance(arms_deg=13.0, elbows_deg=20.0, feet_apart=1.2, hip_deg=4.0, turn_deg=10.0, toes_deg=6.0)
"""How people stand to be looked at: weight on one leg, arms loose, the head a little turned."""


ARM_ROOM_M, LEG_ROOM_M = 0.06, 0.018
"""What is at least between an arm and the trunk, and between the thighs, for what is worn on both [m]: as stout people stand, too."""

ARM_ROOM_FROM_M, LEG_ROOM_FROM_M = 0.20, 0.05
"""How far under the shoulder joint and under the crotch that is looked at [m]: above, they are one flesh."""

ARMS_MOST_DEG, FEET_MOST = 30.0, 2.4
"""How far [degrees] arms go for that, and how far apart feet, as a share of the hip joints' distance."""


def standing(body: Body, shoulders_deg: float = 0.0, stance: Stance = NATURAL) -> Body:
    """Return a body as it stands to be dressed: as in a stance, arms and legs as much farther apart as clothes need room between them.

    Args:
        body: In the mesh's own pose.
        shoulders_deg: As ``Stance.shoulders_deg``.
        stance: How it stands where there is room.
    """
    asked = replace(stance, shoulders_deg=shoulders_deg)
    while True:
        found = posed(body, asked)
        arms, legs = _room(found)
        arms_deg = min(asked.arms_deg + 1.0, ARMS_MOST_DEG) if arms < ARM_ROOM_M else asked.arms_deg
        apart = min(asked.feet_apart + 0.1, FEET_MOST) if legs < LEG_ROOM_M else asked.feet_apart
        if (arms_deg, apart) == (asked.arms_deg, asked.feet_apart):
            return found
        asked = replace(asked, arms_deg=arms_deg, feet_apart=apart)


def _room(body: Body) -> tuple[float, float]:
    """Return how far arms are off the rest, and the legs off each other [m]."""
    mesh, count = body.mesh, body.mesh.skin
    skin = body.vertices[:count]

    def of(least: float, below: float, *bones: str) -> Floats:
        return np.asarray(skin[(mesh.share(*bones)[:count] > least) & (skin[:, 2] < below)])

    from scipy.spatial import cKDTree

    arms = []
    for side in "LR":
        low = float(body.joints[f"{side.lower()}-shoulder"][2]) - ARM_ROOM_FROM_M
        arm = of(0.9, low, f"upper_arm.{side}", f"lower_arm.{side}", f"hand.{side}")
        rest = of(0.5, np.inf, "trunk", f"thigh.{side}", f"clavicle.{side}")
        arms.append(float(cKDTree(rest).query(arm)[0].min()))
    low = float(body.vertices[CROTCH, 2]) - LEG_ROOM_FROM_M
    left, right = (of(0.9, low, f"thigh.{side}", f"shin.{side}") for side in "LR")
    return min(arms), float(cKDTree(left).query(right)[0].min())


def posed(body: Body, stance: Stance) -> Body:
    """Return a body in the mesh's own pose as it stands in a stance, its soles on the floor, its hands at rest."""
    return rested(skinned(body, stance))


def skinned(body: Body, stance: Stance) -> Body:
    """Return the same with hands as they were modelled, fingers spread."""
    mesh, joints = body.mesh, dict(body.joints)
    bearing = borne(joints, stance.hip_deg, stance.turn_deg)
    moves: dict[str, Move] = {"trunk": bearing.trunk, "neck": bearing.head}
    for side, sign in (("L", 1.0), ("R", -1.0)):
        moves |= _arm(joints, side, sign, stance, bearing)
    moves |= _legs(joints, stance, bearing)
    moved = np.zeros_like(body.vertices)
    for number, bone in enumerate(mesh.bones):
        share = mesh.weights[:, number]
        mine = np.nonzero(share)[0]
        moved[mine] += share[mine, None] * moves[bone](body.vertices[mine])
    down = moved[: mesh.skin, 2].min() * np.array([0.0, 0.0, 1.0])
    return Body(moved - down, {name: at - down for name, at in _joints(joints, moves).items()})


def _arm(joints: Mapping[str, Floats], side: str, sign: float, stance: Stance, bearing: Bearing) -> dict[str, Move]:
    """Return where an arm's bones take points: the collar bone goes with the trunk, the arm hangs in the world."""
    shoulder, elbow, hand = (joints[f"{side.lower()}-{name}"] for name in ("shoulder", "elbow", "hand"))
    off, bend = math.radians(stance.arms_deg), math.radians(stance.elbows_deg)
    root = joints[f"{side.lower()}-clavicle"]
    lean = math.degrees(float(np.interp(root[2], bearing.heights, bearing.lean)))
    girdle = _dropped(sign * stance.shoulders_deg * DROP - lean)
    clavicle = _rigid(girdle, root, bearing.trunk(root[None])[0])
    turn = _between(elbow - shoulder, np.array([sign * math.sin(off), 0.03, -math.cos(off)]))
    upper = _rigid(turn, shoulder, clavicle(shoulder[None])[0])
    lean = off * 0.6
    wanted = np.array([sign * math.sin(lean) * math.cos(bend), -math.sin(bend), -math.cos(lean) * math.cos(bend)])
    lower = _rigid(_between(hand - elbow, wanted), elbow, upper(elbow[None])[0])
    return {f"clavicle.{side}": clavicle, f"upper_arm.{side}": upper, f"lower_arm.{side}": lower, f"hand.{side}": lower}


def _legs(joints: Mapping[str, Floats], stance: Stance, bearing: Bearing) -> dict[str, Move]:
    """Return where the legs' bones take points: straight the one that stands, the other as bent as the floor asks."""
    out: dict[str, Move] = {}
    stands = "L" if stance.hip_deg >= 0 else "R"
    floor: float | None = None
    for side in (stands, "R" if stands == "L" else "L"):
        sign = 1.0 if side == "L" else -1.0
        hip, knee, ankle = (joints[f"{side.lower()}-{name}"] for name in ("upper-leg", "knee", "ankle"))
        at = bearing.trunk(hip[None])[0]
        foot = _yawed(sign * stance.toes_deg)
        free = floor is not None and stance.hip_deg != 0
        forward = -0.045 if free else 0.0
        goal = np.array([sign * abs(hip[0]) * stance.feet_apart, ankle[1] + forward, ankle[2]])
        if not free:
            leg = _between(ankle - hip, goal - at)
            thigh = shin = _rigid(leg, hip, at)
        else:
            goal[2] = floor
            thigh, shin = _bent(hip, knee, ankle, at, goal)
        now = shin(ankle[None])[0]
        floor = float(now[2])
        out |= {f"thigh.{side}": thigh, f"shin.{side}": shin, f"foot.{side}": _rigid(foot, ankle, now)}
    return out


def _bent(hip: Floats, knee: Floats, ankle: Floats, at: Floats, goal: Floats) -> tuple[Move, Move]:
    """Return where thigh and shin take points so that the ankle comes to its goal, the knee forward; as far as the leg is long."""
    long, short = float(np.linalg.norm(knee - hip)), float(np.linalg.norm(ankle - knee))
    way = goal - at
    reach = min(float(np.linalg.norm(way)), (long + short) * 0.9995)
    way = way / np.linalg.norm(way)
    along = (long**2 + reach**2 - short**2) / (2 * reach)
    fore = np.array([0.0, -1.0, 0.0]) - way * -way[1]
    bent = at + way * along + fore / np.linalg.norm(fore) * math.sqrt(max(long**2 - along**2, 0.0))
    thigh = _rigid(_between(knee - hip, bent - at), hip, at)
    return thigh, _rigid(_between(ankle - knee, at + way * reach - bent), knee, bent)


def _joints(joints: Mapping[str, Floats], moves: Mapping[str, Move]) -> dict[str, Floats]:
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
        mine = f"{bone[what]}.{side.upper()}" if side in {"l", "r"} and what in bone else "trunk"
        out[name] = moves["neck" if name.startswith("head") else mine](at[None])[0]
    return out


def _rigid(rotation: Floats, start: Floats, end: Floats) -> Move:
    """Return a turn about a point that comes to lie elsewhere."""
    return lambda points: (points - start) @ rotation.T + end


def _dropped(degrees: float) -> Floats:
    """Return a rotation in the body's frontal plane, positive ones lower its left, shape [3, 3]."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return np.array([[c, 0.0, s], [0.0, 1.0, 0.0], [-s, 0.0, c]])


def _yawed(degrees: float) -> Floats:
    """Return a rotation about the plumb line, positive ones turn the front to the body's left, shape [3, 3]."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])


def _between(start: Floats, end: Floats) -> Floats:
    """Return the least rotation from one direction to another (O. Rodrigues, 1840), shape [3, 3]."""
    a, b = start / np.linalg.norm(start), end / np.linalg.norm(end)
    x, y, z = np.cross(a, b)
    k = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    return np.eye(3) + k + k @ k / (1.0 + float(a @ b))
