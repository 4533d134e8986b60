"""What an outfit hides: skin and inner cloth that nobody sees, so that a picture may leave them out."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.body.shape import Body

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

REACH_M: Final = 0.12
"""How far over skin or cloth something counts as worn over it [m]."""

START_M: Final = 2e-4

RIM = 1
"""Rings of triangles within what is covered that stay, so that nobody looks past an edge into nothing."""


def hidden_skin(body: Body, points: Floats, corners: Ints) -> Bools:
    """Say which vertices of a body's skin cloth hides, shape [n].

    Args:
        body: The body in its stance.
        points: Of everything worn [m], shape [p, 3].
        corners: Its triangles, shape [m, 3].
    """
    skin = body.mesh.triangles[(body.mesh.triangles < body.mesh.skin).all(axis=1)]
    out = _under(body.vertices, _normals(body.vertices, skin), points, corners)
    out[body.mesh.skin :] = False
    return _within(out, skin)


def hidden_cloth(mine: Floats, corners: Ints, points: Floats, over: Ints, outside: Bools) -> Bools:
    """Say which triangles of a garment lie wholly under what is worn over it, or have come through it, shape [m].

    Args:
        mine: The garment's points [m], shape [n, 3].
        corners: Its triangles, anticlockwise from outside, shape [m, 3].
        points: Of what is worn over it [m], shape [p, 3].
        over: Their triangles.
        outside: Which of its points lie outside of what is worn over them: as good as covered, shape [n].
    """
    if not len(over):
        return np.zeros(len(corners), np.bool_)
    under = _within(_under(mine, _normals(mine, corners), points, over), corners)
    return np.asarray((under | outside)[corners].all(axis=1) | outside[corners].any(axis=1))


def _under(at: Floats, normals: Floats, points: Floats, corners: Ints) -> Bools:
    from rushes.engines.wardrobe.drape.covering_kernels import blocked

    return np.asarray(
        blocked(
            np.ascontiguousarray(at + START_M * normals),
            np.ascontiguousarray(at + REACH_M * normals),
            np.ascontiguousarray(points),
            corners,
        )
    )


def _normals(points: Floats, corners: Ints) -> Floats:
    """Return normals of points [n, 3]."""
    a, b, c = (points[corners[:, k]] for k in range(3))
    faces, out = np.cross(b - a, c - a), np.zeros_like(points)
    for k in range(3):
        np.add.at(out, corners[:, k], faces)
    return np.asarray(out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-12))


def _within(covered: Bools, corners: Ints) -> Bools:
    """Return which covered points are farther in than ``RIM`` rings, shape [n]."""
    for _ in range(RIM):
        bare = ~covered[corners].all(axis=1)
        covered = covered.copy()
        covered[corners[bare]] = False
    return covered
