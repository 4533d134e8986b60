from __future__ import annotations

import numpy as np
import pytest

from rushes.media.onsets import hits, onsets

RATE = 48_000


def clicks(moments, seconds=4.0, floor=0.01, seed=1):
    rng = np.random.default_rng(seed)
    out = floor * rng.standard_normal((round(seconds * RATE), 2))
    for moment in moments:
        start = round(moment * RATE)
        length = min(2400, len(out) - start)
        out[start : start + length] += 0.4 * (rng.standard_normal(length) * np.exp(-np.arange(length) / 480))[:, None]
    return out


def test_clicks_are_found_where_they_are():
    moments = np.array([0.5, 1.0, 1.31, 2.2, 2.9, 3.5])
    found = onsets(clicks(moments))
    assert len(found) == len(moments)
    assert np.abs(found - moments).max() < 0.01


def test_noise_of_constant_level_gives_few_however_loud():
    noise = np.random.default_rng(2).standard_normal((10 * RATE, 2))
    assert len(onsets(noise)) < 20
    assert np.array_equal(onsets(noise), onsets(0.001 * noise))


def test_silence_has_none():
    assert len(onsets(np.zeros((RATE, 2)))) == 0


def test_hits_know_what_luck_would_give():
    found = np.array([1.0, 2.0, 3.0])
    result = hits(np.array([1.01, 2.02, 3.5]), found, tolerance=0.05, length=4.0)
    assert result.share == pytest.approx(2 / 3)
    assert result.matched.tolist() == [True, True, False]
    assert result.chance == pytest.approx(0.3 / 4, abs=0.005)
    assert result.lag == pytest.approx(-0.015)
    assert result.density == pytest.approx(0.75)


def test_moments_at_random_are_hit_as_often_as_chance_says():
    rng = np.random.default_rng(5)
    found = np.sort(rng.uniform(0, 100, 200))
    result = hits(rng.uniform(0, 100, 4000), found, tolerance=1 / 24, length=100.0)
    assert result.share == pytest.approx(result.chance, abs=0.03)


def test_nothing_asked_or_nothing_found_is_no_hit():
    assert hits(np.zeros(0), np.array([1.0]), tolerance=0.1, length=2.0).share == 0
    assert hits(np.array([1.0]), np.zeros(0), tolerance=0.1, length=2.0).chance == 0
