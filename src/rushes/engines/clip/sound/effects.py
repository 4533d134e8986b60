"""Effects that are asked for, and those that come with what moves: engines, tyres, steps, blasts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from rushes.brief.scene import EffectKind
from rushes.engines.clip.sound.noises import Array, Random, added, band, slow, swept, times
from rushes.media.sound import SAMPLE_RATE

LEVELS: Final = {"quiet": 0.4, "usual": 1.0, "loud": 2.0}


def effect(kind: EffectKind, seconds: float, chance: Random) -> Array:
    """Return an effect, mono, its largest value 1.

    Args:
        kind: What.
        seconds: How long there is room for it [s].
        chance: Of all that differs.
    """
    samples = max(int(min(seconds, LENGTHS.get(kind, 2.0)) * SAMPLE_RATE), 64)
    wave = MAKERS[kind](samples, chance)
    fade = min(int(0.01 * SAMPLE_RATE), samples // 2)
    wave[-fade:] *= np.linspace(1, 0, fade)
    return wave / max(float(np.abs(wave).max()), 1e-9)


LENGTHS: Final[Mapping[EffectKind, float]] = {
    "thunder": 5.0, "bell": 5.0, "horn": 1.1, "siren": 6.0, "whistle": 1.2, "footsteps": 4.0, "engine": 20.0, "tyres": 1.2, "knock": 1.0, "creak": 1.3,
    "whoosh": 0.8, "boom": 3.2,
}  # fmt: skip


def thunder(samples: int, chance: Random) -> Array:
    """A crack, then rolls."""
    time = times(samples)
    roll = band(samples, 30, 160, chance, -0.5) * np.exp(-time / 1.8) * (0.3 + slow(samples, 4.0, chance))
    crack = band(samples, 200, 4000, chance, -0.7) * np.exp(-time / 0.16)
    return roll + 0.8 * crack


def bell(samples: int, chance: Random) -> Array:
    """A church bell: hum, prime, tierce, quint, nominal."""
    base, time = chance.uniform(210, 290), times(samples)
    partials = (
        (0.5, 0.5, 3.2),
        (1.0, 0.7, 2.4),
        (1.2, 0.6, 1.9),
        (1.5, 0.35, 1.4),
        (2.0, 1.0, 1.1),
        (2.67, 0.3, 0.7),
        (3.0, 0.25, 0.5),
    )
    return np.asarray(
        sum(level * np.sin(2 * np.pi * base * ratio * time) * np.exp(-time / lasts) for ratio, level, lasts in partials)
    )


def horn(samples: int, chance: Random) -> Array:
    """A car's horn of two tones."""
    time, base = times(samples), chance.uniform(380, 430)
    tone = sum(np.tanh(3 * np.sin(2 * np.pi * base * ratio * time)) for ratio in (1.0, 1.26))
    edges = np.clip(time / 0.02, 0, 1) * np.clip((samples / SAMPLE_RATE - time) / 0.05, 0, 1)
    return np.asarray(tone * edges, float)


def siren(samples: int, chance: Random) -> Array:
    """A siren that wails."""
    time = times(samples)
    return np.asarray(np.tanh(2 * swept(760 + 330 * np.sin(2 * np.pi * 0.28 * time + chance.uniform(0, 6)))))


def whistle(samples: int, chance: Random) -> Array:
    """A whistle with a pea."""
    time = times(samples)
    trill = 1 + 0.02 * np.sign(np.sin(2 * np.pi * 34 * time))
    return swept(2300 * trill) * (0.8 + 0.2 * np.sin(2 * np.pi * 34 * time)) + 0.05 * band(samples, 1500, 6000, chance)


def footsteps(samples: int, chance: Random) -> Array:
    """Somebody who walks."""
    track = np.zeros(samples)
    for number in range(int(samples / SAMPLE_RATE / 0.56) + 1):
        added(track, step(chance), int((number * 0.56 + chance.uniform(-0.015, 0.015)) * SAMPLE_RATE))
    return track


def step(chance: Random) -> Array:
    """One step: the heel, then the sole."""
    samples = int(0.2 * SAMPLE_RATE)
    time = times(samples)
    heel = band(samples, 120, 1600, chance, -0.5) * np.exp(-time / 0.018)
    late = np.maximum(time - 0.07, 0)
    sole = band(samples, 300, 3800, chance, -0.5) * np.exp(-late / 0.03) * (time > 0.07)
    return heel + 0.35 * sole


def engine(samples: int, chance: Random) -> Array:
    """An engine at one speed."""
    return motor(np.full(samples, 0.5), chance)


def motor(speed: Array, chance: Random) -> Array:
    """Return an engine whose speed changes, 0 idle to 1 fast, sample by sample: the firing of four cylinders, and its air."""
    firing = 24 + 58 * speed
    wobble = 1 + 0.02 * (slow(len(speed), 6.0, chance) - 0.5)
    buzz = sum(np.tanh(1.6 * swept(firing * ratio * wobble)) / ratio**0.9 for ratio in (1.0, 2.0, 3.0, 4.5))
    air = band(len(speed), 150, 1400, chance, -0.7)
    return np.asarray(0.5 * np.asarray(buzz) + (0.15 + 0.5 * speed) * air)


def tyres(samples: int, chance: Random) -> Array:
    """Tyres that brake: a squeal that falls."""
    time = times(samples)
    share = np.linspace(0, 1, samples)
    squeal = swept((950 - 260 * share) * (1 + 0.03 * np.sin(2 * np.pi * 31 * time)))
    return (0.6 * squeal + 0.6 * band(samples, 500, 3000, chance, -0.4)) * np.sin(
        np.pi * np.clip(share * 1.05, 0, 1)
    ) ** 0.6


def knock(samples: int, chance: Random) -> Array:
    """Three knocks on wood."""
    track = np.zeros(samples)
    length = int(0.12 * SAMPLE_RATE)
    for number in range(3):
        time = times(length)
        wave = np.exp(-time / 0.02) * (
            np.sin(2 * np.pi * 170 * time) + 0.6 * np.sin(2 * np.pi * 410 * time)
        ) + 0.3 * band(length, 300, 2500, chance) * np.exp(-time / 0.006)
        added(track, wave, int(number * 0.24 * SAMPLE_RATE))
    return track


def creak(samples: int, chance: Random) -> Array:
    """A hinge or a board: a train of small cracks that changes its pace."""
    track = np.zeros(samples)
    at = 0.0
    while at < samples / SAMPLE_RATE:
        length = int(0.02 * SAMPLE_RATE)
        time = times(length)
        added(track, np.sin(2 * np.pi * chance.uniform(500, 900) * time) * np.exp(-time / 0.004), int(at * SAMPLE_RATE))
        at += 0.012 + 0.02 * abs(np.sin(at * 3.0)) + chance.uniform(0, 0.004)
    return track


def whoosh(samples: int, chance: Random) -> Array:
    """Something goes by."""
    share = np.linspace(0, 1, samples)
    low, high = band(samples, 120, 700, chance), band(samples, 600, 4200, chance, -0.4)
    hump = np.sin(np.pi * share) ** 2
    return low * hump + 0.6 * high * hump**2


def boom(samples: int, chance: Random) -> Array:
    """An explosion: the front, the body, the tail."""
    time = times(samples)
    front = band(samples, 300, 7000, chance, -0.3) * np.exp(-time / 0.03)
    body = swept(30 + 60 * np.exp(-time / 0.12)) * np.exp(-time / 0.4) * 3.0
    tail = band(samples, 40, 600, chance, -0.8) * np.exp(-time / 0.75)
    return 1.5 * front + body + 1.2 * tail


MAKERS: Final[Mapping[EffectKind, Callable[[int, Random], Array]]] = {
    "thunder": thunder, "bell": bell, "horn": horn, "siren": siren, "whistle": whistle, "footsteps": footsteps, "engine": engine, "tyres": tyres,
    "knock": knock, "creak": creak, "whoosh": whoosh, "boom": boom,
}  # fmt: skip
