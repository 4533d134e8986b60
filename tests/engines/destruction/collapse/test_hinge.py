"""Tests of the hinge that a part turns about as it tips over."""

import numpy as np
import pytest
from small_scene import boxes

from rushes.engines.destruction.collapse.hinge import LEAST_PIECES, Hinge, Hinges
from rushes.engines.destruction.rigid.bodies import World

STEP = 1 / 120


@pytest.fixture
def tower():
    """A stack of boxes 24 m high, loose in the air, as one body."""
    count = LEAST_PIECES
    pieces = boxes(
        [(0.0, 0.0, 10.0 + 2 * k) for k in range(count)], [(1.0, 1.0, 1.0)] * count, [("concrete", "slab")] * count
    )
    world = World(pieces, step_s=STEP, friction=0.5)
    return world, world.add(np.arange(count), dynamic=True, linear=np.array([0.3, 0.0, 0.0]))


def hinged(world, body, until_deg):
    hinges = Hinges(
        world,
        (Hinge(0, (7,), np.array([-0.5, 0.0, 9.0]), np.array([0.0, 1.0, 0.0]), np.radians(until_deg)),),
        step_s=STEP,
        resistance=0.45,
    )
    hinges.let_go(0, [body])
    return hinges


def energy(world, body):
    mass = world.pieces.mass
    position, _ = world.poses()
    arm = position - world.position[body]
    speed = world.linear[body] + np.cross(world.angular[body], arm)
    return float((mass * (9.81 * position[:, 2] + (speed**2).sum(axis=1) / 2)).sum())


def test_it_turns_about_its_line_and_lets_go_at_its_angle(tower):
    world, body = tower
    hinges = hinged(world, body, 20)
    rest = world.poses()[0]
    gap = np.hypot(rest[:, 0] + 0.5, rest[:, 2] - 9.0)
    for _ in range(1200):
        world.step()
        failed = hinges.hold()
        place = world.poses()[0]
        np.testing.assert_allclose(np.hypot(place[:, 0] + 0.5, place[:, 2] - 9.0), gap, atol=2e-3)
        if failed:
            break
    assert failed == [7]
    arm = world.poses()[0][-1] - np.array([-0.5, 0.0, 9.0])
    before = rest[-1] - np.array([-0.5, 0.0, 9.0])
    turned = np.degrees(np.arctan2(arm[0], arm[2]) - np.arctan2(before[0], before[2]))
    assert 20 <= turned < 21
    assert not hinges.turning


def test_it_falls_as_a_pendulum_does_and_adds_no_energy(tower):
    world, body = tower
    hinges = hinged(world, body, 40)
    energies = []
    hinges.hold()
    before = energy(world, body)
    while hinges.turning:
        world.step()
        hinges.hold()
        energies.append(energy(world, body))
    lost = before - np.array(energies)
    fallen = world.pieces.mass.sum() * 9.81 * 13 * (1 - np.cos(np.radians(40)))
    assert lost.min() > -0.02 * fallen
    assert lost.max() < 0.05 * fallen


def test_what_stands_in_its_way_is_passed_at_the_speed_that_it_keeps_and_the_hinge_tells_what_it_gave():
    count = LEAST_PIECES
    places = [(0.0, 0.0, 10.0 + 2 * k) for k in range(count)]
    pieces = boxes([*places, (0.9, 0.0, 8.9)], [(1.0, 1.0, 1.0)] * (count + 1), [("concrete", "slab")] * (count + 1))
    world = World(pieces, step_s=STEP, friction=0.5)
    body = world.add(np.arange(count), dynamic=True, angular=np.array([0.0, 0.1, 0.0]))
    world.add(np.array([count]), dynamic=False)
    hinges = hinged(world, body, 40)
    hinges.hold()
    pressed, steps = 0.0, 0
    while hinges.turning and steps < 600:
        place, speed, spin = world.position[body].copy(), world.linear[body].copy(), world.angular[body, 1]
        world.step()
        pressed += float(world.contacts().impulse.sum())
        free = world.linear[body].copy()
        hinges.hold()
        np.testing.assert_allclose(hinges.reaction, (world.linear[body] - free) * world.mass[body])
        went = (world.position[body] - place) / STEP
        np.testing.assert_allclose(went, (speed + world.linear[body]) / 2, atol=1e-3 + 0.02 * abs(spin))
        steps += 1
    assert pressed > 1e4
    assert steps > 20


def test_a_part_that_broke_hangs_on_nothing(tower):
    world, body = tower
    hinges = hinged(world, body, 40)
    world.split(body, [world.rows[body][:6], world.rows[body][6:]])
    assert hinges.hold() == [7]
    assert not hinges.turning


def test_most_of_a_part_goes_on_turning_when_a_little_breaks_off(tower):
    world, body = tower
    hinges = hinged(world, body, 40)
    world.step()
    hinges.hold()
    large, _ = world.split(body, [world.rows[body][:10], world.rows[body][10:]])
    assert hinges.hold() == []
    assert [one for _, one, _ in hinges.turning] == [large]


def test_rubble_turns_about_nothing(tower):
    world, body = tower
    small, _ = world.split(body, [world.rows[body][:3], world.rows[body][3:]])
    assert not hinged(world, small, 40).turning
