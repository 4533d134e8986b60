"""A room says where its windows are, as they are seen from inside, and when its lamp is on."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from rushes.brief import Brief
from rushes.engines.destruction.building.forms.room import WALL_M
from rushes.engines.destruction.shot.daylight import LAMP, inside
from rushes.engines.destruction.shot.light import light_rig
from rushes.engines.destruction.spec import resolve


def building(form="room"):
    return resolve(
        Brief(
            shot="060_0050", building={"form": form}, collapse={"way": "pancake" if form == "room" else "overturning"}
        ),
        Fraction(24),
    ).building


def rig(**light):
    return light_rig(Brief(shot="060_0050", light=light).light, camera_azimuth_deg=0.0, seed=1)


def test_each_window_lies_in_a_wall_and_turns_into_the_room():
    spec = building()
    found = inside(spec, rig())
    assert len(found["windows"]) >= 3
    for corners in np.array(found["windows"]):
        assert np.ptp(corners, axis=0).min() == pytest.approx(0.0, abs=1e-6), "it is flat"
        middle = corners.mean(axis=0)
        beyond = np.abs(middle[:2]) - [spec.width_m / 2, spec.depth_m / 2]
        assert beyond.max() == pytest.approx(WALL_M, abs=1e-3)
        toward_room = np.cross(corners[1] - corners[0], corners[3] - corners[0])
        assert toward_room[:2] @ -middle[:2] > 0, "counter-clockwise as seen from inside"


@pytest.mark.parametrize(
    ("light", "lit"),
    [
        ({"time_of_day": "morning"}, False),
        ({"time_of_day": "noon", "weather": "overcast"}, False),
        ({"time_of_day": "noon", "weather": "rain"}, True),
        ({"time_of_day": "night"}, True),
    ],
)
def test_the_lamp_is_on_when_one_would_have_it_on(light, lit):
    assert inside(building(), rig(**light))["lamp"] == (LAMP if lit else 0.0)


def test_what_is_seen_from_outside_has_no_inside():
    assert inside(building("chimney"), rig()) is None
