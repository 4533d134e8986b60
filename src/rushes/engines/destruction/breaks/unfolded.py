"""Skin that doesn't fold: where the teeth of a break would turn a part of the skin over, they are drawn back.

A skin is a fan of triangles round its middle; a tooth that runs past its neighbour's edge turns one of them over, and two
triangles in one plane shadow each other black.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

ROUNDS: Final = 8
"""How often what still folds is drawn back by a quarter; what folds then stays where it was cut, which folds nothing."""

SAME_M: Final = 1e-5
"""Corners of two pieces that lie as near to each other as this are one place of the crack, and are drawn back alike."""

LEAST_SHARE: Final = 0.02
"""A triangle that keeps less than this of its area counts as folded: it is a sliver, or turned over."""


def unfolded(rest: Floats, placed: Floats, triangles: Rows, normal: Floats) -> Floats:
    """Return the places of corners of which no skin is turned over.

    Args:
        rest: Where each corner was cut [m], shape [N, 3].
        placed: Where its tooth has it [m], shape [N, 3].
        triangles: Those of the skin, rows of both, counter-clockwise from outside, shape [T, 3].
        normal: Of the skin that each is part of, shape [T, 3].
    """
    whole = _area(rest, triangles, normal)
    real = whole > SAME_M**2
    triangles, normal, whole = triangles[real], normal[real], whole[real]
    _, place = np.unique(np.round(rest / SAME_M).astype(np.int64), axis=0, return_inverse=True)
    place = place.reshape(-1)
    share = np.ones(int(place.max(initial=0)) + 1)
    placed_now = placed
    for number in range(ROUNDS + 1):
        folded = _area(placed_now, triangles, normal) < LEAST_SHARE * whole
        if not folded.any():
            break
        share[np.unique(place[triangles[folded]])] *= 0.0 if number == ROUNDS else 0.75
        placed_now = rest + share[place][:, None] * (placed - rest)
    return placed_now


def _area(places: Floats, triangles: Rows, normal: Floats) -> Floats:
    """Return twice the area of each triangle, below 0 where it is turned over, shape [T]."""
    corners = places[triangles]
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    return np.asarray((across * normal).sum(axis=1))
