"""Topstitching: rows of stitches along seams and edges, at the distances that a fabric is sewn with; drawn on the cloth in the pattern."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.wardrobe.drape.worn_mesh import WornMesh
from rushes.engines.wardrobe.picture.piece import Piece, Rgb
from rushes.engines.wardrobe.picture.refined import Refined

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Sewing:
    """How a fabric is topstitched.

    Attributes:
        rows_m: How far from seams, on their one side, and from edges rows lie [m].
        hem_m: More rows, along edges only [m].
        stitch_m: Length of a stitch [m].
        thread_m: Width of the thread [m].
        contrast: The thread's colour, linear; None for the cloth's own.
    """

    rows_m: tuple[float, ...] = ()
    hem_m: tuple[float, ...] = ()
    stitch_m: float = 0.0026
    thread_m: float = 0.0005
    contrast: Rgb | None = None


SEWN: Final[Mapping[str, Sewing]] = {
    "cotton poplin": Sewing(hem_m=(0.0055,), stitch_m=0.0021, thread_m=0.00035),
    "linen": Sewing(hem_m=(0.0065,), stitch_m=0.0025, thread_m=0.0004),
    "denim": Sewing((0.002, 0.008), stitch_m=0.003, thread_m=0.0005, contrast=(0.47, 0.20, 0.045)),
    "leather": Sewing((0.0035,), stitch_m=0.0036, thread_m=0.00075),
    "wool melton": Sewing(hem_m=(0.0075,), stitch_m=0.0034, thread_m=0.0007),
    "cotton jersey": Sewing(hem_m=(0.0185, 0.0225), stitch_m=0.0028, thread_m=0.0005),
}
"""By fabric; worsted, velvet and satin show no stitches."""

GAP: Final = 0.24
"""Share of a stitch's length that the thread is under the cloth."""

BARE: Final = frozenset({"dart"})
"""Kinds of seams that nobody topstitches: a dart is pressed to one side."""

SHORTEST_M: Final = 0.012
"""Rows that are shorter aren't sewn [m]."""


def bare(worn: WornMesh) -> Ints:
    """Return a garment's sewn edges that are topstitched on neither side, whatever its fabric, shape [d, 2]."""
    rows = [line.points for line in worn.seams if line.kind in BARE]
    return np.concatenate([np.zeros((0, 2), np.int64), *(np.stack([row[:-1], row[1:]], axis=1) for row in rows)])


def stitches(fine: Refined, outer: Floats, shown: NDArray[np.bool_], sewing: Sewing, group: str) -> list[Piece]:
    """Return a garment's topstitching as one piece of small raised threads, or none.

    Args:
        fine: The fine mesh.
        outer: Its points on the outer face [m], shape [n, 3].
        shown: Which of its triangles are to be seen, shape [m].
        sewing: How.
        group: Name of its group in the scene.
    """
    normals = fine.normals()
    made: list[Floats] = []
    for column, distances in ((2, sewing.rows_m), (1, sewing.hem_m)):
        for distance in distances:
            for path, way in rows(fine, outer, normals, shown, column, distance):
                made += _cut(path, way, sewing)
    if not made:
        return []
    threads = [_thread(path, sewing.thread_m) for path in made]
    points = np.concatenate([one for one, _ in threads])
    starts = np.cumsum([0, *(len(one) for one, _ in threads[:-1])])
    corners = np.concatenate([faces + start for (_, faces), start in zip(threads, starts, strict=True)])
    return [Piece("stitches", group, points, corners, points[corners][..., [0, 2]], f"{group}_thread")]


def rows(
    fine: Refined, outer: Floats, normals: Floats, shown: NDArray[np.bool_], column: int, distance: float
) -> list[tuple[Floats, Floats]]:
    """Return the lines on the cloth that are so far from its edges: points and normals of each, in order.

    Every triangle that the distance passes through has a piece of it (marching triangles); pieces are joined over the sides they share.
    """
    off = fine.away[:, :, column] - distance
    side = off > 0
    through = np.nonzero(shown & (side.any(axis=1) & ~side.all(axis=1)) & (fine.away[:, :, column] < 0.5).all(axis=1))[
        0
    ]
    if not len(through):
        return []
    ends, keys = [], []
    for k in range(3):
        nxt = (k + 1) % 3
        a, b = off[through, k], off[through, nxt]
        crossing = (a > 0) != (b > 0)
        share = np.where(crossing, a / np.where(crossing, a - b, 1.0), 0.0)[:, None]
        one, two = fine.corners[through, k], fine.corners[through, nxt]
        ends.append(
            (crossing, outer[one] * (1 - share) + outer[two] * share, normals[one] * (1 - share) + normals[two] * share)
        )
        keys.append(np.minimum(one, two) * len(outer) + np.maximum(one, two))
    places: dict[int, tuple[Floats, Floats]] = {}
    near: dict[int, list[int]] = {}
    for row in range(len(through)):
        mine = [int(keys[k][row]) for k in range(3) if ends[k][0][row]]
        for k in range(3):
            if ends[k][0][row]:
                places[int(keys[k][row])] = (ends[k][1][row], ends[k][2][row])
        if len(mine) == 2 and mine[0] != mine[1]:
            near.setdefault(mine[0], []).append(mine[1])
            near.setdefault(mine[1], []).append(mine[0])
    return [
        (np.stack([places[key][0] for key in chain]), np.stack([places[key][1] for key in chain]))
        for chain in _chains(near)
    ]


def _chains(near: dict[int, list[int]]) -> list[list[int]]:
    """Return rows of keys that lie beside each other: open ones from an end, then rings."""
    left = {key: list(others) for key, others in near.items()}
    out = []
    for start in [*(key for key, others in near.items() if len(others) == 1), *near]:
        if not left.get(start):
            continue
        chain, at = [start], start
        while left[at]:
            after = left[at].pop()
            left[after].remove(at)
            chain.append(after)
            at = after
        out.append(chain)
    return out


def _cut(path: Floats, way: Floats, sewing: Sewing) -> list[Floats]:
    """Return a row cut into stitches, each three points: down, up over the cloth, down."""
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))])
    total = float(along[-1])
    if total < SHORTEST_M:
        return []
    count = max(1, round(total / sewing.stitch_m))
    starts = np.arange(count) * total / count
    ends = starts + total / count * (1 - GAP)
    where = np.stack([starts, (starts + ends) / 2, ends], axis=1)
    at = np.stack([np.interp(where, along, path[:, k]) for k in range(3)], axis=-1)
    up = np.stack([np.interp(where, along, way[:, k]) for k in range(3)], axis=-1)
    up /= np.maximum(np.linalg.norm(up, axis=-1, keepdims=True), 1e-9)
    rise = sewing.thread_m * np.array([-0.25, 0.40, -0.25])[None, :, None]
    return list(at + up * rise)


def _thread(path: Floats, width: float) -> tuple[Floats, Ints]:
    """Return a stitch: a thread of four sides, pointed at both ends."""
    way = path[2] - path[0]
    way /= max(float(np.linalg.norm(way)), 1e-12)
    bend = path[1] - (path[0] + path[2]) / 2
    up = bend - way * (bend @ way)
    up /= max(float(np.linalg.norm(up)), 1e-12)
    side = np.cross(way, up)
    half = 0.5 * width
    ring = np.stack([side * half, up * half, -side * half, -up * half])
    low, high = path[0] * 0.65 + path[1] * 0.35, path[1] * 0.35 + path[2] * 0.65
    points = np.concatenate([[path[0]], low + ring, high + ring, [path[2]]])
    i = np.arange(4)
    j = (i + 1) % 4
    first = np.stack([np.zeros(4, np.int64), 1 + j, 1 + i], axis=1)
    middle = np.concatenate([np.stack([1 + i, 1 + j, 5 + j], axis=1), np.stack([1 + i, 5 + j, 5 + i], axis=1)])
    last = np.stack([5 + i, 5 + j, np.full(4, 9)], axis=1)
    return points, np.concatenate([first, middle, last])
