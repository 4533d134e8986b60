from dataclasses import replace

import numpy as np
import pytest
from synthetic_plate import Taken, photograph

from rushes.engines.matchmove import draw_overlay, find_windows, match_camera
from rushes.media.colour import SRGB_TEXTURE
from rushes.media.picture import Picture

CAMERAS = [
    Taken(yaw=-30, tilt=12, x=-16, back=26),
    Taken(yaw=0, tilt=14, x=0),
    Taken(yaw=22, tilt=-6, focal=1.1, eye=14.0, x=12, back=34),
]
DRAWN = [(x, x + 1.3, z, z + 1.5) for z in np.arange(0.8, 13.4, 3.0) for x in np.arange(-9.2, 8.2, 2.4)]


def solved(taken):
    return match_camera(
        np.zeros((0, 4)),
        (taken.width, taken.height),
        corners=taken.corners,
        facade_height_m=taken.facade_height,
        focal_px=taken.focal * taken.width,
    )


def seen(taken, **how):
    return photograph(taken, **how).astype(np.float32) / 255


def matched(found):
    """Return how many of the drawn windows were found, and the largest error of their sides [m]."""
    off = [min(np.abs(np.array(rect) - drawn).max() for drawn in DRAWN) for rect in found.rects]
    return sum(one < 0.25 for one in off), max(off, default=0.0)


@pytest.mark.parametrize("taken", CAMERAS, ids=range(len(CAMERAS)))
def test_the_windows_of_a_drawn_facade_are_found(taken):
    found = find_windows(solved(taken), seen(taken))
    count, worst = matched(found)
    assert count == len(found.rects)
    assert count >= 36  # of forty
    assert worst < 0.15
    assert found.pitch_m == pytest.approx(2.4, abs=0.05)
    assert found.storey_m == pytest.approx(3.0, abs=0.05)
    assert len(found.rows) == 5
    assert found.to_json()["windows"][0] == list(found.rects[0])


def test_half_the_facade_in_shadow_keeps_its_windows():
    taken = CAMERAS[0]
    picture = seen(taken)
    y = np.linspace(0, 1, taken.height)[:, None, None]
    shaded = picture * np.where(y > 0.55, np.float32(0.35), np.float32(1.0))
    count, _ = matched(find_windows(solved(taken), shaded.astype(np.float32)))
    assert count >= 26


def test_a_smaller_picture_and_a_window_behind_a_post_make_no_others():
    import cv2

    taken = CAMERAS[0]
    picture = seen(taken)
    picture[:, 520:545] = 0.45
    small = cv2.resize(picture, (720, 480), interpolation=cv2.INTER_AREA)
    found = find_windows(solved(taken), small)
    count, _ = matched(found)
    assert count >= 0.9 * len(found.rects) > 20


def test_a_facade_without_windows_has_none():
    taken = CAMERAS[0]
    rng = np.random.default_rng(2)
    bricks = np.clip(0.5 + 0.08 * rng.standard_normal((640, 960, 1)) + np.zeros(3), 0, 1).astype(np.float32)
    assert find_windows(solved(taken), bricks).rects == ()
    door = bricks.copy()
    x, y = taken.project([[0, 0, 1.2]])[0, :2].astype(int)
    door[y - 30 : y + 30, x - 12 : x + 12] = 0.05
    assert find_windows(solved(taken), door).rects == ()
    assert find_windows(replace(solved(taken), facade_m=None), bricks).rows == ()


def test_the_overlay_shows_them(tmp_path):
    from PIL import Image

    taken = CAMERAS[1]
    picture = seen(taken)
    match = solved(taken)
    found = find_windows(match, picture)
    draw_overlay(match, Picture(picture, SRGB_TEXTURE), tmp_path / "overlay.png", windows=found.rects)
    shown = np.asarray(Image.open(tmp_path / "overlay.png")).astype(int)
    cyan = (shown[..., 2] > 180) & (shown[..., 1] > 160) & (shown[..., 0] < 130)
    assert cyan.sum() > 500
