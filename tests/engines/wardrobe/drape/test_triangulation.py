import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rushes.engines.wardrobe.drape.triangulation import triangulated, within
from rushes.errors import BadInputError


def ring(points, step=0.015):
    points = np.array(points, float)
    ends = np.roll(points, -1, axis=0)
    return np.concatenate(
        [
            a + (b - a) * np.linspace(0, 1, max(1, round(np.linalg.norm(b - a) / step)), endpoint=False)[:, None]
            for a, b in zip(points, ends, strict=True)
        ]
    )


def area(points):
    x, y = points.T
    return 0.5 * float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y))


def areas(made):
    a, b, c = (made.points[made.corners[:, k]] for k in range(3))
    return 0.5 * ((b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0])


def sides(made):
    pairs = np.sort(np.concatenate([made.corners[:, [0, 1]], made.corners[:, [1, 2]], made.corners[:, [2, 0]]]), axis=1)
    return np.unique(pairs, axis=0, return_counts=True)


@settings(max_examples=20, deadline=None)
@given(st.floats(0.1, 0.5), st.floats(0.1, 0.5), st.floats(0.01, 0.09), st.floats(0.02, 0.09))
def test_a_panel_with_a_dart_is_filled_and_its_ring_kept(wide, high, mouth, deep):
    mouth, deep = min(mouth, wide / 3), min(deep, high / 2)
    outline = ring(
        [
            (0, 0),
            (wide, 0),
            (wide, high),
            (wide / 2 + mouth / 2, high),
            (wide / 2, high - deep),
            (wide / 2 - mouth / 2, high),
            (0, high),
        ]
    )
    made = triangulated([outline], 0.015)
    assert (areas(made) > 0).all()
    assert areas(made).sum() == pytest.approx(area(outline), rel=1e-9)
    pairs, count = sides(made)
    assert {tuple(pair) for pair in pairs[count == 1].tolist()} == {
        (min(i, (i + 1) % len(outline)), max(i, (i + 1) % len(outline))) for i in range(len(outline))
    }
    assert count.max() == 2


def test_most_triangles_are_regular():
    made = triangulated([ring([(0, 0), (0.4, 0), (0.4, 0.3), (0, 0.3)])], 0.015)
    a, b, c = (made.points[made.corners[:, k]] for k in range(3))
    lengths = np.stack(
        [np.linalg.norm(b - a, axis=1), np.linalg.norm(c - b, axis=1), np.linalg.norm(a - c, axis=1)], axis=1
    )
    quality = 4 * math.sqrt(3) * areas(made) / (lengths**2).sum(axis=1)
    assert np.percentile(quality, 5) > 0.8
    assert quality.min() > 0.3


def test_holes_stay_open_and_rows_are_kept():
    hole = ring([(0.1, 0.1), (0.1, 0.2), (0.2, 0.2), (0.2, 0.1)])
    outline, row = ring([(0, 0), (0.3, 0), (0.3, 0.3), (0, 0.3)]), np.array([[0.22, 0.05], [0.23, 0.06], [0.24, 0.07]])
    made = triangulated([outline, hole], 0.015, [row])
    assert areas(made).sum() == pytest.approx(0.08)
    first = len(outline) + len(hole)
    assert made.points[first : first + 3] == pytest.approx(row)
    assert set(range(first, first + 3)) <= set(made.corners.ravel().tolist())


def test_an_outline_that_crosses_itself_is_refused():
    with pytest.raises(BadInputError, match="crosses or touches itself"):
        triangulated([ring([(0, 0), (0.3, 0.3), (0.3, 0), (0, 0.3)])], 0.015)


@given(st.floats(-1, 2), st.floats(-1, 2))
def test_within_a_square(x, y):
    if min(abs(x), abs(x - 1), abs(y), abs(y - 1)) > 1e-6:
        assert within(np.array([[x, y]]), [np.array([[0, 0], [1, 0], [1, 1], [0, 1.0]])])[0] == (
            0 < x < 1 and 0 < y < 1
        )
