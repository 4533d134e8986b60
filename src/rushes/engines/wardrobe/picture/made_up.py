"""Cloth made up: a worn mesh gets two faces as far apart as the fabric is thick, turned edges, and what holds it together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rushes.engines.wardrobe.drape.worn_mesh import WornMesh
from rushes.engines.wardrobe.picture.piece import Piece
from rushes.engines.wardrobe.picture.refined import Refined
from rushes.engines.wardrobe.picture.stitches import SEWN, stitches

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TURNED, TURNED_M = 2.2, 0.014
"""How much thicker a turned edge is than one ply, and how wide it is at most [m]."""

ROUND = 0.45
"""How far a cut edge bulges, as a share of its thickness: it is a fold, not a cut."""


def made_up(worn: WornMesh, fine: Refined, group: str) -> list[Piece]:
    """Return a garment's faces: outside by what its panels are cut of, inside, and edges.

    Args:
        worn: The garment; what is covered is left out.
        fine: It, refined.
        group: Name of its group in the scene.
    """
    shown = ~np.repeat(worn.covered, len(fine.corners) // len(worn.corners))
    normals = fine.normals()
    thick = worn.thickness * _plies(fine)
    outer = fine.points + normals * (thick - 0.5 * worn.thickness)[:, None]
    inner = fine.points - normals * 0.5 * worn.thickness
    cloths = np.array(worn.cloths)[fine.panel]
    pieces = []
    for cloth in sorted(set(worn.cloths)):
        mine = shown & (cloths == cloth)
        if mine.any():
            pieces.append(_face(f"{cloth}_outside", group, outer, fine, mine, f"{group}_{cloth}"))
            pieces.append(_face(f"{cloth}_inside", group, inner, fine, mine, f"{group}_inside", turned=True))
    edge = _rim(fine, outer, inner, normals, group, f"{group}_{_commonest(worn)}", shown)
    sewing = SEWN.get(worn.fabric)
    sewn = stitches(fine, outer, shown, sewing, group) if sewing else []
    return [*pieces, *edge, *sewn]


def _commonest(worn: WornMesh) -> str:
    return max(sorted(set(worn.cloths)), key=worn.cloths.count)


def _plies(fine: Refined) -> Floats:
    """Return how many times the fabric's thickness cloth is at each point: more where it is turned."""
    nearest = np.full(len(fine.points), np.inf)
    np.minimum.at(nearest, fine.corners.ravel(), fine.away[:, :, 1].ravel())
    share = np.clip(1.5 - nearest / TURNED_M * 1.5, 0.0, 1.0)
    return 1.0 + (TURNED - 1.0) * share * share * (3 - 2 * share)


def _face(
    name: str, group: str, points: Floats, fine: Refined, mine: NDArray[np.bool_], surface: str, *, turned: bool = False
) -> Piece:
    corners, uv, away = fine.corners[mine], fine.uv[mine], fine.away[mine][:, :, :2]
    if turned:
        corners, uv, away = corners[:, ::-1], uv[:, ::-1], away[:, ::-1]
    kept, back = np.unique(corners, return_inverse=True)
    return Piece(name, group, points[kept], back.reshape(corners.shape), uv, surface, away)


def _rim(
    fine: Refined, outer: Floats, inner: Floats, normals: Floats, group: str, surface: str, shown: NDArray[np.bool_]
) -> list[Piece]:
    """Return the edges of open cloth: two strips that bulge between the faces."""
    sides = np.stack([fine.corners, np.roll(fine.corners, -1, axis=1)], axis=-1).reshape(-1, 2)
    _, back, count = np.unique(np.sort(sides, axis=1), axis=0, return_inverse=True, return_counts=True)
    alone = np.nonzero((count[back.ravel()] == 1) & np.repeat(shown, 3))[0]
    if not len(alone):
        return []
    a, b = sides[alone].T
    uv = np.stack([fine.uv, np.roll(fine.uv, -1, axis=1)], axis=2).reshape(-1, 2, 2)[alone]
    out = np.cross(fine.points[b] - fine.points[a], normals[a])
    bulge = np.zeros_like(outer)
    np.add.at(bulge, a, out)
    np.add.at(bulge, b, out)
    bulge /= np.maximum(np.linalg.norm(bulge, axis=1, keepdims=True), 1e-12)
    thick = np.linalg.norm(outer - inner, axis=1, keepdims=True)
    middle = (outer + inner) / 2 + bulge * thick * ROUND
    count_all = len(outer)
    points = np.concatenate([outer, middle, inner])
    upper = np.stack([b, a, a + count_all, b + count_all], axis=1)
    lower = np.stack([b + count_all, a + count_all, a + 2 * count_all, b + 2 * count_all], axis=1)
    corners = np.concatenate([upper, lower])
    st = np.tile(uv[:, [1, 0, 0, 1]], (2, 1, 1))
    kept, numbers = np.unique(corners, return_inverse=True)
    edge = np.zeros((*corners.shape, 2))
    edge[..., 0] = 1.0
    return [Piece("edges", group, points[kept], numbers.reshape(corners.shape), st, surface, edge)]
