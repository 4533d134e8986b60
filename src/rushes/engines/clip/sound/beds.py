"""Beds: what lies under a clip, synthesised for its place and weather, in stereo."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from rushes.brief.scene import Bed, Scene
from rushes.engines.clip.sound.noises import Array, Random, added, band, slow, swept, times
from rushes.media.sound import SAMPLE_RATE

USUAL: Final[Mapping[str, tuple[Bed, ...]]] = {
    "street": ("traffic",), "square": ("traffic", "birds"), "interior": ("room_tone",), "studio": ("room_tone",), "desert": ("wind",), "coast": ("sea", "wind"),
    "rooftop": ("wind", "traffic"),
}  # fmt: skip
"""What lies under a clip of which nobody said it."""

LEVELS: Final[Mapping[Bed, float]] = {
    "wind": -40.0, "rain": -34.0, "room_tone": -58.0, "traffic": -40.0, "sea": -33.0, "birds": -46.0, "crowd": -38.0, "fire": -38.0, "night": -48.0,
}  # fmt: skip
"""Root mean square of each [dBFS], before everything is brought to its loudness: what one hears a conversation over."""


def beds_of(scene: Scene) -> tuple[Bed, ...]:
    """Return what lies under a scene."""
    if scene.sound.beds is not None:
        return scene.sound.beds
    found: list[Bed] = list(USUAL[scene.place.kind])
    if scene.weather == "rain" and not scene.place.is_inside:
        found = [*_without_birds(found), "rain"]
    if scene.time_of_day == "night" and not scene.place.is_inside:
        found = [*_without_birds(found), *NIGHT[scene.weather == "clear"]]
    if scene.wind_ms >= 3 and "wind" not in found and not scene.place.is_inside:
        found.append("wind")
    if any(thing.kind == "crowd" for thing in scene.things) and "crowd" not in found:
        found.append("crowd")
    return tuple(found)


NIGHT: Final[Mapping[bool, tuple[Bed, ...]]] = {True: ("night",), False: ()}
"""What is heard at night under a clear sky, and under any other."""


def _without_birds(beds: list[Bed]) -> list[Bed]:
    return [one for one in beds if one != "birds"]


def bed(kind: Bed, samples: int, scene: Scene, seed: int) -> Array:
    """Return a bed in stereo at its level, shape [samples, 2]."""
    maker = MAKERS[kind]
    sides = [maker(samples, np.random.default_rng([seed, len(kind), side]), scene) for side in (0, 1)]
    wave = np.stack(sides, axis=1)
    middle = wave.mean(axis=1, keepdims=True)
    wave = 0.75 * wave + 0.25 * middle
    return wave / max(float(np.sqrt(np.mean(wave**2))), 1e-12) * 10 ** (LEVELS[kind] / 20)


def wind(samples: int, chance: Random, scene: Scene) -> Array:
    """Gusts: dark noise that swells, and a whistle in the stronger ones."""
    strength = min(max(scene.wind_ms, 4.0) / 10.0, 2.0)
    gust = 0.35 + 0.65 * slow(samples, 0.35 * strength, chance) ** 1.5
    body = band(samples, 60, 420, chance, -0.6) * gust
    hiss = band(samples, 500, 2400, chance, -0.8) * gust**2 * 0.25 * strength
    return body + hiss


def rain(samples: int, chance: Random, scene: Scene) -> Array:
    """A hiss of far drops, and near ones that tick."""
    del scene
    wash = band(samples, 900, 9000, chance, -0.35) + 0.4 * band(samples, 200, 900, chance)
    count = int(samples / SAMPLE_RATE * 90)
    drops = np.zeros(samples)
    for at, size in zip(chance.integers(0, samples, count), chance.exponential(1.0, count), strict=True):
        length = int(0.006 * SAMPLE_RATE)
        time = times(length)
        tick = np.exp(-time / 0.0012) * np.sin(2 * np.pi * chance.uniform(1800, 6500) * time)
        added(drops, tick * min(size, 4.0), int(at))
    return wash * (0.85 + 0.15 * slow(samples, 0.5, chance)) + 1.6 * drops


def room_tone(samples: int, chance: Random, scene: Scene) -> Array:
    """A room in which nothing happens: air, and a trace of the mains."""
    del scene
    return band(samples, 40, 260, chance, -0.9) + 0.25 * band(samples, 300, 5000, chance, -1.0)


def traffic(samples: int, chance: Random, scene: Scene) -> Array:
    """A town's far rumble, and cars that pass a street away."""
    del scene
    far = band(samples, 35, 190, chance, -0.4) * (0.7 + 0.3 * slow(samples, 0.3, chance))
    seconds = samples / SAMPLE_RATE
    near = np.zeros(samples)
    for _ in range(max(1, int(seconds / 2.6))):
        middle, width = chance.uniform(0, seconds), chance.uniform(0.8, 1.7)
        near += np.exp(-(((times(samples) - middle) / width) ** 2)) * chance.uniform(0.3, 1.0)
    return np.asarray(far + 0.55 * band(samples, 180, 1500, chance, -0.8) * (0.12 + near), float)


def sea(samples: int, chance: Random, scene: Scene) -> Array:
    """Waves that come in, break and run out, one every few seconds."""
    del scene
    time, envelope = times(samples), np.zeros(samples)
    at = chance.uniform(-3.0, 1.0)
    while at < samples / SAMPLE_RATE:
        rise, fall = chance.uniform(0.9, 1.6), chance.uniform(1.6, 2.8)
        since = time - at
        envelope += chance.uniform(0.6, 1.0) * np.where(since < 0, np.exp(since / rise), np.exp(-since / fall))
        at += chance.uniform(3.2, 5.6)
    wash = band(samples, 250, 5200, chance, -0.55) * envelope**1.3
    return np.asarray(wash + 0.6 * band(samples, 45, 240, chance, -0.5) * (0.5 + 0.5 * envelope), float)


def birds(samples: int, chance: Random, scene: Scene) -> Array:
    """Small birds: chirps of falling and rising tones, in phrases."""
    del scene
    track = np.zeros(samples)
    seconds = samples / SAMPLE_RATE
    for _ in range(max(2, int(seconds * 0.8))):
        at, base = chance.uniform(0, seconds), chance.uniform(2600, 5200)
        for note in range(int(chance.integers(2, 6))):
            length = int(chance.uniform(0.05, 0.13) * SAMPLE_RATE)
            share = np.linspace(0, 1, length)
            tone = swept(base * (1 + chance.uniform(-0.25, 0.25) * share + 0.05 * np.sin(40 * share)))
            added(
                track,
                tone * np.sin(np.pi * share) ** 2 * chance.uniform(0.3, 1.0),
                int((at + note * 0.14) * SAMPLE_RATE),
            )
    return track + 0.03 * band(samples, 300, 3000, chance, -0.7)


def crowd(samples: int, chance: Random, scene: Scene) -> Array:
    """A murmur: many voices without a word."""
    del scene
    total = np.zeros(samples)
    for _ in range(14):
        pitch = chance.uniform(95, 230) * (1 + 0.12 * (slow(samples, 2.0, chance) - 0.5))
        buzz = np.tanh(2.5 * swept(pitch)) * slow(samples, 4.5, chance) ** 2
        total += buzz + 0.4 * band(samples, 400, 1600, chance) * slow(samples, 5.0, chance) ** 2
    spectrum = np.fft.rfft(total)
    frequency = np.fft.rfftfreq(samples, 1 / SAMPLE_RATE)
    shape = sum(np.exp(-(((frequency - at) / wide) ** 2)) for at, wide in ((480, 220), (1150, 420), (2300, 600)))
    return np.asarray(np.fft.irfft(spectrum * shape, samples))


def fire(samples: int, chance: Random, scene: Scene) -> Array:
    """A fire: a flutter, and crackles."""
    del scene
    flutter = band(samples, 60, 420, chance, -0.5) * (0.4 + 0.6 * slow(samples, 7.0, chance))
    crackle = np.zeros(samples)
    for at in chance.integers(0, samples, int(samples / SAMPLE_RATE * 22)):
        length = int(chance.uniform(0.002, 0.012) * SAMPLE_RATE)
        added(
            crackle,
            chance.standard_normal(length) * np.exp(-np.linspace(0, 6, length)) * chance.exponential(2.0),
            int(at),
        )
    return flutter + crackle


def night(samples: int, chance: Random, scene: Scene) -> Array:
    """Crickets: bursts of a high tone, several at once."""
    del scene
    time, total = times(samples), np.zeros(samples)
    for _ in range(4):
        pitch, rate, shift = chance.uniform(4100, 4900), chance.uniform(1.6, 2.4), chance.uniform(0, 1)
        burst = ((time * rate + shift) % 1.0 < 0.35) * (0.5 + 0.5 * np.sin(2 * np.pi * 28 * time))
        total += np.sin(2 * np.pi * pitch * time) * burst * chance.uniform(0.3, 1.0)
    return total + 0.2 * band(samples, 80, 600, chance, -0.8)


MAKERS: Final[Mapping[Bed, Callable[[int, Random, Scene], Array]]] = {
    "wind": wind, "rain": rain, "room_tone": room_tone, "traffic": traffic, "sea": sea, "birds": birds, "crowd": crowd, "fire": fire, "night": night,
}  # fmt: skip
