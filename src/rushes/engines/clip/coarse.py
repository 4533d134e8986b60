"""A body with fewer points, for one of many: what lies in a cell is drawn as one point, in every pose alike.

By vertex clustering (Rossignac and Borrel, Multi-resolution 3D approximations for rendering complex scenes, 1993).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.body.shape import Body
from rushes.engines.dressing.mesh import Mesh, boxed

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CELL_M: Final = 0.036
"""A cell's side [m]: a sleeve keeps some eight points around, and a body a tenth of its own."""


@dataclass(frozen=True, eq=False)
class Coarse:
    """How a body is drawn with fewer points.

    Attributes:
        average: From the body's vertices to the points, sparse, shape [points, n].
        looks: By the number of a look: the points of its faces, corners of each face, and the faces, by those points.
    """

    average: Any
    looks: Mapping[int, tuple[Ints, Ints, Ints]]

    def drawn(self, vertices: Floats, look: int) -> Mesh:
        """Return the faces of a look, over posed vertices of shape [n, 3]."""
        used, counts, corners = self.looks[look]
        points = np.asarray(self.average[used] @ vertices)
        return boxed(Mesh(points, counts, corners, np.zeros((len(corners), 2))))


def coarse_of(body: Body, face_look: Ints) -> Coarse:
    """Return how a body is drawn with fewer points.

    Args:
        body: In the mesh's own pose, its limbs apart.
        face_look: The number of each face's look, shape [faces].
    """
    from scipy.sparse import coo_matrix

    mesh = body.mesh
    bone = mesh.weights.argmax(axis=1)
    cells = np.column_stack([bone, np.floor(body.vertices / CELL_M).astype(np.int64)])
    _, cell = np.unique(cells, axis=0, return_inverse=True)
    cell = cell.ravel()
    share = 1.0 / np.bincount(cell)[cell]
    average = coo_matrix((share, (cell, np.arange(len(cell))))).tocsr()
    looks = {}
    for number in np.unique(face_look):
        polygons = [kept for face in cell[mesh.faces[face_look == number]] if len(kept := _corners(face)) > 2]
        if polygons:
            used, corners = np.unique(np.concatenate(polygons), return_inverse=True)
            counts = np.array([len(one) for one in polygons], np.int64)
            looks[int(number)] = (used, counts, corners.ravel().astype(np.int64))
    return Coarse(average, looks)


def _corners(face: Ints) -> list[int]:
    """Return a face's cells in their order, each once."""
    return list(dict.fromkeys(int(one) for one in face))
