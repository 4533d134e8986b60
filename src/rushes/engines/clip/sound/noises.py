"""Noise and tones that beds and effects are made of; every function gives mono samples, about -1 to 1."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rushes.media.sound import SAMPLE_RATE

Array = NDArray[np.float64]
Random = np.random.Generator


def band(samples: int, low: float, high: float, chance: Random, slope: float = 0.0) -> Array:
    """Return noise between two frequencies [Hz], its root mean square 1.

    Args:
        samples: How many.
        low, high: Where it is 3 dB down, softly.
        chance: Of the noise.
        slope: Power of the frequency that its amplitude goes with: -1 is dark.
    """
    size = 1 << (samples + 4096).bit_length()
    frequency = np.fft.rfftfreq(size, 1 / SAMPLE_RATE)
    at = np.maximum(frequency, 1.0)
    shape = 1 / np.sqrt(1 + (low / at) ** 4) / np.sqrt(1 + (at / high) ** 4) * (at / low) ** slope
    phase = chance.uniform(0, 2 * np.pi, len(frequency))
    wave = np.fft.irfft(shape * np.exp(1j * phase) * np.sqrt(-np.log(chance.uniform(1e-9, 1, len(frequency)))), size)[
        :samples
    ]
    return np.asarray(wave / max(float(np.sqrt(np.mean(wave**2))), 1e-12))


def slow(samples: int, hertz: float, chance: Random) -> Array:
    """Return a curve that wanders between 0 and 1, about so often a second."""
    from scipy.interpolate import CubicSpline

    seconds = samples / SAMPLE_RATE
    count = max(4, int(seconds * hertz) + 4)
    knots = CubicSpline(np.linspace(-1 / hertz, seconds + 1 / hertz, count), chance.uniform(0, 1, count))
    return np.clip(knots(np.arange(samples) / SAMPLE_RATE), 0.0, 1.0)


def times(samples: int) -> Array:
    """Return the moment of each sample [s]."""
    return np.arange(samples) / SAMPLE_RATE


def swept(frequency: Array) -> Array:
    """Return a tone whose frequency changes [Hz], sample by sample."""
    return np.sin(2 * np.pi * np.cumsum(frequency) / SAMPLE_RATE)


def added(track: Array, wave: Array, at: int) -> None:
    """Add a wave to a track in place, cut off at both ends."""
    first, last = max(at, 0), min(at + len(wave), len(track))
    if last > first:
        track[first:last] += wave[first - at : last - at]
