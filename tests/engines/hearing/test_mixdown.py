from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rushes.engines.hearing.mixdown import (
    CEILING_DBTP,
    FADE_S,
    LEAST_DUCK_DB,
    Stems,
    depth_for,
    duck,
    ducking,
    held,
    limiter,
    master,
)
from rushes.media.sound import FULL_SCALE, true_peak_dbtp

RATE = 48_000


def stems(loud, seed=1, samples=RATE):
    rng = np.random.default_rng(seed)
    spikes = np.zeros((samples, 2))
    spikes[rng.integers(0, samples, 12)] = loud * rng.choice([-1, 1], (12, 2))
    low, rest = (share * rng.standard_normal((samples, 2)) for share in (0.1 * loud, 0.02))
    return Stems({"impacts": spikes, "rumble": low, "debris": rest})


@settings(max_examples=12, deadline=None)
@given(st.floats(0.01, 30), st.integers(0, 99), st.booleans())
def test_no_true_peak_is_over_the_ceiling_and_stems_sum_exactly(loud, seed, level):
    mixed = master(stems(loud, seed, 12_000), level=level)
    assert true_peak_dbtp(mixed.mix / FULL_SCALE) <= CEILING_DBTP
    assert np.array_equal(mixed.mix, sum(mixed.stems.values()))


def test_the_limiter_leaves_quiet_sound_alone_and_comes_back():
    quiet = 0.1 * np.random.default_rng(1).standard_normal((RATE, 2)).clip(-3, 3)
    assert (limiter(quiet) == 1).all()
    quiet[RATE // 2] = 4.0
    gain = limiter(quiet)
    assert gain[RATE // 2] < 0.25
    assert gain[RATE // 2 - RATE // 50] == 1
    assert gain[-1] == 1


def test_the_end_fades_within_twenty_milliseconds():
    assert FADE_S <= 0.02
    mixed = master(stems(1.0), level=True)
    assert not mixed.mix[-1].any()
    assert mixed.mix[-round(0.02 * RATE) - 200 : -round(0.02 * RATE)].any()


def test_ducks_are_down_before_the_blow_and_do_not_add_up():
    gain = ducking(np.array([9600, 9650]), np.array([12.0, 6.0]), RATE)
    assert gain[9600] == pytest.approx(10 ** (-12 / 20))
    assert gain[9600 + round(0.035 * RATE)] == pytest.approx(10 ** (-12 / 20))
    assert gain[0] == gain[-1] == 1
    assert gain.min() == pytest.approx(10 ** (-12 / 20))


def test_a_duck_at_either_end_of_the_clip_is_cut_off():
    assert len(ducking(np.array([0, RATE - 1]), np.array([6.0, 6.0]), RATE)) == RATE
    wave = np.ones((100, 2))
    duck(wave, 0, 6.0)
    assert wave[0] == pytest.approx([10 ** (-6 / 20)] * 2)


def test_the_louder_the_bed_the_deeper_the_duck_within_bounds():
    bed = np.full((RATE, 2), 0.2)
    deep = depth_for(bed, 9600, 1.0, 22)
    assert LEAST_DUCK_DB < deep < 22
    assert depth_for(bed * 0.001, 9600, 1.0, 22) == LEAST_DUCK_DB
    assert depth_for(bed * 100, 9600, 1.0, 22) == 22


def test_a_bed_is_turned_down_and_never_up():
    bed = np.full((RATE, 2), 0.02)
    bed[:24_000] = 0.4
    assert np.sqrt(np.mean(held(bed, 0.1)[:24_000] ** 2)) == pytest.approx(0.1)
    assert np.array_equal(held(bed, 0.5), bed)
    assert held(bed[:100], 0.1).max() == pytest.approx(0.1)


def test_a_quiet_take_is_not_made_loud():
    silent = Stems({"impacts": np.zeros((RATE, 2)), "room": np.full((RATE, 2), 0.001)})
    assert np.abs(master(silent, level=False).mix).max() <= 0.0011 * FULL_SCALE
