import numpy as np
import pytest
from sunny_plate import rig, sunny
from synthetic_plate import Taken

from rushes.engines.matchmove import draw_overlay, estimate_sun, find_segments, match_camera
from rushes.engines.matchmove.sun import clear_sky, direction
from rushes.media.colour import ACESCG
from rushes.media.picture import Picture

TAKEN = Taken(yaw=14, tilt=6, x=8, back=34, eye=5, focal=0.75, width=720, height=480)


def estimated(azimuth, elevation, weather="clear", taken=TAKEN):
    light = rig(azimuth, elevation, weather)
    pixels, sky = sunny(taken, light)
    picture = Picture(pixels, ACESCG)
    match = match_camera(
        find_segments(picture),
        picture.size,
        corners=taken.corners,
        facade_height_m=taken.facade_height,
        focal_px=taken.focal * taken.width,
    )
    return estimate_sun(match, pixels, sky), light, match, picture


@pytest.mark.parametrize(("azimuth", "elevation"), [(40, 35), (-60, 25)])
def test_the_sun_of_a_drawn_plate_is_found(azimuth, elevation):
    sun, light, _, _ = estimated(azimuth, elevation)
    assert sun.azimuth_deg == pytest.approx(azimuth, abs=6)
    assert sun.elevation_deg == pytest.approx(elevation, abs=6)
    assert sun.azimuth_error_deg < 10
    assert abs(sun.azimuth_deg - azimuth) < 3 * sun.azimuth_error_deg
    assert sun.direction @ direction(azimuth, elevation) > np.cos(np.radians(7))
    assert sun.sun_over_sky == pytest.approx(light.sun_strength / (np.pi * light.sky_strength), rel=0.2)
    blue, red = sun.sky_over_sun[2], sun.sky_over_sun[0]
    assert blue / red == pytest.approx(
        (light.sky_colour[2] / light.sun_colour[2]) / (light.sky_colour[0] / light.sun_colour[0]), rel=0.3
    )
    assert len(sun.cues) == 3


def test_what_is_not_told_is_not_told():
    sun, _, match, picture = estimated(30, 40, "overcast")
    assert sun.overcast
    assert (sun.azimuth_deg, sun.elevation_deg, sun.direction, sun.sun_over_sky) == (None, None, None, None)
    blank = estimate_sun(match, np.full_like(picture.pixels, 0.2), np.zeros(picture.pixels.shape[:2], dtype=bool))
    assert blank.azimuth_deg is None
    assert blank.cues == ()
    assert not blank.overcast
    assert blank.to_json()["azimuth_error_deg"] > 60


def test_a_clear_sky_is_brightest_at_its_sun_and_at_the_horizon():
    cosine = np.cos(np.radians([[2.0], [40.0], [90.0]]))
    shape = clear_sky(np.array([[0.5], [0.5], [0.5]]), cosine, 3.0)[:, 0]
    assert shape[0] > 2 * shape[1] > 2 * shape[2]
    low, high = clear_sky(np.array([[0.05], [0.9]]), np.zeros((2, 1)), 3.0)[:, 0]
    assert low > high


def test_the_overlay_shows_posts_and_rays(tmp_path):
    from PIL import Image

    taken = Taken()
    match = match_camera(np.zeros((0, 4)), (960, 640), corners=taken.corners, facade_height_m=15.0)
    grey = Picture(np.full((640, 960, 3), 0.2, np.float32), ACESCG)
    draw_overlay(match, grey, tmp_path / "without.png")
    draw_overlay(match, grey, tmp_path / "with.png", toward_sun=direction(40, 35))
    without, shown = (np.asarray(Image.open(tmp_path / name)).astype(int) for name in ("without.png", "with.png"))
    changed = np.abs(shown - without).max(axis=2) > 40
    assert 300 < changed.sum() < 30_000
    amber = (shown[..., 0] > 200) & (shown[..., 1] > 120) & (shown[..., 2] < 80)
    assert amber.sum() > 100
