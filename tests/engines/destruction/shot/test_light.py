import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.brief import Light
from rushes.engines.destruction.shot.light import LightRig, light_rig

TIMES = ["dawn", "morning", "noon", "afternoon", "late_afternoon", "dusk", "night"]
WEATHERS = ["clear", "overcast", "fog", "snow", "rain"]


def rig(camera=24.0, seed=1, **fields):
    return light_rig(Light(**fields), camera_azimuth_deg=camera, seed=seed)


@given(st.sampled_from(TIMES), st.sampled_from(WEATHERS), st.floats(-180, 180), st.integers(0, 2**31 - 1))
def test_every_rig_is_sane_and_survives_json(time, weather, camera, seed):
    light = rig(camera, seed, time_of_day=time, weather=weather)
    assert np.linalg.norm(light.sun_direction) == pytest.approx(1.0)
    assert light.sky_strength > 0
    assert light.sun_strength >= 0
    assert min(light.sun_colour + light.sky_colour) > 0
    assert LightRig.from_json(json.loads(json.dumps(light.to_json()))) == light
    assert rig(camera, seed, time_of_day=time, weather=weather) == light


@given(st.floats(-180, 180), st.integers(0, 1000))
def test_the_sun_models_the_facade_that_the_camera_sees(camera, seed):
    light = rig(camera, seed, time_of_day="late_afternoon")
    facade = math.radians(90.0 * round(camera / 90.0))
    normal = np.array([math.sin(facade), -math.cos(facade)])
    flat = np.array(light.sun_direction[:2]) / np.linalg.norm(light.sun_direction[:2])
    off_facade = math.degrees(math.acos(float(np.clip(flat @ normal, -1, 1))))
    assert 40 < off_facade < 54
    eye = np.array([math.sin(math.radians(camera)), -math.cos(math.radians(camera))])
    assert math.degrees(math.acos(float(np.clip(flat @ eye, -1, 1)))) > 38


def test_azimuth_counts_like_the_cameras():
    light = rig(sun_azimuth_deg=90.0, sun_elevation_deg=0.0)
    np.testing.assert_allclose(light.sun_direction, [1, 0, 0], atol=1e-9)
    front = rig(sun_azimuth_deg=0.0, sun_elevation_deg=45.0)
    np.testing.assert_allclose(front.sun_direction, [0, -math.sqrt(0.5), math.sqrt(0.5)], atol=1e-8)


def test_clouds_take_the_sun_away_and_spread_it():
    clear, overcast = rig(weather="clear"), rig(weather="overcast")
    assert overcast.sun_strength == 0
    assert overcast.sky_strength > 4 * clear.sky_strength


def test_a_low_sun_is_warmer_and_dusk_and_night_are_darker():
    def warmth(light):
        return light.sun_colour[0] / light.sun_colour[2]

    noon, late, dusk = (rig(time_of_day=time) for time in ("noon", "late_afternoon", "dusk"))
    assert warmth(noon) < warmth(late) < warmth(dusk)
    assert rig(time_of_day="night").sun_strength < 0.15 * noon.sun_strength
    assert dusk.sun_strength < noon.sun_strength


def test_sun_against_sky_is_in_the_range_of_photographs():
    light = rig(time_of_day="afternoon")
    sunlit = light.sun_strength * light.sun_direction[2]
    assert 2 < sunlit / (math.pi * light.sky_strength) < 8


def test_weather_changes_the_ground():
    assert min(rig(weather="snow").ground_albedo) > 0.7
    assert max(rig(weather="rain").ground_albedo) < 0.1
    assert rig(weather="rain").wetness == 1
