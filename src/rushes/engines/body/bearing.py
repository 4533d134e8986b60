"""How trunk and head are borne: a pelvis that tips over the leg that stands, a spine that comes back over it, a head that turns.

The spine bends by its height, so that girths across it stay what they are.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

COUNTER = 0.55
"""How much of the pelvis's tilt the shoulders lean the other way."""

STEPS = 200


@dataclass(frozen=True, eq=False)
class Bearing:
    """A bent spine: where its middle is and how far it leans, by height; and how far the head is turned.

    Attributes:
        heights: In the mesh's own pose [m], ascending.
        lean: There, in the frontal plane, the body's left up [radians].
        middle: Where the middle is there, sideways and upwards [m], shape [n, 2].
        neck: Heights between which the head's turn is taken up [m].
        turn: Of the head, to the body's left [radians].
    """

    heights: Floats
    lean: Floats
    middle: Floats
    neck: tuple[float, float]
    turn: float

    def trunk(self, points: Floats) -> Floats:
        """Return where points of the trunk are, shape [n, 3]."""
        x, y, z = points.T
        lean = np.interp(z, self.heights, self.lean)
        across, up = (np.interp(z, self.heights, self.middle[:, part]) for part in range(2))
        return np.stack([across + x * np.cos(lean), y, up + x * np.sin(lean)], axis=1)

    def head(self, points: Floats) -> Floats:
        """Return where points of neck and head are, shape [n, 3]."""
        low, high = self.neck
        share = np.clip((points[:, 2] - low) / (high - low), 0.0, 1.0)
        turn = self.turn * share * share * (3 - 2 * share)
        c, s = np.cos(turn), np.sin(turn)
        turned = np.stack([c * points[:, 0] - s * points[:, 1], s * points[:, 0] + c * points[:, 1], points[:, 2]], 1)
        return self.trunk(turned)


def borne(joints: Mapping[str, Floats], hip_deg: float, turn_deg: float) -> Bearing:
    """Return the bearing of a body in the mesh's own pose.

    Args:
        joints: Of the mesh's own pose [m].
        hip_deg: How far the pelvis is tipped, its left side up [degrees].
        turn_deg: How far the head is turned to its left [degrees].
    """
    hip, waist, chest, neck, head = (
        float(joints[name][2]) for name in ("l-upper-leg", "spine-3", "l-scapula", "neck", "head")
    )
    most = math.radians(hip_deg)
    heights = np.linspace(hip - 0.15, head + 0.3, STEPS)
    lean = np.interp(heights, [hip, waist, chest, neck, head], [most, 0.45 * most, -COUNTER * most, -0.3 * most, 0.0])
    lean = np.convolve(np.pad(lean, 12, mode="edge"), np.hanning(25) / np.hanning(25).sum(), mode="valid")
    step = np.diff(heights, prepend=heights[0])
    across, up = np.cumsum(-np.sin(lean) * step), heights[0] + np.cumsum(np.cos(lean) * step)
    across -= np.interp(neck, heights, across)
    return Bearing(heights, lean, np.stack([across, up], axis=1), (neck, head), math.radians(turn_deg))
