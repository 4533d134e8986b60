"""Wind blows where the brief says, faster higher up, with gusts about its mean."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.engines.destruction.air.wind import DRIFT_MS, Wind, wind_of


def test_it_blows_from_where_the_brief_says() -> None:
    assert wind_of(4.0, "left", "none", 0.0, 1).x == pytest.approx(4.0)
    assert wind_of(4.0, "right", "none", 0.0, 1).x == pytest.approx(-4.0)
    assert wind_of(4.0, "camera", "none", 0.0, 1).y == pytest.approx(4.0)
    assert wind_of(4.0, "behind", "none", 0.0, 1).y == pytest.approx(-4.0)


def test_drift_carries_besides() -> None:
    drifting = wind_of(0.0, "left", "camera", 24.0, 1)
    still = wind_of(0.0, "left", "none", 24.0, 1)
    assert not still.at(np.array([1.0, 20.0]), 1.0).any()
    assert np.hypot(drifting.drift_x, drifting.drift_y) == pytest.approx(DRIFT_MS)
    np.testing.assert_allclose(drifting.at(np.array([1.0, 20.0]), 0.3), drifting.at(np.array([1.0, 20.0]), 9.0))


def test_the_mean_is_what_was_asked_ten_metres_up_and_less_below() -> None:
    wind = Wind(x=6.0, seed=3)
    seen = np.mean([wind.at(np.array([0.0, 2.0, 10.0, 30.0]), time) for time in np.arange(0, 400, 0.7)], axis=0)
    assert seen[2, 0] == pytest.approx(6.0, rel=0.05)
    assert seen[0, 0] == 0.0
    assert (np.diff(seen[:, 0]) > 0).all()
    assert np.abs(seen[:, 1]).max() < 0.6


@given(st.integers(0, 1000))
def test_gusts_follow_the_seed_and_stay_within_bounds(seed: int) -> None:
    wind = Wind(x=5.0, seed=seed)
    assert wind.gust(1.3) == Wind(x=5.0, seed=seed).gust(1.3)
    assert max(abs(part) for time in range(20) for part in wind.gust(time / 3)) < 3.0


@given(st.floats(0, 25), st.sampled_from(["left", "right", "camera", "behind"]), st.floats(-180, 180))
def test_it_survives_json_and_keeps_its_speed(speed: float, coming, azimuth: float) -> None:
    wind = wind_of(speed, coming, "none", azimuth, 7)
    assert Wind.from_json(wind.to_json()) == wind
    assert wind.speed == pytest.approx(speed)
