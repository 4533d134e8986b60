import numpy as np
import pytest

from rushes.engines.wardrobe.drape.crossing_kernels import crossed, cut_off, mark_tangled, pierced, untangle
from rushes.engines.wardrobe.drape.welding import sides_of


def sheet(side, step=0.02):
    grid = np.stack(np.meshgrid(np.arange(side), np.arange(side)), axis=-1).reshape(-1, 2) * step
    at = np.arange(side * side).reshape(side, side)
    a, b, c, d = at[:-1, :-1].ravel(), at[:-1, 1:].ravel(), at[1:, 1:].ravel(), at[1:, :-1].ravel()
    return grid, np.concatenate([np.stack([a, b, c], 1), np.stack([a, c, d], 1)]).astype(np.int64)


def two(depth):
    """A level sheet, and an upright one whose low edge is so deep under it."""
    grid, corners = sheet(6)
    level = np.pad(grid, ((0, 0), (0, 1)))
    upright = np.stack([grid[:, 0] + 0.007, np.full(36, 0.053), grid[:, 1] - depth], axis=1)
    return np.concatenate([level, upright]), np.concatenate([corners, corners + 36])


def test_a_segment_through_a_triangle_is_told_with_its_place():
    a, b, c = np.array([0.0, 0, 0]), np.array([1.0, 0, 0]), np.array([0.0, 1, 0])
    through, along, u, v = pierced(np.array([0.2, 0.3, -1]), np.array([0.2, 0.3, 3]), a, b, c)
    assert through
    assert (along, u, v) == pytest.approx((0.25, 0.2, 0.3))
    assert not pierced(np.array([0.7, 0.7, -1]), np.array([0.7, 0.7, 3]), a, b, c)[0]
    assert not pierced(np.array([0.2, 0.3, 1.0]), np.array([0.2, 0.3, 3]), a, b, c)[0]


def test_only_what_goes_through_is_found():
    points, corners = two(0.006)
    one = np.arange(len(points))
    sides = sides_of(corners, one)
    pairs = crossed(points, sides.edges, corners, one)
    assert len(pairs) >= 6
    assert all((sides.edges[e, 0] < 36) != (corners[t, 0] < 36) for e, t in pairs)
    clear, _ = two(-0.001)
    assert not len(crossed(clear, sides.edges, corners, one))
    assert not len(crossed(points, sides.edges, corners, np.zeros(72, np.int64)))  # all sewn to each other
    tangled = np.zeros(72, bool)
    mark_tangled(pairs, sides.edges, corners, tangled)
    assert tangled[sides.edges[pairs[:, 0]]].all()
    assert not tangled[36 + 30 :].any()  # the upright sheet's top


def untangled(points, corners, times, levels=None, over=None):
    """Untangle in place; return how many edges pierce something in the end."""
    one = np.arange(len(points))
    sides, was = sides_of(corners, one), points.copy()
    nowhere = np.full(len(points), -1)
    for _ in range(times):
        pairs = crossed(points, sides.edges, corners, one)
        if not len(pairs):
            break
        parts = cut_off(pairs, sides.edges, len(points))
        levels, over = nowhere if levels is None else levels, nowhere[: len(corners)] if over is None else over
        untangle(points, was, sides.edges, corners, sides.tops, pairs, levels, over, parts, 2e-4)
    assert points == pytest.approx(was)  # without speed
    return len(pairs)


def test_what_has_come_through_goes_back():
    points, corners = two(0.006)
    before = points.copy()
    assert not untangled(points, corners, 300)
    assert np.abs(points - before).max() < 0.03
    assert points[36:, 2].mean() > before[36:, 2].mean()


@pytest.mark.parametrize(
    ("edge", "under", "sizes", "moves", "way"),
    [
        (1, 0, (5, 5), 3, 1.0),  # it belongs over the triangle: its low end goes up
        (1, 2, (5, 5), 4, -1.0),  # it belongs under it: its high end goes down
        (1, 1, (3, 60), 3, 1.0),  # nobody knows: the end in the smaller part goes to where the other is
        (-1, 0, (60, 3), 4, -1.0),
    ],
)
def test_the_end_that_does_not_belong_there_goes_back(edge, under, sizes, moves, way):
    points = np.array([[0, 0, 0], [0.02, 0, 0], [0, 0.02, 0], [0.005, 0.005, -0.01], [0.005, 0.005, 0.002]], float)
    before, was = points.copy(), points.copy()
    untangle(
        points,
        was,
        np.array([[3, 4]]),
        np.array([[0, 1, 2]]),
        np.array([[-1, -1]]),
        np.array([[0, 0]]),
        np.array([under, under, under, edge, edge]),
        np.array([under]),
        np.array([0, 0, 0, *sizes]),
        2e-4,
    )
    moved = points - before
    assert moved[moves] == pytest.approx([0, 0, way * 1e-4], abs=2e-6)
    assert not moved[7 - moves].any()
    assert (moved[:3, 2] * way < 0).all()  # the triangle gives way
    assert points - before == pytest.approx(was - before)


def test_a_flap_that_is_not_cut_off_slides_out():
    points, corners = two(0.05)
    points[36:, 0] += 0.06  # half of it is beyond the level sheet's edge
    assert not untangled(points, corners, 1500)
