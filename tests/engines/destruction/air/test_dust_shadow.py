"""The cloud's shadow darkens the ground it falls on, and only that; it is softest where it ends."""

from __future__ import annotations

import numpy as np
import pytest

from rushes.engines.destruction.air.dust_exposure import DustLight
from rushes.engines.destruction.air.dust_shadow import WAYS_IN_AIR, WAYS_TO_GROUND, Casting, shadow_of

CELL = 0.8
SUNNY = DustLight((0.6, 0.0, 0.8), (1.0, 0.9, 0.8), (0.2, 0.25, 0.35), np.ones(2))


@pytest.fixture
def casting() -> Casting:
    """A block of dust of 8 m, standing on the ground in the middle of 40 m."""
    thick = np.zeros((50, 50, 20), np.float32)
    thick[20:30, 20:30, :10] = 1.0
    coarse = thick.reshape(25, 2, 25, 2, 10, 2).mean(axis=(1, 3, 5))
    return Casting(thick, np.ascontiguousarray(coarse), np.array([-20.0, -20.0, 0.0]), CELL, 0.9)


def ground(xs: list[float], y: float = 0.0) -> np.ndarray:
    return np.array([[[x, y, 0.0] for x in xs]], np.float32)


def test_it_falls_away_from_the_sun_and_not_far_off(casting: Casting) -> None:
    lee, sunny, far = shadow_of(casting, ground([-7.0, 12.0, 90.0]), SUNNY)[0, :, 0]
    assert lee < 0.35
    assert sunny > 0.85
    assert far == 1.0


def test_it_is_never_light(casting: Casting) -> None:
    points = np.stack(np.meshgrid(np.linspace(-60, 60, 41), np.linspace(-60, 60, 41)) + [np.zeros((41, 41))], axis=-1)
    left = shadow_of(casting, points.astype(np.float32), SUNNY)
    assert left.max() <= 1.0
    assert left.min() > 0.0


def test_the_sun_alone_agrees_with_the_way_through_the_block(casting: Casting) -> None:
    sun = DustLight((0.0, 0.0, 1.0), (1.0,) * 3, (0.0,) * 3, np.ones(2))
    under = shadow_of(casting, ground([0.0]), sun)[0, 0, 0]
    assert under == pytest.approx(np.exp(-0.9 * 8.0), abs=0.01)


def test_the_ground_beside_a_dense_foot_is_dimmed_softly(casting: Casting) -> None:
    cloudy = DustLight((0.0, 0.0, 1.0), (0.0,) * 3, (1.0,) * 3, np.ones(2))
    left = shadow_of(casting, ground(list(np.arange(5.2, 30.0, 0.8))), cloudy)[0, :, 0]
    assert left[0] < 0.8
    assert left[-1] > 0.97
    assert (np.diff(left) > -0.02).all()
    assert np.abs(np.diff(left)).max() < 0.12


def test_it_takes_the_suns_colour_away_and_leaves_the_skys(casting: Casting) -> None:
    red, _, blue = shadow_of(casting, ground([-7.0]), SUNNY)[0, 0]
    assert blue > red


def test_where_no_sun_comes_it_can_take_none(casting: Casting) -> None:
    shade = DustLight(SUNNY.direction, SUNNY.sun, SUNNY.sky, np.zeros(2))
    point = ground([-9.0])
    assert shadow_of(casting, point, shade)[0, 0, 0] > shadow_of(casting, point, SUNNY)[0, 0, 0]


def test_the_sky_has_none(casting: Casting) -> None:
    assert shadow_of(casting, np.full((2, 2, 3), np.nan, np.float32), SUNNY).min() == 1.0


def test_ways_are_unit_vectors_upward() -> None:
    for ways in (WAYS_TO_GROUND, WAYS_IN_AIR):
        np.testing.assert_allclose(np.linalg.norm(ways, axis=1), 1.0)
        assert (ways[:, 2] > 0).all()
