import numpy as np
import pytest
from pydantic import ValidationError

from rushes.brief.reage import Hair
from rushes.engines.reage.hair import hair_delta
from rushes.engines.reage.head import Head

IOD = 120.0
DARK, FAIR, WHITE = [0.05, 0.04, 0.03], [0.3, 0.2, 0.1], [0.5, 0.45, 0.42]


def headed(*halves):
    """Return a picture: skin below, hair above, its left and right half of a colour each, with strands; and its mattes."""
    rng = np.random.default_rng(4)
    light = np.full((200, 200, 3), [0.5, 0.3, 0.2], np.float32)
    light[:100, :100], light[:100, 100:] = halves
    light[:100] *= np.exp(rng.normal(0, 0.08, (1, 200, 1))).astype(np.float32)
    sheet = np.zeros((200, 200), np.float32)
    hair, skin = sheet.copy(), sheet.copy()
    hair[:96], skin[104:] = 1, 1
    return light, Head(skin, hair, sheet, np.ones_like(sheet))


def taken(light, head, share, colour=None):
    return light + hair_delta(light, head, {"grey": share, "brows": 0.0}, colour, IOD)


def test_grey_goes_to_the_own_dark_and_strands_stay():
    light, head = headed(DARK, WHITE)
    after = taken(light, head, 1.0)
    level = lambda picture: np.log(picture[20:80, 120:180]).mean()  # noqa: E731 - one line says it
    assert level(after) < level(light) - 1.0
    strands = [np.diff(np.log(picture[50, 120:180, 1])) for picture in (light, after)]
    assert np.corrcoef(*strands)[0, 1] > 0.9
    assert np.abs(after[:90, :90] / light[:90, :90] - 1).max() < 0.35
    assert np.array_equal(after[100:], light[100:])


def test_fair_hair_is_not_grey_hair():
    light, head = headed(DARK, FAIR)
    after = taken(light, head, 1.0)
    assert np.abs(after[20:80, 125:180] / light[20:80, 125:180] - 1).max() < 0.02


def test_a_given_colour_is_reached():
    light, head = headed(WHITE, WHITE)
    after = taken(light, head, 1.0, "#3a2a20")
    assert after[20:80].mean() < 0.3 * light[20:80].mean()
    assert (after[20:80, :, 0] / after[20:80, :, 2]).mean() > 1.3


def test_below_nothing_greys():
    light, head = headed(DARK, DARK)
    after = taken(light, head, -1.0)
    assert after[20:80].mean() > 2 * light[20:80].mean()
    warm = lambda picture: (picture[20:80, :, 0] / picture[20:80, :, 2]).mean()  # noqa: E731 - one line says it
    assert 1.0 < warm(after) < warm(light)


def test_a_bald_head_stays():
    light, head = headed(DARK, WHITE)
    bald = Head(head.skin, 0 * head.hair, head.brows, head.whole)
    assert np.array_equal(taken(light, bald, 1.0), light)


def test_a_colour_is_six_digits():
    with pytest.raises(ValidationError):
        Hair(colour="brown")


def browed(level):
    """Return a picture of skin with a brow of a level, neutral, with some dark hairs on its left; and its mattes."""
    light = np.full((120, 120, 3), [0.5, 0.3, 0.2], np.float32)
    light[50:62, 30:90] = level
    light[50:62, 30:50] = min(level, 0.1)
    brows = np.zeros((120, 120), np.float32)
    brows[46:66, 26:94] = 1
    sheet = np.zeros_like(brows)
    return light, Head(1 - brows, sheet, brows, sheet + 1)


def test_white_brows_go_down_and_black_ones_have_nothing_to_lose():
    for level, most in ((0.6, 0.9), (0.02, 1.001)):
        light, head = browed(level)
        after = light + hair_delta(light, head, {"grey": 0.0, "brows": 1.0}, None, IOD)
        ratio = (after / light)[52:60, 60:85].mean()
        assert ratio < most
        if level < 0.1:
            assert ratio > 0.98
        assert np.array_equal(after[:40], light[:40])


def test_greying_brows_leaves_the_skin_between():
    light, head = browed(0.05)
    after = light + hair_delta(light, head, {"grey": 0.0, "brows": -1.0}, None, IOD)
    assert (after / light)[52:60, 60:85].mean() > 1.15
    assert np.abs(after / light - 1)[46:49, 30:90].max() < 0.05


def test_white_hair_gets_darker_and_keeps_its_own_colour():
    light, head = headed(WHITE, WHITE)
    light[60:90, 60:140] *= [0.6, 0.5, 0.4]  # a shadow, warm from the skin beside it
    after = taken(light, head, 1.0)
    assert after[20:50, 20:80].mean() < 0.9 * light[20:50, 20:80].mean()
    warm = lambda picture: float(np.log(picture[20:50, 20:80, 0] / picture[20:50, 20:80, 2]).mean())  # noqa: E731 - one line says it
    assert warm(after) == pytest.approx(warm(light), abs=0.03)
