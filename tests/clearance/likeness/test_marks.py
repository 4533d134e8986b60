"""A picture is known again when it was changed, and one that shows something else is not taken for it."""

from __future__ import annotations

import cv2  # noqa: TID253 - pictures are drawn and changed all over
import numpy as np
import pytest

from rushes.clearance.likeness.marks import FEWEST_TOGETHER, Looked, Marks, agreeing, alike, marks_of
from rushes.errors import BadInputError


def poster(seed: int) -> np.ndarray:
    """Draw a picture of many shapes, letters and edges, 640 x 480."""
    rng = np.random.default_rng(seed)
    picture = np.full((480, 640, 3), rng.integers(40, 220, 3), np.uint8)
    for _ in range(70):
        at, colour = rng.integers(0, (640, 480)), tuple(int(value) for value in rng.integers(0, 255, 3))
        size = int(rng.integers(8, 90))
        if rng.random() < 0.4:
            cv2.circle(picture, tuple(map(int, at)), size // 2, colour, -1)
        elif rng.random() < 0.6:
            cv2.rectangle(picture, tuple(map(int, at)), tuple(map(int, at + (size, size // 2))), colour, -1)
        else:
            word = "".join(map(chr, rng.integers(65, 90, 4)))
            cv2.putText(picture, word, tuple(map(int, at)), cv2.FONT_HERSHEY_DUPLEX, size / 40, colour, 2)
    return picture


WORK = poster(1)
MARKS = marks_of(WORK)


def recoloured(picture: np.ndarray) -> np.ndarray:
    hsv = cv2.cvtColor(picture, cv2.COLOR_RGB2HSV)
    hsv[..., 0] = (hsv[..., 0].astype(int) + 20) % 180
    return cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)


@pytest.mark.parametrize(
    ("changed", "how"),
    [
        (WORK, "copy"),
        (cv2.resize(WORK, None, fx=0.3, fy=0.3, interpolation=cv2.INTER_AREA), "copy"),
        (WORK[:, ::-1], "copy"),
        (recoloured(WORK), "copy"),
        (255 - WORK, "copy"),
        (cv2.GaussianBlur(WORK, (0, 0), 3), "copy"),
        (cv2.copyMakeBorder(WORK, 80, 80, 0, 0, cv2.BORDER_CONSTANT), "copy"),
        (WORK[60:330, 200:560], "part"),
        (recoloured(WORK[60:330, 200:560][:, ::-1]), "part"),
        (cv2.copyMakeBorder(cv2.resize(WORK, (320, 240)), 200, 60, 40, 300, cv2.BORDER_REPLICATE), "part"),
    ],
)
def test_a_changed_copy_is_known_again(changed: np.ndarray, how: str) -> None:
    found = Looked(np.ascontiguousarray(changed)).like(MARKS)
    assert found is not None
    if how == "part":
        assert found == "part"


def test_other_pictures_are_not_taken_for_it() -> None:
    others = [Looked(poster(seed)) for seed in range(2, 40)]
    assert [one.like(MARKS) for one in others] == [None] * len(others)
    assert max(agreeing(marks_of(one.picture), MARKS)[0] for one in others) < FEWEST_TOGETHER


def test_noise_and_plain_pictures_are_like_nothing() -> None:
    noise = np.random.default_rng(0).integers(0, 255, (400, 400, 3), np.uint8)
    assert Looked(noise).like(MARKS) is None
    assert Looked(np.full((300, 300, 3), 90, np.uint8)).like(MARKS) is None


def test_marks_are_read_back_as_they_were_and_damaged_ones_are_told() -> None:
    again = Marks.from_bytes(MARKS.to_bytes())
    assert alike(again, MARKS) == "copy"
    assert len(MARKS.to_bytes()) < 100_000
    with pytest.raises(BadInputError, match="not whole"):
        Marks.from_bytes(MARKS.to_bytes()[:400])


@pytest.mark.parametrize("picture", [np.zeros((20, 20, 3), np.uint8), np.full((400, 400, 3), 7, np.uint8)])
def test_a_picture_without_anything_to_see_is_a_sentence(picture: np.ndarray) -> None:
    with pytest.raises(BadInputError, match="too little is left"):
        marks_of(picture)
