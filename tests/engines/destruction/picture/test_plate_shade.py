"""The shade round a building's foot is read off its plate: where its edge is, how dark it is, and that there is none where the sun shines."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from rushes.brief import Camera, Light
from rushes.engines.destruction.picture.plate_shade import DARKEST, PlateShade, shade_of
from rushes.engines.destruction.shot.camera_move import camera_path
from rushes.engines.destruction.shot.light import LightRig, light_rig
from rushes.show import FrameRange

SIZE = (180, 320)
EXTENT = np.array([[-6.0, -6.0, 0.0], [6.0, 6.0, 12.0]])
CAMERA = camera_path(
    Camera(azimuth_deg=0.0), EXTENT, FrameRange.of_length(2), SIZE[1], SIZE[0], rate=Fraction(24), seed=1
)


def rig(**given: object) -> LightRig:
    return light_rig(Light(**given), camera_azimuth_deg=0.0)


def street(ground: float, wall: float, shade_m: float) -> np.ndarray:
    """Return a street before a wall that is as dark as open shade up to a height."""
    from rushes.engines.destruction.air.dust_light import ground_distance, rays_of

    rays, _ = rays_of(CAMERA, 1001, SIZE[1], SIZE[0])
    eye = CAMERA.position[0]
    reach = np.hypot(eye[0], eye[1])
    height = eye[2] + rays[..., 2] / np.maximum(np.hypot(rays[..., 0], rays[..., 1]), 1e-6) * reach
    picture = np.full((*SIZE, 3), wall, np.float32)
    picture[height < shade_m] = ground * 2
    picture[ground_distance(eye, rays) < reach * 1.3] = ground
    return picture


def read(picture: np.ndarray, light: LightRig, *, sun_given: bool = False) -> PlateShade | None:
    hidden = np.zeros(SIZE, np.float32)
    hidden[60:150, 120:200] = 1.0
    return shade_of(light, picture, hidden, CAMERA, EXTENT, sun_given=sun_given)


@pytest.mark.parametrize("edge", [4.0, 7.0])
def test_its_edge_is_where_the_plate_shows_it(edge: float) -> None:
    found = read(street(0.02, 0.5, edge), rig())
    assert found is not None
    assert found.height_m == pytest.approx(edge, abs=1.2)


def test_darker_shade_dims_more() -> None:
    deep, open_ = (read(street(ground, 0.5, 5.0), rig()) for ground in (0.008, 0.03))
    assert deep is not None
    assert open_ is not None
    assert DARKEST <= deep.level < 0.6 * open_.level
    assert open_.level < 0.5


def test_there_is_none_in_the_sun_under_cloud_or_where_the_brief_says_that_it_shines() -> None:
    assert read(street(0.14, 0.7, 0.0), rig()) is None
    assert read(street(0.02, 0.5, 5.0), rig(weather="overcast")) is None
    assert read(street(0.02, 0.5, 5.0), rig(), sun_given=True) is None
