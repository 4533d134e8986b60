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
    at, corners = subdivided(points, np.array([[0, 1, 2], [0, 2, 3]]))
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


def test_what_is_woven_stays_straight_where_triangles_are_uneven():
    """A flat sheet cut into uneven triangles is where its pattern is, at every corner."""
    rng = np.random.default_rng(1)
    grid = np.array([(x, y) for y in range(5) for x in range(7)], float)
    inside = (grid > 0).all(axis=1) & (grid < [6, 4]).all(axis=1)
    grid[inside] += rng.uniform(-0.35, 0.35, (inside.sum(), 2))
    at = [7 * y + x for y in range(4) for x in range(6)]
    corners = np.array([three for k in at for three in ((k, k + 1, k + 8), (k, k + 8, k + 7))])
    points = 0.01 * np.column_stack([grid, np.zeros(len(grid))])
    fine = refined(points, corners, points[corners][..., :2], np.zeros(len(corners), int))
    assert fine.points[fine.corners][..., :2] == pytest.approx(fine.uv, abs=1e-9)
    assert np.abs(fine.uv - points[np.repeat(corners, 16, axis=0)][..., :2]).max() > 0.001


def test_a_dart_is_a_seam_that_nobody_topstitches():
    worn = small_skirt()
    side = worn.seams[0].points
    darts = np.stack([side[:-1], side[1:]], axis=1)
    sewn, dart = (refined(worn.points, worn.corners, worn.uv, worn.panel, 1, darts=one) for one in (darts[:0], darts))
    assert dart.away[..., :2] == pytest.approx(sewn.away[..., :2])
    changed = (dart.away[..., 2] != sewn.away[..., 2]).any(axis=1)
    assert set(sewn.panel[changed]) == {0}
    assert (dart.away[changed][..., 2] >= sewn.away[changed][..., 2]).all()
