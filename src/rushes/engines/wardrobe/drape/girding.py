"""Girding: a belt is laid around a closed garment, as wide as what it lies on, and draws it in to its own length while the garment hangs.

Its buckle is closed as tight as the belt is cut, or, on whoever is thicker there, a few holes farther.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from rushes.engines.wardrobe.body.shape import Body
from rushes.engines.wardrobe.drape.cloth import Cloth
from rushes.engines.wardrobe.drape.placing import landmark

Floats = NDArray[np.float64]

GAP_M = 0.006
"""How far off what is under it a belt is laid [m], middle to middle."""

NEAR_M = 0.03
"""How far over and under its edges a belt looks at what it lies on [m]: a triangle's length."""

FOLDS_M = 0.006
"""What cloth that is drawn in takes of the room between body and belt at least [m]."""

HOLES = 0.15
"""By which share of its length a belt is buckled wider at most."""

AROUND = 32


def girded(cloth: Cloth, points: Floats, body: Body, off: Floats) -> tuple[Cloth, Floats]:
    """Return a closed garment with its belts as long as they are buckled, and its points with belts around it [m], shape [n, 3].

    Args:
        cloth: The garment.
        points: Where its points are [m].
        body: Who wears it.
        off: How far each point stays off the body [m], shape [n].
    """
    out, lengths = points.copy(), cloth.flat.copy()
    for number in belts(cloth):
        place = cloth.garment.panels[number].placement
        mine = np.nonzero(cloth.panel == number)[0]
        flat = cloth.flat[mine]
        level = float(landmark(body, place.at)[2])
        high = level + flat[:, 1] - place.anchor[1]
        under = np.array([one.placement.part not in {"arm", "belt"} for one in cloth.garment.panels])[cloth.panel]
        near = (points[:, 2] > high.min() - NEAR_M) & (points[:, 2] < high.max() + NEAR_M)
        ring = _around(points[under & near, :2], GAP_M)
        walked = _walked(ring)
        share = (flat[:, 0] - flat[:, 0].min()) / np.ptp(flat[:, 0])
        out[mine, :2] = np.stack([np.interp(share * walked[-1], walked, ring[:, k]) for k in range(2)], axis=1)
        out[mine, 2] = high
        skin = body.vertices[: body.mesh.skin][body.mesh.share("trunk", "thigh.L", "thigh.R")[: body.mesh.skin] > 0.5]
        here = np.abs(skin[:, 2] - level) < NEAR_M
        least = float(_walked(_around(skin[here, :2], float(off[mine].mean()) + FOLDS_M))[-1])
        lengths[mine, 0] *= float(np.clip(least / np.ptp(flat[:, 0]), 1.0, 1.0 + HOLES))
    return (replace(cloth, flat=lengths) if belts(cloth) else cloth), out


def belts(cloth: Cloth) -> list[int]:
    """Return the numbers of the panels that are belts."""
    return [number for number, panel in enumerate(cloth.garment.panels) if panel.placement.part == "belt"]


def _around(points: Floats, off: float) -> Floats:
    """Return a closed thread around points seen from above, so far off them, from the front by the wearer's left [m], shape [k, 2]."""
    from scipy.spatial import ConvexHull

    turn = 2 * np.pi * np.arange(AROUND) / AROUND
    wider = (points[:, None] + off * np.stack([np.sin(turn), np.cos(turn)], axis=1)).reshape(-1, 2)
    ring = wider[ConvexHull(wider).vertices]
    closed = np.concatenate([ring, ring[:1]])
    crosses = np.nonzero((closed[:-1, 0] <= 0) & (closed[1:, 0] > 0))[0]
    at = int(crosses[closed[crosses, 1].argmin()])
    share = -closed[at, 0] / (closed[at + 1, 0] - closed[at, 0])
    start = closed[at] + share * (closed[at + 1] - closed[at])
    return np.concatenate([start[None], np.roll(ring, -at - 1, axis=0), start[None]])


def _walked(row: Floats) -> Floats:
    return np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(row, axis=0), axis=1))])
