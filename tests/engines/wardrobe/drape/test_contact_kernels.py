import numpy as np
import pytest

from rushes.engines.wardrobe.drape.contact_kernels import SHARE, bounds, held_back, listed, part
from rushes.engines.wardrobe.drape.welding import sides_of

REACH, RADIUS = 0.004, 0.001


def two_sheets(gap, side=6, step=0.02):
    grid = np.stack(np.meshgrid(np.arange(side), np.arange(side)), axis=-1).reshape(-1, 2) * step
    at = np.arange(side * side).reshape(side, side)
    a, b, c, d = at[:-1, :-1].ravel(), at[:-1, 1:].ravel(), at[1:, 1:].ravel(), at[1:, :-1].ravel()
    one = np.concatenate([np.stack([a, b, c], 1), np.stack([a, c, d], 1)])
    low = np.pad(grid, ((0, 0), (0, 1)))
    high = low + np.array([step / 3, step / 4, gap])
    return np.concatenate([low, high]), np.concatenate([one, one + side * side]).astype(np.int64)


class Sheets:
    """Two sheets and what is near in them."""

    def __init__(self, gap):
        self.points, self.corners = two_sheets(gap)
        self.looked = self.points.copy()
        self.one = np.arange(len(self.points))
        self.sides = sides_of(self.corners, self.one)
        self.loose = np.zeros(len(self.points), bool)
        self.flat, self.lines = listed(
            self.points, self.corners, self.sides.edges, self.one, self.sides.first, self.sides.beside, REACH, 0.03
        )

    def parted(self, points, times, levels=None, over=None):
        was = points.copy()
        for _ in range(times):
            part(
                points,
                was,
                self.looked,
                np.ones(len(points)),
                self.corners,
                self.sides.edges,
                self.flat,
                self.lines,
                self.loose,
                np.full(len(points), RADIUS),
                np.full(len(points), -1) if levels is None else levels,
                np.zeros(len(self.corners), np.int64) if over is None else over,
            )
        return was


def test_pairs_are_those_that_are_near():
    sheets = Sheets(0.003)
    assert len(sheets.flat) > 30
    assert len(sheets.lines) > 30
    assert all((p < 36) != (sheets.corners[t, 0] < 36) for p, t, _ in sheets.flat)
    assert all((sheets.sides.edges[e, 0] < 36) != (sheets.sides.edges[f, 0] < 36) for e, f, _ in sheets.lines)
    assert (sheets.flat[:, 2] == 1).all()
    far = Sheets(0.01)
    assert not len(far.flat)
    assert not len(far.lines)


def test_what_is_sewn_is_not_near_itself():
    points, corners = two_sheets(0.003)
    one = np.concatenate([np.arange(36), np.arange(36)])  # each point of one sheet is sewn to one of the other
    sides = sides_of(corners, one)
    flat, lines = listed(points, corners, sides.edges, one, sides.first, sides.beside, REACH, 0.03)
    assert not any(one[p] in one[corners[t]] for p, t, _ in flat)
    assert not any(set(one[sides.edges[e]]) & set(one[sides.edges[f]]) for e, f, _ in lines)
    assert (flat[:, 2] == 0).all()  # and its neighbours hardly push it


def test_what_a_step_has_brought_through_comes_back():
    sheets = Sheets(0.0008)
    points = sheets.points.copy()
    points[36:, 2] -= 0.002  # the upper sheet lies under the lower one now
    sheets.parted(points, 60)
    over = points[36:][:, 2].reshape(6, 6)[:-1, :-1]
    under = points[:36][:, 2].reshape(6, 6)[1:, 1:]
    assert over.min() - under.max() > 0.001


def test_sheets_are_parted_to_their_own_sides_and_keep_their_middle():
    sheets = Sheets(0.001)
    points, before = sheets.points, sheets.points.mean(axis=0)
    was = sheets.parted(points, 60)
    over = points[36:][:, 2].reshape(6, 6)[:-1, :-1]  # the last row and column lie over nothing
    under = points[:36][:, 2].reshape(6, 6)[1:, 1:]
    assert over.mean() - under.mean() > 0.0017
    assert points.mean(axis=0) == pytest.approx(before, abs=1e-9)
    assert points - was == pytest.approx(np.zeros_like(points), abs=5e-4)  # without speed


def test_what_is_tangled_is_pushed_to_the_side_that_it_belongs_on():
    sheets = Sheets(0.001)
    sheets.loose[:] = True
    points = sheets.points.copy()
    points[36:, 2] -= 0.002  # the upper one has come through
    sheets.parted(points, 60, np.arange(72) // 36, (sheets.corners[:, 0] >= 36).astype(np.int64))
    assert points[36:][:, 2].mean() > points[:36][:, 2].mean() + 0.001


@pytest.mark.parametrize("seed", range(5))
def test_no_way_is_long_enough_to_go_through(seed):
    from rushes.engines.wardrobe.drape.crossing_kernels import crossed

    sheets, rng = Sheets(0.002), np.random.default_rng(seed)
    points, most = sheets.points.copy(), np.zeros(len(sheets.points))
    for _ in range(30):
        sheets.flat, sheets.lines = listed(
            points, sheets.corners, sheets.sides.edges, sheets.one, sheets.sides.first, sheets.sides.beside, REACH, 0.03
        )
        bounds(points, sheets.corners, sheets.sides.edges, sheets.flat, sheets.lines, sheets.loose, REACH, most)
        looked = points.copy()
        points += rng.normal(0, 0.003, points.shape)
        assert held_back(points, looked, most)
        assert (np.linalg.norm(points - looked, axis=1) <= most + 1e-12).all()
        assert most.max() <= SHARE * REACH
        assert not len(crossed(points, sheets.sides.edges, sheets.corners, sheets.one))
