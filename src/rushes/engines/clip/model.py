"""A thing as a solid: meshes with looks, convex hulls for physics, and what it is of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.brief.scene import Matter
from rushes.engines.clip.substance import SUBSTANCES, Substance
from rushes.engines.dressing.mesh import Mesh
from rushes.engines.dressing.surface import Surface

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_HULLS: Final = 24
"""A thing of more loose parts than this is one hull to physics: its gaps matter less than its time."""


STAVES: Final = 10
"""Around a vessel: fewer would cut the corners off its inside."""

BOTTOM: Final = 0.08
"""Share of a vessel's height that its bottom has."""


@dataclass(frozen=True, eq=False)
class Part:
    """A mesh of one look; about the thing's own origin [m]."""

    mesh: Mesh
    look: Surface


@dataclass(frozen=True, eq=False)
class Model:
    """A solid thing. Its foot's middle is the origin, its front looks at -y, up is z.

    Attributes:
        parts: What is seen.
        matter: What it is of.
        filled: Share of its hulls' volume that is solid.
        hollow: Whether it breaks into shards of a shell, and not into lumps.
        opens: Whether it is a vessel that something falls into: its hulls leave its inside free.
    """

    parts: tuple[Part, ...]
    matter: Matter
    filled: float = 0.5
    hollow: bool = False
    opens: bool = False

    @property
    def substance(self) -> Substance:
        """What it is of."""
        return SUBSTANCES[self.matter]

    @property
    def points(self) -> Floats:
        """All corners [m], shape [n, 3]."""
        return np.concatenate([part.mesh.points for part in self.parts])

    @property
    def bounds(self) -> tuple[Floats, Floats]:
        """The lowest and the highest corner [m]."""
        points = self.points
        return points.min(axis=0), points.max(axis=0)

    @property
    def size(self) -> Floats:
        """Width, depth and height [m]."""
        low, high = self.bounds
        return np.asarray(high - low)

    def moved(self, x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Model:
        """Return it somewhere else."""
        return replace(self, parts=tuple(replace(part, mesh=part.mesh.moved(x, y, z)) for part in self.parts))

    def turned(self, degrees: float, axis: str = "z") -> Model:
        """Return it turned about an axis through its origin."""
        return replace(self, parts=tuple(replace(part, mesh=part.mesh.turned(degrees, axis)) for part in self.parts))

    def with_points(self, points: Floats) -> Model:
        """Return it with its corners elsewhere [m], in the order of ``points``."""
        ends = np.cumsum([len(part.mesh.points) for part in self.parts])
        corners = np.split(points, ends[:-1])
        parts = zip(self.parts, corners, strict=True)
        return replace(self, parts=tuple(replace(part, mesh=replace(part.mesh, points=mine)) for part, mine in parts))

    def pieces(self) -> list[Part]:
        """Return its loose parts: every part of a mesh that hangs together, by itself."""
        return [Part(mesh, part.look) for part in self.parts for mesh in loose(part.mesh)]

    def hulls(self) -> list[Floats]:
        """Return the corners of the convex hulls that physics knows it by, shape [n, 3] each."""
        if self.opens:
            return vessel_hulls(self.points)
        found = [hull_points(piece.mesh.points) for piece in self.pieces()]
        found = [points for points in found if len(points) >= 4]
        if not found or len(found) > MOST_HULLS:
            return [hull_points(self.points)]
        return found


def loose(mesh: Mesh) -> list[Mesh]:
    """Return the parts of a mesh that hang together, each by itself."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    _, weld = np.unique(np.round(mesh.points / 1e-5).astype(np.int64), axis=0, return_inverse=True)
    weld = weld.ravel()
    starts = np.concatenate([[0], np.cumsum(mesh.counts)[:-1]]).astype(np.int64)
    first = np.repeat(mesh.corners[starts], mesh.counts)
    size = int(weld.max()) + 1 if len(weld) else 0
    pairs = coo_matrix((np.ones(len(first)), (weld[first], weld[mesh.corners])), shape=(size, size))
    count, label = connected_components(pairs, directed=False)
    if count == 1:
        return [mesh]
    of_face = label[weld[mesh.corners[starts]]]
    return [faces_of(mesh, np.flatnonzero(of_face == one)) for one in np.unique(of_face)]


def faces_of(mesh: Mesh, which: Ints) -> Mesh:
    """Return some faces of a mesh, with no points but theirs."""
    starts = np.concatenate([[0], np.cumsum(mesh.counts)[:-1]]).astype(np.int64)
    rows = np.concatenate([np.arange(starts[face], starts[face] + mesh.counts[face]) for face in which])
    used, corners = np.unique(mesh.corners[rows], return_inverse=True)
    return Mesh(mesh.points[used], mesh.counts[which], corners.ravel().astype(np.int64), mesh.st[rows])


def vessel_hulls(points: Floats) -> list[Floats]:
    """Return the hulls of a vessel that is turned about z: staves around, and a bottom."""
    low, high = points[:, 2].min(), points[:, 2].max()
    angle = np.arctan2(points[:, 1], points[:, 0])
    away = np.hypot(points[:, 0], points[:, 1])
    floor = low + BOTTOM * (high - low)
    made = [hull_points(points[points[:, 2] <= floor])] if (points[:, 2] <= floor).sum() > 3 else []
    for number in range(STAVES):
        middle = 2 * np.pi * (number + 0.5) / STAVES
        off = np.abs((angle - middle + np.pi) % (2 * np.pi) - np.pi)
        mine = (
            (off <= np.pi / STAVES + 1e-6) & (away > 0.02 * away.max()) & (points[:, 2] > floor - 0.05 * (high - low))
        )
        if mine.sum() > 3:
            made.append(hull_points(points[mine]))
    return made


def hull_points(points: Floats) -> Floats:
    """Return the corners of the convex hull, shape [n, 3]; of what is flat, those of a thin slab of it."""
    from scipy.spatial import ConvexHull, QhullError

    spread = np.ptp(points, axis=0)
    if len(points) < 4 or float(spread.min()) < 1e-4:
        thin = np.maximum((2e-3 - spread) / 2, 0.0)
        points = np.concatenate([points - thin, points + thin])
    try:
        return np.asarray(points[ConvexHull(points).vertices])
    except QhullError:
        low, high = points.min(axis=0) - 1e-3, points.max(axis=0) + 1e-3
        return np.array([[x, y, z] for x in (low[0], high[0]) for y in (low[1], high[1]) for z in (low[2], high[2])])


def hull_volume(points: Floats) -> float:
    """Return the volume of a convex hull [m3]."""
    from scipy.spatial import ConvexHull, QhullError

    try:
        return float(ConvexHull(points).volume)
    except QhullError:
        return 0.0


def model(
    parts: Iterable[tuple[Mesh, Surface]],
    matter: Matter,
    *,
    filled: float = 0.5,
    hollow: bool = False,
    opens: bool = False,
) -> Model:
    """Return a model of meshes and looks."""
    return Model(tuple(Part(mesh, look) for mesh, look in parts), matter, filled, hollow, opens)
