"""What hits, as the camera hears it: the strongest blows one by one, the rest as grains."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.camera import CameraPath
from rushes.engines.clip.sound.noises import Array, added
from rushes.engines.hearing.acoustics import Hearing, hear
from rushes.engines.hearing.modal import MATTER, crack, struck, thump
from rushes.errors import StepFailedError
from rushes.media.sound import SAMPLE_RATE
from rushes.show import FIRST_FRAME

HEROES: Final = 90
"""The strongest blows, each with its own modes, crack and ground."""

GRAINS: Final = 420
"""Weaker ones, with few modes."""

POWER: Final = 0.5
"""Range of the levels in dB over that of the impulses: what hits a hundred times softer is 20 dB down, and not 40."""

FULL: Final = 25.0
"""Impulse over distance [N s/m] of a blow at full level; a clip in which only small things fall is as quiet as they are."""

HEAVY_KG: Final = 30.0


@dataclass(frozen=True, eq=False)
class Blows:
    """Impacts, in time.

    Attributes:
        time: [s from frame 1001].
        place: [m], shape [n, 3].
        impulse: [N s].
        speed: Change of speed of the lighter one [m/s].
        body, other: Who; -1 is the ground.
        size: Of each body's box [m], shape [bodies, 3].
        mass: Of each body [kg].
        sounds: What each body is of.
    """

    time: Array
    place: Array
    impulse: Array
    speed: Array
    body: NDArray[np.int64]
    other: NDArray[np.int64]
    size: Array
    mass: Array
    sounds: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.time)


def read_blows(folder: Path) -> Blows:
    """Read what a simulation logged.

    Raises:
        StepFailedError: A file is missing or lacks an array.
    """
    try:
        with np.load(folder / "contacts.npz") as log, np.load(folder / "motion.npz") as motion:
            return Blows(
                np.asarray(log["time"], float),
                np.asarray(log["position"], float).reshape(-1, 3),
                np.asarray(log["impulse"], float),
                np.asarray(log["speed"], float),
                log["body"].astype(np.int64),
                log["other"].astype(np.int64),
                np.asarray(motion["size"], float),
                np.asarray(motion["mass"], float),
                tuple(str(name) for name in motion["sounds"]),
            )
    except (OSError, KeyError, ValueError) as error:
        raise StepFailedError(
            f"The sound can't read {folder} ({error}). Delete the step simulate and make the take again."
        ) from error


def contacts(
    blows: Blows, camera: CameraPath, rate: Fraction, samples: int, seed: int
) -> tuple[Array, list[dict[str, Any]]]:
    """Return what hits, shape [samples, 2], and the strongest blows as ``impacts.json`` lists them.

    Args:
        blows: All of them.
        camera: That hears.
        rate: Frames per second.
        samples: Length.
        seed: Of where each is struck.
    """
    track = np.zeros((samples, 2))
    if not len(blows):
        return track, []
    begin = (camera.frames.first - FIRST_FRAME) / float(rate)
    hearing = hear(camera, rate, blows.time, blows.place)
    strength = blows.impulse / np.maximum(hearing.distance, 1.0)
    order = np.argsort(-strength, kind="stable")
    order = _apart(order, hearing.arrival)[: HEROES + GRAINS]
    full = max(float(strength.max()), FULL)
    for rank, row in enumerate(order):
        level = float((strength[row] / full) ** POWER)
        wave = _blow(blows, row, hearing, rank < HEROES, np.random.default_rng([seed, int(row)]))
        at = hearing.arrival[row] - begin
        put(
            track,
            wave * level,
            at,
            hearing.gain[row] * max(float(hearing.distance[row]), 3.0) / np.sqrt(2),
            hearing.delay[row],
        )
    heroes = [
        {
            "time": float(blows.time[row]),
            "arrival": float(hearing.arrival[row]),
            "impulse": float(blows.impulse[row]),
            "place": [float(part) for part in blows.place[row]],
            "of": blows.sounds[int(blows.body[row])],
        }
        for row in sorted(order[:HEROES], key=lambda row: blows.time[row])
    ]
    return track, heroes


def put(track: Array, wave: Array, at: float, gain: Array, delay: Array) -> None:
    """Add a mono wave to a stereo track [s], each ear with its gain and its delay."""
    for ear in (0, 1):
        added(track[:, ear], wave * float(gain[ear]), round((at + float(delay[ear])) * SAMPLE_RATE))


def _apart(order: NDArray[np.int64], arrival: Array) -> NDArray[np.int64]:
    """Return blows by strength without those that a stronger one of the same moment covers: within three thousandths of a second."""
    taken: set[int] = set()
    kept = []
    for row in order:
        slot = int(arrival[row] / 0.003)
        if slot not in taken:
            taken.add(slot)
            kept.append(row)
    return np.array(kept, np.int64)


def _blow(blows: Blows, row: int, hearing: Hearing, is_hero: bool, chance: np.random.Generator) -> Array:
    body, other = int(blows.body[row]), int(blows.other[row])
    if other >= 0 and blows.mass[other] < blows.mass[body]:
        body, other = other, body
    matter = MATTER[blows.sounds[body]]
    mass, speed, distance = float(blows.mass[body]), float(blows.speed[row]), float(hearing.distance[row])
    wave = struck(matter, blows.size[body], mass, speed, distance, chance, 24 if is_hero else 7)
    if not is_hero:
        return wave
    hard = crack(matter, mass, distance, chance) * matter.crack * 0.7
    made = np.zeros(max(len(wave), len(hard), SAMPLE_RATE // 2))
    made[: len(wave)] += wave
    made[: len(hard)] += hard
    if mass > HEAVY_KG and other < 0:
        ground = thump(mass, chance)[: len(made)]
        made[: len(ground)] += 0.9 * ground
    return made / max(float(np.abs(made).max()), 1e-9)
