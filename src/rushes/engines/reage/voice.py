"""A voice made younger or older: pitch and formants of what is voiced, and of nothing else.

Analysis and synthesis are WORLD's (Morise, Yokomori and Ozawa 2016, *WORLD: a vocoder-based high-quality speech synthesis system for real-time
applications*, IEICE Trans. E99-D). Breath and consonants, room and silence between the words keep their own samples.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.errors import BadInputError
from rushes.media.sound import SAMPLE_RATE, loudness_lufs

Samples = NDArray[np.float64]

FRAME_MS: Final = 5.0
LOWEST_HZ, HIGHEST_HZ = 60.0, 600.0
"""Pitches that are taken for a voice: from a deep man's to a child's."""

EDGE_S: Final = 0.012
"""How long changed and unchanged samples are blended at an edge [s]."""

SHORTEST_S: Final = 0.04
"""A voiced stretch shorter than this [s] is left alone: more likely a click than a vowel."""


@dataclass(frozen=True, slots=True)
class Voice:
    """How a voice is changed.

    Attributes:
        semitones: The pitch, up or down.
        formants: Factor on the formants' frequencies: above 1 is a shorter throat.
        breath: Share of the roughness that is taken down; below 0 adds.
    """

    semitones: float = 0.0
    formants: float = 1.0
    breath: float = 0.0

    @property
    def changes(self) -> bool:
        """Whether anything is asked."""
        return self.semitones != 0 or self.formants != 1 or self.breath != 0


def changed(samples: Samples, voice: Voice) -> tuple[Samples, NDArray[np.bool_]]:
    """Change the voice in a piece of sound.

    Args:
        samples: Shape [n, channels], -1 to 1, 48 kHz. The voice is analysed in the mean of the channels.
        voice: What is asked.

    Returns:
        The same shape, and which samples were touched, shape [n]. All others are the very same numbers.

    Raises:
        BadInputError: The vocoder is not installed.
    """
    world = _world()
    mono = np.ascontiguousarray(samples.mean(axis=1))
    pitch, times = world.harvest(mono, SAMPLE_RATE, f0_floor=LOWEST_HZ, f0_ceil=HIGHEST_HZ, frame_period=FRAME_MS)
    pitch = world.stonemask(mono, pitch, times, SAMPLE_RATE)
    weight = _voiced(pitch, len(mono))
    if not weight.any():
        return samples.copy(), weight > 0
    made = np.empty_like(samples)
    for channel in range(samples.shape[1]):
        made[:, channel] = _made(world, np.ascontiguousarray(samples[:, channel]), pitch, times, voice)
    kept = samples + weight[:, None] * (made - samples)
    return _as_loud(samples, kept, weight), weight > 0


def _made(world: Any, mono: Samples, pitch: Samples, times: Samples, voice: Voice) -> Samples:  # noqa: ANN401 - no types
    envelope = world.cheaptrick(mono, pitch, times, SAMPLE_RATE)
    noise = world.d4c(mono, pitch, times, SAMPLE_RATE)
    if voice.formants != 1:
        bins = np.arange(envelope.shape[1])
        from_ = np.minimum(bins / voice.formants, bins[-1])
        low = from_.astype(int)
        part = from_ - low
        high = np.minimum(low + 1, bins[-1])
        log = np.log(envelope)
        envelope = np.exp(log[:, low] * (1 - part) + log[:, high] * part)
    noise = np.clip(noise ** (1 + voice.breath) if voice.breath > -1 else np.ones_like(noise), 0.0, 1.0)
    there = pitch * 2 ** (voice.semitones / 12)
    made = world.synthesize(there, np.ascontiguousarray(envelope), np.ascontiguousarray(noise), SAMPLE_RATE, FRAME_MS)
    return np.asarray(np.pad(made, (0, max(0, len(mono) - len(made))))[: len(mono)], np.float64)


def _voiced(pitch: Samples, length: int) -> Samples:
    """Return how much of each sample is changed: 1 in the middle of a voiced stretch, 0 outside, an edge between; shape [length]."""
    step = FRAME_MS / 1000 * SAMPLE_RATE
    weight = np.zeros(length)
    on = np.flatnonzero(np.diff(np.concatenate([[0], (pitch > 0).astype(int), [0]])))
    for start, stop in zip(on[::2], on[1::2], strict=True):
        first, last = round(start * step), min(length, round((stop - 1) * step))
        if last - first >= SHORTEST_S * SAMPLE_RATE:
            edge = round(EDGE_S * SAMPLE_RATE)
            ramp = np.minimum(np.arange(1, last - first + 1), np.arange(last - first, 0, -1)) / edge
            weight[first:last] = np.sin(np.minimum(ramp, 1.0) * np.pi / 2) ** 2
    return weight


def _as_loud(before: Samples, after: Samples, weight: Samples) -> Samples:
    """Bring what was changed to the loudness that it had."""
    inside = weight > 0
    one, other = loudness_lufs(before), loudness_lufs(after)
    if not np.isfinite(one) or not np.isfinite(other):
        return after
    gain = 10 ** ((one - other) / 20)
    return np.where(inside[:, None], before + (after - before) + weight[:, None] * (gain - 1) * after, before)


def _world() -> Any:  # noqa: ANN401 - no types
    try:
        import pyworld
    except ImportError as error:
        raise BadInputError(
            f"The vocoder that a voice is changed with is not installed ({error}). Run: pip install 'rushes[voice]', or take voice out of the brief."
        ) from error
    return pyworld
