from __future__ import annotations

import numpy as np
import pytest

from rushes.media.finding import find, heard_of
from rushes.media.sound import SAMPLE_RATE
from spoken import a_voice


def among(voice, *at, seconds=5.0, noise=0.0):
    sound = noise * np.random.default_rng(9).standard_normal(round(seconds * SAMPLE_RATE))
    for moment in at:
        start = round(moment * SAMPLE_RATE)
        sound[start : start + len(voice)] += voice[: len(sound) - start]
    return sound


@pytest.mark.parametrize("at", [0.0, 1.234, 3.9])
def test_a_sound_is_found_to_the_sample_under_noise_that_is_as_loud(at):
    voice = a_voice()
    place = find(voice, among(voice, at, noise=0.2), near=2.0)
    assert place.at == pytest.approx(at, abs=1.5 / SAMPLE_RATE)
    assert place.clear > 4


def test_what_is_not_there_is_not_found():
    assert find(a_voice(), among(a_voice(seed=5), 1.0, noise=0.05), near=1.0).clear < 3.0
    assert find(a_voice(), np.zeros(SAMPLE_RATE), near=0.0).clear == 0.0


def test_of_two_alike_the_closer_one_is_meant():
    voice = a_voice(0.8)
    sound = among(voice, 1.0, 3.0, noise=0.02)
    assert find(voice, sound, near=1.1).at == pytest.approx(1.0, abs=1e-3)
    assert find(voice, sound, near=2.8).at == pytest.approx(3.0, abs=1e-3)


def test_what_is_heard_of_a_sound_follows_its_level():
    voice = a_voice()
    fades = np.linspace(1.0, 0.2, len(voice))
    noise = 0.05 * np.random.default_rng(2).standard_normal(len(voice))
    off = heard_of(voice, voice * fades + noise) - voice * fades
    assert np.sqrt(np.mean(off**2)) < 0.15 * np.sqrt(np.mean((voice * fades) ** 2))
    assert np.abs(heard_of(voice, -voice)).max() == 0.0
