"""What a sound is like, in numbers: where its energy lies, how fast it dies away, how far it is from noise.

Measures for tests and for people who set levels without ears. Sounds have the shape [samples] or [samples, channels]
and 48,000 samples a second; channels are averaged.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rushes.media.sound import SAMPLE_RATE

Array = NDArray[np.float64]

BLOCK_S = 0.5
"""The stretch [s] over which a level is taken."""

SCHROEDER_DB = (-5.0, -25.0)
"""Part of a decay curve that a reverberation time is fitted to and stretched to 60 dB (T20 of ISO 3382-2)."""


def mono(wave: Array) -> Array:
    """Return the mean of a sound's channels, shape [samples]."""
    return np.asarray(wave if wave.ndim == 1 else wave.mean(axis=1), float)


def centroid_hz(wave: Array) -> float:
    """Return the spectral centroid [Hz]: the mean frequency, weighted with energy; 0 for silence."""
    power = np.abs(np.fft.rfft(mono(wave))) ** 2
    return float((np.fft.rfftfreq(len(wave), 1 / SAMPLE_RATE) * power).sum() / max(float(power.sum()), 1e-30))


def band_share(wave: Array, low: float, high: float) -> float:
    """Return the share of the energy between two frequencies [Hz]; 0 for silence."""
    power = np.abs(np.fft.rfft(mono(wave))) ** 2
    at = np.fft.rfftfreq(len(wave), 1 / SAMPLE_RATE)
    return float(power[(at >= low) & (at < high)].sum() / max(float(power.sum()), 1e-30))


def decay_s(wave: Array, low: float, high: float) -> float:
    """Return the time [s] in which a band falls by 60 dB, after the peak of the whole; infinity when it does not fall.

    Schroeder's backward integral, fitted from -5 to -25 dB (*New Method of Measuring Reverberation Time*, J. Acoust. Soc.
    Am. 37, 1965).

    Args:
        wave: A single sound.
        low, high: The band's edges [Hz].
    """
    from scipy.signal import butter, sosfilt

    tail = mono(wave)[int(np.argmax(np.abs(mono(wave)))) :]
    silence = np.zeros(SAMPLE_RATE // 10)  # what the filter itself goes on with
    band = sosfilt(butter(2, (low, high), "bandpass", fs=SAMPLE_RATE, output="sos"), np.concatenate([tail, silence]))
    left = np.cumsum(np.square(band)[::-1])[::-1]
    curve = 10 * np.log10(np.maximum(left / max(float(left[0]), 1e-30), 1e-12))
    inside = np.flatnonzero((curve <= SCHROEDER_DB[0]) & (curve >= SCHROEDER_DB[1]))
    if len(inside) < 2:
        return float("inf")
    slope = float(np.polyfit(inside / SAMPLE_RATE, curve[inside], 1)[0])
    return -60.0 / slope if slope < 0 else float("inf")


def kurtosis(wave: Array) -> float:
    """Return the kurtosis of the samples: 3 for noise, more the more single events stand out; 0 for silence."""
    centred = mono(wave) - mono(wave).mean()
    square = float(np.mean(np.square(centred)))
    return float(np.mean(centred**4)) / square**2 if square > 0 else 0.0


def crest_db(wave: Array) -> float:
    """Return the peak over the level (root mean square) [dB]; 0 for silence."""
    single = mono(wave)
    level = float(np.sqrt(np.mean(np.square(single))))
    return 20 * float(np.log10(np.abs(single).max() / level)) if level > 0 else 0.0


def levels_db(wave: Array, block_s: float = BLOCK_S) -> Array:
    """Return the level (root mean square) [dB of full scale] of each block; a rest shorter than a block is left out."""
    block = max(round(block_s * SAMPLE_RATE), 1)
    power = np.square(wave.reshape(len(wave), -1)).mean(axis=1)
    blocks = power[: len(power) // block * block].reshape(-1, block).mean(axis=1)
    return np.asarray(10 * np.log10(np.maximum(blocks, 1e-12)))


def lasts_s(wave: Array, drop_db: float = 10.0, block_s: float = BLOCK_S) -> float:
    """Return how long [s] after its loudest block a sound first lies lower by so much; infinity when it never does."""
    level = levels_db(wave, block_s)
    peak = int(np.argmax(level))
    lower = np.flatnonzero(level[peak:] <= level[peak] - drop_db)
    return float(lower[0]) * block_s if len(lower) else float("inf")


def salience_db(wave: Array, moments: Array, *, before_s: float = 0.06, after_s: float = 0.04) -> Array:
    """Return by how much each moment stands out [dB]: the peak just after it over the level just before it.

    Args:
        wave: The whole.
        moments: When events are heard [s from the start], shape [n].
        before_s: Over how long the level before is taken [s]; it ends 5 ms before the moment.
        after_s: Within which time after (and 5 ms before) the peak is looked for [s].
    """
    single = mono(wave)
    early = round(0.005 * SAMPLE_RATE)
    found = []
    for moment in np.rint(moments * SAMPLE_RATE).astype(int).tolist():
        start = max(moment - early, 1)
        before = single[max(start - round(before_s * SAMPLE_RATE), 0) : start]
        after = single[start : start + round(after_s * SAMPLE_RATE)]
        level = np.sqrt(np.mean(np.square(before))) if len(before) else 0.0
        peak = np.abs(after).max(initial=0.0)
        found.append(20 * np.log10(max(float(peak), 1e-6) / max(float(level), 1e-6)))
    return np.array(found)
