"""A set's USD alone, with its finishes baked, is the same picture as with our own shaders."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from small_room import small_room

from cleared import permit
from rushes.engines.setdesign.model.finish import Finish
from rushes.engines.setdesign.picture.developed import develop
from rushes.engines.setdesign.picture.tracing import Shot, Tracing, trace_set
from rushes.engines.setdesign.scene.assembled import assembled
from rushes.engines.setdesign.scene.baked import baked, normal_map
from rushes.engines.setdesign.scene.usd import write_set
from rushes.media.exr import read_exr


def test_a_slope_leans_its_normal_away_from_what_rises():
    ramp = np.tile(np.linspace(0.0, 0.5, 64, dtype=np.float32), (64, 1))
    middle = normal_map(ramp, 1.0)[32, 32].astype(float) / 127.5 - 1
    rise = 0.5 * 64 / 63
    np.testing.assert_allclose(middle, np.array([-rise, 0, 1]) / np.hypot(rise, 1), atol=0.02)
    up = normal_map(np.ascontiguousarray(ramp.T[::-1]), 1.0)[32, 32].astype(float) / 127.5 - 1
    np.testing.assert_allclose(up, np.array([0, -rise, 1]) / np.hypot(rise, 1), atol=0.02)


@pytest.mark.blender
def test_the_usd_alone_is_the_same_picture(tmp_path):
    room = small_room()
    looks = {
        "floor": ("terrazzo", (0.3, 0.3, 0.28)),
        "wall": ("board_concrete", (0.55, 0.53, 0.5)),
        "velvet": ("velvet", (0.12, 0.4, 0.25)),
    }
    finishes = {name: Finish(name, *looks.get(name, ("paint", (0.6, 0.58, 0.5)))[:1], name, looks.get(name, ("", (0.6, 0.58, 0.5)))[1]) for name in room.finishes}  # fmt: skip
    scene = assembled(replace(room, finishes=finishes))
    textures = baked(permit(), scene, tmp_path, px=64)
    assert {"colour", "roughness", "normal"} <= set(textures["wall"].files)
    assert "metallic" in textures["floor"].files, "its strips are of brass"
    write_set(scene, tmp_path / "set.usdc", textures)
    pictures = []
    for own in (True, False):
        tracing = Tracing(scene, tmp_path / "set.usdc", 80, 45, 8, own=own)
        raw = tmp_path / f"raw_{own}.exr"
        trace_set(permit(), tracing, [Shot(scene.cameras[0], raw)], tmp_path / "work", lambda _shot: None)
        develop(raw, tmp_path / "picture.exr", scene.cameras[0], stops=0.0)
        pictures.append(read_exr(tmp_path / "picture.exr").picture()[..., :3])
    one, other = (np.log2(np.maximum(picture, 1e-3)) for picture in pictures)
    assert np.abs(one.mean(axis=(0, 1)) - other.mean(axis=(0, 1))).max() < 0.25, "stops, by channel"
    assert np.median(np.abs(one - other)) < 0.30
    assert np.corrcoef(one[..., 1].ravel(), other[..., 1].ravel())[0, 1] > 0.9
