"""A voice of known pitch and formants, made by pulses through resonators, is changed by as much as was asked."""

import numpy as np
import pytest

from rushes.engines.reage.voice import Voice, changed
from rushes.media.sound import SAMPLE_RATE, loudness_lufs

SECONDS = 1.2
FORMANTS = ((700.0, 90.0), (1220.0, 110.0), (2600.0, 160.0))


def vowel(pitch=120.0, seconds=SECONDS):
    """Return a vowel: pulses through three resonances (Klatt 1980, Software for a cascade/parallel formant synthesizer)."""
    from scipy.signal import lfilter

    count = round(seconds * SAMPLE_RATE)
    phase = np.cumsum(np.full(count, pitch / SAMPLE_RATE))
    voice = np.diff(np.floor(phase), prepend=0.0)
    for middle, width in FORMANTS:
        radius = np.exp(-np.pi * width / SAMPLE_RATE)
        voice = lfilter([1 - radius], [1, -2 * radius * np.cos(2 * np.pi * middle / SAMPLE_RATE), radius**2], voice)
    return 0.3 * voice / np.abs(voice).max()


def spoken():
    """Return noise, a vowel, silence: what a take has."""
    rng = np.random.default_rng(1)
    hiss = rng.normal(0, 0.02, SAMPLE_RATE // 2)
    return np.concatenate([hiss, vowel(), np.zeros(SAMPLE_RATE // 2)])[:, None].repeat(2, axis=1)


def pitch_of(samples):
    import pyworld

    found, _ = pyworld.harvest(np.ascontiguousarray(samples), SAMPLE_RATE)
    return float(np.median(found[found > 0]))


def resonance(samples, near):
    """Return where the smooth spectrum peaks, within a fifth of a frequency [Hz]."""
    import pyworld

    pitch, times = pyworld.harvest(np.ascontiguousarray(samples), SAMPLE_RATE)
    envelope = np.log(pyworld.cheaptrick(np.ascontiguousarray(samples), pitch, times, SAMPLE_RATE)).mean(axis=0)
    hertz = np.linspace(0, SAMPLE_RATE / 2, len(envelope))
    inside = (hertz > 0.8 * near) & (hertz < 1.2 * near)
    return float(hertz[inside][envelope[inside].argmax()])


@pytest.mark.parametrize("semitones", [-2.0, 3.0])
def test_the_pitch_moves_by_what_is_asked(semitones):
    after, _ = changed(vowel()[:, None], Voice(semitones=semitones))
    cents = 1200 * np.log2(pitch_of(after[:, 0]) / pitch_of(vowel()))
    assert abs(cents - 100 * semitones) < 5


@pytest.mark.parametrize("factor", [0.92, 1.08])
def test_the_formants_move_and_the_pitch_stays(factor):
    after, _ = changed(vowel()[:, None], Voice(formants=factor))
    assert abs(1200 * np.log2(pitch_of(after[:, 0]) / pitch_of(vowel()))) < 5
    for middle in (1220.0, 2600.0):
        moved = resonance(after[:, 0], middle * factor) / resonance(vowel(), middle)
        assert abs(moved / factor - 1) < 0.03


def test_what_is_not_voiced_keeps_its_samples():
    before = spoken()
    after, touched = changed(before, Voice(semitones=2.0))
    assert after.shape == before.shape
    assert 0.3 < touched.mean() < 0.6
    assert np.array_equal(after[~touched], before[~touched])
    assert np.abs(after[touched] - before[touched]).max() > 0.01


def test_words_stay_where_they_were_and_as_loud():
    from scipy.signal import correlate

    before = spoken()
    after, _ = changed(before, Voice(semitones=2.0, formants=1.05))
    one, other = (np.convolve(np.abs(sound[:, 0]), np.hanning(4800), "same") for sound in (before, after))
    lag = int(correlate(one - one.mean(), other - other.mean(), method="fft").argmax()) - (len(one) - 1)
    assert abs(lag) / SAMPLE_RATE < 0.001
    assert abs(loudness_lufs(after) - loudness_lufs(before)) < 0.5
