"""Are a clip's lines heard when its script says, above what else is heard, and can they be understood?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines import Finding, Take
from rushes.inspection.bodies import data_file
from rushes.media.finding import Place, find, heard_of
from rushes.media.sound import SAMPLE_RATE, k_weighted, read_wav

Array = NDArray[np.float64]

OFF_MS: Final = 45.0
"""How far from its moment a line may begin: sound that is earlier than its picture by more is noticed (ITU-R BT.1359-1, 1998)."""

CLEAR: Final = 2.8
"""A line is found where its correlation stands so far above what is usual in the clip. Measured on four lines: 3.7 and more 10 LU under traffic,
a crowd, the sea, a siren, an explosion or another line of the same voice; 0.8 to 1.9 where the line wasn't there."""

LEAST_LU: Final = 6.0
"""How far a line stands above all else for three quarters of its time [LU]; what bursts into its last word is ESTOI's to judge. Torcoli et al. 2019 (JAES 67, 1003-1011) recommend 10 over music and 15
over ambience; at 6 above traffic, a crowd or the sea 0.81, 0.74 and 0.77 of ESTOI were left."""

LEAST_ESTOI: Final = 0.7
"""Extended short-time objective intelligibility, 1 for a voice alone (Jensen and Taal 2016, *An Algorithm for Predicting the Intelligibility of
Speech Masked by Modulated Noise Maskers*, IEEE/ACM Transactions on Audio, Speech, and Language Processing 24, 2009-2022). Measured on
one line of the voice that ships, as loud as what masks it: 0.66 under traffic, 0.54 under a crowd, 0.55 under the sea, 0.75 under a siren,
0.81 under an explosion; 10 LU above: 0.89, 0.84, 0.88, 0.90, 0.95."""

FEWEST_S: Final = 0.6
"""The measure needs 30 frames of voice, which are 0.4 s; a shorter line is looked at over and over."""

SOUNDS_DB: Final = 10.0
"""A voice sounds where it is no further under its loudest 0.4 s."""


@dataclass(frozen=True, slots=True)
class _Heard:
    """How a line is heard.

    Attributes:
        text: What it says.
        at: When it should begin [s].
        place: Where it is found.
        above: How far above all else [LU]; minus infinity when it isn't found.
        estoi: How well it can be understood.
    """

    text: str
    at: float
    place: Place
    above: float
    estoi: float

    @property
    def off_ms(self) -> float:
        return abs(self.place.at - self.at) * 1000

    @property
    def found(self) -> bool:
        return self.place.clear >= CLEAR


def speech(take: Take) -> tuple[Finding, ...]:
    """Look for each line's dry recording in the mix: found at the moment that its script says, loud enough, and intelligible.

    Moments and words come from ``facts.json``, voices from the dry lines, and what is judged from the mix alone, in its better ear. That the
    recording says the words of the script isn't looked at: nothing here recognises speech.
    """
    paths, path, lines = take.paths("sound"), data_file(take, "facts.json"), take.paths("line")
    script = json.loads(path.read_text(encoding="utf-8")).get("speech", []) if path is not None else []
    if take.kind != "clip" or not paths or not script:
        return ()
    mix = read_wav(paths[0]).samples
    voices = [read_wav(one).samples[:, 0] for one in lines]
    heard = [_line(record, voice, mix) for record, voice in zip(script, voices, strict=False)]
    missing = [str(record["text"]) for record in script[len(voices) :]]
    return (_aligned(heard, missing), _loud(heard, missing), _intelligible(heard, missing))


def _line(record: dict[str, object], voice: Array, mix: Array) -> _Heard:
    at = float(str(record["at_s"]))
    ears = []
    for ear in mix.T:
        place = find(voice, ear, at)
        start = round((place.at if place.clear >= CLEAR else at) * SAMPLE_RATE)
        end = min(start + len(voice), len(mix))
        said, all_of_it = voice[: end - start], ear[start:end]
        if len(said) < SAMPLE_RATE // 10 or place.clear < CLEAR:
            ears.append(_Heard(str(record["text"]), at, place, -np.inf, 0.0))
            continue
        mine = heard_of(said, all_of_it)
        ears.append(_Heard(str(record["text"]), at, place, _above(mine, all_of_it - mine), estoi(said, all_of_it)))
    return max(ears, key=lambda one: (one.found, one.estoi))


def _above(mine: Array, others: Array) -> float:
    """Return how far a voice stands above others for three quarters of its time [LU], by momentary loudness (EBU Tech 3341, 0.4 s)."""
    voice, rest = (_momentary(one) for one in (mine, others))
    sounds = voice > voice.max() * 10 ** (-SOUNDS_DB / 10)
    apart = 10 * np.log10(np.maximum(voice[sounds], 1e-14) / np.maximum(rest[sounds], 1e-14))
    return float(np.percentile(apart, 25))


def _momentary(wave: Array) -> Array:
    """Return K-weighted power over 0.4 s, every tenth of a second; over all of a shorter sound."""
    hop = SAMPLE_RATE // 10
    tenths = np.square(k_weighted(wave))[: len(wave) // hop * hop].reshape(-1, hop).mean(axis=1)
    width = min(4, len(tenths))
    return np.convolve(tenths, np.ones(width) / width, "valid")


def estoi(clean: Array, heard: Array) -> float:
    """Return how well a voice can be understood as it is heard, 0 to 1, both mono at 48 kHz and of one length.

    A line of less than 0.4 s of voice is too short for the measure and is looked at repeated.
    """
    import warnings

    from pystoi import stoi

    times = max(1, int(np.ceil(FEWEST_S * SAMPLE_RATE / _voiced(clean))))
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        return float(stoi(np.tile(clean, times), np.tile(heard, times), SAMPLE_RATE, extended=True))


def _voiced(clean: Array) -> float:
    """Return how many samples of a voice are no silence to the measure: 40 dB under the loudest, in frames of 26 ms."""
    frame = round(0.0256 * SAMPLE_RATE)
    power = np.square(clean[: len(clean) // frame * frame]).reshape(-1, frame).mean(axis=1)
    return float(max((power > power.max() * 1e-4).sum() * frame, 1))


def _aligned(heard: Sequence[_Heard], missing: Sequence[str]) -> Finding:
    wrong = [f'"{text}" has no recording in the take. Make the sound again.' for text in missing]
    for one in heard:
        if not one.found:
            wrong.append(f'"{one.text}" is heard nowhere in the mix. Make the sound again.')
        elif one.off_ms > OFF_MS:
            wrong.append(f'"{one.text}" begins at {one.place.at:.3f} s, and its script says {one.at:g} s. Move it.')
    worst = max((one.off_ms for one in heard if one.found), default=0.0)
    return Finding("speech_aligned", not wrong, round(worst, 1), OFF_MS, "ms", " ".join(wrong))


def _loud(heard: Sequence[_Heard], missing: Sequence[str]) -> Finding:
    least = min((one.above for one in heard if one.found), default=0.0)
    low = [one for one in heard if one.above < LEAST_LU]
    detail = " ".join(
        f'"{one.text}" stands {one.above:.1f} LU above what else is heard. Lower that under the line, or move the line.'
        for one in low
        if one.found
    )
    return Finding("speech_loud", not low and not missing, round(min(least, 60.0), 1), LEAST_LU, "LU", detail)


def _intelligible(heard: Sequence[_Heard], missing: Sequence[str]) -> Finding:
    least = min((one.estoi for one in heard), default=0.0)
    low = [one for one in heard if one.estoi < LEAST_ESTOI]
    detail = " ".join(
        f'"{one.text}" is hard to understand ({one.estoi:.2f}). Lower what lies over it, or move the line.'
        for one in low
    )
    return Finding("speech_intelligible", not low and not missing, round(least, 3), LEAST_ESTOI, "ESTOI", detail)
