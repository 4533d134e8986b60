from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.engines.setdesign.model.polygon import area, rectangle
from rushes.engines.setdesign.scene.cut import flat, reveals, without

WALL = rectangle(0.0, 0.0, 6.0, 3.0)


@given(st.lists(st.tuples(st.floats(0.1, 0.8), st.floats(0.1, 1.0), st.floats(0.2, 1.5)), max_size=5))
def test_what_is_left_of_a_wall_is_its_area_without_its_holes(rows):
    holes = [
        rectangle(k * 1.15 + 0.1, low, k * 1.15 + 0.1 + wide, low + high) for k, (wide, low, high) in enumerate(rows)
    ]
    left = sum(area(ring) for ring in without(WALL, holes))
    assert left == pytest.approx(18.0 - sum(area(hole) for hole in holes), abs=1e-5)


def test_a_round_hole_leaves_its_round_edge():
    turn = np.linspace(0, 2 * math.pi, 24, endpoint=False)
    hole = [(3 + math.cos(a), 1.5 + math.sin(a)) for a in turn]
    rings = without(WALL, [hole])
    assert sum(area(ring) for ring in rings) == pytest.approx(18.0 - area(hole), abs=1e-5)


def test_faces_look_where_their_axes_say():
    made = flat([WALL], (1.0, 2.0, 0.0), (1.0, 0.0, 0.0), (0.0, 0.0, 1.0))
    np.testing.assert_allclose(made.face_normals()[0], [0.0, -18.0, 0.0], atol=1e-9)


def test_reveals_look_into_the_hole():
    hole = rectangle(1.0, 1.0, 2.0, 2.0)
    made = reveals(hole, hole, (0, 0, 0), (1, 0, 0), (0, 0, 1), (0, 0.4, 0))
    middle = np.array([1.5, 0.2, 1.5])
    centres = made.points[made.corners].reshape(4, 4, 3).mean(axis=1)
    assert ((middle - centres) * made.face_normals()).sum(axis=1).min() > 0
    assert made.area() == pytest.approx(4 * 0.4)
