"""What shows the same is traced once, and is written under every frame's own number."""

from __future__ import annotations

import numpy as np
import pytest
from render_context import TWO, context
from small_scene import boxes, camera_at, motion_of, staged

from rushes.engines.destruction.picture.alike import alike
from rushes.engines.destruction.picture.render_step import render
from rushes.engines.destruction.stage.scene import read_scene
from rushes.media.exr import read_exr
from rushes.show import FrameRange

FRAMES = FrameRange(1001, 1008)


def scene_of(path, moves_from, camera):
    """Return the pieces of a stage in which the first of two boxes moves from a frame on."""
    pieces = boxes([[0, 0, 2], [3.2, 0, 2]], [[2, 2, 2], [0.8, 0.1, 1.5]], TWO)
    motion = motion_of(pieces, frames=FRAMES)
    late = np.maximum(motion.frame - moves_from + 1, 0)
    motion.position[:, 0, 0] += 0.2 * late
    staged(path / "scene.usdc", pieces, motion, camera, frames=FRAMES)
    return read_scene(path / "scene.usdc", range(FRAMES.first - 1, FRAMES.last + 2))


def test_frames_are_alike_until_the_one_before_something_moves(tmp_path):
    camera = camera_at(frames=FRAMES)
    found = alike(scene_of(tmp_path, 1005, camera), camera, list(FRAMES))
    # At 1004 the next frame already shows it elsewhere: its motion says so.
    assert found == {1001: [1001, 1002, 1003], **{frame: [frame] for frame in range(1004, 1009)}}


def test_under_a_camera_that_moves_no_two_frames_are_alike(tmp_path):
    camera = camera_at(frames=FRAMES, drift=(0.05, 0.0, 0.0))
    found = alike(scene_of(tmp_path, 1100, camera), camera, list(FRAMES))
    assert [len(group) for group in found.values()] == [1] * len(FRAMES)


@pytest.mark.blender
def test_what_is_alike_is_the_same_picture_under_its_own_frame_number(tmp_path):
    folder = tmp_path / "scene"
    folder.mkdir()
    camera = camera_at(frames=FRAMES)
    scene_of(folder, 1004, camera)
    seen = []
    ctx = context(
        tmp_path, folder, 1001, 1003, lambda done, total: seen.append((done, total)), camera=camera.to_json(), samples=1
    )
    render(ctx)
    one, two, three = (read_exr(tmp_path / "out" / f"beauty.{frame}.exr") for frame in (1001, 1002, 1003))
    assert seen == [(0, 3), (2, 3), (3, 3)]
    assert all(np.array_equal(one.channels[name], two.channels[name]) for name in one.channels)
    assert not np.array_equal(one.channels["motion.X"], three.channels["motion.X"])
    assert [exr.header["rushes:frame"] for exr in (one, two)] == [1001, 1002]
