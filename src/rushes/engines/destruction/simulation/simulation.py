"""The collapse: rigid bodies that break as they are hit, from the first support to the last stone at rest."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.breaks.hanging import bars_of
from rushes.engines.destruction.building.pieces import Pieces
from rushes.engines.destruction.building.row import house_of
from rushes.engines.destruction.building.solid import MEMBERS
from rushes.engines.destruction.collapse.blows import HELD_BLOW
from rushes.engines.destruction.collapse.blows import built_for as built_for_of
from rushes.engines.destruction.collapse.cables import holds
from rushes.engines.destruction.collapse.collapse import plan_collapse
from rushes.engines.destruction.collapse.direction import steers
from rushes.engines.destruction.collapse.hinge import Hinges
from rushes.engines.destruction.collapse.houses import House, joined, taken
from rushes.engines.destruction.collapse.standing import Standing
from rushes.engines.destruction.rigid.bodies import (
    GRAVITY,
    HELD,
    MOVING,
    Contacts,
    Floats,
    Rows,
    World,
    across,
    rotations,
)
from rushes.engines.destruction.rigid.ledger import Ledger
from rushes.engines.destruction.simulation.crushing import Crushing
from rushes.engines.destruction.simulation.damage import Blows, BondGraph
from rushes.engines.destruction.simulation.heap import Heap, block_size
from rushes.engines.destruction.simulation.recording import Recording, touches
from rushes.engines.destruction.spec import CollapseSpec
from rushes.show import FIRST_FRAME

BLOW_SPEED = 0.5
"""A contact is a blow when its bodies closed in on each other faster than this [m/s] before it; slower is resting."""

COOLDOWN_S = 0.05
"""A small body that broke is not damaged again for so long [s]: one blow, one answer."""

LARGE = 60
"""A body of this many pieces ploughs on through blow after blow, and is damaged in every step; in small buildings a
thirtieth of the pieces is large."""

BLOCK_PRESS = 6.0
"""How much harder a block's weight squeezes than its contacts say: it rests on a few points at a time, and
the solver spreads its weight over all of them."""

DUE_S = 0.03
"""Supports that are to fail anyway fail this soon [s] when the building comes down on them."""

THROUGH_JOINTS = 0.15
"""Share of its strength that a joint has passed on by the time it breaks: it is bent open rather than pulled."""

REST_SPEED = 0.5
"""Slower than this [m/s] a heap only trembles and creeps: it rests."""

RESTING_SHARE = 0.02
"""Share of the bodies that may still twitch when the simulation ends."""

CRUMBLED = (0.65, 0.9)
"""Share of its length that a piece of a failing support keeps, from and to."""

CRUSHED = 0.85
"""Share of its length that a piece of a storey that gave way keeps, however it is squeezed: this is where most of the dust is made."""

FAILED = 0.12
"""Share of their strength that supports keep once their storey has given way."""

BURSTING = frozenset(MEMBERS.index(name) for name in ("column", "partition", "wall"))
"""Members that burst when their storey gives way; the others are let go."""

GRINDS = 4
"""How often a foot comes off in one step: the rest of the block may reach under the ground as well."""

LEAST_IMPULSE = 6.0
"""Contacts weaker than this [N s] in a step are not logged: a hand's tap."""

FLIGHTS = 60
"""Bodies whose free fall is written down at a time, for inspection."""


class Simulation:
    """One collapse, step by step."""

    def __init__(self, pieces: Pieces, spec: CollapseSpec) -> None:
        self.pieces = pieces
        self.spec = spec
        self.rng = np.random.default_rng([spec.seed, 4])
        self.world = World(pieces, step_s=spec.step_s, friction=spec.friction)
        built_for = built_for_of(pieces)
        self.bonds = BondGraph(pieces, strength=spec.strength * built_for, reach_m=spec.reach_m)
        self.held_blow = HELD_BLOW * built_for
        self.bars = bars_of(pieces) if spec.rebar else None
        self.course = plan_collapse(pieces, spec)
        self.plan = self.course.schedule
        self.standing, self.stood = Standing(pieces, self.plan), 0
        self.release = self.plan.release.copy()
        self.released = np.full(len(pieces), np.inf)
        self.record = Recording()
        self.large = min(LARGE, max(12, len(pieces) // 30))
        self.crushing = Crushing(self.world, self.record, spec, built_for=built_for, large=self.large)
        self.heap = Heap(self.world, spec.step_s)
        self.ledger = Ledger(self.world)
        self.hinges = Hinges(self.world, self.plan.hinges, step_s=spec.step_s, resistance=spec.resistance)
        self.block = block_size(len(pieces))
        self.middle = np.zeros((len(pieces), 3))
        for house in range(pieces.houses if pieces.houses > 1 else 0):
            _, rows, x = house_of(pieces, house)
            self.middle[rows, 0] = x
        self.waiting: dict[int, int] = {}
        self.quiet_until = np.zeros(len(self.world.kind))
        self.flight = np.zeros(len(self.world.kind), np.int64)
        self.flights = 0
        self._make_fast()
        for group in range(len(self.release)):
            rows = np.flatnonzero(self.plan.group == group)
            self.waiting[group] = self.world.add(rows, dynamic=False)

    def _make_fast(self) -> None:
        """Put up the cables that draw the walls in."""
        cables, centre = self.plan.cables, self.pieces.centre
        if len(cables):
            ends = centre[cables]
            reach = np.linalg.norm(ends[:, 1] - ends[:, 0], axis=1)
            self.world.ties.add(cables, ends, reach, holds(self.pieces, cables))
        self.outward = 1.0 - steers(self.spec, float(self.pieces.extent[1, 2]))

    def run(self, report: Callable[[int, int], None]) -> Recording:
        """Run to the end of the picture and on until everything rests.

        Args:
            report: Called with (pictures done, pictures) as it goes on.
        """
        per_frame, step_s, frames = self.spec.steps_per_frame, self.spec.step_s, self.spec.frames
        last_picture = frames * per_frame
        most = last_picture + int(self.spec.rest_s / step_s)
        self._picture(-1, -step_s * per_frame)
        for step in range(most + 1):
            now = step * step_s
            if step % per_frame == 0 and step <= last_picture:
                self._picture(step // per_frame, now)
                report(min(step // per_frame, frames), frames)
            if step == last_picture + 1:
                self.world.calm()
                self.heap.calm()
            if step > last_picture and step % 24 == 0 and self._rests(now):
                break
            self._let_go(now)
            self._step(now)
            self._grind(now)
        return self.record

    def _grind(self, now: float) -> None:
        """Let nothing stay under the ground: a block that is pressed into it loses its foot, bit by bit."""
        for _ in range(GRINDS):
            feet = self.crushing.grind(now)
            self.flight[self.crushing.grounded] = 0  # it was stopped at the ground, though no contact says so yet
            if not feet:
                return
            for body, rows in feet:
                inside = self.bonds.inside(self.world.rows[body])
                foot = np.isin(self.bonds.a[inside], rows) | np.isin(self.bonds.b[inside], rows)
                self._cut(inside[foot], now, 0.0)
                self._split(body, self.bonds.components(self.world.rows[body]))

    def _split(self, body: int, parts: list[Rows]) -> list[int]:
        """Split a body; its parts are as quiet as it was."""
        made = self.world.split(body, parts)
        self._room()
        self.quiet_until[made] = self.quiet_until[body]
        return made

    def _room(self) -> None:
        """Have a row for every body."""
        more = len(self.world.kind) - len(self.flight)
        if more > 0:
            self.flight = np.concatenate([self.flight, np.zeros(more, np.int64)])
            self.quiet_until = np.concatenate([self.quiet_until, np.zeros(more)])

    def _picture(self, index: int, now: float) -> None:
        position, orientation = self.world.poses()
        self.record.picture(FIRST_FRAME + index, now, position, orientation, self.world.scale)

    def _rests(self, now: float) -> bool:
        if any(now < self.release[group] < np.inf for group in self.waiting):
            return False
        count = len(self.world.rows)
        live = self.world.kind[:count] != 0
        fast = np.linalg.norm(self.world.linear[self.world.moving()], axis=1) > REST_SPEED
        return int(fast.sum()) <= RESTING_SHARE * int(live.sum())

    def _let_go(self, now: float) -> None:
        if len(self.waiting) != self.stood:
            self.stood = len(self.waiting)
            for group in self.standing.unheld(self.waiting):
                self.release[group] = now + DUE_S
        for group in [group for group in self.waiting if self.release[group] <= now]:
            self._release(group, now, np.zeros(3))

    def _release(self, group: int, now: float, speed: Floats) -> None:
        """Let a group go: what still holds together in it falls as one body, at a speed and with the way's push."""
        body = self.waiting.pop(group)
        rows = self.world.rows[body]
        self.world.remove(body)
        self.released[rows] = now
        self.release[group] = now
        crumbles = bool(self.plan.crumbles[group])
        if crumbles:
            self._crumble(rows, now)
        else:
            self._tear_loose(group, rows, now)
        made = []
        for part in self.bonds.components(rows):
            push = speed + self.plan.push[part].mean(axis=0)
            if crumbles:
                push = push + self._burst(part)
            made.append(self.world.add(part, dynamic=True, linear=push, angular=self.plan.spin.get(group)))
        self.hinges.let_go(group, made)
        held = self.hinges.bodies()
        for one in made:
            if one not in held:
                self._takes_off(one)

    def _tear_loose(self, group: int, rows: Rows, now: float) -> None:
        """Tear a block from the blocks that still stand beside it: what is at the joint comes off, or they would jam."""
        waits = (self.release > now) & ~self.plan.crumbles & (np.isfinite(self.release) | (self.plan.withstands > 1))
        waits[group] = False
        own = np.zeros(len(self.pieces), bool)
        own[rows] = True
        beside = waits[self.plan.group] & ~own
        a, b = self.bonds.a, self.bonds.b
        joint = np.zeros(len(self.pieces), bool)
        joint[a[own[a] & beside[b]]] = True
        joint[b[own[b] & beside[a]]] = True
        inside = self.bonds.inside(rows)
        self._cut(inside[joint[a[inside]] | joint[b[inside]]], now, 0.0)

    def _crumble(self, rows: Rows, now: float) -> None:
        """Let a storey's supports fail: columns burst and lose volume at once, walls come off in chunks."""
        inside = self.bonds.inside(rows)
        bursting = np.isin(self.pieces.member, list(BURSTING))
        kind = self.bonds.kind[inside]
        chance = np.array([1.0, 0.6, 0.12])[kind]
        burst = bursting[self.bonds.a[inside]] | bursting[self.bonds.b[inside]]
        self._cut(inside[burst | (self.rng.random(len(inside)) < chance)], now, 0.0)
        self.crushing.limit[rows] *= FAILED
        self.crushing.least[rows] = np.minimum(self.crushing.least[rows], CRUSHED)
        burst_rows = rows[bursting[rows] & (self.crushing.limit[rows] < np.inf)]
        if len(burst_rows):
            self.crushing.lose(burst_rows, self.rng.uniform(*CRUMBLED, len(burst_rows)), now)

    def _burst(self, part: Rows) -> Floats:
        """Return the speed [m/s] at which the pieces of a failing support are squeezed out, away from the middle."""
        out = (self.pieces.centre[part] - self.middle[part]).mean(axis=0) * np.array([1.0, 1.0, 0.0])
        out = out / max(float(np.linalg.norm(out)), 1.0)
        return np.asarray(out * self.rng.uniform(0.2, 1.8) * self.outward + self.rng.normal(0.0, 0.4, 3))

    def _cut(self, bonds: Rows, now: float, blow: float) -> None:
        self.bonds.cut(bonds)
        if not len(bonds):
            return
        world, piece = self.world, self.bonds.a[bonds]
        if self.bars is not None:
            held = self.bars.of(bonds)
            tied = np.column_stack([self.bonds.a, self.bonds.b])[self.bars.bond[held]]
            world.ties.add(tied, self.bars.point[held], self.bars.reach[held], self.bars.force[held])
        owner = world.body_of[piece]
        arm = self.bonds.centre[bonds] - world.com[owner]
        place = world.position[owner] + np.einsum("nij,nj->ni", rotations(world.turn[owner]), arm)
        area = self.bonds.area[bonds]
        self.record.breaks.append(
            np.column_stack([np.full(len(bonds), now), place, area, self.pieces.material[piece], blow * area])
        )

    def _step(self, now: float) -> None:
        world = self.world
        self._fly(now)
        world.meet()
        self.heap.rouse()
        self.ledger.before()
        before = world.solve()
        for group in self.hinges.hold():
            self.release[group] = min(self.release[group], now + DUE_S)
        if not world.damping:
            self.ledger.after(now, self.hinges.reaction)
        contacts = world.contacts()
        self.flight[contacts.a], self.flight[contacts.b], self.flight[world.ties.pulled()[0]] = 0, 0, 0
        self.heap.settle(contacts)
        loud = contacts.where(contacts.impulse > LEAST_IMPULSE)
        if len(loud.a):
            self._strike(now, loud, before)

    def _fly(self, now: float) -> None:
        if self.world.damping:
            return  # after the picture motion is damped on purpose: that is no free flight
        world = self.world
        bodies = np.flatnonzero((self.flight[: len(world.rows)] > 0) & (world.kind[: len(world.rows)] == MOVING))[
            :FLIGHTS
        ]
        if len(bodies):
            self.record.flight.append(
                np.column_stack(
                    [self.flight[bodies], world.first[bodies], np.full(len(bodies), now), world.position[bodies, 2]]
                )
            )

    def _takes_off(self, body: int) -> None:
        """Begin a flight: a piece may fly more than once, in one body and then in what is left of it."""
        self._room()
        self.flights += 1
        self.flight[body] = self.flights

    def _strike(self, now: float, contacts: Contacts, before: Floats) -> None:
        """Log contacts, and let blows do their damage."""
        world = self.world
        self.record.contacts.append(touches(world, now, contacts))
        upward = contacts.impulse * np.abs(contacts.normal[:, 2])
        self.record.momentum.append((now, float(upward.sum())))
        blow = contacts.closing > BLOW_SPEED
        count = len(world.rows)
        block = (world.kind[:count] == MOVING) & (world.size[:count] >= self.block)
        press = np.where(block[contacts.a] | block[contacts.b], contacts.impulse * BLOCK_PRESS, contacts.impulse)
        squeeze: Floats = np.bincount(contacts.piece_a, press, len(self.pieces)).astype(float)
        between = contacts.piece_b >= 0
        squeeze += np.bincount(contacts.piece_b[between], press[between], len(self.pieces))
        self.crushing.carry_on(contacts, before, self.ledger, self.hinges.bodies())
        kinds = world.kind[:count]
        struck = np.unique(np.concatenate([contacts.a, contacts.b]))
        for body in struck[(kinds[struck] == HELD) & (struck > 0)].tolist():
            of_a = contacts.a == body
            hits = (of_a | (contacts.b == body)) & blow
            self._hit_held(body, hits, np.where(of_a, contacts.b, contacts.a), contacts.impulse, before, now)
        self._damage(contacts, blow, squeeze > 2 * self.crushing.limit * world.scale**2, before, now)
        self.crushing.squeeze(squeeze, now)
        self.heap.left_by(self.crushing.wedge(now))
        for house in self.course.houses:
            self._strike_house(house, contacts.where(blow), now)

    def _strike_house(self, house: House, contacts: Contacts, now: float) -> None:
        """Let what strikes a house of a row break what it breaks; what comes of it lets go from now on."""
        group = self.plan.group[house.rows]
        bodies = {one: self.waiting[one] for one in np.unique(group).tolist() if one in self.waiting}
        moving = self.world.kind[: len(self.world.rows)] == MOVING
        blow = house.blow(contacts, bodies.values(), moving, now)
        schedule = None if blow is None else house.strike(blow)
        if schedule is None:
            return
        left = np.flatnonzero(np.isin(group, list(bodies)))
        self.plan = joined(self.plan, house.rows[left], taken(schedule, left))
        self.release = np.concatenate([self.release, schedule.release])
        for one, body in bodies.items():
            self.waiting.pop(one)
            self.world.remove(body)
        for one in np.unique(self.plan.group[house.rows[left]]).tolist():
            self.waiting[one] = self.world.add(np.flatnonzero(self.plan.group == one), dynamic=False)
        self.standing, self.stood = Standing(self.pieces, self.plan), 0
        self.hinges.of |= {hinge.group: hinge for hinge in self.plan.hinges}
        self._room()

    def _damage(
        self, contacts: Contacts, blow: NDArray[np.bool_], crushed: NDArray[np.bool_], before: Floats, now: float
    ) -> None:
        """Break what is hit or pressed too hard."""
        world = self.world
        body = np.concatenate([contacts.a, contacts.b])
        may = (world.kind[body] == MOVING) & (world.size[body] > 1) & (self.quiet_until[body] <= now)
        rows = np.flatnonzero(may)
        rows = rows[np.argsort(body[rows], kind="stable")]
        if not len(rows):
            return
        point = rows % len(contacts.a)
        bodies, start = np.unique(body[rows], return_index=True)
        blows = Blows(
            body=bodies,
            start=np.append(start, len(rows)),
            piece=np.concatenate([contacts.piece_a, contacts.piece_b])[rows],
            place=world.rest_places(body[rows], contacts.place[point]),
            impulse=contacts.impulse[point],
            blow=blow[point],
        )
        block = world.size[bodies] >= self.large
        broken, passed = self.bonds.broken_by(blows, world, block, crushed)
        for k, one in enumerate(bodies.tolist()):
            part = slice(int(blows.start[k]), int(blows.start[k + 1]))
            if block[k]:
                inside = self.bonds.inside(world.rows[one])
                sheared = self.bonds.shear(inside, world.rows[one], blows.piece[part], blows.impulse[part], self.rng)
                broken[k] = np.unique(np.concatenate([broken[k], sheared]))
            if len(broken[k]):
                self._break(one, broken[k], blows.piece[part], blows.impulse[part], passed, before, now)

    def _hit_held(
        self,
        body: int,
        hits: NDArray[np.bool_],
        other: Rows,
        impulse: Floats,
        before: Floats,
        now: float,
    ) -> None:
        """Bring down a storey that was waiting and is hit: it and what hit it go on together, with their momentum."""
        group = next((group for group, waiting in self.waiting.items() if waiting == body), None)
        if group is None or float(impulse[hits].sum()) < self.held_blow * self.plan.withstands[group]:
            return
        if np.isfinite(self.release[group]):
            self.release[group] = min(self.release[group], now + DUE_S)
            return
        world = self.world
        hitting = np.unique(other[hits])
        hitting = hitting[(world.kind[hitting] == MOVING) & (world.mass[hitting] > world.mass[body] * 0.02)]
        mass = world.mass[hitting]
        shared = (before[hitting, :3] * mass[:, None]).sum(axis=0) / (mass.sum() + world.mass[body])
        for one in hitting.tolist():
            lost = shared - world.speed[one, :3]
            world.speed[one, :3], world.speed[one, 3:] = shared, before[one, 3:]
            world.move(one, lost * self.spec.step_s)
        self._release(group, now, shared)
        band = int(self.plan.rests_on[group])
        if band >= 0 and band in self.waiting:
            self._release(band, now, shared * 0.3)

    def _break(
        self, body: int, broken: Rows, piece: Rows, impulse: Floats, passed: Floats, before: Floats, now: float
    ) -> None:
        """Let a body's broken bonds go; each part goes on with the speed that it was left."""
        rows = self.world.rows[body]
        self._cut(broken, now, float(impulse.max()))
        if len(rows) < self.large:
            self.quiet_until[body] = now + COOLDOWN_S
        parts = self.bonds.components(rows)
        if len(parts) == 1:
            return
        hold = np.bincount(self.bonds.a[broken], self.bonds.strength[broken], len(self.pieces))
        hold += np.bincount(self.bonds.b[broken], self.bonds.strength[broken], len(self.pieces))
        hit = np.unique(piece)
        through = hold * THROUGH_JOINTS
        through[hit] = passed[hit]
        total = float(impulse.sum())
        shares = [float(through[part].sum()) / total for part in parts]
        world = self.world
        fall = np.array([0.0, 0.0, -GRAVITY * self.spec.step_s])
        lost = before[body, :3] + fall - world.speed[body, :3], before[body, 3:] - world.speed[body, 3:]
        self._give_back(body, self._split(body, parts), shares, lost)

    def _give_back(self, broken: int, bodies: list[int], shares: list[float], lost: tuple[Floats, Floats]) -> None:
        """Give each part back the speed it would have kept, had it felt only its share of the blow."""
        linear, angular = lost
        world = self.world
        free = self.flight[broken] > 0
        late = world.held_back(broken, linear + world.speed[broken, :3], linear) * self.spec.step_s
        made, kept = np.array(bodies), np.maximum(0.0, 1.0 - np.array(shares)) * self.spec.carry
        gain = (linear + across(angular, world.position[made] - world.position[broken])) * kept[:, None]
        world.speed[made, :3] += gain
        world.speed[made, 3:] += angular * kept[:, None]
        for row, (body, share) in enumerate(zip(bodies, shares, strict=True)):
            if kept[row] > 0:
                world.move(body, gain[row] * late)
            if free or share == 0:
                self._takes_off(body)


def simulate_collapse(pieces: Pieces, spec: CollapseSpec, out: Path, report: Callable[[int, int], None]) -> None:
    """Bring a building down and write motion, contacts, events, flights and what its structure went through, each as ``.npz``.

    The same pieces and spec give the same motion on the same machine.

    Args:
        pieces: The building.
        spec: How it comes down.
        out: The folder to write in.
        report: Called with (pictures done, pictures).
    """
    simulation = Simulation(pieces, spec)
    record = simulation.run(report)
    log = {**simulation.ledger.arrays(), **simulation.world.ties.arrays(spec.step_s)}
    record.save(out, simulation.released, log)
    simulation.course.save(out / "structure.npz", pieces, spec)
