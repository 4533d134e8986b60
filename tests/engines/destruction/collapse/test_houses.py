"""Tests of the houses of a row that wait: what a blow breaks, what it overturns, and that nothing else does."""

import numpy as np
import pytest

from rushes.engines.destruction.building.pieces import break_building
from rushes.engines.destruction.collapse.collapse import check_direction, plan_collapse
from rushes.engines.destruction.collapse.houses import Blow
from rushes.engines.destruction.simulation.simulation import Simulation
from rushes.engines.destruction.spec import BuildingSpec, CollapseSpec, DestructionSpec
from rushes.errors import BadInputError

ROW = BuildingSpec(storeys=6, bays=2, bays_deep=2, row=3, gap_m=4.0, detail=0.25)


@pytest.fixture(scope="module")
def pieces():
    return break_building(ROW)


def plan(pieces, **asked):
    return plan_collapse(pieces, CollapseSpec(**{"way": "domino", "toward": "right", **asked}))


def blow(house, impulse, *, height=15.0, time=1.0, closing=4.0):
    """Return a blow on the left face of a house."""
    place = np.array([[house.pieces.extent[0, 0], 0.0, height]])
    one = np.array([float(impulse)])
    return Blow(time, place, one, one, np.array([closing]))


@pytest.mark.parametrize(("toward", "begins"), [("right", 0), ("left", 2)])
def test_only_the_house_that_begins_has_a_schedule(pieces, toward, begins):
    schedule = plan(pieces, toward=toward).schedule
    lets_go = np.isfinite(schedule.release)[schedule.group]
    assert lets_go[pieces.house == begins].mean() > 0.95
    assert not lets_go[pieces.house != begins].any()


def test_a_weak_blow_changes_nothing(pieces):
    house = plan(pieces).houses[0]
    assert house.strike(blow(house, 100.0)) is None
    assert house.course is None


def test_blows_too_far_apart_do_not_add_up(pieces):
    houses = [plan(pieces).houses[0] for _ in range(2)]
    half = houses[0].withstands.max() * 0.7
    assert houses[0].strike(blow(houses[0], half, time=1.0)) is None
    assert houses[0].strike(blow(houses[0], half, time=3.0)) is None
    assert houses[1].strike(blow(houses[1], half, time=1.0)) is None
    assert houses[1].strike(blow(houses[1], half, time=1.05)) is not None


def test_a_hard_blow_shears_the_support_beside_it_and_the_load_path_says_what_follows(pieces):
    house = plan(pieces).houses[0]
    schedule = house.strike(blow(house, house.withstands.max() * 1.2, height=9.0))
    (gone,) = np.flatnonzero(np.isfinite(house.at))
    place = house.structure.parts.centre[house.structure.support[gone]]
    assert abs(place[2] - 9.0) < 2.0
    assert place[0] < house.pieces.extent[0, 0] + 1.0, "on the side that was struck"
    assert house.course.fails[gone] == pytest.approx(1.0)
    assert house.swayed == np.inf
    assert not schedule.hinges
    assert np.isfinite(schedule.release[schedule.group]).mean() < 0.5, "the frame holds most of itself"


def test_a_push_beyond_its_sway_turns_the_house_over_with_the_momentum_it_was_given(pieces):
    house = plan(pieces).houses[0]
    given = house.sways_at * 1.5
    schedule = house.strike(blow(house, given))
    assert house.swayed == 1.0
    (hinge,) = schedule.hinges
    np.testing.assert_allclose(hinge.axis, [0.0, 1.0, 0.0], atol=1e-9)
    rows = schedule.group == hinge.group
    arm = house.pieces.centre[rows] - (hinge.point - [house.x, 0.0, 0.0])
    mass, push = house.pieces.mass[rows], schedule.push[rows]
    turned = float((mass * np.cross(arm, push)[:, 1]).sum())
    assert 0 < turned <= given * 15.0 * (1 + 1e-9), "no more than the blow's moment about the ground"
    assert float((mass * (push**2).sum(axis=1)).sum() / 2) <= given * 4.0, "nor more than its work"
    assert schedule.release[schedule.group[rows]].min() >= 1.0


def test_the_sway_that_a_house_stands_grows_with_its_mass_and_strength(pieces):
    weak, strong = (plan(pieces, strength=value).houses[0] for value in (1.0, 4.0))
    assert strong.sways_at == pytest.approx(2 * weak.sways_at)
    assert strong.withstands == pytest.approx(4 * weak.withstands)


@pytest.mark.parametrize("toward", ["camera", "away"])
def test_a_row_that_would_fall_past_itself_is_refused(pieces, toward):
    with pytest.raises(BadInputError, match="Let it be left or right"):
        plan(pieces, toward=toward)
    with pytest.raises(BadInputError, match="Let it be left or right"):
        check_direction(DestructionSpec(building=ROW, collapse=CollapseSpec(way="domino", toward=toward)))


def test_one_topples_into_the_next_and_each_falls_only_once_it_is_struck(pieces, tmp_path):
    spec = CollapseSpec(way="domino", toward="right", frames=150, rest_s=0.5)
    simulation = Simulation(pieces, spec)
    simulation.run(lambda *_: None)
    swayed = [house.swayed for house in simulation.course.houses]
    assert spec.start_s < swayed[0] < swayed[1] < np.inf
    for number, when in enumerate(swayed, start=1):
        own = simulation.released[pieces.house == number]
        assert own.min() >= min(when, simulation.course.houses[number - 1].at.min())
        fell = pieces.centre[:, 2] - simulation.world.poses()[0][:, 2]
        assert (fell[(pieces.house == number) & (pieces.storey > 3)] > 2).mean() > 0.8
    simulation.course.save(tmp_path / "structure.npz", pieces, spec)
    with np.load(tmp_path / "structure.npz") as file:
        assert len(file["fails"]) == 3 * len(simulation.course.structure.support)
        assert (np.diff(file["time"]) >= 0).all()
        np.testing.assert_allclose(file["weight"], file["carried"], rtol=1e-9, atol=1.0)
        assert np.ptp(file["place"][:, 0]) > ROW.width_m - 2
