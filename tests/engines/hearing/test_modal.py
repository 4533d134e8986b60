from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.engines.hearing import modal

SLAB = np.array([2.0, 2.0, 0.2])


def centroid(wave):
    power = np.abs(np.fft.rfft(wave, 1 << 16)) ** 2
    return float((np.fft.rfftfreq(1 << 16, 1 / 48_000) * power).sum() / power.sum())


def test_the_matrix_product_is_the_sum_of_sines():
    rng = np.random.default_rng(1)
    frequency, decay = rng.uniform(50, 9000, 7), rng.uniform(5, 200, 7)
    amplitude, phase = rng.uniform(0, 1, 7), rng.uniform(0, 6, 7)
    time = np.arange(5001)[:, None] / 48_000
    plain = (amplitude * np.exp(-decay * time) * np.sin(2 * np.pi * frequency * time + phase)).sum(axis=1)
    assert modal.ring(frequency, decay, amplitude, phase, 5001) == pytest.approx(plain, abs=1e-9)


def test_a_slab_bends_at_its_plates_frequency():
    frequency, _ = modal.bank(modal.MATTER["concrete"], SLAB, 10, np.random.default_rng(1))
    assert frequency[0] == pytest.approx(111, rel=0.2)


def test_smaller_pieces_sound_higher():
    rng = np.random.default_rng(2)
    matter = modal.MATTER["concrete"]
    big = modal.struck(matter, SLAB, 1900, 8, 30, rng, 20)
    small = modal.struck(matter, SLAB / 8, 4, 8, 30, rng, 20)
    assert centroid(small) > 2 * centroid(big)


def test_glass_rings_longer_than_concrete_of_its_size():
    size = np.array([0.5, 0.5, 0.02])
    rates = [modal.bank(modal.MATTER[name], size, 6, np.random.default_rng(1)) for name in ("glass", "concrete")]
    assert rates[0][1][0] / rates[0][0][0] < rates[1][1][0] / rates[1][0][0]


def test_heavy_blows_touch_longer():
    matter = modal.MATTER["concrete"]
    assert modal.pulse_width(matter, 2000, 5, SLAB) > modal.pulse_width(matter, 2, 5, SLAB / 8)


def test_a_crack_begins_at_once_and_goes_dull_over_distance():
    near = modal.crack(modal.MATTER["concrete"], 500, 5, np.random.default_rng(3))
    far = modal.crack(modal.MATTER["concrete"], 500, 300, np.random.default_rng(3))
    assert np.abs(near[:480]).max() > 0.5
    assert np.square(near[:960]).sum() > 0.6 * np.square(near).sum()
    assert centroid(far) < centroid(near)


def test_the_ground_answers_low():
    assert centroid(modal.thump(5000, np.random.default_rng(1))) < 150


def test_steel_pings_longer_than_concrete_knocks():
    wave = modal.ping(20, np.random.default_rng(1))
    assert np.square(wave[len(wave) // 3 :]).sum() > 0.02 * np.square(wave).sum()


@given(
    st.sampled_from(sorted(modal.MATTER)),
    st.tuples(*[st.floats(0.01, 6)] * 3),
    st.floats(0.01, 50_000),
    st.floats(0, 25),
    st.integers(0, 1000),
)
def test_whatever_is_struck_sounds_and_stays_finite(name, size, mass, speed, seed):
    wave = modal.struck(modal.MATTER[name], np.array(size), mass, speed, 40, np.random.default_rng(seed), 12)
    assert np.isfinite(wave).all()
    assert np.abs(wave).max() == pytest.approx(1)
    assert len(wave) <= 1.4 * 48_000
