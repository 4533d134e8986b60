"""Crushing: what is squeezed too hard loses volume to dust, and a block that crushes its foot goes on falling."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

import numpy as np

from rushes.engines.destruction.building.solid import MATERIALS
from rushes.engines.destruction.rigid.bodies import (
    FROZEN,
    GRAVITY,
    GROUND,
    MOVING,
    Contacts,
    Floats,
    Rows,
    World,
    rotations,
)
from rushes.engines.destruction.rigid.ledger import Ledger
from rushes.engines.destruction.simulation.damage import CRUSH_PA, CRUSH_STEP, SMALLEST_SCALE
from rushes.engines.destruction.simulation.heap import block_size
from rushes.engines.destruction.simulation.recording import Recording
from rushes.engines.destruction.spec import CollapseSpec

HARDNESS = (0.35, 0.9)
"""Mean and standard deviation of the logarithm of a piece's hardness: some pieces go to dust, their neighbours last."""

CRUSHES_PER_STEP = 30

CRUSHING_SPEED = 0.5
"""A block that comes down slower than this [m/s] rests on its foot and crushes nothing."""

PACKED = 2.5
"""Further weights that packed rubble and the ground hold a block back with: it is stopped within a storey's height."""

GRIND_DEPTH = 0.01
"""Pieces pressed deeper than this [m] into the ground are ground down; less is lifted."""

WEDGED_M, WEDGED_SPEED, WEDGED_S = 0.006, 1.0, 0.03
"""What overlaps by more than this [m] for so long [s] more than it did not, though neither piece moves faster than this [m/s], is
wedged."""

WEDGE_STEP = (0.6, 0.97)
"""Share of its length that a wedged piece keeps each time, from and to."""

THINNEST_M = 0.004
"""How thin [m] a wedged piece is ground at most: what a block presses into its neighbour has to go, whatever its material, and the
lighter it gets, the less the solver can part the two."""

GRIND_STEP = 0.8
"""Share of its length that a piece keeps at least when it is ground in one step."""


class Crushing:
    """Which pieces give way under pressure, and what the blocks above lose by it.

    Attributes:
        limit: Impulse [N s] in one step at which each whole piece loses volume, shape [n].
        thick: The least measure of each piece [m], shape [n].
        grounded: The bodies that were ground or lifted last, by id.
    """

    def __init__(self, world: World, record: Recording, spec: CollapseSpec, *, built_for: float, large: int) -> None:
        pieces = world.pieces
        self.world = world
        self.record = record
        self.step_s = spec.step_s
        self.resistance = spec.resistance
        self.large = large
        self.block = block_size(len(pieces))
        size = np.sort(pieces.size.astype(float), axis=1)
        self.thick: Floats = size[:, 0]
        hardness = np.exp(np.random.default_rng([spec.seed, 5]).normal(*HARDNESS, len(pieces)))
        crush_pa = np.array([CRUSH_PA[name] for name in MATERIALS]) / max(spec.crush, 1e-3)
        self.limit: Floats = crush_pa[pieces.material] * size[:, 0] * size[:, 1] * spec.step_s * hardness * built_for
        self.least = np.array([SMALLEST_SCALE[name] for name in MATERIALS])[pieces.material]
        self.grounded: Rows = np.zeros(0, np.int64)
        self._squeezed = np.zeros(len(pieces), np.int64)
        self._wedged = np.zeros(len(pieces), np.int64)

    def lose(self, rows: Rows, scale: Floats, now: float) -> None:
        """Let pieces shrink to a share of their length, and write down the volume that goes to dust and where."""
        world = self.world
        lost = world.pieces.volume[rows] * (world.scale[rows] ** 3 - scale**3)
        owner = world.body_of[rows]
        where = world.position[owner]
        where = where + np.einsum("nij,nj->ni", rotations(world.turn[owner]), world.centre[rows] - world.com[owner])
        world.shrink(rows, scale)
        self.record.crushes.append(np.column_stack([np.full(len(rows), now), where, lost, world.pieces.material[rows]]))

    def squeeze(self, impulse: Floats, now: float) -> None:
        """Let single pieces that are squeezed hard, twice in a row, lose volume to dust.

        Args:
            impulse: What presses each piece in this step [N s], shape [n].
            now: Seconds.
        """
        world = self.world
        limit = self.limit * world.scale**2
        self._squeezed = np.where(impulse > limit, self._squeezed + 1 + (impulse > 3 * limit), 0)
        alone = (world.size[world.body_of] == 1) & (world.kind[world.body_of] >= MOVING)
        ready = np.flatnonzero((self._squeezed > 1) & (world.scale > self.least) & alone)
        if not len(ready):
            return
        ready = ready[np.argsort(-(impulse[ready] / self.limit[ready]), kind="stable")][:CRUSHES_PER_STEP]
        self.lose(ready, np.maximum(world.scale[ready] * CRUSH_STEP, self.least[ready]), now)
        self._squeezed[ready] = 0

    def wedge(self, now: float) -> Rows:
        """Let what stays wedged in its neighbour crumble where it is, and return it: the smaller of the two loses volume to dust."""
        from rushes.engines.destruction.rigid.solver_kernels import GAP
        from rushes.engines.destruction.simulation.crushing_kernels import wedged

        world = self.world
        depth = wedged(world.pair, world.point, GAP, world.speed, WEDGED_SPEED, world.pieces.volume * world.scale**3)
        self._wedged = np.where(depth > WEDGED_M, self._wedged + 1, np.maximum(self._wedged - 1, 0))
        thick = self.thick * world.scale
        gives = np.flatnonzero((self._wedged >= round(WEDGED_S / self.step_s)) & (thick > THINNEST_M))
        if len(gives):
            fits = 1.0 - depth[gives] / thick[gives]
            self.lose(gives, world.scale[gives] * np.clip(fits, *WEDGE_STEP), now)
            self._wedged[gives] = 0
        return gives

    def carry_on(
        self, contacts: Contacts, before: Floats, ledger: Ledger, hinged: AbstractSet[int] = frozenset()
    ) -> None:
        """Let blocks go on through what they crush: a foot passes on no more force than it can carry.

        A rigid solver stops a whole block in one step. What really slows it is the resistance of the storey that is
        crushed, which is less than its weight in a building that does not stop falling, and more as rubble is packed
        under it: the crushing front of Bazant and Verdure, Mechanics of Progressive Collapse, J. Eng. Mech. 133 (2007).

        What they kick aside has to be paid for: no more is given back than makes up for what the solver took in all.

        Args:
            contacts: Of the step.
            before: Velocities before the step, rows by body id [m/s, rad/s].
            ledger: What there was before the step.
            hinged: Bodies that turn about a hinge, which carries them on itself.
        """
        world = self.world
        count = len(world.rows)
        kind, size = world.kind[:count], world.size[:count]
        large = np.flatnonzero((kind == MOVING) & (size >= self.large))
        if not len(large):
            return
        a, b = contacts.a, contacts.b
        upward = contacts.impulse * np.abs(contacts.normal[:, 2])
        firm = kind == FROZEN
        firm[GROUND] = True
        total = np.bincount(a, upward, count) + np.bincount(b, upward, count)
        packed = np.bincount(a, upward * firm[b], count) + np.bincount(b, upward * firm[a], count)
        fall = np.array([0.0, 0.0, -GRAVITY * self.step_s])
        kept = np.ones(count)
        solved, place = world.speed[:count].copy(), world.position[:count].copy()
        had, left = ledger.had, ledger.energy()
        for body in [one for one in large[total[large] > 0].tolist() if one not in hinged]:
            free = before[body, :3] + fall
            lost = world.speed[body, :3] - free
            if lost[2] <= 0 or free[2] > -CRUSHING_SPEED:
                continue
            held = self.resistance + PACKED * float(packed[body] / total[body])
            share = min(1.0, held * GRAVITY * self.step_s / float(lost[2]))
            if share < 1.0:
                spun = world.speed[body, 3:] - before[body, 3:]
                late = world.held_back(body, free, -lost)
                world.speed[body, :3] = free + lost * share
                world.speed[body, 3:] = before[body, 3:] + spun * share
                world.move(body, lost * (share - 1.0) * self.step_s * late)
                kept[body] = share
        went = np.flatnonzero(kept < 1.0)
        if not len(went):
            return
        now = ledger.energy()
        if now > had:  # energy is convex in what is given back: so much of it at most makes up for what was lost
            part = max(0.0, had - left) / (now - left)
            world.speed[went] = solved[went] + part * (world.speed[went] - solved[went])
            world.position[went] = place[went] + part * (world.position[went] - place[went])
            kept[went] = 1.0 - part * (1.0 - kept[went])
        world.remember(kept)

    def grind(self, now: float) -> list[tuple[int, Rows]]:
        """Grind what is pressed into the ground: the solver gives way under hundreds of tons, the street does not.

        A single piece loses volume until it fits between the ground and what presses it, as far as a piece can; the
        rest of the depth is made up by lifting, as for a small chunk that lands on a corner.

        What it finds touches the ground, whatever the solver says of it: ``grounded`` has the bodies.

        Returns:
            Blocks whose feet are under the ground, and the pieces that are: they have to come off.
        """
        world = self.world
        rows, depth = world.sunk()
        owner = world.body_of[rows]
        bodies = np.unique(owner)
        self.grounded = bodies
        if not len(bodies):
            return []
        deepest = np.zeros(len(world.rows))
        np.maximum.at(deepest, owner, depth)
        blocks = (world.size[bodies] >= self.block) & (world.kind[bodies] == MOVING)
        others = bodies[~blocks]
        alone = others[(world.size[others] == 1) & (world.kind[others] == MOVING) & (deepest[others] > GRIND_DEPTH)]
        if len(alone):
            piece = world.first[alone]
            height = np.maximum(world.position[alone, 2], 0.0)
            kept = np.maximum(height / (height + deepest[alone]), GRIND_STEP) * world.scale[piece]
            kept = np.minimum(np.maximum(kept, self.least[piece]), world.scale[piece])
            share = kept / world.scale[piece]
            less = kept < world.scale[piece]
            if less.any():
                self.lose(piece[less], kept[less], now)
            deepest[alone] = np.maximum(0.0, (height + deepest[alone]) * share - height)
        world.lift(others, deepest[others])
        return [(body, rows[owner == body]) for body in bodies[blocks].tolist()]
