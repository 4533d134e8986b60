"""Where in a sound is another one heard, and how loud? Generalised cross-correlation (Knapp and Carter 1976), whitened.

*The Generalized Correlation Method for Estimation of Time Delay* (IEEE Transactions on Acoustics, Speech and Signal Processing 24).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rushes.media.sound import SAMPLE_RATE

Array = NDArray[np.float64]

LOWEST_HZ, HIGHEST_HZ = 150.0, 7000.0
"""Where a voice is: rumble and hiss don't say when it speaks."""

WHITENING = 0.6
"""Power of the cross spectrum's size that it is divided by: 1 would weigh what is silence as much as a vowel, 0 gives blunt peaks."""

AS_LIKELY = 0.6
"""Of the highest peak: a place whose own is as high may be meant as well."""

BLOCK_S = 0.2
"""A sound's level in another is fitted over so much time [s]; a limiter moves it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sound is heard in another.

    Attributes:
        at: Seconds after the other's beginning that it begins.
        clear: Its peak of correlation over what is usual in that sound: the level that nine of ten stretches of 50 ms stay under.
    """

    at: float
    clear: float


def find(wanted: Array, sound: Array, near: float) -> Place:
    """Return where a sound is heard in another one, wherever that is.

    Args:
        wanted: Mono, 48 kHz.
        sound: Mono, 48 kHz; where it holds nothing, ``clear`` is 0.
        near: Of places that are as likely, nearly, the one closest to this moment is returned [s]: a line may be said twice.
    """
    if not wanted.any() or not sound.any():
        return Place(0.0, 0.0)
    size = 1 << (len(wanted) + len(sound)).bit_length()
    cross = np.fft.rfft(sound, size) * np.conj(np.fft.rfft(wanted, size))
    frequency = np.fft.rfftfreq(size, 1 / SAMPLE_RATE)
    inside = (frequency > LOWEST_HZ) & (frequency < HIGHEST_HZ)
    strength = np.abs(cross)
    cross = np.where(inside, cross / np.maximum(strength, 1e-6 * strength.max()) ** WHITENING, 0.0)
    peaks = np.abs(np.fft.irfft(cross, size)[: len(sound)])
    stretch = SAMPLE_RATE // 20
    count = max(len(peaks) // stretch, 1)
    highest = peaks[: count * stretch].reshape(count, -1).max(axis=1)
    likely = np.flatnonzero(peaks >= AS_LIKELY * peaks.max())
    close = int(likely[np.abs(likely - near * SAMPLE_RATE).argmin()])
    first = max(close - stretch // 2, 0)
    at = first + int(peaks[first : close + stretch // 2].argmax())
    return Place(at / SAMPLE_RATE, float(peaks[at] / max(float(np.percentile(highest, 90)), 1e-12)))


def heard_of(wanted: Array, sound: Array) -> Array:
    """Return what of a sound is another one that lies in it, both mono and of one length: fitted block by block, never turned over."""
    length = len(sound)
    hop = round(BLOCK_S * SAMPLE_RATE / 2)
    window = np.hanning(2 * hop + 1)[: 2 * hop]
    padded = [np.pad(one, (hop, 3 * hop)) for one in (wanted, sound)]
    made = np.zeros(len(padded[0]))
    for start in range(0, length + hop, hop):
        part, whole = (one[start : start + 2 * hop] for one in padded)
        level = max(float((part * window) @ whole) / max(float((part * window) @ part), 1e-12), 0.0)
        made[start : start + 2 * hop] += level * part * window
    return made[hop : hop + length]
