"""Breaking: a solid into convex lumps (Voronoi cells of its hulls), a shell into shards, a thing of many parts into groups of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.clip.model import Model, Part, faces_of, hull_points, hull_volume, model
from rushes.engines.dressing.mesh import Mesh, boxed

Floats = NDArray[np.float64]

MANY: Final = 30
"""A thing of more loose parts than this breaks into groups of them."""

BIG: Final = 0.06
"""A loose part of a larger share of the whole's volume is broken itself; smaller ones go with the nearest piece."""

NEIGHBOURS: Final = 16
"""Of a cell, whose planes bound it: the next ones are too far away to matter."""


@dataclass(frozen=True, eq=False)
class Piece:
    """A piece of something broken.

    Attributes:
        model: About its own middle.
        at: Where that is in the whole [m].
    """

    model: Model
    at: Floats


def fractured(whole: Model, count: int, chance: np.random.Generator) -> list[Piece]:
    """Return the pieces of a thing: about so many.

    The same thing, count and chance give the same pieces. Their volumes sum to that of the hulls that they are cut from.
    """
    loose = whole.pieces()
    if len(loose) > MANY:
        return _grouped(whole, loose, count, chance)
    if whole.hollow:
        return _shards(whole, count, chance)
    return _lumps(whole, loose, count, chance)


def _grouped(whole: Model, loose: list[Part], count: int, chance: np.random.Generator) -> list[Piece]:
    middles = np.array([(part.mesh.points.min(axis=0) + part.mesh.points.max(axis=0)) / 2 for part in loose])
    seeds = middles[chance.choice(len(loose), min(count, len(loose)), replace=False)]
    owner = np.argmin(np.linalg.norm(middles[:, None] - seeds[None], axis=2), axis=1)
    return [_piece(whole, [loose[index] for index in np.flatnonzero(owner == seed)]) for seed in np.unique(owner)]


def _shards(whole: Model, count: int, chance: np.random.Generator) -> list[Piece]:
    """Return patches of the surface, each nearest to one of some places on it: shards have the shell's own curve."""
    rows: list[tuple[int, Floats]] = []
    for index, part in enumerate(whole.parts):
        starts = np.concatenate([[0], np.cumsum(part.mesh.counts)[:-1]]).astype(np.int64)
        middles = np.add.reduceat(part.mesh.points[part.mesh.corners], starts, axis=0) / part.mesh.counts[:, None]
        rows.append((index, middles))
    every = np.concatenate([middles for _, middles in rows])
    areas = np.concatenate([np.linalg.norm(part.mesh.face_normals(), axis=1) for part in whole.parts])
    weights = areas / areas.sum()
    seeds = every[chance.choice(len(every), min(count, len(every)), replace=False, p=weights)]
    made: dict[int, list[Part]] = {}
    for index, middles in rows:
        owner = np.argmin(np.linalg.norm(middles[:, None] - seeds[None], axis=2), axis=1)
        for seed in np.unique(owner):
            part = whole.parts[index]
            made.setdefault(int(seed), []).append(Part(faces_of(part.mesh, np.flatnonzero(owner == seed)), part.look))
    return [_piece(whole, parts) for _, parts in sorted(made.items())]


def _lumps(whole: Model, loose: list[Part], count: int, chance: np.random.Generator) -> list[Piece]:
    hulls = [hull_points(part.mesh.points) for part in loose]
    volumes = np.array([hull_volume(hull) for hull in hulls])
    total = max(float(volumes.sum()), 1e-12)
    big = [index for index, volume in enumerate(volumes) if volume >= BIG * total] or [int(np.argmax(volumes))]
    cells: list[tuple[Floats, list[Part]]] = []
    of_big = float(volumes[big].sum())
    for index in big:
        share = max(1, round(count * float(volumes[index]) / of_big))
        look = loose[index].look
        cells += [(points.mean(axis=0), [Part(_solid(points), look)]) for points in _cells(hulls[index], share, chance)]
    middles = np.array([middle for middle, _ in cells])
    for index, part in enumerate(loose):
        if index not in big:
            middle = (part.mesh.points.min(axis=0) + part.mesh.points.max(axis=0)) / 2
            cells[int(np.argmin(np.linalg.norm(middles - middle, axis=1)))][1].append(part)
    return [_piece(whole, parts) for _, parts in cells]


def _cells(hull: Floats, count: int, chance: np.random.Generator) -> list[Floats]:
    """Return the corners of the Voronoi cells of a hull (Voronoi, 1908)."""
    from scipy.spatial import ConvexHull, HalfspaceIntersection, QhullError

    if count <= 1:
        return [hull]
    planes = np.unique(np.round(ConvexHull(hull).equations, 9), axis=0)
    seeds = _inside(hull, planes, count, chance)
    made: list[Floats] = []
    for index, seed in enumerate(seeds):
        away = seeds - seed
        near = np.argsort(np.linalg.norm(away, axis=1))[1 : NEIGHBOURS + 1]
        normal = away[near] / np.maximum(np.linalg.norm(away[near], axis=1, keepdims=True), 1e-12)
        offset = -np.einsum("ij,ij->i", normal, (seeds[near] + seed) / 2)
        try:
            corners = HalfspaceIntersection(np.vstack([planes, np.column_stack([normal, offset])]), seed).intersections
            made.append(corners[ConvexHull(corners).vertices])
        except QhullError:
            if index == 0:
                made.append(hull_points(seed + (hull - hull.mean(axis=0)) * 0.1))
    return made


def _inside(hull: Floats, planes: Floats, count: int, chance: np.random.Generator) -> Floats:
    low, high = hull.min(axis=0), hull.max(axis=0)
    found: list[Floats] = []
    while len(found) < count:
        tries = chance.uniform(low, high, (count * 4, 3))
        deep = (tries @ planes[:, :3].T + planes[:, 3] < -1e-4 * float(np.linalg.norm(high - low))).all(axis=1)
        found += list(tries[deep])
    return np.array(found[:count])


def _solid(points: Floats) -> Mesh:
    """Return a convex hull as a mesh of triangles, counter-clockwise from outside."""
    from scipy.spatial import ConvexHull

    hull = ConvexHull(points)
    triangles = hull.simplices.copy()
    one, two, three = (points[triangles[:, corner]] for corner in range(3))
    inward = np.einsum("ij,ij->i", np.cross(two - one, three - one), hull.equations[:, :3]) < 0
    triangles[inward] = triangles[inward][:, ::-1]
    mesh = Mesh(points, np.full(len(triangles), 3), triangles.ravel().astype(np.int64), np.zeros((triangles.size, 2)))
    return boxed(mesh)


def _piece(whole: Model, parts: list[Part]) -> Piece:
    points = np.concatenate([part.mesh.points for part in parts])
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    moved = [(part.mesh.moved(*(float(-at) for at in middle)), part.look) for part in parts]
    return Piece(model(moved, whole.matter, filled=whole.filled), middle)


def count_of(size: Floats, matter_breaks_small: bool) -> int:
    """Return into how many pieces a thing breaks: more the larger it is."""
    volume = float(np.prod(np.maximum(size, 0.01)))
    return int(np.clip(round((26 if matter_breaks_small else 18) * (1 + math.log10(1 + volume * 60) * 0.5)), 12, 80))
