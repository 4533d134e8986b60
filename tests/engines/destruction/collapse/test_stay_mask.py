"""Tests of a mask painted over the plate that says what stays."""

from dataclasses import replace

import numpy as np
import pytest

from rushes.brief.direction import ALL, Stay
from rushes.engines.camera import CameraPath
from rushes.engines.destruction.collapse.stay_mask import stay_of_mask
from rushes.engines.destruction.spec import BuildingSpec
from rushes.errors import BadInputError
from rushes.media.plate import Fit
from rushes.show import FrameRange

BUILDING = BuildingSpec(storeys=3, bays=4, bays_deep=2)
SIZE = (640, 360)


@pytest.fixture
def camera():
    """A level camera straight before the front, 40 m away."""
    half = np.sqrt(0.5)
    return CameraPath(
        FrameRange(1001, 1002),
        *SIZE,
        36.0,
        np.tile([0.0, -44.0, 5.0], (2, 1)),
        np.tile([half, half, 0.0, 0.0], (2, 1)),
        np.full(2, 28.0),
    )


def painted(path, camera, bays, storeys, size=SIZE, grow=1.0):
    """Paint bays and storeys of the front white, as a plate of a size shows them."""
    import cv2

    corners = np.array(
        [
            (-8 + 4 * bay, -4.0, BUILDING.floor_m(storey))
            for bay, storey in (
                (bays[0], storeys[0]),
                (bays[1], storeys[0]),
                (bays[1], storeys[1]),
                (bays[0], storeys[1]),
            )
        ]
    )
    picture = np.zeros((size[1], size[0]), np.uint8)
    place = camera.project(corners, 1001)[:, :2] * (size[0] / SIZE[0]) * grow
    cv2.fillPoly(picture, [np.round(place).astype(np.int32)], 255)
    cv2.imwrite(str(path), picture)
    return path


def test_white_bays_stay_through_the_whole_depth(tmp_path, camera):
    mask = painted(tmp_path / "stay.png", camera, (0, 2), (0, 3))
    assert stay_of_mask(mask, BUILDING, camera, Fit(SIZE, SIZE)) == (
        Stay(storey=(1, 3), bay=((1, 1), ALL)),
        Stay(storey=(1, 3), bay=((2, 2), ALL)),
    )


def test_storeys_are_told_apart(tmp_path, camera):
    mask = painted(tmp_path / "stay.png", camera, (3, 4), (0, 2))
    assert stay_of_mask(mask, BUILDING, camera, Fit(SIZE, SIZE)) == (Stay(storey=(1, 2), bay=((4, 4), ALL)),)


def test_a_larger_plate_says_the_same(tmp_path, camera):
    large = painted(tmp_path / "large.png", camera, (0, 2), (0, 3), size=(1280, 720))
    small = painted(tmp_path / "small.png", camera, (0, 2), (0, 3))
    assert stay_of_mask(large, BUILDING, camera, Fit((1280, 720), SIZE)) == stay_of_mask(
        small, BUILDING, camera, Fit(SIZE, SIZE)
    )


def test_white_beside_the_building_is_refused(tmp_path, camera):
    import cv2

    picture = np.zeros((360, 640), np.uint8)
    picture[:20, :20] = 255
    cv2.imwrite(str(tmp_path / "stay.png"), picture)
    with pytest.raises(BadInputError, match="white nowhere on the building's front"):
        stay_of_mask(tmp_path / "stay.png", BUILDING, camera, Fit(SIZE, SIZE))


def test_another_size_than_the_plate_is_refused(tmp_path, camera):
    mask = painted(tmp_path / "stay.png", camera, (0, 2), (0, 3))
    with pytest.raises(BadInputError, match="640x360 but the plate is 1280x720"):
        stay_of_mask(mask, BUILDING, replace(camera), Fit((1280, 720), SIZE))
