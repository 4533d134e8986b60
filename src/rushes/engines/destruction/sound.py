"""Sound out of the simulation's own contacts, as the camera hears it.

The two hundred strongest impacts are heard one by one: each has a crack, the ringing of its piece and the ground's
answer, and everything else steps back under it. The rest is heard as debris, and the whole as rumble, dust and air.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.engines.camera import CameraPath
from rushes.engines.destruction import beds, modal
from rushes.engines.destruction.acoustics import SPEED_OF_SOUND, Hearing, camera_at, hear, street
from rushes.engines.destruction.beds import Flux
from rushes.engines.destruction.fractures import Breaks, fractures
from rushes.engines.destruction.impacts import (
    FOREGROUND,
    Impacts,
    accents,
    distinct,
    foreground,
    leaders,
    loudest_per_step,
    strongest,
)
from rushes.engines.destruction.mixdown import LEAST_DUCK_DB, Mixdown, Stems, depth_for, duck, ducking, held, master
from rushes.errors import StepFailedError
from rushes.media.sound import SAMPLE_RATE, samples_of
from rushes.show import FIRST_FRAME, FrameRange

Array = NDArray[np.float64]

QUIETEST_FULL = 60.0
"""Impulse over distance [N s/m] that is as loud as the loudest blow of a building; below it a shot gets quieter."""

HERO_POWER = 0.55
"""Range of the heroes' levels in dB over that of their impulses: a tenth of the impulse is 11 dB less."""

DEBRIS_POWER = 0.42
DEBRIS_LEVEL = 0.24
RUMBLE_LEVEL = 0.45
FRACTURE_LEVEL = 0.12
GRAVEL_LEVEL = 0.034
DUST_LEVEL = 0.05
AIR_LEVEL = 0.0009
"""Levels beside the loudest blow, which is 1. Set with the spectrogram and the onset check, not by ear."""

MOST_LOWS = 0.17
MOST_RUBBLE = 0.115
"""Levels (root mean square) that beds reach in their loudest half second, however much falls: a collapse of ten times
the pieces is not ten times the wash."""

MOST_DUCK_DB = (18.0, 10.0)
"""How far beds go down at most under a hero of the foreground: one of the strongest, and a weaker one. Under the others
they go down by the least."""

MOST_TAIL_DUCK_DB = (18.0, 9.0)
"""How far earlier heroes go down at most under one of the foreground: a weak blow does not cut off a strong one."""

FAINTEST_FRONT = 0.3
"""Of the foreground: a simulation's impulses span 40 dB, which no mix can hold."""

BEHIND_LEVEL = 0.3
"""Of a hero that is not in the foreground."""

STREET_LEVEL = 0.6
PING_SHARE = 0.22
"""Share of heroes in reinforced concrete that let a bar ring."""

LONGEST_GRAIN_S = 0.5
"""What was struck longer ago than this no longer sounds when the clip begins."""

MODES_HERO = 26
MODES_DEBRIS = 10


@dataclass(frozen=True, eq=False, slots=True)
class Events:
    """What the simulation says beside contacts; times in seconds from frame 1001.

    Attributes:
        momentum: Momentum change of all pieces [N s].
        crushed: Crushed volume [m3].
        crushed_position: Where it was crushed [m], shape [k, 3].
        breaks: Bonds that broke.
    """

    momentum: Flux
    crushed: Flux
    crushed_position: Array
    breaks: Breaks


@dataclass(frozen=True, eq=False, slots=True)
class Soundtrack:
    """The finished sound of a clip and its hero impacts, as ``impacts.json`` holds them."""

    mixdown: Mixdown
    heroes: list[dict[str, Any]]


def read_events(path: Path) -> Events:
    """Read ``events.npz`` of the step ``simulate``.

    Raises:
        StepFailedError: It is missing or lacks an array.
    """
    try:
        with np.load(path) as file:
            return Events(
                momentum=Flux(
                    np.asarray(file["momentum_time"], float), np.abs(np.asarray(file["momentum_change"], float))
                ),
                crushed=Flux(np.asarray(file["crush_time"], float), np.asarray(file["crush_volume"], float)),
                crushed_position=np.asarray(file["crush_position"], float).reshape(-1, 3),
                breaks=Breaks(
                    np.asarray(file["break_time"], float),
                    np.asarray(file["break_position"], float).reshape(-1, 3),
                    np.asarray(file["break_area"], float),
                    np.asarray(file["break_material"], np.int64),
                ),
            )
    except (OSError, KeyError, ValueError) as error:
        raise StepFailedError(
            f"The sound can't read {path} ({error}). Delete the step simulate and make the take again."
        ) from error


def soundtrack(
    impacts: Impacts, events: Events, camera: CameraPath, frames: FrameRange, rate: Fraction, seed: int
) -> Soundtrack:
    """Synthesise a clip's sound. The same arguments give the same samples.

    Args:
        impacts: Onsets of contacts, of all time.
        events: Momentum and crushing.
        camera: Where it is heard from.
        frames: The picture's frames; the sound begins with the first and ends with the last.
        rate: Frames per second.
        seed: Of everything that is drawn.
    """
    samples = samples_of(len(frames), rate)
    begin = (frames.first - FIRST_FRAME) / float(rate)
    hearing = hear(camera, rate, impacts.time, impacts.position)
    heard = hearing.arrival - begin
    strength = impacts.impulse / np.maximum(hearing.distance, 1.0)
    heroes = strongest(impacts.impulse, (heard >= 0) & (heard < samples / SAMPLE_RATE))
    loudest = max(float(strength[heroes].max(initial=0.0)), QUIETEST_FULL)
    lead = leaders(heard[heroes], impacts.impulse[heroes])
    front = foreground(lead, heard[heroes])
    level = _levels(heard[heroes], strength[heroes] / loudest, front)

    source = np.average(impacts.position, axis=0, weights=impacts.impulse) if len(impacts) else np.zeros(3)
    blows = _Blows(impacts, hearing, heard, seed)
    own = blows.heroes(heroes, front, level, samples)
    debris = blows.debris(heroes, strength / loudest, samples)
    lows, grit = _beds(impacts, heard, events, camera, rate, begin, samples, seed)
    cracks = fractures(events.breaks, impacts.materials, camera, rate, begin, samples, seed)
    lows = held(lows, MOST_LOWS)
    rubble = held(debris + grit, MOST_RUBBLE) + FRACTURE_LEVEL * cracks
    at = np.rint(heard[heroes] * SAMPLE_RATE).astype(np.int64)
    depth = np.full(len(heroes), LEAST_DUCK_DB)
    for hero in np.flatnonzero(front):
        most = MOST_DUCK_DB[int(hero >= FOREGROUND)]
        depth[hero] = depth_for(lows + rubble, int(at[hero]), float(level[hero]), most)
    under = ducking(at, depth, samples)[:, None]
    room = street(camera, source, seed)
    quiet = AIR_LEVEL * beds.air(samples, np.random.default_rng([seed, 5]))
    stems = Stems(
        impacts=_in_street(own, room),
        rumble=lows * under,
        debris=_in_street(rubble * under, room) + quiet,
    )
    mixdown = master(stems, level=bool(len(heroes)))
    return Soundtrack(mixdown, _records(impacts, hearing, heroes, front, rate))


def _levels(heard: Array, share: Array, front: NDArray[np.bool_]) -> Array:
    """Return each hero's level: after its strength, a little less beside stronger ones, less behind the foreground."""
    level = share**HERO_POWER
    level[front] = np.maximum(level[front] * accents(heard[front], share[front]), FAINTEST_FRONT)
    level[~front] *= BEHIND_LEVEL
    return level


@dataclass(frozen=True, eq=False, slots=True)
class _Blows:
    """Single blows, drawn into stereo tracks."""

    impacts: Impacts
    hearing: Hearing
    heard: Array
    seed: int

    def heroes(self, rows: NDArray[np.int64], front: NDArray[np.bool_], level: Array, samples: int) -> Array:
        """Return the heroes' track, shape [samples, 2]; those in front lower what still rings of the ones before."""
        out = np.zeros((samples, 2))
        for hero in np.argsort(self.heard[rows], kind="stable"):
            row = int(rows[hero])
            if front[hero]:
                at = round(float(self.heard[row]) * SAMPLE_RATE)
                most = MOST_TAIL_DUCK_DB[int(hero >= FOREGROUND)]
                duck(out, at, depth_for(out, at, float(level[hero]), most))
            rng = np.random.default_rng([self.seed, 1, row])
            self._place(out, row, self._hero(row, rng, front=bool(front[hero])) * level[hero])
        return out

    def debris(self, heroes: NDArray[np.int64], share: Array, samples: int) -> Array:
        """Return the single grains of debris, shape [samples, 2]."""
        out = np.zeros((samples, 2))
        alone = np.zeros(len(self.impacts), bool)
        alone[distinct(self.impacts)] = True
        alone[heroes] = False
        alone &= (self.heard > -LONGEST_GRAIN_S) & (self.heard * SAMPLE_RATE < samples)
        rows = np.flatnonzero(alone)
        rows = rows[loudest_per_step(self.heard[rows], share[rows])]
        whole = self._unbroken_panes(rows)
        for row in rows.tolist():
            rng = np.random.default_rng([self.seed, 2, row])
            wave = self._grain(row, rng, whole=row in whole)
            self._place(out, row, wave * (DEBRIS_LEVEL * min(float(share[row]), 1.0) ** DEBRIS_POWER))
        return out

    def _hero(self, row: int, rng: np.random.Generator, *, front: bool) -> Array:
        impacts = self.impacts
        name = impacts.materials[impacts.material[row]]
        matter = modal.MATTER.get(name, modal.MATTER["concrete"])
        mass, distance = float(impacts.mass[row]), float(self.hearing.distance[row])
        speed = float(impacts.speed_change[row])
        parts = [0.55 * modal.struck(matter, impacts.size[row], mass, speed, distance, rng, MODES_HERO)]
        if front:
            parts.append(1.6 * matter.crack**0.5 * modal.crack(matter, mass, distance, rng))
            # The blow is that of the impulse, whatever the piece weighs that took it.
            parts.append(0.6 * modal.thump(float(impacts.impulse[row]) / max(speed, 1.0), rng))
        if name == "glass":
            parts.append(modal.shatter(70, 0.16, distance, rng))
        if impacts.reinforced[row] and rng.random() < PING_SHARE:
            parts.append(0.16 * modal.ping(distance, rng))
        wave = np.zeros(max(len(part) for part in parts))
        for part in parts:
            wave[: len(part)] += part
        return wave

    def _grain(self, row: int, rng: np.random.Generator, *, whole: bool) -> Array:
        impacts = self.impacts
        name = impacts.materials[impacts.material[row]]
        distance = float(self.hearing.distance[row])
        if name == "glass":  # breaks once; what touches later is shards
            return modal.shatter(40, 0.12, distance, rng) if whole else 0.4 * modal.shatter(3, 0.02, distance, rng)
        matter = modal.MATTER.get(name, modal.MATTER["concrete"])
        mass, speed = float(impacts.mass[row]), float(impacts.speed_change[row])
        return modal.struck(matter, impacts.size[row], mass, speed, distance, rng, MODES_DEBRIS)

    def _unbroken_panes(self, rows: NDArray[np.int64]) -> set[int]:
        """Return those rows at which a pane of glass is struck for the first time in the whole log."""
        _, first = np.unique(self.impacts.body, return_index=True)
        return set(np.intersect1d(first, rows).tolist())

    def _place(self, track: Array, row: int, wave: Array) -> None:
        for ear in range(2):
            start = round(float(self.heard[row] + self.hearing.delay[row, ear]) * SAMPLE_RATE)
            gain = float(self.hearing.gain[row, ear] / max(float(np.hypot(*self.hearing.gain[row])), 1e-12))
            first, last = max(start, 0), min(start + len(wave), len(track))
            if last > first:
                track[first:last, ear] += gain * np.sqrt(2) * wave[first - start : last - start]


def _beds(
    impacts: Impacts,
    heard: Array,
    events: Events,
    camera: CameraPath,
    rate: Fraction,
    begin: float,
    samples: int,
    seed: int,
) -> tuple[Array, Array]:
    """Return rumble and grit (gravel and dust), each of shape [samples, 2]."""
    blows = Flux(heard, impacts.impulse)
    weak = np.zeros(len(heard))
    weak[distinct(impacts)] = 1.0
    place = events.crushed_position
    ears = camera_at(camera, rate, events.crushed.time)
    away = np.linalg.norm(place - ears, axis=1) if len(place) else np.zeros(0)
    crushed = Flux(events.crushed.time + away / SPEED_OF_SOUND - begin, events.crushed.amount)
    middle = np.average(impacts.position, axis=0, weights=impacts.impulse) if len(impacts) else np.zeros(3)
    mean = float(np.linalg.norm(middle - camera.position[0]))
    momentum = Flux(events.momentum.time + mean / SPEED_OF_SOUND - begin, events.momentum.amount)
    if not len(impacts):  # nothing touches anything: a building that stands does not rumble
        momentum = Flux(np.zeros(0), np.zeros(0))
    lows = RUMBLE_LEVEL * beds.rumble(momentum, blows, samples, np.random.default_rng([seed, 3]))
    rng = np.random.default_rng([seed, 4])
    grit = GRAVEL_LEVEL * beds.gravel(crushed, Flux(heard, weak), samples, mean, rng)
    return lows, grit + DUST_LEVEL * beds.dust(crushed, samples, rng)


def _in_street(dry: Array, room: Array) -> Array:
    from scipy.signal import fftconvolve

    wet = fftconvolve(dry, room, axes=0)[: len(dry)]
    return np.asarray(dry + STREET_LEVEL * wet)


def _records(
    impacts: Impacts, hearing: Hearing, heroes: NDArray[np.int64], front: NDArray[np.bool_], rate: Fraction
) -> list[dict[str, Any]]:
    order = np.argsort(hearing.arrival[heroes], kind="stable")
    return [
        {
            "time": round(float(impacts.time[row]), 6),
            "arrival": round(float(hearing.arrival[row]), 6),
            "frame": int(FIRST_FRAME + np.floor(hearing.arrival[row] * float(rate))),
            "pan": round(float(hearing.pan[row]), 4),
            "body": int(impacts.body[row]),
            "other": int(impacts.other[row]),
            "impulse": round(float(impacts.impulse[row]), 3),
            "distance": round(float(hearing.distance[row]), 3),
            "material": impacts.materials[impacts.material[row]],
            "front": bool(front[hero]),
        }
        for hero, row in ((int(hero), int(heroes[hero])) for hero in order)
    ]
