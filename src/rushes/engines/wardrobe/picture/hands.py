"""Hands at rest: fingers come together and curl a little, as they do when nothing is held."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.wardrobe.body.shape import Body

Floats = NDArray[np.float64]

CURL_DEG: Final = 34.0
"""How far fingertips are bent towards the palm [degrees]."""

TOGETHER: Final = 0.42
"""How much of the fingers' spread is taken out."""

HANGS: Final = 0.8
"""How far a hand hangs in line with its arm rather than as it was modelled."""

KNUCKLES: Final = 0.50
"""Where fingers begin, from wrist to the longest one's tip, as a share."""


def rested(body: Body) -> Body:
    """Return a body with its hands at rest; what is above the knuckles stays.

    Args:
        body: In its stance.
    """
    points = body.vertices.copy()
    for side in "LR":
        mine = np.nonzero(body.mesh.share(f"hand.{side}") > 0.5)[0]
        wrist, elbow = (body.joints[f"{side.lower()}-{name}"] for name in ("hand", "elbow"))
        points[mine] = _straight(_rested(body.vertices[mine], wrist), wrist, wrist - elbow)
    return Body(points, body.joints)


def _straight(hand: Floats, wrist: Floats, fore: Floats) -> Floats:
    """Return a hand's points turned about its wrist towards the forearm's line and the plumb line, more the farther down they are."""
    middle = hand.mean(axis=0) - wrist
    ahead = middle / np.linalg.norm(middle)
    goal = ahead + HANGS * (0.35 * fore / np.linalg.norm(fore) + np.array([0.0, 0.0, -1.0]))
    goal /= np.linalg.norm(goal)
    axis = np.cross(ahead, goal)
    size = float(np.linalg.norm(axis))
    if size < 1e-6:
        return hand
    axis /= size
    off = hand - wrist
    share = np.clip(off @ ahead / 0.045, 0.0, 1.0)
    angle = (math.asin(min(size, 1.0)) * share * share * (3 - 2 * share))[:, None]
    return np.asarray(
        wrist
        + off * np.cos(angle)
        + np.cross(axis, off) * np.sin(angle)
        + axis * (off @ axis)[:, None] * (1 - np.cos(angle))
    )


def _rested(hand: Floats, wrist: Floats) -> Floats:
    """Return a hand's points at rest [m], shape [n, 3]."""
    middle = hand.mean(axis=0)
    _, _, ways = np.linalg.svd(hand - middle, full_matrices=False)
    ahead = ways[0] * np.sign((middle - wrist) @ ways[0])
    across, thin = ways[1], ways[2]
    along = (hand - wrist) @ ahead
    reach = float(along.max())
    palm_in = _palm(hand, wrist, ahead, thin, across, reach)
    side, off = (hand - middle) @ across, (hand - middle) @ thin
    share = np.clip((along / reach - KNUCKLES) / (1 - KNUCKLES), 0.0, 1.0)
    thumb = _thumb(side, along / reach)
    share = share * (1 - thumb)
    fingers = side[(share > 0.2) & (thumb < 0.5)]
    centre = float(fingers.mean()) if len(fingers) else 0.0
    closed = side + (centre - side) * TOGETHER * share
    angle = math.radians(CURL_DEG) * share
    long = np.maximum(along - KNUCKLES * reach, 0.0) * (1 - thumb)
    safe = np.maximum(angle, 1e-6)
    forward = np.where(angle > 1e-6, long * np.sin(safe) / safe, long)
    down = np.where(angle > 1e-6, long * (1 - np.cos(safe)) / safe, 0.0)
    moved_along = along - long + forward - (off * palm_in) * np.sin(angle)
    moved_off = off * np.cos(angle) + palm_in * down
    return np.asarray(
        middle
        + (moved_along - (middle - wrist) @ ahead)[:, None] * ahead
        + closed[:, None] * across
        + moved_off[:, None] * thin
    )


def _palm(hand: Floats, wrist: Floats, ahead: Floats, thin: Floats, across: Floats, reach: float) -> float:
    """Return on which side of a hand its palm is: fingers are bent a little towards it already."""
    along, off = (hand - wrist) @ ahead / reach, (hand - wrist) @ thin
    side = (hand - wrist) @ across
    wide = np.abs(side - np.median(side)) < np.percentile(np.abs(side - np.median(side)), 70)
    tips, back = off[(along > 0.85) & wide].mean(), off[(along > 0.2) & (along < 0.45) & wide].mean()
    return 1.0 if tips > back else -1.0


def _thumb(side: Floats, along: Floats) -> Floats:
    """Return how far points are of the thumb, 0 to 1: what sticks out beside the palm, nearer to the wrist than fingertips."""
    low, high = np.percentile(side[along < 0.72], [1, 99])
    palm = np.percentile(side[(along > 0.8)], [5, 95])
    out = 1.0 if high - palm[1] > palm[0] - low else -1.0
    edge = palm[1] if out > 0 else -palm[0]
    return np.asarray(np.clip((out * side - edge + 0.004) / 0.008, 0.0, 1.0) * (along < 0.86))
