"""Tests of the ways of collapse: what goes first, in which order the rest follows, and what comes down as one."""

import numpy as np
import pytest

from rushes.engines.destruction.building.pieces import break_building
from rushes.engines.destruction.collapse.collapse import plan_collapse
from rushes.engines.destruction.collapse.load_path import OVERLOADED
from rushes.engines.destruction.collapse.ways import WAYS
from rushes.engines.destruction.simulation.simulation import Simulation
from rushes.engines.destruction.spec import BuildingSpec, CollapseSpec

START = 0.3
ALL = sorted(set(WAYS) - {"mixed"})


@pytest.fixture(scope="module")
def pieces():
    return break_building(BuildingSpec(storeys=6, bays=5, bays_deep=3, detail=0.3))


@pytest.fixture(scope="module")
def plans(pieces):
    kept = {}

    def plan(way, **asked):
        key = (way, *sorted(asked.items()))
        if key not in kept:
            kept[key] = plan_collapse(pieces, CollapseSpec(way=way, start_s=START, **asked))
        return kept[key]

    return plan


def first_and_last(plan, axis):
    """Return when the supports of the lowest and of the highest line along an axis that fail do so [s]."""
    place, fails = plan.structure.place[: len(plan.course.fails)], plan.course.fails
    low = (plan.structure.storey == 0) & (place[:, axis] < place[:, axis].min() + 0.5)
    high = (plan.structure.storey == 0) & (place[:, axis] > place[:, axis].max() - 0.5)
    return np.median(fails[low]), np.median(fails[high])


@pytest.mark.parametrize("way", ALL)
def test_the_roof_comes_down_and_nothing_before_the_start(plans, pieces, way):
    schedule = plans(way).schedule
    release = schedule.release[schedule.group]
    assert release.min() >= START
    top = pieces.storey >= pieces.storeys
    low, high = (0.35, 0.65) if way == "section" else (0.9, 1.0)  # a section is of one half
    assert low < np.isfinite(release[top]).mean() <= high


@pytest.mark.parametrize("way", ALL)
def test_the_rest_carries_all_that_still_stands(plans, way):
    for moment in plans(way).course.moments:
        assert moment.carried == pytest.approx(moment.weight, rel=1e-9, abs=1.0)


@pytest.mark.parametrize("way", ["soft_storey", "zipper", "overturning"])
@pytest.mark.parametrize(("toward", "axis", "low_first"), [("left", 0, True), ("right", 0, False), ("camera", 1, True)])
def test_it_begins_on_the_side_that_is_asked(plans, way, toward, axis, low_first):
    low, high = first_and_last(plans(way, toward=toward), axis)
    assert bool(low < high) is low_first


def test_an_implosion_goes_from_the_middle_outward_and_draws_the_walls_in(plans, pieces):
    plan = plans("implosion")
    place, fails = plan.structure.place[: len(plan.course.fails)], plan.course.fails
    ground = (plan.structure.storey == 0) & np.isfinite(fails)
    inner, outer = ground & (np.abs(place[:, 0]) < 3), ground & (np.abs(place[:, 0]) > 7)
    assert fails[inner].max() < fails[outer].min()
    assert (plan.schedule.push[:, 0] * pieces.centre[:, 0] <= 0).all()


def test_a_zipper_runs_by_load_ahead_of_its_times(plans):
    plan = plans("zipper")
    assert plan.course.why.count(OVERLOADED) > 5
    blocks = plan.schedule.release[~plan.schedule.crumbles & np.isfinite(plan.schedule.release)]
    assert np.ptp(blocks) > 0.5, "parts come down one after the other"


def test_a_pancake_leaves_what_is_under_it_waiting_storey_by_storey(plans, pieces):
    schedule = plans("pancake").schedule
    waits = ~np.isfinite(schedule.release[schedule.group])
    failing = round(pieces.storeys * 0.6) - 1
    assert waits[pieces.storey < failing].mean() > 0.95
    assert not waits[pieces.storey > failing].any()
    floors = schedule.rests_on[np.unique(schedule.group[waits])]
    assert (floors >= 0).sum() == failing, "each floor names the supports under it"


def test_overturning_is_one_part_on_a_hinge_behind_what_was_taken(plans, pieces):
    for toward, sign in (("left", -1), ("right", 1)):
        schedule = plans("overturning", toward=toward).schedule
        (hinge,) = schedule.hinges
        assert (schedule.group == hinge.group).mean() > 0.7
        assert hinge.supports
        turned = np.cross(hinge.axis, [0.0, 0.0, 1.0])
        assert turned[0] == pytest.approx(sign), "its top goes to the side that is asked"
        weight = np.average(pieces.centre[:, 0], weights=pieces.mass)
        assert (weight - hinge.point[0]) * sign > 1.0, "the centre of mass is beyond the line"


def test_dominoes_are_strips_that_turn_one_after_the_other_the_same_way(plans):
    schedule = plans("domino", toward="right").schedule
    hinges = sorted(schedule.hinges, key=lambda hinge: hinge.point[0])
    assert len(hinges) == 3
    times = [schedule.release[hinge.group] for hinge in hinges]
    assert times == sorted(times, reverse=True), "the outermost first, to the free side"
    assert np.diff(times).max() < -0.4, "each has room to fall into"
    assert {tuple(np.cross(hinge.axis, [0.0, 0.0, 1.0]).round(6)) for hinge in hinges} == {(1.0, 0.0, 0.0)}


@pytest.mark.parametrize(("toward", "sign"), [("left", -1), ("right", 1)])
def test_one_half_of_a_section_comes_down_and_the_other_is_held_by_its_own_frame(plans, pieces, toward, sign):
    plan = plans("section", toward=toward)
    place, fails = plan.structure.place[: len(plan.course.fails)], plan.course.fails
    goes = place[:, 0] * sign > 1.0
    ground = plan.structure.storey == 0
    assert np.isfinite(fails[goes & ground]).all()
    assert not np.isfinite(fails[~goes]).any(), "what stands carries itself"
    assert np.isfinite(plan.course.falls[: len(fails)][goes]).all()
    schedule = plan.schedule
    waits = ~np.isfinite(schedule.release)[schedule.group]
    assert pieces.mass[waits].sum() / pieces.mass.sum() == pytest.approx(0.5, abs=0.1)
    assert not waits[pieces.centre[:, 0] * sign > 3].any()
    assert waits[pieces.centre[:, 0] * sign < -3].mean() > 0.97
    assert (schedule.withstands[schedule.group[waits]] > 100).all(), "what grinds past takes no half along"


def test_what_shears_off_leaves_the_other_half_standing():
    block = break_building(BuildingSpec(storeys=4, bays=4, bays_deep=2, detail=0.3))
    simulation = Simulation(block, CollapseSpec(way="section", toward="left", frames=60, rest_s=0.5))
    simulation.run(lambda *_: None)
    fell = block.centre[:, 2] - simulation.world.poses()[0][:, 2]
    upper = block.storey >= 2
    assert np.average(fell[upper & (block.centre[:, 0] < -1)] > 2.0) > 0.9
    assert np.average(fell[upper & (block.centre[:, 0] > 3)] < 0.1) > 0.97


def test_the_plane_of_a_section_is_torn(plans, pieces):
    schedule = plans("section", toward="left").schedule
    goes = np.isfinite(schedule.release)[schedule.group]
    slabs = pieces.storey[pieces.member == 2]
    edge = [pieces.centre[goes & (pieces.member == 2) & (pieces.storey == one), 0].max() for one in np.unique(slabs)]
    assert np.ptp(edge) > 0.5, "it runs elsewhere on every floor"


def test_slender_columns_buckle_by_themselves_and_stout_ones_wait_for_their_time(plans):
    slender, stout = (plans("instability", slenderness=value) for value in (120.0, 15.0))
    count = [plan.course.why.count(OVERLOADED) for plan in (slender, stout)]
    assert count[0] > count[1] + 10


def test_an_impact_takes_what_is_near_first(plans, pieces):
    schedule = plans("impact", impact_storey=2, impact_side="left").schedule
    release = schedule.release[schedule.group]
    struck = np.isclose(release, START) & (schedule.push[:, 1] != 0)
    assert struck.any()
    assert pieces.centre[struck, 0].max() < 2
    assert (pieces.storey[struck] <= 3).all()
