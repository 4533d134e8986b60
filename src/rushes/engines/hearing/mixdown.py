"""From stems to files: ducking, low end, level, true-peak limit, the end's fade; the stems always sum to the mix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rushes.media.sound import SAMPLE_RATE, Codes, loudness_lufs, oversampled_peaks, quantise, true_peak_dbtp

Array = NDArray[np.float64]

CEILING_DBTP = -2.0
"""The true peak that nothing exceeds."""

MARGIN_DB = 0.15
"""Kept below the ceiling for what lies between four-times oversampled samples and for rounding."""

TARGET_LUFS = -19.0
"""A loud effect, with room for a mixer to push it."""

MOST_LIMITING_DB = 5.0
"""The limiter takes at most this off the highest peak; a quieter mix is better than a flat one."""

MOST_GAIN_DB = 12.0
"""A brick that falls alone is not made as loud as a building."""

LOOKAHEAD_S = 0.004
RELEASE_S = 0.06
FADE_S = 0.012
"""At the very end; at most 20 ms, so that picture and sound end together."""

LEAST_DUCK_DB = 6.0
STANDS_CLEAR_DB = 26.0
"""A blow's peak over the level (root mean square) of what lies under it; its own crest takes 10 to 12 of that."""

DUCK_ATTACK_S = 0.012
DUCK_EARLY_S = 0.03
"""The duck is down before the blow: a moment of less is what makes it a blow."""

DUCK_HOLD_S = 0.04
DUCK_RELEASE_S = 0.14


@dataclass(frozen=True, eq=False, slots=True)
class Stems:
    """Stems by name, of equal length, each of shape [samples, 2]."""

    tracks: Mapping[str, Array]

    @property
    def mix(self) -> Array:
        """Their sum."""
        return np.asarray(sum(self.tracks.values()))

    def times(self, gain: Array | float) -> Stems:
        """Return them under a common gain."""
        return Stems({name: track * gain for name, track in self.tracks.items()})


@dataclass(frozen=True, eq=False, slots=True)
class Mixdown:
    """What goes into the files: 24-bit integers; ``mix`` is exactly the sum of the stems."""

    mix: Codes
    stems: Mapping[str, Codes]


def dip() -> Array:
    """Return the shape of one duck, 0 outside and 1 at its bottom, that starts ``DUCK_EARLY_S`` early."""
    attack = np.sin(np.linspace(0, np.pi / 2, round(DUCK_ATTACK_S * SAMPLE_RATE))) ** 2
    hold = np.ones(round((DUCK_EARLY_S - DUCK_ATTACK_S + DUCK_HOLD_S) * SAMPLE_RATE))
    release = np.cos(np.linspace(0, np.pi / 2, round(DUCK_RELEASE_S * SAMPLE_RATE))) ** 2
    return np.asarray(np.concatenate([attack, hold, release]))


def held(wave: Array, most: float) -> Array:
    """Return a bed, shape [samples, 2], turned down (never up) until its loudest half second is at most ``most``."""
    window = min(SAMPLE_RATE // 2, len(wave))
    power = np.cumsum(np.concatenate([[0.0], np.square(wave).mean(axis=1)]))
    loudest = float(np.sqrt(max((power[window:] - power[:-window]).max() / window, 1e-24)))
    return wave * min(1.0, most / loudest)


def depth_for(wave: Array, at: int, level: float, most_db: float) -> float:
    """Return how far a wave has to go down [dB] around sample ``at`` for a blow of a level to stand clear of it.

    Never less than ``LEAST_DUCK_DB``: a duck that nobody hears is none.

    Args:
        wave: Shape [samples, 2].
        at: When the blow arrives.
        level: The blow's largest value.
        most_db: The deepest that sounds natural.
    """
    around = round(DUCK_HOLD_S * SAMPLE_RATE)
    under = wave[max(at - around, 0) : at + around]
    now = float(np.sqrt(np.mean(np.square(under)))) if len(under) else 0.0
    wanted = 20 * np.log10(max(now, 1e-9) / max(level, 1e-9)) + STANDS_CLEAR_DB
    return float(np.clip(wanted, LEAST_DUCK_DB, most_db))


def duck(wave: Array, at: int, depth_db: float) -> None:
    """Lower a wave, shape [samples, ...], in place around sample ``at`` by ``depth_db``."""
    shape = dip()
    start = at - round(DUCK_EARLY_S * SAMPLE_RATE)
    first, last = max(start, 0), min(start + len(shape), len(wave))
    if last > first:
        curve = 10 ** (-depth_db * shape[first - start : last - start] / 20)
        wave[first:last] *= curve.reshape(-1, *([1] * (wave.ndim - 1)))


def ducking(at: NDArray[np.int64], depth_db: Array, samples: int) -> Array:
    """Return the gain of the beds under blows: at each moment the deepest duck counts, they don't add up.

    Args:
        at: Samples at which the blows arrive.
        depth_db: How deep each ducks [dB].
        samples: Length.
    """
    deepest = np.zeros(samples)
    shape = dip()
    for sample, depth in zip(at, depth_db, strict=True):
        start = int(sample) - round(DUCK_EARLY_S * SAMPLE_RATE)
        first, last = max(start, 0), min(start + len(shape), samples)
        if last > first:
            under = depth * shape[first - start : last - start]
            np.maximum(deepest[first:last], under, out=deepest[first:last])
    return np.asarray(10 ** (-deepest / 20))


def master(stems: Stems, *, level: bool) -> Mixdown:
    """Return the finished stems and their mix.

    Args:
        stems: As they were synthesised.
        level: Whether to bring the mix to its loudness; not when nothing falls, or the quiet would be made loud.
    """
    if level:
        stems = stems.times(_gain(stems.mix))
    stems = stems.times(limiter(stems.mix)[:, None])
    stems = stems.times(_fade(len(stems.mix))[:, None])
    over = true_peak_dbtp(stems.mix) - (CEILING_DBTP - MARGIN_DB)
    if over > 0:
        stems = stems.times(10 ** (-over / 20))
    codes = {name: quantise(track) for name, track in stems.tracks.items()}
    return Mixdown(np.asarray(sum(codes.values()), np.int32), codes)


def limiter(mix: Array) -> Array:
    """Return the gain that keeps a mix's true peak under the ceiling, shape [samples].

    It looks ahead, goes down before a peak, and comes back slowly; being one gain for all, stems still sum.
    """
    from scipy.ndimage import minimum_filter1d
    from scipy.signal import fftconvolve

    ceiling = 10 ** ((CEILING_DBTP - MARGIN_DB) / 20)
    needed = np.minimum(1.0, ceiling / np.maximum(oversampled_peaks(mix), 1e-9))
    if needed.min(initial=1.0) >= 1.0:
        return np.ones(len(mix))
    ahead = round(LOOKAHEAD_S * SAMPLE_RATE)
    after = round(RELEASE_S * SAMPLE_RATE)
    length = ahead + after
    # The smallest gain needed from ``after`` before to ``ahead`` after each sample ...
    origin = (after - ahead) // 2
    held = minimum_filter1d(needed, length + 1, mode="constant", cval=1.0, origin=origin)
    # ... averaged only over where it is held, so that it is never above what is needed.
    window = np.hanning(ahead + 2)[1:-1]
    padded = np.concatenate([np.full(ahead, held[0]), held, np.full(ahead, held[-1])])
    smooth = fftconvolve(padded, window / window.sum(), mode="same")[ahead : ahead + len(mix)]
    return np.asarray(np.minimum(smooth, 1.0))


def _gain(mix: Array) -> float:
    loudness, peak = loudness_lufs(mix), true_peak_dbtp(mix)
    wanted = TARGET_LUFS - loudness if np.isfinite(loudness) else 0.0
    most = CEILING_DBTP + MOST_LIMITING_DB - peak if np.isfinite(peak) else 0.0
    return float(10 ** (min(wanted, most, MOST_GAIN_DB) / 20))


def _fade(samples: int) -> Array:
    gain = np.ones(samples)
    length = min(round(FADE_S * SAMPLE_RATE), samples)
    if length:
        gain[-length:] = np.linspace(1, 0, length)
    return gain
