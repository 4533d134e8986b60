"""The simulation of a clip: from its players to where everything is at every frame, and what hit what."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.brief.scene import Scene
from rushes.engines.clip.physics.cast import Player, cast
from rushes.engines.clip.physics.contacts import ContactLog, Impact
from rushes.engines.clip.physics.happening import Happening, Shard
from rushes.engines.clip.physics.lifted import lifted
from rushes.engines.clip.physics.world import STEP_HZ, World, rotated
from rushes.engines.clip.staged import Stage

Floats = NDArray[np.float64]

REST_S: Final = 0.4
"""What stands on its own is let settle for so long before the first frame [s]."""

SLOW_MS: Final = 0.05
"""Whatever goes faster meanwhile is slowed down: it was put too close to something [m/s]."""


@dataclass(frozen=True, eq=False)
class Simulated:
    """What came of it; body by body, players first, then pieces in the order in which they came off.

    Attributes:
        players: Who took part.
        shards: What came off.
        position: Of each body's origin [m], shape [frames, bodies, 3].
        orientation: Unit quaternions (w, x, y, z), shape [frames, bodies, 4].
        shown: First and last row at which each is there, shape [bodies, 2].
        mass: [kg], shape [bodies].
        impacts: What hit what, in time.
        flights: Of bodies that were let go, until their first contact: flight, body, time [s], height of the centre of mass [m].
        told: The beats as they were carried out.
    """

    players: tuple[Player, ...]
    shards: tuple[Shard, ...]
    position: Floats
    orientation: Floats
    shown: NDArray[np.int32]
    mass: Floats
    impacts: tuple[Impact, ...]
    flights: NDArray[np.float64]
    told: tuple[dict[str, object], ...]


def simulate(scene: Scene, stage: Stage, rate: Fraction, seed: int, report: Callable[[int, int], None]) -> Simulated:
    """Return how everything in a scene moves. The same arguments give the same motion on the same machine.

    Args:
        scene: With its beats.
        stage: As it stands.
        rate: Frames per second.
        seed: Of fracture, and of what falls which way.
        report: Called with (frames done, of how many).

    Raises:
        BadInputError: A beat can't be carried out, or Bullet isn't installed.
    """
    players = cast(scene, stage)
    frames = scene.cuts(rate)[-1]
    substeps = max(1, round(STEP_HZ / float(rate)))
    world = World(float(1 / (rate * substeps)))
    try:
        return _run(world, Happening(world, players, scene, seed), stage, rate, (frames, substeps), report)
    finally:
        world.close()


def _run(
    world: World,
    happening: Happening,
    stage: Stage,
    rate: Fraction,
    counts: tuple[int, int],
    report: Callable[[int, int], None],
) -> Simulated:
    frames, substeps = counts
    players = happening.players
    _set_up(world, players, stage)
    log = ContactLog()
    _settle(world, players, log)
    beats = sorted(happening.scene.beats, key=lambda beat: beat.at_s or 0.0)
    rows: list[dict[int, tuple[Floats, Floats]]] = []
    flights = _Flights()
    for frame in range(frames):
        rows.append(_poses(world, happening))
        for substep in range(substeps):
            time = float(Fraction(frame * substeps + substep, substeps) / rate)
            while beats and (beats[0].at_s or 0.0) <= time + 1e-9:
                happening.beat(beats.pop(0), time)
            happening.begin(time)
            _drive(world, players, happening, time + world.step_s)
            touched = world.step()
            whole = log.step(
                time + world.step_s, world.step_s, touched, lambda number: world.mass.get(number, float("inf"))
            )
            flights.step(world, happening, time + world.step_s, touched)
            for impact in whole:
                happening.hit(impact)
        report(frame + 1, frames)
    return _whole(happening, rows, log, flights, float(rate), substeps)


def _set_up(world: World, players: tuple[Player, ...], stage: Stage) -> None:
    world.ground()
    for low, high in stage.setting.solids:
        world.wall(low, high)
    for number, player in enumerate(players):
        actor = player.actor
        half = np.radians(actor.yaw_deg) / 2
        turn = np.array([np.cos(half), 0.0, 0.0, np.sin(half)])
        still = player.role != "free"
        world.add(
            number,
            player.hulls,
            player.mass,
            player.middle,
            actor.model.substance,
            np.array(actor.at),
            turn,
            still=still,
        )


def _settle(world: World, players: tuple[Player, ...], log: ContactLog) -> None:
    """Let what is stacked close its gaps before the first frame, slowly; what goes its own way is put where it begins."""
    for number, player in enumerate(players):
        if player.travel is not None:
            _put(world, number, player, 0.0)
    free = [number for number, player in enumerate(players) if player.role == "free"]
    steps = round(REST_S / world.step_s)
    for step in range(steps):
        touched = world.step()
        log.step(
            (step - steps) * world.step_s, world.step_s, touched, lambda number: world.mass.get(number, float("inf"))
        )
        for number in free:
            linear, angular = world.velocity(number)
            if float(np.abs(linear).max()) > SLOW_MS:
                world.push(number, linear * 0.2, angular * 0.2)
    for number in free:
        world.rest(number)
    log.impacts.clear()


def _drive(world: World, players: tuple[Player, ...], happening: Happening, time: float) -> None:
    for number, player in enumerate(players):
        if player.travel is not None and number not in happening.let_go:
            _put(world, number, player, time)


def _put(world: World, number: int, player: Player, time: float) -> None:
    assert player.travel is not None  # noqa: S101 - asked by both callers
    x, y, z, yaw = player.travel.at(time)
    half = np.radians(yaw) / 2
    world.put(number, np.array([x, y, z]), np.array([np.cos(half), 0.0, 0.0, np.sin(half)]))


def _poses(world: World, happening: Happening) -> dict[int, tuple[Floats, Floats]]:
    numbers = [*range(len(happening.players)), *(shard.number for shard in happening.shards)]
    return {number: world.pose(number) for number in numbers if world.has(number)}


class _Flights:
    """Heights of what falls freely, until it touches."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, int, float, float]] = []
        self._open: dict[int, int] = {}
        self._closed: set[int] = set()

    def step(
        self,
        world: World,
        happening: Happening,
        time: float,
        touched: list[tuple[int, int, float, tuple[float, float, float]]],
    ) -> None:
        hit = {row[0] for row in touched} | {row[1] for row in touched}
        for number in happening.let_go:
            if number in hit or number in happening.gone:
                self._closed.add(number)
            if number in self._closed or happening.players[number].travel is not None:
                continue
            flight = self._open.setdefault(number, len(self._open))
            at, turn = world.pose(number)
            height = float((at + rotated(turn, happening.players[number].middle))[2])
            self.rows.append((flight, number, time, height))


def _whole(
    happening: Happening,
    rows: list[dict[int, tuple[Floats, Floats]]],
    log: ContactLog,
    flights: _Flights,
    rate: float,
    substeps: int,
) -> Simulated:
    count = len(happening.players) + len(happening.shards)
    frames = len(rows)
    came = {place: min(math.ceil(time * rate), frames) for place, time in happening.poured.items()}
    position, orientation = np.zeros((frames, count, 3)), np.zeros((frames, count, 4))
    shown = np.zeros((count, 2), np.int32)
    for number in range(count):
        there = [frame for frame, row in enumerate(rows) if number in row]
        if not there:
            shown[number] = (frames, frames)
            orientation[:, number, 0] = 1.0
            continue
        shown[number] = (max(there[0], came.get(number, 0)), there[-1])
        for frame in range(frames):
            at, turn = rows[min(max(frame, there[0]), there[-1])][number]
            position[frame, number], orientation[frame, number] = at, turn
    shapes = [player.actor.model.points if player.role in {"free", "held"} else None for player in happening.players]
    pieces = (shard.piece.model.points for shard in happening.shards)
    position = lifted(position, orientation, [*shapes, *pieces], substeps)
    masses = [player.mass for player in happening.players] + [shard.mass for shard in happening.shards]
    return Simulated(
        happening.players,
        tuple(happening.shards),
        position,
        orientation,
        shown,
        np.array(masses),
        tuple(log.impacts),
        np.array(flights.rows, float).reshape(-1, 4),
        tuple(happening.told),
    )


def arrays(simulated: Simulated, rate: Fraction, first: int) -> dict[str, dict[str, Any]]:
    """Return what the files ``motion.npz``, ``flight.npz`` and ``shards.npz`` hold."""
    frames, count = simulated.position.shape[:2]
    names = [player.actor.name for player in simulated.players]
    names += [
        f"{simulated.players[shard.player].actor.name}_piece_{number + 1}"
        for number, shard in enumerate(simulated.shards)
    ]
    models = [player.actor.model for player in simulated.players] + [shard.piece.model for shard in simulated.shards]
    motion = {
        "frame": np.arange(first, first + frames, dtype=np.int32),
        "time": np.arange(frames) / float(rate),
        "position": simulated.position.astype(np.float32),
        "orientation": simulated.orientation.astype(np.float32),
        "scale": np.ones((frames, count), np.float32),
        "shown": simulated.shown,
        "mass": simulated.mass,
        "size": np.array([model.size for model in models]),
        "sounds": np.array([model.substance.sounds for model in models]),
        "names": np.array(names),
    }
    flight = {
        "flight": simulated.flights[:, 0].astype(np.int32),
        "piece": simulated.flights[:, 1].astype(np.int32),
        "time": simulated.flights[:, 2],
        "z": simulated.flights[:, 3],
    }
    return {"motion": motion, "flight": flight}
