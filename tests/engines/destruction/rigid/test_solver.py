"""Tests of contacts and their solver, against what mechanics says of boxes."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_scene import boxes

from rushes.engines.destruction.rigid.bodies import GRAVITY, GROUND_FRICTION, World, rotations

STEP = 1 / 120


def world_of(centres, halves, friction=0.6):
    pieces = boxes(centres, halves, [("concrete", "slab")] * len(centres))
    world = World(pieces, step_s=STEP, friction=friction)
    for row in range(len(centres)):
        world.add(np.array([row]), dynamic=True)
    return world


def run(world, seconds):
    for _ in range(round(seconds / STEP)):
        world.step()


def test_a_stack_of_ten_stands_still_and_overlaps_by_millimetres():
    world = world_of([(0.0, 0.0, 0.5 + k) for k in range(10)], [(0.5, 0.5, 0.5)] * 10)
    run(world, 2.0)
    np.testing.assert_allclose(world.position[1:11], world.centre, atol=0.08)  # nine gaps between hulls, 5 mm each
    assert np.abs(world.speed[1:11]).max() < 0.05
    assert np.diff(world.position[1:11, 2]).min() > 1.0 - 0.015, "1 cm of it is the gap between hulls and what is drawn"


def test_a_heavy_block_rests_on_a_light_one():
    world = world_of([(0.0, 0.0, 0.1), (0.0, 0.0, 2.2)], [(1.0, 1.0, 0.1), (2.0, 2.0, 2.0)])
    assert world.mass[2] / world.mass[1] == pytest.approx(80)
    run(world, 1.0)
    assert world.position[2, 2] > 2.2 - 0.02
    assert world.bottom.min() > -0.01


@pytest.mark.parametrize("angle", [15.0, 25.0, 35.0, 45.0])
def test_a_slope_holds_what_friction_can_hold(angle):
    """A block on a wedge slides when the tangent of the slope is above the friction, here 0.6 (31 degrees), by g (sin - mu cos)."""
    tilt = np.radians(angle)
    world = world_of([(0.0, 0.0, 0.0), (0.0, 0.0, 0.0)], [(20.0, 3.0, 0.5), (0.5, 0.5, 0.25)])
    turn = np.array([0.0, np.sin(tilt / 2), 0.0, np.cos(tilt / 2)])
    up = rotations(turn[None])[0] @ np.array([0.0, 0.0, 1.0])
    down = rotations(turn[None])[0] @ np.array([1.0, 0.0, 0.0])
    world.set_kind(np.array([1]), 3)
    world.position[1], world.turn[1] = (0.0, 0.0, 30.0), turn
    world.position[2], world.turn[2] = world.position[1] + up * 0.745, turn
    start = world.position[2].copy()
    run(world, 1.0)
    slid = (world.position[2] - start) @ down
    expected = max(0.0, GRAVITY * (np.sin(tilt) - 0.6 * np.cos(tilt)) / 2)
    assert slid == pytest.approx(expected, rel=0.08, abs=0.01)


def test_the_ground_brakes_what_slides_on_it():
    world = world_of([(0.0, 0.0, 0.25)], [(0.5, 0.5, 0.25)])
    world.speed[1, 0] = 4.0
    run(world, 1.5)
    assert world.position[1, 0] == pytest.approx(16.0 / (2 * GROUND_FRICTION * GRAVITY), rel=0.08)


def test_a_landing_gives_back_next_to_nothing():
    world = world_of([(0.0, 0.0, 3.0)], [(0.5, 0.5, 0.5)])
    run(world, 0.8)
    rise = []
    for _ in range(60):
        world.step()
        rise.append(world.speed[1, 2])
    assert max(rise) < 0.2


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**20))
def test_a_collision_keeps_momentum_and_gives_no_energy(seed):
    rng = np.random.default_rng(seed)
    world = world_of([(0.0, 0.0, 50.0), (1.6, 0.3, 50.2)], [tuple(rng.uniform(0.2, 0.6, 3)) for _ in range(2)])
    world.speed[1, :3], world.speed[1, 3:] = (rng.uniform(4, 12), 0.0, 0.0), rng.normal(0, 3, 3)
    world.turn[2] = rng.normal(0, 1, 4)
    world.turn[2] /= np.linalg.norm(world.turn[2])

    def momentum():
        return world.mass[1:3] @ world.speed[1:3, :3]

    before, start = momentum(), energy(world)
    for step in range(40):
        world.step()
        expected = before - [0, 0, world.mass[1:3].sum() * GRAVITY * STEP * (step + 1)]
        np.testing.assert_allclose(momentum(), expected, atol=1e-6 * world.mass.sum() * 10)
        assert energy(world) <= start * (1 + 2e-3)


def energy(world):
    """Return the kinetic and potential energy of boxes that move [J]."""
    total = 0.0
    for body in world.moving().tolist():
        inertia = (
            rotations(world.turn[[body]])[0]
            @ world.hulls.inertia[world.rows[body][0]]
            @ rotations(world.turn[[body]])[0].T
        )
        spin = world.speed[body, 3:]
        total += 0.5 * world.mass[body] * (world.speed[body, :3] ** 2).sum() + 0.5 * spin @ inertia @ spin
        total += world.mass[body] * GRAVITY * world.position[body, 2]
    return total


def test_a_plate_that_tumbles_in_the_air_loses_little_spin_and_gains_none():
    world = world_of([(0.0, 0.0, 60.0)], [(0.6, 0.3, 0.05)])
    world.speed[1, 3:] = (1.0, 6.0, 2.0)

    def spin():
        matrix = rotations(world.turn[[1]])[0]
        return matrix @ world.hulls.inertia[0] @ matrix.T @ world.speed[1, 3:]

    before = spin()
    run(world, 1.5)
    np.testing.assert_allclose(spin(), before, atol=0.1 * np.linalg.norm(before))
    assert np.linalg.norm(spin()) <= 1.001 * np.linalg.norm(before)


def test_boxes_that_cross_edge_on_edge_touch_at_one_point():
    world = world_of([(0.0, 0.0, 50.0), (0.0, 0.0, 51.41)], [(0.5, 3.0, 0.5), (3.0, 0.5, 0.5)])
    turn = np.sin(np.pi / 8)
    world.turn[1], world.turn[2] = (0.0, turn, 0.0, np.cos(np.pi / 8)), (turn, 0.0, 0.0, np.cos(np.pi / 8))
    world.step()
    [pair] = world.pair[world.pair[:, 5] > 0]
    assert pair[5] == 1
    np.testing.assert_allclose(np.abs(world.point[0, :3]), (0, 0, 1), atol=1e-6)
    np.testing.assert_allclose(world.point[0, 24:26], 0.0, atol=1e-6)


def test_ten_boxes_tumble_into_a_heap_that_holds_still():
    rng = np.random.default_rng(4)
    count = 40
    halves = rng.uniform(0.15, 0.6, (count, 3))
    world = world_of(np.column_stack([rng.uniform(-1.5, 1.5, (count, 2)), 2.0 + 1.2 * np.arange(count)]), halves)
    run(world, 7.0)
    assert np.linalg.norm(world.speed[1 : count + 1, :3], axis=1).max() < 0.05
    gaps = world.point[world.point[:, 19] > 0, 15]
    assert gaps.min() > -0.02, "no two overlap by more"
    assert world.bottom.min() > -0.01


def test_no_overlap_is_told_as_less_than_it_is():
    """A block at random on a frustum, on its top, its slopes and its edges; by every axis of faces and edges."""
    rng = np.random.default_rng(5)
    scene = boxes([(0.0, 0.0, 0.5), (0.0, 0.0, 5.0)], [(0.5, 0.5, 0.5), (0.4, 0.3, 0.2)], [("concrete", "slab")] * 2)
    frustum = scene.vertices.copy()
    frustum[:8][frustum[:8, 2] > 0] *= np.float32([0.3, 0.3, 1.0])
    world = World(replace(scene, vertices=frustum), step_s=STEP, friction=0.6)
    for row in range(2):
        world.add(np.array([row]), dynamic=True)
    judged = 0
    for _ in range(200):
        turn = rng.normal(size=4)
        way = rng.normal(size=3)
        world.place(1, np.array([0.0, 0.0, 20.0]), np.array([0.0, 0.0, 0.0, 1.0]), np.zeros(3), np.zeros(3))
        place = np.array([0.0, 0.0, 20.0]) + way / np.linalg.norm(way) * rng.uniform(0.5, 0.8)
        world.place(2, place, turn / np.linalg.norm(turn), np.zeros(3), np.zeros(3))
        world.meet()
        edges = [world._corner[edge[1]] - world._corner[edge[0]] for edge in world.hulls.edge]
        crossed = np.cross(np.array(edges)[:, None], np.array(edges)[None]).reshape(-1, 3)
        crossed = crossed[np.linalg.norm(crossed, axis=1) > 0.05]
        axes = np.concatenate([world._normal, crossed / np.linalg.norm(crossed, axis=1)[:, None]])
        a, b = (world._corner[row * 8 : row * 8 + 8] @ axes.T for row in (0, 1))
        depth = np.minimum(a.max(axis=0) - b.min(axis=0), b.max(axis=0) - a.min(axis=0)).min()
        if depth > 0.01:
            pair = world.pair[world.pair[:, 1] >= 0][0]
            told = -world.point[pair[4] : pair[4] + pair[5], 15]
            judged += 1
            assert len(told)
            assert told.max() > depth - 0.005
    assert judged > 100
