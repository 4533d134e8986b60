"""Hands at rest: fingers lie side by side and bend at their joints, the thumb beside the palm, as they do when nothing is held."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.body.shape import Body, Knobs, base

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BENT_DEG: Final = ((4.0, 16.0, 10.0), (8.0, 20.0, 11.0), (10.0, 21.0, 12.0), (11.0, 20.0, 11.0))
"""How far knuckle, middle joint and end joint are bent beyond how they were modelled, index finger to little finger [degrees]."""

JOINTS: Final = (0.0, 0.50, 0.77)
"""Where a finger's joints are, as shares of its length from the knuckle."""

FANNED: Final = 0.12
"""How much of the fingers' spread is left."""

CROWDED: Final = 0.0008
"""How far knuckles are moved apart for fingers that lie side by side [m]."""

UNDER: Final = 0.42
"""How far under the web a knuckle is, as a share of what is free of a finger."""

THUMB_AHEAD: Final = (0.90, 0.27, 0.28)
"""Where a thumb points at rest: ahead, out of the hand's side, towards the palm's side."""

THUMB_TURNS: Final = 0.85
"""How far it gets there from how it was modelled."""

HANGS: Final = 0.8
"""How far a hand hangs in line with its arm rather than as it was modelled."""

THUMB, INDEX, MIDDLE, LITTLE = 0, 1, 2, 4
FOLD_M: Final = 0.009
"""How far before and behind a joint skin is bent [m]."""


@dataclass(frozen=True, eq=False)
class _Digits:
    """A hand's fingers on the mesh, thumb first.

    Attributes:
        hand: The hand's vertices, shape [h].
        far: How far each of them is from each finger's tip over the skin, as a share of what is free of that finger, shape [5, h].
    """

    hand: Ints
    far: Floats


def rested(body: Body) -> Body:
    """Return a body with its hands at rest; wrists stay.

    Args:
        body: In its stance.
    """
    points = body.vertices.copy()
    for side in "LR":
        digits = _digits(side)
        wrist, elbow = (body.joints[f"{side.lower()}-{name}"] for name in ("hand", "elbow"))
        points[digits.hand] = _straight(_rested(body.vertices[digits.hand], digits), wrist, wrist - elbow)
    return Body(points, body.joints)


@cache
def _digits(side: str) -> _Digits:
    """Return a hand's fingers: each ends at the skin's farthest places from the wrist, and is free as far as its neighbour's tip is from its own, halved."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import dijkstra

    mesh, body = base(), base().body(Knobs())
    mine = np.nonzero(mesh.share(f"hand.{side}")[: mesh.skin] > 0.5)[0]
    number = np.full(len(body.vertices), -1)
    number[mine] = np.arange(len(mine))
    ends = number[mesh.edges]
    ends = ends[(ends >= 0).all(axis=1)]
    at = body.vertices[mine]
    long = np.linalg.norm(at[ends[:, 0]] - at[ends[:, 1]], axis=1)
    net = coo_matrix((long, (ends[:, 0], ends[:, 1])), shape=(len(mine), len(mine))).tocsr()
    wrist = body.joints[f"{side.lower()}-hand"]
    near = np.argsort(np.linalg.norm(at - wrist, axis=1))[:60]
    away = dijkstra(net, directed=False, indices=near, min_only=True)
    known = np.isfinite(away)
    tips = _tips(np.where(known, away, 0.0), ends)
    over = dijkstra(net, directed=False, indices=tips)
    between = over[:, tips] + np.where(np.eye(5, dtype=bool), np.inf, 0.0)
    order = _in_order(at[tips] - wrist)
    free = 0.5 * between.min(axis=1)
    return _Digits(mine, np.where(known, over / free[:, None], np.inf)[order])


def _tips(away: Floats, ends: Ints) -> list[int]:
    """Return the five places that stand out farthest: one walks inwards the longest from them before one meets another that is farther out."""
    root = np.full(len(away), -1)
    highest = np.arange(len(away))
    outstanding = np.zeros(len(away))
    beside: list[list[int]] = [[] for _ in away]
    for one, other in ends.tolist():
        beside[one].append(other)
        beside[other].append(one)

    def of(place: int) -> int:
        while root[place] != place:
            place = root[place]
        return place

    for place in np.argsort(-away).tolist():
        root[place] = place
        for other in beside[place]:
            if root[other] < 0 or of(other) == of(place):
                continue
            low, high = sorted((of(other), of(place)), key=lambda one: away[highest[one]])
            outstanding[highest[low]] = away[highest[low]] - away[place]
            root[low] = high
    outstanding[away.argmax()] = np.inf
    return [int(place) for place in np.argsort(-outstanding)[:5]]


def _in_order(tips: Floats) -> Ints:
    """Return tips in order, the thumb first: it is what its nearest neighbour is farthest from, and the others go on from it."""
    apart = np.linalg.norm(tips[:, None] - tips[None], axis=-1)
    thumb = int((apart + np.eye(5) * 9).min(axis=1).argmax())
    return np.argsort(apart[thumb])


def _rested(hand: Floats, digits: _Digits) -> Floats:
    """Return a hand's points at rest [m], shape [h, 3]."""
    fingers = [_Finger.of(hand, far) for far in digits.far]
    across = fingers[INDEX].knuckle - fingers[LITTLE].knuckle
    ahead = fingers[MIDDLE].way - across * (fingers[MIDDLE].way @ across) / (across @ across)
    ahead /= np.linalg.norm(ahead)
    across = across - ahead * (across @ ahead)
    across /= np.linalg.norm(across)
    palm = np.cross(ahead, across)
    palm *= np.sign((fingers[THUMB].tip - fingers[MIDDLE].knuckle) @ palm)
    weights = np.stack([finger.weight(hand, far) for finger, far in zip(fingers, digits.far, strict=True)])
    weights /= np.maximum(weights.sum(axis=0), 1.0)
    moved = hand.copy()
    for place, (finger, weight) in enumerate(zip(fingers, weights, strict=True)):
        if place == THUMB:
            goal = np.array(THUMB_AHEAD) @ np.stack([ahead, across, palm])
            turned = _turned(hand, finger.knuckle, *_between(finger.way, goal, THUMB_TURNS))
        else:
            turned = _bent(hand, finger, ahead, palm, BENT_DEG[place - 1])
            turned = turned + across * CROWDED * (2.5 - place)
        moved += weight[:, None] * (turned - hand)
    return moved


@dataclass(frozen=True, eq=False)
class _Finger:
    """A finger: its knuckle, tip [m], and the way from one to the other."""

    knuckle: Floats
    tip: Floats
    way: Floats
    long: float
    thumb: bool

    @classmethod
    def of(cls, hand: Floats, far: Floats) -> _Finger:
        """Return the finger whose skin is so far from its tip."""
        root, tip = hand[(far > 0.75) & (far < 1.0)].mean(axis=0), hand[far < 0.12].mean(axis=0)
        free = float(np.linalg.norm(tip - root))
        way = (tip - root) / free
        wide = np.linalg.norm(np.cross(hand[(far > 0.4) & (far < 0.7)] - root, way), axis=1).mean()
        thumb = free < 5.2 * wide
        knuckle = root - way * free * (UNDER if not thumb else 1.1)
        return cls(knuckle, tip, way, float(np.linalg.norm(tip - knuckle)), thumb)

    def weight(self, hand: Floats, far: Floats) -> Floats:
        """Return how far points go with the finger, 0 to 1."""
        off = hand - self.knuckle
        along = off @ self.way
        beside = np.linalg.norm(off - along[:, None] * self.way, axis=1)
        grown = _eased(along / (0.30 * self.long))
        near = np.exp(-((beside / (0.30 * self.long if self.thumb else 0.013)) ** 2))
        return np.asarray(grown * np.where(far < 1.0, 1.0, near))


def _bent(hand: Floats, finger: _Finger, ahead: Floats, palm: Floats, degrees: tuple[float, ...]) -> Floats:
    """Return points turned with a finger towards the others, and bent with its joints towards the palm."""
    flat = finger.way - palm * (finger.way @ palm)
    flat /= np.linalg.norm(flat)
    axis, angle = _between(flat, ahead, 1.0 - FANNED)
    out = _turned(hand, finger.knuckle, axis, angle)
    way = _turned(finger.way[None] + finger.knuckle, finger.knuckle, axis, angle)[0] - finger.knuckle
    hinge = np.cross(way, palm)
    hinge /= np.linalg.norm(hinge)
    along = (out - finger.knuckle) @ way
    for share, bend in reversed(tuple(zip(JOINTS, degrees, strict=True))):
        at = share * finger.long
        some = _eased((along - at) / (2 * FOLD_M) + 0.5)
        out = _turned(out, finger.knuckle + way * at, hinge, np.radians(bend) * some)
    return out


def _straight(hand: Floats, wrist: Floats, fore: Floats) -> Floats:
    """Return a hand's points turned about its wrist towards the forearm's line and the plumb line, more the farther down they are."""
    middle = hand.mean(axis=0) - wrist
    ahead = middle / np.linalg.norm(middle)
    goal = ahead + HANGS * (0.35 * fore / np.linalg.norm(fore) + np.array([0.0, 0.0, -1.0]))
    axis, angle = _between(ahead, goal, 1.0)
    return _turned(hand, wrist, axis, angle * _eased((hand - wrist) @ ahead / 0.045))


def _between(one: Floats, other: Floats, share: float) -> tuple[Floats, float]:
    """Return the axis and the angle of the turn from one way to another, or of a share of it."""
    a, b = one / np.linalg.norm(one), other / np.linalg.norm(other)
    axis = np.cross(a, b)
    size = float(np.linalg.norm(axis))
    if size < 1e-9:
        return np.array([0.0, 0.0, 1.0]), 0.0
    return axis / size, share * math.atan2(size, float(a @ b))


def _turned(points: Floats, at: Floats, axis: Floats, angle: Floats | float) -> Floats:
    """Return points turned about an axis through a place, each by its angle."""
    off, turn = points - at, np.broadcast_to(angle, len(points))[:, None]
    return np.asarray(
        at + off * np.cos(turn) + np.cross(axis, off) * np.sin(turn) + axis * (off @ axis)[:, None] * (1 - np.cos(turn))
    )


def _eased(share: Floats) -> Floats:
    """Return 0 to 1 without a kink."""
    x = np.clip(share, 0.0, 1.0)
    return np.asarray(x * x * (3 - 2 * x))
