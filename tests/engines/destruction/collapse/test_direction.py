"""Tests of what the artist directs: members, delays, what stays, a curve, a footprint."""

import numpy as np
import pytest

from rushes.brief.direction import Delays, Members, Stay
from rushes.engines.destruction.building.pieces import break_building
from rushes.engines.destruction.collapse.collapse import check_direction, plan_collapse
from rushes.engines.destruction.collapse.load_path import DIRECTED
from rushes.engines.destruction.spec import BuildingSpec, CollapseSpec, DestructionSpec
from rushes.errors import BadInputError

START = 0.3


@pytest.fixture(scope="module")
def pieces():
    return break_building(BuildingSpec(storeys=4, bays=4, bays_deep=2, detail=0.4))


def plan(pieces, **asked):
    return plan_collapse(pieces, CollapseSpec(start_s=START, **asked))


def one(storey, bay, **more):
    return Members(member="column", storey=storey, bay=bay, **more)


def test_one_column_of_a_strong_frame_leaves_it_standing_and_says_what_would_not(pieces):
    with pytest.raises(BadInputError, match=r"Nothing falls: the frame bridges the loss of 1 support.*lower") as caught:
        plan(pieces, way="mixed", members=(one(1, (3, 2)),))
    lower = float(str(caught.value).rsplit(" ", 1)[1].rstrip("."))
    assert 0.1 < lower < 1.0
    assert np.isfinite(plan(pieces, way="mixed", members=(one(1, (3, 2)),), strength=lower).course.falls).any()


def test_named_columns_go_at_their_times(pieces):
    course = plan(pieces, way="mixed", members=(one(1, (1, (1, 3)), at=0.4), one(1, (2, (1, 3)), at=0.9))).course
    structure = plan(pieces, way="soft_storey").structure
    at = np.array([why == DIRECTED for why in course.why])
    assert sorted(np.round(course.fails[at], 3)) == [START + 0.4] * 3 + [START + 0.9] * 3 or at.sum() < 6
    assert course.fails.min() == pytest.approx(START + 0.4)
    first = structure.place[: len(at)][np.isclose(course.fails, START + 0.4)]
    assert np.ptp(first[:, 0]) < 0.1, "one line of columns"


def test_a_side_is_an_outer_line(pieces):
    result = plan(pieces, way="mixed", members=(Members(member="column", side="back"),))
    place = result.structure.place[: len(result.structure.support)]
    gone = place[np.isclose(result.course.fails, START)]
    assert len(gone) == 5
    assert (gone[:, 1] == place[:, 1].max()).all()


def test_a_slab_that_is_named_comes_off_and_the_frame_stands(pieces):
    schedule = plan(pieces, way="mixed", members=(Members(member="slab", storey=3, bay=(2, 1)),)).schedule
    fell = np.isfinite(schedule.release)[schedule.group]
    assert 0 < fell.sum() < len(pieces) / 4
    assert (pieces.storey[fell] >= 2).all()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"members": (one(7, (1, 1)),), "way": "mixed"}, "no column at storey 7"),
        ({"members": (one(1, (9, 1)),), "way": "mixed"}, "5 x 3 lines of columns"),
        ({"members": (Members(member="wall"),), "way": "mixed"}, "Walls carry in a building of brick"),
        ({"delays": Delays(columns=(0, 1)), "way": "implosion"}, "columns has 2 delays, but the building has 5 lines"),
        ({"delays": Delays(storeys=(9,)), "way": "implosion"}, "storey 9 is charged"),
        ({"stay": (Stay(),)}, "covers the whole building"),
        ({"stay": (Stay(bay=(9, 1)),)}, "names no part"),
        ({"stay": (Stay(storey=(2, 4), bay=(1, (1, 2))),)}, "does not reach the ground"),
        ({"way": "overturning", "footprint_m": 1.0}, "Give a larger footprint"),
    ],
)
def test_what_is_not_there_or_contradicts_itself_is_refused(pieces, asked, said):
    with pytest.raises(BadInputError) as caught:
        plan(pieces, **asked)
    assert said in str(caught.value)


def test_charges_go_in_their_sequence(pieces):
    delays = Delays(columns=(800, 400, 0, 400, 800), storeys=(1, 3), between=150)
    result = plan(pieces, way="implosion", delays=delays, strength=20.0)
    place = result.structure.place[: len(result.structure.support)]
    storey = result.structure.storey
    line = np.searchsorted(np.unique(np.round(place[:, 0], 2)), np.round(place[:, 0], 2))
    told = np.array([why == DIRECTED for why in result.course.why]) & np.isfinite(result.course.fails)
    wanted = START + np.array(delays.columns)[line] / 1000 + (storey == 2) * 0.15
    assert told.sum() >= 15
    assert set(storey[told]) <= {0, 2}
    np.testing.assert_allclose(result.course.fails[told], wanted[told], atol=1e-9)


def test_what_stays_never_lets_go_and_the_rest_does(pieces):
    result = plan(pieces, stay=(Stay(bay=((1, 2), (1, 2))),))
    schedule = result.schedule
    stays = np.isinf(schedule.withstands)[schedule.group]
    left = pieces.centre[:, 0] < pieces.extent[0, 0] + 5
    column = pieces.member == 0
    assert stays[left & column].all()
    assert np.isinf(schedule.release[schedule.group[stays]]).all()
    right = pieces.centre[:, 0] > pieces.extent[1, 0] - 3
    assert not stays[right].any()
    assert np.isfinite(schedule.release[schedule.group[right]]).all()


def test_the_edge_of_what_stays_is_ragged(pieces):
    result = plan(pieces, stay=(Stay(bay=((1, 2), (1, 2))),))
    stays = np.isinf(result.schedule.withstands)[result.schedule.group]
    beside = (pieces.centre[:, 0] > 0.3) & (pieces.centre[:, 0] < 3.5) & (pieces.storey > 0)
    assert 0.1 < stays[beside].mean() < 0.9, "chunks of the bay beside it stay, others go"
    assert pieces.centre[stays, 0].max() < 4.0, "less than a bay beyond its last columns at x = 0"


def test_a_timing_curve_is_followed(pieces):
    curve = ((0.0, 0.0), (1.0, 0.25), (1.5, 1.0))
    free = plan(pieces, way="zipper").course
    led = plan(pieces, way="zipper", timing=curve).course
    times = np.sort(led.fails[np.isfinite(led.fails)]) - START
    count = np.isfinite(free.fails).sum()
    assert np.searchsorted(times, 1.0) / count == pytest.approx(0.25, abs=0.12)
    assert times.max() <= 1.5 + 1.5, "the last ones are hinges of what tips over"


def test_a_small_footprint_lets_the_middle_go_first_and_makes_the_walls_fast(pieces):
    free, steered = plan(pieces, way="soft_storey"), plan(pieces, way="soft_storey", footprint_m=0.0)
    place = steered.structure.place[: len(steered.structure.support)]
    inner = (np.abs(place[:, :2]) < 3.0).all(axis=1) & (steered.structure.storey == 0)
    outer = (np.abs(place[:, 0]) > 6.0) & (steered.structure.storey == 0)
    assert np.median(steered.course.fails[inner]) + 0.2 < np.median(steered.course.fails[outer])
    assert not len(free.schedule.cables)
    assert len(steered.schedule.cables) > 50
    assert not steered.schedule.push.any(), "nothing but weight draws them in"


def test_the_wider_the_footprint_the_fewer_cables(pieces):
    count = [len(plan(pieces, footprint_m=each).schedule.cables) for each in (0.0, 2.0, 40.0)]
    assert count[0] > count[1] > count[2] == 0


def test_the_same_seed_gives_the_same_plan(pieces):
    one_plan, other = (plan(pieces, way="zipper").schedule for _ in range(2))
    np.testing.assert_array_equal(one_plan.group, other.group)
    np.testing.assert_array_equal(one_plan.release, other.release)


def test_a_direction_is_refused_before_anything_is_broken():
    building = BuildingSpec(storeys=4, bays=4, bays_deep=2)
    asked = CollapseSpec(way="mixed", members=(one(1, (3, 2)),))
    with pytest.raises(BadInputError, match="Nothing falls"):
        check_direction(DestructionSpec(building=building, collapse=asked))
    check_direction(DestructionSpec(building=building, collapse=asked.model_copy(update={"strength": 0.4})))


def test_a_plan_of_members_and_of_pieces_agree():
    spec = BuildingSpec(storeys=3, bays=3, bays_deep=2, detail=0.4)
    asked = CollapseSpec(way="zipper", members=(Members(member="column", side="left"),), strength=0.6)
    check_direction(DestructionSpec(building=spec, collapse=asked))
    assert np.isfinite(plan_collapse(break_building(spec), asked).course.falls).any()


@pytest.mark.parametrize(
    ("name", "value"), [("stay", (Stay(),)), ("timing", ((0.0, 0.0), (1.0, 1.0))), ("footprint_m", 5.0)]
)
def test_what_is_no_block_can_not_be_directed_by_bays(name, value):
    spec = DestructionSpec(building=BuildingSpec(form="chimney"), collapse=CollapseSpec(**{name: value}))
    with pytest.raises(BadInputError, match=f"collapse.{name} directs a building of storeys and bays"):
        check_direction(spec)
