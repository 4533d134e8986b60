"""Triangles of a flat panel: its rings' points are kept, inside they stand as regularly as a honeycomb.

Delaunay's triangulation of rings and inside points; ring edges that it left out are flipped in (S. W. Sloan, 1993), and what
lies outside the rings is dropped.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rushes.errors import BadInputError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CLEAR = 0.62
"""How far inside points stay off the ring, in edge lengths: nearer ones make slivers."""


@dataclass(frozen=True, eq=False)
class Triangles:
    """A flat mesh.

    Attributes:
        points: The rings' points first, in their order, then rows, then the inside's [m], shape [n, 2].
        corners: Three points each, anticlockwise, shape [m, 3].
    """

    points: Floats
    corners: Ints


def triangulated(
    rings: list[Floats], edge_m: float, rows: list[Floats] | None = None, chains: list[Ints] | None = None
) -> Triangles:
    """Return the triangles of a panel.

    Args:
        rings: The outline anticlockwise, then holes; the first point isn't repeated [m], shape [n, 2] each.
        edge_m: Length of an edge inside [m].
        rows: Points on lines inside, that are kept too.
        chains: Pairs of the kept points that have to be edges of triangles, shape [n, 2] each: where cloth is folded.

    Raises:
        BadInputError: A ring crosses itself, so that no triangles fill it.
    """
    from scipy.spatial import Delaunay

    kept = np.concatenate([*rings, *(rows or [])])
    inside = _honeycomb(rings, kept, edge_m)
    points = np.concatenate([kept, inside])
    corners = Delaunay(points).simplices.astype(np.int64)
    area = _twice(points, corners)
    corners[area < 0] = corners[area < 0][:, ::-1]
    wanted = np.concatenate([_ring_edges([len(ring) for ring in rings]), *(chains or [])])
    corners = _with_edges(points, corners, wanted)
    centres = points[corners].mean(axis=1)
    corners = corners[within(centres, rings) & (np.abs(_twice(points, corners)) > 1e-12)]
    lost = {tuple(sorted(pair)) for pair in wanted.tolist()} - {tuple(pair) for pair in _edges(corners).tolist()}
    if lost:
        x, y = points[next(iter(sorted(lost)))[0]]
        raise BadInputError(
            f"A panel can't be cut into triangles near {x * 100:.1f} cm, {y * 100:.1f} cm: its outline crosses or touches itself there. "
            "Correct the draft."
        )
    return Triangles(points, corners)


def within(points: Floats, rings: list[Floats]) -> NDArray[np.bool_]:
    """Say which points are inside rings, an odd number of them, shape [n]."""
    out = np.zeros(len(points), bool)
    x, y = points[:, 0, None], points[:, 1, None]
    for ring in rings:
        (x0, y0), (x1, y1) = ring.T, np.roll(ring, -1, axis=0).T
        with np.errstate(divide="ignore", invalid="ignore"):
            crossing = ((y0 > y) != (y1 > y)) & (x < (x1 - x0) * (y - y0) / (y1 - y0) + x0)
        out ^= crossing.sum(axis=1) % 2 == 1
    return out


def _honeycomb(rings: list[Floats], kept: Floats, edge_m: float) -> Floats:
    """Return points inside, a triangle's edge apart and off what is kept, shape [n, 2]."""
    from scipy.spatial import cKDTree

    low, high = rings[0].min(axis=0), rings[0].max(axis=0)
    rise = edge_m * math.sqrt(0.75)
    rows = np.arange(low[1] + rise / 2, high[1], rise)
    columns = np.arange(low[0], high[0] + edge_m, edge_m)
    grid = np.stack(np.meshgrid(columns, rows), axis=-1)
    grid[1::2, :, 0] += edge_m / 2
    flat = grid.reshape(-1, 2)
    flat = flat[within(flat, rings)]
    if not len(flat):
        return flat
    dense = np.concatenate([_filled(ring, edge_m / 3) for ring in rings])
    near, _ = cKDTree(np.concatenate([dense, kept])).query(flat)
    return np.asarray(flat[near > CLEAR * edge_m])


def _filled(ring: Floats, step: float) -> Floats:
    """Return points along a ring no farther apart than a step."""
    ahead = np.roll(ring, -1, axis=0)
    counts = np.maximum(1, np.ceil(np.linalg.norm(ahead - ring, axis=1) / step)).astype(int)
    return np.concatenate(
        [
            a + (b - a) * np.linspace(0, 1, n, endpoint=False)[:, None]
            for a, b, n in zip(ring, ahead, counts, strict=True)
        ]
    )


def _ring_edges(counts: list[int]) -> Ints:
    out, first = [], 0
    for count in counts:
        at = np.arange(count)
        out.append(np.stack([at, (at + 1) % count], axis=1) + first)
        first += count
    return np.concatenate(out)


def _edges(corners: Ints) -> Ints:
    pairs = np.sort(np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [2, 0]]]), axis=1)
    return np.unique(pairs, axis=0)


def _twice(points: Floats, corners: Ints) -> Floats:
    """Return triangles' areas twice, positive when they run anticlockwise [m²]."""
    a, b, c = points[corners[:, 0]], points[corners[:, 1]], points[corners[:, 2]]
    u, v = b - a, c - a
    return np.asarray(u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0])


def _with_edges(points: Floats, corners: Ints, wanted: Ints) -> Ints:
    """Return the triangles with edges flipped until every wanted one is there, as far as that goes."""
    there = {tuple(pair) for pair in _edges(corners).tolist()}
    out = corners.copy()
    for a, b in wanted.tolist():
        if (min(a, b), max(a, b)) in there:
            continue
        for _ in range(64):
            if not _flip_across(points, out, a, b):
                break
    return out


def _flip_across(points: Floats, corners: Ints, a: int, b: int) -> bool:
    """Flip one edge that crosses a-b in place; say whether there was one that could be."""
    pairs: dict[tuple[int, int], list[int]] = {}
    for number, triangle in enumerate(corners.tolist()):
        for k in range(3):
            one, two = triangle[k], triangle[(k + 1) % 3]
            pairs.setdefault((min(one, two), max(one, two)), []).append(number)
    for (p, q), both in pairs.items():
        if len(both) != 2 or {p, q} & {a, b} or not _cross(points, p, q, a, b):
            continue
        r, s = (next(v for v in corners[one].tolist() if v not in {p, q}) for one in both)
        if not _cross(points, p, q, r, s):
            continue
        for place, triangle in zip(both, ((r, s, p), (s, r, q)), strict=True):
            x = _twice(points, np.array([triangle]))[0]
            corners[place] = triangle if x > 0 else triangle[::-1]
        return True
    return False


def _cross(points: Floats, p: int, q: int, a: int, b: int) -> bool:
    """Say whether p-q and a-b cross, ends left out."""

    def side(i: int, j: int, k: int) -> float:
        (x0, y0), (x1, y1), (x2, y2) = points[i], points[j], points[k]
        return float((x1 - x0) * (y2 - y0) - (y1 - y0) * (x2 - x0))

    return side(p, q, a) * side(p, q, b) < 0 and side(a, b, p) * side(a, b, q) < 0
