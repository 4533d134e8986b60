from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from rushes.engines.reage.landmarks import OVAL
from rushes.engines.reage.layers import FrameChange
from rushes.engines.reage.tracks import Tracks
from rushes.engines.reage.window import Window
from rushes.inspection import bystanders
from rushes.media.exr import read_picture, write_picture

FACES = ((12.0, 18.0), (44.0, 18.0))


def mesh(x, y, radius=8):
    angle = np.linspace(0, 2 * np.pi, len(OVAL), endpoint=False)
    made = np.zeros((468, 3), np.float32)
    made[list(OVAL), 0], made[list(OVAL), 1] = x + radius * np.sin(angle), y + radius * np.cos(angle)
    return made


@pytest.fixture
def reaged(workshop):
    """Return a take of two faces, of which the left one is the performer's, and made lighter."""
    workshop.recipe = {"steps": [{"name": "comp", "params": {"layers": "propose"}}]}
    matte = np.zeros((36, 64), np.float32)
    matte[8:28, 4:20] = 1
    inner = matte[:36, 2:40]
    for frame in workshop.frames:
        plate = np.random.default_rng(frame).uniform(0.1, 0.5, (36, 64, 3)).astype("f4")
        path = workshop.add(f"elements/plate/S_010_plate_v001.{frame}.exr", "element")
        write_picture(path, plate, frame=frame, rate=24)
        path = workshop.add(f"elements/layers/S_010_layers_v001.{frame}.exr", "element")
        FrameChange.of_window(
            Window(2, 0, 40, 36), 64, 36, {"tone": 0.1 * inner[..., None].repeat(3, 2)}, inner, {}
        ).write(path, frame=frame, rate=24)
        workshop.picture(frame, plate + 0.1 * matte[..., None])
    numbers = np.array(list(workshop.frames), np.int32)
    meshes = np.stack([mesh(*face) for face in FACES])[None].repeat(len(numbers), axis=0)
    (workshop.folder / "elements/track").mkdir()
    Tracks(numbers, meshes, np.full((len(numbers), 2), 0.9, np.float32), ("p", ""), 0).save(
        workshop.folder / "elements/track"
    )
    return workshop


def found(workshop):
    return {finding.check: finding for finding in bystanders(replace(workshop.take, kind="reage"))}


def touch(workshop, frame, x, y):
    path = workshop.folder / f"exr/S_010_comp_v001.{frame}.exr"
    pixels = read_picture(path)[..., :3].copy()
    pixels[y, x, 1] += 0.002  # one step of a half float and more
    workshop.picture(frame, pixels)


def test_what_is_as_in_the_plate_passes_and_the_others_are_told(reaged):
    findings = found(reaged)
    assert [finding.ok for finding in findings.values()] == [True, True]
    assert "1 other face is in the plate, untouched" in findings["bystanders"].detail


def test_one_pixel_of_another_face_is_found(reaged):
    touch(reaged, 1003, 44, 18)
    findings = found(reaged)
    assert (findings["bystanders"].ok, findings["bystanders"].value) == (False, 1)
    assert "1003" in findings["bystanders"].detail
    assert not findings["outside_matte"].ok


def test_one_pixel_around_the_performer_is_found(reaged):
    touch(reaged, 1002, 60, 2)
    findings = found(reaged)
    assert (findings["outside_matte"].ok, findings["outside_matte"].value) == (False, 1)
    assert findings["bystanders"].ok


def test_the_performers_own_face_may_change(reaged):
    touch(reaged, 1002, 12, 18)
    assert all(finding.ok for finding in found(reaged).values())


def test_a_painted_frame_is_held_to_the_faces_alone(reaged):
    path = reaged.add("elements/painted/S_010_painted_v001.1002.exr", "element")
    write_picture(path, np.zeros((36, 64, 3), "f4"), frame=1002, rate=24)
    touch(reaged, 1002, 60, 2)
    assert all(finding.ok for finding in found(reaged).values())
    touch(reaged, 1002, 44, 18)
    assert not found(reaged)["bystanders"].ok


def test_other_takes_are_none_of_its_business(workshop):
    assert bystanders(workshop.take) == ()
