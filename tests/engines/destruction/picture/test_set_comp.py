from __future__ import annotations

import numpy as np
import pytest

from rushes.engines.destruction.picture.set_comp_step import REFLECTS, in_dust, room_light

PICTURE = np.full((90, 160, 3), 0.1, np.float32)


def test_where_no_dust_is_the_picture_is_untouched():
    assert in_dust(PICTURE, np.zeros((90, 160, 4), np.float32)) is PICTURE


def test_thick_dust_hides_all_and_has_the_rooms_light():
    dust = np.concatenate([np.full((90, 160, 3), 0.4), np.ones((90, 160, 1))], axis=2).astype(np.float32)
    np.testing.assert_allclose(in_dust(PICTURE, dust), 0.4 * 0.1 / REFLECTS, rtol=1e-4)


def test_dust_is_brighter_and_warmer_beside_a_lamp_than_far_from_it():
    picture = PICTURE.copy()
    picture[40:50, 20:30] = (30.0, 15.0, 4.0)
    light = room_light(picture)
    near, far = light[45, 40], light[45, 150]
    assert near.sum() > 1.2 * far.sum()
    assert near[0] / near[2] > 1.2 * far[0] / far[2]
    assert light.max() < 10 * light.mean()  # a lamp doesn't set the dust on fire


@pytest.mark.parametrize("share", [0.25, 0.75])
def test_half_dust_shows_half_of_the_picture(share):
    dust = np.zeros((90, 160, 4), np.float32)
    dust[..., 3] = share
    np.testing.assert_allclose(in_dust(PICTURE, dust), PICTURE * (1 - share), rtol=1e-5)
