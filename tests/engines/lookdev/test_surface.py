"""Measures of surfaces, on pictures whose texture, grain and shine are known because they were made so."""

from __future__ import annotations

import numpy as np
import pytest

from rushes.engines.lookdev.surface import surface_of

SIZE = 320
WHOLE = np.ones((SIZE, SIZE), bool)


def grey(light):
    return np.repeat(np.clip(light, 0, 1)[..., None], 3, axis=-1).astype(np.float32)


def blobs(size_px, spread=0.06, seed=4):
    """Noise whose blobs are of a size."""
    import cv2

    rng = np.random.default_rng(seed)
    made = cv2.GaussianBlur(rng.standard_normal((SIZE, SIZE)).astype(np.float32), (0, 0), size_px / 2)
    return grey(0.45 + spread * made / made.std())


def ball(shine):
    """A ball lit from above and the left: light by Lambert, a highlight by Phong."""
    y, x = np.mgrid[-1.2 : 1.2 : SIZE * 1j, -1.2 : 1.2 : SIZE * 1j]
    inside = x**2 + y**2 < 1
    z = np.sqrt(np.maximum(1 - x**2 - y**2, 0))
    lambert = np.maximum(0.45 * -x + 0.5 * -y + 0.74 * z, 0)
    light = 0.08 + 0.4 * lambert + shine * np.maximum(2 * lambert * z - 0.74, 0) ** 24
    return grey(np.where(inside, light, 0.5)), inside


def test_a_texture_is_as_strong_as_it_was_made():
    spreads = [surface_of(blobs(4, spread), WHOLE).texture for spread in (0.01, 0.03, 0.06)]
    assert spreads == sorted(spreads)
    assert spreads[2] / spreads[0] == pytest.approx(6, rel=0.2)
    assert surface_of(grey(np.full((SIZE, SIZE), 0.4)), WHOLE).texture < 1e-4


def test_coarser_blobs_are_found_to_be_coarser():
    sizes = [surface_of(blobs(size), WHOLE).size for size in (1.5, 4, 10)]
    assert sizes == sorted(sizes)
    assert sizes[2] > 2.5 * sizes[0]


@pytest.mark.parametrize("degrees", [0, 30, 90])
def test_stripes_run_one_way_and_blobs_do_not(degrees):
    y, x = np.mgrid[:SIZE, :SIZE]
    along = x * np.cos(np.radians(degrees)) + y * np.sin(np.radians(degrees))
    assert surface_of(grey(0.4 + 0.05 * np.sin(along)), WHOLE).one_way > 0.9
    assert surface_of(blobs(4), WHOLE).one_way < 0.3


def test_a_glossy_ball_has_highlights_and_a_matt_one_none():
    measured = [surface_of(*ball(shine)) for shine in (0.0, 0.25, 0.6)]
    assert measured[0].highlights == 0
    assert measured[2].highlights > measured[1].highlights >= 0
    assert measured[2].highlights > 0.01
    assert measured[2].skew > measured[0].skew + 0.5


def test_what_lies_around_is_no_texture_and_pieces_are_told():
    picture = grey(np.full((SIZE, SIZE), 0.9))
    disc = ball(0.0)[1]
    picture[disc] = 0.3
    assert surface_of(picture, disc).texture < 0.002
    assert surface_of(picture, disc).in_one == 1.0
    rows = np.zeros((SIZE, SIZE), bool)
    for top in (0, 110, 220):
        rows[top : top + 60] = True
    assert surface_of(picture, rows).in_one == pytest.approx(1 / 3, abs=0.02)


def test_too_little_is_not_measured():
    small = np.zeros((SIZE, SIZE), bool)
    small[:20, :20] = True
    assert surface_of(blobs(4), small) is None
