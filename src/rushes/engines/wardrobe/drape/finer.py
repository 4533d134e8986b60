"""Finer cloth: a garment that hangs in coarse triangles is laid out in finer ones, which lie where the coarse did.

What is carried over is where each place of the pattern is; points that the coarse outline cut off lie on it at first.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from rushes.engines.wardrobe.drape.cloth import Cloth

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FROM_M, COARSER = 0.025, 5 / 3
"""Finer cloth than this [m] hangs in triangles with edges that are so much longer first: folds are found there for a third of the time, and layers kept apart."""

BEYOND = 0.05
"""How far beyond a coarse triangle a point may lie, as a share of it: round corners were cut off, and cloth lies close to itself there."""


def carried_over(flat: Cloth, hung: Cloth, points: Floats, cloth: Cloth) -> tuple[Cloth, Floats]:
    """Return a finer cloth with straps and belts let out as the coarse's were, and where its points lie [m], shape [n, 3].

    Args:
        flat: The same garment in coarse triangles.
        hung: The same after straps and belts were let out.
        points: Where its points are [m].
        cloth: The garment in finer triangles.
    """
    longer = hung.flat - flat.flat
    out, lengths = np.zeros((len(cloth.flat), 3)), cloth.flat.copy()
    for number in range(len(cloth.names)):
        mine = np.nonzero(cloth.panel == number)[0]
        corners = flat.corners[flat.panel[flat.corners[:, 0]] == number]
        at, shares = _placed(cloth.flat[mine], flat.flat, corners)
        out[mine] = np.einsum("nk,nkc->nc", shares, points[at])
        lengths[mine] += np.einsum("nk,nkc->nc", shares, longer[at])
    return replace(cloth, flat=lengths, garment=hung.garment), out


def _placed(places: Floats, flat: Floats, corners: Ints) -> tuple[Ints, Floats]:
    """Return the triangle that each place is in, or least out of, by its corners, and its shares in them, shape [n, 3] each."""
    first, along, across = (flat[corners[:, k]] for k in range(3))
    inverse = np.linalg.inv(np.stack([along - first, across - first], axis=-1))
    two = np.einsum("tij,ntj->nti", inverse, places[:, None] - first)
    every = np.concatenate([1 - two.sum(axis=2, keepdims=True), two], axis=2)
    best = every.min(axis=2).argmax(axis=1)
    shares = np.maximum(every[np.arange(len(places)), best], -BEYOND)
    return corners[best], shares / shares.sum(axis=1, keepdims=True)
