import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.engines.wardrobe.drape.distance_field import DistanceField, open_normals
from rushes.engines.wardrobe.drape.slab import (
    LEFT,
    RIGHT,
    RISES,
    SQUEEZED_M,
    TRUNK,
    Shell,
    Slab,
    outside,
    slab_of,
    squashed,
)


@pytest.fixture(scope="module")
def pipe():
    """A pipe of 10 cm radius and 40 cm length around z, open at both ends."""
    around, rows = 48, 20
    angle, height = np.meshgrid(np.arange(around) / around * 2 * np.pi, np.linspace(0, 0.4, rows + 1))
    points = np.stack([0.1 * np.cos(angle), 0.1 * np.sin(angle), height], axis=-1).reshape(-1, 3)
    at = np.arange(rows * around).reshape(rows, around)
    a, b, c, d = at, np.roll(at, -1, axis=1), np.roll(at, -1, axis=1) + around, at + around
    corners = np.concatenate([np.stack([a, b, c], -1).reshape(-1, 3), np.stack([a, c, d], -1).reshape(-1, 3)])
    return Shell(points, corners, np.full(len(corners), LEFT), *open_normals(points, corners), 0.001)


def test_distances_are_signed_and_end_at_open_edges(pipe):
    points = np.array([[0.08, 0, 0.2], [0.13, 0, 0.2], [0.08, 0, 0.43], [0.3, 0, 0.2]])
    gaps, ways = outside(points, np.full(4, LEFT), pipe)
    assert gaps[:2] == pytest.approx([-0.02, 0.03], abs=3e-4)
    assert np.isnan(gaps[2:]).all()  # past the end, and far away
    assert ways[:2] == pytest.approx(np.array([[1, 0, 0], [1, 0, 0]]), abs=0.07)


def test_only_what_is_worn_on_the_same_part_counts(pipe):
    points = np.array([[0.08, 0, 0.2]] * 3)
    gaps, _ = outside(points, np.array([RIGHT, TRUNK, TRUNK | LEFT]), pipe)
    assert np.isnan(gaps[:2]).all()
    assert gaps[2] < 0


@given(st.lists(st.floats(-0.05, 0.05), min_size=2, max_size=20), st.floats(0.001, 0.02))
def test_squashing_keeps_the_order_and_ends_under_the_face(over, room):
    sorted_over = np.array(sorted(over))
    n = len(sorted_over)
    face = np.full(n, -0.3 * room)
    slab = Slab(sorted_over, np.zeros((n, 3)), face, np.full(n, room))
    out = squashed(slab)
    assert (np.diff(out) >= -1e-12).all()
    assert (out <= np.maximum(sorted_over, face) + 1e-12).all()
    assert (out <= face + 1e-12).all()
    deep = sorted_over < np.minimum(-0.5 * room, face - SQUEEZED_M)
    assert out[deep] == pytest.approx(sorted_over[deep])


def test_what_nothing_is_worn_over_is_not_squashed():
    none = np.array([np.nan])
    assert np.isnan(squashed(Slab(none, np.zeros((1, 3)), np.zeros(1), np.array([np.inf])))).all()


def test_cloth_comes_out_from_under_an_edge_and_rises_past_it(pipe):
    """A limb of 9 cm radius in the pipe; points past its end that stand out farther and farther."""
    grid = np.stack(np.meshgrid(*[np.arange(-0.15, 0.151, 0.01)] * 2, np.arange(-0.1, 0.61, 0.01), indexing="ij"), -1)
    limb = DistanceField(
        (np.hypot(grid[..., 0], grid[..., 1]) - 0.09).astype(np.float32), np.array([-0.15, -0.15, -0.1]), 0.01
    )
    points = np.array([[0.13, 0, 0.4 + past] for past in (0.001, 0.02, 0.2)])
    slab = slab_of(points, np.full(3, LEFT), [pipe], limb, 0.001, 0, 0.0)
    assert slab.over[:2] == pytest.approx([0.03, 0.03], abs=0.002)
    assert -0.003 < slab.most[1] - RISES * np.hypot(0.02, 0.03) < 0.0
    assert slab.most[0] < slab.most[1]
    assert np.isnan(slab.over[2])
