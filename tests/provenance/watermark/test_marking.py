import numpy as np
import pytest

from marked_street import MARK, street
from rushes.errors import BadInputError
from rushes.provenance.watermark import marked
from rushes.provenance.watermark.marking import LEAST, MOST, strength_of
from rushes.provenance.watermark.pattern import pattern


def test_the_mark_is_small_and_changes_no_colour(unmarked_frames, marked_frames):
    for before, after in zip(unmarked_frames, marked_frames, strict=True):
        assert after.shape == before.shape
        assert after.dtype == np.uint8
        change = after.astype(int) - before
        assert 10 * np.log10(255**2 / np.mean(change.astype(float) ** 2)) > 40.0
        inside = (before > 15).all(axis=2) & (before < 240).all(axis=2)
        assert np.ptp(change[inside], axis=1).max() <= 1  # the three channels move together, but for rounding


def test_a_plain_place_gets_less_than_a_lively_one_and_a_dark_one_the_least():
    luma = np.full((540, 960), 128.0, np.float32)
    luma[:, 480:] += np.random.default_rng(1).standard_normal((540, 480)).astype(np.float32) * 12
    luma[270:] *= 0.05
    strength = strength_of(luma)
    plain, lively, dark = strength[100, 100], strength[100, 800], strength[500, 100]
    assert dark < plain == pytest.approx(LEAST, rel=0.01)
    assert plain < lively <= MOST


def test_the_plain_wall_beside_an_edge_is_a_plain_wall():
    luma = np.full((540, 960), 180.0, np.float32)
    luma[:, :480] = 60.0
    strength = strength_of(luma)
    assert strength[270, 492] < 1.3 * LEAST


@pytest.mark.parametrize(("dtype", "white"), [(np.uint8, 255), (np.uint16, 65535), (np.float32, 1.0)])
def test_bytes_deep_integers_and_floats_get_the_same_mark(dtype, white):
    picture = street()
    deep = (picture.astype(np.float64) / 255 * white).round(8 if white == 1.0 else 0).astype(dtype)
    (out,) = marked([deep], MARK)
    assert out.dtype == dtype
    change = (out.astype(np.float64) - deep) / white * 255
    assert change.std() == pytest.approx((next(marked([picture], MARK)).astype(float) - picture).std(), rel=0.1)
    assert out.max() <= white


def test_the_pattern_is_as_coarse_in_a_large_picture_as_in_a_small_one():
    small, large = pattern(MARK, 540, 960), pattern(MARK, 1080, 1920)
    averaged = large.reshape(540, 2, 960, 2).mean(axis=(1, 3))
    assert np.corrcoef(small.ravel(), averaged.ravel())[0, 1] > 0.999


@pytest.mark.parametrize(
    ("picture", "words"),
    [
        (np.zeros((120, 200, 3), np.uint8), "too small to be marked"),
        (np.zeros((540, 960), np.uint8), "three channels"),
        (np.zeros((540, 960, 3), np.int64), "int64 can't be marked"),
    ],
)
def test_what_can_not_be_marked_is_said(picture, words):
    with pytest.raises(BadInputError, match=words):
        next(marked([picture], MARK))
