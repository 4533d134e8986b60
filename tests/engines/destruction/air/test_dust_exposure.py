"""Dust over a photograph lies within its range: dim where its street is in shade, bright where it is in the sun."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.brief import Camera, Light
from rushes.engines.destruction.air.dust_exposure import (
    BRIGHTEST_DUST,
    GROUND_REFLECTS,
    DustLight,
    light_of_plate,
    light_of_rig,
)
from rushes.engines.destruction.shot.camera_move import camera_path
from rushes.engines.destruction.shot.light import LightRig, light_rig
from rushes.media.colour import LUMINANCE
from rushes.show import FrameRange

SIZE = (180, 320)
EXTENT = np.array([[-6.0, -6.0, 0.0], [6.0, 6.0, 12.0]])
CAMERA = camera_path(
    Camera(azimuth_deg=0.0), EXTENT, FrameRange.of_length(2), SIZE[1], SIZE[0], rate=Fraction(24), seed=1
)


def rig(**given_light: object) -> LightRig:
    return light_rig(Light(**given_light), camera_azimuth_deg=0.0)


def plate(ground: float, wall: float, shade_m: float = 0.0) -> np.ndarray:
    """Return a street of one brightness before a wall of another, which is as dark as the street up to a height."""
    from rushes.engines.destruction.air.dust_light import ground_distance, rays_of

    rays, _ = rays_of(CAMERA, 1001, SIZE[1], SIZE[0])
    eye = CAMERA.position[0]
    picture = np.full((*SIZE, 3), wall, np.float32)
    reach = np.hypot(eye[0], eye[1])
    height = eye[2] + rays[..., 2] / np.maximum(np.hypot(rays[..., 0], rays[..., 1]), 1e-6) * reach
    picture[height < shade_m] = ground * 2
    picture[ground_distance(eye, rays) < reach * 1.3] = ground
    return picture


def read(picture: np.ndarray, light: LightRig, *, sun_given: bool = False) -> DustLight:
    hidden = np.zeros(SIZE, np.float32)
    hidden[60:150, 120:200] = 1.0
    return light_of_plate(light, picture, hidden, CAMERA, 1001, EXTENT, sun_given=sun_given)


def luma(colour: tuple[float, float, float]) -> float:
    return float(np.array(colour) @ LUMINANCE)


def test_a_street_in_shade_has_no_sun_at_its_foot_and_sun_above() -> None:
    found = read(plate(0.02, 0.5, shade_m=5.0), rig())
    assert found.sunlit[0] == pytest.approx(0.0, abs=1e-9)
    assert found.sunlit[2] < 0.05
    assert found.sunlit[9] > 0.9
    assert luma(found.sky) == pytest.approx(0.02 / GROUND_REFLECTS, rel=0.05)
    assert luma(found.sky) < 0.2 * luma(light_of_rig(rig()).sky) + 0.2


def test_a_street_in_the_sun_keeps_about_the_rigs_share_of_sky() -> None:
    light = rig()
    found = read(plate(0.14, 0.7), light)
    assert found.sunlit.min() > 0.9
    rigs = light_of_rig(light)
    assert luma(found.sky) / luma(found.sun) == pytest.approx(luma(rigs.sky) / luma(rigs.sun), rel=0.7)


def test_under_cloud_there_is_no_sun_whatever_the_plate() -> None:
    found = read(plate(0.05, 0.6), rig(weather="overcast"))
    assert max(found.sun) == 0.0
    assert luma(found.sky) == pytest.approx(0.05 / GROUND_REFLECTS, rel=0.05)


def test_a_given_sun_is_not_shaded_by_what_the_plate_shows() -> None:
    light = rig(sun_azimuth_deg=30.0, sun_elevation_deg=40.0)
    found = read(plate(0.03, 0.5, shade_m=5.0), light, sun_given=True)
    assert found.sunlit.min() == 1.0
    assert found.direction == light.sun_direction


@given(
    ground=st.floats(0.002, 0.6),
    wall=st.floats(0.002, 2.0),
    shade=st.floats(0.0, 15.0),
    weather=st.sampled_from(["clear", "overcast", "rain"]),
    sun_given=st.booleans(),
)
def test_dust_is_never_brighter_than_the_plate(
    ground: float, wall: float, shade: float, weather: str, sun_given: bool
) -> None:
    picture = plate(ground, wall, shade)
    found = read(picture, rig(weather=weather), sun_given=sun_given)
    most = BRIGHTEST_DUST * (luma(found.sun) + luma(found.sky))
    assert most <= float((picture @ LUMINANCE).max()) * 1.01
    assert min(*found.sun, *found.sky) >= 0.0
    assert (np.diff(found.sunlit) >= -1e-9).all()


def test_without_ground_the_rig_stands() -> None:
    light = rig()
    up = replace(CAMERA, orientation=np.tile([0.0, 0.0, 0.0, 1.0], (2, 1)))
    sky = light_of_plate(light, plate(0.1, 0.1), np.ones(SIZE, np.float32), up, 1001, EXTENT, sun_given=False)
    assert sky.sun == light_of_rig(light).sun
