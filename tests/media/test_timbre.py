from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.media import timbre

RATE = 48_000


def tone(hertz, seconds=1.0):
    return np.sin(2 * np.pi * hertz * np.arange(round(seconds * RATE)) / RATE)


@given(st.floats(100, 15_000))
def test_a_tones_centroid_is_its_frequency(hertz):
    assert timbre.centroid_hz(tone(hertz) * np.hanning(RATE)) == pytest.approx(hertz, rel=0.01)


@pytest.mark.parametrize("seconds", [0.1, 0.5, 1.5])
def test_a_decay_is_what_was_put_in(seconds):
    time = np.arange(2 * RATE) / RATE
    wave = tone(1000, 2.0) * np.exp(-6.91 * time / seconds)
    assert timbre.decay_s(wave, 700, 1400) == pytest.approx(seconds, rel=0.06)


def test_what_does_not_fall_never_ends():
    assert timbre.decay_s(np.zeros(RATE), 100, 1000) == np.inf
    assert timbre.lasts_s(tone(300, 3.0)) == np.inf


def test_noise_has_the_kurtosis_of_noise_and_clicks_have_more():
    noise = np.random.default_rng(1).standard_normal(RATE)
    assert timbre.kurtosis(noise) == pytest.approx(3, abs=0.1)
    noise[::4000] += 20
    assert timbre.kurtosis(noise) > 10
    assert timbre.kurtosis(np.zeros(10)) == timbre.crest_db(np.zeros(10)) == 0


def test_a_sine_peaks_three_decibels_over_its_level():
    assert timbre.crest_db(tone(500)) == pytest.approx(3.01, abs=0.01)


def test_shares_add_up():
    wave = tone(100) + tone(1000)
    assert timbre.band_share(wave, 50, 200) == pytest.approx(0.5, abs=0.01)
    assert timbre.band_share(wave, 0, 24_001) == pytest.approx(1)


def test_a_sound_lasts_until_it_is_lower_by_so_much():
    wave = np.concatenate([tone(300, 1.0), 0.5 * tone(300, 1.5), 0.1 * tone(300, 1.0)])
    assert timbre.lasts_s(wave) == 2.5
    stereo = np.column_stack([wave, wave])
    assert timbre.levels_db(stereo)[0] == pytest.approx(-3.01, abs=0.05)


def test_a_click_stands_out_of_the_noise_before_it():
    noise = 0.01 * np.random.default_rng(2).standard_normal(RATE)
    noise[RATE // 2] = 1.0
    clear, nothing = timbre.salience_db(noise, np.array([0.5, 0.8]))
    assert clear == pytest.approx(40, abs=1)
    assert nothing < 14
    assert np.isfinite(timbre.salience_db(noise, np.array([0.0, 0.9999]))).all()
