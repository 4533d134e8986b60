"""Does small debris that lies still lie on anything?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rushes.engines import Finding, Take
from rushes.engines.destruction.stage.debris_stage import SceneDebris, read_debris
from rushes.inspection.bodies import Array, Bodies, data_file, read_bodies

APART = 0.12
"""Metres between a fragment's lowest point and what is under it: it lies as the box around it, whose corner a stone of 25 cm falls
short of by up to 9 cm, and what it lies on has ragged breaks."""

STILL = 0.003
"""Metres that a fragment may move over ``LOOKED`` frames and lie still."""

LOOKED = 4
"""Frames from one look to the next: what hangs for less is a fragment at the top of its flight."""

AT_ONCE = 20000
"""Pairs of fragments and pieces that are worked out at a time."""

Rows = NDArray[np.int64]


def debris_at_rest(take: Take) -> tuple[Finding, ...]:
    """Count the fragments that lie still, at one look and the next, with nothing under them.

    Under a fragment is the highest point of any piece (not of glass) on the upright line through its middle or one of its corners, or
    the ground; the fragment is as the scene holds it, pieces are where the motion says. What is inside of a piece is held by it.
    """
    bodies, pieces = read_bodies(take), data_file(take, "building.npz")
    scene = next((path for path in take.paths("scene") if path.suffix == ".usdc"), None)
    if bodies is None or pieces is None or scene is None:
        return ()
    frames = np.asarray(bodies.frame[:: LOOKED // 2], int)
    debris = read_debris(scene, frames.tolist())
    if debris is None:
        return ()
    solids = _Solids.load(pieces)
    hanging: dict[int, tuple[float, int]] = {}
    moved = np.linalg.norm(np.diff(debris.position, axis=0), axis=2)
    for look in range(2, len(frames), 2):
        # In between too, or what comes down from a bounce as it went up would lie still.
        still = debris.there[look - 2] & (moved[look - 2] < STILL) & (moved[look - 1] < STILL)
        rows = np.flatnonzero(still)
        for at in (look - 2, look):
            away = _apart(debris, rows, at, bodies, int(frames[at] - bodies.frame[0]), solids)
            rows, away = rows[away > APART], away[away > APART]
        for row, gap in zip(rows.tolist(), away.tolist(), strict=True):
            hanging.setdefault(row, (gap, int(frames[look])))
    return (_found(hanging, debris.position.shape[1]),)


def _found(hanging: dict[int, tuple[float, int]], count: int) -> Finding:
    said = ""
    if hanging:
        row = max(hanging, key=lambda one: hanging[one][0])
        gap, frame = hanging[row]
        said = (
            f"{len(hanging)} of {count} fragments lie still with nothing within {APART} m under them; the worst is instance {row} "
            f"at frame {frame}, {gap:.2f} m over what is there. Make the step debris again, and look at the scene there."
        )
    return Finding("debris_at_rest", not hanging, float(len(hanging)), 0.0, "fragments", said)


@dataclass(frozen=True, eq=False, slots=True)
class _Solids:
    """Convex pieces.

    Attributes:
        planes: Of their triangles (normal, distance from the centre), the last of them filling up, [n, K, 4].
        radius: Of each around its centre [m], 0 for what holds nothing, [n].
    """

    planes: Array
    radius: Array

    @classmethod
    def load(cls, path: Path) -> _Solids:
        """Read ``building.npz``."""
        with np.load(path) as file:
            vertices, first = np.asarray(file["vertices"], float), np.asarray(file["vertex_start"])
            triangles, start = np.asarray(file["triangles"]), np.asarray(file["triangle_start"])
            glass = np.asarray(file["materials"])[np.asarray(file["material"])] == "glass"
        owner = np.repeat(np.arange(len(start) - 1), np.diff(start))
        a, b, c = (vertices[triangles[:, side] + first[owner]] for side in range(3))
        normal = np.cross(b - a, c - a)
        normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-12)
        flat = np.column_stack([normal, (normal * a).sum(axis=1)])
        rows = np.minimum(start[:-1, None] + np.arange(int(np.diff(start).max(initial=1))), start[1:, None] - 1)
        radius = np.sqrt(np.maximum.reduceat((vertices**2).sum(axis=1), first[:-1]))
        return cls(flat[rows], np.where(glass, 0.0, radius))


def _apart(debris: SceneDebris, rows: Rows, look: int, bodies: Bodies, at: int, solids: _Solids) -> Array:
    """Return how far over what is there some fragments are [m], shape [k]; 0 and less is on it or in it."""
    if not len(rows):
        return np.zeros(0)
    place = debris.position[look, rows].astype(float)
    corner, owner = _corners(debris, rows, look)
    low = np.full(len(rows), np.inf)
    np.minimum.at(low, owner, corner[:, 2])
    away = place[:, 2] + low - _tops(place, place[:, 2], bodies, at, solids)
    doubt = (away > APART)[owner]
    corner, owner = place[owner[doubt]] + corner[doubt], owner[doubt]
    np.minimum.at(away, owner, corner[:, 2] - _tops(corner, place[owner, 2], bodies, at, solids))
    return np.asarray(away)


def _corners(debris: SceneDebris, rows: Rows, look: int) -> tuple[Array, Rows]:
    """Return the corners of some fragments round their middles [m], [V, 3], and whose each is, as a place in ``rows``."""
    place = np.full(debris.position.shape[1], -1)
    place[rows] = np.arange(len(rows))
    owner = place[debris.owner]
    local, owner = debris.local[owner >= 0].astype(float), owner[owner >= 0]
    turn = debris.orientation[look, rows].astype(float)[owner]
    swept = 2.0 * np.cross(turn[:, 1:], local)
    return local + turn[:, :1] * swept + np.cross(turn[:, 1:], swept), owner


def _tops(point: Array, below: Array, bodies: Bodies, at: int, solids: _Solids) -> Array:
    """Return the highest point [m] of any piece on the upright line through each point, 0 the ground's.

    Pieces that begin over ``below`` [m] hang over the point and hold nothing.
    """
    from scipy.spatial import cKDTree

    found = np.zeros(len(point))
    if not len(point):
        return found
    centre, scale = bodies.position[at].astype(float), bodies.scale[at].astype(float)
    holds = np.flatnonzero(solids.radius > 0.0)
    near = cKDTree(point[:, :2]).query_ball_point(centre[holds, :2], (solids.radius * scale)[holds])
    pieces = np.repeat(holds, [len(one) for one in near])
    rows = np.concatenate([np.zeros(0, np.int64), *(np.asarray(one, np.int64) for one in near)])
    turn = bodies.orientation[at].astype(float)
    for part in np.array_split(np.arange(len(rows)), len(rows) // AT_ONCE + 1):
        row, piece = rows[part], pieces[part]
        low, high = _through(point[row] - centre[piece], turn[piece], solids.planes[piece], scale[piece])
        met = (low < high) & (low + centre[piece, 2] < below[row])
        np.maximum.at(found, row[met], (high + centre[piece, 2])[met])
    return found


def _through(place: Array, turn: Array, planes: Array, scale: Array) -> tuple[Array, Array]:
    """Return where upright lines through places, from the pieces' centres, go in and out of turned convex pieces [m], each [k].

    A line that misses its piece goes in over where it goes out.
    """
    w, axis = turn[:, None, :1], turn[:, None, 1:]
    normal = planes[..., :3]
    swept = 2.0 * np.cross(axis, normal)
    normal = normal + w * swept + np.cross(axis, swept)
    room = planes[..., 3] * scale[:, None] - (normal[..., :2] * place[:, None, :2]).sum(axis=-1)
    slope = normal[..., 2]
    height = room / np.where(np.abs(slope) > 1e-9, slope, 1e-9)
    high = np.where(slope > 1e-9, height, np.inf).min(axis=1)
    low = np.where(slope < -1e-9, height, -np.inf).max(axis=1)
    missed = ((np.abs(slope) <= 1e-9) & (room < 0.0)).any(axis=1)
    return np.where(missed, np.inf, low), high
