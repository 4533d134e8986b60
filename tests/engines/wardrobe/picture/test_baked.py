"""An outfit's USD alone, with its cloth baked, is the same picture as with our own shaders."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from small_outfit import small_person

from cleared import permit
from rushes.engines.wardrobe.picture.baked import baked, size_of
from rushes.engines.wardrobe.picture.developed import MATTES, develop, manifest
from rushes.engines.wardrobe.picture.piece import Surface, Weave
from rushes.engines.wardrobe.picture.scene import dressed
from rushes.engines.wardrobe.picture.seen import Seen
from rushes.engines.wardrobe.picture.tracing import Shot, Tracing, trace_outfits
from rushes.engines.wardrobe.picture.usd import write_outfit
from rushes.engines.wardrobe.picture.views import view
from rushes.media.exr import read_exr


@pytest.mark.parametrize("weave", ["stripe", "check", "herringbone"])
def test_a_picture_holds_whole_repeats_of_what_is_woven_in(weave):
    for repeat in (None, 0.013, 0.3):
        said = Weave(weave, None, repeat).to_json()
        size = size_of(Surface("wool suiting", (0.1, 0.1, 0.1), said))
        assert size > 0.05
        if repeat:
            assert size / repeat == pytest.approx(round(size / repeat))


@pytest.mark.blender
def test_the_usd_alone_is_the_same_picture(tmp_path):
    from PIL import Image

    checked = Weave("check", (0.7, 0.65, 0.5), 0.08)
    scene = dressed([replace(small_person(colour=(0.06, 0.02, 0.02)), weaves={"skirt": checked})], rounds=1)
    textures = baked(permit(), scene, tmp_path, px=192)
    assert {"person_1_skirt_shell", "person_1_sock"} <= set(textures)
    cloth = textures["person_1_skirt_shell"]
    assert {"colour", "roughness", "normal"} <= set(cloth.files)
    normal = np.asarray(Image.open(tmp_path / cloth.files["normal"])) / 127.5 - 1
    assert np.linalg.norm(normal, axis=-1).mean() == pytest.approx(1.0, abs=0.02)
    assert 0.005 < 1 - normal[..., 2].mean() < 0.3  # not flat, and not on edge
    pictures = []
    camera = view(scene, "front")
    for name, files in (("plain", None), ("baked", textures)):
        write_outfit(scene, tmp_path / f"{name}.usdc", files)
    wanted = [
        (
            Tracing(Seen.of(scene), tmp_path / f"{name}.usdc", 96, 128, 8, own=own),
            [Shot(camera, tmp_path / f"{name}_{own}.exr")],
        )
        for name, own in (("baked", True), ("baked", False), ("plain", False))
    ]
    trace_outfits(permit(), wanted, tmp_path / "work", lambda _shot: None)
    for _, (shot,) in wanted:
        develop(shot.path, tmp_path / "picture.exr", camera)
        file = read_exr(tmp_path / "picture.exr")
        skirt = int(manifest(file.header)["person_1_skirt_shell_outside"], 16)
        mine = file.channels[f"{MATTES}00.r"].view(np.uint32) == skirt
        pictures.append(np.log2(np.maximum(file.picture()[..., 1][mine], 1e-3)))
    ours, alone, plain = pictures
    assert abs(ours.mean() - alone.mean()) < 0.3, "stops"
    assert np.median(np.abs(ours - alone)) < 0.35
    assert np.corrcoef(ours, alone)[0, 1] > 0.85
    assert np.corrcoef(ours, plain)[0, 1] < 0.7 * np.corrcoef(ours, alone)[0, 1]
