"""What still stands has to stand on something: parts that a blow leaves in the air come down."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from rushes.engines.destruction.building.pieces import Pieces
from rushes.engines.destruction.collapse.blocks import Schedule

FOOT_M = 0.1
"""A group stands on the ground when a piece of it reaches down to this height [m]."""


class Standing:
    """Which groups hold which, by the bonds between their pieces."""

    def __init__(self, pieces: Pieces, plan: Schedule) -> None:
        count = len(plan.release)
        a, b = plan.group[pieces.bond_a], plan.group[pieces.bond_b]
        self.beside: list[set[int]] = [set() for _ in range(count)]
        for one, other in np.unique(np.column_stack([a, b])[a != b], axis=0).tolist():
            self.beside[one].add(other)
            self.beside[other].add(one)
        foot = pieces.centre[:, 2] - pieces.size[:, 2] / 2 < FOOT_M
        self.on_ground = set(np.unique(plan.group[foot]).tolist())
        self.waits = set(np.flatnonzero(~np.isfinite(plan.release) & np.isfinite(plan.withstands)).tolist())

    def unheld(self, standing: Iterable[int]) -> list[int]:
        """Return the groups that wait to be hit, but that no group that stands leads to the ground any more.

        Args:
            standing: The groups that stand.
        """
        left = set(standing)
        waits = self.waits & left
        if not waits:
            return []
        seen = self.on_ground & left
        edge = list(seen)
        while edge:
            for other in self.beside[edge.pop()] & left - seen:
                seen.add(other)
                edge.append(other)
        return sorted(waits - seen)
