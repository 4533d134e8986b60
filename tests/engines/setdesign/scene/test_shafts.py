from __future__ import annotations

import numpy as np
import pytest

from rushes.engines.setdesign.scene.piece import Camera
from rushes.engines.setdesign.scene.shafts import SCATTER_PER_M, Shaft, haze_light, rays, through

SLIT = Shaft(
    np.array([[-1.0, 0.0, 2.0], [1.0, 0.0, 2.0], [1.0, 0.0, 2.5], [-1.0, 0.0, 2.5]]),
    np.array([0.0, np.cos(0.6), -np.sin(0.6)]),
    1000.0,
    (1.0, 0.9, 0.8),
)
CAMERA = Camera("1", (-5.0, 1.5, 1.4), (0.0, 1.5, 1.2), 28.0)


def inside(place):
    """Say whether the sun reaches a place: follow its light back to the opening."""
    back = place - SLIT.toward * (place[..., 1:2] / SLIT.toward[1])
    return (np.abs(back[..., 0]) < 1.0) & (back[..., 2] > 2.0) & (back[..., 2] < 2.5) & (place[..., 1] > 0)


def test_a_line_of_sight_is_in_a_shaft_just_where_the_sun_reaches_it():
    sight = rays(CAMERA, 24, 14)
    near, far = through(np.array(CAMERA.at), sight, SLIT)
    steps = np.linspace(0.01, 20.0, 4000)
    lit = inside(np.array(CAMERA.at) + steps[:, None, None, None] * sight)
    length = lit.sum(axis=0) * (steps[1] - steps[0])
    assert length.max() > 1.0
    np.testing.assert_allclose(np.maximum(far - near, 0.0), length, atol=0.02)


def test_haze_is_light_only_where_a_shaft_is_and_nothing_hides_it():
    depth = np.full((14, 24), 15.0, np.float32)
    seen = haze_light(CAMERA, depth, [SLIT], 0.5)
    assert seen.min() == 0.0
    assert seen.max() > 0.0
    assert haze_light(CAMERA, np.full_like(depth, 1.0), [SLIT], 0.5).max() == 0.0
    thin = haze_light(CAMERA, depth, [SLIT], 0.25)
    assert seen.sum() / thin.sum() == pytest.approx(2.0, rel=SCATTER_PER_M * 8)
    where = seen.sum(axis=-1) > 0
    np.testing.assert_allclose(seen[where][:, 2] / seen[where][:, 0], 0.8, rtol=1e-5)
