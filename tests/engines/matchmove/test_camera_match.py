from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from synthetic_plate import Taken, photograph

from rushes.engines.matchmove import check_corners, draw_overlay, find_segments, match_camera
from rushes.errors import BadInputError
from rushes.media.colour import SRGB_TEXTURE
from rushes.media.picture import Picture

CAMERAS = [
    Taken(),
    Taken(yaw=-30, tilt=12, x=-16, back=26),
    Taken(yaw=0, tilt=14, x=0),
    Taken(yaw=35, tilt=8, roll=2, x=18, back=24, focal=0.7),
    Taken(yaw=22, tilt=-6, focal=1.1, eye=14.0, x=12, back=34),
]


def seen(taken, **how):
    return Picture(photograph(taken, **how).astype(np.float32) / 255, SRGB_TEXTURE)


@pytest.mark.parametrize("taken", CAMERAS, ids=range(len(CAMERAS)))
def test_the_camera_of_a_photograph_is_found_from_its_lines_and_a_facade(taken):
    picture = seen(taken)
    segments = find_segments(picture)
    match = match_camera(segments, picture.size, corners=taken.corners, facade_height_m=taken.facade_height)
    assert match.focal_px == pytest.approx(taken.focal * taken.width, rel=0.03)
    assert match.tilt_deg == pytest.approx(taken.tilt, abs=0.5)
    assert match.yaw_deg == pytest.approx(taken.yaw, abs=0.5)
    assert match.roll_deg == pytest.approx(taken.roll, abs=0.5)
    assert match.facade_m == pytest.approx((taken.facade_width, taken.facade_height), rel=0.02)
    assert match.eye == pytest.approx(taken.place, abs=0.6)
    w, h = match.facade_m[0] / 2, match.facade_m[1]
    again = match.project(np.array([[-w, 0, 0], [w, 0, 0], [w, 0, h], [-w, 0, h]]))
    assert np.abs(again - taken.corners).max() < 2.0
    assert match.residual_px < 2.0
    assert match.line_residual_px < 1.0


@pytest.mark.parametrize("taken", CAMERAS, ids=range(len(CAMERAS)))
def test_lines_alone_give_lens_and_direction(taken):
    picture = seen(taken)
    match = match_camera(find_segments(picture), picture.size)
    assert match.focal_px == pytest.approx(taken.focal * taken.width, rel=0.05)
    assert match.tilt_deg == pytest.approx(taken.tilt, abs=0.6)
    assert match.eye is None
    assert match.facade_m is None
    with pytest.raises(ValueError, match="no facade"):
        match.project(np.zeros((1, 3)))


def test_the_same_picture_is_solved_the_same_way_twice():
    picture = seen(CAMERAS[0])
    one, other = (match_camera(find_segments(picture), picture.size).to_json() for _ in range(2))
    assert one == other


def test_clicked_corners_are_helped_by_the_lines():
    taken = CAMERAS[1]
    picture = seen(taken)
    clicked = taken.corners + np.random.default_rng(4).normal(0, 1.5, (4, 2))
    match = match_camera(find_segments(picture), picture.size, corners=clicked, facade_height_m=taken.facade_height)
    assert match.focal_px == pytest.approx(taken.focal * taken.width, rel=0.03)
    assert 0.0 < match.residual_px < 3.0


def test_a_facade_seen_squarely_wants_its_focal_length():
    taken = Taken(yaw=0, tilt=0, x=0)
    picture = seen(taken)
    segments = find_segments(picture)
    with pytest.raises(BadInputError, match=r"doesn't tell its focal length.*camera\.focal_length_mm"):
        match_camera(segments, picture.size, corners=taken.corners, facade_height_m=taken.facade_height)
    match = match_camera(
        segments,
        picture.size,
        corners=taken.corners,
        facade_height_m=taken.facade_height,
        focal_px=taken.focal * taken.width,
    )
    assert match.focal_error == 0
    assert match.eye == pytest.approx(taken.place, abs=0.3)


def test_a_wrong_focal_length_is_held_against_the_corners():
    taken = Taken(yaw=40, tilt=10, x=22, back=20, focal=0.75)
    picture = seen(taken)
    how = {"corners": taken.corners, "facade_height_m": taken.facade_height}
    with pytest.raises(BadInputError, match=r"contradict the focal length.*leave \"camera\.focal_length_mm\" out"):
        match_camera(find_segments(picture), picture.size, focal_px=2.6 * taken.width, **how)
    taken = CAMERAS[0]
    picture = seen(taken)
    how = {"corners": taken.corners, "facade_height_m": taken.facade_height}
    match = match_camera(find_segments(picture), picture.size, focal_px=0.97 * taken.width, **how)
    assert "the plate itself says" in " ".join(match.notes)


def test_a_picture_without_lines_is_said_to_have_none():
    rng = np.random.default_rng(3)
    foliage = Picture(rng.random((200, 300, 3), dtype=np.float32), SRGB_TEXTURE)
    with pytest.raises(BadInputError, match="too few straight lines"):
        match_camera(find_segments(foliage), foliage.size)
    flat = Picture(np.full((200, 300, 3), 0.5, np.float32), SRGB_TEXTURE)
    assert find_segments(flat).shape == (0, 4)
    with pytest.raises(BadInputError, match="too few straight lines"):
        match_camera(find_segments(flat), flat.size)


def test_corners_that_are_no_wall_are_refused():
    corners = np.array([[100.0, 500.0], [860.0, 610.0], [500.0, 300.0], [440.0, 40.0]])
    with pytest.raises(BadInputError, match="Mark the corners"):
        match_camera(np.zeros((0, 4)), (960, 640), corners=corners, facade_height_m=15.0)


def test_a_camera_under_the_ground_is_refused():
    taken = Taken(yaw=30, tilt=10, x=16, back=26, eye=-4.0)
    with pytest.raises(BadInputError, match="under the facade's foot"):
        match_camera(np.zeros((0, 4)), (960, 640), corners=taken.corners, facade_height_m=taken.facade_height)


@pytest.mark.parametrize("scale", [100 / 960, 8.0])
def test_any_size_of_plate_is_solved(scale):
    taken = replace(CAMERAS[1], width=round(960 * scale), height=round(640 * scale))
    corners = taken.corners
    segments = find_segments(seen(CAMERAS[1])) * scale
    match = match_camera(segments, (taken.width, taken.height), corners=corners, facade_height_m=taken.facade_height)
    assert match.focal_px == pytest.approx(taken.focal * taken.width, rel=0.03)


@settings(max_examples=15, deadline=None)
@given(
    st.builds(
        Taken,
        focal=st.floats(0.5, 1.6),
        yaw=st.floats(-45, 45),
        tilt=st.floats(-10, 20),
        roll=st.floats(-3, 3),
        eye=st.floats(0.5, 30),
        facade_width=st.floats(6, 40),
        facade_height=st.floats(4, 40),
    )
)
def test_exact_corners_give_the_camera_or_a_sentence(taken):
    ahead = np.array([-np.sin(np.radians(taken.yaw)), np.cos(np.radians(taken.yaw))])
    reach = 1.6 * max(taken.facade_width, taken.facade_height) * taken.focal + 0.5 * taken.facade_width + 5.0
    taken = replace(taken, x=float(-ahead[0] * reach), back=float(ahead[1] * reach))
    corners = taken.corners
    shares = corners / [taken.width, taken.height]
    if not ((shares >= 0) & (shares <= 1)).all() or (taken.project(taken.facade)[:, 2] < 1).any():
        return
    try:
        places = check_corners(shares.tolist(), taken.width, taken.height)
        match = match_camera(
            np.zeros((0, 4)), (taken.width, taken.height), corners=places, facade_height_m=taken.facade_height
        )
    except BadInputError:
        return
    assert match.focal_px == pytest.approx(taken.focal * taken.width, rel=0.03)
    assert match.tilt_deg == pytest.approx(taken.tilt, abs=0.5)
    assert match.facade_m[0] == pytest.approx(taken.facade_width, rel=0.03)


def test_the_overlay_is_a_picture_of_the_plate(tmp_path):
    from PIL import Image

    picture = seen(CAMERAS[0])
    match = match_camera(find_segments(picture), picture.size, corners=CAMERAS[0].corners, facade_height_m=15.0)
    draw_overlay(match, picture, tmp_path / "overlay.png")
    drawn = np.asarray(Image.open(tmp_path / "overlay.png"))
    assert drawn.shape == (640, 960, 3)
    x, y = (CAMERAS[0].corners[0] + CAMERAS[0].corners[1]) / 2
    assert drawn[round(y) - 2 : round(y) + 3, round(x)].min(axis=-1).max() > 200
    assert sorted(path.name for path in tmp_path.iterdir()) == ["overlay.png"]
