from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rushes.engines.destruction.sound.low_end import (
    RUMBLE_DB,
    SUB_DB,
    balanced,
    levelled,
    loudest_second,
    parted,
    within,
)
from rushes.media import timbre

RATE = 48_000


def tone(hertz, level=1.0, seconds=2):
    wave = level * np.sqrt(2) * np.sin(2 * np.pi * hertz * np.arange(seconds * RATE) / RATE)
    return np.column_stack([wave, wave])


def db(ratio):
    return 20 * np.log10(ratio)


def test_two_parts_are_the_whole_and_each_keeps_its_side():
    wave = tone(20) + tone(200)
    low, rest = parted(wave)
    assert low + rest == pytest.approx(wave, abs=1e-9)
    middle = slice(RATE // 2, -RATE // 2)
    assert timbre.band_share(low[middle], 0, 40) > 0.99
    assert timbre.band_share(rest[middle], 100, 400) > 0.98


def test_nothing_is_delayed():
    click = np.zeros((RATE, 2))
    click[RATE // 2] = 1
    _, rest = parted(click)
    assert int(np.abs(rest[:, 0]).argmax()) == RATE // 2


def test_a_bed_is_brought_into_its_range_from_both_sides():
    assert db(loudest_second(within(tone(60, 1.0), 1.0, (-12, -6)))) == pytest.approx(-6, abs=0.05)
    assert db(loudest_second(within(tone(60, 0.2), 1.0, (-12, -6)))) == pytest.approx(-12, abs=0.05)
    assert db(loudest_second(within(tone(60, 0.001), 1.0, (-12, -6)))) == pytest.approx(-48, abs=0.05)  # 12 dB at most
    assert not within(np.zeros((RATE, 2)), 1.0, (-12, -6)).any()


def test_a_low_swell_is_held():
    wave = tone(25, 0.1, 4)
    wave[RATE : 2 * RATE] *= 10
    out = levelled(wave, 0.3)
    short = timbre.levels_db(out, 0.2)
    assert short.max() < db(0.3) + 1.0
    assert short[0] == pytest.approx(db(0.1), abs=0.5)


@settings(max_examples=10, deadline=None)
@given(st.floats(0.02, 3), st.floats(0.02, 3), st.integers(0, 99))
def test_whatever_is_low_ends_in_range_and_in_one_stem(rumble, thump, seed):
    noise = np.random.default_rng(seed).standard_normal((2 * RATE, 2))
    stems = balanced({"impacts": 0.2 * noise + tone(30, thump * 0.1), "rumble": rumble * 0.1 * (tone(25) + tone(60))})
    rest = sum(track for name, track in stems.tracks.items() if name != "sub")
    against = db(loudest_second(stems.tracks["sub"]) / loudest_second(rest))
    assert against <= SUB_DB[1] + 0.1
    own = db(loudest_second(stems.tracks["rumble"]) / loudest_second(stems.tracks["impacts"]))
    assert own <= RUMBLE_DB[1] + 0.6
    assert timbre.band_share(stems.tracks["impacts"], 0, 20) < 0.005
    assert np.isfinite(stems.mix).all()


def test_one_frame_is_enough():
    assert balanced({"rumble": np.zeros((2000, 2)), "room": np.full((2000, 2), 1e-4)}).mix.shape == (2000, 2)
