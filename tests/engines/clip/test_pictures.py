from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from rushes.brief.scene import Camera, Scene, Shot
from rushes.engines.camera import CameraPath
from rushes.engines.clip.layout.standing import staged
from rushes.engines.clip.picture.flashes import Flash, flashing
from rushes.engines.clip.picture.heavens import heavens, read_sky, seen, write_sky
from rushes.engines.clip.picture.relit import lit, surfaces
from rushes.engines.clip.picture.weather import falling
from rushes.engines.clip.shot.cameras import camera_path
from rushes.engines.clip.staged import Lamp, Sun

SIZE = (96, 54)


@pytest.fixture
def look():
    scene = Scene(place="desert", weather="clear", time_of_day="dawn", shots=(Shot(seconds=1.0, camera=Camera()),))
    stage = staged(scene, 1)
    return stage, camera_path(scene, stage, {}, Fraction(24), SIZE, 1)


def test_the_sky_is_brightest_where_the_sun_is(look, tmp_path):
    stage, _ = look
    sky = heavens(stage.sky, stage.sun, 1, stars=False)
    ways = np.random.default_rng(1).normal(size=(400, 3))
    ways[:, 2] = np.abs(ways[:, 2])
    ways /= np.linalg.norm(ways, axis=1, keepdims=True)
    found = seen(sky, ways[None])[0].mean(axis=1)
    toward = np.array([stage.sun.direction])
    assert seen(sky, toward[None])[0].mean() > np.percentile(found, 97)
    write_sky(tmp_path / "sky.exr", sky)
    assert read_sky(tmp_path / "sky.exr") == pytest.approx(sky)


def test_clouds_hide_the_sun(look):
    grey = staged(Scene(place="desert", weather="overcast"), 1)
    sky = heavens(grey.sky, grey.sun, 1, stars=False)
    high = sky[: sky.shape[0] // 3]
    assert high.max() < 2.5 * high.mean()


def test_rain_falls_in_the_open_and_not_behind_what_is_near(look):
    _, camera = look
    open_air, wall = np.full((54, 96), 100.0, np.float32), np.full((54, 96), 0.5, np.float32)
    light = np.array([0.5, 0.5, 0.5])
    rain = falling("rain", camera, 1005, 24.0, (0.0, 0.0), open_air, light, 1)
    assert 0.002 < (rain > 0.01).mean() < 0.3
    assert falling("rain", camera, 1005, 24.0, (0.0, 0.0), wall, light, 1).max() == 0.0
    assert (falling("rain", camera, 1006, 24.0, (0.0, 0.0), open_air, light, 1) != rain).any()


def test_a_flash_is_where_and_when_it_is(look):
    _, camera = look
    place = tuple(camera.position[0] - 6.0 * camera.rotation(1001)[:, 2])
    flash = (Flash(0.5, place),)
    depth = np.full((54, 96), 50.0, np.float32)
    assert flashing(flash, camera, 1001, 24.0, (54, 96), depth, 0.2) is None
    bright = flashing(flash, camera, 1013, 24.0, (54, 96), depth, 0.2).mean(axis=2)
    row, column = np.unravel_index(int(np.argmax(bright)), bright.shape)
    assert (row, column) == pytest.approx((27, 48), abs=2)
    later = flashing(flash, camera, 1018, 24.0, (54, 96), depth, 0.2)
    assert later.max() < bright.max() * 0.5


def test_a_camera_is_level(look):
    _, camera = look
    assert isinstance(camera, CameraPath)
    for frame in camera.frames:
        assert camera.rotation(frame)[2, 0] == pytest.approx(0.0, abs=1e-9)


def test_a_drafts_surfaces_are_found_in_its_depth(look):
    _, camera = look
    right, up = camera.sight(1001, 96, 54)
    way = (np.stack([right, up, -np.ones_like(right)], axis=-1) @ camera.rotation(1001).T).astype(np.float32)
    eye = camera.position[0].astype(np.float32)
    down = way[..., 2] < -0.01
    depth = np.where(down, -eye[2] / np.minimum(way[..., 2], -1e-3), 1e4).astype(np.float32)
    place, normal = surfaces(depth, way, eye)
    inner = np.zeros_like(down)
    inner[-20:] = True
    assert place[inner][:, 2] == pytest.approx(np.zeros(inner.sum()), abs=1e-3)
    assert normal[inner] == pytest.approx(np.tile([0.0, 0.0, 1.0], (inner.sum(), 1)), abs=0.02)


def test_a_surface_that_looks_at_the_light_is_brighter():
    colour = np.full((1, 2, 3), 0.5, np.float32)
    place = np.zeros((1, 2, 3), np.float32)
    normal = np.array([[[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]], np.float32)
    sun = lit(colour, place, normal, Sun((0.0, 0.0, 1.0), 2.0, (1.0, 1.0, 1.0), 1.0), None, ())
    assert sun[0, 0, 0] == pytest.approx(0.5 * 2.0 / np.pi)
    assert sun[0, 1, 0] == pytest.approx(0.0)
    near, far = (
        lit(colour, place, normal, None, None, (Lamp((0.0, 0.0, away), 100.0, (1.0, 1.0, 1.0)),)) for away in (2.0, 8.0)
    )
    assert near[0, 0, 0] > 2 * far[0, 0, 0]
