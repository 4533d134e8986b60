from __future__ import annotations

import numpy as np
import pytest

from rushes.engines.destruction.sound import beds
from rushes.engines.destruction.sound.beds import Flux

SECOND = 48_000


def level(wave):
    return float(np.sqrt(np.mean(np.square(wave))))


def share(wave, low, high):
    power = np.abs(np.fft.rfft(wave.mean(axis=1))) ** 2
    at = np.fft.rfftfreq(len(wave), 1 / 48_000)
    return power[(at >= low) & (at < high)].sum() / power.sum()


def test_an_envelope_keeps_the_amount():
    flux = Flux(np.array([0.5, 1.0]), np.array([2.0, 3.0]))
    assert flux.envelope(8 * SECOND, 0.02, 0.3).sum() / beds.CONTROL_HZ == pytest.approx(5, rel=0.01)


def test_what_happened_before_the_clip_still_trickles_in_it():
    assert Flux(np.array([-0.5]), np.array([1.0])).envelope(SECOND, 0.02, 1.0)[0] > 0.3


def test_rumble_is_low_and_follows_momentum():
    momentum = Flux(np.full(50, 1.0), np.full(50, 1e5))
    wave = beds.rumble(momentum, Flux(np.zeros(0), np.zeros(0)), 3 * SECOND, np.random.default_rng(1))
    assert share(wave, 0, 110) > 0.9
    assert level(wave[: round(0.9 * SECOND)]) < 0.01 * level(wave[SECOND : 2 * SECOND])


def test_gravel_lasts_after_the_crush():
    crushed = Flux(np.full(20, 0.5), np.full(20, 0.2))
    nothing = Flux(np.zeros(0), np.zeros(0))
    wave = beds.gravel(crushed, nothing, 4 * SECOND, 40, np.random.default_rng(1))
    late = level(wave[2 * SECOND : 3 * SECOND])
    assert 0.3 < late / level(wave[SECOND : 2 * SECOND]) < 1  # less than 10 dB in a second
    assert share(wave, 0, 300) < 0.1


def test_nothing_crushed_is_no_dust_and_no_gravel():
    nothing = Flux(np.zeros(0), np.zeros(0))
    assert not beds.dust(nothing, SECOND, np.random.default_rng(1)).any()
    assert level(beds.gravel(nothing, nothing, SECOND, 40, np.random.default_rng(1))) < 1e-9
    assert not beds.rumble(nothing, nothing, SECOND, np.random.default_rng(1)).any()


def test_air_is_level_one_and_wide():
    wave = beds.air(SECOND, np.random.default_rng(1))
    assert level(wave) == pytest.approx(1)
    assert np.corrcoef(wave.T)[0, 1] < 0.7
