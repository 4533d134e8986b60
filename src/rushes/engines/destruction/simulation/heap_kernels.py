"""What lies against what in a heap, by boxes."""

from __future__ import annotations

import numpy as np
from numba import njit  # noqa: TID253 - this module is imported inside functions only
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
Bools = NDArray[np.bool_]


@njit(cache=True)
def boxes_of(bodies: Rows, rows: Rows, start: Rows, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Return the lowest and highest corners of bodies [m], [k, 3] each, from the boxes of their pieces."""
    least, most = np.full((len(bodies), 3), 1e30), np.full((len(bodies), 3), -1e30)
    for k in range(len(bodies)):
        for at in range(start[k], start[k + 1]):
            for axis in range(3):
                least[k, axis] = min(least[k, axis], low[rows[at], axis])
                most[k, axis] = max(most[k, axis], high[rows[at], axis])
    return least, most


@njit(cache=True)
def beside(least: Floats, most: Floats, order: Rows, low: Floats, high: Floats, body_of: Rows, found: Bools) -> None:
    """Mark the bodies with a piece whose box touches one of some boxes.

    Args:
        least, most: The boxes [k, 3] m.
        order: The pieces that count, by the lowest x of their boxes.
        low, high, body_of: Of all pieces.
        found: Written: true for those bodies, by id.
    """
    first, wide = low[order, 0], _widest(order, low, high)
    for k in range(len(least)):
        for at in range(np.searchsorted(first, least[k, 0] - wide), np.searchsorted(first, most[k, 0], "right")):
            if _meet(order[at], k, low, high, least, most):
                found[body_of[order[at]]] = True


@njit(cache=True)
def held(bodies: Rows, least: Floats, most: Floats, order: Rows, low: Floats, high: Floats, body_of: Rows) -> Bools:
    """Say which bodies touch, by boxes, a piece of another body that reaches lower than they do, shape [k].

    Args:
        bodies: Ids, with their boxes ``least`` and ``most`` [k, 3] m.
        order: The pieces that count, by the lowest x of their boxes.
        low, high, body_of: Of all pieces.
    """
    first, wide = low[order, 0], _widest(order, low, high)
    found = np.zeros(len(bodies), np.bool_)
    for k in range(len(bodies)):
        for at in range(np.searchsorted(first, least[k, 0] - wide), np.searchsorted(first, most[k, 0], "right")):
            p = order[at]
            if body_of[p] != bodies[k] and low[p, 2] < least[k, 2] and _meet(p, k, low, high, least, most):
                found[k] = True
                break
    return found


@njit(cache=True)
def _widest(order: Rows, low: Floats, high: Floats) -> float:
    """Return how wide the widest box is along x [m]: so far before a place may begin what reaches it."""
    wide = 0.0
    for p in order:
        wide = max(wide, high[p, 0] - low[p, 0])
    return wide


@njit(cache=True)
def _meet(p: int, k: int, low: Floats, high: Floats, least: Floats, most: Floats) -> bool:
    """Say whether a piece's box touches another one, that of row ``k``, which does not end before it along x."""
    if high[p, 0] < least[k, 0] or low[p, 1] > most[k, 1] or high[p, 1] < least[k, 1]:
        return False
    return bool(low[p, 2] <= most[k, 2] and high[p, 2] >= least[k, 2])
