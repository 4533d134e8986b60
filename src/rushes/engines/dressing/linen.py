"""Linen: cloths that hang over tables."""

from __future__ import annotations

import math

import numpy as np

from rushes.engines.dressing.mesh import Floats, Mesh
from rushes.engines.dressing.prop import Random
from rushes.engines.dressing.solids import loop, sheet

CLEAR_M = 0.004
"""How far cloth lies over the table's top [m]."""


def tablecloth(wide: float, deep: float, high: float, drop: float, random: Random, *, is_round: bool = False) -> Mesh:
    """Return a cloth over a table: flat on its top, rounded over its edge, then in folds that open downwards.

    Args:
        wide: Of the table's top [m].
        deep: Of the table's top [m].
        high: Of the table's top over the floor [m].
        drop: How far the cloth hangs down [m].
        random: Where the folds come from.
        is_round: Whether the top is.
    """
    count = 240
    turn = np.linspace(0.0, 2 * math.pi, count, endpoint=False)
    if is_round:
        rim = np.stack([wide / 2 * np.cos(turn), deep / 2 * np.sin(turn)], axis=-1)
    else:
        rim = _even(loop(wide, deep, 0.05), count)
    out = rim / np.linalg.norm(rim, axis=1, keepdims=True)
    girth = float(np.linalg.norm(np.roll(rim, -1, axis=0) - rim, axis=1).sum())
    folds = max(8, round(girth / 0.24))
    phase = turn * folds + 0.8 * np.sin(turn * 3 + float(random.uniform(0, 6))) + float(random.uniform(0, 6))
    deepness = 0.7 + 0.3 * np.sin(turn * 5 + float(random.uniform(0, 6)))
    rows = [np.concatenate([rim * share, np.full((count, 1), high + CLEAR_M)], axis=1) for share in (0.001, 0.5, 0.97)]
    for share in (0.0, 0.04, 0.12, 0.3, 0.55, 0.8, 1.0):
        swell = 0.006 + share**0.8 * 0.055 * deepness * (0.9 + np.sin(phase)) * min(1.0, drop / 0.35)
        z = high + CLEAR_M - 0.006 - share * drop
        rows.append(np.concatenate([rim + out * swell[:, None], np.full((count, 1), z)], axis=1))
    made = sheet(np.stack(rows), around=True)
    return made if made.face_normals()[0][2] > 0 else made.flipped()


def _even(outline: Floats, count: int) -> Floats:
    """Return places evenly along a closed line, shape [count, 2]."""
    closed = np.concatenate([outline, outline[:1]])
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(closed, axis=0), axis=1))])
    at = np.linspace(0.0, along[-1], count, endpoint=False)
    return np.stack([np.interp(at, along, closed[:, axis]) for axis in (0, 1)], axis=-1)
