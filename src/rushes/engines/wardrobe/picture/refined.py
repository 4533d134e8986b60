"""A worn mesh made fine enough to be looked at: subdivided, with every corner's place in the pattern and its distance from seams and hems."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SAMPLE_M = 0.001
"""Spacing at which seams and hems are sampled to measure distances from them [m]."""

FAR_M = 1.0
"""What is said where a panel has no such edge [m]."""

CORNER = 0.34
"""A free edge that turns by more than this is a corner and stays one: twice the sine of half the turn over two, 40 degrees."""

INNER, SEAM, HEM, UPPER = -1, 0, 1, 2
"""Kinds of a triangle's side: within a panel, sewn, free, and sewn as the side that a seam is topstitched on."""

NOTHING: Final = np.zeros((0, 2), np.int64)


@dataclass(frozen=True, eq=False)
class Refined:
    """A fine mesh.

    Attributes:
        points: [m], shape [n, 3].
        corners: Triangles, shape [m, 3].
        uv: Corners' places in the pattern [m], shape [m, 3, 2].
        panel: Of each triangle, shape [m].
        away: How far each corner is, in the pattern, from the nearest seam, hem, and edge that may be topstitched [m], shape [m, 3, 3].
    """

    points: Floats
    corners: Ints
    uv: Floats
    panel: Ints
    away: Floats

    def normals(self) -> Floats:
        """Return points' normals, weighted by area, shape [n, 3]."""
        a, b, c = (self.points[self.corners[:, k]] for k in range(3))
        faces, out = np.cross(b - a, c - a), np.zeros_like(self.points)
        for k in range(3):
            np.add.at(out, self.corners[:, k], faces)
        return np.asarray(out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-15))


def refined(
    points: Floats, corners: Ints, uv: Floats, panel: Ints, rounds: int = 2, *, darts: Ints = NOTHING
) -> Refined:
    """Return a worn mesh subdivided, so many times.

    Places in the pattern are smoothed as points are, each panel flat: else what is woven and sewn would waver wherever triangles are uneven.

    Args:
        points: [m], shape [n, 3]; what is sewn is one point.
        corners: Triangles, shape [m, 3].
        uv: Corners' places in their panels [m], shape [m, 3, 2].
        panel: Of each triangle, shape [m].
        rounds: How often each triangle is cut into four.
        darts: Sewn edges that are topstitched on neither side, shape [d, 2].
    """
    flat, places = _flattened(uv, panel)
    kinds = _kinds(corners, flat, panel, darts)
    for _ in range(rounds):
        points, corners = subdivided(points, corners, _pairs(corners)[np.isin(kinds, (SEAM, UPPER)).ravel()])
        places, flat = subdivided(places, flat)
        kinds, panel = _quartered(kinds), np.repeat(panel, 4)
    uv = places[flat][..., :2]
    return Refined(points, corners, uv, panel, _away(uv, panel, kinds))


def subdivided(points: Floats, corners: Ints, sewn: Ints = NOTHING) -> tuple[Floats, Ints]:
    """Return a mesh with each triangle cut into four, smoothed (C. Loop, "Smooth Subdivision Surfaces Based on Triangles", 1987).

    An edge of one triangle, or of more than two, is smoothed along itself only; its corners stay. So is what is sewn (shape [s, 2]): else
    seams would be pulled to and fro by triangles that differ on their two sides. The four stand together, corners first, the middle last.
    """
    tops = np.roll(corners, -2, axis=1).ravel()
    edges, back, count = _edges(_pairs(corners))
    inner = (count == 2) & ~np.isin(edges @ [1, len(points)], np.sort(sewn, axis=1) @ [1, len(points)])
    across = np.stack([np.bincount(back, points[tops, k], len(edges)) for k in range(3)], axis=1)
    middle: Floats = points[edges].mean(axis=1)
    made = np.where(inner[:, None], 0.75 * middle + 0.125 * across, middle)
    rim = np.zeros(len(points), np.bool_)
    rim[edges[~inner]] = True
    old = _moved(points, edges, edges[~inner], rim)
    ab, bc, ca = (len(points) + back.reshape(-1, 3)[:, k] for k in range(3))
    a, b, c = corners.T
    four: Ints = np.stack([a, ab, ca, ab, b, bc, ca, bc, c, ab, bc, ca], axis=1).reshape(-1, 3)
    return np.concatenate([old, made]), four


def _pairs(corners: Ints) -> Ints:
    """Return triangles' sides, three after three, shape [3 m, 2]."""
    return np.stack([corners, np.roll(corners, -1, axis=1)], axis=-1).reshape(-1, 2)


def _edges(pairs: Ints) -> tuple[Ints, Ints, Ints]:
    """Return the edges that sides are, lower end first, shape [e, 2]; each side's edge, and how many sides each edge is."""
    edges, back, count = np.unique(np.sort(pairs, axis=1), axis=0, return_inverse=True, return_counts=True)
    return edges, back.ravel(), count


def _moved(points: Floats, edges: Ints, free: Ints, rim: NDArray[np.bool_]) -> Floats:
    """Return where the old points go."""
    valence, around = _around(points, edges)
    beta = np.where(valence == 3, 3 / 16, 3 / (8 * np.maximum(valence, 1)))[:, None]
    inside = points * (1 - valence[:, None] * beta) + beta * around
    ends, along = _around(points, free)
    lengths = np.linalg.norm(points[free[:, 0]] - points[free[:, 1]], axis=1)
    around_it = np.bincount(free.ravel(), np.repeat(lengths, 2), len(points))
    turn = np.linalg.norm(along - ends[:, None] * points, axis=1) / np.maximum(around_it, 1e-12)
    edge = np.where(((ends == 2) & (turn < CORNER))[:, None], 0.75 * points + 0.125 * along, points)
    return np.where(rim[:, None], edge, inside)


def _around(points: Floats, edges: Ints) -> tuple[Floats, Floats]:
    """Return how many neighbours points have over edges, and the sum of where they are."""
    both = np.concatenate([edges, edges[:, ::-1]])
    total: Floats = np.stack([np.bincount(both[:, 0], points[both[:, 1], k], len(points)) for k in range(3)], axis=1)
    return np.bincount(both[:, 0], minlength=len(points)).astype(float), total


def _flattened(uv: Floats, panel: Ints) -> tuple[Ints, Floats]:
    """Return panels as one mesh that lies flat: corners, shape [m, 3], and places with the panel's number as their height, shape [k, 3]."""
    at = np.concatenate([uv.reshape(-1, 2), np.repeat(panel, 3)[:, None] * 1.0], axis=1)
    _, first, back = np.unique(np.round(at, 6), axis=0, return_index=True, return_inverse=True)
    return back.reshape(-1, 3), at[first]


def _kinds(corners: Ints, flat: Ints, panel: Ints, darts: Ints) -> Ints:
    """Return the kind of each triangle's side, shape [m, 3]: sewn are those at which two panels, or two places of one, are one edge."""
    _, back, count = _edges(_pairs(flat))
    alone = np.nonzero(count[back] == 1)[0]
    worn, same, shared = _edges(_pairs(corners)[alone])
    mine = panel[alone // 3]
    least = np.full(len(shared), np.iinfo(np.int64).max)
    np.minimum.at(least, same, mine)
    size = [1, int(corners.max(initial=0)) + 1]
    bare = np.isin(worn @ size, np.sort(darts, axis=1) @ size)[same]
    kinds = np.full(corners.size, INNER)
    kinds[alone] = np.where(shared[same] == 1, HEM, np.where((mine == least[same]) & ~bare, UPPER, SEAM))
    return kinds.reshape(-1, 3)


def _quartered(kinds: Ints) -> Ints:
    """Return the kinds of triangles' sides after a round of ``subdivided``."""
    ab, bc, ca = kinds.T
    no = np.full(len(kinds), INNER)
    return np.stack([ab, no, ca, ab, bc, no, no, bc, ca, no, no, no], axis=1).reshape(-1, 3)


def _away(uv: Floats, panel: Ints, kinds: Ints) -> Floats:
    """Return how far corners are from seams, from hems, and from what may be topstitched, shape [m, 3, 3]."""
    from scipy.spatial import cKDTree

    at = np.concatenate([np.repeat(panel, 3)[:, None] * 100.0, uv.reshape(-1, 2)], axis=1)
    asked, back = np.unique(np.round(at, 7), axis=0, return_inverse=True)
    out = np.full((len(asked), 3), FAR_M)
    sides = np.stack([uv, np.roll(uv, -1, axis=1)], axis=2).reshape(-1, 2, 2)
    for column, wanted in enumerate(((SEAM, UPPER), (HEM,), (HEM, UPPER))):
        chosen = np.nonzero(np.isin(kinds.ravel(), wanted))[0]
        if not len(chosen):
            continue
        ends, owner = sides[chosen], panel[chosen // 3]
        pieces = np.maximum(1, np.ceil(np.linalg.norm(ends[:, 1] - ends[:, 0], axis=1) / SAMPLE_M)).astype(int)
        which = np.repeat(np.arange(len(ends)), pieces + 1)
        share = np.concatenate([np.linspace(0, 1, count + 1) for count in pieces])[:, None]
        sampled = ends[which, 0] * (1 - share) + ends[which, 1] * share
        tree = cKDTree(np.concatenate([owner[which][:, None] * 100.0, sampled], axis=1))
        out[:, column] = np.minimum(tree.query(asked, distance_upper_bound=FAR_M)[0], FAR_M)
    return out[back.ravel()].reshape(*uv.shape[:2], 3)
