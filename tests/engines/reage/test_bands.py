import numpy as np
import pytest

from rushes.engines.reage.bands import NAMES, band_deltas, blurred, tone_deltas

IOD = 200.0
MOST_LEFT = {-0.2: 0.5, 0.2: 0.75}


def wrinkled(rng):
    y = np.mgrid[0:240, 0:240][0].astype(float)
    line = -0.35 * np.exp(-((np.mod(y, 60) - 30) ** 2) / (2 * 3.0**2))
    grain = rng.normal(0, 0.01, (240, 240))
    light = 0.3 * np.exp(line + grain)
    return np.repeat(light[..., None], 3, axis=2).astype(np.float32) * np.array([1.0, 0.7, 0.5], np.float32)


def test_lines_go_and_grain_stays():
    light = wrinkled(np.random.default_rng(1))
    skin = np.ones(light.shape[:2], np.float32)
    gains = {name: np.ones(light.shape[:2], np.float32) for name in NAMES}
    after = light + sum(band_deltas(light, skin, gains, IOD).values())
    row, was = np.log(after[:, :, 0]).mean(axis=1), np.log(light[:, :, 0]).mean(axis=1)
    assert np.ptp(row[30:-30]) < 0.4 * np.ptp(was[30:-30])
    fine = np.diff(np.log(after[..., 0]), axis=1).std() / np.diff(np.log(light[..., 0]), axis=1).std()
    assert 0.9 < fine < 1.05
    np.testing.assert_allclose(after[..., 1] / after[..., 0], 0.7, rtol=1e-3)


def test_below_nothing_makes_older():
    light = wrinkled(np.random.default_rng(2))
    skin = np.ones(light.shape[:2], np.float32)
    gains = {name: np.full(light.shape[:2], -0.5, np.float32) for name in NAMES}
    after = light + sum(band_deltas(light, skin, gains, IOD).values())
    assert np.ptp(np.log(after).mean(axis=(1, 2))) > 1.2 * np.ptp(np.log(light).mean(axis=(1, 2)))


def test_outside_the_skin_nothing_is_added():
    light = wrinkled(np.random.default_rng(3))
    skin = np.zeros(light.shape[:2], np.float32)
    skin[:, :100] = 1
    gains = {name: np.ones(light.shape[:2], np.float32) for name in NAMES}
    deltas = band_deltas(light, skin, gains, IOD) | tone_deltas(light, skin, 1.0, 1.0, IOD)
    assert all((delta[:, 100:] == 0).all() for delta in deltas.values())


def test_a_spot_goes_and_its_neighbours_keep_their_colour():
    light = np.full((240, 240, 3), [0.3, 0.2, 0.15], np.float32)
    light[110:116, 110:116] *= np.array([0.9, 0.7, 0.6], np.float32)
    skin = np.ones(light.shape[:2], np.float32)
    after = light + tone_deltas(light, skin, 1.0, 0.0, IOD)["tone"]
    ratio = lambda picture, at: picture[at][0] / picture[at][2]  # noqa: E731 - one line says it
    assert abs(ratio(after, (113, 113)) - 2.0) < 0.5 * abs(ratio(light, (113, 113)) - 2.0)
    assert abs(ratio(after, (20, 20)) - 2.0) < 0.02


def test_a_deep_crease_leaves_no_thin_line():
    light = np.full((240, 240, 3), 0.3, np.float32)
    x = np.arange(240)
    light *= np.exp(-0.7 * np.exp(-((x - 120.0) ** 2) / (2 * 1.2**2)))[None, :, None].astype(np.float32)
    skin = np.ones(light.shape[:2], np.float32)
    gains = {name: np.ones(light.shape[:2], np.float32) for name in NAMES}
    after = light + sum(band_deltas(light, skin, gains, IOD).values())
    depth, was = (-np.log(picture[120, 120, 0] / 0.3) for picture in (after, light))
    assert depth < 0.35 * was


def test_evening_leaves_the_red_of_a_cheek_and_takes_a_blotch():
    y, x = np.mgrid[0:400, 0:400]
    skin = np.ones((400, 400), np.float32)

    def red(sigma):
        share = 0.25 * np.exp(-((x - 200) ** 2 + (y - 200) ** 2) / (2 * sigma**2))
        return (np.array([0.3, 0.2, 0.15]) * np.exp(share[..., None] * [1.0, -0.6, -0.4])).astype(np.float32)

    def left(sigma):
        light = red(sigma)
        after = light + tone_deltas(light, skin, 0.0, 1.0, IOD)["tone"]
        own = lambda picture: np.log(picture[200, 200, 0] / picture[200, 200, 1]) - np.log(1.5)  # noqa: E731
        return own(after) / own(light)

    assert left(0.3 * IOD) > 0.97
    assert left(0.035 * IOD) < 0.75


def test_a_wide_blur_is_the_same_when_worked_out_small():
    import cv2

    rng = np.random.default_rng(5)
    values = rng.normal(0, 1, (150, 190)).astype(np.float32)
    weight = (rng.random((150, 190)) > 0.3).astype(np.float32)

    whole = cv2.GaussianBlur(values * weight, (0, 0), 16) / cv2.GaussianBlur(weight, (0, 0), 16)
    assert np.abs(blurred(values, weight, 16.0) - whole)[20:-20, 20:-20].max() < 0.12 * whole.std() + 0.01


@pytest.mark.parametrize("strength", [-0.2, 0.2])
def test_a_faint_line_goes_whether_it_is_dark_or_a_glint_and_weak_relief_stays(strength):
    y, x = np.mgrid[0:240, 0:240].astype(float)
    relief = 0.012 * np.sin(2 * np.pi * x / 9) * (x > 140)
    line = strength * np.exp(-((y - 120) ** 2) / (2 * 2.4**2)) * (x < 120)
    light = np.repeat((0.1 * np.exp(line + relief))[..., None], 3, axis=2).astype(np.float32)
    skin = np.ones(light.shape[:2], np.float32)
    gains = dict.fromkeys(NAMES, skin)
    was, now = np.log(light[..., 0]), np.log((light + sum(band_deltas(light, skin, gains, IOD).values()))[..., 0])
    assert np.ptp(now[60:180, 20:100].mean(axis=1)) < MOST_LEFT[strength] * np.ptp(was[60:180, 20:100].mean(axis=1))
    assert np.abs(now - was)[:, 165:].max() < 1e-3
