import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from rushes.engines.matchmove import check_corners, corners_of_mask
from rushes.errors import BadInputError

QUAD = ((0.2, 0.8), (0.7, 0.75), (0.7, 0.2), (0.2, 0.1))


@pytest.mark.parametrize(
    ("corners", "says"),
    [
        (((0.2, 0.8), (1.2, 0.75), (0.7, 0.2), (0.2, 0.1)), "bottom right corner .* outside of the picture"),
        (((0.2, 0.8), (0.7, 0.2), (0.7, 0.75), (0.2, 0.1)), "cross"),
        (((0.7, 0.75), (0.2, 0.8), (0.2, 0.1), (0.7, 0.2)), "another order"),
        (((0.2, 0.1), (0.2, 0.8), (0.7, 0.75), (0.7, 0.2)), "another order"),
        (((0.2, 0.8), (0.21, 0.8), (0.21, 0.1), (0.2, 0.1)), "only 1.0 % of the picture long"),
        (((0.2, 0.8), (0.7, 0.75), (0.3, 0.7), (0.2, 0.1)), "points inward"),
        (((0.2, 0.8), (0.7, 0.75)), "four corners"),
        ("nonsense", "four corners"),
    ],
)
def test_corners_that_are_no_facade_get_a_sentence(corners, says):
    with pytest.raises(BadInputError, match=says) as error:
        check_corners(corners, 1000, 1000)
    assert str(error.value).endswith(".")


def test_corners_become_pixels():
    assert check_corners(QUAD, 200, 100).tolist() == [[40, 80], [140, 75], [140, 20], [40, 10]]


def mask(tmp_path, *quads, size=(320, 200), blob=None):
    import cv2

    drawn = np.zeros((size[1], size[0]), np.uint8)
    for quad in quads:
        cv2.fillPoly(drawn, [np.round(np.array(quad) * size - 0.5).astype(np.int32)], 255)
    if blob is not None:
        cv2.circle(drawn, *blob, 255, -1)
    Image.fromarray(drawn).save(tmp_path / "mask.png")
    return tmp_path / "mask.png"


def test_a_mask_gives_its_corners(tmp_path):
    found = corners_of_mask(mask(tmp_path, QUAD), 320, 200)
    assert np.abs((np.array(found) - QUAD) * [320, 200]).max() < 1.5


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(-0.08, 0.08), min_size=8, max_size=8))
def test_any_four_sided_mask_gives_its_corners(tmp_path_factory, moved):
    quad = np.array(QUAD) + np.array(moved).reshape(4, 2)
    found = corners_of_mask(mask(tmp_path_factory.mktemp("mask"), quad), 320, 200)
    assert np.abs((np.array(found) - quad) * [320, 200]).max() < 4.0


def test_masks_that_are_no_facade_get_a_sentence(tmp_path):
    with pytest.raises(BadInputError, match="320x200 but the plate is 640x400"):
        corners_of_mask(mask(tmp_path, QUAD), 640, 400)
    with pytest.raises(BadInputError, match="2 buildings that do not touch"):
        corners_of_mask(
            mask(
                tmp_path,
                ((0.05, 0.9), (0.4, 0.9), (0.4, 0.2), (0.05, 0.2)),
                ((0.6, 0.9), (0.9, 0.9), (0.9, 0.3), (0.6, 0.3)),
            ),
            320,
            200,
        )
    with pytest.raises(BadInputError, match="black all over"):
        corners_of_mask(mask(tmp_path), 320, 200)
    with pytest.raises(BadInputError, match=r"not four-sided|bowed"):
        corners_of_mask(mask(tmp_path, blob=((160, 100), 60)), 320, 200)
    with pytest.raises(BadInputError, match="no picture"):
        corners_of_mask(tmp_path / "none.png", 320, 200)


def bowed(high, size=(320, 200)):
    """Return the outline of a facade whose foot and roof line bend by so many shares of the picture."""
    x = np.linspace(0.0, 1.0, 40)
    bend = high * 4 * x * (1 - x)
    top, foot = np.column_stack([0.2 + 0.5 * x, 0.3 - bend]), np.column_stack([0.2 + 0.5 * x, 0.8 + 0.6 * bend])
    return np.concatenate([top, foot[::-1]])


def test_a_curved_facade_is_told_from_a_flat_one(tmp_path):
    for high in (0.0, 0.005):
        corners_of_mask(mask(tmp_path, bowed(high)), 320, 200)
    for high in (0.05, 0.12):
        with pytest.raises(BadInputError, match=r"bowed.*nearly flat"):
            corners_of_mask(mask(tmp_path, bowed(high)), 320, 200)


@pytest.mark.parametrize(
    ("quad", "side"),
    [
        (((0.2, 1.0), (0.7, 1.0), (0.7, 0.2), (0.2, 0.1)), "the bottom"),
        (((0.0, 0.8), (0.7, 0.75), (0.7, 0.2), (0.0, 0.1)), "the left"),
        (((0.2, 0.8), (1.0, 0.85), (1.0, 0.0), (0.2, 0.0)), "the right and the top"),
    ],
)
def test_a_mask_that_runs_out_of_the_picture_is_refused_with_a_way_on(tmp_path, quad, side):
    with pytest.raises(BadInputError, match=rf"out of the picture on {side}.*give the storeys of that part"):
        corners_of_mask(mask(tmp_path, quad), 320, 200)


def test_two_buildings_that_touch_are_no_facade(tmp_path):
    step = ((0.1, 0.9), (0.45, 0.9), (0.45, 0.4), (0.9, 0.4), (0.9, 0.1), (0.1, 0.1))
    with pytest.raises(BadInputError, match="not four-sided"):
        corners_of_mask(mask(tmp_path, step), 320, 200)
