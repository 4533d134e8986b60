"""Lines, spoken by the synthetic voice that ships: nobody's, English."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rushes.brief.scene import Line
from rushes.engines.clip.sound.noises import Array, band
from rushes.errors import BadInputError
from rushes.media.sound import SAMPLE_RATE

VOICE_HZ = 24_000
"""Samples a second that the voice gives."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a line, and when it is spoken: the voice tells no words' moments, but speaks sentence by sentence.

    Attributes:
        text: As it is written.
        start, end: [s] after the line's beginning.
    """

    text: str
    start: float
    end: float


@dataclass(frozen=True, eq=False, slots=True)
class Spoken:
    """A line as it is spoken, before it stands anywhere.

    Attributes:
        wave: Mono, 48 kHz, its largest value 1.
        sentences: Its sentences in order; nothing of those that have no sound.
    """

    wave: Array
    sentences: tuple[Sentence, ...]

    @property
    def seconds(self) -> float:
        """Length [s]."""
        return len(self.wave) / SAMPLE_RATE


def spoken(line: Line, seed: int) -> Spoken:
    """Return a line as it is spoken; a whisper has no tone, a shout is pressed.

    Raises:
        BadInputError: The voice isn't installed, or nothing of the line can be spoken.
    """
    from scipy.signal import resample_poly

    parts = _sentences(line.text, seed)
    if not parts:
        raise BadInputError(f'"{line.text}" has no word that can be spoken. Write words, or leave the line out.')
    ends = np.cumsum([len(samples) for _, samples in parts]) / VOICE_HZ
    starts = [0.0, *ends[:-1]]
    wave = resample_poly(np.concatenate([samples for _, samples in parts]), SAMPLE_RATE, VOICE_HZ)
    if line.manner == "whisper":
        wave = whispered(wave, seed)
    elif line.manner == "shout":
        wave = np.tanh(3.5 * wave / max(float(np.abs(wave).max()), 1e-9))
    return Spoken(
        np.asarray(wave / max(float(np.abs(wave).max()), 1e-9)),
        tuple(
            Sentence(text, float(start), float(end)) for (text, _), start, end in zip(parts, starts, ends, strict=True)
        ),
    )


def _sentences(text: str, seed: int) -> list[tuple[str, Array]]:
    """Return each sentence with its samples at ``VOICE_HZ``: what the voice gives for the whole text, before it is joined."""
    try:
        from hibari import Hibari
    except ImportError as error:
        raise BadInputError(
            'Speech needs a voice, and none is installed. Run pip install "rushes[speech]", or leave speech out.'
        ) from error
    voice, chance = Hibari(), np.random.default_rng(seed)
    made = []
    for sentence in voice.split_sentences(text):
        waves = [voice.from_ids(voice.ids(sounds), rng=chance) for sounds in voice.phonemize(sentence)]
        samples = np.concatenate([np.zeros(0), *(np.asarray(wave, float).ravel() for wave in waves)])
        if len(samples):
            made.append((sentence.strip(), samples))
    return made


def whispered(wave: Array, seed: int) -> Array:
    """Return a voice without its tone: noise with the voice's spectrum, frame by frame (a channel vocoder, Dudley, 1939)."""
    from scipy.signal import istft, stft

    noise = band(len(wave), 120, 9000, np.random.default_rng([seed, 21]))
    _, _, voice = stft(wave, SAMPLE_RATE, nperseg=1024)
    _, _, breath = stft(noise, SAMPLE_RATE, nperseg=1024)
    smooth = np.apply_along_axis(lambda row: np.convolve(row, np.ones(9) / 9, "same"), 0, np.abs(voice))
    _, made = istft(breath / np.maximum(np.abs(breath), 1e-9) * smooth, SAMPLE_RATE, nperseg=1024)
    return np.asarray(made[: len(wave)])
