"""Tests of fracture: Voronoi cells of convex solids."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rushes.engines.destruction.building.fracture import break_solid, cut
from rushes.engines.destruction.building.solid import MATERIALS, Solid, bounds, box, prism, volume_and_centre


@settings(max_examples=25, deadline=None)
@given(
    size=st.tuples(*[st.floats(0.05, 6.0)] * 3),
    material=st.sampled_from(MATERIALS),
    pieces=st.integers(1, 9),
    seed=st.integers(0, 2**16),
)
def test_cells_fill_the_solid(size, material, pieces, seed):
    solid = Solid(box((0.0, 0.0, 0.0), size), "wall", material, 0, (0, 0), pieces)
    cells = break_solid(solid, np.random.default_rng(seed))
    volumes = [volume_and_centre(cell)[0] for cell in cells]
    assert min(volumes) > 0
    assert sum(volumes) == pytest.approx(np.prod(size), rel=1e-6)
    for cell in cells:
        low, high = bounds(cell)
        assert (low > -1e-6).all()
        assert (high < np.array(size) + 1e-6).all()


def test_a_gable_breaks_like_a_box():
    solid = Solid(prism(((-3.0, 0.0), (3.0, 0.0), (0.0, 2.0)), 0.0, 0.2), "roof", "wood", 1, (0, 0), 5)
    cells = break_solid(solid, np.random.default_rng(1))
    assert len(cells) > 2
    assert sum(volume_and_centre(cell)[0] for cell in cells) == pytest.approx(6.0 * 2.0 / 2 * 0.2)


def test_a_cut_makes_an_inner_face_and_leaves_the_skin():
    kept = cut(box((0.0, 0.0, 0.0), (1.0, 1.0, 1.0)), np.array([0.4, 0.0, 0.0]), np.array([1.0, 0.0, 0.0]))
    assert volume_and_centre(kept)[0] == pytest.approx(0.4)
    assert [face.inner for face in kept].count(True) == 1


def test_a_cut_that_misses_changes_nothing():
    whole = box((0.0, 0.0, 0.0), (1.0, 1.0, 1.0))
    assert cut(whole, np.array([2.0, 0.0, 0.0]), np.array([1.0, 0.0, 0.0])) == whole
    assert cut(whole, np.array([-1.0, 0.0, 0.0]), np.array([1.0, 0.0, 0.0])) == ()


def test_steel_bends_and_does_not_break():
    solid = Solid(box((0.0, 0.0, 0.0), (0.3, 0.3, 3.0)), "column", "steel", 0, (0, 0), 6)
    assert len(break_solid(solid, np.random.default_rng(1))) == 1
