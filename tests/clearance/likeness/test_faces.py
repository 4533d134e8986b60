from __future__ import annotations

import numpy as np
import pytest

from drawn_head import ADA, BEN, head, scene
from rushes.clearance.likeness import faces
from rushes.clearance.likeness.bands import band
from rushes.clearance.likeness.faces import CantLookError, detect, embed

PEOPLE = (1, 2, 3, 4)


def template(picture):
    (face,) = detect(picture)
    return embed(picture, face)


@pytest.mark.parametrize("person", PEOPLE)
def test_a_head_is_found_where_it_is(person):
    (face,) = detect(scene((head(person), 700, 200, 300)))
    left, top, width, height = face.box
    assert 740 < left < left + width < 960
    assert 240 < top < top + height < 480
    right_eye, left_eye, nose, *mouth = face.landmarks
    assert right_eye[0] < nose[0] < left_eye[0]
    assert right_eye[1] < nose[1] < min(corner[1] for corner in mouth)


def test_every_head_in_a_picture_is_found_the_largest_first():
    found = detect(scene((head(ADA), 60, 100, 200), (head(BEN), 500, 200, 320), (head(3), 950, 300, 120)))
    assert len(found) == 3
    assert [face.width for face in found] == sorted((face.width for face in found), reverse=True)


def test_a_face_that_is_known_already_is_left_out_and_the_others_stay():
    picture = scene((head(ADA), 60, 100, 300), (head(BEN), 600, 200, 320))
    every = detect(picture, lying=False)
    others = detect(picture, lying=False, known=[every[0].box])
    assert len(every) == 2
    assert [face.box for face in others] == [every[1].box]


@pytest.mark.parametrize("turns", [1, 3])
def test_a_head_that_lies_on_its_side_is_found(turns):
    picture = np.ascontiguousarray(np.rot90(scene((head(ADA), 500, 150, 360)), turns))
    (face,) = detect(picture)
    upright = template(scene((head(ADA), 500, 150, 360)))
    assert band(float(embed(picture, face) @ upright)) == "same"


@pytest.mark.parametrize("size", [(1920, 1080), (3840, 2160)])
def test_boxes_are_in_the_pixels_of_the_picture_that_was_given(size):
    scale = size[0] / 1280
    (face,) = detect(scene((head(ADA), round(700 * scale), round(200 * scale), round(300 * scale)), size=size))
    assert 740 * scale < face.box[0] < 960 * scale
    assert 120 * scale < face.width < 260 * scale


def test_nobody_is_found_where_nobody_is():
    from sklearn.datasets import load_sample_image

    rng = np.random.default_rng(1)
    for picture in (
        load_sample_image("china.jpg"),
        load_sample_image("flower.jpg"),
        np.zeros((90, 160, 3), np.uint8),
        rng.integers(0, 255, (540, 960, 3), np.uint8),
    ):
        assert detect(picture) == ()


def test_the_same_person_is_known_again_in_another_picture():
    one = template(scene((head(ADA), 500, 150, 360)))
    assert one.shape == (128,)
    assert one.dtype == np.float32
    assert np.linalg.norm(one) == pytest.approx(1, abs=1e-5)
    for other in (
        scene((head(ADA), 200, 300, 200)),
        scene((head(ADA, light=0.5), 500, 150, 360)),
        scene((head(ADA, gaze=0.6), 700, 100, 500)),
        scene((head(ADA)[:, ::-1], 500, 150, 360)),
    ):
        assert band(float(one @ template(other))) == "same"


def test_the_same_picture_gives_the_same_numbers():
    picture = scene((head(BEN), 500, 150, 360))
    assert np.array_equal(template(picture), template(picture.copy()))


def test_a_picture_is_not_changed_by_looking():
    picture = scene((head(BEN), 500, 150, 360))
    before = picture.copy()
    template(picture)
    assert np.array_equal(picture, before)


def test_a_missing_model_is_said_and_no_verdict(monkeypatch):
    monkeypatch.setattr(faces, "DETECTOR", "gone.onnx")
    faces._detector.cache_clear()
    with pytest.raises(CantLookError, match=r"gone\.onnx is missing"):
        detect(np.zeros((90, 160, 3), np.uint8))
    faces._detector.cache_clear()


def test_what_opencv_can_t_do_is_a_sentence(monkeypatch):
    import cv2

    def fails(*_):
        raise cv2.error("no such layer")

    monkeypatch.setattr(cv2.FaceDetectorYN, "create", fails)
    faces._detector.cache_clear()
    with pytest.raises(CantLookError, match="a person has to look"):
        detect(np.zeros((90, 160, 3), np.uint8))
    monkeypatch.undo()
    faces._detector.cache_clear()
