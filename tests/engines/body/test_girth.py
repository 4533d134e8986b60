import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.engines.body.girth import cut, girth, hull, taut

UP, BACK, RIGHT = np.eye(3)[2], np.eye(3)[1], np.eye(3)[0]


def tube(wide, deep, *, around=200, height=1.0):
    turn = np.linspace(0, 2 * np.pi, around, endpoint=False)
    ring = np.stack([wide * np.cos(turn), deep * np.sin(turn), np.zeros(around)], axis=1)
    edges = np.stack([np.arange(around), np.arange(around) + around], axis=1)
    return np.concatenate([ring, ring + height * UP]), edges


def ellipse(a, b):
    """Ramanujan's second formula."""
    h = ((a - b) / (a + b)) ** 2
    return math.pi * (a + b) * (1 + 3 * h / (10 + math.sqrt(4 - 3 * h)))


@given(st.floats(0.05, 0.5), st.floats(0.05, 0.5), st.floats(0.1, 0.9))
def test_a_tube_has_the_girth_of_its_ellipse(wide, deep, level):
    points, edges = tube(wide, deep)
    assert girth(cut(points, edges, level * UP, UP), UP) == pytest.approx(ellipse(wide, deep), rel=1e-3)


@given(st.floats(0, 50))
def test_a_leaning_cylinder_is_measured_across_its_axis(lean):
    points, edges = tube(0.1, 0.1)
    c, s = math.cos(math.radians(lean)), math.sin(math.radians(lean))
    turn = np.array([[1, 0, 0], [0, c, -s], [0, s, c]])
    assert girth(cut(points @ turn.T, edges, turn @ UP * 0.5, turn @ UP), turn @ UP) == pytest.approx(
        0.2 * math.pi, rel=1e-3
    )


def test_a_tape_bridges_what_is_hollow():
    square = np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0.5, 0.2, 0], [0, 1, 0.0]])
    assert girth(square, UP) == pytest.approx(4.0)


def test_nothing_has_no_girth():
    points, edges = tube(0.1, 0.1)
    assert girth(cut(points, edges, 2 * UP, UP), UP) == 0.0


def test_over_the_back_is_half_a_girth():
    points, edges = tube(0.2, 0.2, around=400)
    ring = cut(points, edges, 0.5 * UP, UP)
    left, right = ring[ring[:, 0].argmax()], ring[ring[:, 0].argmin()]
    assert taut(ring, left, right, UP, BACK) == pytest.approx(0.2 * math.pi, rel=1e-3)
    flat = np.array([left, right])
    assert taut(flat, left, right, UP, BACK) == pytest.approx(0.4)


@given(st.lists(st.tuples(st.floats(-1, 1), st.floats(-1, 1)), min_size=3, max_size=40))
def test_a_hull_holds_all_its_points(points):
    flat = np.round(np.array(points), 3)
    if np.linalg.matrix_rank(flat - flat[0]) < 2:
        return
    ring = hull(flat)
    ahead = np.roll(ring, -1, axis=0) - ring
    for corner, along in zip(ring, ahead, strict=True):
        off = flat - corner
        assert (along[0] * off[:, 1] - along[1] * off[:, 0] > -1e-9).all()
