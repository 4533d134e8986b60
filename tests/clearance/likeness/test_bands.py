from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.clearance.likeness.bands import FACES, VOICES, band


@pytest.mark.parametrize("limits", [FACES, VOICES])
def test_the_bands_follow_each_other_without_a_hole(limits):
    assert -1 < limits.uncertain < limits.same < 1
    assert band(limits.same, limits) == "same"
    assert band(math.nextafter(limits.same, -1), limits) == "uncertain"
    assert band(limits.uncertain, limits) == "uncertain"
    assert band(math.nextafter(limits.uncertain, -1), limits) == "different"


def test_what_is_no_number_is_not_ruled_out():
    assert band(math.nan) == "uncertain"


@given(st.floats(-1, 1), st.floats(-1, 1))
def test_more_alike_is_never_less_certain(one, other):
    order = ["different", "uncertain", "same"]
    low, high = sorted((one, other))
    assert order.index(band(low)) <= order.index(band(high))
