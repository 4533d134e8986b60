"""Tests of how a collapse progresses: load is passed on, and what is overloaded fails in turn."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rushes.engines.destruction.building.building import raise_building
from rushes.engines.destruction.collapse.load_path import (
    DIRECTED,
    LAG_S,
    OVERLOADED,
    TIPPED,
    Weakness,
    progress,
    shares_lost,
)
from rushes.engines.destruction.collapse.structure import parts_of_solids, structure_of
from rushes.engines.destruction.spec import BuildingSpec

START = 0.3


@pytest.fixture(scope="module")
def block():
    return structure_of(parts_of_solids(raise_building(BuildingSpec(storeys=6, bays=5, bays_deep=3))))


def ground(structure, where):
    x, y, _ = structure.place[: len(structure.support)].T
    return (structure.storey == 0) & where(x, y)


def removed(structure, rows, strength=1.0, at=START):
    weak = Weakness.of(structure, strength)
    weak.at[rows] = at
    return progress(structure, weak, start_s=START, until_s=10.0)


def inner(x, y):
    return (np.abs(x - 2) < 0.1) & (np.abs(y + 2) < 0.1)


def test_a_strong_frame_bridges_one_lost_column(block):
    result = removed(block, ground(block, inner))
    assert np.isfinite(result.fails).sum() == 1
    assert not np.isfinite(result.falls).any()
    assert 0.5 < result.worst <= 1.0


def test_a_weak_frame_does_not(block):
    result = removed(block, ground(block, inner), strength=0.5)
    assert shares_lost(block, result) > 0.9
    assert result.why.count(OVERLOADED) > 10


def test_a_lost_row_progresses_from_its_side(block):
    result = removed(block, ground(block, lambda x, _: x < -9))
    assert shares_lost(block, result) > 0.8
    x, _, _ = block.place[: len(block.support)].T
    fell = result.falls[: len(x)]
    near, far = fell[x < -9], fell[x > 9]
    assert near.max() < far[np.isfinite(far)].min(), "the near side is down before the far side lets go"


def test_what_stands_on_one_side_only_tips_over_and_its_hinge_lasts_longer(block):
    result = removed(block, ground(block, lambda x, _: x < 1))
    assert TIPPED in result.why
    assert (result.falls == START).all()
    hinge = result.fails[ground(block, lambda x, _: x > 1)]
    assert (hinge > START + 0.5).all()


@settings(max_examples=15, deadline=None)
@given(picked=st.sets(st.integers(0, 23), min_size=1, max_size=10), strength=st.floats(0.4, 1.5))
def test_whatever_fails_the_rest_carries_all_that_still_stands(block, picked, strength):
    rows = np.flatnonzero(block.storey == 0)[sorted(picked)]
    result = removed(block, rows, strength)
    for moment in result.moments:
        assert moment.carried == pytest.approx(moment.weight, rel=1e-9, abs=1.0)
    times = [moment.time for moment in result.moments]
    assert times == sorted(times)
    standing = [moment.standing for moment in result.moments]
    assert standing == sorted(standing, reverse=True)
    assert {result.why[row] for row in rows} == {DIRECTED}
    assert np.nanmin(np.where(np.isfinite(result.fails), result.fails, np.nan)) >= START


def test_more_overload_fails_sooner(block):
    first = {}
    for strength in (0.7, 0.5, 0.3):
        result = removed(block, ground(block, lambda x, _: x < -9), strength)
        over = [time for time, why in zip(result.fails, result.why, strict=True) if why == OVERLOADED]
        first[strength] = min(over) - START
    assert first[0.7] > first[0.5] >= first[0.3]
    assert max(first.values()) <= LAG_S


def test_what_is_kept_never_fails(block):
    weak = Weakness.of(block, 0.4)
    weak.at[ground(block, lambda x, _: x < 0)] = START
    weak.keeps[ground(block, lambda x, _: x > 5)] = True
    result = progress(block, weak, start_s=START, until_s=10.0)
    assert not np.isfinite(result.fails[weak.keeps]).any()


def test_only_what_is_told_fails_when_nothing_progresses(block):
    weak = Weakness.of(block, 0.4)
    weak.at[ground(block, lambda x, _: x < -9)] = START
    weak.progresses = False
    result = progress(block, weak, start_s=START, until_s=10.0)
    assert set(result.why) <= {DIRECTED, TIPPED, "", "lost"}


def test_a_building_too_weak_for_its_weight_fails_by_itself(block):
    result = progress(block, Weakness.of(block, 0.3), start_s=START, until_s=10.0)
    assert shares_lost(block, result) > 0.9
    assert np.isfinite(result.fails).any()
    assert result.fails.min() >= START
