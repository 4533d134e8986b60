"""Tests of the world of bodies: free fall, splitting, compounds, what lies still and what is struck."""

import numpy as np
import pytest

from rushes.engines.destruction.building.pieces import break_building
from rushes.engines.destruction.rigid.bodies import GRAVITY, World
from rushes.engines.destruction.spec import BuildingSpec


@pytest.fixture(scope="module")
def pieces():
    return break_building(BuildingSpec(storeys=2, bays=2, bays_deep=1))


@pytest.fixture
def world(pieces):
    return World(pieces, step_s=1 / 120, friction=0.6)


def lifted(world, rows, **speed):
    return world.add(rows, dynamic=True, position=world.weight(rows)[1] + [0, 0, 60], **speed)


def test_a_compound_is_as_large_as_its_pieces(world, pieces):
    world.add(np.arange(len(pieces)), dynamic=False)
    world.step()
    np.testing.assert_allclose([world.low.min(axis=0), world.high.max(axis=0)], pieces.extent, atol=0.03)


def test_bodies_fall_at_g_with_no_damping(world, pieces):
    body = lifted(world, np.arange(len(pieces)))
    heights = []
    for _ in range(60):
        world.step()
        heights.append(world.position[body, 2])
    fitted = -2 * np.polyfit(np.arange(60) / 120, heights, 2)[0]
    assert fitted == pytest.approx(GRAVITY, rel=0.02)


def test_a_split_keeps_momentum_and_spin(world, pieces):
    rows = np.arange(len(pieces))
    body = lifted(world, rows, linear=np.array([1.0, -2.0, 3.0]), angular=np.array([0.3, 0.2, -0.7]))
    momentum = world.mass[body] * world.linear[body]
    parts = world.split(body, [rows[::3], rows[1::3], rows[2::3]])
    after = sum(world.mass[part] * world.linear[part] for part in parts)
    np.testing.assert_allclose(after, momentum, rtol=1e-9)
    for part in parts:
        arm = world.com[part] - world.com[body]
        expected = np.array([1.0, -2.0, 3.0]) + np.cross([0.3, 0.2, -0.7], arm)
        np.testing.assert_allclose(world.linear[part], expected, rtol=1e-9, atol=1e-12)


def test_a_split_moves_nothing(world, pieces):
    rows = np.arange(len(pieces))
    body = lifted(world, rows, angular=np.array([0.5, 0.0, 1.0]))
    for _ in range(20):
        world.step()
    before = world.poses()[0]
    world.split(body, [rows[: len(rows) // 2], rows[len(rows) // 2 :]])
    np.testing.assert_allclose(world.poses()[0], before, atol=1e-9)


def test_moving_a_body_keeps_its_speed(world, pieces):
    body = lifted(world, np.arange(len(pieces)), linear=np.array([0.0, 0.0, -5.0]))
    world.move(body, np.array([0.0, 0.0, -1.0]))
    world.step()
    assert world.linear[body, 2] == pytest.approx(-5.0 - GRAVITY / 120, rel=1e-6)


def test_a_body_weighs_what_its_pieces_weigh_and_turns_about_their_middle(world, pieces):
    rows = np.arange(0, len(pieces), 3)
    world.scale[rows[::2]] = 0.8
    body = world.add(rows, dynamic=True)
    mass, com = world.weight(rows)
    assert world.mass[body] == pytest.approx(mass.sum())
    np.testing.assert_allclose(world.com[body], com, atol=1e-9)
    arm = world.centre[rows] - com
    own = (world.hulls.inertia[rows] * world.scale[rows, None, None] ** 5).sum(axis=0)
    spread = (arm * mass[:, None]).T @ arm
    inverse = np.linalg.inv(own + np.trace(spread) * np.eye(3) - spread)
    np.testing.assert_allclose(world.rest_inverse[body], inverse[np.triu_indices(3)], rtol=1e-6)
    assert world.radius[body] == pytest.approx(
        (np.linalg.norm(arm, axis=1) + world.hulls.radius[rows] * world.scale[rows]).max()
    )


def test_no_rim_goes_faster_than_what_a_fall_gives_the_end_of_a_rod(world, pieces):
    body = lifted(world, np.arange(len(pieces)), angular=np.array([0.0, 0.0, 30.0]))
    world.step()
    fall = np.sqrt(2 * GRAVITY * pieces.centre[:, 2].max())
    assert np.linalg.norm(world.angular[body]) * world.radius[body] == pytest.approx(0.75 * fall, rel=1e-4)
