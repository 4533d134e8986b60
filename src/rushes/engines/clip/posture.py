"""Postures: the angles of a body's few bones, blended as numbers, and where each bone takes what is on it.

All angles are radians from a body that stands straight with its arms hanging; forward, outward and upward are positive.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from rushes.engines.body.shape import Body

Floats = NDArray[np.float64]
Affine = tuple[Floats, Floats]
"""A rotation and what is added after it."""

UPPER = 0.34
"""Of a thigh so much from the hip is sat on."""

GIRDLE = 0.28
"""How much of an arm's lift above the shoulder's height the collar bone takes."""


@dataclass(frozen=True)
class Side:
    """One side's limbs.

    Attributes:
        hip, spread: Of the thigh, forward and outward.
        knee: How far it is bent.
        ankle: Toes up.
        arm, out: Of the upper arm, forward and outward.
        twist: Of the upper arm about itself: the forearm bends inward.
        elbow: How far it is bent.
    """

    hip: float = 0.0
    knee: float = 0.0
    ankle: float = 0.0
    arm: float = 0.0
    elbow: float = 0.0
    spread: float = 0.0
    out: float = 0.0
    twist: float = 0.0


@dataclass(frozen=True)
class Posture:
    """A whole body.

    Attributes:
        left, right: Its sides.
        lean, tilt, yaw: Of the trunk: forward, to its left, and turned to its left.
        nod, turn: Of the head on it: up, and to its left.
        heading: Of the whole of it, feet too: to its left.
        hop: How high its lowest point is off the ground [m].
        planted: How much its feet, and not its hips, are where it stands: 1 of whoever keeps their feet where they are.
        seat: How high what it sits on is [m], as far as it sits.
        sits: How far it sits: 1 with its weight on a seat, 0 on its feet.
    """

    left: Side = Side()
    right: Side = Side()
    lean: float = 0.0
    tilt: float = 0.0
    yaw: float = 0.0
    nod: float = 0.0
    turn: float = 0.0
    heading: float = 0.0
    hop: float = 0.0
    planted: float = 0.0
    seat: float = 0.0
    sits: float = 0.0


def blended(one: Posture, other: Posture, share: float) -> Posture:
    """Return a posture between two: the first at 0, the other at 1."""
    if share <= 0.0:
        return one
    if share >= 1.0:
        return other

    def between(a: float, b: float) -> float:
        return a + (b - a) * share

    def side(a: Side, b: Side) -> Side:
        return Side(**{part.name: between(getattr(a, part.name), getattr(b, part.name)) for part in fields(Side)})

    plain = {
        part.name: between(getattr(one, part.name), getattr(other, part.name))
        for part in fields(Posture)
        if part.name not in {"left", "right", "seat"}
    }
    seat = max(one.seat, other.seat)
    return Posture(side(one.left, other.left), side(one.right, other.right), seat=seat, **plain)


def moves_of(joints: Mapping[str, Floats], posture: Posture) -> dict[str, Affine]:
    """Return where each bone takes the points that are on it.

    Args:
        joints: Of the body as it stands straight [m].
        posture: To take.
    """
    middle = 0.5 * (joints["l-upper-leg"] + joints["r-upper-leg"])
    trunk = _about(_z(posture.yaw) @ _y(posture.tilt) @ _x(-posture.lean), middle)
    neck = joints["neck"]
    head = _then(_about(_z(posture.turn) @ _x(posture.nod), neck), trunk)
    moves = {"trunk": trunk, "neck": head}
    for name, sign, angles in (("L", 1.0, posture.left), ("R", -1.0, posture.right)):
        moves |= _side(joints, name, sign, angles, trunk)
    return moves


def _side(joints: Mapping[str, Floats], side: str, sign: float, angles: Side, trunk: Affine) -> dict[str, Affine]:
    names = ("clavicle", "shoulder", "elbow", "upper-leg", "knee", "ankle")
    at = {name: joints[f"{side.lower()}-{name}"] for name in names}
    lifted = max(angles.arm - 1.0, 0.0) + max(angles.out - 0.8, 0.0)
    clavicle = _then(_about(_y(-sign * GIRDLE * lifted), at["clavicle"]), trunk)
    turned = _x(angles.arm) @ _y(-sign * angles.out) @ _z(-sign * angles.twist)
    upper = _then(_about(turned, at["shoulder"]), clavicle)
    lower = _then(_about(_x(angles.elbow), at["elbow"]), upper)
    thigh = _about(_y(-sign * angles.spread) @ _x(angles.hip), at["upper-leg"])
    shin = _then(_about(_x(-angles.knee), at["knee"]), thigh)
    foot = _then(_about(_x(angles.ankle), at["ankle"]), shin)
    return {
        f"clavicle.{side}": clavicle,
        f"upper_arm.{side}": upper,
        f"lower_arm.{side}": lower,
        f"hand.{side}": lower,
        f"thigh.{side}": thigh,
        f"shin.{side}": shin,
        f"foot.{side}": foot,
    }


def skin(points: Floats, weights: Floats, bones: tuple[str, ...], moves: Mapping[str, Affine]) -> Floats:
    """Return where points are taken by bones, shape [n, 3].

    Args:
        points: Of the body as it stands straight [m], shape [n, 3].
        weights: How much each bone has of each, shape [n, bones].
        bones: Their names.
        moves: Where each takes what is on it.
    """
    moved = np.zeros_like(points)
    for number, bone in enumerate(bones):
        share = weights[:, number]
        mine = np.nonzero(share)[0]
        matrix, offset = moves[bone]
        moved[mine] += share[mine, None] * (points[mine] @ matrix.T + offset)
    return moved


def settled(
    points: Floats, seat: NDArray[np.bool_], joints: Mapping[str, Floats], moves: Mapping[str, Affine], posture: Posture
) -> Floats:
    """Return how far a body in a posture has to be moved so that it stands on its feet, or sits on its seat [m], shape [3].

    Args:
        points: Of the posed body [m], shape [n, 3].
        seat: Which of them it sits on, shape [n].
        joints: Of the body as it stands straight [m].
        moves: Where each bone takes what is on it.
        posture: Its posture.
    """
    up = posture.hop - float(points[:, 2].min())
    if posture.sits > 0:
        rests = posture.seat - float(points[seat, 2].min())
        up = up + (max(rests, up) - up) * posture.sits
    ankles = [placed(joints, moves, f"{side}-ankle")[1] - joints[f"{side}-ankle"][1] for side in "lr"]
    return np.array([0.0, -posture.planted * float(np.mean(ankles)), up])


def headed(points: Floats, heading: float) -> Floats:
    """Return points turned about the plumb line where somebody stands, shape [n, 3]."""
    return points @ _z(heading).T if heading else points


def placed(joints: Mapping[str, Floats], moves: Mapping[str, Affine], name: str) -> Floats:
    """Return where a joint is taken [m]."""
    matrix, offset = moves[bone_of(name)]
    return np.asarray(matrix @ joints[name] + offset)


def bone_of(joint: str) -> str:
    """Return the bone that a joint goes with."""
    bone = {"elbow": "upper_arm", "hand": "lower_arm", "knee": "thigh", "ankle": "shin", "foot-1": "foot"}
    side, _, what = joint.partition("-")
    return f"{bone[what]}.{side.upper()}" if side in {"l", "r"} and what in bone else "trunk"


def posed(body: Body, posture: Posture) -> Body:
    """Return a body that stands straight in a posture, on its feet or its seat."""
    mesh = body.mesh
    moves = moves_of(body.joints, posture)
    moved = skin(body.vertices, mesh.weights, mesh.bones, moves)
    sits = sits_on(body.vertices, mesh.weights, mesh.bones, body.joints)
    shift = settled(moved[: mesh.skin], sits[: mesh.skin], body.joints, moves, posture)
    joints = {name: headed(placed(body.joints, moves, name) + shift, posture.heading) for name in body.joints}
    return Body(headed(moved + shift, posture.heading), joints)


def sits_on(points: Floats, weights: Floats, bones: tuple[str, ...], joints: Mapping[str, Floats]) -> NDArray[np.bool_]:
    """Return which points of a body somebody sits on: the trunk's, and those of the upper third of the thighs, shape [n].

    Args:
        points: As it stands straight [m], shape [n, 3].
        weights: How much each bone has of each, shape [n, bones].
        bones: Their names.
        joints: As it stands straight [m].
    """
    which = [bones.index(name) for name in ("trunk", "thigh.L", "thigh.R")]
    hip, knee = float(joints["l-upper-leg"][2]), float(joints["l-knee"][2])
    return np.asarray((weights[:, which].sum(axis=1) > 0.8) & (points[:, 2] > hip - UPPER * (hip - knee)))


def _x(angle: float) -> Floats:
    """Return a turn about the axis from side to side: what hangs goes forward, to -y; what stands goes back."""
    c, s = math.cos(angle), math.sin(angle)
    return np.array([[1.0, 0.0, 0.0], [0.0, c, s], [0.0, -s, c]])


def _y(angle: float) -> Floats:
    """Return a turn about the axis from front to back."""
    c, s = math.cos(angle), math.sin(angle)
    return np.array([[c, 0.0, s], [0.0, 1.0, 0.0], [-s, 0.0, c]])


def _z(angle: float) -> Floats:
    """Return a turn about the plumb line, positive to the body's left."""
    c, s = math.cos(angle), math.sin(angle)
    return np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])


def _about(matrix: Floats, place: Floats) -> Affine:
    return matrix, place - matrix @ place


def _then(inner: Affine, outer: Affine) -> Affine:
    return outer[0] @ inner[0], outer[0] @ inner[1] + outer[1]
