"""What a blow breaks: bonds near it give way by class, members that are hit too hard come off, blocks shear apart.

A rigid solver stops a whole body in one step, however large; a real one passes on only what its joints can hold.
So every break says how much impulse went through it, and what was not hit goes on with the rest of its speed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.building.bonds import BETWEEN_CHUNKS, WITHIN_MEMBER
from rushes.engines.destruction.building.pieces import Pieces
from rushes.engines.destruction.rigid.bodies import Floats, Rows, World

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


CHUNK_TOUGHNESS = 4.0
"""How much harder a blow it takes to break a chunk than a block: a block's weight bears on it, a chunk's own does not."""


@dataclass(frozen=True, eq=False, slots=True)
class Blows:
    """What hits or presses bodies in one step, body by body.

    Attributes:
        body: Ids [k]; start: [k + 1] the rows of each body in what follows.
        piece: [m] the piece that is hit; place: [m, 3] where the building stood [m].
        impulse: [m] N s; blow: [m] whether it is a blow and not weight.
    """

    body: Rows
    start: Rows
    piece: Rows
    place: Floats
    impulse: Floats
    blow: NDArray[np.bool_]


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
        self.solids = int(pieces.solid.max()) + 1
        ends = np.concatenate([self.a, self.b])
        self.bond_of = np.tile(np.arange(len(self.a)), 2)[np.argsort(ends, kind="stable")]
        self.bond_start = np.concatenate([[0], np.cumsum(np.bincount(ends, minlength=self.count))])
        self._label = np.full(self.count, -1, np.int64)

    def inside(self, rows: Rows) -> Rows:
        """Return the bonds that hold between these pieces."""
        member = np.zeros(self.count, bool)
        member[rows] = True
        return np.flatnonzero(self.holds & member[self.a] & member[self.b])

    def cut(self, bonds: Rows) -> None:
        """Let bonds go."""
        self.holds[bonds] = False

    def broken_by(
        self, blows: Blows, world: World, block: NDArray[np.bool_], crushed: NDArray[np.bool_]
    ) -> tuple[list[Rows], Floats]:
        """Return the bonds that a step's blows break, body by body, and the impulse [N s] that each piece that was hit passed on.

        Args:
            blows: What hits or presses bodies.
            world: The bodies.
            block: Which of the bodies of ``blows`` are blocks.
            crushed: Which pieces are pressed too hard to stay in a small body, shape [n].
        """
        from rushes.engines.destruction.simulation.damage_kernels import broken_by

        rows = [world.rows[one] for one in blows.body.tolist()]
        broken, ends, passed = broken_by(
            blows.start, blows.piece, blows.place, blows.impulse, blows.blow, block, np.concatenate(rows),
            np.cumsum([0, *(len(one) for one in rows)]), self.bond_of, self.bond_start, self.a, self.b, self.holds,
            world.body_of, self.kind, self.strength, self.centre, self.reach, self.solid, self.solids, crushed,
            CHUNK_TOUGHNESS, SHATTER, BLOW_CAP, BLOWS, WITHIN_MEMBER,
        )  # fmt: skip
        return [broken[ends[k] : ends[k + 1]] for k in range(len(rows))], passed

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
        from rushes.engines.destruction.simulation.damage_kernels import groups_of

        order, starts = groups_of(rows, self.bond_of, self.bond_start, self.a, self.b, self.holds, self._label)
        parts = [
            np.sort(order[start:end]) for start, end in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True)
        ]
        return sorted(parts, key=len, reverse=True)


CRUSH_PA = {"concrete": 1.8e6, "brick": 1.2e6, "steel": 9e9, "glass": 0.3e6, "wood": 1.2e6, "plaster": 0.3e6}
"""Squeeze [Pa over a piece's smallest section] at which it loses volume. Far under the strength of a test cube: pieces
are cracked, slender, and touch at corners. Chosen so that a block does not stand on its own rubble."""

CRUSH_STEP = 0.8
"""A squeezed piece keeps this share of its length each time; half its volume goes to dust and small rubble."""

SMALLEST_SCALE = {"concrete": 0.95, "brick": 0.87, "steel": 0.98, "glass": 0.7, "wood": 0.9, "plaster": 0.87}
"""Share of its length that a piece keeps however it is squeezed: what crumbles off is dust and chips, and the rest stays in the
heap. Concrete keeps six sevenths of its volume, plaster two thirds."""
