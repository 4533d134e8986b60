"""What a blow breaks: bonds near it give way by class, members that are hit too hard come off, blocks shear apart.

A rigid solver stops a whole body in one step, however large; a real one passes on only what its joints can hold.
So every break says how much impulse went through it, and what was not hit goes on with the rest of its speed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.bonds import BETWEEN_CHUNKS, WITHIN_MEMBER
from rushes.engines.destruction.pieces import Pieces

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

BLOW_CAP = 220e3
"""A single blow [N s] counts at most this much: crushing at the point of contact limits what it passes on."""

BLOWS = 24
"""The strongest contacts of a body in one step that are looked at."""

SHATTER = 2.5
"""A member that is hit this much harder than it takes to break it off breaks up as well."""

SHEAR_SHARE = 0.25
"""Share of a section's joints that have to give before the rest follows: cracks run, they don't wait for each other."""

SHEAR_BODY = 150
"""Bodies of more pieces than this are blocks that can shear apart between chunks."""


class BondGraph:
    """The bonds of a building, and which of them still hold."""

    def __init__(self, pieces: Pieces, *, strength: float, reach_m: float) -> None:
        self.count = len(pieces)
        self.a = pieces.bond_a.astype(np.int64)
        self.b = pieces.bond_b.astype(np.int64)
        self.centre = pieces.bond_centre.astype(float)
        self.kind = pieces.bond_class
        self.area = pieces.bond_area.astype(float)
        self.strength = pieces.bond_strength * strength
        self.holds = np.ones(len(self.a), bool)
        self.reach = np.array([reach_m, reach_m * 0.55, reach_m * 0.25])[self.kind]
        self.solid = pieces.solid.astype(np.int64)
        self.mass = pieces.mass
        self.chunk = np.zeros((int(pieces.cluster.max()) + 1, 3))
        for axis in range(3):
            weight = np.bincount(pieces.cluster, minlength=len(self.chunk)).clip(1)
            self.chunk[:, axis] = np.bincount(pieces.cluster, pieces.centre[:, axis], len(self.chunk)) / weight
        self.cluster = pieces.cluster.astype(np.int64)

    def inside(self, rows: Rows) -> Rows:
        """Return the bonds that hold between these pieces."""
        member = np.zeros(self.count, bool)
        member[rows] = True
        return np.flatnonzero(self.holds & member[self.a] & member[self.b])

    def cut(self, bonds: Rows) -> None:
        """Let bonds go."""
        self.holds[bonds] = False

    def strike(self, bonds: Rows, points: Floats, blows: Floats) -> Rows:
        """Return which of the bonds a set of blows breaks.

        Args:
            bonds: Rows of bonds that hold.
            points: Where the blows are, where the building stood [m], shape [k, 3].
            blows: How hard [N s], shape [k].
        """
        from rushes.engines.destruction.blow_kernels import stress

        felt = stress(bonds, self.centre, self.reach, points, np.minimum(blows, BLOW_CAP))
        return bonds[felt > self.strength[bonds]]

    def knocked_off(self, bonds: Rows, piece: Rows, blows: Floats, felt: Floats) -> tuple[Rows, Floats]:
        """Return the bonds that blows tear off the members they hit, and how much of each blow was passed on.

        Args:
            bonds: Rows of bonds that hold.
            piece: The piece that each blow hits, shape [k].
            blows: How hard [N s], shape [k].
            felt: How much of each blow is passed on by the contact, shape [k].

        Returns:
            Rows of bonds, and for each piece that was hit the impulse [N s] that went through it, shape [n].
        """
        a, b = self.solid[self.a[bonds]], self.solid[self.b[bonds]]
        across = self.kind[bonds] != WITHIN_MEMBER
        members = int(self.solid.max()) + 1
        hold = np.bincount(a[across], self.strength[bonds[across]], members)
        hold += np.bincount(b[across], self.strength[bonds[across]], members)
        load = np.bincount(self.solid[piece], blows, members)
        off = (load > hold) & (load > 0)
        broken = [bonds[across & (off[a] | off[b])]]
        within = bonds[~across]
        grip = np.bincount(self.a[within], self.strength[within], self.count)
        grip += np.bincount(self.b[within], self.strength[within], self.count)
        push = np.bincount(piece, blows, self.count)
        torn = (push > np.maximum(grip, hold[self.solid] * SHATTER)) & (push > 0)
        broken.append(within[torn[self.a[within]] | torn[self.b[within]]])
        passed = np.bincount(piece, felt, self.count).astype(float)
        passed *= np.where(off[self.solid], np.minimum(1.0, (hold / np.maximum(load, 1e-9))[self.solid]), 1.0)
        return np.concatenate(broken), passed

    def shear(self, bonds: Rows, rows: Rows, piece: Rows, blows: Floats, rng: np.random.Generator) -> Rows:
        """Return the joints between chunks that part because a block is held up on one side and falls on the other.

        The force through an upright section is what the blows on one side carry beyond that side's share of the mass.

        Args:
            bonds: Rows of bonds that hold.
            rows: The block's pieces.
            piece: The piece that each blow hits, shape [k].
            blows: How hard, upward [N s], shape [k].
            rng: Which joints of the section resist longer.
        """
        joints = bonds[self.kind[bonds] == BETWEEN_CHUNKS]
        if len(rows) < min(SHEAR_BODY, self.count // 12) or not len(joints):
            return joints[:0]
        broken = []
        place = self.chunk[self.cluster]
        total, mass = float(blows.sum()), self.mass[rows]
        for axis in (0, 1):
            low, high = np.quantile(place[rows, axis], (0.12, 0.88))
            for cut in np.linspace(low, high, 7):
                left = place[:, axis] < cut
                crossing = joints[left[self.a[joints]] != left[self.b[joints]]]
                carried = float(blows[left[piece]].sum()) - total * float(mass[left[rows]].sum() / mass.sum())
                if len(crossing) and abs(carried) > SHEAR_SHARE * float(self.strength[crossing].sum()):
                    broken.append(crossing[rng.random(len(crossing)) < 0.94])
        return np.concatenate(broken) if broken else joints[:0]

    def components(self, rows: Rows) -> list[Rows]:
        """Return the groups of pieces that still hold together, the largest first."""
        from scipy.sparse import coo_matrix
        from scipy.sparse.csgraph import connected_components

        bonds = self.inside(rows)
        local = np.full(self.count, -1, np.int64)
        local[rows] = np.arange(len(rows))
        graph = coo_matrix(
            (np.ones(len(bonds), np.int8), (local[self.a[bonds]], local[self.b[bonds]])), (len(rows), len(rows))
        )
        _, label = connected_components(graph, directed=False)
        order = np.argsort(label, kind="stable")
        parts = np.split(rows[order], np.flatnonzero(np.diff(label[order])) + 1)
        return sorted(parts, key=len, reverse=True)


CRUSH_PA = {"concrete": 1.8e6, "brick": 1.2e6, "steel": 9e9, "glass": 0.3e6, "wood": 1.2e6, "plaster": 0.3e6}
"""Squeeze [Pa over a piece's smallest section] at which it loses volume. Far under the strength of a test cube: pieces
are cracked, slender, and touch at corners. Chosen so that a block does not stand on its own rubble."""

CRUSH_STEP = 0.8
"""A squeezed piece keeps this share of its length each time; half its volume goes to dust and small rubble."""

SMALLEST_SCALE = 0.55
"""Below this a piece is rubble already, and crushes no further."""
