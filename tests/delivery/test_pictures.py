"""Pictures of movies: scaled down into a size and never up, and marked at the foot alone."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.delivery.pictures import Marks, fitted, inside, marked, size_faults
from rushes.delivery.profile import Size
from rushes.media.burn_in import strip_px
from small_house import light

sides = st.integers(16, 4096)


@given(sides, sides, sides, sides)
def test_what_is_fitted_keeps_its_shape_and_is_never_enlarged(width, height, wide, high):
    size = Size(width=wide, height=high, fit="inside")
    small = inside(width, height, size)
    assert small[0] <= min(width, wide)
    assert small[1] <= min(height, high)
    assert abs(Fraction(small[0], width) - Fraction(small[1], height)) <= Fraction(1, min(width, height))


def test_what_is_left_is_black_and_light_is_kept():
    picture = light(1010, (100, 200))[..., :3]
    small = fitted(picture, Size(width=96, height=96, fit="inside"))
    assert small.shape == (96, 96, 3)
    assert not small[:24].any()
    assert not small[72:].any()
    assert small[24:72].mean(axis=(0, 1)) == pytest.approx(picture.mean(axis=(0, 1)), rel=0.01)


def test_a_small_picture_is_refused_and_a_larger_one_is_not():
    size = Size(width=1920, height=1080, fit="inside")
    assert size_faults(2048, 858, size) == ""
    assert size_faults(1920, 1080, size) == ""
    assert "nothing is enlarged here" in size_faults(1280, 720, size)
    assert "1920x1080 is asked for" in size_faults(2048, 858, Size(width=1920, height=1080))
    assert size_faults(7, 7, None) == ""


def test_only_the_foot_is_written_on():
    picture = np.random.default_rng(1).random((270, 480, 3)).astype(np.float32)
    written = marked(picture, 1010, Marks("020_0150  v001", "DEMO", Fraction(24)))
    strip = strip_px(270)
    assert np.array_equal(written[:-strip], picture[:-strip])
    assert not np.array_equal(written[-strip:], picture[-strip:])
    assert marked(picture, 1010, None) is picture
