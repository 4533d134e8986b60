"""Finer meshes by Catmull and Clark (1978, Recursively generated B-spline surfaces on arbitrary topological meshes), as a matrix.

The rule is linear in the vertices, so one matrix serves all shapes, ages and frames of a mesh: vertex i stays vertex i.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def finer(count: int, faces: Ints, times: int) -> tuple[Any, Ints]:
    """Return the sparse matrix from a mesh's vertices to the finer ones, and the finer faces, shape [m * 4**times, 4].

    Args:
        count: Vertices that the mesh has; those that no face uses give none.
        faces: Of four corners, shape [m, 4].
        times: How often each face is split into four.
    """
    from scipy import sparse

    used = np.unique(faces)
    number = np.full(count, -1, np.int64)
    number[used] = np.arange(len(used))
    matrix = sparse.csr_matrix((np.ones(len(used)), (np.arange(len(used)), used)), shape=(len(used), count))
    faces = number[faces]
    for _ in range(times):
        step, faces = _split(int(matrix.shape[0]), faces)
        matrix = (step @ matrix).tocsr()
    return matrix, faces


def _split(count: int, faces: Ints) -> tuple[Any, Ints]:
    from scipy import sparse

    many = len(faces)
    sides = np.sort(np.stack([faces, np.roll(faces, -1, axis=1)], axis=-1).reshape(-1, 2), axis=1)
    edges, of_side = np.unique(sides, axis=0, return_inverse=True)
    of_side = of_side.reshape(many, 4)
    shared = np.bincount(of_side.ravel(), minlength=len(edges))
    face = sparse.csr_matrix((np.full(faces.size, 0.25), (np.repeat(np.arange(many), 4), faces.ravel())), (many, count))
    ends = np.repeat(np.arange(len(edges)), 2)
    middle = sparse.csr_matrix((np.full(edges.size, 0.5), (ends, edges.ravel())), (len(edges), count))
    beside = sparse.csr_matrix(
        (np.full(faces.size, 0.5), (of_side.ravel(), np.repeat(np.arange(many), 4))), (len(edges), many)
    )
    inner = sparse.diags((shared == 2).astype(float))
    outer = sparse.diags((shared != 2).astype(float))
    edge = inner @ (0.5 * middle + 0.5 * (beside @ face)) + outer @ middle
    vertex = _corners(count, faces, edges, shared == 1, face, middle)
    at_edge, at_face = count + of_side, count + len(edges) + np.arange(many)
    split = np.stack(
        [np.stack([faces[:, k], at_edge[:, k], at_face, at_edge[:, (k + 3) % 4]], axis=1) for k in range(4)],
        axis=1,
    )
    return sparse.vstack([vertex, edge, face]).tocsr(), split.reshape(-1, 4)


def _corners(count: int, faces: Ints, edges: Ints, open_: NDArray[np.bool_], face: Any, middle: Any) -> Any:  # noqa: ANN401 - scipy's matrices have no types
    """Return the rule of the old vertices: inside by their faces and edges, at an open edge by their two neighbours along it."""
    from scipy import sparse

    around = sparse.csr_matrix(
        (np.ones(faces.size), (faces.ravel(), np.repeat(np.arange(len(faces)), 4))), (count, len(faces))
    )
    along = sparse.csr_matrix(
        (np.ones(edges.size), (edges.ravel(), np.repeat(np.arange(len(edges)), 2))), (count, len(edges))
    )
    valence = np.maximum(np.asarray(around.sum(axis=1)).ravel(), 1.0)
    legs = np.maximum(np.asarray(along.sum(axis=1)).ravel(), 1.0)
    same = sparse.identity(count)
    inside = sparse.diags(1 / valence) @ (
        sparse.diags(1 / valence) @ around @ face
        + sparse.diags(2 / legs) @ along @ middle
        + sparse.diags(valence - 3) @ same
    )
    rim = np.zeros(count, bool)
    rim[edges[open_].ravel()] = True
    beside = sparse.csr_matrix(
        (np.full(2 * int(open_.sum()), 0.125), (edges[open_].ravel(), edges[open_][:, ::-1].ravel())), (count, count)
    )
    return sparse.diags((~rim).astype(float)) @ inside + sparse.diags(rim.astype(float)) @ (0.75 * same + beside)
