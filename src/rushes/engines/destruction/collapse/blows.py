"""How hard a blow is: what brings down what waits, and how strong a building is built."""

from __future__ import annotations

from typing import Final

from rushes.engines.destruction.building.pieces import Pieces
from rushes.engines.destruction.building.row import house_of

HELD_BLOW: Final = 40e3
"""Impulse [N s] in one step that brings down a storey that was waiting."""

FULL_LOAD: Final = 7000.0
"""Mass [kg] on a square metre of ground from which on parts have full strength: a wooden house would stand on its ground floor."""

WEAKEST: Final = 0.02
"""Share of the full strength that the lightest building still has."""


def built_for(pieces: Pieces) -> float:
    """Return how strong a building's parts are, against those of the default building: buildings carry what they weigh."""
    if pieces.houses > 1:
        pieces = house_of(pieces, 0)[0]
    wide, deep, _ = pieces.extent[1] - pieces.extent[0]
    return float(min(1.0, max(WEAKEST, pieces.mass.sum() / (wide * deep) / FULL_LOAD)))
