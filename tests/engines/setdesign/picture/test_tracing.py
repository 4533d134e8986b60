"""A small room is traced from its USD, and every pass says what it should."""

from __future__ import annotations

import numpy as np
import pytest
from small_room import small_room

from cleared import permit
from rushes.engines.setdesign.picture.developed import MATTES, develop, manifest
from rushes.engines.setdesign.picture.tracing import Shot, Tracing, trace_set
from rushes.engines.setdesign.scene.assembled import assembled
from rushes.engines.setdesign.scene.usd import write_set
from rushes.media.exr import read_exr


@pytest.mark.blender
def test_a_room_has_a_picture_with_depth_normals_and_mattes(tmp_path):
    scene = assembled(small_room())
    write_set(scene, tmp_path / "set.usdc")
    camera = scene.cameras[0]
    seen = []
    tracing = Tracing(scene, tmp_path / "set.usdc", 64, 36, 4)
    trace_set(permit(), tracing, [Shot(camera, tmp_path / "raw.exr")], tmp_path / "work", seen.append)
    assert [shot.camera for shot in seen] == [camera]
    develop(tmp_path / "raw.exr", tmp_path / "picture.exr", camera)
    file = read_exr(tmp_path / "picture.exr")
    picture, depth = file.picture(), file.channels["depth.Z"]
    assert 0.01 < picture[..., :3].mean() < 10.0
    assert 0.3 < np.median(depth) < 20.0
    normals = np.stack([file.channels[f"normal.{axis}"] for axis in "XYZ"], axis=-1)
    assert 0.85 < np.median(np.linalg.norm(normals, axis=-1)) < 1.01
    names = manifest(file.header)
    assert "Floor" in names
    top = file.channels[f"{MATTES}00.r"].view(np.uint32)
    ids = {int(value, 16) for value in names.values()}
    assert np.mean([int(one) in ids for one in top.ravel()]) > 0.95
