"""Welding: points that are sewn together become one, and the cloth becomes one mesh of edges, hinges and masses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rushes.engines.wardrobe.drape.cloth import Cloth
from rushes.engines.wardrobe.drape.fabrics import Fabric
from rushes.engines.wardrobe.drape.taken_up import taken_up

LIMP = 1e4
"""How much softer a pressed fold bends than cloth: a lapel's roll line, a collar's where it falls over its stand."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Mesh:
    """Cloth that can be moved.

    Attributes:
        of: Which of its points each of the cloth's is, shape [n].
        corners: Triangles, shape [m, 3].
        weights: Masses of its points [kg].
        edges: Shape [e, 2], with rest lengths [m] and compliances [m/N].
        hinges: Shape [h, 4], with their points' shares and compliances [m/N].
    """

    of: Ints
    corners: Ints
    weights: Floats
    edges: Ints
    rests: Floats
    softs: Floats
    hinges: Ints
    shares: Floats
    bends: Floats


def welded(cloth: Cloth, fabric_of: Callable[[int], Fabric], *, pairs: Ints | None = None) -> Mesh:
    """Return a cloth's mesh.

    An edge that two panels share rests at the shorter side: what is eased, gathered or pleated is held by what it is sewn to. Edges and hinges are in no order: a sweep
    that goes over the cloth from one end to the other drives it, and stiff cloth never comes to rest.

    Args:
        cloth: The garment.
        fabric_of: The fabric of a panel, by its number.
        pairs: Points that are one already, shape [k, 2]; all that are sewn together, when nothing is said.
    """
    flat = taken_up(cloth)
    of = _together(len(cloth.flat), cloth.pairs if pairs is None else pairs)
    panel = cloth.panel[cloth.corners[:, 0]]
    made = [fabric_of(number) for number in range(len(cloth.names))]
    a, b, c = (flat[cloth.corners[:, k]] for k in range(3))
    area = 0.5 * np.abs((b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0])
    corners = of[cloth.corners]
    weights = np.zeros(of.max() + 1)
    for k in range(3):
        np.add.at(weights, corners[:, k], area * np.array([one.weight for one in made])[panel] / 3)
    sides = np.stack([cloth.corners, np.roll(cloth.corners, -1, axis=1)], axis=-1).reshape(-1, 2)
    lengths = np.minimum(*(np.linalg.norm(at[sides[:, 0]] - at[sides[:, 1]], axis=1) for at in (flat, cloth.flat)))
    ends = np.sort(of[sides], axis=1)
    edges, back = np.unique(ends, axis=0, return_inverse=True)
    back = back.ravel()
    count = np.bincount(back)
    rests = np.full(len(edges), np.inf)
    np.minimum.at(rests, back, lengths)
    width = np.bincount(back, np.repeat(area, 3)) / np.maximum(rests, 1e-6)
    stretch = np.bincount(back, np.repeat(np.array([one.stretch for one in made])[panel], 3)) / count
    softs = rests / np.maximum(stretch * width, 1e-9)
    real = edges[:, 0] != edges[:, 1]
    bending = np.array([one.bend for one in made])[panel]
    hinges, shares, bends = _hinges(corners, back, rests, area, bending)
    folds = np.sort(of[cloth.folds], axis=1) if pairs is None else cloth.folds[:0]
    spine = np.sort(hinges[:, :2], axis=1) @ np.array([len(weights), 1])
    bends = np.where(np.isin(spine, folds @ np.array([len(weights), 1])), bends * LIMP, bends)
    mixed = np.random.default_rng(len(edges)).permutation(np.nonzero(real)[0])
    other = np.random.default_rng(len(hinges)).permutation(len(hinges))
    light = np.maximum(weights, 1e-7)
    return Mesh(
        of, corners, light, edges[mixed], rests[mixed], softs[mixed], hinges[other], shares[other], bends[other]
    )


@dataclass(frozen=True, eq=False)
class Sides:
    """How triangles hang together.

    Attributes:
        edges: Shape [s, 2].
        tops: The points opposite each in its first two triangles, -1 where there is none, shape [s, 2].
        first: Where each point's neighbours begin in ``beside``, shape [n + 1].
        beside: Neighbours by edges.
    """

    edges: Ints
    tops: Ints
    first: Ints
    beside: Ints


def sides_of(corners: Ints, one: Ints) -> Sides:
    """Return the edges of triangles, and which points are neighbours once they are sewn.

    Args:
        corners: Triangles, shape [m, 3].
        one: Which points are sewn together: those with the same number, shape [n].
    """
    pairs = np.sort(np.stack([corners, np.roll(corners, -1, axis=1)], axis=-1).reshape(-1, 2), axis=1)
    opposite = np.roll(corners, -2, axis=1).ravel()
    edges, back = np.unique(pairs, axis=0, return_inverse=True)
    tops = np.full((len(edges), 2), -1)
    order = np.argsort(back.ravel(), kind="stable")
    place = np.arange(len(order)) - np.searchsorted(back.ravel()[order], back.ravel()[order])
    near = place < 2
    tops[back.ravel()[order][near], place[near]] = opposite[order][near]
    real = edges[:, 0] != edges[:, 1]
    sewn = np.unique(np.concatenate([one[edges], one[edges][:, ::-1]]), axis=0)
    first = np.searchsorted(sewn[:, 0], np.arange(one.max() + 2))
    return Sides(edges[real], tops[real], first, np.ascontiguousarray(sewn[:, 1]))


def _together(count: int, pairs: Ints) -> Ints:
    """Return numbers of points after those of pairs became one, shape [n]."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    ones = np.ones(len(pairs))
    return np.asarray(
        connected_components(coo_matrix((ones, (pairs[:, 0], pairs[:, 1])), (count, count)), directed=False)[1],
        np.int64,
    )


def _hinges(corners: Ints, edge_of: Ints, rests: Floats, area: Floats, bending: Floats) -> tuple[Ints, Floats, Floats]:
    """Return the hinges over edges of two triangles: their points, their points' shares in the curvature, their compliances.

    Cotangents come from rest lengths, so that a hinge over a seam is as flat at rest as any.
    """
    order = np.argsort(edge_of, kind="stable")
    starts = np.searchsorted(edge_of[order], np.arange(edge_of.max() + 1))
    counts = np.bincount(edge_of)
    two = np.nonzero(counts == 2)[0]
    first, second = order[starts[two]], order[starts[two] + 1]
    lengths = rests[edge_of].reshape(-1, 3)

    def parts(side: Ints) -> tuple[Ints, Ints, Ints, Floats, Floats]:
        """Return a side's start, end and opposite point, and the cotangents at its start and its end."""
        triangle, k = side // 3, side % 3
        along, ahead, behind = (lengths[triangle, (k + turn) % 3] for turn in range(3))
        four = 4 * np.maximum(area[triangle], 1e-9)
        at_start = (along**2 + behind**2 - ahead**2) / four
        at_end = (along**2 + ahead**2 - behind**2) / four
        start, end, top = (corners[triangle, (k + turn) % 3] for turn in range(3))
        return start, end, top, at_start, at_end

    a0, a1, a2, start_a, end_a = parts(first)
    b0, _, b2, start_b, end_b = parts(second)
    turned = b0 == a1
    at0, at1 = np.where(turned, end_b, start_b), np.where(turned, start_b, end_b)
    hinges = np.stack([a0, a1, a2, b2], axis=1)
    shares = np.stack([end_a + at1, start_a + at0, -start_a - end_a, -at0 - at1], axis=1)
    both = area[first // 3] + area[second // 3]
    bends = both / (3 * (bending[first // 3] + bending[second // 3]) / 2)
    real = np.array([len(set(row)) == 4 for row in hinges.tolist()])
    return hinges[real], shares[real], bends[real]
