"""Tests of the heap: what lies still becomes firm, costs nothing, and is woken by what hits it or leaves it."""

import numpy as np
import pytest
from small_scene import boxes

from rushes.engines.destruction.rigid.bodies import FROZEN, MOVING, World
from rushes.engines.destruction.simulation.heap import Heap

STEP = 1 / 120


@pytest.fixture
def pile():
    """Return a world with three cubes on each other, and one far aside, and the heap."""
    centres = [(0.0, 0.0, 0.5), (0.0, 0.0, 1.5), (0.0, 0.0, 2.5), (30.0, 0.0, 0.5)]
    pieces = boxes(centres, [(0.5, 0.5, 0.5)] * 4, [("concrete", "slab")] * 4)
    world = World(pieces, step_s=STEP, friction=0.6)
    for row in range(4):
        world.add(np.array([row]), dynamic=True)
    return world, Heap(world, STEP)


def run(world, heap, seconds):
    for _ in range(round(seconds / STEP)):
        world.meet()
        heap.rouse()
        world.solve()
        heap.settle(world.contacts())


def test_what_lies_still_becomes_firm_and_stays_where_it_is(pile):
    world, heap = pile
    run(world, heap, 1.0)
    assert (world.kind[1:5] == FROZEN).all()
    assert not len(world.pair), "firm bodies cost no contacts"
    np.testing.assert_allclose(world.position[1:5], world.centre, atol=0.02)


def test_what_falls_is_not_frozen_in_the_air(pile):
    world, heap = pile
    world.position[4, 2] = 40.0
    run(world, heap, 1.0)
    assert world.kind[4] == MOVING
    assert world.position[4, 2] == pytest.approx(40.0 - 9.81 / 2, rel=0.01)


def test_a_blow_wakes_what_it_hits_and_what_lies_against_it(pile):
    world, heap = pile
    run(world, heap, 1.0)
    hammer = np.array([3])
    world.set_kind(np.array([4]), MOVING)
    world.position[4], world.speed[4, :3] = (-2.0, 0.0, 1.5), (8.0, 0.0, 0.0)
    world._stale[hammer] = True
    run(world, heap, 0.5)
    assert world.position[2, 0] > 0.2, "the cube that was hit goes on"
    assert world.position[3, 2] < 2.2 or world.kind[3] == MOVING, "what lay on it comes down"


def test_what_loses_its_support_comes_down(pile):
    world, heap = pile
    run(world, heap, 1.0)
    heap.wake(np.array([2]))
    world.speed[2, :3] = (6.0, 0.0, 0.0)
    run(world, heap, 1.5)
    assert world.position[3, 2] < 2.0, "nothing hovers over what has gone from under it"


def test_what_was_wedged_and_has_nothing_under_it_comes_down(pile):
    world, heap = pile
    world.position[4, 2] = 6.0
    world._stale[3] = True
    world.meet()
    world.set_kind(np.array([4]), FROZEN)  # as what stuck between two that are gone
    run(world, heap, 1.8)
    assert world.position[4, 2] < 0.55
    np.testing.assert_allclose(world.position[1:4], world.centre[:3], atol=0.02)


def test_what_lies_beside_and_under_is_what_the_boxes_say():
    """Boxes at random places, two to a body: found as by looking at every pair."""
    rng = np.random.default_rng(3)
    count = 120
    centres, halves = rng.uniform(0, 6, (count, 3)) + [0, 0, 1], rng.uniform(0.1, 0.6, (count, 3))
    world = World(boxes(centres, halves, [("concrete", "slab")] * count), step_s=STEP, friction=0.6)
    for row in range(0, count, 2):
        world.add(np.array([row, row + 1]), dynamic=True)
    world.meet()
    world.set_kind(np.arange(1, 61, 2), FROZEN)
    heap, low, high = Heap(world, STEP), world.low, world.high

    def near(body, pieces):
        rows = world.rows[body]
        least, most = low[rows].min(axis=0), high[rows].max(axis=0)
        return pieces[((low[pieces] <= most) & (high[pieces] >= least)).all(axis=1)]

    every = np.arange(count)
    for body in (2, 31):
        found = np.unique(world.body_of[near(body, every)])
        np.testing.assert_array_equal(heap.beside(np.array([body])), found[world.kind[found] == FROZEN])
    unheld = []
    for body in range(1, 61, 2):
        under = near(body, every[world.body_of != body])
        if not (low[under, 2] < low[world.rows[body], 2].min()).any():
            unheld.append(body)
    assert unheld
    np.testing.assert_array_equal(heap._unheld(world.kind[: len(world.rows)]), unheld)


def test_what_lies_on_a_piece_that_is_ground_away_is_woken(pile):
    world, heap = pile
    run(world, heap, 1.0)
    heap.left_by(np.array([1]))
    assert world.kind[[1, 2, 3]].tolist() == [MOVING] * 3, "the piece itself, and what is under and over it"
    assert world.kind[4] == FROZEN
