"""Tests of cables: the skin of a building is made fast to floors inside, and what falls outward is held."""

import numpy as np
import pytest
from small_scene import boxes

from rushes.engines.destruction.building.pieces import break_building
from rushes.engines.destruction.building.solid import MEMBERS
from rushes.engines.destruction.collapse.cables import EDGE_M, INSIDE, LEAST_KG, SKIN, WEIGHTS, cables_of, holds
from rushes.engines.destruction.rigid.bodies import GRAVITY, World
from rushes.engines.destruction.simulation.simulation import Simulation
from rushes.engines.destruction.spec import BuildingSpec, CollapseSpec

STEP = 1 / 120


@pytest.fixture(scope="module")
def pieces():
    return break_building(BuildingSpec(storeys=3, bays=4, bays_deep=3, detail=0.3))


def test_the_skin_is_made_fast_to_slabs_of_its_storey_inside(pieces):
    outer, inner = cables_of(pieces, 1.0, np.random.default_rng(1)).T
    assert np.isin(pieces.member[outer], [MEMBERS.index(name) for name in SKIN]).all()
    assert (pieces.mass[outer] > LEAST_KG).all()
    assert np.isin(pieces.member[inner], [MEMBERS.index("slab"), MEMBERS.index("roof")]).all()
    assert not np.isin(outer, inner).any()
    assert (pieces.storey[outer] == pieces.storey[inner]).all()
    half = pieces.extent[1, :2]
    assert (np.abs(pieces.centre[inner, :2]) < INSIDE * half + 0.5).all()
    assert (np.abs(pieces.centre[outer, :2]) > half - EDGE_M - 1.6).any(axis=1).all()
    facade = (pieces.member == MEMBERS.index("facade")) & (pieces.mass > LEAST_KG)
    assert np.isin(np.flatnonzero(facade), outer).mean() > 0.9


def test_a_share_of_it_is_and_the_same_seed_takes_the_same(pieces):
    count = [len(cables_of(pieces, share, np.random.default_rng(1))) for share in (0.0, 0.5, 1.0)]
    assert count[0] == 0
    assert count[1] == pytest.approx(count[2] / 2, rel=0.2)
    np.testing.assert_array_equal(*(cables_of(pieces, 0.5, np.random.default_rng(4)) for _ in range(2)))


def test_a_piece_that_is_thrown_outward_stays_within_its_cable():
    far = []
    for made_fast in (False, True):
        block = boxes([(0.0, 0.0, 0.5), (4.0, 0.0, 0.5)], [(0.5, 0.5, 0.5)] * 2, [("concrete", "slab")] * 2)
        world = World(block, step_s=STEP, friction=0.6)
        world.add(np.array([0]), dynamic=False)
        thrown = world.add(np.array([1]), dynamic=True, linear=np.array([5.0, 0.0, 2.0]))
        if made_fast:
            cable = np.array([[1, 0]])
            world.ties.add(cable, block.centre[cable], np.array([4.0]), holds(block, cable))
        for _ in range(round(2.5 / STEP)):
            world.step()
        far.append(world.position[thrown, 0] - 4.0)
    assert far[0] > 2.0, "without it, it slides away"
    assert far[1] < 0.7, "a cable of 4 m is drawn out by 15 % at most"


def test_it_yields_at_some_weights_of_what_it_holds(pieces):
    cables = cables_of(pieces, 1.0, np.random.default_rng(1))
    np.testing.assert_allclose(holds(pieces, cables), WEIGHTS * GRAVITY * pieces.mass[cables[:, 0]])


def test_a_collapse_that_is_asked_to_keep_its_ground_spreads_less():
    small = break_building(BuildingSpec(storeys=4, bays=3, bays_deep=2, detail=0.3))
    outside = []
    for footprint in (None, 0.0):
        spec = CollapseSpec(way="soft_storey", frames=48, rest_s=2.0, footprint_m=footprint)
        simulation = Simulation(small, spec)
        simulation.run(lambda *_: None)
        place, _ = simulation.world.poses()
        low, high = small.extent[:, :2]
        beyond = np.maximum(np.maximum(low - place[:, :2], place[:, :2] - high), 0).max(axis=1)
        mass = small.mass * simulation.world.scale**3
        outside.append(float(mass[beyond > 3.0].sum() / mass.sum()))
    assert outside[1] < 0.6 * outside[0]
