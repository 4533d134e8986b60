from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.engines.dressing.mesh import joined
from rushes.engines.dressing.solids import box, cylinder, lathe

side = st.floats(0.05, 4.0)


@given(side, side, side, st.floats(-360, 360), st.sampled_from("xyz"))
def test_volume_and_area_stay_when_a_mesh_is_turned_and_moved(x, y, z, degrees, axis):
    mesh = box(x, y, z, 0.01)
    other = mesh.turned(degrees, axis).moved(3.0, -2.0, 1.0)
    assert other.volume() == pytest.approx(mesh.volume(), rel=1e-6)
    assert other.area() == pytest.approx(mesh.area(), rel=1e-6)


def test_a_mirrored_mesh_is_not_inside_out():
    mesh = box(1.0, 2.0, 3.0)
    assert mesh.scaled(-1.0, 1.0, 1.0).volume() == pytest.approx(mesh.volume())
    assert mesh.flipped().volume() == pytest.approx(-mesh.volume())


def test_normals_are_smooth_round_a_post_and_sharp_at_a_crease():
    post = cylinder(0.5, 1.0, 0.0001, 64)
    normals = post.normals()
    place = post.points[post.corners]
    around = (place[:, 2] > 0.3) & (place[:, 2] < 0.7) | (np.abs(normals[:, 2]) < 0.05)
    outward = place[around, :2] / np.linalg.norm(place[around, :2], axis=1, keepdims=True)
    assert (outward * normals[around, :2]).sum(axis=1).min() > 0.995
    lid = np.abs(place[:, 2] - 1.0) < 1e-9
    flat = lid & (np.linalg.norm(place[:, :2], axis=1) < 0.4)
    assert normals[flat, 2].min() > 0.999


def test_a_joined_mesh_has_all_its_faces():
    one, two = box(1, 1, 1), cylinder(1, 1)
    both = joined([one, two])
    assert len(both.counts) == len(one.counts) + len(two.counts)
    assert both.area() == pytest.approx(one.area() + two.area())


def test_a_box_and_a_lathe_have_an_inside_and_an_open_sheet_has_none():
    assert box(1.0, 2.0, 0.5, 0.02).is_closed()
    assert lathe([(0, 0), (0.5, 0), (0.4, 1.0), (0, 1.0)]).is_closed()
    assert not lathe([(0.5, 0), (0.4, 1.0)]).is_closed()
