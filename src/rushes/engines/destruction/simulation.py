"""The collapse: rigid bodies that break as they are hit, from the first support to the last stone at rest."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.bodies import Body, Floats, World, rotation
from rushes.engines.destruction.collapse import schedule
from rushes.engines.destruction.damage import BLOWS, CRUSH_PA, CRUSH_STEP, SECTION_PA, SMALLEST_SCALE, BondGraph
from rushes.engines.destruction.pieces import Pieces
from rushes.engines.destruction.recording import Recording
from rushes.engines.destruction.solid import MATERIALS
from rushes.engines.destruction.spec import CollapseSpec
from rushes.show import FIRST_FRAME

BLOW_SPEED = 0.35
"""A body is struck when contacts change its speed by this much [m/s] in one step; less is resting."""

COOLDOWN_S = 0.06
"""A body that was struck is not damaged again for so long [s]: one blow, one answer."""

LARGE = 60
"""A body of this many pieces ploughs on through blow after blow, and is damaged in every step."""

HELD_BLOW = 60e3
"""Impulse [N s] in one step that brings down a storey that was waiting."""

CALM = 0.9
"""Damping [1/s] after the picture's end, when only the log of contacts is still written."""

REST_SPEED = 0.1
"""Mean speed [m/s] below which the heap counts as resting; no body may move at more than eight times it."""

CRUMBLED = (0.42, 0.72)
"""Share of its length that a piece of a failing support keeps, from and to."""

LOWEST_M = 0.02
"""No body's middle goes lower than this [m]."""

CRUSHES_PER_STEP = 10
LEAST_IMPULSE = 8.0
"""Contacts weaker than this [N s] in a step are not logged: a hand's tap."""

FLIGHTS = 40
"""Bodies whose free fall is written down for inspection."""


class Simulation:
    """One collapse, step by step."""

    def __init__(self, pieces: Pieces, spec: CollapseSpec, scratch: Path) -> None:
        self.pieces = pieces
        self.spec = spec
        self.rng = np.random.default_rng([spec.seed, 4])
        self.world = World(pieces, step_s=spec.step_s, friction=spec.friction, scratch=scratch)
        self.bonds = BondGraph(pieces, strength=spec.strength, reach_m=spec.reach_m)
        self.plan = schedule(pieces, spec)
        self.release = self.plan.release.copy()
        self.released = np.full(len(pieces), np.inf)
        self.record = Recording()
        self.speed_limit = math.sqrt(2 * 9.81 * float(pieces.extent[1, 2])) * 1.05
        self.crush_pa = np.array([CRUSH_PA[name] for name in MATERIALS]) / max(spec.crush, 1e-3)
        self.section_pa = np.array([SECTION_PA[name] for name in MATERIALS]) * spec.strength
        self.half = pieces.size.astype(float) / 2
        self.squeezed = np.zeros(len(pieces), np.int64)
        self.settled_m = max(2.5, 0.16 * float(pieces.extent[1, 2]))
        self.waiting: dict[int, Body] = {}
        self.flying: dict[int, int] = {}
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
                self._calm()
            if step > last_picture and step % 24 == 0 and self._rests(now):
                break
            self._let_go(now)
            self._step(now)
        return self.record

    def _picture(self, index: int, now: float) -> None:
        position, orientation = self.world.poses()
        self.record.picture(FIRST_FRAME + index, now, position, orientation, self.world.scale)

    def _calm(self) -> None:
        """After the last picture, let what still moves come to rest sooner: nobody sees or hears it any more."""
        for body in self.world.bodies.values():
            if body.dynamic:
                self.world.bullet.changeDynamics(body.id, -1, linearDamping=CALM, angularDamping=CALM)
        self.world.bullet.setPhysicsEngineParameter(numSolverIterations=8)

    def _rests(self, now: float) -> bool:
        if any(np.isfinite(self.release[group]) and self.release[group] > now for group in self.waiting):
            return False
        speed = [
            math.hypot(*self.world.bullet.getBaseVelocity(body.id)[0])
            for body in self.world.bodies.values()
            if body.dynamic
        ]
        return not speed or (max(speed) < 8 * REST_SPEED and float(np.mean(speed)) < REST_SPEED)

    def _let_go(self, now: float) -> None:
        for group in [group for group in self.waiting if self.release[group] <= now]:
            body = self.waiting.pop(group)
            rows = body.pieces
            self.world.remove(body)
            self.released[rows] = now
            inside = self.bonds.inside(rows, len(self.pieces))
            if self.plan.crumbles[group]:
                self._cut(inside, now, 0.0)
                self._crumble(rows, now)
            for part in self.bonds.components(rows, len(self.pieces)):
                push = self.plan.push[part].mean(axis=0)
                if self.plan.crumbles[group]:
                    push = push + self._burst(part)
                made = self.world.add(part, dynamic=True, velocity=(push, np.zeros(3)), now=now)
                if len(self.flying) < FLIGHTS:
                    self.flying[made.id] = int(part[0])

    def _crumble(self, rows: NDArray[np.int64], now: float) -> None:
        """Let failing supports lose volume at once: a column that gives way bursts, it does not lie down whole."""
        for row in rows[self.crush_pa[self.pieces.material[rows]] < np.inf].tolist():
            kept = float(self.rng.uniform(*CRUMBLED))
            lost = self.pieces.volume[row] * (1 - kept**3)
            self.world.scale[row] = kept
            x, y, z = self.pieces.centre[row].tolist()
            self.record.crushes.append((now, x, y, z, float(lost), int(self.pieces.material[row])))

    def _burst(self, part: NDArray[np.int64]) -> Floats:
        """Return the speed [m/s] at which the pieces of a failing support are squeezed out, away from the middle."""
        out = self.pieces.centre[part].mean(axis=0) * np.array([1.0, 1.0, 0.0])
        out = out / max(float(np.linalg.norm(out)), 1.0)
        return np.asarray(out * self.rng.uniform(0.3, 2.2) + self.rng.normal(0.0, 0.5, 3))

    def _cut(self, bonds: NDArray[np.int64], now: float, blow: float) -> None:
        self.bonds.cut(bonds)
        for bond in bonds.tolist():
            piece = int(self.bonds.a[bond])
            x, y, z = self._point_now(piece, self.bonds.centre[bond])
            area = float(self.bonds.area[bond])
            self.record.breaks.append((now, x, y, z, area, int(self.pieces.material[piece]), blow * area))

    def _point_now(self, piece: int, point: Floats) -> tuple[float, float, float]:
        body = self.world.bodies.get(int(self.world.body_of[piece]))
        if body is None or not body.dynamic:
            return float(point[0]), float(point[1]), float(point[2])
        where, turn = self.world.pose(body)
        x, y, z = where + rotation(turn) @ (point - body.com)
        return float(x), float(y), float(z)

    def _step(self, now: float) -> None:
        bullet = self.world.bullet
        for body in self.world.bodies.values():
            if body.dynamic:
                linear, angular = bullet.getBaseVelocity(body.id)
                body.velocity = (np.array(linear), np.array(angular))
        self._fly(now)
        bullet.stepSimulation()
        raw = bullet.getContactPoints()
        if not raw:
            return
        a = np.array([c[1] for c in raw], np.int64)
        b = np.array([c[2] for c in raw], np.int64)
        point = np.array([c[6] for c in raw])
        normal = np.array([c[7] for c in raw])
        impulse = np.array([c[9] for c in raw]) * self.spec.step_s
        felt = impulse > 0.0
        for body_id in np.unique(np.concatenate([a[felt], b[felt]])).tolist():
            if body_id in self.world.bodies:
                self.world.bodies[body_id].touched = True
        hit = impulse > LEAST_IMPULSE
        if not hit.any():
            return
        self._strike(now, a[hit], b[hit], point[hit], normal[hit], impulse[hit])
        self._sink()

    def _sink(self) -> None:
        """Limit how hard crushed storeys hold a large block back: Bullet's rubble is harder than the real one."""
        bullet, step_s = self.world.bullet, self.spec.step_s
        for body in self.world.bodies.values():
            if not body.dynamic or not body.touched:
                continue
            if len(body.pieces) < LARGE:
                self._keep_above(body)
                continue
            if self.world.pose(body)[0][2] < self.settled_m:
                continue
            linear, angular = bullet.getBaseVelocity(body.id)
            limit = float(body.velocity[0][2]) - (1.0 - self.spec.resistance) * 9.81 * step_s
            if linear[2] > limit > -self.speed_limit:
                bullet.resetBaseVelocity(body.id, (linear[0], linear[1], limit), angular)

    def _keep_above(self, body: Body) -> None:
        """Put back a body whose middle was pressed through the ground: the solver gives way under hundreds of tons."""
        bullet = self.world.bullet
        (x, y, z), turn = bullet.getBasePositionAndOrientation(body.id)
        if z < LOWEST_M:
            linear, angular = bullet.getBaseVelocity(body.id)
            bullet.resetBasePositionAndOrientation(body.id, (x, y, LOWEST_M), turn)
            bullet.resetBaseVelocity(body.id, (linear[0], linear[1], max(linear[2], 0.0)), angular)

    def _fly(self, now: float) -> None:
        for body_id, piece in list(self.flying.items()):
            body = self.world.bodies.get(body_id)
            if body is None or body.touched:
                del self.flying[body_id]
                continue
            self.record.flight.append((piece, now, float(self.world.pose(body)[0][2])))

    def _strike(
        self,
        now: float,
        a: NDArray[np.int64],
        b: NDArray[np.int64],
        point: Floats,
        normal: Floats,
        impulse: Floats,
    ) -> None:
        piece_a, piece_b = self._piece_at(a, point), self._piece_at(b, point)
        self._log(now, piece_a, piece_b, point, impulse, normal)
        moving = sorted(set(a.tolist()) | set(b.tolist()))
        squeeze = np.zeros(len(self.pieces))
        for side in (piece_a, piece_b):
            np.add.at(squeeze, side[side >= 0], impulse[side >= 0])
        for body_id in moving:
            body = self.world.bodies.get(body_id)
            if body is None:
                continue
            rows = np.flatnonzero((a == body_id) | (b == body_id))
            if not body.dynamic:
                self._hit_held(body, float(impulse[rows].sum()), now)
                continue
            if len(body.pieces) < 2 or now < body.quiet_until:
                continue
            sign = np.where(a[rows] == body_id, 1.0, -1.0)
            change = np.linalg.norm((normal[rows] * (impulse[rows] * sign)[:, None]).sum(axis=0)) / body.mass
            if change > BLOW_SPEED or float(impulse[rows].max()) / self.spec.step_s > 9.81 * body.mass * 0.6:
                self._break(body, point[rows], impulse[rows], now)
        self._crush(squeeze, now)

    def _hit_held(self, body: Body, blow: float, now: float) -> None:
        if blow < HELD_BLOW:
            return
        for group, waiting in self.waiting.items():
            if waiting is body and not np.isfinite(self.release[group]):
                self.release[group] = now + float(self.rng.uniform(0.0, 0.05))

    def _piece_at(self, bodies: NDArray[np.int64], point: Floats) -> NDArray[np.int64]:
        """Return the piece of each body that is nearest to a point on it; ``GROUND`` for the ground."""
        from rushes.engines.destruction.contact_kernels import nearest_box

        found = np.full(len(bodies), -1, np.int64)
        half = self.half
        for body_id in np.unique(bodies).tolist():
            body = self.world.bodies.get(body_id)
            if body is None:
                continue
            rows = np.flatnonzero(bodies == body_id)
            if len(body.pieces) == 1:
                found[rows] = body.pieces[0]
                continue
            found[rows] = nearest_box(self._rest(body, point[rows]), self.pieces.centre, half, body.pieces)
        return found

    def _rest(self, body: Body, point: Floats) -> Floats:
        """Return points on a body where they were in the building [m]."""
        if not body.dynamic:
            return point
        where, turn = self.world.pose(body)
        return np.asarray((point - where) @ rotation(turn) + body.com)

    def _log(
        self,
        now: float,
        piece_a: NDArray[np.int64],
        piece_b: NDArray[np.int64],
        point: Floats,
        impulse: Floats,
        normal: Floats,
    ) -> None:
        swap = (piece_a < 0) | ((piece_b >= 0) & (piece_b < piece_a))
        first, second = np.where(swap, piece_b, piece_a), np.where(swap, piece_a, piece_b)
        keep = first >= 0
        key = first * (len(self.pieces) + 2) + second + 1
        _, index, group = np.unique(key[keep], return_index=True, return_inverse=True)
        total = np.bincount(group, impulse[keep])
        rows = np.flatnonzero(keep)[index]
        self.record.contacts.append(
            np.column_stack([np.full(len(rows), now), first[rows], second[rows], point[rows], total])
        )
        self.record.momentum.append((now, float((impulse * np.abs(normal[:, 2])).sum())))

    def _break(self, body: Body, point: Floats, impulse: Floats, now: float) -> None:
        if len(body.pieces) < LARGE:
            body.quiet_until = now + COOLDOWN_S
        strongest = np.argsort(-impulse)[:BLOWS]
        rest = self._rest(body, point[strongest])
        inside = self.bonds.inside(body.pieces, len(self.pieces))
        if len(body.pieces) >= LARGE:
            self.bonds.tire(inside, self.rng)
        crushed = self._overloaded(body, point, impulse)
        broken = np.union1d(
            self.bonds.strike(inside, rest, impulse[strongest]),
            inside[np.isin(self.bonds.a[inside], crushed) | np.isin(self.bonds.b[inside], crushed)],
        )
        if not len(broken):
            return
        self._cut(broken, now, float(impulse[strongest].max()))
        parts = self.bonds.components(body.pieces, len(self.pieces))
        if len(parts) == 1:
            return
        after = tuple(np.array(value) for value in self.world.bullet.getBaseVelocity(body.id))
        before = body.velocity
        self._crumble(crushed, now)
        struck = set(self._piece_at(np.full(len(rest), body.id), point[strongest]).tolist())
        speeds: list[tuple[Floats, Floats]] = []
        for part in parts:
            keep = 0.0 if struck.intersection(part.tolist()) and len(part) < len(body.pieces) // 2 else self.spec.carry
            speeds.append((before[0] * keep + after[0] * (1 - keep), before[1] * keep + after[1] * (1 - keep)))
        for made in self.world.split(body, parts, speeds):
            if len(made.pieces) < LARGE:
                made.quiet_until = now + COOLDOWN_S

    def _overloaded(self, body: Body, point: Floats, impulse: Floats) -> NDArray[np.int64]:
        """Return the pieces of a body that are pressed past the strength of their section: columns and walls give way."""
        piece = self._piece_at(np.full(len(point), body.id), point)
        load = np.bincount(piece, impulse, minlength=len(self.pieces))
        size = np.sort(self.pieces.size, axis=1)
        limit = self.section_pa[self.pieces.material] * size[:, 0] * size[:, 1] * self.spec.step_s
        return np.flatnonzero(load > limit)

    def _crush(self, squeeze: Floats, now: float) -> None:
        """Let pieces that are squeezed hard, twice in a row, lose volume to dust; also hold speeds to what a fall can give."""
        size = np.sort(self.pieces.size, axis=1)
        limit = self.crush_pa[self.pieces.material] * size[:, 1] * size[:, 2] * self.world.scale**2 * self.spec.step_s
        over = squeeze > limit
        self.squeezed = np.where(over, self.squeezed + 1, 0)
        ready = np.flatnonzero((self.squeezed > 1) & (self.world.scale > SMALLEST_SCALE))
        done = 0
        for row in ready[np.argsort(-(squeeze[ready] / limit[ready]))].tolist():
            body = self.world.bodies.get(int(self.world.body_of[row]))
            if body is None or not body.dynamic or len(body.pieces) > 1:
                continue
            self._shrink(body, row, now)
            done += 1
            if done >= CRUSHES_PER_STEP:
                break

    def _shrink(self, body: Body, row: int, now: float) -> None:
        where, turn = self.world.pose(body)
        linear, angular = self.world.bullet.getBaseVelocity(body.id)
        lost = self.pieces.volume[row] * self.world.scale[row] ** 3 * (1 - CRUSH_STEP**3)
        self.world.remove(body)
        self.world.scale[row] *= CRUSH_STEP
        made = self.world.add(
            body.pieces, dynamic=True, position=where, orientation=turn,
            velocity=(np.array(linear), np.array(angular)), now=body.born,
        )  # fmt: skip
        made.touched = True
        self.squeezed[row] = 0
        self.record.crushes.append(
            (now, float(where[0]), float(where[1]), float(where[2]), float(lost), int(self.pieces.material[row]))
        )


def simulate_collapse(pieces: Pieces, spec: CollapseSpec, out: Path, report: Callable[[int, int], None]) -> None:
    """Bring a building down and write ``motion.npz``, ``contacts.npz``, ``events.npz`` and ``flight.npz``.

    The same pieces and spec give the same motion on the same machine.

    Args:
        pieces: The building.
        spec: How it comes down.
        out: The folder to write in.
        report: Called with (pictures done, pictures).
    """
    with tempfile.TemporaryDirectory(prefix="rushes-bodies-") as scratch:
        simulation = Simulation(pieces, spec, Path(scratch))
        try:
            record = simulation.run(report)
        finally:
            simulation.world.close()
    record.save(out, pieces.mass, simulation.released)
