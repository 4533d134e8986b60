"""Pieces merged into one mesh are the same picture as pieces apart."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "engines" / "destruction"))
from small_scene import FRAMES, boxes, camera_at, light, motion_of, staged

from cleared import permit
from rushes.engines.destruction.stage.point_cache import write_point_cache
from rushes.engines.destruction.stage.scene import read_scene
from rushes.engines.destruction.stage.tracing import Tracing, read_layer, trace
from rushes.errors import StepFailedError

KINDS = [("concrete", "facade"), ("glass", "window"), ("wood", "furniture")]


@pytest.fixture
def scene(tmp_path):
    pieces = boxes([[-2, 0, 2], [1.6, 0, 2], [4, 0, 1]], [[1.5, 2, 2], [0.8, 0.1, 1.5], [0.5, 0.5, 0.9]], KINDS)
    motion = motion_of(pieces, shift=[[0.8, 0, 0], [0, 0, 0], [0, 0, 0.5]], turn=[0.3, 0.0, 0.2])
    return staged(tmp_path / "scene.usdc", pieces, motion)


def traced(scene, folder, poses):
    asked = Tracing("building", scene, light(), camera_at(width=128, height=72), 16, 1, None)
    kept = {}

    def keep(frame, raw):
        kept["beauty"], kept["shadow"] = read_layer(raw, "Combined", "RGBA"), read_layer(raw, "Shadow Catcher", "RGB")

    trace(permit(), replace(asked, poses=poses), [1002], folder, keep)
    return kept


@pytest.mark.blender
def test_merged_pieces_are_traced_as_pieces_apart_with_their_blur(tmp_path, scene):
    pieces = read_scene(scene, range(FRAMES.first - 1, FRAMES.last + 2))
    poses = write_point_cache(tmp_path / "poses.pc2", pieces, scene)
    apart, merged = traced(scene, tmp_path / "apart", None), traced(scene, tmp_path / "merged", poses)
    assert 0.03 < apart["beauty"][..., 3].mean() < 0.8
    partly = (apart["beauty"][..., 3] > 0.1) & (apart["beauty"][..., 3] < 0.9)
    assert partly.sum() > 40, "something is blurred"
    # Corners move along straight lines while the shutter is open, apart they turn: a hair at the corners.
    assert np.abs(apart["beauty"][..., 3] - merged["beauty"][..., 3]).mean() < 0.004
    furniture = np.s_[:, 80:]  # of a colour by lot, and the lot is another
    for layer in apart.values():
        layer[furniture] = 0
    for layer in merged.values():
        layer[furniture] = 0
    assert np.abs(apart["beauty"] - merged["beauty"]).mean() < 0.01
    assert np.abs(apart["shadow"] - merged["shadow"]).mean() < 0.02


def test_the_cache_holds_the_corners_in_the_world(tmp_path, scene):
    pieces = read_scene(scene, range(FRAMES.first - 1, FRAMES.last + 2))
    poses = write_point_cache(tmp_path / "poses.pc2", pieces, scene)
    data = (tmp_path / "poses.pc2").read_bytes()
    assert data[:12] == b"POINTCACHE2\0"
    count, rows = int.from_bytes(data[16:20], "little"), int.from_bytes(data[28:32], "little")
    assert (count, rows, poses["first"]) == (24, len(FRAMES) + 2, FRAMES.first - 1)
    corners = np.frombuffer(data[32:], "<f4").reshape(rows, count, 3)
    np.testing.assert_allclose(corners[2], pieces.world(FRAMES.first + 1), atol=1e-5)


@pytest.mark.blender
def test_a_piece_that_the_stage_lacks_is_named(tmp_path, scene):
    pieces = read_scene(scene, range(FRAMES.first - 1, FRAMES.last + 2))
    poses = write_point_cache(tmp_path / "poses.pc2", pieces, scene)
    poses["names"][1] = "concrete_slab_0042"
    with pytest.raises(StepFailedError, match="no piece concrete_slab_0042"):
        traced(scene, tmp_path / "tracing", poses)
