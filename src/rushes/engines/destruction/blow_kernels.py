"""Loops over contacts that have to be quick: which piece of a body was hit, and which bonds a blow strains."""

from __future__ import annotations

import math

import numpy as np
from numba import njit  # noqa: TID253 - this module is imported inside functions only
from numpy.typing import NDArray


@njit(cache=True)
def nearest_piece(
    point: NDArray[np.float64],
    start: NDArray[np.int64],
    end: NDArray[np.int64],
    rows: NDArray[np.int64],
    centre: NDArray[np.float64],
    half: NDArray[np.float64],
) -> NDArray[np.int64]:
    """Return for each point the piece whose box is nearest, shape [k].

    Args:
        point: Where the building stood [m], shape [k, 3].
        start, end: The slice of ``rows`` that each point's body owns, shape [k].
        rows: Pieces, body by body.
        centre, half: Each piece's box [m], shape [n, 3].
    """
    found = np.empty(len(point), np.int64)
    for k in range(len(point)):
        best, which = 1e30, -1
        for index in range(start[k], end[k]):
            row = rows[index]
            away, inside = 0.0, -1e30
            for axis in range(3):
                gap = abs(point[k, axis] - centre[row, axis]) - half[row, axis]
                inside = max(inside, gap)
                if gap > 0.0:
                    away += gap * gap
            if away == 0.0:
                away = inside * 1e-3
            if away < best:
                best, which = away, row
        found[k] = which
    return found


@njit(cache=True)
def stress(
    bonds: NDArray[np.int64],
    centre: NDArray[np.float64],
    reach: NDArray[np.float64],
    point: NDArray[np.float64],
    blow: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the impulse [N s] that each bond feels of a set of blows; a blow fades over the bond's reach.

    Args:
        bonds: Rows of ``centre`` and ``reach``.
        centre: Where bonds are [m], shape [B, 3].
        reach: How far a blow is felt [m], shape [B].
        point: Where the blows are [m], shape [k, 3].
        blow: How hard [N s], shape [k].
    """
    felt = np.zeros(len(bonds))
    for index in range(len(bonds)):
        bond = bonds[index]
        far = reach[bond]
        for k in range(len(point)):
            dx = centre[bond, 0] - point[k, 0]
            dy = centre[bond, 1] - point[k, 1]
            dz = centre[bond, 2] - point[k, 2]
            gap = math.sqrt(dx * dx + dy * dy + dz * dz)
            if gap < far:
                felt[index] += blow[k] * (1.0 - gap / far)
    return felt
