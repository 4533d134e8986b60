"""A panel's cloth as it is worn: from a place in the flat to a place on the body."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rushes.engines.wardrobe.drape.cloth import Cloth

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def normals_of(cloth: Cloth, points: Floats, kept: Bools) -> Floats:
    """Return outward normals of the closed garment at its points, shape [n, 3]."""
    corners = cloth.corners[kept[cloth.corners].all(axis=1)]
    a, b, c = (points[corners[:, k]] for k in range(3))
    faces = np.cross(b - a, c - a)
    out = np.zeros_like(points)
    for k in range(3):
        np.add.at(out, corners[:, k], faces)
    both = kept[cloth.pairs].all(axis=1)
    for one, two in cloth.pairs[both]:
        out[one] = out[two] = out[one] + out[two]
    return np.asarray(out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-12))


@dataclass(frozen=True, eq=False)
class Surface:
    """A panel's cloth.

    Attributes:
        flat: Its garment's points in the flat [m], shape [n, 2].
        points: The same as worn [m], with their outward normals, shape [n, 3].
        corners: The panel's triangles, shape [m, 3].
        numbers: Which of the garment's triangles they are, shape [m].
    """

    flat: Floats
    points: Floats
    normals: Floats
    corners: Ints
    numbers: Ints

    def at(self, flat: Floats, off: Floats) -> Floats:
        """Return where flat points lie on the worn panel, so far off it [m], shape [n, 3]; beyond its edge it goes on straight."""
        share, best, _ = self._shares(flat)
        corner = self.corners[best]
        normal = np.einsum("nk,nkd->nd", np.clip(share, 0, 1), self.normals[corner])
        normal /= np.linalg.norm(normal, axis=1, keepdims=True)
        return np.asarray(np.einsum("nk,nkd->nd", share, self.points[corner]) + off[:, None] * normal)

    def holds(self, flat: Floats) -> Bools:
        """Say which flat points lie on the panel, shape [n]."""
        return np.asarray(self._shares(flat)[2] > -1e-9)

    def triangles(self, flat: Floats) -> Ints:
        """Return which of the garment's triangles flat points lie on, or least beside, shape [n]."""
        return np.asarray(self.numbers[self._shares(flat)[1]])

    def _shares(self, flat: Floats) -> tuple[Floats, Ints, Floats]:
        """Return the shares of the corners of the triangle that each point is in or least outside of, which that is, and how deep it is."""
        a, b, c = (self.flat[self.corners[:, k]] for k in range(3))
        u, v = b - a, c - a
        twice = u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]
        w = flat[:, None] - a
        one = (w[..., 0] * v[:, 1] - w[..., 1] * v[:, 0]) / twice
        two = (u[:, 0] * w[..., 1] - u[:, 1] * w[..., 0]) / twice
        shares = np.stack([1 - one - two, one, two], axis=2)
        depth = shares.min(axis=2) * np.sqrt(np.abs(twice))
        best = depth.argmax(axis=1)
        every = np.arange(len(flat))
        return shares[every, best], best, depth[every, best]


def surface_of(cloth: Cloth, number: int, points: Floats, normals: Floats, free: Bools) -> Surface:
    """Return a panel's cloth without what is loose of it."""
    mine = (cloth.panel[cloth.corners[:, 0]] == number) & ~free[cloth.corners].any(axis=1)
    return Surface(cloth.flat, points, normals, cloth.corners[mine], np.nonzero(mine)[0])
