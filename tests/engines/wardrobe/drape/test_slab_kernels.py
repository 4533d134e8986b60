import numpy as np
import pytest

from rushes.engines.wardrobe.drape.slab_kernels import held_in, pulled


def test_edges_pull_and_do_not_push():
    points = np.array([[0.0, 0, 0], [0.05, 0, 0], [0.06, 0, 0]])
    pulled(points, np.array([[0, 1], [1, 2]]), np.array([0.02, 0.03]), 40)
    assert np.linalg.norm(points[1] - points[0]) == pytest.approx(0.02, abs=1e-4)
    assert np.linalg.norm(points[2] - points[1]) <= 0.03 + 1e-4
    assert points.mean(axis=0) == pytest.approx([0.11 / 3, 0, 0])
    loose = np.array([[0.0, 0, 0], [0.01, 0, 0]])
    pulled(loose, np.array([[0, 1]]), np.array([0.02]), 5)
    assert loose[1, 0] == 0.01


def test_points_are_held_between_body_and_cloth_and_the_body_has_the_last_word():
    up = np.tile([0.0, 0, 1], (4, 1))
    looked = np.zeros((4, 3))
    points = np.array([[0, 0, 0.004], [0, 0, -0.004], [0, 0, 0.001], [0, 0, 0.004]])
    over = np.array([-0.003, -0.003, -0.003, np.nan])
    least = np.full(4, 0.002)
    held_in(points, looked, np.full(4, 0.003), up, least, over, up, np.full(4, -0.002))
    assert points[:, 2] == pytest.approx([0.001, -0.001, 0.001, 0.004])
    held_in(points, looked, np.full(4, 0.0), up, least, over, up, np.full(4, -0.002))
    assert (points[:, 2] >= 0.002 - 1e-12).all()
