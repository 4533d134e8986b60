"""The collapse: rigid bodies that break as they are hit, from the first support to the last stone at rest."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.bodies import GRAVITY, Body, Floats, Rows, World, rotation, rotations
from rushes.engines.destruction.collapse import schedule
from rushes.engines.destruction.crushing import Crushing
from rushes.engines.destruction.damage import BLOWS, BondGraph
from rushes.engines.destruction.heap import Heap, block_size
from rushes.engines.destruction.hinge import Hinges
from rushes.engines.destruction.pieces import Pieces
from rushes.engines.destruction.recording import Recording, touches
from rushes.engines.destruction.solid import MEMBERS
from rushes.engines.destruction.spec import CollapseSpec
from rushes.show import FIRST_FRAME

BLOW_SPEED = 0.5
"""A contact is a blow when its bodies closed in on each other faster than this [m/s] before it; slower is resting."""

COOLDOWN_S = 0.05
"""A small body that broke is not damaged again for so long [s]: one blow, one answer."""

LARGE = 60
"""A body of this many pieces ploughs on through blow after blow, and is damaged in every step; in small buildings a
thirtieth of the pieces is large."""

FULL_LOAD = 7000.0
"""Mass [kg] on a square metre of ground from which on parts have their full strength; lighter buildings are built for
less, or a wooden house would stand on its own ground floor."""

WEAKEST = 0.02
"""Share of the full strength that the lightest building still has."""

CHUNK_TOUGHNESS = 4.0
"""How much harder a blow it takes to break a chunk than a block: a block's weight bears on it, a chunk's own does not."""

BLOCK_PRESS = 6.0
"""How much harder a block's weight squeezes than its contacts say: it rests on a few points at a time, and Bullet
spreads its weight over all of them."""

HELD_BLOW = 40e3
"""Impulse [N s] in one step that brings down a storey that was waiting."""

DUE_S = 0.03
"""Supports that are to fail anyway fail this soon [s] when the building comes down on them."""

THROUGH_JOINTS = 0.15
"""Share of its strength that a joint has passed on by the time it breaks: it is bent open rather than pulled."""

REST_SPEED = 0.5
"""Slower than this [m/s] a heap only trembles and creeps: it rests."""

RESTING_SHARE = 0.02
"""Share of the bodies that may still twitch when the simulation ends."""

CRUMBLED = (0.42, 0.75)
"""Share of its length that a piece of a failing support keeps, from and to."""

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

    def __init__(self, pieces: Pieces, spec: CollapseSpec, scratch: Path) -> None:
        self.pieces = pieces
        self.spec = spec
        self.rng = np.random.default_rng([spec.seed, 4])
        self.world = World(pieces, step_s=spec.step_s, friction=spec.friction, scratch=scratch)
        built_for = _built_for(pieces)
        self.bonds = BondGraph(pieces, strength=spec.strength * built_for, reach_m=spec.reach_m)
        self.held_blow = HELD_BLOW * built_for
        self.plan = schedule(pieces, spec)
        self.release = self.plan.release.copy()
        self.released = np.full(len(pieces), np.inf)
        self.record = Recording()
        low = pieces.centre + np.minimum.reduceat(pieces.vertices, pieces.vertex_start[:-1])
        high = pieces.centre + np.maximum.reduceat(pieces.vertices, pieces.vertex_start[:-1])
        self.middle, self.half = (low + high) / 2, (high - low) / 2
        self.large = min(LARGE, max(12, len(pieces) // 30))
        self.crushing = Crushing(self.world, self.record, spec, built_for=built_for, large=self.large)
        self.heap = Heap(self.world, spec.step_s)
        self.hinges = Hinges(self.world, self.plan.hinges, step_s=spec.step_s, resistance=spec.resistance)
        self.block = block_size(len(pieces))
        self.waiting: dict[int, Body] = {}
        self.flying: dict[int, tuple[int, Body]] = {}
        self.flights = 0
        for group in range(len(self.release)):
            rows = np.flatnonzero(self.plan.group == group)
            self.waiting[group] = self.world.add(rows, dynamic=False)

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
            for landed in self.crushing.grounded & self.flying.keys():
                del self.flying[landed]  # it was stopped at the ground, though the solver saw no contact yet
            if not feet:
                return
            for body, rows in feet:
                inside = self.bonds.inside(body.pieces)
                foot = np.isin(self.bonds.a[inside], rows) | np.isin(self.bonds.b[inside], rows)
                self._cut(inside[foot], now, 0.0)
                self.world.split(body, self.bonds.components(body.pieces))

    def _picture(self, index: int, now: float) -> None:
        position, orientation = self.world.poses()
        self.record.picture(FIRST_FRAME + index, now, position, orientation, self.world.scale)

    def _rests(self, now: float) -> bool:
        if any(now < self.release[group] < np.inf for group in self.waiting):
            return False
        moving = [body_id for body_id, body in self.world.bodies.items() if body.dynamic]
        speed = np.linalg.norm(self.world.linear[moving], axis=1)
        return int((speed > REST_SPEED).sum()) <= RESTING_SHARE * len(self.world.bodies)

    def _let_go(self, now: float) -> None:
        for group in [group for group in self.waiting if self.release[group] <= now]:
            self._release(group, now, np.zeros(3))

    def _release(self, group: int, now: float, speed: Floats) -> None:
        """Let a group go: what still holds together in it falls as one body, at a speed and with the way's push."""
        body = self.waiting.pop(group)
        rows = body.pieces
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
            made.append(self.world.add(part, dynamic=True, linear=push))
        self.hinges.let_go(group, made)
        held = {body.id for _, body, _ in self.hinges.turning}
        for body in made:
            if body.id not in held:
                self._takes_off(body)

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
        for row in rows[bursting[rows] & (self.crushing.limit[rows] < np.inf)].tolist():
            kept = float(self.rng.uniform(*CRUMBLED))
            self.crushing.lose(row, kept, self.pieces.centre[row], now)

    def _burst(self, part: Rows) -> Floats:
        """Return the speed [m/s] at which the pieces of a failing support are squeezed out, away from the middle."""
        out = self.pieces.centre[part].mean(axis=0) * np.array([1.0, 1.0, 0.0])
        out = out / max(float(np.linalg.norm(out)), 1.0)
        return np.asarray(out * self.rng.uniform(0.2, 1.8) + self.rng.normal(0.0, 0.4, 3))

    def _cut(self, bonds: Rows, now: float, blow: float) -> None:
        self.bonds.cut(bonds)
        if not len(bonds):
            return
        world, piece = self.world, self.bonds.a[bonds]
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
        before = world.step()
        for group in self.hinges.hold():
            self.release[group] = min(self.release[group], now + DUE_S)
        raw = world.contacts()
        if not raw:
            return
        flat = np.array([(c[1], c[2], *c[5], *c[6], *c[7], c[9]) for c in raw])
        a, b = flat[:, 0].astype(np.int64), flat[:, 1].astype(np.int64)
        impulse = flat[:, 11] * self.spec.step_s
        felt = impulse > 0
        for body_id in {*a[felt].tolist(), *b[felt].tolist()} & self.flying.keys():
            del self.flying[body_id]
        self.heap.settle(a[felt], b[felt], impulse[felt])
        there = np.array([*world.bodies, world.ground])
        loud = (impulse > LEAST_IMPULSE) & np.isin(a, there) & np.isin(b, there)
        if loud.any():
            a, b, flat, impulse = a[loud], b[loud], flat[loud], impulse[loud]
            self._strike(now, a, b, flat[:, 2:5], flat[:, 5:8], flat[:, 8:11], impulse, before)

    def _fly(self, now: float) -> None:
        if self.world.damping:
            return  # after the picture motion is damped on purpose: that is no free flight
        for body_id, (_, body) in [*self.flying.items()]:
            if self.world.bodies.get(body_id) is not body:
                del self.flying[body_id]
        for body_id in sorted(self.flying)[:FLIGHTS]:
            flight, body = self.flying[body_id]
            height = float(self.world.position[body_id, 2])
            self.record.flight.append((flight, int(body.pieces[0]), now, height))

    def _takes_off(self, body: Body) -> None:
        """Begin a flight: a piece may fly more than once, in one body and then in what is left of it."""
        self.flights += 1
        self.flying[body.id] = self.flights, body

    def _strike(
        self,
        now: float,
        a: Rows,
        b: Rows,
        on_a: Floats,
        on_b: Floats,
        normal: Floats,
        impulse: Floats,
        before: tuple[Floats, Floats],
    ) -> None:
        """Log contacts, and let blows do their damage."""
        piece_a, piece_b = self._piece_at(a, on_a), self._piece_at(b, on_b)
        linear, angular = before
        position = self.world.position
        speed_a = linear[a] + np.cross(angular[a], on_a - position[a])
        speed_b = linear[b] + np.cross(angular[b], on_b - position[b])
        closing = -((speed_a - speed_b) * normal).sum(axis=1)
        self.record.contacts.append(touches(self.world, now, (a, b), (piece_a, piece_b), on_b, impulse, closing))
        self.record.momentum.append((now, float((impulse * np.abs(normal[:, 2])).sum())))
        blow = closing > BLOW_SPEED
        squeeze = np.zeros(len(self.pieces))
        block = self._blocks()
        press = np.where(block[a] | block[b], impulse * BLOCK_PRESS, impulse)
        for side in (piece_a, piece_b):
            squeeze += np.bincount(side[side >= 0], press[side >= 0], len(squeeze))
        bodies = [self.world.bodies.get(body_id) for body_id in np.unique(np.concatenate([a, b])).tolist()]
        self.crushing.carry_on(a, b, impulse * np.abs(normal[:, 2]), before)
        for body in bodies:
            if body is None or body.id not in self.world.bodies or body.frozen:
                continue
            if body.dynamic and (len(body.pieces) < 2 or now < body.quiet_until):
                continue
            of_a, of_b = a == body.id, b == body.id
            if not body.dynamic:
                self._hit_held(body, (of_a | of_b) & blow, np.where(of_a, b, a), impulse, before, now)
                continue
            rows = np.flatnonzero(of_a | of_b)
            side = of_a[rows]
            self._break(
                body,
                np.where(side, piece_a[rows], piece_b[rows]),
                np.where(side[:, None], on_a[rows], on_b[rows]),
                impulse[rows],
                blow[rows],
                (linear[body.id], angular[body.id]),
                now,
            )
        self.crushing.squeeze(squeeze, now)

    def _hit_held(
        self,
        body: Body,
        hits: NDArray[np.bool_],
        other: Rows,
        impulse: Floats,
        before: tuple[Floats, Floats],
        now: float,
    ) -> None:
        """Bring down a storey that was waiting and is hit: it and what hit it go on together, with their momentum."""
        group = next((group for group, waiting in self.waiting.items() if waiting is body), None)
        if group is None or float(impulse[hits].sum()) < self.held_blow * self.plan.withstands[group]:
            return
        if np.isfinite(self.release[group]):
            self.release[group] = min(self.release[group], now + DUE_S)
            return
        hitting = [self.world.bodies[one] for one in np.unique(other[hits]).tolist() if one in self.world.bodies]
        hitting = [one for one in hitting if one.dynamic and one.mass > body.mass * 0.02]
        mass = sum(one.mass for one in hitting)
        momentum = sum((before[0][one.id] * one.mass for one in hitting), np.zeros(3))
        shared = momentum / (mass + body.mass)
        for one in hitting:
            lost = shared - self.world.linear[one.id]
            self.world.set_speed(one, shared, before[1][one.id])
            self.world.move(one, lost * self.spec.step_s)
        self._release(group, now, shared)
        band = int(self.plan.rests_on[group])
        if band >= 0 and band in self.waiting:
            self._release(band, now, shared * 0.3)

    def _piece_at(self, bodies: Rows, point: Floats) -> Rows:
        """Return the piece of each body that is nearest to a point on it; -1 for the ground."""
        from rushes.engines.destruction.blow_kernels import nearest_piece

        world = self.world
        found = np.full(len(bodies), -1, np.int64)
        start, end = np.zeros(len(world.com), np.int64), np.zeros(len(world.com), np.int64)
        rows: list[Rows] = []
        count = 0
        for body_id in np.unique(bodies).tolist():
            body = world.bodies.get(body_id)
            if body is not None:
                start[body_id], end[body_id] = count, count + len(body.pieces)
                rows.append(body.pieces)
                count += len(body.pieces)
        real = np.flatnonzero(end[bodies] > start[bodies])
        if len(real):
            which = bodies[real]
            offset = point[real] - world.position[which]
            rest = np.einsum("nji,nj->ni", rotations(world.turn[which]), offset) + world.com[which]
            found[real] = nearest_piece(rest, start[which], end[which], np.concatenate(rows), self.middle, self.half)
        return found

    def _blocks(self) -> NDArray[np.bool_]:
        """Return which bodies are blocks that still move, by body id."""
        found = np.zeros(len(self.world.com), bool)
        found[[one.id for one in self.world.bodies.values() if one.dynamic and len(one.pieces) >= self.block]] = True
        return found

    def _break(
        self,
        body: Body,
        piece: Rows,
        point: Floats,
        impulse: Floats,
        blow: NDArray[np.bool_],
        before: tuple[Floats, Floats],
        now: float,
    ) -> None:
        """Break a body that is hit or pressed too hard; each part goes on with the speed that it was left.

        Pressing takes off members that are loaded beyond what holds them; only blows send cracks through a body.
        """
        inside = self.bonds.inside(body.pieces)
        block = len(body.pieces) >= self.large
        force = impulse if block else impulse / CHUNK_TOUGHNESS
        torn, passed = self.bonds.knocked_off(inside, piece, force, impulse)
        found = [torn]
        if blow.any():
            hard = np.flatnonzero(blow)
            hard = hard[np.argsort(-impulse[hard], kind="stable")[:BLOWS]]
            found.append(self.bonds.strike(inside, self.world.at_rest_pose(body, point[hard]), force[hard]))
        if block:
            found.append(self.bonds.shear(inside, body.pieces, piece, impulse, self.rng))
        else:
            limit = 2 * self.crushing.limit * self.world.scale**2
            crushed = np.bincount(piece, impulse, len(limit)) > limit
            found.append(inside[crushed[self.bonds.a[inside]] | crushed[self.bonds.b[inside]]])
        broken = np.unique(np.concatenate(found))
        if not len(broken):
            return
        self._cut(broken, now, float(impulse.max()))
        if not block:
            body.quiet_until = now + COOLDOWN_S
        parts = self.bonds.components(body.pieces)
        if len(parts) == 1:
            return
        hold = np.bincount(self.bonds.a[broken], self.bonds.strength[broken], len(self.pieces))
        hold += np.bincount(self.bonds.b[broken], self.bonds.strength[broken], len(self.pieces))
        hit = np.unique(piece)
        through = hold * THROUGH_JOINTS
        through[hit] = passed[hit]
        total = float(impulse.sum())
        shares = [float(through[rows].sum()) / total for rows in parts]
        lost = self._lost(body, before)
        self._give_back(self.world.split(body, parts), body.com, shares, lost, body.id)

    def _lost(self, body: Body, before: tuple[Floats, Floats]) -> tuple[Floats, Floats, Floats]:
        """Return the velocity [m/s, rad/s] that a body's blows took from it, and the matrix of its orientation."""
        fall = np.array([0.0, 0.0, -GRAVITY * self.spec.step_s])
        spun = before[1] - self.world.angular[body.id]
        return before[0] + fall - self.world.linear[body.id], spun, rotation(self.world.turn[body.id])

    def _give_back(
        self, bodies: list[Body], com: Floats, shares: list[float], lost: tuple[Floats, Floats, Floats], broken: int
    ) -> None:
        """Give each part back the speed it would have kept, had it felt only its share of the blow."""
        linear, angular, matrix = lost
        free = broken in self.flying
        for body, share in zip(bodies, shares, strict=True):
            back = max(0.0, 1.0 - share) * self.spec.carry
            if back > 0:
                gain = (linear + np.cross(angular, matrix @ (body.com - com))) * back
                self.world.set_speed(
                    body, self.world.linear[body.id] + gain, self.world.angular[body.id] + angular * back
                )
                self.world.move(body, gain * self.spec.step_s)
            if free or share == 0:
                self._takes_off(body)


def _built_for(pieces: Pieces) -> float:
    """Return how strong a building's parts are, against those of the default building: buildings carry what they weigh."""
    wide, deep, _ = pieces.extent[1] - pieces.extent[0]
    return float(min(1.0, max(WEAKEST, pieces.mass.sum() / (wide * deep) / FULL_LOAD)))


def _quick_folder() -> str | None:
    """Return a folder in memory where there is one: thousands of shapes pass through a file."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - only the folder; the name is random


def simulate_collapse(pieces: Pieces, spec: CollapseSpec, out: Path, report: Callable[[int, int], None]) -> None:
    """Bring a building down and write ``motion.npz``, ``contacts.npz``, ``events.npz`` and ``flight.npz``.

    The same pieces and spec give the same motion on the same machine.

    Args:
        pieces: The building.
        spec: How it comes down.
        out: The folder to write in.
        report: Called with (pictures done, pictures).
    """
    with tempfile.TemporaryDirectory(prefix="rushes-bodies-", dir=_quick_folder()) as scratch:
        simulation = Simulation(pieces, spec, Path(scratch))
        try:
            record = simulation.run(report)
        finally:
            simulation.world.close()
    record.save(out, simulation.released)
