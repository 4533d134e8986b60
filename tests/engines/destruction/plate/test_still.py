"""What is still is told for what is no piece, too: debris, bars and cloth, each part for itself."""

from __future__ import annotations

import numpy as np
import pytest
from small_scene import FRAMES, RATE, boxes, camera_at, light, motion_of

from rushes.engines.destruction.debris.curtains_field import COLUMNS, ROWS, Curtains
from rushes.engines.destruction.plate.still import StillDrawer
from rushes.engines.destruction.stage.scene import read_scene, write_scene

ACROSS, DOWN = np.meshgrid(np.linspace(-1.0, 1.0, COLUMNS), np.linspace(3.5, 0.5, ROWS))
CLOTH = np.stack([ACROSS, np.zeros_like(ACROSS), DOWN], axis=-1).reshape(-1, 3)


@pytest.fixture
def drawer(tmp_path):
    """Two drapes of one textile before a far box: the left one hangs, the right one falls by 20 cm a frame."""
    pieces = boxes([[0, 30, 2]], [[1, 1, 1]], [("concrete", "slab")])
    points = np.tile(CLOTH, (len(FRAMES) + 2, 2, 1, 1)).astype(np.float32)
    points[:, 0, :, 0] -= 3.0
    points[:, 1, :, 0] += 3.0
    points[:, 1, :, 2] -= 0.2 * np.arange(len(points))[:, None]
    frames = np.arange(FRAMES.first - 1, FRAMES.last + 2, dtype=np.int32)
    path, curtains = tmp_path / "scene.usdc", Curtains(frames, points, np.array([0, 0]))
    write_scene(
        path, pieces, motion_of(pieces), camera=camera_at(), light=light(), frames=FRAMES, rate=RATE, curtains=curtains
    )
    return StillDrawer(read_scene(path, range(FRAMES.first - 1, FRAMES.last + 2)), camera_at())


def test_a_drape_that_hangs_stays_the_plates_and_one_that_falls_does_not(drawer):
    still = drawer.draw(FRAMES.last, shutter=0.5, seed=1)
    half = still.still.shape[1] // 2
    assert still.still[:, :half].sum() > 10
    assert still.moved[:, :half].max() < 0.01
    assert still.moved[:, half:].sum() > 10
    assert still.still[:, half:].sum() < 0.2 * still.moved[:, half:].sum()


def test_a_frame_in_which_cloth_alone_moves_is_not_at_rest(drawer):
    assert not drawer.at_rest(FRAMES.last)
    assert drawer.shift_px(FRAMES.last).shape == (1,)
    assert drawer.shift_px(FRAMES.last).max() == pytest.approx(0.0, abs=1e-6)
