"""Measuring a body: the tape of a cutter, on the mesh.

Girths are taut around a plane's cut, so that a tape bridges what is hollow; levels and points are vertices of the mesh, which
stay on the same places of every body. Arms and legs are measured on the left side, in the pose that the mesh comes in.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from rushes.engines.body.girth import cut, girth, taut
from rushes.engines.body.measures import Measures
from rushes.engines.body.shape import Body, base

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NAPE, SIDE_NECK, SHOULDER, BUST, UNDERBUST = 1491, 7478, 8274, 8451, 4088
WAIST_BACK, WAIST_FRONT, HIP, CROTCH = 4181, 4121, 4341, 4372
"""Vertices of the mesh on the points that a cutter looks for; those that have a side are on the left."""

UP = np.array([0.0, 0.0, 1.0])
BACK = np.array([0.0, 1.0, 0.0])
RIGHT = np.array([1.0, 0.0, 0.0])

THIGH_M = 0.025
"""How far under the crotch the thigh is measured [m]."""

CREASE = 0.45
"""The arms' creases lie within this share of the chest's depth from its front, and from its back."""


def measured(body: Body) -> Measures:
    """Return the measures of a body in the mesh's own pose.

    Raises:
        BadInputError: They are of nobody.
    """
    return Measures(**tape(body))


def tape(body: Body) -> dict[str, float]:
    """Return the measures of a body by name, whatever they are [m]."""
    return {**_levels(body), **_trunk(body), **_limbs(body)}


def _levels(body: Body) -> dict[str, float]:
    """Return what is measured down the body."""
    at = body.vertices
    waist, hip, crotch = waist_level(body), at[HIP, 2], at[CROTCH, 2]
    side = _side(body, np.linspace(waist, hip, 5))
    over = float(np.linalg.norm(np.diff(side, axis=0), axis=1).sum())
    neck, shoulder, bust = at[SIDE_NECK], at[SHOULDER], at[BUST]
    out = shoulder - neck
    under = np.array([bust[0], at[WAIST_FRONT, 1], waist])
    return {
        "height": float(at[: base().skin, 2].max()),
        "shoulder_length": float(np.linalg.norm(out)),
        "shoulder_slope_deg": math.degrees(math.atan2(-out[2], math.hypot(out[0], out[1]))),
        "back_waist_length": _down_the_back(body, waist),
        "front_waist_length": float(np.linalg.norm(bust - neck) + np.linalg.norm(under - bust)),
        "bust_height": float(bust[2]),
        "waist_to_hip": over,
        "waist_to_knee": float(waist - body.joints["l-knee"][2]),
        "outside_leg": float(over + hip),
        "inside_leg": float(crotch),
        "crotch_depth": float(waist - crotch),
    }


def _trunk(body: Body) -> dict[str, float]:
    """Return what is measured around the trunk, the neck and the head."""
    at, trunk = body.vertices, _edges("trunk")
    waist, hip, bust = waist_level(body), float(at[HIP, 2]), float(at[BUST, 2])

    def around(level: float) -> float:
        return girth(cut(at, trunk, level * UP, UP), UP)

    neck, head = body.joints["neck"], body.joints["head"]
    axis = (head - neck) / np.linalg.norm(head - neck)
    brow = body.joints["head-2"][2] * 0.35 + head[2] * 0.65
    return {
        "bust_girth": around(bust),
        "underbust_girth": around(float(at[UNDERBUST, 2])),
        "waist_girth": around(waist),
        "high_hip_girth": around((waist + hip) / 2),
        "hip_girth": around(hip),
        "neck_girth": girth(cut(at, _edges("throat"), neck + 0.3 * (head - neck), axis), axis),
        "head_girth": girth(cut(at, _edges("head"), brow * UP, UP), UP),
        "back_shoulder_width": _over_shoulders(body),
        **_between_arms(body),
    }


def _limbs(body: Body) -> dict[str, float]:
    """Return what is measured around and along the left arm and leg."""
    at, joint = body.vertices, body.joints
    shoulder, elbow, wrist, knee, ankle = (
        joint[f"l-{name}"] for name in ("shoulder", "elbow", "hand", "knee", "ankle")
    )

    def across(part: str, start: Floats, end: Floats, share: float) -> float:
        axis = (end - start) / np.linalg.norm(end - start)
        return girth(cut(at, _edges(part), start + share * (end - start), axis), axis)

    calf = [across("leg", knee, ankle, share) for share in (0.2, 0.26, 0.32, 0.38)]
    crotch = (at[CROTCH, 2] - THIGH_M) * UP
    return {
        "thigh_girth": girth(cut(at, _edges("leg"), crotch, UP), UP),
        "knee_girth": across("leg", knee, ankle, 0.0),
        "calf_girth": max(calf),
        "ankle_girth": across("leg", knee, ankle, 0.9),
        "upper_arm_girth": max(across("arm", shoulder, elbow, share) for share in (0.45, 0.55)),
        "elbow_girth": across("arm", elbow, wrist, 0.02),
        "wrist_girth": across("arm", elbow, wrist, 0.95),
        "arm_length": float(np.linalg.norm(elbow - at[SHOULDER]) + np.linalg.norm(wrist - elbow)),
    }


def waist_level(body: Body) -> float:
    """Return the height of a body's waist over the floor [m]."""
    return float((body.vertices[WAIST_BACK, 2] + body.vertices[WAIST_FRONT, 2]) / 2)


def _down_the_back(body: Body, waist: float) -> float:
    """Return the length from the nape to the waist, taut over the back [m]."""
    points = cut(body.vertices, _edges("trunk"), 1e-5 * RIGHT, RIGHT)
    nape = body.vertices[NAPE]
    points = points[(points[:, 2] > waist) & (points[:, 2] < nape[2])]
    end = np.array([nape[0], points[points[:, 2] < waist + 0.02][:, 1].max(), waist])
    return taut(points, nape, end, RIGHT, BACK)


def _over_shoulders(body: Body) -> float:
    """Return the length from shoulder point to shoulder point, over the back [m]."""
    left, nape = body.vertices[SHOULDER], body.vertices[NAPE]
    right = left * np.array([-1.0, 1.0, 1.0])
    back = nape - (left + right) / 2
    normal = np.cross(RIGHT, back / np.linalg.norm(back))
    points = cut(body.vertices, _edges("trunk"), left, normal)
    points = points[np.abs(points[:, 0]) < left[0]]
    return taut(points, left, right, normal, BACK)


def _between_arms(body: Body) -> dict[str, float]:
    """Return the widths from arm's crease to arm's crease, over the back and over the chest [m]."""
    level = (body.vertices[SHOULDER, 2] + body.vertices[BUST, 2]) / 2
    points = cut(body.vertices, _edges("chest"), level * UP, UP)
    front, back = points[:, 1].min(), points[:, 1].max()
    out = {}
    for name, facing, wall in (("back_width", BACK, back), ("front_width", -BACK, front)):
        near = points[np.abs(points[:, 1] - wall) < CREASE * (back - front)]
        out[name] = taut(near, near[near[:, 0].argmax()], near[near[:, 0].argmin()], UP, facing)
    return out


def _side(body: Body, levels: Floats) -> Floats:
    """Return the trunk's outermost points at levels [m], shape [n, 3]."""
    cuts = [cut(body.vertices, _edges("trunk"), level * UP, UP) for level in levels]
    return np.array([points[points[:, 0].argmax()] for points in cuts])


@cache
def _edges(part: str) -> Ints:
    """Return the edges of a part of the body."""
    mesh = base()
    arms = mesh.share(*(f"{bone}.{side}" for bone in ("upper_arm", "lower_arm", "hand") for side in "LR"))
    neck, left_arm = mesh.share("neck"), mesh.share("upper_arm.L", "lower_arm.L", "hand.L")
    leg = mesh.share("thigh.L", "shin.L", "foot.L")
    left = base().rest[: len(neck), 0] > -1e-6
    inside = {
        "trunk": arms < 0.5,
        "chest": (arms < 0.5) & (neck < 0.5),
        "throat": arms < 0.05,
        "head": neck > 0.9,
        "arm": left_arm > 0.3,
        "leg": (leg > 0.2) & left,
    }[part]
    return mesh.edges[inside[mesh.edges].all(axis=1)]
