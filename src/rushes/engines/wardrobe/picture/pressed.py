"""Pressed creases: cloth stands up in a sharp fold along the lines that its pattern says it is pressed on."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.wardrobe.drape.worn_mesh import WornMesh
from rushes.engines.wardrobe.picture.refined import Refined

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

PRESSED: Final = frozenset({"wool suiting", "wool melton", "linen", "cotton poplin"})
"""Fabrics that are pressed, and hold it."""

HIGH_M, WIDE_M = 0.0055, 0.030
"""How far a fold stands out, and how far beside it cloth is drawn up to it [m]: about 40 degrees between its two sides, by eye."""

FADES_M: Final = 0.10
"""Over what length a crease comes to nothing at its upper end [m]."""


def pressed(worn: WornMesh, fine: Refined) -> Refined:
    """Return a fine mesh with its garment's creases pressed in; as it was, where there are none or the fabric isn't pressed.

    Points next to a crease are moved onto it along the cloth, so that the fold is as sharp as the mesh has points along it.

    Args:
        worn: The garment, with its creases in the pattern.
        fine: It, refined.
    """
    if worn.fabric not in PRESSED:
        return fine
    for panel, line in worn.creases:
        fine = _fold(fine, np.nonzero(fine.panel == panel)[0], line)
    return fine


def _fold(fine: Refined, mine: Ints, line: Floats) -> Refined:
    """Return the mesh with one crease in some of its triangles: ``line`` from end to end in the pattern [m], shape [k, 2]."""
    numbers, back = np.unique(fine.corners[mine], return_inverse=True)
    corners = back.reshape(-1, 3)
    flat = np.zeros((len(numbers), 2))
    flat[corners] = fine.uv[mine]
    far, along = _beside(flat, line)
    near = along >= 0
    rise = fine.normals()[numbers]
    points = fine.points[numbers]
    sides = np.unique(
        np.sort(np.stack([corners, np.roll(corners, -1, axis=1)], axis=-1).reshape(-1, 2), axis=1), axis=0
    )
    through = (far[sides[:, 0]] * far[sides[:, 1]] < 0) & near[sides].all(axis=1)
    here, there = sides[through].T
    swap = np.abs(far[here]) > np.abs(far[there])
    here, there = np.where(swap, there, here), np.where(swap, here, there)
    share = (far[here] / (far[here] - far[there]))[:, None]
    first = np.unique(here, return_index=True)[1]  # each point goes once
    here, there, share = here[first], there[first], share[first]
    points[here] += share * (points[there] - points[here])
    moved = flat.copy()
    moved[here] += share * (flat[there] - flat[here])
    far, along = _beside(moved, line)
    up = np.clip(1.0 - np.abs(far) / WIDE_M, 0.0, 1.0) ** 2 * np.clip(along / FADES_M, 0.0, 1.0)
    every = fine.points.copy()
    every[numbers] = points + (HIGH_M * up)[:, None] * rise
    uv = fine.uv.copy()
    uv[mine] = moved[corners]
    return replace(fine, points=every, uv=uv)


def _beside(flat: Floats, line: Floats) -> tuple[Floats, Floats]:
    """Return how far places lie to the right of a straight line and how far under its upper end [m]; beyond its ends the latter is negative."""
    low, high = sorted((line[0], line[-1]), key=lambda end: float(end[1]))
    way = (high - low) / np.linalg.norm(high - low)
    off = flat - high
    under, right = -(off @ way), off @ np.array([way[1], -way[0]])
    beyond = under > np.linalg.norm(high - low) + 1e-3
    return right, np.where(beyond, -1.0, under)
