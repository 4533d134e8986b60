"""Where does something start in a sound? Spectral flux with an adaptive threshold, after Böck and Widmer (2013).

The detector knows nothing of how a sound was made. It looks for moments at which many frequency bands get louder at
once, and asks how that rise stands out from the half second around it, so that a steady roar gives nothing however
loud it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rushes.media.sound import SAMPLE_RATE, Samples

WINDOW = 1024
HOP = 240
"""5 ms between looks: an eighth of a frame at 24 pictures a second."""

BANDS = 28
LOWEST_HZ = 120.0
HIGHEST_HZ = 14_000.0
LOOKBACK = 3
"""Hops that a rise is measured over (15 ms)."""

NEIGHBOURHOOD_S = 0.5
"""The surroundings that a rise has to stand out from."""

CONTRAST = 1.0
"""Times the surroundings' spread above their median."""

FLOOR_DB = 2.5
"""What a rise has to have beyond that, averaged over the bands [dB]."""

GAP_S = 0.04
"""Two onsets closer than this are one."""


@dataclass(frozen=True, eq=False, slots=True)
class Hits:
    """How many moments have an onset beside them, and how many would by luck.

    Attributes:
        share: Share of the moments with an onset within the tolerance.
        chance: The same share for moments thrown evenly over the whole sound: the covered share of its length.
        chance_within: The same for moments between the first and the last of the real ones, which is harder.
        density: Onsets per second over the whole sound.
        lag: Median of (nearest onset - moment) over the moments that were hit [s]; 0 without any.
        matched: Per moment, whether it was hit.
    """

    share: float
    chance: float
    chance_within: float
    density: float
    lag: float
    matched: NDArray[np.bool_]


def flux(samples: Samples) -> Samples:
    """Return the mean rise over the bands [dB], one value every ``HOP`` samples, at the window's centre.

    Args:
        samples: Shape [samples, channels], 48 kHz.
    """
    mono = samples.mean(axis=1)
    # Mirrored, not silent: the beginning of a file is no onset.
    padded = np.pad(mono, (WINDOW // 2, WINDOW), mode="symmetric")
    count = 1 + len(mono) // HOP
    strided = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[: count * HOP : HOP][:count]
    power = np.abs(np.fft.rfft(strided * np.hanning(WINDOW), axis=1)) ** 2
    edges = np.geomspace(LOWEST_HZ, HIGHEST_HZ, BANDS + 1) * WINDOW / SAMPLE_RATE
    starts = np.unique(np.floor(edges).astype(int))
    bands = np.add.reduceat(power, starts[:-1], axis=1)
    quiet = max(float(bands.max(initial=0.0)) * 1e-8, 1e-12)
    level = 10 * np.log10(bands + quiet)
    rise = np.zeros(len(level))
    rise[LOOKBACK:] = np.clip(level[LOOKBACK:] - level[:-LOOKBACK], 0, None).mean(axis=1)
    return rise


def onsets(samples: Samples) -> Samples:
    """Return the moments [s from the start] at which something starts.

    Args:
        samples: Shape [samples, channels], 48 kHz.
    """
    from scipy.ndimage import maximum_filter1d, percentile_filter

    rise = flux(samples)
    around = round(NEIGHBOURHOOD_S * SAMPLE_RATE / HOP) | 1
    middle = percentile_filter(rise, 50, size=around, mode="nearest")
    spread = percentile_filter(rise, 84, size=around, mode="nearest") - middle
    gap = round(GAP_S * SAMPLE_RATE / HOP)
    peak = (rise == maximum_filter1d(rise, 2 * gap + 1)) & (rise > middle + CONTRAST * spread + FLOOR_DB)
    # A rise measured over three hops is largest one and a half hops after the window's centre passed the start.
    return np.flatnonzero(peak) * (HOP / SAMPLE_RATE) - LOOKBACK / 2 * HOP / SAMPLE_RATE


def rises(samples: Samples, *, above_hz: float = 500.0, block_s: float = 0.01, rise_db: float = 8.0) -> Samples:
    """Return onsets [s from the start] found in the crudest way: energy that grows by so much from one block to the next.

    A second opinion: where it agrees with `onsets`, the sound is what is heard, and not the detector.

    Args:
        samples: Shape [samples, channels], 48 kHz.
        above_hz: Only what lies above this frequency counts [Hz].
        block_s: Length of a block [s].
        rise_db: By how much the energy has to grow [dB].
    """
    from scipy.signal import butter, sosfilt

    high = sosfilt(butter(2, above_hz, "high", fs=SAMPLE_RATE, output="sos"), samples.mean(axis=1))
    block = round(block_s * SAMPLE_RATE)
    energy = np.square(high[: len(high) // block * block]).reshape(-1, block).mean(axis=1)
    return np.asarray((1 + np.flatnonzero(np.diff(10 * np.log10(energy + 1e-12)) > rise_db)) * block_s)


def hits(moments: Samples, found: Samples, *, tolerance: float, length: float) -> Hits:
    """Compare moments with the onsets that were found.

    Args:
        moments: When something should start [s], shape [m].
        found: When something starts [s], shape [k], in order.
        tolerance: How far apart they may be [s].
        length: Length of the sound [s].
    """
    if not len(moments) or not len(found):
        return Hits(0.0, 0.0, 0.0, len(found) / length, 0.0, np.zeros(len(moments), bool))
    nearest = found[np.argmin(np.abs(moments[:, None] - found[None, :]), axis=1)]
    matched = np.abs(nearest - moments) <= tolerance
    lag = float(np.median((nearest - moments)[matched])) if matched.any() else 0.0
    return Hits(
        share=float(matched.mean()),
        chance=_covered(found, tolerance, 0.0, length),
        chance_within=_covered(found, tolerance, float(moments.min()), float(moments.max())),
        density=len(found) / length,
        lag=lag,
        matched=matched,
    )


def _covered(found: Samples, tolerance: float, start: float, stop: float) -> float:
    """Return the share of start..stop that lies within the tolerance of an onset."""
    if stop <= start:
        return 1.0
    grid = np.linspace(start, stop, 4096)
    return float((np.abs(grid[:, None] - found[None, :]).min(axis=1) <= tolerance).mean())
