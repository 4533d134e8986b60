"""Cables: the outer walls made fast to the floors inside, so that the floors draw them in as they fall.

A demolition that has to keep to its own ground fells the middle first and lets it pull the walls after it, by the floors' own bars and by
wire ropes where these don't do. A cable runs from a piece of the skin to a slab of the same storey well inside, is taut from the
beginning, and is a tie: it never pushes, yields at a few times the weight of what it holds, and breaks when it is drawn out.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.building.pieces import Pieces
from rushes.engines.destruction.building.solid import MEMBERS

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

SKIN = ("facade", "balcony", "column", "beam", "wall", "coping", "band", "slab", "roof")
"""Members that are made fast where they stand at the edge."""

LEVEL = ("slab", "roof")
"""Members that hold them inside."""

EDGE_M = 1.4
"""What lies within this distance [m] of the outline stands at the edge, and what lies beyond it."""

INSIDE = 0.4
"""Share of the half width and of the half depth within which the floors are that hold."""

LEAST_KG = 60.0
"""What is lighter is not made fast: a stone in the hand."""

WEIGHTS = 8.0
"""Force at which a cable yields, in weights of what it holds: stops it from 9 m/s within the 0.6 m that a cable of 4 m is drawn."""

GRAVITY = 9.81


def cables_of(pieces: Pieces, share: float, rng: np.random.Generator) -> Rows:
    """Return which pieces are made fast to which, outer and inner, shape [k, 2].

    Args:
        pieces: The building.
        share: Share of the skin that is made fast, 0 to 1.
        rng: Which of it.
    """
    low, high = pieces.extent[:, :2]
    half, middle = (high - low) / 2, (high + low) / 2
    away = np.abs(pieces.centre[:, :2] - middle)
    skin = np.isin(pieces.member, [MEMBERS.index(name) for name in SKIN]) & (pieces.mass > LEAST_KG)
    wall = np.array([_wall(pieces, axis) for axis in (0, 1)])
    skin &= (away > wall - EDGE_M).any(axis=1) & (rng.random(len(pieces)) < share)
    level = np.isin(pieces.member, [MEMBERS.index(name) for name in LEVEL])
    holds = level & (away < INSIDE * half).all(axis=1)
    skin &= ~holds
    found = []
    for storey in np.unique(pieces.storey[skin]).tolist():
        outer = np.flatnonzero(skin & (pieces.storey == storey))
        inner = np.flatnonzero(holds & (pieces.storey == storey))
        if not len(inner):
            continue
        gap = np.linalg.norm(pieces.centre[outer, None] - pieces.centre[inner], axis=2)
        found.append(np.column_stack([outer, inner[gap.argmin(axis=1)]]))
    return np.concatenate(found) if found else np.zeros((0, 2), np.int64)


def _wall(pieces: Pieces, axis: int) -> float:
    """Return how far the middle of the outer walls is from the building's own [m]: balconies reach further."""
    column = pieces.member == MEMBERS.index("column")
    return float(np.abs(pieces.centre[column, axis]).max()) if column.any() else float(pieces.extent[1, axis])


def holds(pieces: Pieces, cables: Rows) -> Floats:
    """Return the force at which each cable yields [N], shape [k]."""
    return np.asarray(WEIGHTS * GRAVITY * pieces.mass[cables[:, 0]], float)
