from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.engines.hearing.acoustics import (
    SPEED_OF_SOUND,
    absorption_db_per_m,
    camera_at,
    hear,
    through_air,
)

RATE = Fraction(24)


@pytest.mark.parametrize(("hertz", "db_per_km"), [(250, 1.31), (1000, 4.66), (4000, 29.7), (8000, 105.0)])
def test_air_takes_what_the_standard_says(hertz, db_per_km):
    # ISO 9613-1, table 1: 20 °C, 50 % relative humidity, 101.325 kPa
    assert 1000 * absorption_db_per_m(np.array([float(hertz)]))[0] == pytest.approx(db_per_km, rel=0.03)


@given(st.floats(20, 15_000), st.floats(1, 300))
def test_more_air_never_leaves_more(hertz, metres):
    near = through_air(np.array([hertz]), metres)[0]
    assert 0 <= through_air(np.array([hertz]), 2 * metres)[0] <= near <= 1


def test_sound_takes_its_time(street_camera):
    ear = street_camera.position[0]
    heard = hear(street_camera, RATE, np.array([1.0]), ear[None, :] + [0, 34.3, 0])
    assert heard.arrival[0] == pytest.approx(1.1)
    assert heard.distance[0] == pytest.approx(34.3)


def test_left_is_left_and_reaches_the_left_ear_first(street_camera):
    ear = street_camera.position[0]
    places = ear + np.array([[-20.0, 20, 0], [0, 20, 0], [20, 20, 0]])
    heard = hear(street_camera, RATE, np.zeros(3), places)
    assert heard.pan == pytest.approx([-np.sqrt(0.5), 0, np.sqrt(0.5)])
    assert heard.gain[0, 0] > heard.gain[0, 1]
    assert heard.gain[2, 1] > heard.gain[2, 0]
    assert heard.delay[0, 0] == 0
    assert 2e-4 < heard.delay[0, 1] < 7e-4
    assert heard.gain[1, 0] == pytest.approx(heard.gain[1, 1])


def test_twice_as_far_is_half_as_loud(street_camera):
    ear = street_camera.position[0]
    heard = hear(street_camera, RATE, np.zeros(2), ear + np.array([[0, 20.0, 0], [0, 40, 0]]))
    assert heard.gain[0] == pytest.approx(2 * heard.gain[1])


def test_a_camera_is_held_before_and_after_its_frames(street_camera):
    where = camera_at(street_camera, RATE, np.array([-5.0, 0.0, 99.0]))
    assert where == pytest.approx(np.tile(street_camera.position[0], (3, 1)))


def test_the_speed_is_the_contracts():
    assert SPEED_OF_SOUND == 343.0
