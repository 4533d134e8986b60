"""Do pieces lie in each other when they have come to rest?"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.engines import Finding, Take
from rushes.inspection.bodies import Bodies, data_file, read_bodies
from rushes.inspection.hulls import AS_BUILT, as_built, matrices, over_edges, over_faces, shape_of

DEEPEST = 0.02
"""Metres that two pieces at rest may reach into each other: what a picture does not show."""

STILL = 0.05
"""Metres a second: what moves no faster over the last two frames has come to rest."""

Rows = NDArray[np.int64]


def overlap(take: Take) -> tuple[Finding, ...]:
    """Measure how deep any two pieces lie in each other that are at rest in the last frame, as drawn.

    The depth of two convex pieces is the least way that one has to go to be free of the other: the least overlap over the normals
    of their faces and the cross products of their edges (separating axes). Pieces that still hold together as they were built
    are left out. Without the meshes of ``building.npz`` there is no opinion.
    """
    bodies = read_bodies(take)
    path = data_file(take, "building.npz")
    if bodies is None or path is None or len(bodies.time) < 2 or not bodies.position.size:
        return ()
    with np.load(path) as file:
        if "triangles" not in file:
            return ()
        mesh = {name: file[name] for name in ("vertices", "vertex_start", "triangles", "triangle_start")}
    pairs = _at_rest(bodies, mesh)
    shapes = {row: shape_of(bodies, mesh, row) for row in np.unique(pairs).tolist()}
    depth = over_faces(shapes, pairs)
    least = 0.0
    for row in np.argsort(-depth, kind="stable").tolist():  # edges matter where faces say more than the deepest known
        if depth[row] <= least:
            break
        depth[row] = min(depth[row], over_edges(shapes[pairs[row, 0]], shapes[pairs[row, 1]]))
        least = max(least, float(depth[row]))
    met = int((depth > 0).sum())
    if not met:
        return (Finding("overlap", True, 0.0, DEEPEST, "m", ""),)
    worst = int(depth.argmax())
    value = float(depth[worst])
    said = (
        f"{int((depth > DEEPEST).sum())} of {met} pairs of pieces that touch and lie still reach deeper into each other than "
        f"{DEEPEST} m; the worst are pieces {pairs[worst, 0]} and {pairs[worst, 1]} in the last frame, by {value:.3f} m. "
        "Give the collapse more frames to settle, or simulate with another seed."
    )
    return (Finding("overlap", value <= DEEPEST, round(value, 4), DEEPEST, "m", said * (value > DEEPEST)),)


def _at_rest(bodies: Bodies, mesh: dict[str, NDArray[Any]]) -> Rows:
    """Return the pairs of pieces at rest whose boxes overlap by more than the limit, shape [k, 2]."""
    from scipy.spatial import cKDTree

    place = bodies.position[-1].astype(float)
    speed = np.linalg.norm(place - bodies.position[-2], axis=1) / float(bodies.time[-1] - bodies.time[-2])
    moved = np.linalg.norm(place - bodies.position[0], axis=1) > AS_BUILT
    still = np.flatnonzero(speed < STILL)
    turn = matrices(bodies.orientation[-1].astype(float))
    owner = np.repeat(np.arange(len(place)), np.diff(np.asarray(mesh["vertex_start"])))
    corner = np.einsum("vij,vj->vi", turn[owner], np.asarray(mesh["vertices"], float)) * bodies.scale[-1][owner, None]
    start = np.asarray(mesh["vertex_start"])[:-1]
    low, high = place + np.minimum.reduceat(corner, start), place + np.maximum.reduceat(corner, start)
    reach = np.sqrt(np.maximum.reduceat((corner**2).sum(axis=1), start))
    if len(still) < 2:
        return np.zeros((0, 2), np.int64)
    tree = cKDTree(place[still])
    found = tree.query_pairs(2 * float(np.quantile(reach[still], 0.9)), output_type="ndarray")
    large = np.flatnonzero(reach[still] > np.quantile(reach[still], 0.9))
    more = [np.column_stack([np.full(len(still), one), np.arange(len(still))]) for one in large.tolist()]
    both = np.concatenate([found, *more])
    pairs = np.unique(np.sort(still[both[both[:, 0] != both[:, 1]]], axis=1), axis=0)
    a, b = pairs.T
    keep = (np.minimum(high[a], high[b]) - np.maximum(low[a], low[b]) > DEEPEST).all(axis=1) & (moved[a] | moved[b])
    a, b = pairs[keep].T
    return pairs[keep][~as_built(bodies, a, b)]
