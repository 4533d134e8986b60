from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_room import small_room

from rushes.engines.setdesign.model.light import Daylight, Practical
from rushes.engines.setdesign.scene.lights import LAMP_BOOST, SUN_LX, frame_of, lights, toward_ground
from rushes.engines.setdesign.scene.piece import Light

ROOM = small_room()


def test_the_day_comes_through_what_sees_it_and_shines_in():
    room = replace(ROOM, daylight=Daylight(azimuth_deg=180.0, elevation_deg=30.0, sun=0.5), practicals=())
    made = {light.name: light for light in lights(room)}
    assert made["Sun"].flux == SUN_LX * 0.5
    assert made["Sun"].toward == pytest.approx((0.0, math.cos(math.radians(30)), -0.5))
    for light in made.values():
        if light.name.startswith("Sky_"):
            opening = next(o for o in room.openings if light.name == f"Sky_{o.name}")
            assert light.toward[:2] == pytest.approx(room.wall(opening.wall).inward)
            assert light.size == (opening.width, opening.height)


def test_at_night_and_under_ground_only_lamps_burn():
    lamp = Practical("L1", "bulb", (0, 0, 2), 2700.0, 800.0)
    room = replace(ROOM, daylight=Daylight(motive="none"), practicals=(lamp, replace(lamp, name="L2", on=False)))
    (only,) = lights(room)
    assert only.name == "Lamp_L1"
    assert only.flux == 800.0 * LAMP_BOOST
    assert only.colour[0] > only.colour[2]


@given(st.floats(0, 360), st.floats(1, 89))
def test_a_frame_is_a_rotation_that_shines_along_its_light(azimuth, elevation):
    toward = toward_ground(azimuth, elevation)
    frame = frame_of(Light("x", "panel", (0, 0, 0), 1.0, (1, 1, 1), toward=toward))
    np.testing.assert_allclose(frame.T @ frame, np.eye(3), atol=1e-9)
    assert np.linalg.det(frame) == pytest.approx(1.0)
    np.testing.assert_allclose(frame @ [0, 0, -1], toward, atol=1e-9)
