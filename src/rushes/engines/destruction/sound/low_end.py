"""The low end: one stem of its own below 38 Hz, and levels that stay in their ranges whatever falls."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from rushes.engines.hearing.mixdown import Stems
from rushes.media.sound import SAMPLE_RATE

Array = NDArray[np.float64]

SUB_HZ = 38.0
"""What lies below goes to the stem ``sub``, whoever made it: small loudspeakers are spared it, large ones get it whole."""

LOWEST_HZ = 17.0
"""Below this nothing is kept: it is not heard, and moves cones."""

SUB_DB = (-13.0, -9.0)
"""Level of ``sub`` in its loudest second beside the rest's in its own: it neither vanishes nor eats the headroom."""

RUMBLE_DB = (-14.0, -7.0)
"""The same of ``rumble`` beside all that is heard singly."""

MOST_LIFT_DB = 12.0
"""A bed is not brought up further than this: where nothing is low there is nothing to bring up."""

SUB_HOLD_S = 0.3
"""Time over which the level of ``sub`` is held."""


def parted(wave: Array) -> tuple[Array, Array]:
    """Return what lies below ``SUB_HZ`` and all else, each of shape [samples, 2]; their sum is the wave.

    The filter has no phase, so that what is left is not delayed against the picture; it falls by 24 dB an octave on
    both sides.
    """
    from scipy.signal import butter, sosfiltfilt

    if not wave.any():
        return np.zeros_like(wave), wave
    sections = butter(2, SUB_HZ, fs=SAMPLE_RATE, output="sos")
    low = sosfiltfilt(sections, wave, axis=0, padtype=None)
    return low, wave - low


def loudest_second(wave: Array, seconds: float = 1.0) -> float:
    """Return the level (root mean square) of a sound's loudest second."""
    window = min(round(seconds * SAMPLE_RATE), len(wave))
    power = np.cumsum(np.concatenate([[0.0], np.square(wave).mean(axis=1)]))
    return float(np.sqrt(max((power[window:] - power[:-window]).max() / window, 0.0)))


def within(wave: Array, reference: float, range_db: tuple[float, float]) -> Array:
    """Return a bed, brought up or down until its loudest second lies in a range beside a reference's level.

    Args:
        wave: Shape [samples, 2].
        reference: Level (root mean square).
        range_db: Lowest and highest.
    """
    own = loudest_second(wave)
    if own <= 0 or reference <= 0:
        return wave
    now = 20 * np.log10(own / reference)
    change = min(float(np.clip(now, *range_db)) - now, MOST_LIFT_DB)
    return np.asarray(wave * 10 ** (change / 20))


def levelled(wave: Array, most: float, hold_s: float = SUB_HOLD_S) -> Array:
    """Return a low sound whose short level never exceeds ``most``: its gain moves slower than its waves."""
    from scipy.ndimage import minimum_filter1d, uniform_filter1d

    step = SAMPLE_RATE // 100
    window = max(round(hold_s * 100), 1)
    power = np.square(wave).mean(axis=1)
    blocks = np.add.reduceat(power, np.arange(0, len(power), step)) / step
    level = np.sqrt(uniform_filter1d(blocks, window, mode="nearest"))
    needed = np.minimum(1.0, most / np.maximum(level, 1e-12))
    gain = uniform_filter1d(minimum_filter1d(needed, window, mode="nearest"), window, mode="nearest")
    at = np.arange(len(wave)) / step - 0.5
    return np.asarray(wave * np.interp(at, np.arange(len(gain)), gain)[:, None])


def balanced(tracks: Mapping[str, Array]) -> Stems:
    """Return the stems with their low end under control: ``rumble`` and ``sub`` in their ranges, ``sub`` alone below.

    Args:
        tracks: Every stem but ``sub``, each of shape [samples, 2].
    """
    singly = loudest_second(np.asarray(sum(track for name, track in tracks.items() if name != "rumble")))
    held_in = {name: within(track, singly, RUMBLE_DB) if name == "rumble" else track for name, track in tracks.items()}
    lows, rests = {}, {}
    for name, track in held_in.items():
        lows[name], rests[name] = parted(track)
    reference = loudest_second(np.asarray(sum(rests.values())))
    sub = _audible(np.asarray(sum(lows.values())))
    sub = within(levelled(sub, 0.75 * loudest_second(sub)), reference, SUB_DB)
    return Stems({**rests, "sub": sub})


def _audible(wave: Array) -> Array:
    from scipy.signal import butter, sosfiltfilt

    if not wave.any():
        return wave
    return np.asarray(
        sosfiltfilt(butter(2, LOWEST_HZ, "high", fs=SAMPLE_RATE, output="sos"), wave, axis=0, padtype=None)
    )
