import numpy as np
import pytest

from rushes.engines.wardrobe.drape.stack_kernels import STEP_M, held_under, pulled


def test_edges_pull_and_do_not_push():
    points, light = np.array([[0.0, 0, 0], [0.05, 0, 0], [0.06, 0, 0]]), np.ones(3)
    for sweep in range(200):
        pulled(points, light, np.array([[0, 1], [1, 2]]), np.array([0.02, 0.03]), sweep % 2 == 1)
    assert np.linalg.norm(points[1] - points[0]) == pytest.approx(0.02, abs=1e-4)
    assert np.linalg.norm(points[2] - points[1]) <= 0.03 + 1e-4
    assert points.mean(axis=0) == pytest.approx([0.11 / 3, 0, 0])
    loose = np.array([[0.0, 0, 0], [0.01, 0, 0]])
    pulled(loose, light, np.array([[0, 1]]), np.array([0.02]), False)
    assert loose[1, 0] == 0.01


def test_points_go_under_cloth_in_small_steps_and_stay_where_none_is():
    up = np.tile([0.0, 0, 1], (3, 1))
    looked = np.zeros((3, 3))
    points = looked.copy()
    over, most = np.array([0.0, -0.003, np.nan]), np.full(3, -0.002)
    held_under(points, looked, over, up, most)
    assert points[:, 2] == pytest.approx([-STEP_M, 0.0, 0.0])
    for _ in range(20):
        held_under(points, looked, over, up, most)
    assert points[:, 2] == pytest.approx([-0.002, 0.0, 0.0])
