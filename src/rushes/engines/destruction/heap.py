"""The heap: what has come to lie still becomes part of the ground until it is hit, so that it costs nothing."""

from __future__ import annotations

import numpy as np

from rushes.engines.destruction.bodies import Body, Floats, Rows, World

STILL_SPEED = 0.3
"""Slower than this [m/s] a body lies still, a little trembling of the heap allowed."""

STILL_S = 0.35
"""After so long [s] what lies still becomes part of the ground, until it is hit."""

WAKE_SPEED = 0.9
"""A blow that would change its speed by this much [m/s] wakes a body again, and what lies against it."""

QUICK_SPEED = 0.8
"""Only what moves at this speed [m/s] gives a blow; slower is weight, and weight wakes nothing."""

CALMER = 3.0
"""Factor on the speed that counts as still, once the picture has ended."""

CALMER_S = 0.12
"""What lies still becomes part of the ground after so long [s], once the picture has ended."""

BLOCK = 150
"""Bodies of more pieces never become part of the ground: they are what is still coming down. In small buildings a
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
        self.still = np.zeros(len(world.position), np.int64)

    def calm(self) -> None:
        """Take bodies for still sooner, once nobody sees them any more."""
        self.speed = STILL_SPEED * CALMER
        self.long = round(CALMER_S / self.step_s)

    def settle(self, a: Rows, b: Rows, impulse: Floats) -> None:
        """Freeze what has lain still for long enough, and wake what is hit.

        Args:
            a, b: The bodies of each contact of the step, shape [k].
            impulse: Of each contact [N s], shape [k].
        """
        world = self.world
        count = len(world.position)
        self.still = np.concatenate([self.still, np.zeros(count - len(self.still), np.int64)])
        slow = np.abs(world.linear).sum(axis=1) < self.speed
        slow &= np.abs(world.angular).sum(axis=1) < 3 * self.speed
        touched = np.zeros(count, bool)
        touched[a], touched[b] = True, True
        self.still = np.where(slow & touched, self.still + 1, 0)
        quick = np.abs(world.linear).sum(axis=1) > QUICK_SPEED
        blow = np.bincount(a, impulse * quick[b], count) + np.bincount(b, impulse * quick[a], count)
        for body in list(world.bodies.values()):
            if body.id not in world.bodies:
                continue
            if body.dynamic and self.still[body.id] > self.long and len(body.pieces) < self.block:
                self._remake(body, frozen=True)
            elif body.frozen and blow[body.id] > body.mass * WAKE_SPEED:
                for other in world.near(body):
                    if other.frozen:
                        self._remake(other, frozen=False)

    def _remake(self, body: Body, *, frozen: bool) -> None:
        """Make a body again where it is, as part of the ground or free to move."""
        world = self.world
        where, turn = world.position[body.id].copy(), world.turn[body.id].copy()
        world.remove(body)
        made = world.add(body.pieces, dynamic=not frozen, position=where, turn=turn)
        made.frozen = frozen
        if made.id < len(self.still):
            self.still[made.id] = 0
