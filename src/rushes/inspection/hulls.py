"""Pieces as convex hulls: where they are in the last frame, how they lie to each other, and what parts them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.inspection.bodies import Array, Bodies

AS_BUILT = 0.003
"""Metres and radians by which two pieces may have moved against each other and still be joined as they were built."""

Rows = NDArray[np.int64]


def matrices(turn: Array) -> Array:
    """Return the matrices of quaternions (w, x, y, z), shape [..., 3, 3]."""
    w, x, y, z = np.moveaxis(turn, -1, 0)
    rows = (
        (1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)),
        (2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)),
        (2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)),
    )
    return np.stack([np.stack(row, axis=-1) for row in rows], axis=-2)


def as_built(bodies: Bodies, a: Rows, b: Rows) -> NDArray[np.bool_]:
    """Say which pairs of pieces lie to each other as they did in the first frame."""
    first, last = matrices(bodies.orientation[0].astype(float)), matrices(bodies.orientation[-1].astype(float))
    seen = []
    for row, turn in ((0, first), (-1, last)):
        away = (bodies.position[row, b] - bodies.position[row, a]).astype(float)
        seen.append((np.einsum("kji,kj->ki", turn[a], away), np.einsum("kji,kjl->kil", turn[a], turn[b])))
    apart = np.linalg.norm(seen[0][0] - seen[1][0], axis=1)
    twist = np.abs(seen[0][1] - seen[1][1]).max(axis=(1, 2))
    return np.asarray((apart < AS_BUILT) & (twist < AS_BUILT))


def shape_of(bodies: Bodies, mesh: dict[str, NDArray[Any]], row: int) -> tuple[Array, Array, Array]:
    """Return a piece's corners [v, 3] m, face normals and edge directions (unit, each once), in the last frame."""
    first, last = (int(value) for value in np.asarray(mesh["vertex_start"])[row : row + 2])
    turn = matrices(bodies.orientation[-1, row].astype(float))
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


def over_faces(shapes: dict[int, tuple[Array, Array, Array]], pairs: Rows) -> Array:
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


def over_edges(one: tuple[Array, Array, Array], two: tuple[Array, Array, Array]) -> float:
    """Return the least overlap of two shapes over the axes across their edges [m]; negative when they are apart."""
    across = np.cross(one[2][:, None], two[2][None]).reshape(-1, 3)
    long = np.linalg.norm(across, axis=1)
    axes = across[long > 0.05] / long[long > 0.05, None]
    if not len(axes):
        return float("inf")
    a, b = one[0] @ axes.T, two[0] @ axes.T
    return float(np.minimum(a.max(axis=0) - b.min(axis=0), b.max(axis=0) - a.min(axis=0)).min())
