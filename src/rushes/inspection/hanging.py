"""Does anything lie still in the air that nothing carries?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.engines import Finding, Take
from rushes.inspection.bodies import Array, Bodies, data_file, read_bodies
from rushes.inspection.hulls import Rows, as_built, matrices, over_edges, over_faces, shape_of

TOUCHING = 0.03
"""Metres between two pieces, as drawn, or a piece and the ground, that still count as touching: hulls are a little smaller than what
is drawn, and a heap that trembles opens such gaps for a frame."""

STILL_S, STILL_M = 0.25, 0.03
"""What moved by no more than this [m] over the last so many seconds, its surface counted too, is at rest: what falls moves ten times as far, and what is
ground in the heap draws back from what it lay on."""

TAUT = 0.03
"""Metres by which the ends of a bar may be nearer than it reaches, and it still carries."""


def hanging(take: Take) -> tuple[Finding, ...]:
    """Count the pieces at rest in the last frame that neither contacts, nor bars, nor their own building lead to the ground.

    Pieces carry each other that touch, that are joined as they were built (by the bonds of ``building.npz``), or that a taut
    bar ties together (``events.npz``). What is at rest and has no such way to the ground, through whatever, hangs. A piece that
    was crushed in the last quarter of a second carries as large as it was: what lay on it has not had the time to fall.
    Where a take has no meshes there is no opinion.
    """
    bodies, path = read_bodies(take), data_file(take, "building.npz")
    if bodies is None or path is None or len(bodies.time) < 2 or not bodies.position.size:
        return ()
    with np.load(path) as file:
        if "triangles" not in file:
            return ()
        mesh = {name: file[name] for name in ("vertices", "vertex_start", "triangles", "triangle_start")}
        bonds = np.stack([file["bond_a"], file["bond_b"]], axis=1).astype(np.int64) if "bond_a" in file else _none()
    joined = np.concatenate([bonds[as_built(bodies, *bonds.T)], _taut(take, bodies)])
    still, bodies = _still(bodies, mesh), _uncrushed(bodies)
    low, high = _boxes(bodies, mesh)
    part = _parts(joined, len(low))
    held = _grounded(part, low[:, 2] < TOUCHING)
    part = _parts(np.concatenate([joined, _touching(bodies, mesh, (low, high), part, held)]), len(low))
    hangs = np.flatnonzero(still & ~_grounded(part, low[:, 2] < TOUCHING))
    worst = int(hangs[low[hangs, 2].argmax()]) if len(hangs) else 0
    said = (
        f"{len(hangs)} of {int(still.sum())} pieces at rest hang in the air in the last frame; the highest is piece {worst}, "
        f"{low[worst, 2]:.2f} m up. Look for what it lay on, and simulate again."
    )
    return (Finding("hanging", not len(hangs), len(hangs), 0, "pieces", said if len(hangs) else ""),)


def _none() -> Rows:
    return np.zeros((0, 2), np.int64)


def _taut(take: Take, bodies: Bodies) -> Rows:
    """Return the pairs of pieces that a bar holds together in the last frame, shape [k, 2]."""
    path = data_file(take, "events.npz")
    if path is None:
        return _none()
    with np.load(path) as file:
        if "tie_piece" not in file:
            return _none()
        holds = (file["tie_since"] <= bodies.time[-1]) & (file["tie_until"] > bodies.time[-1])
        pair = np.asarray(file["tie_piece"], np.int64)[holds]
        point, reach = np.asarray(file["tie_point"], float)[holds], np.asarray(file["tie_reach"], float)[holds]
    ends = []
    for piece, place in zip(pair.T, point.transpose(1, 0, 2), strict=True):
        turn = matrices(bodies.orientation[-1, piece].astype(float))
        arm = place - bodies.position[0, piece]
        ends.append(bodies.position[-1, piece] + np.einsum("kij,kj->ki", turn, arm))
    return pair[np.linalg.norm(ends[0] - ends[1], axis=1) > reach - TAUT]


def _still(bodies: Bodies, mesh: dict[str, NDArray[Any]]) -> NDArray[np.bool_]:
    """Say which pieces are at rest, shape [n]."""
    since = _since(bodies)
    shift = np.linalg.norm(bodies.position[since:].astype(float) - bodies.position[-1], axis=2).max(axis=0)
    reach = np.maximum.reduceat(np.linalg.norm(mesh["vertices"], axis=1), mesh["vertex_start"][:-1])
    shrunk = np.ptp(bodies.scale[since:].astype(float), axis=0) * reach
    return np.asarray(shift + shrunk < STILL_M)


def _since(bodies: Bodies) -> int:
    """Return the row from which on what did not move is at rest."""
    return max(int(np.searchsorted(bodies.time, bodies.time[-1] - STILL_S, side="right")) - 1, 0)


def _uncrushed(bodies: Bodies) -> Bodies:
    """Return the bodies with their last frame's pieces as large as they were when rest began."""
    scale = bodies.scale.copy()
    scale[-1] = bodies.scale[_since(bodies)]
    return replace(bodies, scale=scale)


def _boxes(bodies: Bodies, mesh: dict[str, NDArray[Any]]) -> tuple[Array, Array]:
    """Return the lowest and highest corner of each piece's box in the last frame [m], shape [n, 3] each."""
    start = np.asarray(mesh["vertex_start"])
    owner = np.repeat(np.arange(len(start) - 1), np.diff(start))
    turn = matrices(bodies.orientation[-1].astype(float))
    corner = np.einsum("vij,vj->vi", turn[owner], np.asarray(mesh["vertices"], float)) * bodies.scale[-1][owner, None]
    corner += bodies.position[-1][owner]
    return np.minimum.reduceat(corner, start[:-1]), np.maximum.reduceat(corner, start[:-1])


def _parts(pairs: Rows, count: int) -> Rows:
    """Return the number of the part that each piece belongs to, where pairs hang together, shape [n]."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    graph = coo_matrix((np.ones(len(pairs)), tuple(pairs.T)), (count, count))
    return np.asarray(connected_components(graph, directed=False)[1], np.int64)


def _grounded(part: Rows, foot: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Say which pieces are in a part that touches the ground, shape [n]."""
    return np.asarray(np.isin(part, part[foot]))


def _touching(
    bodies: Bodies, mesh: dict[str, NDArray[Any]], boxes: tuple[Array, Array], part: Rows, held: NDArray[np.bool_]
) -> Rows:
    """Return the pairs of pieces of different parts that touch, one of which at least is not held yet, shape [k, 2]."""
    low, high = boxes
    found = []
    for row in np.flatnonzero(~held).tolist():
        near = ((low <= high[row] + TOUCHING) & (high >= low[row] - TOUCHING)).all(axis=1) & (part != part[row])
        near &= held | (np.arange(len(near)) > row)
        others = np.flatnonzero(near)
        found.append(np.column_stack([np.full(len(others), row), others]))
    pairs = np.concatenate(found) if found else _none()
    if not len(pairs):
        return pairs
    shapes = {row: shape_of(bodies, mesh, row) for row in np.unique(pairs).tolist()}
    pairs = pairs[over_faces(shapes, pairs) > -TOUCHING]
    meet = [over_edges(shapes[a], shapes[b]) > -TOUCHING for a, b in pairs.tolist()]
    return pairs[np.array(meet, bool)] if len(pairs) else pairs
