import numpy as np

from rushes.engines.reage.warping import warped_delta

IOD = 150.0
SIZE = (240, 240)


def scene():
    """Return a lit disc (a head) with grain before straight stripes, its matte, and a move of its lower right edge inward."""
    rng = np.random.default_rng(2)
    y, x = np.mgrid[0 : SIZE[1], 0 : SIZE[0]].astype(np.float32)
    away = np.hypot(x - 110, y - 110)
    whole = np.clip(70 - away + 0.5, 0, 1).astype(np.float32)
    stripes = np.where((x // 12) % 2 == 0, 0.1, 0.3)
    light = (whole * 0.5 + (1 - whole) * stripes) * np.exp(rng.normal(0, 0.01, SIZE[::-1]))
    reach = np.exp(-((x - 170) ** 2 + (y - 140) ** 2) / (2 * 25.0**2))
    back = np.stack([5.0 * reach, 2.0 * reach], axis=-1)
    back[reach < 0.03] = 0
    return np.repeat(light[..., None], 3, axis=2).astype(np.float32), back.astype(np.float32), whole


def test_where_nothing_moves_nothing_is_added():
    light, back, whole = scene()
    delta = warped_delta(light, back, whole, IOD)
    assert not delta[(back == 0).all(axis=2)].any()
    assert not warped_delta(light, 0 * back, whole, IOD).any()


def test_the_edge_goes_in_and_the_background_stays_straight():
    light, back, whole = scene()
    after = light + warped_delta(light, back, whole, IOD)
    assert after[140, 172].mean() < 0.42 < light[140, 172].mean()
    free = (whole == 0) & (np.hypot(*np.mgrid[-110:130, -110:130]) > 75)
    assert np.abs(after - light)[free].max() < 0.02


def test_grain_stays_in_its_place_and_strength():
    light, back, whole = scene()
    after = light + warped_delta(light, back, whole, IOD)
    inner = np.hypot(*(np.mgrid[0:240, 0:240] - np.array([130, 145])[:, None, None])) < 18
    import cv2

    fine = [np.log(one) - cv2.GaussianBlur(np.log(one), (0, 0), 1.0) for one in (light[..., 0], after[..., 0])]
    assert 0.9 < fine[1][inner].std() / fine[0][inner].std() < 1.05
    assert np.corrcoef(fine[0][inner], fine[1][inner])[0, 1] > 0.95
