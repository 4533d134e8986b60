import numpy as np
import pytest

from rushes.engines.wardrobe.drape.self_kernels import near_pairs, part


def two_sheets(gap, side=6, step=0.02):
    grid = np.stack(np.meshgrid(np.arange(side), np.arange(side)), axis=-1).reshape(-1, 2) * step
    at = np.arange(side * side).reshape(side, side)
    a, b, c, d = at[:-1, :-1].ravel(), at[:-1, 1:].ravel(), at[1:, 1:].ravel(), at[1:, :-1].ravel()
    one = np.concatenate([np.stack([a, b, c], 1), np.stack([a, c, d], 1)])
    low = np.pad(grid, ((0, 0), (0, 1)))
    high = low + np.array([step / 3, step / 4, gap])
    return np.concatenate([low, high]), np.concatenate([one, one + side * side]).astype(np.int64)


def found(points, corners, reach):
    pairs = np.zeros((20_000, 2), np.int64)
    count = near_pairs(points, corners, reach, 0.03, pairs)
    return pairs[:count]


def test_pairs_are_those_that_are_near():
    points, corners = two_sheets(0.003)
    pairs = found(points, corners, 0.004)
    assert len(pairs) > 30
    assert all((p < 36) != (corners[t, 0] < 36) for p, t in pairs)
    assert not len(found(*two_sheets(0.01), 0.004))


def test_sheets_are_parted_to_their_own_sides_and_keep_their_middle():
    points, corners = two_sheets(0.001)
    pairs, before, was = found(points, corners, 0.004), points.mean(axis=0), points.copy()
    for _ in range(60):
        part(points, was, np.ones(len(points)), corners, pairs, len(pairs), 0.002, 0.0)
    over = points[36:][:, 2].reshape(6, 6)[:-1, :-1]  # the last row and column lie over nothing
    under = points[:36][:, 2].reshape(6, 6)[1:, 1:]
    assert over.mean() - under.mean() > 0.0017
    assert points.mean(axis=0) == pytest.approx(before, abs=1e-9)
    assert points - was == pytest.approx(np.zeros_like(points), abs=5e-4)  # without speed
