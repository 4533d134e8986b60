"""Fine meshes keep their places in the pattern and know how far seams and hems are."""

import numpy as np
import pytest
from small_outfit import HIGH, LOW, RADIUS, small_skirt

from rushes.engines.wardrobe.picture.refined import FAR_M, refined, subdivided


def test_a_fine_mesh_is_rounder_than_a_coarse_one_and_stays_where_it_was():
    worn = small_skirt()
    fine = refined(worn.points, worn.corners, worn.uv, worn.panel)
    assert len(fine.corners) == 16 * len(worn.corners)
    radius = np.linalg.norm(fine.points[:, :2], axis=1)
    assert radius == pytest.approx(RADIUS, rel=0.02)
    coarse = np.linalg.norm(worn.points[worn.corners].mean(axis=1)[:, :2], axis=1)
    middles = np.linalg.norm(fine.points[fine.corners].mean(axis=1)[:, :2], axis=1)
    assert np.ptp(middles[:: len(middles) // 200]) < np.ptp(coarse) + 0.004
    assert fine.normals()[:, :2] == pytest.approx(fine.points[:, :2] / radius[:, None], abs=0.12)


def test_a_flat_sheet_stays_flat():
    points = np.array([[0.0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]])
    at, corners, _ = subdivided(points, np.array([[0, 1, 2], [0, 2, 3]]), np.zeros((0, 2), np.int64))
    assert at[:, 2] == pytest.approx(0)
    a, b, c = (at[corners[:, k]] for k in range(3))
    assert 0.5 * np.cross(b - a, c - a)[:, 2].sum() == pytest.approx(1.0)  # its corners are kept
    assert (np.cross(b - a, c - a)[:, 2] > 0).all()


def test_distances_from_seams_and_hems_are_those_of_the_pattern():
    worn = small_skirt()
    fine = refined(worn.points, worn.corners, worn.uv, worn.panel, 1)
    v, u = fine.uv[..., 1], fine.uv[..., 0] % (np.pi * RADIUS + 1e-9)
    assert fine.away[..., 1] == pytest.approx(np.minimum(v - LOW, HIGH - v), abs=1e-3)
    inside = np.minimum(u, np.pi * RADIUS - u)
    near = inside > 0.02
    assert fine.away[..., 0][near] == pytest.approx(inside[near], abs=2e-3)
    upper = fine.away[fine.panel == 0][..., 2]
    assert upper.max() < FAR_M
    lower = fine.away[fine.panel == 1]
    assert lower[..., 2] == pytest.approx(lower[..., 1], abs=2e-3)  # a seam is topstitched on one side only


def test_a_seam_between_uneven_triangles_stays_straight():
    """Two panels, sewn along x = 0, whose triangles are narrow on one side and wide on the other."""
    seam = np.array([(0.0, y, 0.0) for y in range(5)])
    left, right = (np.array([(x * (0.4 + 0.5 * (k % 2)), k + 0.5, 0.0) for k in range(4)]) for x in (-1.0, 1.6))
    points = np.concatenate([seam, left, right])
    corners = np.array([(k, k + 1, 5 + k) for k in range(4)] + [(k + 1, k, 9 + k) for k in range(4)])
    uv = points[corners][..., :2] + np.repeat([0.0, 20.0], 4)[:, None, None] * [1.0, 0.0]
    fine = refined(points, corners, uv, np.repeat([0, 1], 4), rounds=2)
    on_seam = np.unique(fine.corners[fine.away[..., 0] < 1e-9])
    assert len(on_seam) == 17
    assert np.abs(fine.points[on_seam, 0]).max() < 1e-12
