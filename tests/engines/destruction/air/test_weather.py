from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from rushes.brief import Camera
from rushes.engines.destruction.air.weather import (
    AIR,
    FALL,
    Air,
    air_colour,
    backdrop_depth,
    banks,
    falling,
    sight,
    transmission,
)
from rushes.engines.destruction.shot.camera_move import camera_path
from rushes.show import FrameRange

EXTENT = np.array([[-10.0, -6.0, 0.0], [10.0, 6.0, 24.0]])
CAMERA = camera_path(
    Camera(tilt_deg=0.0, azimuth_deg=0.0, distance_m=50.0),
    EXTENT,
    FrameRange(1001, 1010),
    96,
    54,
    rate=Fraction(24),
    seed=1,
)
FAR = np.full((54, 96), 1e9, np.float32)


def left(air, depth, *, seconds=0.0, seed=1):
    density = banks(air, depth.shape, seconds=seconds, seed=seed)
    return transmission(air, depth, sight(CAMERA, 1001), density)


def test_level_air_follows_koschmieder():
    even = Air(0.02, 1e9, 0.0)
    depth = np.full((54, 96), 40.0, np.float32)
    assert left(even, depth)[27, 48] == pytest.approx(np.exp(-0.8), rel=1e-3)


def test_sight_agrees_with_the_cameras_own_projection():
    seen = sight(CAMERA, 1001)
    eye, depth = CAMERA.position[0], 30.0
    turn = CAMERA.rotation(1001)
    x, y = 70, 11
    focal = CAMERA.focal_px(1001)
    ray = turn @ np.array([(x + 0.5 - 48) / focal, (27 - y - 0.5) / focal, -1.0])
    assert CAMERA.project((eye + depth * ray)[None], 1001)[0] == pytest.approx([x + 0.5, y + 0.5, depth])
    assert seen.rise[y, x] == pytest.approx(ray[2], abs=1e-6)
    assert seen.length[y, x] == pytest.approx(np.linalg.norm(ray), abs=1e-6)


def test_farther_is_hidden_more():
    depths = [left(AIR["fog"], np.full((54, 96), d, np.float32))[27, 48] for d in (0.0, 10.0, 50.0, 300.0)]
    assert depths == sorted(depths, reverse=True)
    assert depths[0] == 1.0
    assert depths[-1] < 0.1


def test_fog_is_thinner_above():
    even = replace(AIR["fog"], unevenness=0.0)
    seen = left(even, np.full((54, 96), 50.0, np.float32))[:, 48]
    assert seen[2] > seen[27] + 0.05


def test_clear_air_hides_next_to_nothing():
    assert left(AIR["clear"], np.full((54, 96), 60.0, np.float32)).min() > 0.97


def test_banks_drift_and_are_seeded():
    depth = np.full((54, 96), 50.0, np.float32)
    one = left(AIR["fog"], depth)
    assert np.array_equal(one, left(AIR["fog"], depth))
    assert not np.array_equal(one, left(AIR["fog"], depth, seed=2))
    assert 0 < np.abs(one - left(AIR["fog"], depth, seconds=0.5)).mean() < 0.05


def test_photographs_ground_recedes_to_its_backdrop():
    depth = backdrop_depth(CAMERA, 1001, sight(CAMERA, 1001), 90.0)
    assert (depth[:27] == 90.0).all()
    assert (np.diff(depth[28:, 48]) <= 0).all()
    focal = CAMERA.focal_px(1001)
    assert depth[53, 48] == pytest.approx(1.7 / ((53.5 - 27) / focal), rel=1e-3)


def test_air_takes_the_skys_colour_half_grey():
    picture = np.zeros((54, 96, 3), np.float32)
    picture[:27] = (0.4, 0.6, 1.2)
    colour = air_colour(picture, CAMERA, 1001)
    assert colour[2] > colour[0]
    assert colour.max() - colour.min() == pytest.approx(0.4, abs=0.01)


@pytest.mark.parametrize("name", ["snow", "rain"])
def test_what_falls_is_seeded_and_moves(name):
    one = falling(FALL[name], FAR, CAMERA, 1003, rate=24, seed=1)
    assert 0.003 < one.mean() < 0.5
    assert one.max() <= 1
    assert np.array_equal(one, falling(FALL[name], FAR, CAMERA, 1003, rate=24, seed=1))
    assert not np.array_equal(one, falling(FALL[name], FAR, CAMERA, 1004, rate=24, seed=1))
    assert not np.array_equal(one, falling(FALL[name], FAR, CAMERA, 1003, rate=24, seed=2))


def test_what_stands_nearer_hides_it():
    depth = FAR.copy()
    depth[:, :48] = 1.0
    cover = falling(FALL["snow"], depth, CAMERA, 1003, rate=24, seed=1)
    assert cover[:, :48].mean() < 0.3 * cover[:, 48:].mean()
    assert falling(FALL["snow"], np.zeros_like(FAR), CAMERA, 1003, rate=24, seed=1).max() == 0


def test_rain_falls_steeply():
    cover = falling(FALL["rain"], FAR, CAMERA, 1003, rate=24, seed=1)
    assert np.abs(np.diff(cover, axis=0)).mean() < 0.6 * np.abs(np.diff(cover, axis=1)).mean()
