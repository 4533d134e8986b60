"""Tests of crushing: nothing is pressed through the street, and a block that crushes its foot goes on falling."""

import numpy as np
import pytest
from small_scene import boxes

from rushes.engines.destruction.building.pieces import break_building
from rushes.engines.destruction.rigid.bodies import FROZEN, GROUND, MOVING, REST_DEPTH, Contacts, World
from rushes.engines.destruction.rigid.ledger import Ledger
from rushes.engines.destruction.simulation.crushing import Crushing
from rushes.engines.destruction.simulation.recording import Recording
from rushes.engines.destruction.spec import BuildingSpec, CollapseSpec

STEP_S = CollapseSpec().step_s


@pytest.fixture(scope="module")
def pieces():
    return break_building(BuildingSpec(storeys=2, bays=2, bays_deep=2, detail=0.5))


@pytest.fixture
def world(pieces):
    return World(pieces, step_s=STEP_S, friction=0.6)


@pytest.fixture
def crushing(world):
    return Crushing(world, Recording(), CollapseSpec(resistance=0.4), built_for=1.0, large=20)


def lowest(world, row):
    position, _ = world.poses()
    return position[row, 2] + (world.pieces.points(row)[:, 2] * world.scale[row]).min()


@pytest.mark.parametrize("depth", [0.004, 0.05, 0.3])
def test_a_piece_pressed_into_the_ground_is_put_back_on_it(world, crushing, depth):
    low = world.pieces.points(7)[:, 2].min()
    world.add(np.array([7]), dynamic=True, position=np.array([0.0, 0.0, -float(low) - depth]))
    crushing.grind(0.0)
    assert -2 * REST_DEPTH <= lowest(world, 7) <= 0, "on the ground, and still touching it"
    assert world.linear[world.body_of[7], 2] >= 0
    assert (world.scale[7] < 1) == (depth > 0.01), "what is hardly pressed keeps its volume"


def test_ground_volume_is_written_down_as_dust(world, crushing):
    low = world.pieces.points(7)[:, 2].min()
    world.add(np.array([7]), dynamic=True, position=np.array([0.0, 0.0, -float(low) - 0.1]))
    crushing.grind(1.5)
    [[(time, *_, volume, _)]] = crushing.record.crushes
    assert time == 1.5
    assert volume == pytest.approx(world.pieces.volume[7] * (1 - world.scale[7] ** 3))


def test_no_piece_is_ground_to_nothing(world, crushing):
    low = world.pieces.points(7)[:, 2].min()
    for _ in range(20):
        world.add(np.array([7]), dynamic=True, position=np.array([0.0, 0.0, -float(low) * 0.2]))
        crushing.grind(0.0)
    assert world.scale[7] >= crushing.least[7]


def test_what_froze_as_it_was_pressed_down_is_put_back_as_well(world, crushing):
    low = world.pieces.points(7)[:, 2].min()
    body = world.add(np.array([7]), dynamic=False, position=np.array([0.0, 0.0, -float(low) - 0.05]))
    world.set_kind(np.array([body]), FROZEN)
    crushing.grind(0.0)
    assert -2 * REST_DEPTH <= lowest(world, 7) <= 0
    assert world.kind[body] == FROZEN
    assert world.scale[7] == 1


def test_what_lies_on_the_ground_has_friction(world, crushing):
    low = world.pieces.points(27)[:, 2].min()
    body = world.add(
        np.array([27]), dynamic=True, position=np.array([0.0, 0.0, -float(low)]), linear=np.array([2.0, 0.0, 0.0])
    )
    for step in range(round(1.0 / STEP_S)):
        world.step()
        crushing.grind(step * STEP_S)
    assert abs(world.linear[body, 0]) < 0.2, "it does not glide"


def stopped_block(world, speed, on, fell=0.1):
    """Put a block where the solver has just stopped it dead, and return it with the velocities from before, the contact and the ledger."""
    block = world.add(np.arange(40), dynamic=True)
    before = world.speed[: len(world.rows)].copy()
    before[block, 2] = -speed
    ledger = Ledger(world)
    world.speed[block, 2], world.position[block, 2] = -speed, world.position[block, 2] + fell
    ledger.before()
    world.speed[block, 2], world.position[block, 2] = 0.0, world.position[block, 2] - fell
    one = np.zeros((1, 3))
    contact = Contacts(
        a=np.array([block]), b=np.array([on]), piece_a=np.array([0]), piece_b=np.array([-1]),
        place=one, normal=one - [0, 0, 1], impulse=np.array([1e6]), closing=np.array([speed]),
    )  # fmt: skip
    return block, before, contact, ledger


def test_a_block_is_slowed_by_the_resistance_of_what_it_crushes_and_no_more(world, crushing):
    block, before, contact, ledger = stopped_block(world, 6.0, world.add(np.array([60]), dynamic=True))
    crushing.carry_on(contact, before, ledger)
    gained = (-world.linear[block, 2] - 6.0) / STEP_S
    assert gained == pytest.approx(9.81 * (1 - 0.4), rel=1e-6), "it goes on gaining speed, less what crushing takes"


def test_a_block_pays_for_what_it_kicks_aside(world, crushing):
    """What it struck has half of the energy: it goes on with no more than the rest."""
    kicked = world.add(np.array([60]), dynamic=True)
    block, before, contact, ledger = stopped_block(world, 6.0, kicked, fell=0.0)
    half = 0.5 * world.mass[block] * 6.0**2 / 2
    world.speed[kicked, 0] = np.sqrt(2 * half / world.mass[kicked])
    crushing.carry_on(contact, before, ledger)
    assert world.linear[block, 2] < -1.0, "it does go on"
    assert ledger.energy() <= ledger.had * (1 + 1e-9)


def test_the_ground_stops_a_block_within_a_storey(world, crushing):
    block, before, contact, ledger = stopped_block(world, 6.0, GROUND)
    crushing.carry_on(contact, before, ledger)
    braking = (6.0 + world.linear[block, 2]) / STEP_S
    assert braking > 9.81
    assert 6.0**2 / (2 * braking) < 3.0


@pytest.mark.parametrize("speed", [0.0, 0.3])
def test_a_block_that_rests_is_left_to_the_solver(world, crushing, speed):
    block, before, contact, ledger = stopped_block(world, speed, GROUND)
    crushing.carry_on(contact, before, ledger)
    assert world.linear[block, 2] == 0


def test_what_is_wedged_crumbles_until_it_fits():
    """A piece that lies half a decimetre in another one, which will not move, is free of it after a while."""
    scene = boxes([(0.0, 0.0, 0.5), (0.0, 0.0, 1.3)], [(0.5, 0.5, 0.5), (0.4, 0.4, 0.35)], [("concrete", "slab")] * 2)
    world = World(scene, step_s=STEP_S, friction=0.6)
    for row in range(2):
        world.add(np.array([row]), dynamic=False)
    crushing = Crushing(world, Recording(), CollapseSpec(), built_for=1.0, large=20)
    world.set_kind(np.array([2]), MOVING)
    for step in range(240):
        world.meet()
        world.point[:, 19:22] = 0.0
        crushing.wedge(step * STEP_S)
    assert world.scale[0] == 1
    assert 0.5 <= world.scale[1] < 0.9
    assert 1.3 - 0.35 * world.scale[1] > 1.0 - 0.015
    assert sum(rows[:, 4].sum() for rows in crushing.record.crushes) == pytest.approx(
        scene.volume[1] * (1 - world.scale[1] ** 3)
    )
