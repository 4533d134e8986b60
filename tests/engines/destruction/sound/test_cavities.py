from __future__ import annotations

import numpy as np
import pytest

from rushes.engines.destruction.sound.cavities import answer, modes, muffled
from rushes.media import timbre

ROOM = np.array([4.0, 4.0, 3.0])


def test_a_rooms_modes_are_those_of_the_textbook():
    frequency, loud = modes(ROOM)
    assert np.sort(frequency)[:2] == pytest.approx([42.875, 42.875])
    assert pytest.approx(frequency[np.argmin(np.abs(frequency - 57.17))]) == 343 / 6
    assert loud.max() == 1  # axial
    assert set(np.round(loud, 3)) == {1.0, 0.5, 0.25}


def test_a_rooms_answer_is_low_and_lasts_as_sabine_says():
    wave = answer(ROOM, np.random.default_rng(1))
    assert timbre.band_share(wave, 35, 450) > 0.95
    assert timbre.decay_s(wave, 60, 400) == pytest.approx(0.161 * 48 / (0.14 * 80), rel=0.3)
    assert np.square(wave).sum() == pytest.approx(1)


def test_walls_take_the_edge_off_and_the_open_takes_nothing():
    click = np.zeros(2400)
    click[10] = 1.0
    assert muffled(click, 0.0) is click
    behind = muffled(click, 1.0)
    assert timbre.centroid_hz(behind) <= timbre.centroid_hz(click)
    high, low = (
        timbre.band_share(behind, *band) * np.square(behind).sum() / timbre.band_share(click, *band)
        for band in ((4000, 8000), (50, 150))
    )
    assert 10 * np.log10(low / high) == pytest.approx(10, abs=1.5)
