"""The ledger: energy and momentum of all that moves, before and after each step of the solver.

Between one step's end and the next one's beginning nothing moves by mechanics: what differs then was put in or taken out by the
simulation's own controls (a storey let go with a push, a part that keeps its speed as a body breaks, a block that goes on
through what it crushes, mass that becomes dust, what is lifted back on to the ground, what is frozen in the heap). So the ledger
records every release, whichever control it came from, and inspection holds the motion against it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.rigid.bodies import GONE, GRAVITY, MOVING, Floats, World


class Ledger:
    """Collects a row a step; ``arrays`` gives the columns for ``events.npz``."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._rows: list[Floats] = []
        self._before: Floats = np.zeros(4)

    def before(self) -> None:
        """Take down what is there before the solver's step."""
        self._before = self._sums()

    @property
    def had(self) -> float:
        """The energy [J] of all bodies before the solver's step."""
        return float(self._before[0])

    def energy(self) -> float:
        """Return the energy [J] of all bodies, height and motion, as they are now."""
        return float(self._sums()[0])

    def after(self, now: float, reaction: Floats) -> None:
        """Take down what the solver's step made of it, and the impulse that came from outside.

        Args:
            now: Seconds.
            reaction: Impulse [N s] with which hinges held what turns about them, shape [3].
        """
        self._rows.append(np.concatenate([[now], self._before, self._sums(), self._outside() + reaction]))

    def _sums(self) -> Floats:
        """Return the energy [J] of all bodies, and the momentum [N s] of those that move, shape [4]."""
        from rushes.engines.destruction.rigid.ledger_kernels import energy_and_momentum

        world, count = self.world, len(self.world.rows)
        return energy_and_momentum(
            world.kind[:count],
            world.mass,
            world.position,
            world.turn,
            world.speed,
            world.rest_inverse,
            GRAVITY,
            GONE,
            MOVING,
        )

    def _outside(self) -> Floats:
        """Return the impulse [N s] of gravity, of what does not move on what does, and of the limit on speed, in the last step."""
        from rushes.engines.destruction.rigid.ledger_kernels import pushed_by_what_stands

        world = self.world
        pushed = pushed_by_what_stands(world.pair, world.point, world.light)
        pushed = pushed + world.ties.pull_of_what_stands(world.light) * world.step_s
        moving = world.mass[world.moving()].sum()
        return pushed + world.taken + np.array([0.0, 0.0, -GRAVITY * world.step_s * float(moving)])

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the columns: time, energy [k, 2] J and momentum [k, 2, 3] N s before and after, outside [k, 3] N s."""
        rows = np.array(self._rows).reshape(-1, 12)
        return {
            "ledger_time": rows[:, 0],
            "ledger_energy": rows[:, [1, 5]],
            "ledger_momentum": np.stack([rows[:, 2:5], rows[:, 6:9]], axis=1),
            "ledger_outside": rows[:, 9:12],
        }
