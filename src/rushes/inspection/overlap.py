"""Do pieces lie in each other when they have come to rest?"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.engines import Finding, Take
from rushes.inspection.bodies import Array, Bodies, data_file, read_bodies

DEEPEST = 0.02
"""Metres that two pieces at rest may reach into each other: what a picture does not show."""

STILL = 0.05
"""Metres a second: what moves no faster over the last two frames has come to rest."""

AS_BUILT = 0.003
"""Metres and radians by which two pieces may have moved against each other and still be joined as they were built."""

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
    shapes = {row: _shape(bodies, mesh, row) for row in np.unique(pairs).tolist()}
    depth = _over_faces(shapes, pairs)
    for row in np.flatnonzero(depth > DEEPEST).tolist():
        depth[row] = min(depth[row], _over_edges(shapes[pairs[row, 0]], shapes[pairs[row, 1]]))
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


def _matrices(turn: Array) -> Array:
    w, x, y, z = np.moveaxis(turn, -1, 0)
    rows = (
        (1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)),
        (2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)),
        (2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)),
    )
    return np.stack([np.stack(row, axis=-1) for row in rows], axis=-2)


def _at_rest(bodies: Bodies, mesh: dict[str, NDArray[Any]]) -> Rows:
    """Return the pairs of pieces at rest whose boxes overlap by more than the limit, shape [k, 2]."""
    from scipy.spatial import cKDTree

    place = bodies.position[-1].astype(float)
    speed = np.linalg.norm(place - bodies.position[-2], axis=1) / float(bodies.time[-1] - bodies.time[-2])
    moved = np.linalg.norm(place - bodies.position[0], axis=1) > AS_BUILT
    still = np.flatnonzero(speed < STILL)
    turn = _matrices(bodies.orientation[-1].astype(float))
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
    return pairs[keep][~_as_built(bodies, a, b)]


def _as_built(bodies: Bodies, a: Rows, b: Rows) -> NDArray[np.bool_]:
    """Say which pairs of pieces lie to each other as they did in the first frame."""
    first, last = _matrices(bodies.orientation[0].astype(float)), _matrices(bodies.orientation[-1].astype(float))
    seen = []
    for row, turn in ((0, first), (-1, last)):
        away = (bodies.position[row, b] - bodies.position[row, a]).astype(float)
        seen.append((np.einsum("kji,kj->ki", turn[a], away), np.einsum("kji,kjl->kil", turn[a], turn[b])))
    apart = np.linalg.norm(seen[0][0] - seen[1][0], axis=1)
    twist = np.abs(seen[0][1] - seen[1][1]).max(axis=(1, 2))
    return np.asarray((apart < AS_BUILT) & (twist < AS_BUILT))


def _shape(bodies: Bodies, mesh: dict[str, NDArray[Any]], row: int) -> tuple[Array, Array, Array]:
    """Return a piece's corners [v, 3] m, face normals and edge directions (unit, each once), in the last frame."""
    first, last = (int(value) for value in np.asarray(mesh["vertex_start"])[row : row + 2])
    turn = _matrices(bodies.orientation[-1, row].astype(float))
    local = np.asarray(mesh["vertices"], float)[first:last] @ turn.T * float(bodies.scale[-1, row])
    begin, end = (int(value) for value in np.asarray(mesh["triangle_start"])[row : row + 2])
    a, b, c = (local[np.asarray(mesh["triangles"])[begin:end, side].astype(int)] for side in range(3))
    normals = _once(np.cross(b - a, c - a))
    edges = _once(np.concatenate([b - a, c - b, a - c]))
    return local + bodies.position[-1, row], normals, edges


def _once(ways: Array) -> Array:
    """Return directions of unit length, those that are the same or opposite only once."""
    long = np.linalg.norm(ways, axis=1)
    unit = ways[long > 1e-9] / long[long > 1e-9, None]
    sign = np.sign(unit[np.arange(len(unit)), np.abs(unit).argmax(axis=1)])
    return unit[np.unique(np.round(unit * sign[:, None], 3), axis=0, return_index=True)[1]]


def _over_faces(shapes: dict[int, tuple[Array, Array, Array]], pairs: Rows) -> Array:
    """Return the least overlap of pairs of shapes over the normals of their faces [m], shape [k]; negative when they are apart."""
    if not len(pairs):
        return np.zeros(0)
    rows = {row: place for place, row in enumerate(shapes)}
    corners, normals = (_padded([shape[part] for shape in shapes.values()]) for part in (0, 1))
    a, b = np.vectorize(rows.__getitem__)(pairs).T
    found = []
    for one, two in zip(np.array_split(a, len(a) // 500 + 1), np.array_split(b, len(b) // 500 + 1), strict=True):
        axes = np.concatenate([normals[one], normals[two]], axis=1)
        p, q = (np.einsum("kni,kvi->knv", axes, corners[side]) for side in (one, two))
        found.append(np.minimum(p.max(axis=2) - q.min(axis=2), q.max(axis=2) - p.min(axis=2)).min(axis=1))
    return np.concatenate(found)


def _padded(parts: list[Array]) -> Array:
    """Return lists of vectors as one array, the short ones filled up with their first."""
    most = max(len(part) for part in parts)
    return np.stack([np.concatenate([part, np.repeat(part[:1], most - len(part), axis=0)]) for part in parts])


def _over_edges(one: tuple[Array, Array, Array], two: tuple[Array, Array, Array]) -> float:
    """Return the least overlap of two shapes over the axes across their edges [m]; negative when they are apart."""
    across = np.cross(one[2][:, None], two[2][None]).reshape(-1, 3)
    long = np.linalg.norm(across, axis=1)
    axes = across[long > 0.05] / long[long > 0.05, None]
    if not len(axes):
        return float("inf")
    a, b = one[0] @ axes.T, two[0] @ axes.T
    return float(np.minimum(a.max(axis=0) - b.min(axis=0), b.max(axis=0) - a.min(axis=0)).min())
