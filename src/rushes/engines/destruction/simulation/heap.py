"""The heap: what has come to lie still becomes as firm as the ground until it is hit, so that it costs nothing."""

from __future__ import annotations

import numpy as np

from rushes.engines.destruction.rigid.bodies import FROZEN, MOVING, Contacts, Floats, Rows, World

STILL_SPEED = 0.12
"""Slower than this [m/s] a body lies still, a little trembling of the heap allowed."""

STILL_S = 0.35
"""After so long [s] what lies still becomes as firm as the ground, until it is hit."""

WAKE_SPEED = 0.9
"""A blow that would change its speed by this much [m/s] wakes a body again, and what lies against it."""

QUICK_SPEED = 0.8
"""Only what moves at this speed [m/s] gives a blow; slower is weight, and weight wakes nothing."""

LEAVING_SPEED = 0.2
"""What lies on a body that moves at this speed [m/s] is woken: it is being left without support."""

TUG = 2.0
"""A tie that pulls with this force for its mass [N/kg] wakes a body."""

TIGHT_M = 0.006
"""What overlaps by more than this [m] is still being pushed apart, and not at rest."""

GAP = 15
"""The column of a contact point that has its gap, as in ``solver_kernels``."""

CALMER = 3.0
"""Factor on the speed that counts as still, once the picture has ended."""

CALMER_S = 0.12
"""What lies still becomes as firm as the ground after so long [s], once the picture has ended."""

LOOK_S = 0.25
"""So often [s] it is looked whether what lies firm still has something under it: what it was wedged between may be gone."""

ON_GROUND_M = 0.05
"""What reaches down to this height [m] lies on the ground."""

BLOCK = 150
"""Bodies of more pieces never become as firm as the ground: they are what is still coming down. In small buildings a
twelfth of the pieces is a block."""


def block_size(pieces: int) -> int:
    """Return from how many pieces on a body is a block, in a building of so many."""
    return min(BLOCK, max(20, pieces // 12))


class Heap:
    """Which bodies lie still, and for how many steps they have."""

    def __init__(self, world: World, step_s: float) -> None:
        self.world = world
        self.step_s = step_s
        self.long = round(STILL_S / step_s)
        self.block = block_size(len(world.pieces))
        self.speed = STILL_SPEED
        self.still = np.zeros(0, np.int64)
        self.look, self.steps = round(LOOK_S / step_s), 0

    def calm(self) -> None:
        """Take bodies for still sooner, once nobody sees them any more."""
        self.speed = STILL_SPEED * CALMER
        self.long = round(CALMER_S / self.step_s)

    def settle(self, contacts: Contacts) -> None:
        """Freeze what has lain still for long enough, and wake what is hit or left by what it lies on."""
        world = self.world
        count = len(world.rows)
        self.still = np.concatenate([self.still, np.zeros(count - len(self.still), np.int64)])
        kind = world.kind[:count]
        linear = np.linalg.norm(world.speed[:count, :3], axis=1)
        slow = (linear < self.speed) & (np.abs(world.speed[:count, 3:]).sum(axis=1) < 3 * self.speed)
        touched = np.zeros(count, bool)
        touched[contacts.a], touched[contacts.b] = True, True
        deep = world.pair[:, 5] > 0
        deep[deep] = np.minimum.reduceat(world.point[:, GAP], world.pair[deep, 4]) < -TIGHT_M if deep.any() else False
        touched[world.pair[deep, 2]], touched[world.pair[deep, 3]] = False, False
        self.still = np.where(slow & touched & (kind == MOVING), self.still + 1, 0)
        frozen = (kind == MOVING) & (self.still > self.long) & (world.size[:count] < self.block)
        left = self._left(linear, kind)
        if len(left):
            self.wake(left)
        self.steps += 1
        if self.steps % self.look == 0 and len(unheld := self._unheld(kind)):
            self.wake(unheld)
        pulled, pull = world.ties.pulled()
        if len(pulled):
            self.wake(np.unique(pulled[pull > world.mass[pulled] * TUG]))
        if frozen.any():
            world.set_kind(np.flatnonzero(frozen), FROZEN)

    def rouse(self) -> None:
        """Wake what is about to be hit, and what lies against it, before the blow: so that it takes its share of it."""
        world = self.world
        count = len(world.rows)
        kind = world.kind[:count]
        met = world.pair[
            (world.pair[:, 5] > 0) & ((kind[world.pair[:, 2]] == FROZEN) | (kind[world.pair[:, 3]] == FROZEN))
        ]
        if not len(met):
            return
        a, b = met[:, 2], met[:, 3]
        rests, comes = np.where(kind[a] == FROZEN, a, b), np.where(kind[a] == FROZEN, b, a)
        closing = world.point[met[:, 4], 23]
        gap = world.point[met[:, 4], 15]
        hit = (closing > QUICK_SPEED) & (gap < closing * self.step_s * (1.0 + 1.0 / world.substeps))
        hit &= closing * world.mass[comes] > world.mass[rests] * WAKE_SPEED
        bodies = np.unique(rests[hit])
        bodies = bodies[bodies > 0]
        if not len(bodies):
            return
        woken = np.union1d(bodies, self.beside(bodies))
        self.wake(woken)
        world.meet_too(woken)

    def left_by(self, pieces: Rows) -> None:
        """Wake what lies against pieces that have just become smaller: it may have lain on them."""
        if len(pieces):
            self.wake(self.beside(np.unique(self.world.body_of[pieces])))

    def _left(self, linear: Floats, kind: Rows) -> Rows:
        """Return the frozen bodies whose support moves."""
        pair = self.world.pair[self.world.pair[:, 5] > 0]
        up = self.world.point[pair[:, 4], 2]
        on_b = (kind[pair[:, 3]] == FROZEN) & (up > 0.2) & (linear[pair[:, 2]] > LEAVING_SPEED)
        on_a = (kind[pair[:, 2]] == FROZEN) & (up < -0.2) & (linear[pair[:, 3]] > LEAVING_SPEED)
        return np.concatenate([pair[on_b, 3], pair[on_a, 2]])

    def _unheld(self, kind: Rows) -> Rows:
        """Return the frozen bodies that touch nothing, by their pieces' boxes, that reaches lower than they do."""
        from rushes.engines.destruction.simulation.heap_kernels import held

        world, bodies = self.world, np.flatnonzero(kind == FROZEN)
        if not len(bodies):
            return bodies
        least, most = self._boxes(bodies)
        on_ground = least[:, 2] < ON_GROUND_M
        bodies, least, most = bodies[~on_ground], least[~on_ground], most[~on_ground]
        every = np.flatnonzero(world.body_of >= 0)
        order = every[np.argsort(world.low[every, 0], kind="stable")]
        return bodies[~held(bodies, least, most, order, world.low, world.high, world.body_of)]

    def beside(self, bodies: Rows) -> Rows:
        """Return the frozen bodies whose pieces' boxes touch those around some bodies."""
        from rushes.engines.destruction.simulation.heap_kernels import beside

        world = self.world
        rests = np.flatnonzero((world.body_of >= 0) & (world.kind[world.body_of] == FROZEN))
        found = np.zeros(len(world.rows), bool)
        if len(rests) and len(bodies):
            order = rests[np.argsort(world.low[rests, 0], kind="stable")]
            beside(*self._boxes(bodies), order, world.low, world.high, world.body_of, found)
        return np.flatnonzero(found)

    def _boxes(self, bodies: Rows) -> tuple[Floats, Floats]:
        from rushes.engines.destruction.simulation.heap_kernels import boxes_of

        rows = [self.world.rows[one] for one in bodies.tolist()]
        start = np.cumsum([0, *(len(one) for one in rows)])
        return boxes_of(bodies, np.concatenate(rows), start, self.world.low, self.world.high)

    def wake(self, bodies: Rows) -> None:
        """Let frozen bodies move again."""
        self.world.set_kind(bodies[self.world.kind[bodies] == FROZEN], MOVING)
        still = bodies[bodies < len(self.still)]
        self.still[still] = 0
