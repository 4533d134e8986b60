import numpy as np
import pytest

from rushes.engines.destruction.breaks.hanging import HOLDING, MOST, MOST_G, bars_of, strength
from rushes.engines.destruction.breaks.rebar import Links
from rushes.engines.destruction.building.pieces import break_building
from rushes.engines.destruction.building.solid import MATERIALS, MEMBERS
from rushes.engines.destruction.simulation.simulation import Simulation
from rushes.engines.destruction.spec import BuildingSpec, CollapseSpec


def house_of(material="concrete"):
    return break_building(BuildingSpec(storeys=2, bays=2, bays_deep=2, balconies=False, material=material, seed=4))


@pytest.fixture(scope="module")
def house():
    return house_of()


def test_bars_tie_bonds_of_concrete_members_and_no_columns(house):
    bars = bars_of(house)
    assert 20 < len(bars.bond) <= MOST
    assert (np.diff(bars.bond) > 0).all()
    for side in (house.bond_a, house.bond_b):
        piece = side[bars.bond]
        assert (house.material[piece] == MATERIALS.index("concrete")).all()
        assert np.isin(house.member[piece], [MEMBERS.index(name) for name in HOLDING]).all()
    away = np.linalg.norm(bars.point - house.bond_centre[bars.bond], axis=1)
    assert np.median(away) < 0.6
    lighter = np.minimum(house.mass[house.bond_a[bars.bond]], house.mass[house.bond_b[bars.bond]])
    assert (bars.force <= MOST_G * 9.81 * lighter * 1.0001).all()
    assert (bars.reach >= 0.15).all()
    assert (bars.reach < 1.6).all()
    assert len(bars_of(house_of("wood")).bond) == 0


def test_a_bar_holds_with_bond_and_never_with_more_than_its_yield():
    one = np.zeros(2, np.int64)
    links = Links(one, one, np.zeros((2, 3)), np.zeros((2, 3)), np.array([0.2, 9.0]), np.full(2, 0.012), np.zeros(2))
    short, long = strength(links)
    assert short == pytest.approx(0.5 * np.pi * 0.012 * 0.2 * 2.7e6)
    assert long == pytest.approx(np.pi * 0.006**2 * 500e6)


def test_a_bond_that_is_cut_leaves_its_bars_and_a_building_without_concrete_none(house):
    simulation = Simulation(house, CollapseSpec(frames=4, seed=1))
    bars = simulation.bars
    assert len(simulation.world.ties.reach) == 0
    simulation._cut(bars.bond[:5], 0.0, 0.0)
    ties = simulation.world.ties
    assert len(ties.reach) == 5
    assert ties.force == pytest.approx(bars.force[:5])
    assert (np.sort(ties.piece, axis=1) == np.sort(np.column_stack([house.bond_a, house.bond_b])[bars.bond[:5]])).all()
    bare = np.setdiff1d(np.arange(len(house.bond_a)), bars.bond)[:5]
    simulation._cut(bare, 0.0, 0.0)
    assert len(ties.reach) == 5
    loose = Simulation(house, CollapseSpec(frames=4, seed=1, rebar=False))
    loose._cut(bars.bond[:5], 0.0, 0.0)
    assert len(loose.world.ties.reach) == 0
