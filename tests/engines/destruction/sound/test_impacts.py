from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from rushes.engines.destruction.sound.impacts import (
    CLEAR_S,
    FOREGROUND,
    accents,
    distinct,
    foreground,
    leaders,
    loudest_per_step,
    read_impacts,
    strongest,
)
from rushes.errors import StepFailedError


@pytest.fixture(scope="module")
def impacts(collapse):
    files = collapse(1, 120)
    return read_impacts(files.build / "building.npz", files.simulate / "contacts.npz")


def test_only_onsets_are_heard(collapse, impacts):
    files = collapse(1, 120)
    with np.load(files.simulate / "contacts.npz") as log:
        assert len(impacts) == log["onset"].sum() < len(log["onset"])
        np.testing.assert_allclose(np.sort(impacts.speed_change), np.sort(log["speed_change"][log["onset"]]))
    assert (np.diff(impacts.time) >= 0).all()


def test_the_lighter_of_two_sounds(impacts):
    pair = impacts.other >= 0
    mass = dict(zip(impacts.body.tolist(), impacts.mass.tolist(), strict=True))
    known = [
        (own, mass[other]) for own, other in zip(impacts.mass[pair], impacts.other[pair], strict=True) if other in mass
    ]
    assert known
    assert all(own <= other for own, other in known)


def test_a_log_that_lacks_something_is_one_clear_error(tmp_path, collapse):
    files = collapse(1, 20)
    with np.load(files.simulate / "contacts.npz") as log:
        np.savez(tmp_path / "contacts.npz", **{name: log[name] for name in log if name != "onset"})
    with pytest.raises(StepFailedError, match="onset"):
        read_impacts(files.build / "building.npz", tmp_path / "contacts.npz")
    with pytest.raises(StepFailedError, match=r"contacts\.npz"):
        read_impacts(files.build / "building.npz", tmp_path / "none" / "contacts.npz")


def test_the_strongest_are_taken_from_inside_the_clip_only():
    impulse = np.array([5.0, 9, 1, 7])
    assert strongest(impulse, np.array([True, False, True, True]), 2).tolist() == [3, 0]


moments = arrays(float, st.integers(1, 60), elements=st.floats(0, 4))


@given(moments)
def test_leaders_keep_their_distance_and_everyone_follows_someone_near(arrival):
    strength = np.arange(len(arrival), dtype=float)
    lead = leaders(arrival, strength, 0.04)
    fronts = np.unique(lead)
    assert (lead[fronts] == fronts).all()
    assert (np.abs(arrival - arrival[lead]) <= 0.04).all()
    assert (np.diff(np.sort(arrival[fronts])) > 0.04).all()


@given(moments)
def test_a_weaker_hero_is_in_front_only_where_no_stronger_one_masks_it(arrival):
    strength = -np.arange(len(arrival), dtype=float)
    lead = leaders(arrival, strength)
    front = foreground(lead, arrival)
    assert front[0], "the strongest always is"
    assert (lead[front] == np.flatnonzero(front)).all()
    for row in range(len(arrival)):
        masked = (np.abs(arrival[:row][front[:row]] - arrival[row]) <= CLEAR_S).any()
        if row < FOREGROUND:
            assert front[row] == (lead[row] == row)
        else:
            assert front[row] == (lead[row] == row and not masked)


def test_nobody_is_in_front_where_nothing_strikes():
    assert not foreground(np.zeros(0, np.int64), np.zeros(0)).any()


@given(moments)
def test_an_accent_only_takes_away_and_never_from_the_strongest(arrival):
    strength = np.arange(len(arrival), dtype=float)
    gain = accents(arrival, strength)
    assert ((gain > 0) & (gain <= 1)).all()
    assert gain[-1] == 1


def test_one_pieces_rattle_within_a_blow_is_one_blow(impacts):
    kept = impacts.rows(distinct(impacts))
    slots = np.column_stack([kept.body, np.floor(kept.time / 0.05)])
    assert len(np.unique(slots, axis=0)) == len(kept)
    assert kept.impulse.max() == impacts.impulse.max()


@given(moments, st.integers(1, 5))
def test_no_step_has_more_grains_than_allowed(arrival, count):
    kept = loudest_per_step(arrival, np.ones(len(arrival)), count)
    assert np.bincount(np.floor(arrival[kept] / 0.05).astype(int)).max() <= count
    assert len(np.unique(kept)) == len(kept)
