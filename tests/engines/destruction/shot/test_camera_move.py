import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rushes.brief import Camera
from rushes.engines import CameraPath
from rushes.engines.destruction.shot import camera_move
from rushes.engines.destruction.shot.camera_move import camera_path
from rushes.errors import BadInputError
from rushes.show import FrameRange

EXTENT = np.array([[-10.0, -6.0, 0.0], [10.0, 6.0, 24.0]])
CORNERS = np.array([[x, y, z] for x in (-10, 10) for y in (-6, 6) for z in (0, 24)], dtype=float)
BASE = np.zeros((1, 3))


def path(camera: Camera, frames: int = 1, seed: int = 1, extent=EXTENT) -> CameraPath:
    return camera_path(camera, extent, FrameRange.of_length(frames), 960, 540, rate=Fraction(24), seed=seed)


def box(made: CameraPath, frame: int = 1001) -> tuple[float, float, float, float]:
    seen = made.project(CORNERS, frame)
    assert (seen[:, 2] > 0).all()
    return seen[:, 0].min() / 960, seen[:, 1].min() / 540, seen[:, 0].max() / 960, seen[:, 1].max() / 540


@pytest.mark.parametrize("focal", [18.0, 28.0, 50.0, 135.0])
@pytest.mark.parametrize("azimuth", [-60.0, 0.0, 24.0, 90.0, 180.0])
def test_building_fills_the_frame_with_ground_and_head_room(focal, azimuth):
    left, top, right, foot = box(path(Camera(focal_length_mm=focal, azimuth_deg=azimuth)))
    assert foot - top == pytest.approx(0.72, abs=0.005)
    assert 0.10 < top < 0.2
    assert 0.82 < foot < 0.92
    assert left > 0.1
    assert right < 0.9


def test_wide_building_is_framed_by_its_width():
    extent = np.array([[-60.0, -6.0, 0.0], [60.0, 6.0, 9.0]])
    made = path(Camera(azimuth_deg=0.0), extent=extent)
    x = made.project(np.array([[-60.0, -6, 0], [60, -6, 0]]), 1001)[:, 0] / 960
    assert x[1] - x[0] == pytest.approx(0.62, abs=0.005)


def test_straight_on_camera_faces_the_front_and_positive_azimuth_sees_the_right_side():
    front = path(Camera(azimuth_deg=0.0))
    assert front.position[0, 1] < -6.0
    assert front.position[0, 0] == pytest.approx(0.0, abs=1e-9)
    assert path(Camera(azimuth_deg=40.0)).position[0, 0] > 0
    x = front.project(np.array([[-10.0, -6, 0], [10.0, -6, 0]]), 1001)[:, 0]
    assert x[0] < 480 < x[1]


@given(
    place=st.floats(0.1, 0.9),
    azimuth=st.floats(-180, 180),
    focal=st.floats(14, 200),
    height=st.floats(0.5, 60),
)
@settings(max_examples=30, deadline=None)
def test_base_centre_stands_where_the_brief_says(place, azimuth, focal, height):
    made = path(Camera(place_x=place, azimuth_deg=azimuth, focal_length_mm=focal, height_m=height))
    assert made.project(BASE, 1001)[0, 0] / 960 == pytest.approx(place, abs=1e-6)


@given(horizon=st.floats(0.45, 0.9), azimuth=st.floats(-180, 180), place=st.floats(0.2, 0.8))
@settings(max_examples=30, deadline=None)
def test_horizon_lies_where_the_brief_says(horizon, azimuth, place):
    made = path(Camera(horizon=horizon, azimuth_deg=azimuth, place_x=place))
    eye = made.position[0]
    ahead = -made.rotation(1001)[:, 2]
    yaw = math.atan2(-ahead[0], ahead[1])
    for turn in (-0.3, 0.0, 0.3):
        far = eye + 1e7 * np.array([-math.sin(yaw + turn), math.cos(yaw + turn), 0.0])
        assert made.project(far[None], 1001)[0, 1] / 540 == pytest.approx(horizon, abs=1e-4)


def test_horizon_keeps_the_building_in_the_picture():
    _, top, _, foot = box(path(Camera(horizon=0.6)))
    assert top >= 0.079
    assert foot <= 0.951


def test_tilt_is_kept():
    made = path(Camera(tilt_deg=6.0))
    assert math.degrees(math.asin(-made.rotation(1001)[2, 2])) == pytest.approx(6.0)


def test_distance_is_measured_from_the_outline():
    made = path(Camera(azimuth_deg=0.0, distance_m=30.0))
    assert made.position[0, 1] == pytest.approx(-36.0)


def test_agreeing_tilt_and_horizon_are_accepted():
    implied = 0.5 + math.tan(math.radians(5.0)) * 28 / 36 * 960 / 540
    assert len(path(Camera(tilt_deg=5.0, horizon=implied + 0.01)).position) == 1


def test_contradicting_tilt_and_horizon_are_an_error_that_names_both():
    with pytest.raises(BadInputError, match=r"tilt of 20 deg puts the horizon at 1\.00.*brief says 0\.50"):
        path(Camera(tilt_deg=20.0, horizon=0.5))


def test_building_outside_the_picture_is_an_error():
    with pytest.raises(BadInputError, match="outside the picture"):
        path(Camera(tilt_deg=-60.0))


def test_base_that_no_pan_can_place_is_an_error():
    with pytest.raises(BadInputError, match="looks past it"):
        path(Camera(place_x=-0.5, height_m=60.0, distance_m=3.0, focal_length_mm=14.0, tilt_deg=60.0))


def test_locked_camera_stands_still():
    made = path(Camera(), frames=5)
    assert np.ptp(made.position, axis=0).max() == 0
    assert np.ptp(made.orientation, axis=0).max() == 0


def test_push_in_travels_its_share_and_keeps_the_framing():
    made = path(Camera(move="push_in", place_x=0.4), frames=25)
    reach = np.hypot(made.position[:, 0], made.position[:, 1])
    assert reach[-1] / reach[0] == pytest.approx(1 - camera_move.PUSH_SHARE)
    steps = -np.diff(reach)
    assert (steps > 0).all()
    assert steps[0] < 0.3 * steps.max()
    assert steps[-1] < 0.3 * steps.max()
    places = [made.project(BASE, frame)[0, 0] / 960 for frame in made.frames]
    assert np.allclose(places, 0.4, atol=1e-6)


def test_push_in_ends_with_the_building_in_the_picture():
    made = path(Camera(move="push_in"), frames=25)
    for frame in made.frames:
        left, top, right, foot = box(made, frame)
        assert min(left, top, 1 - right, 1 - foot) > 0
    assert 0.68 < foot - top < 0.76


def test_handheld_sways_in_its_band_by_a_shoulders_amplitude():
    made = path(Camera(move="handheld"), frames=24 * 40, seed=3)
    ahead = np.array([-made.rotation(frame)[:, 2] for frame in made.frames])
    pan = np.degrees(np.arctan2(-ahead[:, 0], ahead[:, 1]))
    power = np.abs(np.fft.rfft((pan - pan.mean()) * np.hanning(len(pan)))) ** 2
    frequency = np.fft.rfftfreq(len(pan), 1 / 24)
    inside = power[(frequency > 0.2) & (frequency < 4.2)].sum()
    assert inside / power.sum() > 0.98
    assert 0.15 < pan.std() < 0.6
    assert np.ptp(made.position, axis=0).max() < 0.15
    assert np.allclose(np.linalg.norm(made.orientation, axis=1), 1.0)


def test_handheld_starts_framed_and_is_the_same_for_the_same_seed():
    short = path(Camera(move="handheld", place_x=0.3), frames=10, seed=5)
    long = path(Camera(move="handheld", place_x=0.3), frames=20, seed=5)
    other = path(Camera(move="handheld", place_x=0.3), frames=10, seed=6)
    assert short.project(BASE, 1001)[0, 0] / 960 == pytest.approx(0.3, abs=1e-6)
    assert np.array_equal(short.orientation, long.orientation[:10])
    assert not np.allclose(short.orientation, other.orientation)


def test_path_survives_json():
    made = path(Camera(move="handheld"), frames=3)
    assert np.array_equal(CameraPath.from_json(made.to_json()).orientation, made.orientation)
