import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.engines.wardrobe.blocks.matched import matched
from rushes.errors import BadInputError


@given(st.floats(0.11, 0.89), st.sampled_from([1.0, -1.0]))
def test_the_number_is_found_whichever_way_the_difference_runs(root, sign):
    assert matched(lambda x: sign * (x**3 - root**3), 0.1, 0.9, "hem") == pytest.approx(root, abs=1e-3)


def test_sides_that_never_meet_are_said():
    with pytest.raises(BadInputError, match=r"The sleeve head can't be drafted: its two sides stay 10\.0 cm apart"):
        matched(lambda x: x + 0.1, 0.0, 1.0, "sleeve head")
