"""Small debris: chips, gravel, bricks, shards and splinters, born where bonds break and pieces crush.

They fly on their own. What is large moves them at their birth, is the surface they land on, and carries what lies on it;
they push nothing, and not each other. They are a sample: a collapse leaves far more than can be drawn, and the rest of
the crushed volume is the dust's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.breaks.panes import shattered
from rushes.engines.destruction.building.pieces import Pieces
from rushes.engines.destruction.building.solid import DENSITY, MATERIALS
from rushes.engines.destruction.debris.debris_field import Debris
from rushes.engines.destruction.debris.debris_shapes import BRICK_M, CHOICES, HALF_BRICK_M, SHAPES, by_name
from rushes.engines.destruction.debris.debris_sources import (
    COUNTED_M,
    REACH_M,
    Events,
    caught,
    openness,
    read_blows,
    read_events,
    ridden,
    surfaced,
    together,
)
from rushes.engines.destruction.debris.shards import shards
from rushes.engines.destruction.rigid.motion import Motion
from rushes.engines.destruction.rigid.tops import Tops

Floats = NDArray[np.float64]

FRAGMENTS = 2.5
"""Exponent D of the number of fragments larger than a size, N ~ size ** -D: Turcotte, Fractals and fragmentation,
J. Geophys. Res. 91 (1986), doi 10.1029/JB091iB02p01921. His 2.5 is that of rock broken by explosions and impacts."""

LARGEST_M = 0.25
"""What is longer is a piece of its own in the simulation."""

SMALLEST_M = {"draft": 0.12, "review": 0.08, "final": 0.045}
"""Shortest debris by quality [m]: one to two pixels of each at 40 m. A draft shows the large ones of what the final shows."""

BRICKS = {"brick_whole": 0.5, "brick_half": 0.7}
"""How many whole and half bricks come beside each such fragment of brick."""

MOST = 36000
"""At most so many fragments of ``COUNTED_M`` and more, times the amount: beyond it every event leaves less. By the power law
a draft shows a third of them, and a final four times as many, at 20 bytes a frame each in the scene."""

SPALL_MS, SPALL_SPREAD = 1.3, 0.7
"""Median speed [m/s] away from a breaking face, and the deviation of its logarithm: what a joint that snaps gives."""

SQUEEZE_MS, SQUEEZE_SPREAD = 4.6, 0.65
"""The same for what is pressed out sideways where pieces crush."""

FASTEST_MS = 13.0
"""Nothing is thrown faster than this [m/s] relative to what it comes from."""

CARRIED = 0.4
"""Share of its speed that crushed material keeps: it is caught between what comes down and what lies."""

SPIN_RAD_S = 9.0
"""Deviation of the whirl [rad/s] of a fragment of 10 cm; smaller ones whirl faster, up to ``MOST_SPIN_RAD_S``."""

MOST_SPIN_RAD_S = 30.0

BOUNCE = {"concrete": 0.26, "brick": 0.24, "glass": 0.12, "wood": 0.34, "plaster": 0.1}
FRICTION = {"concrete": 0.62, "brick": 0.65, "glass": 0.4, "wood": 0.5, "plaster": 0.6}
"""Restitution and Coulomb friction on asphalt and rubble, by eye within the range of handbooks."""

AIR_KG_M3, DRAG = 1.2, 1.1
"""Density of air, and the drag coefficient of a tumbling angular body."""

GLASS_M = 0.006
"""Thickness [m] of a pane."""

STEP_S = 1 / 240
SHALLOW_M = 0.3
"""What flies lower than this [m] is left to the street."""

LYING_MS = 3.0
"""A piece slower than this [m/s] is something to land on."""


@dataclass(frozen=True, eq=False, slots=True)
class Born:
    """n fragments at the moment each is born: see ``Debris``; speeds in m/s and rad/s."""

    time: Floats
    shape: NDArray[np.int64]
    scale: Floats
    position: Floats
    velocity: Floats
    turn: Floats
    spin: Floats

    def only(self, keep: NDArray[np.bool_]) -> Born:
        """Return some of them."""
        return Born(*(getattr(self, name)[keep] for name in self.__slots__))

    def joined(self, other: Mapping[str, NDArray[Any]]) -> Born:
        """Return these and others, by the names of their arrays, in the order of their birth."""
        order = np.argsort(np.concatenate([self.time, other["time"]]), kind="stable")
        return Born(*(np.concatenate([getattr(self, name), other[name]])[order] for name in self.__slots__))


def born(events: Events, pieces: Pieces, motion: Motion, times: Floats, *, amount: float, seed: int) -> Born:
    """Return the fragments that events leave, down to the shortest that any quality shows.

    Args:
        events: Where from.
        pieces: The building: what is deep inside it stays inside.
        motion: Poses of the pieces; a fragment has the speed of the piece nearest to it.
        times: Of each pose [s].
        amount: Factor on their number; 0 is none.
        seed: Of their sizes, places and ways.
    """
    rng = np.random.default_rng([seed, 7])
    inside = (events.time >= times[0]) & (events.time < times[-1])
    mean = events.count * openness(events, pieces, motion, times) * inside * amount
    total = float((mean * _beside(events.material)).sum())
    mean *= min(1.0, MOST * max(amount, 1.0) / max(total, 1e-9))
    finest = SMALLEST_M["final"]
    rows, shape, size = [], [], []
    for index, name in enumerate(MATERIALS):
        own = np.flatnonzero((events.material == index) & (mean > 0))
        if name not in CHOICES or not len(own):
            continue
        drawn = np.repeat(own, rng.poisson(mean[own] * (COUNTED_M / finest) ** FRAGMENTS))
        rows.append(drawn)
        which = [by_name(one) for one in CHOICES[name]]
        shape.append(rng.choice(which, len(drawn), p=list(CHOICES[name].values())))
        size.append(sizes(rng.random(len(drawn)), finest))
        if name == "brick":
            for kind, length in (("brick_whole", BRICK_M), ("brick_half", HALF_BRICK_M)):
                whole = np.repeat(own, rng.poisson(mean[own] * BRICKS[kind]))
                rows.append(whole)
                shape.append(np.full(len(whole), by_name(kind)))
                size.append(np.full(len(whole), length))
    if not rows:
        rows, shape, size = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(0)]
    return _launched(events, np.concatenate(rows), np.concatenate(shape), np.concatenate(size), motion, times, rng)


def sizes(share: Floats, smallest: float) -> Floats:
    """Return sizes [m] of the power law between a smallest and ``LARGEST_M``, from uniform shares 0 to 1."""
    reach = 1.0 - (smallest / LARGEST_M) ** FRAGMENTS
    return np.asarray(smallest * (1.0 - share * reach) ** (-1.0 / FRAGMENTS))


def loosened(start: Born, pieces: Pieces, motion: Motion, times: Floats, *, seed: int) -> Born:
    """Let many fragments lie on the piece they broke from until it lands; see ``debris_sources.ridden``."""
    rng = np.random.default_rng([seed, 8])
    rows, when, where, speed = ridden(start.time, start.position, pieces, motion, times, rng)
    time, position, velocity = start.time.copy(), start.position.copy(), start.velocity.copy()
    half = np.linalg.norm(np.array([one.half for one in SHAPES]).reshape(-1, 3)[start.shape] * start.scale, axis=1)
    time[rows], velocity[rows] = when, speed
    position[rows] = where
    position[rows, 2] += half[rows] + 1e-3
    order = np.argsort(time, kind="stable")
    late = Born(time, start.shape, start.scale, position, velocity, start.turn, start.spin)
    return Born(*(getattr(late, name)[order] for name in Born.__slots__))


def _beside(material: NDArray[np.int64]) -> Floats:
    """Return how many of ``COUNTED_M`` and more come for each fragment: bricks come beside their crumbs."""
    return np.where(material == MATERIALS.index("brick"), 1.0 + sum(BRICKS.values()), 1.0)


def _launched(
    events: Events,
    rows: NDArray[np.int64],
    shape: NDArray[np.int64],
    size: Floats,
    motion: Motion,
    times: Floats,
    rng: np.random.Generator,
) -> Born:
    order = np.argsort(events.time[rows], kind="stable")
    rows, shape, size = rows[order], shape[order], size[order]
    count = len(rows)
    scale = size[:, None] * np.column_stack(
        [np.ones(count), rng.uniform(0.85, 1.1, count), rng.uniform(0.8, 1.2, count)]
    )
    half = np.array([one.half for one in SHAPES]).reshape(-1, 3)
    bricks = np.isin(shape, [by_name(kind) for kind in BRICKS])
    scale[bricks] = size[bricks, None]
    glass = np.array([one.material == "glass" for one in SHAPES])[shape]
    scale[glass, 2] = GLASS_M / (2.0 * half[shape[glass], 2])
    place = events.position[rows] + rng.uniform(-1.0, 1.0, (count, 3)) * events.spread[rows, None]
    place[:, 2] = np.maximum(place[:, 2], np.linalg.norm(half[shape] * scale, axis=1) + 1e-3)
    turn = rng.normal(size=(count, 4))
    turn /= np.maximum(np.linalg.norm(turn, axis=1, keepdims=True), 1e-9)
    whirl = SPIN_RAD_S * np.sqrt(0.1 / np.maximum(size, 1e-3))
    spin = np.clip(rng.normal(size=(count, 3)) * whirl[:, None], -MOST_SPIN_RAD_S, MOST_SPIN_RAD_S)
    carried = speeds_of(motion, times, events.time[rows], events.position[rows])
    crushed = events.crushed[rows]
    thrown = _thrown(place, crushed, rng)
    return Born(
        time=events.time[rows],
        shape=shape,
        scale=scale,
        position=place,
        velocity=carried * np.where(crushed, CARRIED, 1.0)[:, None] + thrown,
        turn=turn,
        spin=spin,
    )


def _thrown(place: Floats, crushed: NDArray[np.bool_], rng: np.random.Generator) -> Floats:
    """Return the speed that breaking and squeezing add: any way from a face but rather outward, and outward from what is crushed."""
    count = len(place)
    any_way = rng.normal(size=(count, 3))
    any_way /= np.maximum(np.linalg.norm(any_way, axis=1, keepdims=True), 1e-9)
    bearing = np.arctan2(place[:, 1], place[:, 0]) + rng.normal(0.0, 0.7, count)
    outward = np.column_stack([np.cos(bearing), np.sin(bearing), rng.uniform(-0.1, 0.6, count)])
    any_way += 0.7 * outward
    median = np.where(crushed, SQUEEZE_MS, SPALL_MS)
    spread = np.where(crushed, SQUEEZE_SPREAD, SPALL_SPREAD)
    speed = np.minimum(median * np.exp(spread * rng.normal(size=count)), FASTEST_MS)
    return np.asarray(np.where(crushed[:, None], outward, any_way) * speed[:, None])


def speeds_of(motion: Motion, times: Floats, when: Floats, where: Floats) -> Floats:
    """Return the speed of the piece nearest to each place at a moment [m/s], shape [k, 3]."""
    from scipy.spatial import cKDTree

    found = np.zeros((len(when), 3))
    after = np.clip(np.searchsorted(times, when, side="right"), 1, len(times) - 1)
    for row in np.unique(after).tolist():
        own = after == row
        _, piece = cKDTree(motion.position[row - 1]).query(where[own])
        moved = motion.position[row].astype(float) - motion.position[row - 1]
        found[own] = moved[piece] / float(times[row] - times[row - 1])
    return found


def fall(
    start: Born,
    pieces: Pieces,
    motion: Motion,
    times: Floats,
    report: Callable[[int, int], None] = lambda _done, _total: None,
) -> Debris:
    """Let fragments fly, land and lie, and return their poses at every picture of the motion.

    What lies on a piece goes where that goes, and falls when it is dropped. Nothing lies on glass, which breaks under it.

    Args:
        start: How each begins.
        pieces, motion: What they land on, at every picture as it lies then.
        times: Of each picture [s].
        report: Told how many pictures are done, of how many.
    """
    from rushes.engines.destruction.debris import debris_kernels as kernels

    half, drag, bounce, friction = _bodies(start)
    state = [start.position.copy(), start.velocity.copy(), start.turn.copy(), start.spin.copy()]
    at_rest, upon = np.zeros(len(start.time), np.bool_), np.full(len(start.time), -1, np.int64)
    tops, holds = Tops(pieces, motion, REACH_M), pieces.material != MATERIALS.index("glass")
    position, orientation = [], []
    for row in range(len(times)):
        position.append(state[0].astype(np.float32))
        orientation.append(state[2].astype(np.float32))
        report(row + 1, len(times))
        if row + 1 == len(times):
            break
        lies = _lying(motion, times, row) & holds
        _ride(state, half, at_rest, upon, lies, motion, times, row)
        span = float(times[row + 1] - times[row])
        count = max(1, round(span / STEP_S))
        kernels.fly(
            *(float(times[row]), span / count, count, start.time, half, drag, bounce, friction),
            *(tops.surface(row + 1, lies), *state, at_rest, upon),
        )
        # What a falling chunk goes through it takes along: nothing comes out of its other side.
        airborne = np.flatnonzero(~at_rest & (start.time < times[row + 1]) & (state[0][:, 2] > SHALLOW_M))
        held, speed = caught(state[0], pieces, motion, times, row + 1, airborne)
        state[1][held] = speed
    rate = 1.0 / float(times[1] - times[0])
    return Debris(
        frame=motion.frame,
        shape=start.shape.astype(np.uint8),
        scale=start.scale.astype(np.float32),
        birth=(motion.frame[0] + (start.time - times[0]) * rate).astype(np.float32),
        position=np.stack(position),
        orientation=np.stack(orientation),
    )


def _bodies(start: Born) -> tuple[Floats, Floats, Floats, Floats]:
    """Return each fragment's half box [m], drag over mass [1/m], restitution and friction."""
    material = [shape.material for shape in SHAPES]
    half = np.array([shape.half for shape in SHAPES])[start.shape] * start.scale
    density = np.array([DENSITY[name] for name in material])[start.shape]
    # A tumbling box shows about half of its largest side; it fills about half of the box around it.
    across, volume = 2.0 * half[:, 0] * half[:, 1], 4.0 * half.prod(axis=1)
    drag = 0.5 * AIR_KG_M3 * DRAG * across / np.maximum(density * volume, 1e-9)
    bounce, friction = (np.array([table[name] for name in material])[start.shape] for table in (BOUNCE, FRICTION))
    return half, drag, bounce, friction


def _lying(motion: Motion, times: Floats, row: int) -> NDArray[np.bool_]:
    """Return which pieces have come down and are slow enough to be landed on from one picture to the next."""
    span = float(times[row + 1] - times[row])
    moved = np.linalg.norm(motion.position[row + 1].astype(float) - motion.position[row], axis=1)
    return np.asarray((motion.released < times[row]) & (moved < LYING_MS * span))


def _ride(
    state: list[Floats],
    half: Floats,
    at_rest: NDArray[np.bool_],
    upon: NDArray[np.int64],
    lies: NDArray[np.bool_],
    motion: Motion,
    times: Floats,
    row: int,
) -> None:
    """Carry what lies on a piece along with it to the next picture; what lies on a piece that falls away falls with it."""
    rides = np.flatnonzero(at_rest & (upon >= 0))
    piece = upon[rides]
    dropped = ~lies[piece]
    span = float(times[row + 1] - times[row])
    speed = (motion.position[row + 1, piece].astype(float) - motion.position[row, piece]) / span
    state[1][rides] = speed
    at_rest[rides[dropped]] = False
    rides, piece = rides[~dropped], piece[~dropped]
    back = motion.orientation[row, piece].astype(float) * [1.0, -1.0, -1.0, -1.0]
    turn = _product(motion.orientation[row + 1, piece].astype(float), back)
    away = state[0][rides] - motion.position[row, piece]
    away *= (motion.scale[row + 1, piece] / np.maximum(motion.scale[row, piece], 1e-6))[:, None]
    swept = 2.0 * np.cross(turn[:, 1:], away)
    state[0][rides] = motion.position[row + 1, piece] + away + turn[:, :1] * swept + np.cross(turn[:, 1:], swept)
    state[2][rides] = _product(turn, state[2][rides])
    w, x, y, z = state[2][rides].T
    up = np.stack([2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)], axis=-1)
    state[0][rides, 2] = np.maximum(state[0][rides, 2], (np.abs(up) * half[rides]).sum(axis=1))


def _product(one: Floats, two: Floats) -> Floats:
    """Return the quaternions (w, x, y, z) that turn by the second and then by the first, shape [k, 4]."""
    w = one[:, :1] * two[:, :1] - (one[:, 1:] * two[:, 1:]).sum(axis=1, keepdims=True)
    vector = one[:, :1] * two[:, 1:] + two[:, :1] * one[:, 1:] + np.cross(one[:, 1:], two[:, 1:])
    return np.concatenate([w, vector], axis=1)


def shown(debris: Debris, start: Born, pieces: Pieces, motion: Motion, quality: str) -> Debris:
    """Return what a quality shows: long enough, come to rest near enough, and not buried from birth to the end."""
    low, high = pieces.extent[:, :2]
    last = debris.position[-1, :, :2]
    away = np.maximum(np.maximum(low - last, last - high), 0.0)
    keep = (start.scale[:, 0] >= SMALLEST_M[quality]) & (np.linalg.norm(away, axis=1) <= REACH_M)
    keep &= surfaced(debris, pieces, motion)
    return Debris(
        frame=debris.frame,
        shape=debris.shape[keep],
        scale=debris.scale[keep],
        birth=debris.birth[keep],
        position=debris.position[:, keep],
        orientation=debris.orientation[:, keep],
    )


def make(
    simulation: Path,
    pieces: Pieces,
    *,
    amount: float,
    quality: str,
    seed: int,
    report: Callable[[int, int], None] = lambda _done, _total: None,
) -> Debris:
    """Make a shot's debris from the folder of its simulation.

    Raises:
        StepFailedError: The simulation is not whole.
    """
    motion = Motion.load(simulation / "motion.npz")
    times = _times(simulation / "motion.npz")
    events = together(read_events(simulation / "events.npz"), read_blows(simulation / "contacts.npz", pieces))
    start = born(events, pieces, motion, times, amount=amount, seed=seed)
    start = loosened(start, pieces, motion, times, seed=seed)
    panes = shattered(vars(pieces), motion.position, motion.orientation, times)
    start = start.joined(shards(panes, amount=amount, seed=seed))
    start = start.only(start.scale[:, 0] >= SMALLEST_M[quality])
    return shown(fall(start, pieces, motion, times, report), start, pieces, motion, quality)


def _times(path: Path) -> Floats:
    archive: Mapping[str, Any]
    with np.load(path) as archive:
        return np.asarray(archive["time"], float)
