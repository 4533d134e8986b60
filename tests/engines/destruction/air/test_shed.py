"""Dust streams off what falls, along its way, less and less, and off nothing that stands or rests."""

from __future__ import annotations

import numpy as np
import pytest

from rushes.engines.destruction.air.shed import FADES_S, shed
from rushes.engines.destruction.building.pieces import Pieces, break_building
from rushes.engines.destruction.spec import BuildingSpec


@pytest.fixture(scope="module")
def house() -> Pieces:
    return break_building(BuildingSpec(storeys=2, bays=1, bays_deep=1, detail=0.4))


def falling(house: Pieces, rows: slice, since: float = 0.0):
    time = np.arange(0, 1.5, 1 / 24)
    position = np.repeat(house.centre[None].astype(float), len(time), axis=0)
    position[:, rows, 2] += 60.0 - 8.0 * time[:, None]
    released = np.full(len(house), np.inf)
    released[rows] = since
    return shed(house, position, time, released, 1.0), position, time


def test_only_what_falls_sheds(house: Pieces) -> None:
    none, _, _ = falling(house, slice(0, 0))
    assert len(none.time) == 0
    some, _, _ = falling(house, slice(0, 5))
    assert some.amount.sum() > 0
    assert some.position[:, 2].min() > 40.0


def test_it_lies_along_the_way(house: Pieces) -> None:
    source, position, time = falling(house, slice(0, 1))
    at = np.interp(source.time, time, position[:, 0, 2])
    assert np.abs(source.position[:, 2] - at).max() < 0.5 * house.size[0, 2] + 1e-3


def test_it_fades(house: Pieces) -> None:
    source, _, _ = falling(house, slice(None))
    early, late = (source.amount[(source.time >= a) & (source.time < a + 0.25)].sum() for a in (0.0, FADES_S))
    assert late == pytest.approx(early / np.e, rel=0.25)


def test_the_same_fall_sheds_the_same(house: Pieces) -> None:
    first, again = falling(house, slice(0, 9))[0], falling(house, slice(0, 9))[0]
    assert np.array_equal(first.position, again.position)
