"""Do momentum and energy rise only by what the simulation says that it released?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rushes.engines import Finding, Take
from rushes.inspection.bodies import GRAVITY, Array, Bodies, data_file, read_bodies

MOST_ENERGY = 0.01
"""Share of the first frame's energy that may appear beside what is recorded: spin, that the motion does not show, and rounding."""

MOST_SOLVER = 0.02
"""Share of the first frame's energy that the solver's own steps may add in all: a block that goes on through what it crushes overlaps
it, and what is pushed out of an overlap lifts what lies on it. Measured: 0.1 % in the default block, 1.2 % in a hut."""

MOST_MOMENTUM = 0.001
"""Share of the largest momentum by which a step's change may differ from the impulses that the log has for it."""

MOST_DRIFT = 0.1
"""Share of the largest momentum by which what the pictures show may differ from the log, beyond where in its step a blow falls: what
is pushed out of an overlap is shifted by it, and rubble that a block rams and the ground stops moves within the step only. Measured: 1 % in
the default block, 8 % in a small tower."""


def momentum_energy(take: Take) -> tuple[Finding, ...]:
    """Hold the motion of all pieces against the ledger of the simulation.

    The ledger (in ``events.npz``) has energy and momentum of all that moves before and after each step, and the impulse of gravity,
    ground, hinges and what stands firm. Between steps only the simulation's controls act: what they put in is the release, but
    for what they give back of what the same step took (a block goes on through what it crushes): that is no energy from
    elsewhere. Three things are asked. Energy, as the pictures show it, rises by no more than was released; the solver itself
    adds next to none; momentum changes in a step by the impulses of that step, and is what the pictures show.
    """
    bodies, log, pieces = read_bodies(take), data_file(take, "events.npz"), data_file(take, "building.npz")
    if bodies is None or log is None or pieces is None or len(bodies.time) < 3:
        return ()
    with np.load(log) as file:
        if "ledger_time" not in file or not len(file["ledger_time"]):
            return ()
        time, energy = np.asarray(file["ledger_time"], float), np.asarray(file["ledger_energy"], float)
        momentum, outside = np.asarray(file["ledger_momentum"], float), np.asarray(file["ledger_outside"], float)
    with np.load(pieces) as building:
        mass = np.asarray(building["mass"], float)
    return (_energy(bodies, mass, time, energy), _momentum(bodies, mass, time, momentum, outside))


def _energy(bodies: Bodies, mass: Array, time: Array, energy: Array) -> Finding:
    now = mass * bodies.scale.astype(float) ** 3
    velocity = np.diff(bodies.position.astype(float), axis=0) / np.diff(bodies.time)[:, None, None]
    height = (bodies.position[1:, :, 2].astype(float) + bodies.position[:-1, :, 2]) / 2
    seen = ((GRAVITY * height + np.square(velocity).sum(axis=2) / 2) * (now[1:] + now[:-1]) / 2).sum(axis=1)
    first = max(float(seen[0]), 1e-9)
    released = np.interp(bodies.time, time, np.concatenate([[0.0], np.cumsum(_put_in(energy))]))
    least = np.minimum.accumulate(seen - released[:-1])  # what is released within a picture is seen in full in the next
    risen = seen - released[1:] - least
    rise, frame = float(risen.max()) / first, int(bodies.frame[1:][risen.argmax()])
    own = float(np.maximum(energy[:, 1] - energy[:, 0], 0.0).sum()) / first
    value, limit = rise, MOST_ENERGY
    said = f"Energy rises by {rise:.2%} beyond what is recorded, up to frame {frame}. Look for what is thrown, and simulate again."
    if own > MOST_SOLVER and rise <= MOST_ENERGY:
        value, limit = own, MOST_SOLVER
        said = f"The solver's own steps add {own:.2%} of the building's energy. Simulate again; if it stays so, the solver has to be mended."
    return Finding("energy", value <= limit, round(value, 5), limit, "share", said * (value > limit))


def _put_in(energy: Array) -> Array:
    """Return what the controls put in after each step but the last [J]: no more than the step as a whole gained."""
    return np.asarray(np.maximum(energy[1:, 0] - energy[:-1].max(axis=1), 0.0))


def _momentum(bodies: Bodies, mass: Array, time: Array, momentum: Array, outside: Array) -> Finding:
    most = max(float(np.linalg.norm(momentum, axis=2).max()), 1e-9)
    off = np.linalg.norm(momentum[:, 1] - momentum[:, 0] - outside, axis=1) / most
    worst = int(off.argmax())
    value, limit = float(off[worst]), MOST_MOMENTUM
    said = (
        f"At {time[worst]:.3f} s momentum changes by {value:.2%} more than the impulses of that step. Simulate again."
    )
    drift, frame = _drift(bodies, mass, time, momentum, most)
    if value <= limit and drift > MOST_DRIFT:
        value, limit = drift, MOST_DRIFT
        said = f"In frame {frame} the pieces move with a momentum that is {drift:.1%} off the simulation's own. Make the take again."
    return Finding("momentum", value <= limit, round(value, 5), limit, "share", said * (value > limit))


def _drift(bodies: Bodies, mass: Array, time: Array, momentum: Array, most: float) -> tuple[float, int]:
    """Return by how much what the pictures show differs from the ledger at most, as a share, and in which frame."""
    now = (mass * bodies.scale.astype(float) ** 3)[1:]
    shift = np.diff(bodies.position.astype(float), axis=0)
    seen = (shift * now[:, :, None]).sum(axis=1) / np.diff(bodies.time)[:, None]
    found = np.concatenate([momentum[:, 0], momentum[-1:, 1]])
    worst, frame = 0.0, int(bodies.frame[0])
    for row, (begin, end) in enumerate(zip(bodies.time[:-1], bodies.time[1:], strict=True)):
        inside = (time > begin - 1e-6) & (time < end - 1e-6)
        if not inside.any():
            continue
        mean, within = _mean(found, np.flatnonzero(inside))
        off = max(float(np.linalg.norm(seen[row] - mean)) - within, 0.0) / most
        if off > worst:
            worst, frame = off, int(bodies.frame[row + 1])
    return worst, frame


def _mean(before: Array, steps: NDArray[np.int64]) -> tuple[Array, float]:
    """Return the mean momentum over steps that follow each other, and how far from it the true one may be.

    It is taken from what it was when each step began and the next one did. A blow falls anywhere in its step: the momentum's mean over
    the step lies anywhere between the two.
    """
    change = np.linalg.norm(before[steps + 1] - before[steps], axis=1)
    return np.asarray((before[steps] + before[steps + 1]).mean(axis=0) / 2), float(change.mean() / 2)
