"""Tests of ties: bars that hang slack, then hold, then yield and break."""

import numpy as np
import pytest
from small_scene import boxes

from rushes.engines.destruction.rigid.bodies import GRAVITY, HELD, World
from rushes.engines.destruction.rigid.ties import STRAIN

STEP = 1 / 120
MASS = 8 * 0.25**3 * 2400
"""A cube of half a metre [kg]."""


@pytest.fixture
def pair():
    """Return a world with a cube that is held in the air and one that hangs under it, their faces together."""
    pieces = boxes([(0.0, 0.0, 20.0), (0.0, 0.0, 19.5)], [(0.25, 0.25, 0.25)] * 2, [("concrete", "beam")] * 2)
    world = World(pieces, step_s=STEP, friction=0.6)
    world.add(np.array([0]), dynamic=False)
    world.add(np.array([1]), dynamic=True)
    return world


JOINT = np.array([0.0, 0.0, 19.75])


def run(world, seconds):
    heights = []
    for _ in range(round(seconds / STEP)):
        world.step()
        heights.append(world.position[2, 2])
    return np.array(heights)


def test_it_falls_freely_until_the_bar_is_taut_and_then_hangs(pair):
    tie = pair.tie(0, 1, JOINT, reach=0.4, force=50 * MASS * GRAVITY)
    heights = run(pair, 2.0)
    taut = np.flatnonzero(heights <= 19.5 - 0.4 + 1e-6)[0]
    assert taut * STEP == pytest.approx(np.sqrt(2 * 0.4 / GRAVITY), abs=2 * STEP)
    assert heights[taut:].min() > 19.5 - 0.4 * (1 + STRAIN)
    assert abs(pair.speed[2, 2]) < 0.05
    assert not pair.ties.broken[tie]
    assert pair.ties.pull[tie] == pytest.approx(MASS * GRAVITY, rel=0.05)


def test_a_bar_that_is_too_weak_draws_out_and_breaks(pair):
    tie = pair.tie(0, 1, JOINT, reach=0.4, force=0.5 * MASS * GRAVITY)
    run(pair, 1.5)
    assert pair.ties.broken[tie]
    assert pair.position[2, 2] < 12.0
    assert pair.ties.pull[tie] == 0


def test_what_a_bar_takes_is_its_force_over_what_it_is_drawn_out_by(pair):
    """Drawn from its reach to the strain at which it breaks, it takes the work of its force, and no more."""
    force = 3.0 * MASS * GRAVITY
    pair.tie(0, 1, JOINT, reach=0.4, force=force)
    pair.speed[2, 2] = -6.0
    heights = run(pair, 0.5)
    at = np.flatnonzero(heights < 19.5 - 0.4 * (1 + STRAIN) - 0.5)[0]
    speed = (heights[at] - heights[at + 1]) / STEP
    expected = 36.0 + 2 * GRAVITY * (19.5 - heights[at]) - 2 * force / MASS * 0.4 * STRAIN
    assert speed**2 == pytest.approx(expected, rel=0.1)


def test_two_loose_pieces_that_part_stay_within_reach_and_keep_their_momentum(pair):
    pair.set_kind(np.array([1]), HELD)
    pair.kind[1] = 2
    pair.light[1] = 1.0 / pair.mass[1]
    pair.tie(0, 1, JOINT, reach=0.5, force=1e7)
    pair.speed[1, 0], pair.speed[2, 0] = 2.0, -2.0
    for _ in range(60):
        pair.step()
        np.testing.assert_allclose((pair.mass[1:3, None] * pair.speed[1:3, :2]).sum(axis=0), 0.0, atol=1e-6)
    assert pair.ties.stretch[0] < 0.5 * (1 + STRAIN)


def test_pieces_of_one_body_are_not_pulled_at():
    pieces = boxes([(0.0, 0.0, 20.0), (0.0, 0.0, 19.5)], [(0.25, 0.25, 0.25)] * 2, [("concrete", "beam")] * 2)
    world = World(pieces, step_s=STEP, friction=0.6)
    body = world.add(np.array([0, 1]), dynamic=True)
    world.tie(0, 1, JOINT, reach=0.1, force=1.0)
    for _ in range(30):
        world.step()
    assert world.position[body, 2] == pytest.approx(19.75 - GRAVITY * 0.25**2 / 2, rel=1e-3)
    assert not world.ties.broken.any()
