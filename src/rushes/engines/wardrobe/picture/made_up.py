"""Cloth made up: a worn mesh gets two faces as far apart as the fabric is thick, turned edges, and what holds it together."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.wardrobe.drape.worn_mesh import WornMesh
from rushes.engines.wardrobe.picture.piece import Piece
from rushes.engines.wardrobe.picture.refined import Refined
from rushes.engines.wardrobe.picture.stitches import SEWN, stitches

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TURNED, MOST_M, TURNED_M = 2.2, 0.001, 0.014
"""How much thicker a turned edge is than one ply, but by so much at most: it is pressed; and how wide it is [m]."""

KEPT_RINGS: Final = 2
"""Rings of covered triangles that are kept beside those that are seen."""

FACED_M: Final = {"front": 0.10, "collar": 1.0, "stand": 1.0, "": 0.035}
"""How far from its edges a lined garment is faced with its own cloth inside, by the beginning of a panel's name [m]."""

ROUND = 0.45
"""How far a cut edge bulges, as a share of its thickness: it is a fold, not a cut."""


def made_up(worn: WornMesh, fine: Refined, group: str) -> tuple[Floats, list[Piece]]:
    """Return where a garment's outer face is, and its pieces: outside by what its panels are cut of, facings, lining, edges, stitches.

    Args:
        worn: The garment; what is covered is left out.
        fine: It, refined.
        group: Name of its group in the scene.
    """
    shown = ~np.repeat(_well_covered(worn), len(fine.corners) // len(worn.corners))
    normals = fine.normals()
    thick = worn.thickness + min((TURNED - 1.0) * worn.thickness, MOST_M) * _turned(fine)
    outer = fine.points + normals * (thick - 0.5 * worn.thickness)[:, None]
    inner = fine.points - normals * 0.5 * worn.thickness
    cloths = np.array(worn.cloths)[fine.panel]
    pieces = []
    for cloth in sorted(set(worn.cloths)):
        mine = shown & (cloths == cloth)
        if mine.any():
            pieces.append(_face(f"{cloth}_outside", group, outer, fine, mine, f"{group}_{cloth}"))
            faced = mine & _faced(worn, fine)
            for name, part, surface in (("facing", faced, cloth), ("inside", mine & ~faced, "inside")):
                if part.any():
                    pieces.append(_face(f"{cloth}_{name}", group, inner, fine, part, f"{group}_{surface}", turned=True))
    edge = _rim(fine, outer, inner, normals, group, f"{group}_{_commonest(worn)}", shown)
    sewing = SEWN.get(worn.fabric)
    sewn = stitches(fine, outer, shown, sewing, group) if sewing else []
    return outer, [*pieces, *edge, *sewn]


def _well_covered(worn: WornMesh) -> NDArray[np.bool_]:
    """Return which triangles are so far under what covers them that nobody looks under a hem into nothing, shape [m]."""
    out = worn.covered.copy()
    for _ in range(KEPT_RINGS):
        bare = np.zeros(len(worn.points), np.bool_)
        bare[worn.corners[~out]] = True
        out &= ~bare[worn.corners].any(axis=1)
    return out


def _commonest(worn: WornMesh) -> str:
    return max(sorted(set(worn.cloths)), key=worn.cloths.count)


def _turned(fine: Refined) -> Floats:
    """Return how far cloth is turned at each point, 0 to 1."""
    nearest = np.full(len(fine.points), np.inf)
    np.minimum.at(nearest, fine.corners.ravel(), fine.away[:, :, 1].ravel())
    share = np.clip(1.5 - nearest / TURNED_M * 1.5, 0.0, 1.0)
    return np.asarray(share * share * (3 - 2 * share))


def _faced(worn: WornMesh, fine: Refined) -> NDArray[np.bool_]:
    """Return which triangles show the garment's own cloth on their inside, shape [m]."""
    wide = [next(far for start, far in FACED_M.items() if name.startswith(start)) for name in worn.panels]
    return np.asarray(fine.away[:, :, 1].mean(axis=1) < np.array(wide)[fine.panel])


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
