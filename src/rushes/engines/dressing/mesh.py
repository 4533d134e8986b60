"""A mesh of polygons in metres, with texture coordinates in metres too, so that a finish keeps its scale on everything."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CREASE_DEG = 42.0
"""Faces that meet at less than this are one curved surface: over a bevel of two segments (30 degrees a step), under a 45 degree chamfer."""

_WELD_M = 1e-5
"""Corners nearer than this are one."""

_OFF_GRID = 0.3713
"""Where cells of corners that are one begin: most corners lie at round figures, which are no borders then."""


@dataclass(frozen=True)
class Mesh:
    """Polygons.

    Attributes:
        points: Places [m], shape [n, 3].
        counts: Corners of each face, shape [f].
        corners: Index of a point for each corner, face by face, shape [c]; counter-clockwise seen from outside.
        st: Place of each corner on the surface [m], shape [c, 2].
    """

    points: Floats
    counts: Ints
    corners: Ints
    st: Floats

    def moved(self, x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Mesh:
        """Return it somewhere else; texture coordinates go along with the surface."""
        return replace(self, points=self.points + np.array([x, y, z]))

    def turned(self, degrees: float, axis: str = "z") -> Mesh:
        """Return it turned about an axis through the origin, counter-clockwise seen from the axis' end."""
        one, two = {"x": (1, 2), "y": (2, 0), "z": (0, 1)}[axis]
        cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        points = self.points.copy()
        points[:, one] = cos * self.points[:, one] - sin * self.points[:, two]
        points[:, two] = sin * self.points[:, one] + cos * self.points[:, two]
        return replace(self, points=points)

    def scaled(self, x: float, y: float, z: float) -> Mesh:
        """Return it stretched; texture coordinates stay, a mirrored one has its faces turned back."""
        mesh = replace(self, points=self.points * np.array([x, y, z]))
        return mesh.flipped() if x * y * z < 0 else mesh

    def flipped(self) -> Mesh:
        """Return it with its inside out."""
        ends = np.cumsum(self.counts)
        order = np.repeat(2 * ends - self.counts - 1, self.counts) - np.arange(len(self.corners))
        return replace(self, corners=self.corners[order], st=self.st[order])

    def mapped(self, s: float = 0.0, t: float = 0.0, *, swap: bool = False) -> Mesh:
        """Return it with its texture shifted [m], and with s and t exchanged: grain across instead of along."""
        st = self.st[:, ::-1] if swap else self.st
        return replace(self, st=st + np.array([s, t]))

    def bounds(self) -> tuple[Floats, Floats]:
        """Return the lowest and the highest corner [m]."""
        return self.points.min(axis=0), self.points.max(axis=0)

    def face_normals(self) -> Floats:
        """Return each face's normal, as long as its area is large [m2] (Newell's method), shape [f, 3]."""
        here = self.points[self.corners]
        starts = np.concatenate([[0], np.cumsum(self.counts)[:-1]]).astype(np.int64)
        following = np.arange(len(self.corners)) + 1
        following[np.cumsum(self.counts) - 1] = starts
        there = self.points[self.corners[following]]
        return np.asarray(np.add.reduceat(np.cross(here, there), starts, axis=0) / 2.0)

    def is_closed(self, within_m: float = 1e-4) -> bool:
        """Return whether it has an inside: along every edge as many faces go one way as the other.

        Args:
            within_m: Corners nearer than this are one [m]: a lathe's axis is a hole that nobody sees.
        """
        _, welded = np.unique(
            np.round(self.points / within_m + _OFF_GRID).astype(np.int64), axis=0, return_inverse=True
        )
        here = welded.reshape(-1)[self.corners]
        following = np.arange(len(self.corners)) + 1
        following[np.cumsum(self.counts) - 1] = np.cumsum(self.counts) - self.counts
        there = here[following]
        way = np.sign(there - here)
        edges = np.stack([np.minimum(here, there), np.maximum(here, there)], axis=1)
        _, edge = np.unique(edges, axis=0, return_inverse=True)
        return not np.bincount(edge.reshape(-1), weights=way).any()

    def area(self) -> float:
        """Return the whole surface [m2]."""
        return float(np.linalg.norm(self.face_normals(), axis=1).sum())

    def volume(self) -> float:
        """Return what it encloses [m3], for a closed surface; negative when it is inside out."""
        starts = np.concatenate([[0], np.cumsum(self.counts)[:-1]]).astype(np.int64)
        middles = np.add.reduceat(self.points[self.corners], starts, axis=0) / self.counts[:, None]
        return float((middles * self.face_normals()).sum() / 3.0)

    def normals(self) -> Floats:
        """Return a normal for each corner: smooth over curves, sharp over creases, weighted by area, shape [c, 3].

        Weights keep a large flat face flat where it meets its bevel.
        """
        areas = self.face_normals()
        sizes = np.linalg.norm(areas, axis=1, keepdims=True)
        unit = areas / np.maximum(sizes, 1e-15)
        face = np.repeat(np.arange(len(self.counts)), self.counts)
        _, vertex = np.unique(np.round(self.points / _WELD_M).astype(np.int64), axis=0, return_inverse=True)
        vertex = vertex.ravel()[self.corners]
        order = np.argsort(vertex, kind="stable")
        uses = np.bincount(vertex)
        first = np.concatenate([[0], np.cumsum(uses)[:-1]])
        each = uses[vertex]
        mine = np.repeat(np.arange(len(vertex)), each)
        step = np.arange(each.sum()) - np.repeat(np.cumsum(each) - each, each)
        other = face[order[first[vertex[mine]] + step]]
        near = (unit[face[mine]] * unit[other]).sum(axis=1) > math.cos(math.radians(CREASE_DEG))
        weighed = areas[other] * near[:, None]
        summed = np.stack([np.bincount(mine, weighed[:, axis], len(vertex)) for axis in range(3)], axis=1)
        lengths = np.linalg.norm(summed, axis=1, keepdims=True)
        return np.where(lengths > 1e-15, summed / np.maximum(lengths, 1e-15), unit[face])


def faces(points: ArrayLike, quads: ArrayLike, st: ArrayLike | None = None) -> Mesh:
    """Return a mesh of quads.

    Args:
        points: Shape [n, 3].
        quads: Indices, shape [f, 4].
        st: Shape [4 f, 2]; by default the faces are mapped by where they look, see ``boxed``.
    """
    corners = np.asarray(quads, np.int64).reshape(-1, 4)
    counts = np.full(len(corners), 4, np.int64)
    made = Mesh(np.asarray(points, float), counts, corners.ravel(), np.zeros((corners.size, 2)))
    return boxed(made) if st is None else replace(made, st=np.asarray(st, float))


def boxed(mesh: Mesh) -> Mesh:
    """Return a mesh mapped by where each face looks: along x or y and up z, or from above along x and y."""
    normal = np.abs(mesh.face_normals())
    axis = np.repeat(np.argmax(normal * np.array([1.0, 1.0, 0.999]), axis=1), mesh.counts)
    place = mesh.points[mesh.corners]
    s = np.where(axis == 0, place[:, 1], place[:, 0])
    t = np.where(axis == 2, place[:, 1], place[:, 2])
    return replace(mesh, st=np.stack([s, t], axis=1))


def joined(meshes: Iterable[Mesh]) -> Mesh:
    """Return several meshes as one."""
    every = list(meshes)
    starts = np.cumsum([0] + [len(mesh.points) for mesh in every[:-1]])
    return Mesh(
        np.concatenate([mesh.points for mesh in every]),
        np.concatenate([mesh.counts for mesh in every]),
        np.concatenate([mesh.corners + start for mesh, start in zip(every, starts, strict=True)]),
        np.concatenate([mesh.st for mesh in every]),
    )
