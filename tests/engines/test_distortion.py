import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rushes.engines.camera import CameraPath
from rushes.engines.distortion import STRAIGHT, Distortion, distorted_px, overscan, undistorted_px
from rushes.show import FrameRange

LENSES = st.builds(Distortion, st.floats(-0.25, 0.25), st.floats(-0.05, 0.05))
PLACES = st.lists(st.tuples(st.floats(-0.7, 0.7), st.floats(-0.5, 0.5)), min_size=1, max_size=8)


def camera(lens=STRAIGHT):
    half = np.sqrt(0.5)
    return CameraPath(
        frames=FrameRange(1001, 1001),
        width=640,
        height=360,
        sensor_width_mm=36.0,
        position=np.array([[0.0, -20.0, 2.0]]),
        orientation=np.array([[half, half, 0.0, 0.0]]),
        focal_length_mm=np.array([28.0]),
        lens=lens,
    )


@settings(max_examples=60, deadline=None)
@given(LENSES, PLACES)
def test_there_and_back_is_the_same_place(lens, places):
    seen = np.array(places)
    if float(np.hypot(*lens.undistorted(seen).T).max()) > 0.99 * lens.limit:
        return
    assert lens.distorted(lens.undistorted(seen)) == pytest.approx(seen, abs=1e-8)


@settings(max_examples=60, deadline=None)
@given(LENSES)
def test_what_is_farther_out_is_seen_farther_out(lens):
    far = np.column_stack([np.linspace(0.0, 6.0, 200), np.zeros(200)])
    assert (np.diff(lens.distorted(far)[:, 0]) > 0).all()


def test_the_terms_are_opencvs():
    import cv2

    points = np.array([[0.4, 0.2, 1.0], [-0.5, 0.3, 1.0], [0.0, 0.0, 1.0]])
    lens, focal = Distortion(-0.12, 0.03), 500.0
    matrix = np.array([[focal, 0, 320], [0, focal, 180], [0, 0, 1.0]])
    theirs, _ = cv2.projectPoints(points, np.zeros(3), np.zeros(3), matrix, np.array([lens.k1, lens.k2, 0, 0]))
    straight = points[:, :2] * focal + [320, 180]
    assert distorted_px(straight, (640, 360), focal, lens) == pytest.approx(theirs.reshape(-1, 2), abs=1e-9)
    assert undistorted_px(theirs.reshape(-1, 2), (640, 360), focal, lens) == pytest.approx(straight, abs=1e-6)


@pytest.mark.parametrize("k1", [-0.15, 0.0, 0.1])
def test_a_larger_picture_without_distortion_holds_all_of_it(k1):
    bends = camera(Distortion(k1))
    straight = bends.without_distortion()
    assert straight.focal_px(1001) == pytest.approx(bends.focal_px(1001))
    assert (straight.width > 640) == (k1 < 0)
    x, y = bends.sight(1001, 640, 360)
    assert np.abs(x).max() * straight.focal_px(1001) <= straight.width / 2
    assert np.abs(y).max() * straight.focal_px(1001) <= straight.height / 2
    assert overscan((640, 360), 500.0, STRAIGHT) == (640, 360)


def test_a_camera_sees_where_its_pixels_look():
    bends = camera(Distortion(-0.1, 0.01))
    x, y = bends.sight(1001, 640, 360)
    for row, column in ((3, 5), (180, 320), (350, 630)):
        point = bends.position[0] + bends.rotation(1001) @ np.array([x[row, column], y[row, column], -1.0]) * 7.0
        seen = bends.project(point[None], 1001)[0]
        assert seen == pytest.approx([column + 0.5, row + 0.5, 7.0], abs=1e-6)
    again = CameraPath.from_json(bends.to_json())
    assert again.lens == bends.lens
    assert "lens" not in camera().to_json()
