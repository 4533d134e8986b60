"""Girding: a closed garment is drawn in where its belt goes, so that what is outside stays outside, and the belt is laid around it.

Its buckle is closed as tight as the belt is cut, or, on whoever is thicker there, a few holes farther.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from rushes.engines.body.shape import Body
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

FADE_M = 0.25
"""Over this length above and below a belt [m] a garment comes back to where it was."""

NEIGHBOURS = 12
"""What lies over each other is drawn in together: by how far out so many points around are in the mean."""

AROUND, FINE, LEVEL_M = 32, 121, 0.02


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
        flat, far = cloth.flat[mine], float(off[mine].mean())
        level = float(landmark(body, place.at)[2])
        high = level + flat[:, 1] - place.anchor[1]
        skin = body.vertices[: body.mesh.skin][body.mesh.share("trunk", "thigh.L", "thigh.R")[: body.mesh.skin] > 0.5]
        waist = _between(skin, level - NEAR_M, level + NEAR_M)
        least, cut = _length(_around(waist, far + FOLDS_M)), float(np.ptp(flat[:, 0]))
        long = float(np.clip(least, cut, cut * (1.0 + HOLES)))
        lengths[mine, 0] *= long / cut
        under = np.array([one.placement.part not in {"arm", "belt"} for one in cloth.garment.panels])[cloth.panel]
        band = (high.min() - NEAR_M, high.max() + NEAR_M)
        out[under] = _drawn_in(out[under], band, skin, long, far)
        near = under & (out[:, 2] > band[0]) & (out[:, 2] < band[1])
        ring = _around(out[near, :2], GAP_M)
        share = (flat[:, 0] - flat[:, 0].min()) / cut
        walked = _walked(ring)
        out[mine, :2] = np.stack([np.interp(share * walked[-1], walked, ring[:, k]) for k in range(2)], axis=1)
        out[mine, 2] = high
    return (replace(cloth, flat=lengths) if belts(cloth) else cloth), out


def _drawn_in(points: Floats, band: tuple[float, float], skin: Floats, long: float, far: float) -> Floats:
    """Return a garment's points drawn in under a belt, what lies over each other as far apart as it was [m], shape [n, 3].

    Args:
        points: Where they are [m].
        band: Between which heights the belt lies [m].
        skin: Points of the body without arms [m].
        long: Length of the belt [m].
        far: How far cloth stays off the body [m].
    """
    from scipy.spatial import cKDTree

    here = (points[:, 2] > band[0]) & (points[:, 2] < band[1])
    wide, close = _around(points[here, :2], 0.0), _around(_between(skin, *band), far)
    if _length(wide) <= long:
        return points
    middle = 0.5 * (close.min(axis=0) + close.max(axis=0))
    away = points[:, :2] - middle
    out, turn = np.hypot(away[:, 0], away[:, 1]), np.arctan2(away[:, 0], -away[:, 1])
    levels = np.arange(band[0] - FADE_M, band[1] + FADE_M + LEVEL_M, LEVEL_M)
    azimuths = np.linspace(-np.pi, np.pi, FINE)
    radii = [_radius(_around(_between(skin, z - LEVEL_M, z + LEVEL_M), far) - middle, azimuths) for z in levels]
    inner = _at(np.array(radii), (points[:, 2] - levels[0]) / LEVEL_M, (turn + np.pi) / (2 * np.pi) * (FINE - 1))
    room = max((long - _length(close)) / (2 * np.pi) - GAP_M, FOLDS_M)
    share = np.clip(room / np.maximum(_radius(wide - middle, turn) - _radius(close - middle, turn), 1e-6), 0.0, 1.0)
    beside = np.maximum(band[0] - points[:, 2], points[:, 2] - band[1]).clip(0.0)
    fade = np.clip(1.0 - beside / FADE_M, 0.0, 1.0)
    beside_each = np.stack([turn * out.mean(), points[:, 2]], axis=1)
    layers = out[cKDTree(beside_each).query(beside_each, NEIGHBOURS)[1]].mean(axis=1)
    less = np.clip(layers - inner, 0.0, None) * (1.0 - share) * fade**2 * (3 - 2 * fade)
    moved = points.copy()
    moved[:, :2] -= (less / np.maximum(out, 1e-9))[:, None] * away
    return moved


def _between(points: Floats, low: float, high: float) -> Floats:
    """Return the points between two heights, seen from above [m], shape [k, 2]."""
    return np.asarray(points[(points[:, 2] > low) & (points[:, 2] < high), :2])


def _at(grid: Floats, row: Floats, column: Floats) -> Floats:
    """Return what is between the numbers of a grid, shape [n]."""
    i = np.clip(row.astype(int), 0, grid.shape[0] - 2)
    j = np.clip(column.astype(int), 0, grid.shape[1] - 2)
    u, v = np.clip(row - i, 0.0, 1.0), np.clip(column - j, 0.0, 1.0)
    upper = grid[i, j] * (1 - v) + grid[i, j + 1] * v
    lower = grid[i + 1, j] * (1 - v) + grid[i + 1, j + 1] * v
    return np.asarray(upper * (1 - u) + lower * u)


def _radius(ring: Floats, turn: Floats) -> Floats:
    """Return how far a closed thread is from the middle, by azimuth [m], shape [n]."""
    at = np.arctan2(ring[:-1, 0], -ring[:-1, 1])
    order = np.argsort(at)
    return np.asarray(np.interp(turn, at[order], np.hypot(*ring[:-1][order].T), period=2 * np.pi))


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


def _length(row: Floats) -> float:
    return float(np.linalg.norm(np.diff(row, axis=0), axis=1).sum())


def _walked(row: Floats) -> Floats:
    return np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(row, axis=0), axis=1))])
