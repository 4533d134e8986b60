"""Lines, spoken by the synthetic voice that ships: nobody's, English."""

from __future__ import annotations

import numpy as np

from rushes.brief.scene import Line
from rushes.engines.clip.sound.noises import Array, band
from rushes.errors import BadInputError
from rushes.media.sound import SAMPLE_RATE

VOICE_HZ = 24_000
"""Samples a second that the voice gives."""


def spoken(line: Line, seed: int) -> Array:
    """Return a line as it is spoken, mono, 48 kHz, its largest value 1; a whisper has no tone, a shout is pressed.

    Raises:
        BadInputError: The voice isn't installed.
    """
    try:
        from hibari import Hibari
    except ImportError as error:
        raise BadInputError(
            'Speech needs a voice, and none is installed. Run pip install "rushes[speech]", or leave speech out.'
        ) from error
    from scipy.signal import resample_poly

    samples = np.asarray(Hibari()(line.text, seed=seed), float).ravel()
    wave = resample_poly(samples, SAMPLE_RATE, VOICE_HZ)
    if line.manner == "whisper":
        wave = whispered(wave, seed)
    elif line.manner == "shout":
        wave = np.tanh(3.5 * wave / max(float(np.abs(wave).max()), 1e-9))
    return np.asarray(wave / max(float(np.abs(wave).max()), 1e-9))


def whispered(wave: Array, seed: int) -> Array:
    """Return a voice without its tone: noise with the voice's spectrum, frame by frame (a channel vocoder, Dudley, 1939)."""
    from scipy.signal import istft, stft

    noise = band(len(wave), 120, 9000, np.random.default_rng([seed, 21]))
    _, _, voice = stft(wave, SAMPLE_RATE, nperseg=1024)
    _, _, breath = stft(noise, SAMPLE_RATE, nperseg=1024)
    smooth = np.apply_along_axis(lambda row: np.convolve(row, np.ones(9) / 9, "same"), 0, np.abs(voice))
    _, made = istft(breath / np.maximum(np.abs(breath), 1e-9) * smooth, SAMPLE_RATE, nperseg=1024)
    return np.asarray(made[: len(wave)])
