"""A small outfit is traced from its USD, and every pass says what it should."""

from __future__ import annotations

import numpy as np
import pytest
from small_outfit import small_person

from cleared import permit
from rushes.clearance.likeness.faces import detect
from rushes.clearance.likeness.seen import as_seen
from rushes.engines.wardrobe.picture.developed import MATTES, develop, manifest
from rushes.engines.wardrobe.picture.scene import dressed
from rushes.engines.wardrobe.picture.seen import Seen
from rushes.engines.wardrobe.picture.tracing import Shot, Tracing, trace_outfits
from rushes.engines.wardrobe.picture.usd import write_outfit
from rushes.engines.wardrobe.picture.views import View, view
from rushes.media.colour import ACESCG
from rushes.media.exr import read_exr

ROUND = (9, 90, 135, 225, 315)
"""Where a head is looked at from [degrees]: behind and aside, too, since a detector takes more than fronts for faces."""


def near_head(scene, turn):
    """A view that is filled by a head and shoulders: what a face detector finds most easily."""
    at, angle = scene.people[0].height - 0.13, np.radians(turn)
    return View(f"near_{turn}", (1.62 * np.sin(angle), -1.62 * np.cos(angle), at), (0.0, 0.0, at), 105.0)


@pytest.mark.blender
def test_an_outfit_has_a_picture_with_depth_normals_and_mattes(tmp_path):
    scene = dressed([small_person()], rounds=1)
    write_outfit(scene, tmp_path / "outfit.usdc")
    seen = []
    camera = view(scene, "front")
    near = [near_head(scene, turn) for turn in ROUND]
    shots = [Shot(camera, tmp_path / "raw.exr"), *(Shot(one, tmp_path / f"{one.name}.exr") for one in near)]
    wanted = [(Tracing(Seen.of(scene), tmp_path / "outfit.usdc", 96, 128, 4, own=own), shots) for own in (True, False)]
    wanted[1] = (wanted[1][0], [Shot(camera, tmp_path / "plain.exr")])
    trace_outfits(permit(), wanted, tmp_path / "work", seen.append)
    assert [shot.view for shot in seen] == [camera, *near, camera]
    for one in near:
        develop(tmp_path / f"{one.name}.exr", tmp_path / "head.exr", one)
        head = read_exr(tmp_path / "head.exr")
        bare = [int(manifest(head.header)[name], 16) for name in ("person_1_skin", "person_1_face")]
        assert np.isin(head.channels[f"{MATTES}00.r"].view(np.uint32)[:80, 30:66], bare).mean() > 0.4, one.name
        light = head.picture()[..., :3]
        assert detect(as_seen(light, ACESCG)) == (), one.name  # a take with a stranger's face would not be sealed
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
    develop(tmp_path / "plain.exr", tmp_path / "usd.exr", camera)
    usd = read_exr(tmp_path / "usd.exr")
    assert (usd.channels[f"{MATTES}00.r"].view(np.uint32) == top).mean() > 0.98  # the same things at the same places
    for name in ("person_1_skirt_shell_outside", "person_1_skin", "Paper"):
        mine = top == ids[name]
        ours, theirs = (np.log2(one[mine].mean(axis=0)) for one in (picture, usd.picture()[..., :3]))
        assert ours == pytest.approx(theirs, abs=0.6), name  # in stops: what other programs show of the USD alone
