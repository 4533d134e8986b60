from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_scene import boxes, motion_of

from rushes.engines.destruction.rigid.tops import Tops


def stood(x, y, z, pieces, motion, row=0):
    from rushes.engines.destruction.rigid.tops_kernels import stands

    tops = Tops(pieces, motion, 5.0)
    return stands(tops.surface(row, np.ones(len(pieces), bool)), x, y, z)


@pytest.fixture(scope="module")
def shelf():
    """Return a slab on the street and one that hangs over it."""
    pieces = boxes([[0, 0, 0.5], [0.5, 0, 3]], [[2, 2, 0.5], [2, 2, 0.1]], [("concrete", "slab")] * 2)
    return pieces, motion_of(pieces)


@pytest.mark.parametrize(
    ("x", "z", "top", "whose", "over"),
    [
        (0.0, 2.0, 1.0, 0, 2.9),
        (0.0, 3.05, 3.1, 1, np.inf),
        (0.0, 5.0, 3.1, 1, np.inf),
        (0.0, 0.2, 1.0, 0, 2.9),
        (2.3, 1.0, 0.0, -1, 2.9),
        (-1.8, 5.0, 1.0, 0, np.inf),
        (40.0, 5.0, 0.0, -1, np.inf),
    ],
)
def test_what_is_under_and_over_a_place(shelf, x, z, top, whose, over):
    found = stood(x, 0.0, z, *shelf)
    assert found[0] == pytest.approx(top if z < 3.4 or x == 40.0 else 0.0, abs=1e-6)
    assert found[1] == (whose if z < 3.4 else -1)
    assert found[2] == pytest.approx(over)


def test_the_highest_of_all_counts_when_nothing_is_asked_of_its_height(shelf):
    pieces, motion = shelf
    place = np.array([[0, 0, 0.0], [-1.9, 0, 9.0], [2.4, 1.9, 1.0], [7, 0, 0]])
    assert Tops(pieces, motion, 5.0).over(place, 1) == pytest.approx([3.1, 1.0, 3.1, 0.0], abs=1e-6)


@given(st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_a_turned_and_crushed_box_is_as_high_as_sampling_says(seed):
    chance = np.random.default_rng(seed)
    half = chance.uniform(0.1, 1.5, 3)
    pieces = boxes([[0, 0, 5]], [half], [("concrete", "slab")])
    still = motion_of(pieces)
    turn = chance.normal(size=4)
    turn /= np.linalg.norm(turn)
    scale = np.full((len(still.frame), 1), chance.uniform(0.3, 1.0), np.float32)
    motion = replace(still, orientation=np.tile(turn.astype(np.float32), (len(still.frame), 1, 1)), scale=scale)
    x, y = chance.uniform(-1.0, 1.0, 2)
    height = np.linspace(1.0, 9.0, 4001)
    w, axis = turn[0], -turn[1:]
    away = np.column_stack([np.full(4001, x), np.full(4001, y), height - 5.0])
    swept = 2 * np.cross(axis, away)
    local = away + w * swept + np.cross(axis, swept)
    inside = (np.abs(local) <= half * scale[0, 0]).all(axis=1)
    top = height[inside].max() if inside.any() else 0.0
    found = Tops(pieces, motion, 5.0).over(np.array([[x, y, 0.0]]), 0)[0]
    if inside.sum() > 4 or found == 0.0:
        assert found == pytest.approx(top, abs=0.004)


def test_what_does_not_count_is_not_there(shelf):
    from rushes.engines.destruction.rigid.tops_kernels import highest

    pieces, motion = shelf
    tops = Tops(pieces, motion, 5.0)
    place = np.array([[0.0, 0.0, 0.0]])
    assert highest(tops.surface(0, np.array([True, False])), place)[0] == pytest.approx(1.0)
    assert highest(tops.surface(0, np.zeros(2, bool)), place)[0] == 0.0
    assert highest(tops.none(), place)[0] == 0.0
