"""What lies under cloth is kept under it, and nothing else is moved."""

import numpy as np
import pytest

from rushes.engines.wardrobe.picture.tucked import UNDER_M, tucked

UP = np.array([0.0, 0.0, 1.0])


def sheet(height, wide=0.1):
    x, y = np.meshgrid(np.linspace(-wide, wide, 41), np.linspace(-wide, wide, 41))
    points = np.stack([x.ravel(), y.ravel(), np.full(x.size, height)], axis=1)
    return points, np.tile(UP, (len(points), 1))


def test_what_pokes_through_is_drawn_in_and_what_is_beside_stays():
    outer, outward = sheet(0.0)
    inner, normals = sheet(0.004, 0.2)
    moved = tucked(inner, normals, outer, outward)
    within = (np.abs(inner[:, :2]) < 0.1).all(axis=1)
    assert moved[within, 2] == pytest.approx(-UNDER_M, abs=1e-4)
    beside = (np.abs(inner[:, :2]) > 0.115).any(axis=1)
    assert (moved[beside] == inner[beside]).all()


@pytest.mark.parametrize("height", [-0.01, 0.03])
def test_what_is_under_already_or_far_outside_stays(height):
    inner, normals = sheet(height)
    assert (tucked(inner, normals, *sheet(0.0)) == inner).all()
