"""A storey that is squeezed blows out of its windows, as fast as its air has to leave, and no other does."""

from __future__ import annotations

import numpy as np
import pytest

from rushes.engines.destruction.air.bursts import DISCHARGE, FASTEST_MS, Windows
from rushes.engines.destruction.building.pieces import Pieces, break_building
from rushes.engines.destruction.building.solid import MEMBERS
from rushes.engines.destruction.spec import BuildingSpec

STEP = 1 / 24


@pytest.fixture(scope="module")
def block() -> Pieces:
    return break_building(BuildingSpec(storeys=3, bays=3, bays_deep=2, detail=0.5))


def lowered(block: Pieces, storey: int, by: float) -> np.ndarray:
    """Return where pieces are when all above a storey's walls has come down on it."""
    place = block.centre.copy()
    above = (block.storey > storey) | ((block.storey == storey) & np.isin(block.member, [MEMBERS.index("slab")]))
    place[above, 2] -= by
    return place


def test_every_storey_has_windows_that_look_outward(block: Pieces) -> None:
    windows = Windows(block)
    assert set(windows.storey.tolist()) == {0, 1, 2}
    heart = block.extent.mean(axis=0)
    assert ((windows.centre - heart) * windows.normal).sum(axis=1).min() > 0
    assert windows.area.min() > 0.2


def test_what_is_squeezed_goes_out_through_the_windows(block: Pieces) -> None:
    windows = Windows(block)
    jets = windows.jets(block.centre, lowered(block, 1, 0.02), STEP)
    speed = np.linalg.norm(jets.velocity, axis=1)
    assert len(speed)
    assert (speed < FASTEST_MS).all()
    out = float((speed * jets.area).sum()) * DISCHARGE
    floor = windows.floor[windows.columns[:, 0] == 1].sum()
    assert out == pytest.approx(floor * 0.02 / STEP, rel=0.02)
    height = (block.ground_height + block.floor_height * 0.0, block.ground_height + block.floor_height)
    assert (jets.position[:, 2] > height[0]).all()
    assert (jets.position[:, 2] < height[1]).all()


def test_a_block_that_falls_whole_blows_out_nowhere(block: Pieces) -> None:
    before = block.centre + [0.0, 0.0, 5.0]
    after = before - [0.0, 0.0, 0.3]
    windows = Windows(block)
    assert set(np.unique(windows.storey)) == {0, 1, 2}
    jets = windows.jets(before, after, STEP)
    assert (jets.position[:, 2] < 5.0 + block.ground_height).all()


def test_the_last_breath_is_the_dustiest(block: Pieces) -> None:
    windows = Windows(block)
    first = windows.jets(block.centre, lowered(block, 1, 0.1), STEP)
    last = windows.jets(lowered(block, 1, 2.1), lowered(block, 1, 2.2), STEP)
    assert last.density.mean() > 2 * first.density.mean()
    packed = windows.jets(lowered(block, 1, 2.75), lowered(block, 1, 2.8), STEP)
    assert not len(packed.area)


def test_it_is_no_faster_than_walls_hold(block: Pieces) -> None:
    jets = Windows(block).jets(block.centre, lowered(block, 1, 0.9), STEP)
    assert np.linalg.norm(jets.velocity, axis=1).max() <= FASTEST_MS + 1e-9


def test_where_the_wall_is_torn_there_is_no_window(block: Pieces) -> None:
    windows = Windows(block)
    torn = lowered(block, 1, 0.1)
    wall = np.flatnonzero(np.isin(block.member, [MEMBERS.index(name) for name in ("facade", "column")]))
    torn[wall] += np.random.default_rng(2).normal(0, 3, (len(wall), 3))
    assert len(windows.jets(block.centre, torn, STEP).area) < 0.3 * len(windows)
