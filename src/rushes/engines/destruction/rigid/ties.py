"""Ties: bars that still hold two pieces together when what is around them has broken, such as rebar.

A tie is fastened to both pieces at one point of the rest pose, or to each at a point of its own as a cable is. It bends freely and does nothing until the two points are as far
apart as it reaches; from there on it holds, with no more than the force at which it yields, and breaks when that has
drawn it out by ``STRAIN`` of its reach: by the work that it has taken. It never pushes, and gives nothing back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from rushes.engines.destruction.rigid.bodies import World

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

STRAIN = 0.15
"""How much longer than its reach a bar is drawn before it breaks: rebar takes a tenth to a fifth."""

NEVER = np.iinfo(np.int64).max

COLUMNS = 14
"""Columns of a bar in a step: axis from a to b, arms (6), slack [m], effective mass, impulse, impulse of the step, most [N]."""

SLACK, TOTAL, YIELD = 9, 12, 13


class Ties:
    """The ties of a world.

    Attributes:
        piece: The two pieces of each, shape [k, 2].
        point: Where it is fastened to each, in the rest pose [m], shape [k, 2, 3].
        reach: [m]; force: at which it yields [N]; each shape [k].
        broken: Which have broken, shape [k].
        since, until: The steps in which each was tied and broke (``NEVER``: it holds), shape [k].
        stretch: How far apart the two ends were in the last step in which it could hold [m], shape [k].
        pull: What it held in the last step [N], shape [k].
    """

    def __init__(self) -> None:
        self.piece = np.zeros((0, 2), np.int64)
        self.point = np.zeros((0, 2, 3))
        self.reach, self.force = np.zeros(0), np.zeros(0)
        self.broken = np.zeros(0, bool)
        self.since, self.until, self.steps = np.zeros(0, np.int64), np.zeros(0, np.int64), 0
        self.stretch, self.pull = np.zeros(0), np.zeros(0)
        self._live: Rows = np.zeros(0, np.int64)
        self.body: Rows = np.zeros((0, 2), np.int64)
        self._axis: Floats = np.zeros((0, 3))

    def add(self, pieces: Rows, points: Floats, reach: Floats, force: Floats) -> Rows:
        """Tie pairs of pieces together, and return the ties' rows.

        Args:
            pieces: Shape [k, 2].
            points: In the rest pose [m]: one for both pieces, shape [k, 3], or one for each, shape [k, 2, 3].
            reach: [m], shape [k].
            force: [N], shape [k].
        """
        first, more = len(self.reach), len(pieces)
        self.piece = np.concatenate([self.piece, np.asarray(pieces, np.int64).reshape(-1, 2)])
        both = np.asarray(points, float).reshape(more, 2 if np.ndim(points) == 3 else 1, 3)
        self.point = np.concatenate([self.point, np.broadcast_to(both, (more, 2, 3))])
        self.reach = np.concatenate([self.reach, np.asarray(reach, float)])
        self.force = np.concatenate([self.force, np.asarray(force, float)])
        self.broken = np.concatenate([self.broken, np.zeros(more, bool)])
        self.since = np.concatenate([self.since, np.full(more, self.steps)])
        self.until = np.concatenate([self.until, np.full(more, NEVER)])
        self.stretch = np.concatenate([self.stretch, np.zeros(more)])
        self.pull = np.concatenate([self.pull, np.zeros(more)])
        return np.arange(first, first + more)

    def bars(self, world: World) -> tuple[Rows, Floats]:
        """Return the bodies of the ties that may hold in a step [k, 2], and their bars [k, COLUMNS]."""
        from rushes.engines.destruction.rigid.bodies import GROUND, MOVING, rotations

        body = world.body_of[self.piece] if len(self.piece) else self.piece
        moves = (world.kind[body] == MOVING).any(axis=1) & (body > GROUND).all(axis=1)
        live = np.flatnonzero(~self.broken & (body[:, 0] != body[:, 1]) & moves)
        bar = np.zeros((len(live), COLUMNS))
        self._live, self.body, self._axis = live, body[live], bar[:, :3]
        if not len(live):
            return self.body, bar
        arms = []
        for side in (0, 1):
            own = self.body[:, side]
            arms.append(np.einsum("kij,kj->ki", rotations(world.turn[own]), self.point[live, side] - world.com[own]))
        away = world.position[self.body[:, 1]] + arms[1] - world.position[self.body[:, 0]] - arms[0]
        long = np.linalg.norm(away, axis=1)
        bar[:, :3] = away / np.maximum(long, 1e-9)[:, None]
        bar[:, 3:6], bar[:, 6:9] = arms
        bar[:, SLACK], bar[:, YIELD] = self.reach[live] - long, self.force[live]
        self.stretch[live] = long
        return self.body, bar

    def after(self, bar: Floats, step_s: float) -> None:
        """Take note of what a step did to them: what was drawn too far breaks."""
        live = self._live
        self.steps += 1
        self.pull[:] = 0.0
        if len(live):
            self.pull[live] = bar[:, TOTAL] / step_s
            torn = live[self.stretch[live] > self.reach[live] * (1.0 + STRAIN)]
            self.broken[torn] = True
            self.until[torn] = self.steps

    def arrays(self, step_s: float) -> dict[str, NDArray[Any]]:
        """Return what ``events.npz`` has of them: pieces, place in the rest pose [m], reach [m], since and until when [s]."""
        return {
            "tie_piece": self.piece.astype(np.int32),
            "tie_point": self.point.astype(np.float32),
            "tie_reach": self.reach.astype(np.float32),
            "tie_since": self.since * step_s,
            "tie_until": np.where(self.until == NEVER, np.inf, self.until * step_s),
        }

    def pull_of_what_stands(self, light: Floats) -> Floats:
        """Return the force [N] with which ties to what does not move pulled at what does, in the last step, shape [3].

        Args:
            light: One over each body's mass [1/kg], 0 for what does not move.
        """
        moves = light[self.body] > 0.0
        sign = np.where(moves[:, 0] == moves[:, 1], 0.0, np.where(moves[:, 0], 1.0, -1.0))
        return np.asarray((self._axis * (sign * self.pull[self._live])[:, None]).sum(axis=0))

    def pulled(self) -> tuple[Rows, Floats]:
        """Return the bodies that ties pulled at in the last step [m], and how hard [N]."""
        taut = self.pull[self._live] > 0.0
        return self.body[taut].ravel(), np.repeat(self.pull[self._live][taut], 2)
