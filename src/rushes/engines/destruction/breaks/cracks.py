"""Cracks: which broken faces of which pieces lie on one another before anything moves, and when they part.

A building at rest is whole: each broken face lies on its neighbour's. What chips at its edge, what bars reach through it and
which bricks fall from it is known from that neighbour and from the moment at which the two have moved apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.building.bonds import WITHIN_MEMBER
from rushes.engines.destruction.building.pieces import Pieces
from rushes.engines.destruction.rigid.motion import Motion

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

SKIN, BROKEN, JOINT = 0, 1, 2
"""Kinds of faces: seen from outside or inside of a room; come about by breaking; laid on another member's face."""

NEAR_M = 2e-3
"""Faces whose middles lie nearer than this [m] are the two sides of one crack."""

OPEN_M = 0.015
"""A crack is open when its sides have moved apart by this much [m]: what can be seen of it at 1080 lines and 40 m."""

PROBE_M = 0.02
"""A face is a joint when what lies so far [m] before its middle is another member."""

CORNERS = 0.9
"""A face is one only if that holds so far from its middle to each corner."""

STRUCK_M = 0.08
"""A piece lands hard when it goes this much less far [m] in a picture than in the one before: 2 m/s at 24 pictures a second."""

NEVER = 1e9
"""The frame at which what never opens opens."""


@dataclass(frozen=True, eq=False, slots=True)
class Faces:
    """The F flat faces of all pieces, as loops of corners.

    Attributes:
        owner: The piece of each, shape [F]; kind: ``SKIN``, ``BROKEN`` or ``JOINT``, [F].
        start: Where each loop begins in ``corner``, shape [F + 1]; corner: rows of ``Pieces.vertices``.
        of_triangle: The face of each triangle of the pieces, shape [T].
        middle: Mean of the corners in the world at rest [m], [F, 3]; normal: outward, unit, [F, 3]; area: [m2], [F].
        other: The piece on the other side, or -1, [F].
    """

    owner: Rows
    kind: Rows
    start: Rows
    corner: Rows
    of_triangle: Rows
    middle: Floats
    normal: Floats
    area: Floats
    other: Rows


def faces_of(pieces: Pieces) -> Faces:
    """Find the faces that a building's triangles are fans of, and what lies on the other side of each."""
    piece = np.repeat(np.arange(len(pieces)), np.diff(pieces.triangle_start))
    local = pieces.triangles.astype(np.int64)
    triangles = local + pieces.vertex_start[piece][:, None]
    rest = at_rest(pieces)
    corners = rest[triangles]
    twice = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    size = np.linalg.norm(twice, axis=1)
    unit = twice / np.maximum(size, 1e-12)[:, None]
    flat = (unit[1:] * unit[:-1]).sum(axis=1) > 0.999
    thin = np.minimum(size[1:], size[:-1]) < 1e-8
    same = (piece[1:] == piece[:-1]) & (triangles[1:, 0] == triangles[:-1, 0]) & (triangles[1:, 1] == triangles[:-1, 2])
    same &= (pieces.triangle_kind[1:] == pieces.triangle_kind[:-1]) & (flat | thin)
    of_triangle = np.cumsum(np.concatenate([[0], ~same]).astype(np.int64)) if len(piece) else np.zeros(0, np.int64)
    first = np.flatnonzero(np.concatenate([[True], ~same]))
    count = np.bincount(of_triangle) + 2
    start = np.cumsum(np.concatenate([[0], count]))
    corner = np.empty(start[-1], np.int64)
    corner[start[:-1]] = triangles[first, 0]
    corner[start[:-1] + 1] = triangles[first, 1]
    corner[start[of_triangle] + 2 + np.arange(len(piece)) - first[of_triangle]] = triangles[:, 2]
    vector = np.add.reduceat(twice, first, axis=0)
    length = np.linalg.norm(vector, axis=1)
    owner = piece[first]
    middle = np.add.reduceat(rest[corner], start[:-1], axis=0) / count[:, None]
    normal = vector / np.maximum(length, 1e-12)[:, None]
    kind = pieces.triangle_kind[first].astype(np.int64)
    other = _across(pieces, owner, kind, middle)
    probes = np.repeat(middle, count, axis=0)
    probes += CORNERS * (rest[corner] - probes) + PROBE_M * np.repeat(normal, count, axis=0)
    joint, beside = _joints(pieces, owner, kind, middle + PROBE_M * normal, probes, start)
    kind[joint], other[joint] = JOINT, beside
    return Faces(owner, kind, start, corner, of_triangle, middle, normal, 0.5 * length, other)


def at_rest(pieces: Pieces) -> Floats:
    """Return every corner in the world before anything moves [m], shape [V, 3]."""
    piece = np.repeat(np.arange(len(pieces)), np.diff(pieces.vertex_start))
    return np.asarray(pieces.vertices.astype(float) + pieces.centre[piece])


def _across(pieces: Pieces, owner: Rows, kind: Rows, middle: Floats) -> Rows:
    """Return the piece whose broken face lies on each broken face, or -1."""
    from scipy.spatial import cKDTree

    other = np.full(len(owner), -1, np.int64)
    rows = np.flatnonzero(kind == BROKEN)
    if not len(rows):
        return other
    pairs = cKDTree(middle[rows]).query_pairs(NEAR_M, output_type="ndarray")
    a, b = rows[pairs[:, 0]], rows[pairs[:, 1]]
    fits = (pieces.solid[owner[a]] == pieces.solid[owner[b]]) & (owner[a] != owner[b])
    other[a[fits]], other[b[fits]] = owner[b[fits]], owner[a[fits]]
    return other


def _joints(pieces: Pieces, owner: Rows, kind: Rows, ahead: Floats, probes: Floats, start: Rows) -> tuple[Rows, Rows]:
    """Return the skin faces that lie whole on another member of the same matter, and the piece that each lies on.

    Args:
        pieces: The building.
        owner, kind: Of each face.
        ahead: A little before each face's middle [m], shape [F, 3].
        probes: The same near each corner; start: where each face's begin.
    """
    found = np.full(len(owner), -1, np.int64)
    half = 0.5 * pieces.size.astype(float)
    centre = _middles(pieces)
    rows = np.flatnonzero(kind == SKIN)
    rows = rows[np.argsort(owner[rows], kind="stable")]
    first = np.searchsorted(owner[rows], np.arange(len(pieces) + 1))
    for a, b, which in zip(pieces.bond_a.tolist(), pieces.bond_b.tolist(), pieces.bond_class.tolist(), strict=True):
        if which == WITHIN_MEMBER or pieces.solid[a] == pieces.solid[b] or pieces.material[a] != pieces.material[b]:
            continue
        for one, two in ((a, b), (b, a)):
            own = rows[first[one] : first[one + 1]]
            inside = (np.abs(ahead[own] - centre[two]) <= half[two]).all(axis=1)
            found[own[inside]] = two
    count = int(pieces.solid.max()) + 1
    low, high = np.full((count, 3), np.inf), np.full((count, 3), -np.inf)
    np.minimum.at(low, pieces.solid, centre - half)
    np.maximum.at(high, pieces.solid, centre + half)
    solid = np.repeat(pieces.solid[np.maximum(found, 0)], np.diff(start))
    covered = ((probes >= low[solid]) & (probes <= high[solid])).all(axis=1)
    joint = np.flatnonzero((found >= 0) & np.logical_and.reduceat(covered, start[:-1]))
    return joint, found[joint]


def _middles(pieces: Pieces) -> Floats:
    """Return the middle of each piece's box at rest [m], shape [n, 3]."""
    low = np.minimum.reduceat(pieces.vertices, pieces.vertex_start[:-1], axis=0)
    high = np.maximum.reduceat(pieces.vertices, pieces.vertex_start[:-1], axis=0)
    return np.asarray(pieces.centre + 0.5 * (low.astype(float) + high))


def moved_to(pieces: Pieces, motion: Motion, piece: Rows, place: Floats) -> Floats:
    """Return where places of pieces are at every picture.

    Args:
        pieces: The building.
        motion: Its poses.
        piece: Which piece each place belongs to, shape [k].
        place: At rest, in the world [m], shape [k, 3].

    Returns:
        Places in the world [m], shape [T, k, 3].
    """
    local = (place - pieces.centre[piece]) * motion.scale[:, piece, None]
    turn = motion.orientation[:, piece].astype(float)
    swept = 2.0 * np.cross(turn[..., 1:], local)
    return np.asarray(local + turn[..., :1] * swept + np.cross(turn[..., 1:], swept) + motion.position[:, piece])


def opening(pieces: Pieces, motion: Motion, faces: Faces) -> Floats:
    """Return the frame at which each face has parted from what lay on it, ``NEVER`` where it does not, shape [F]."""
    frame = np.full(len(faces.owner), NEVER)
    rows = np.flatnonzero(faces.other >= 0)
    for part in np.array_split(rows, max(1, len(rows) // 4000)):
        here = moved_to(pieces, motion, faces.owner[part], faces.middle[part])
        there = moved_to(pieces, motion, faces.other[part], faces.middle[part])
        apart = np.linalg.norm(here - there, axis=-1) > OPEN_M
        opens = apart.any(axis=0)
        frame[part[opens]] = motion.frame[apart.argmax(axis=0)][opens]
    return frame


def struck(motion: Motion) -> Floats:
    """Return the frame at which each piece first lands hard, ``NEVER`` where it does not, shape [n]."""
    step = np.linalg.norm(np.diff(motion.position.astype(float), axis=0), axis=-1)
    hard = np.zeros(motion.scale.shape, bool)
    hard[1:-1] = step[:-1] - step[1:] > STRUCK_M
    return np.where(hard.any(axis=0), motion.frame[hard.argmax(axis=0)], NEVER)
