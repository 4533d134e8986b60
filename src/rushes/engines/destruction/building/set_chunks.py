"""Chunks of furniture: the parts of a thing that are joined rather than grown together, gathered into a few that come apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.building.set_stage import Faces, Thing

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_CHUNKS = 9
CHUNK_M3 = 0.05
"""A thing is about as many chunks as its box has of these, at most ``MOST_CHUNKS``."""

ONE_PIECE = {"door_leaf"}
"""Kinds that fall as one body."""

THINNEST_M = 0.05
"""What is thinner is solved as if it were so thick [m]: panes, cloths, rods."""

DIRECTIONS = 30
"""A hull keeps the outermost point in so many directions: enough for a cushion."""

SOFT = {"velvet", "cloth", "leather", "carpet", "rug", "foliage", "paper", "shade"}

MATTER = {
    "brushed": "steel", "polished": "steel", "painted": "steel", "rust": "steel", "lamp": "glass",
    "glass": "glass", "liquid": "glass", "ceramic": "glass", "screen": "glass",
    "marble": "concrete", "terrazzo": "concrete", "stone": "concrete", "concrete_boards": "concrete",
    "concrete_smooth": "concrete", "tile": "concrete", "brick": "brick", "plaster": "plaster",
}  # fmt: skip
"""What breaks of furniture by the kind of its surface; everything else breaks as wood does."""

LOOSE_KG_M3 = {"steel": 320.0, "glass": 350.0, "concrete": 1500.0, "brick": 1500.0, "plaster": 500.0, "wood": 160.0}
"""Mass of the hull of a chunk [kg/m3]: furniture is mostly air between boards."""

SOFT_KG_M3 = 60.0


@dataclass(frozen=True, eq=False)
class Chunk:
    """A part of a thing.

    Attributes:
        hull: Triangles of its convex hull, counter-clockwise from outside [m], shape [t, 3, 3].
        material: What most of it is of.
        parts: The meshes it is of, each with the rows of its faces.
    """

    hull: Floats
    material: str
    parts: tuple[tuple[Faces, Ints], ...]


def matter_of(kind: str, surface: Mapping[str, Any]) -> tuple[str, str, float]:
    """Return what a chunk is to the solver: its matter, its member, and the mass of its hull [kg/m3]."""
    said = str(surface.get("kind", "wood"))
    matter = MATTER.get(said, "wood")
    if kind.endswith("lamp") or kind in {"chandelier", "pendant", "fluorescent"}:
        return matter, "lamp", LOOSE_KG_M3[matter]
    return (matter, "cushion", SOFT_KG_M3) if said in SOFT else (matter, "joinery", LOOSE_KG_M3[matter])


def chunks_of(thing: Thing, rng: np.random.Generator) -> Iterator[Chunk]:
    """Give a thing's chunks: connected parts of its meshes, gathered round the largest of them."""
    parts = [part for faces in thing.meshes for part in _connected(faces)]
    boxes = np.array([[p[2].min(axis=0), p[2].max(axis=0)] for p in parts])
    volume = np.prod(np.maximum(boxes[:, 1] - boxes[:, 0], 0.01), axis=1)
    whole = np.maximum(boxes[:, 1].max(axis=0) - boxes[:, 0].min(axis=0), 0.05)
    count = int(np.clip(round(float(np.prod(whole)) / CHUNK_M3), 1, min(MOST_CHUNKS, len(parts))))
    count = 1 if thing.kind in ONE_PIECE else count
    middle = boxes.mean(axis=1)
    seeds = [int(np.argmax(volume))]
    while len(seeds) < count:
        away = np.min([np.linalg.norm((middle - middle[seed]) / whole, axis=1) for seed in seeds], axis=0)
        seeds.append(int(np.argmax(away * volume ** (1 / 6))))
    reach = np.array(
        [np.linalg.norm(np.maximum(np.maximum(boxes[s, 0] - middle, middle - boxes[s, 1]), 0.0), axis=1) for s in seeds]
    )
    own = np.argmin(reach + 0.05 * np.array([np.linalg.norm(middle - middle[s], axis=1) for s in seeds]), axis=0)
    for chunk in range(count):
        rows = np.flatnonzero(own == chunk)
        if len(rows):
            yield _chunk([parts[row] for row in rows.tolist()], volume[rows], rng)


def _connected(faces: Faces) -> list[tuple[Faces, Ints, Floats]]:
    """Return a mesh's parts that no edge joins: the mesh, the rows of their faces, and their points."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    starts = np.concatenate([[0], np.cumsum(faces.counts)[:-1]])
    first = np.repeat(faces.corners[starts], faces.counts)
    _, same = np.unique(np.round(faces.points / 1e-4).astype(np.int64), axis=0, return_inverse=True)
    same = same.ravel()
    count = int(same.max()) + 1
    graph = coo_matrix((np.ones(len(first)), (same[first], same[faces.corners])), (count, count))
    label = connected_components(graph, directed=False)[1][same]
    of_face = label[faces.corners[starts]]
    made = []
    for one in np.unique(of_face):
        rows = np.flatnonzero(of_face == one)
        made.append((faces, rows, faces.points[label == one]))
    return made


def _chunk(parts: list[tuple[Faces, Ints, Floats]], volume: Floats, rng: np.random.Generator) -> Chunk:
    points = np.concatenate([part[2] for part in parts])
    by_mesh: dict[str, tuple[Faces, list[Ints]]] = {}
    for faces, rows, _ in parts:
        by_mesh.setdefault(faces.prim, (faces, []))[1].append(rows)
    largest = parts[int(np.argmax(volume))][0].material
    shown = tuple((faces, np.concatenate(rows)) for faces, rows in by_mesh.values())
    return Chunk(hull_of(points, rng), largest, shown)


def hull_of(points: Floats, rng: np.random.Generator) -> Floats:
    """Return the triangles of a convex hull of few corners, nowhere thinner than ``THINNEST_M``, shape [t, 3, 3]."""
    from scipy.spatial import ConvexHull

    ways = rng.normal(size=(DIRECTIONS, 3))
    ways = np.concatenate([np.eye(3), -np.eye(3), ways])
    ways /= np.linalg.norm(ways, axis=1, keepdims=True)
    kept = points[np.unique(np.argmax(points @ ways.T, axis=0))]
    low, high = kept.min(axis=0), kept.max(axis=0)
    if (high - low < THINNEST_M).any():
        thick = np.maximum(THINNEST_M - (high - low), 0.0) / 2
        low, high = low - thick, high + thick
        kept = np.array([[x, y, z] for x in (low[0], high[0]) for y in (low[1], high[1]) for z in (low[2], high[2])])
    hull = ConvexHull(kept)
    triangles = kept[hull.simplices]
    outward = np.cross(triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0])
    wrong = (outward * hull.equations[:, :3]).sum(axis=1) < 0
    triangles[wrong] = triangles[wrong][:, ::-1]
    return triangles
