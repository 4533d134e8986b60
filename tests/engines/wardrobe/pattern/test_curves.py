import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.engines.wardrobe.pattern import curves
from rushes.engines.wardrobe.pattern.curves import bend, line, quarter, through
from rushes.errors import BadInputError


def test_a_quarter_of_a_circle_has_its_length():
    assert curves.length(quarter((1.0, 0.0), (0.0, 1.0), level_first=False)) == pytest.approx(math.pi / 2, rel=3e-4)


def test_a_bend_leaves_and_arrives_as_asked():
    curve = bend((0.0, 0.0), (0.3, 0.2), 90, 0)
    _, directions = curves.along(curve, [0.0, curves.length(curve)])
    assert np.allclose(directions, [[0, 1], [1, 0]], atol=0.01)


@given(st.floats(0.01, 0.99))
def test_the_two_parts_of_a_split_curve_are_as_long_as_asked(share):
    curve = (*bend((0.0, 0.0), (0.3, 0.2), 90, 0), *line((0.3, 0.2), (0.5, 0.2)))
    whole = curves.length(curve)
    first, second = curves.split(curve, share * whole)
    assert curves.length(first) == pytest.approx(share * whole, abs=2e-5)
    assert curves.length(first) + curves.length(second) == pytest.approx(whole, abs=2e-5)
    assert math.dist(first[-1][-1], second[0][0]) < 1e-9


def test_a_curve_through_points_passes_them_smoothly():
    points = [(0.0, 0.0), (0.1, 0.05), (0.2, 0.02), (0.4, 0.1)]
    curve = through(points, leave=90)
    assert [segment[0] for segment in curve] == [pytest.approx(p) for p in points[:3]]
    for before, after in zip(curve, curve[1:], strict=False):
        into, out = np.subtract(before[3], before[2]), np.subtract(after[1], after[0])
        assert abs(into[0] * out[1] - into[1] * out[0]) / np.linalg.norm(into) / np.linalg.norm(out) < 1e-9


def test_a_point_along_a_curve_lies_as_far_as_walked():
    curve = quarter((1.0, 0.0), (0.0, 1.0), level_first=False)
    x, y = curves.at(curve, curves.length(curve) / 3)
    assert math.degrees(math.atan2(y, x)) == pytest.approx(30, abs=0.3)


def test_a_curve_is_not_divided_outside_itself():
    for distance in (-0.1, 0.0, 0.5, 2.0):
        with pytest.raises(BadInputError, match=r"An edge of 50\.0 cm can't be divided at"):
            curves.split(line((0.0, 0.0), (0.5, 0.0)), distance)


def test_a_curve_is_divided_where_two_of_its_segments_meet():
    first, second = curves.split(line((0.0, 0.0), (0.5, 0.0), (1.0, 0.0)), 0.5)
    assert (first, second) == (line((0.0, 0.0), (0.5, 0.0)), line((0.5, 0.0), (1.0, 0.0)))
