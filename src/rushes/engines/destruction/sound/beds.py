"""What is heard as a mass: rumble from momentum, roar from blows, granular debris, dust and air."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rushes.engines.hearing.acoustics import through_air
from rushes.engines.hearing.modal import MATTER, ring
from rushes.media.sound import SAMPLE_RATE

Array = NDArray[np.float64]

CONTROL_HZ = 1000
"""Samples per second of an envelope; 48 kHz would be slow and no better."""

RUMBLE_HZ = (16.0, 75.0)
ROAR_HZ = (60.0, 420.0)
DUST_HZ = (700.0, 6000.0)
AIR_HZ = (40.0, 3000.0)

SETTLING_S = 1.9
"""Time in which trickling rubble falls to 1/e after it was crushed: gravel on a heap, judged after the first study,
whose rattle was gone within a second."""

GRAVEL_PER_M3 = 900.0
"""Clicks of gravel heard for a cubic metre of crushed material, over all of its settling."""

GRAVEL_PER_BLOW = 3.0
"""Clicks of gravel heard after a blow too weak to be heard by itself."""

MOST_GRAVEL_HZ = 900.0
"""Clicks in a second above which more of them are only louder."""


@dataclass(frozen=True, eq=False, slots=True)
class Flux:
    """Something that happens over time: when it is heard [s from the start of the clip], and how much of it."""

    time: Array
    amount: Array

    def envelope(self, samples: int, attack: float, release: float) -> Array:
        """Return its rate [amount/s], smoothed, at ``CONTROL_HZ``.

        Args:
            samples: Length of the clip, at 48 kHz.
            attack: Time to rise [s].
            release: Time to fall to 1/e [s].
        """
        from scipy.signal import lfilter

        steps = samples * CONTROL_HZ // SAMPLE_RATE + 2
        before = round(3 * release * CONTROL_HZ)  # what happened before the clip still trickles in it
        index = np.floor(self.time * CONTROL_HZ).astype(np.int64) + before
        inside = (index >= 0) & (index < steps + before)
        rate = np.bincount(index[inside], self.amount[inside], steps + before)[: steps + before] * CONTROL_HZ
        for seconds in (attack, release):
            keep = np.exp(-1 / (seconds * CONTROL_HZ))
            rate = lfilter([1 - keep], [1, -keep], rate)
        return np.asarray(rate[before:], float)


def noise(band: tuple[float, float], samples: int, width: float, rng: np.random.Generator) -> Array:
    """Return stereo noise in a band [Hz], mean square 1, shape [samples, 2].

    Args:
        band: Lower and upper edge.
        samples: How many.
        width: 0 is the same in both ears, 1 is different.
        rng: Its source.
    """
    from scipy.signal import butter, sosfilt

    sections = butter(2, band, "bandpass", fs=SAMPLE_RATE, output="sos")
    middle, left, right = sosfilt(sections, rng.standard_normal((3, samples + SAMPLE_RATE // 4)), axis=1)
    both = np.sqrt(1 - width) * middle[:, None] + np.sqrt(width) * np.column_stack([left, right])
    both = both[SAMPLE_RATE // 4 :]  # without the filter's own beginning
    return np.asarray(both / max(float(np.sqrt(np.mean(both**2))), 1e-12))


def shaped(wave: Array, envelope: Array) -> Array:
    """Return a wave, shape [samples, 2], under an envelope at ``CONTROL_HZ``."""
    at = np.arange(len(wave)) * (CONTROL_HZ / SAMPLE_RATE)
    return wave * np.interp(at, np.arange(len(envelope)), envelope)[:, None]


def compressed(envelope: Array, loudest: float, power: float) -> Array:
    """Return an envelope that is 1 at ``loudest`` and has its range in dB made ``power`` times as large."""
    return np.asarray((np.clip(envelope, 0, None) / max(loudest, 1e-12)) ** power)


def rumble(momentum: Flux, blows: Flux, samples: int, rng: np.random.Generator) -> Array:
    """Return ground and mass: 16 to 75 Hz after summed momentum change, 60 to 420 Hz after the blows.

    Shape [samples, 2]; its loudest moment has a level of about 1 (root mean square).
    """
    ground = momentum.envelope(samples, 0.03, 0.28)
    mass = blows.envelope(samples, 0.02, 0.22)
    low = shaped(noise(RUMBLE_HZ, samples, 0.15, rng), compressed(ground, ground.max(initial=0.0), 0.6))
    roar = shaped(noise(ROAR_HZ, samples, 0.5, rng), compressed(mass, mass.max(initial=0.0), 0.6))
    return low + 0.5 * roar


def gravel(crushed: Flux, blows: Flux, samples: int, distance: float, rng: np.random.Generator) -> Array:
    """Return rubble that trickles long after it broke, click by click, shape [samples, 2].

    Args:
        crushed: Volume that was crushed [m3].
        blows: One for each blow that is too weak to be heard by itself.
        samples: Length.
        distance: To the building [m].
        rng: When, where and how loud.
    """
    from scipy.signal import fftconvolve

    rate = GRAVEL_PER_M3 * crushed.envelope(samples, 0.08, SETTLING_S)
    rate += GRAVEL_PER_BLOW * blows.envelope(samples, 0.04, 0.5 * SETTLING_S)
    louder = np.maximum(rate / MOST_GRAVEL_HZ, 1) ** 0.25
    out = np.zeros((samples, 2))
    for low, high, share in ((500.0, 1400.0, 0.3), (1200.0, 3500.0, 0.4), (3000.0, 8000.0, 0.3)):
        clicks = rng.poisson(share * np.minimum(rate, MOST_GRAVEL_HZ) / CONTROL_HZ)
        step = np.repeat(np.arange(len(rate)), clicks)
        at = ((step + rng.random(len(step))) * (SAMPLE_RATE / CONTROL_HZ)).astype(np.int64)
        kept = at < samples
        side = rng.uniform(0.2, 0.8, len(at)) * np.pi / 2
        loud = rng.lognormal(-0.5, 0.7, len(at)) * louder[step]
        track = np.zeros((samples, 2))
        np.add.at(track, at[kept], (loud[:, None] * np.column_stack([np.cos(side), np.sin(side)]))[kept])
        frequency = rng.uniform(low, high, 9)
        decay = np.pi * MATTER["concrete"].loss * frequency + 60
        click = ring(frequency, decay, through_air(frequency, distance), rng.uniform(0, 2 * np.pi, 9), 1400)
        out += fftconvolve(track, (click / np.abs(click).max())[:, None], axes=0)[:samples]
    return out


def dust(crushed: Flux, samples: int, rng: np.random.Generator) -> Array:
    """Return air that is pushed out with dust in it: a hiss after the crushed volume, shape [samples, 2].

    Its level is 1 (root mean square) while a cubic metre is crushed in a tenth of a second.
    """
    flow = crushed.envelope(samples, 0.12, 0.7)
    return shaped(noise(DUST_HZ, samples, 0.8, rng), compressed(flow, 10.0, 0.5))


def air(samples: int, rng: np.random.Generator) -> Array:
    """Return the quiet of a street with nobody in it, level 1 (root mean square), shape [samples, 2]."""
    return noise(AIR_HZ, samples, 0.6, rng)
