"""What a blow breaks: bonds near it give way by class, and what no longer holds together parts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.pieces import Pieces

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

BLOW_CAP = 260e3
"""A single blow [N s] counts at most this much: crushing at the point of contact limits what it passes on."""

TIRE = 0.05
"""Share of strength that joints between chunks may lose in a step in which their block is struck."""

BLOWS = 16
"""The strongest contacts of a body in one step that are looked at."""


class BondGraph:
    """The bonds of a building, and which of them still hold."""

    def __init__(self, pieces: Pieces, *, strength: float, reach_m: float) -> None:
        self.a = pieces.bond_a.astype(np.int64)
        self.b = pieces.bond_b.astype(np.int64)
        self.centre = pieces.bond_centre.astype(float)
        self.kind = pieces.bond_class
        self.area = pieces.bond_area.astype(float)
        self.strength = pieces.bond_strength * strength
        self.holds = np.ones(len(self.a), bool)
        self.reach = np.array([reach_m * 1.6, reach_m * 0.6, reach_m * 0.3])[self.kind]

    def inside(self, rows: Rows, count: int) -> Rows:
        """Return the bonds that hold between these pieces."""
        member = np.zeros(count, bool)
        member[rows] = True
        return np.flatnonzero(self.holds & member[self.a] & member[self.b])

    def cut(self, bonds: Rows) -> None:
        """Let bonds go."""
        self.holds[bonds] = False

    def strike(self, bonds: Rows, points: Floats, blows: Floats) -> Rows:
        """Return which of the bonds a set of blows breaks.

        The stress on a bond is the sum of the blows, each fading with distance over the reach of the bond's class.

        Args:
            bonds: Rows of bonds that hold.
            points: Where the blows are, in the rest pose [m], shape [k, 3].
            blows: How hard [N s], shape [k].
        """
        gap = np.linalg.norm(self.centre[bonds][:, None, :] - points[None, :, :], axis=2)
        fade = np.clip(1.0 - gap / self.reach[bonds][:, None], 0.0, None)
        stress = (np.minimum(blows, BLOW_CAP)[None, :] * fade).sum(axis=1)
        return bonds[stress > self.strength[bonds]]

    def tire(self, bonds: Rows, rng: np.random.Generator) -> None:
        """Let cracks run: the joints between chunks of a block that is being crushed lose strength all over."""
        loose = bonds[self.kind[bonds] == 0]
        self.strength[loose] *= 1.0 - TIRE * rng.random(len(loose))

    def components(self, rows: Rows, count: int) -> list[Rows]:
        """Return the groups of pieces that still hold together, the largest first."""
        from scipy.sparse import coo_matrix
        from scipy.sparse.csgraph import connected_components

        bonds = self.inside(rows, count)
        local = np.full(count, -1, np.int64)
        local[rows] = np.arange(len(rows))
        graph = coo_matrix(
            (np.ones(len(bonds), np.int8), (local[self.a[bonds]], local[self.b[bonds]])), (len(rows), len(rows))
        )
        _, label = connected_components(graph, directed=False)
        order = np.argsort(label, kind="stable")
        parts = np.split(rows[order], np.flatnonzero(np.diff(label[order])) + 1)
        return sorted(parts, key=len, reverse=True)


CRUSH_PA = {"concrete": 0.5e6, "brick": 0.3e6, "steel": 9e9, "glass": 0.1e6, "wood": 0.25e6, "plaster": 0.08e6}
"""Squeeze [Pa over a piece's middle face] at which a piece loses volume. Far under the strength of a test cube: the
pieces are cracked, and touch at corners. Chosen so that a block does not stand on its own rubble."""

CRUSH_STEP = 0.8
"""A squeezed piece keeps this share of its length each time; half its volume goes to dust and small rubble."""

SMALLEST_SCALE = 0.4
"""Below this a piece is rubble already, and crushes no further."""

SECTION_PA = {"concrete": 9e6, "brick": 4e6, "steel": 30e6, "glass": 0.5e6, "wood": 4e6, "plaster": 0.4e6}
"""Stress [Pa] over a piece's smallest section at which a standing part gives way in compression. About a third of a
material's strength on paper: parts are hit off centre and buckle."""
