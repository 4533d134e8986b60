"""Crushing: what is squeezed too hard loses volume to dust, and a block that crushes its foot goes on falling."""

from __future__ import annotations

import numpy as np

from rushes.engines.destruction.bodies import GRAVITY, Body, Floats, Rows, World
from rushes.engines.destruction.damage import CRUSH_PA, CRUSH_STEP, SMALLEST_SCALE
from rushes.engines.destruction.heap import block_size
from rushes.engines.destruction.recording import Recording
from rushes.engines.destruction.solid import MATERIALS
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

GRIND_STEP = 0.8
"""Share of its length that a piece keeps at least when it is ground in one step."""


class Crushing:
    """Which pieces give way under pressure, and what the blocks above lose by it.

    Attributes:
        limit: Impulse [N s] in one step at which each whole piece loses volume, shape [n].
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
        hardness = np.exp(np.random.default_rng([spec.seed, 5]).normal(*HARDNESS, len(pieces)))
        crush_pa = np.array([CRUSH_PA[name] for name in MATERIALS]) / max(spec.crush, 1e-3)
        self.limit: Floats = crush_pa[pieces.material] * size[:, 0] * size[:, 1] * spec.step_s * hardness * built_for
        self.grounded: set[int] = set()
        self._squeezed = np.zeros(len(pieces), np.int64)

    def lose(self, row: int, scale: float, where: Floats, now: float) -> None:
        """Let a piece shrink to a share of its length, and write down the volume that goes to dust and where."""
        lost = self.world.pieces.volume[row] * (self.world.scale[row] ** 3 - scale**3)
        self.world.shrink(row, scale)
        x, y, z = where.tolist()
        self.record.crushes.append((now, x, y, z, float(lost), int(self.world.pieces.material[row])))

    def squeeze(self, impulse: Floats, now: float) -> None:
        """Let single pieces that are squeezed hard, twice in a row, lose volume to dust.

        Args:
            impulse: What presses each piece in this step [N s], shape [n].
            now: Seconds.
        """
        world = self.world
        limit = self.limit * world.scale**2
        self._squeezed = np.where(impulse > limit, self._squeezed + 1 + (impulse > 3 * limit), 0)
        ready = np.flatnonzero((self._squeezed > 1) & (world.scale > SMALLEST_SCALE))
        done = 0
        for row in ready[np.argsort(-(impulse[ready] / self.limit[ready]), kind="stable")].tolist():
            body = world.bodies.get(int(world.body_of[row]))
            if body is None or not (body.dynamic or body.frozen) or len(body.pieces) > 1:
                continue
            self._shrunk(body, float(world.scale[row]) * CRUSH_STEP, now)
            self._squeezed[row] = 0
            done += 1
            if done >= CRUSHES_PER_STEP:
                break

    def carry_on(self, a: Rows, b: Rows, upward: Floats, before: tuple[Floats, Floats]) -> None:
        """Let blocks go on through what they crush: a foot passes on no more force than it can carry.

        A rigid solver stops a whole block in one step. What really slows it is the resistance of the storey that is
        crushed, which is less than its weight in a building that does not stop falling, and more as rubble is packed
        under it: the crushing front of Bazant and Verdure, Mechanics of Progressive Collapse, J. Eng. Mech. 133 (2007).

        Args:
            a, b: The bodies of each contact of the step, shape [k].
            upward: Their vertical impulses [N s], shape [k].
            before: Velocities before the step, rows by body id: [m/s] and [rad/s].
        """
        world = self.world
        count = len(world.com)
        firm = np.zeros(count, bool)
        firm[[body.id for body in world.bodies.values() if body.frozen]] = True
        firm[world.ground] = True
        total = np.bincount(a, upward, count) + np.bincount(b, upward, count)
        packed = np.bincount(a, upward * firm[b], count) + np.bincount(b, upward * firm[a], count)
        fall = np.array([0.0, 0.0, -GRAVITY * self.step_s])
        for body in world.bodies.values():
            if not body.dynamic or len(body.pieces) < self.large or total[body.id] <= 0:
                continue
            free = before[0][body.id] + fall
            lost = world.linear[body.id] - free
            if lost[2] <= 0 or free[2] > -CRUSHING_SPEED:
                continue
            held = self.resistance + PACKED * float(packed[body.id] / total[body.id])
            share = min(1.0, held * GRAVITY * self.step_s / float(lost[2]))
            if share < 1.0:
                spun = world.angular[body.id] - before[1][body.id]
                world.set_speed(body, free + lost * share, before[1][body.id] + spun * share)
                world.move(body, lost * (share - 1.0) * self.step_s)

    def grind(self, now: float) -> list[tuple[Body, Rows]]:
        """Grind what is pressed into the ground: the solver gives way under hundreds of tons, the street does not.

        A single piece loses volume until it fits between the ground and what presses it, as far as a piece can; the
        rest of the depth is made up by lifting, as for a small chunk that lands on a corner.

        What it finds touches the ground, whatever the solver says of it: ``grounded`` has the bodies.

        Returns:
            Blocks whose feet are under the ground, and the pieces that are: they have to come off.
        """
        world = self.world
        feet = []
        sunk = world.sunk()
        self.grounded = {body.id for body, _, _ in sunk}
        for body, rows, depth in sunk:
            if len(body.pieces) >= self.block and not body.frozen:
                feet.append((body, rows))
            elif len(body.pieces) == 1 and depth > GRIND_DEPTH and not body.frozen:
                self._ground(body, depth, now)
            else:
                world.lift(body, depth)
        return feet

    def _ground(self, body: Body, depth: float, now: float) -> None:
        scale = float(self.world.scale[body.pieces[0]])
        height = max(float(self.world.position[body.id, 2]), 0.0)
        kept = max(scale * max(height / (height + depth), GRIND_STEP), SMALLEST_SCALE)
        if kept < scale:
            body = self._shrunk(body, kept, now)
        self.world.lift(body, max(0.0, (height + depth) * min(kept, scale) / scale - height))

    def _shrunk(self, body: Body, scale: float, now: float) -> Body:
        """Make a body of one piece again, smaller, where it is and as fast as it is."""
        world = self.world
        where, turn = world.position[body.id].copy(), world.turn[body.id].copy()
        linear, angular = world.linear[body.id].copy(), world.angular[body.id].copy()
        world.remove(body)
        self.lose(int(body.pieces[0]), scale, where, now)
        return world.add(body.pieces, dynamic=True, position=where, turn=turn, linear=linear, angular=angular)
