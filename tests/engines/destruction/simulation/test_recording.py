"""Tests of the contact log: blows are told from rest, summed, and belong to the bodies that met."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_scene import boxes

from rushes.engines.destruction.rigid.bodies import World
from rushes.engines.destruction.simulation.recording import (
    BLOW_M,
    BLOW_S,
    COLUMNS,
    ONSET_SPEED,
    Recording,
    onsets,
    reduced,
    touches,
)

STEP = 1 / 120


def rows(impulses, *, start=0.0, pair=(0, 1), closing=3.0, place=(0.0, 0.0, 0.0), light=10.0):
    count = len(impulses)
    return {
        "time": start + np.arange(count) * STEP,
        "bodies": (np.full(count, pair[0]), np.full(count, pair[1])),
        "place": np.tile(np.array(place, float), (count, 1)),
        "impulse": np.array(impulses, float),
        "closing": np.full(count, closing, float),
        "light": np.full(count, light, float),
    }


def told(*parts):
    """Return what ``onsets`` says of parts that are joined in order of time."""
    order = np.argsort(np.concatenate([part["time"] for part in parts]), kind="stable")
    whole = {name: np.concatenate([part[name] for part in parts])[order] for name in parts[0] if name != "bodies"}
    sides = tuple(np.concatenate([part["bodies"][side] for part in parts])[order] for side in (0, 1))
    return onsets(bodies=sides, **whole)


def test_a_blow_then_rest_is_one_onset_with_the_blow_summed():
    log = rows([50.0, 30.0] + [1.0] * 60)
    log["closing"][2:] = 0.05
    onset, total = told(log)
    assert onset.nonzero()[0].tolist() == [0]
    assert total[0] == pytest.approx(82, abs=2)
    np.testing.assert_array_equal(total[1:], log["impulse"][1:])


def test_a_second_blow_after_a_gap_is_an_onset():
    assert told(rows([50.0]), rows([50.0], start=0.5))[0].all()


def test_a_heavier_blow_without_a_gap_is_one_and_an_equal_one_is_not():
    assert told(rows([50.0] + [5.0] * 9 + [50.0]))[0].nonzero()[0].tolist() == [0, 10]
    assert told(rows([50.0] * 11))[0].nonzero()[0].tolist() == [0]


def test_pairs_far_apart_do_not_mix():
    onset, total = told(rows([50.0]), rows([50.0], pair=(0, 2), place=(2 * BLOW_M, 0, 0)))
    assert onset.all()
    np.testing.assert_allclose(total, 50.0)


def test_a_chunk_that_lands_on_many_lands_once_with_its_hardest_blow():
    parts = [rows([50.0 + other], pair=(0, other), place=(0.1 * other, 0, 0)) for other in range(1, 20)]
    onset, total = told(*parts)
    assert onset.sum() == 1
    assert total[onset].tolist() == [69.0]


def test_the_ground_is_no_body_that_drowns_others():
    assert told(rows([50.0], pair=(-1, 4)), rows([90.0], pair=(-1, 7)))[0].all()


@st.composite
def logs(draw):
    count = draw(st.integers(1, 60))
    seed = draw(st.integers(0, 2**32 - 1))
    rng = np.random.default_rng(seed)
    a = rng.integers(-1, 6, count)
    return {
        "time": np.sort(rng.integers(0, 60, count)) * STEP,
        "bodies": (a, a + 1 + rng.integers(0, 3, count)),
        "place": rng.uniform(0, 6, (count, 3)),
        "impulse": rng.lognormal(3, 2, count),
        "closing": rng.uniform(-1, 8, count),
        "light": rng.lognormal(2, 2, count),
    }


@given(logs())
def test_what_closes_in_slowly_never_strikes_however_heavy(log):
    log["closing"] = np.minimum(log["closing"], ONSET_SPEED)
    onset, total = told(log)
    assert not onset.any()
    np.testing.assert_array_equal(total, log["impulse"])


@given(logs())
def test_no_body_strikes_twice_at_once_in_one_place(log):
    onset, _ = told(log)
    chosen = np.flatnonzero(onset)
    for index, one in enumerate(chosen):
        for other in chosen[index + 1 :]:
            shared = {side[one] for side in log["bodies"]} & {side[other] for side in log["bodies"]} - {-1}
            near = np.linalg.norm(log["place"][one] - log["place"][other]) <= BLOW_M
            assert not (shared and near and log["time"][other] - log["time"][one] <= BLOW_S)


@given(logs())
def test_an_onset_sums_its_pair_over_the_blow_and_the_rest_stays(log):
    onset, total = told(log)
    low, high = np.minimum(*log["bodies"]), np.maximum(*log["bodies"])
    for row in np.flatnonzero(onset):
        same = (low == low[row]) & (high == high[row])
        after = (log["time"] > log["time"][row]) & (log["time"] <= log["time"][row] + BLOW_S - 1e-6)
        assert total[row] >= log["impulse"][row] + log["impulse"][same & after].sum() - 1e-6
        assert total[row] / log["light"][row] > ONSET_SPEED
    np.testing.assert_array_equal(total[~onset], log["impulse"][~onset])


@given(logs(), st.floats(0.01, 100))
def test_a_world_of_other_weights_strikes_at_the_same_moments(log, factor):
    other = {**log, "impulse": log["impulse"] * factor, "light": log["light"] * factor}
    np.testing.assert_array_equal(told(log)[0], told(other)[0])


@given(logs())
def test_which_body_is_named_first_does_not_matter(log):
    for one, two in zip(told(log), told({**log, "bodies": log["bodies"][::-1]}), strict=True):
        np.testing.assert_array_equal(one, two)


@pytest.fixture
def tower():
    """Return a world and a compound of six cubes, 1.5 m over the ground."""
    pieces = boxes(
        [(x, y, 3.0 + z) for x in (0, 1) for y in (0, 1) for z in (0, 1)][:6],
        [(0.5,) * 3] * 6,
        [("concrete", "slab")] * 6,
    )
    world = World(pieces, step_s=STEP, friction=0.6)
    world.add(np.arange(6), dynamic=True)
    return world


def test_a_chunk_lands_as_one_body_of_its_own_mass_and_then_lies_silent(tower):
    record = Recording()
    for step in range(360):
        tower.step()
        loud = tower.contacts()
        loud = loud.where(loud.impulse > 6.0)
        if len(loud.a):
            record.contacts.append(touches(tower, step * STEP, loud))
    log = record._contacts()
    assert (np.bincount(np.rint(log["time"] / STEP).astype(int)) <= 1).all(), "one row a step: one pair of bodies"
    np.testing.assert_allclose(log["mass_a"], 6 * 2400, rtol=1e-5)
    assert np.isinf(log["mass_b"]).all()
    assert set(log["body_a"].tolist()) <= {0, 2, 4}, "the lower cubes touch the ground"
    assert (log["compound_a"] == 0).all()
    assert (log["compound_b"] == -1).all()
    struck = np.flatnonzero(log["onset"])
    assert 1 <= len(struck) <= 3, "it lands, and may rock"
    fall = np.sqrt(2 * 9.81 * 2.5)  # from a cube's centre 3 m up to half a metre
    assert log["closing"][struck[0]] == pytest.approx(fall, rel=0.1)
    assert log["speed_change"][struck].max() <= 1.03 * fall
    assert log["impulse"][struck[0]] == pytest.approx(6 * 2400 * fall, rel=0.35)
    assert log["time"][struck].max() < log["time"].max() - 1.0, "it lay in contact for a second without a sound"


def test_reduced_mass_is_the_lighter_ones_beside_the_ground():
    assert reduced(np.array([4.0, np.inf, 4.0]), np.array([np.inf, 3.0, 12.0])).tolist() == [4.0, 3.0, 3.0]


def test_nothing_touched_is_a_log_without_rows(tmp_path):
    log = Recording()._contacts()
    assert {len(values) for values in log.values()} == {0}
    assert len(COLUMNS) == 12
