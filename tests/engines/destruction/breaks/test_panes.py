from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rushes.engines.destruction.breaks.panes import BLOWN_MS, HIDDEN, PRESSED, RIPPLE_S, shattered, without
from rushes.engines.destruction.building.solid import MATERIALS, MEMBERS
from rushes.engines.destruction.debris.debris_shapes import SHAPES
from rushes.engines.destruction.debris.shards import GLASS_M, LARGEST_M, MOST, shards

TIME = np.arange(-1, 73) / 24
GLASS, CONCRETE = MATERIALS.index("glass"), MATERIALS.index("concrete")


def building(wide=1.2, high=1.4):
    """One storey: two halves of a pane in the front, the wall beside it, and the slab over it."""
    half = wide / 4
    return {
        "material": np.array([GLASS, GLASS, CONCRETE, CONCRETE]),
        "member": np.array([MEMBERS.index(name) for name in ("window", "window", "facade", "slab")]),
        "solid": np.array([0, 0, 1, 2]),
        "storey": np.zeros(4, int),
        "bay": np.zeros((4, 2), int),
        "centre": np.array([[-half, -4, 1.5], [half, -4, 1.5], [1.5, -4, 1.5], [0, 0, 3.0]]),
        "size": np.array([[2 * half, 0.03, high], [2 * half, 0.03, high], [1, 0.2, 3], [8, 8, 0.2]]),
        "extent": np.array([[-4.0, -4, 0], [4, 4, 3.1]]),
        "bond_a": np.array([0, 1]),
        "bond_b": np.array([1, 2]),
    }


def moved(made, piece=None, path=None):
    position = np.repeat(made["centre"][None], len(TIME), axis=0)
    if piece is not None:
        position[:, piece] += path
    orientation = np.zeros((len(TIME), 4, 4))
    orientation[..., 0] = 1
    return position, orientation


def test_what_holds_still_and_what_moves_whole_keeps_its_panes():
    made = building()
    assert len(shattered(made, *moved(made), TIME)) == 0
    position, orientation = moved(made)
    position[..., 0] += 4.9 * np.maximum(TIME, 0)[:, None] ** 2
    assert len(shattered(made, position, orientation, TIME)) == 0


def test_a_wall_that_gives_breaks_its_pane_when_the_putty_is_used_up():
    made = building()
    path = np.zeros((len(TIME), 3))
    path[:, 0] = 0.1 * np.clip(TIME - 1.0, 0, 1)  # 10 cm within a second
    panes = shattered(made, *moved(made, 2, path), TIME)
    assert panes.time == pytest.approx([1.3], abs=0.02)
    assert not panes.pressed[0]
    assert panes.area == pytest.approx([1.2 * 1.4], rel=0.01)
    assert panes.out[0] == pytest.approx([0, -1, 0])
    assert np.isfinite(panes.gone[:2]).all()
    assert np.isinf(panes.gone[2:]).all()


def test_a_storey_that_closes_presses_its_panes_out():
    made = building()
    path = np.zeros((len(TIME), 3))
    path[:, 2] = -1.5 * np.clip(TIME - 0.5, 0, 1)
    panes = shattered(made, *moved(made, 3, path), TIME)
    due = 0.5 + PRESSED * 3.0 / 1.5
    assert panes.pressed.all()
    assert due - 1e-9 <= panes.time[0] < due + RIPPLE_S + 2 / 24
    thrown = shards(panes, amount=1.0, seed=1)["velocity"]
    assert np.median(thrown @ panes.out[0]) == pytest.approx(BLOWN_MS, rel=0.3)
    # Slowly, and the air leaks out.
    path[:, 2] = -0.3 * np.clip(TIME - 0.5, 0, 1)
    assert len(shattered(made, *moved(made, 3, path), TIME)) == 0


def test_a_pane_is_whole_until_it_breaks_and_not_seen_after():
    scale = np.ones((len(TIME), 2), np.float32)
    out = without(scale, np.array([1.0, np.inf]), TIME)
    assert (out[TIME <= 1.0, 0] == 1).all()
    assert (out[TIME > 1.0, 0] == np.float32(HIDDEN)).all()
    assert (out[:, 1] == 1).all()


def broken(wide, high):
    made = building(wide, high)
    path = np.zeros((len(TIME), 3))
    path[:, 0] = 0.1 * np.clip(TIME - 1.0, 0, 1)
    return shattered(made, *moved(made, 2, path), TIME)


@settings(max_examples=25, deadline=None)
@given(st.floats(0.4, 3.5), st.floats(0.4, 2.4), st.integers(0, 99))
def test_shards_lie_in_their_pane_flat_and_begin_when_it_breaks(wide, high, seed):
    panes = broken(wide, high)
    made = shards(panes, amount=1.0, seed=seed)
    offset = made["position"] - panes.place[0]
    assert len(offset) >= 8
    assert np.abs(offset @ panes.out[0]).max() < 1e-6
    assert np.abs(offset @ panes.along[0]).max() <= wide / 2 + 1e-6
    assert made["position"][:, 2].min() > 0
    assert (made["time"] >= panes.time[0]).all()
    assert made["scale"][:, 0].max() <= LARGEST_M
    assert made["scale"].min() > 0.0
    half = np.array([shape.half[2] for shape in SHAPES])[made["shape"]]
    assert 2 * half * made["scale"][:, 2] == pytest.approx(np.full(len(half), GLASS_M))
    assert np.linalg.norm(made["turn"], axis=1) == pytest.approx(np.ones(len(half)))


def test_float_glass_breaks_smaller_near_the_point_and_covers_the_pane():
    made = shards(broken(1.2, 1.4), amount=1.0, seed=3)
    offset = made["position"] - made["position"][np.argmin(made["scale"][:, 0])]
    near = np.linalg.norm(offset, axis=1) < 0.25
    assert made["scale"][near, 0].mean() < made["scale"][~near, 0].mean()
    assert made["scale"][:, 0].max() > 2.5 * made["scale"][:, 0].min()


def test_toughened_glass_falls_in_clumps_of_one_size():
    size = shards(broken(3.2, 2.2), amount=1.0, seed=3)["scale"][:, 0]
    assert size.max() < 0.2
    assert len(size) > 80


def test_their_number_follows_the_amount_up_to_a_limit():
    panes = broken(1.2, 1.4)
    assert len(shards(panes, amount=0.0, seed=1)["time"]) == 0
    assert len(shards(panes, amount=1.0, seed=1)["time"]) <= MOST
    one, again = (shards(panes, amount=1.0, seed=1) for _ in range(2))
    assert all(np.array_equal(one[name], again[name]) for name in one)
