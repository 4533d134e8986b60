from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.engines.setdesign.model.polygon import (
    area,
    clipped,
    contains,
    crosses_itself,
    holds,
    overlap,
    perimeter,
    placed,
    rectangle,
    signed_area,
)

metres = st.floats(0.1, 20.0)


@given(metres, metres, st.floats(-360, 360), st.floats(-50, 50))
def test_area_and_length_stay_when_a_ring_is_turned_and_moved(w: float, d: float, yaw: float, x: float) -> None:
    ring = placed(rectangle(0, 0, w, d), (x, -x), yaw)
    assert signed_area(ring) == pytest.approx(w * d, rel=1e-6)
    assert perimeter(ring) == pytest.approx(2 * (w + d), rel=1e-6)


def test_an_ell_holds_what_lies_in_its_arm_and_not_what_crosses_its_corner() -> None:
    ell = ((0.0, 0.0), (4.0, 0.0), (4.0, 2.0), (2.0, 2.0), (2.0, 4.0), (0.0, 4.0))
    assert area(ell) == pytest.approx(12.0)
    assert holds(ell, rectangle(0, 2, 2, 4))
    assert not holds(ell, rectangle(1, 1, 3, 3))
    assert not contains(ell, (3.0, 3.0))


def test_neighbours_that_touch_do_not_overlap() -> None:
    assert not overlap(rectangle(0, 0, 1, 1), rectangle(1, 0, 2, 1))
    assert overlap(rectangle(0, 0, 1, 1), rectangle(0.99, 0, 2, 1))
    assert not overlap(rectangle(0, 0, 1, 1), placed(rectangle(-0.5, -0.5, 0.5, 0.5), (1.4, 1.4), 45))


def test_a_bow_tie_crosses_itself() -> None:
    assert crosses_itself(((0.0, 0.0), (2.0, 2.0), (2.0, 0.0), (0.0, 2.0)))
    assert not crosses_itself(rectangle(0, 0, 2, 2))


def test_clipping_keeps_the_common_area() -> None:
    inside = clipped(rectangle(0, 0, 2, 2), placed(rectangle(-1, -1, 1, 1), (1, 1), 45))
    assert area(inside) == pytest.approx(4 - 4 * (2 - math.sqrt(2)) ** 2 / 2)
    assert clipped(rectangle(0, 0, 1, 1), rectangle(2, 2, 3, 3)) == ()
