"""A small outfit is traced from its USD, and every pass says what it should."""

from __future__ import annotations

import numpy as np
import pytest
from small_outfit import small_person

from cleared import permit
from rushes.engines.wardrobe.picture.developed import MATTES, develop, manifest
from rushes.engines.wardrobe.picture.scene import dressed
from rushes.engines.wardrobe.picture.tracing import Shot, Tracing, trace_outfit
from rushes.engines.wardrobe.picture.usd import write_outfit
from rushes.engines.wardrobe.picture.views import view
from rushes.media.exr import read_exr


@pytest.mark.blender
def test_an_outfit_has_a_picture_with_depth_normals_and_mattes(tmp_path):
    scene = dressed([small_person()], rounds=1)
    write_outfit(scene, tmp_path / "outfit.usdc")
    seen = []
    camera = view(scene, "front")
    tracing = Tracing(scene, tmp_path / "outfit.usdc", 48, 64, 4)
    trace_outfit(permit(), tracing, [Shot(camera, tmp_path / "raw.exr")], tmp_path / "work", seen.append)
    assert [shot.view for shot in seen] == [camera]
    develop(tmp_path / "raw.exr", tmp_path / "picture.exr", camera)
    file = read_exr(tmp_path / "picture.exr")
    picture, depth = file.picture()[..., :3], file.channels["depth.Z"]
    away = np.linalg.norm(np.subtract(camera.at, camera.target))
    assert depth.min() == pytest.approx(away, abs=0.5)
    ids = {name: int(value, 16) for name, value in manifest(file.header).items()}
    top = file.channels[f"{MATTES}00.r"].view(np.uint32)
    skirt = top == ids["person_1_skirt_shell_outside"]
    assert 0.03 < skirt.mean() < 0.4
    red, green, blue = picture[skirt].mean(axis=0)
    assert red > 2 * max(green, blue)
    assert 0.2 < np.median(picture[:6]) < 1.0  # the paper behind
    normals = np.stack([file.channels[f"normal.{axis}"] for axis in "XYZ"], axis=-1)[skirt]
    assert normals[:, 1].mean() < -0.5  # it looks at the camera
