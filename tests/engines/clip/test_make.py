"""A clip by the real Blender: drafted and traced."""

from __future__ import annotations

import importlib
from fractions import Fraction

import numpy as np
import pytest

from cleared import permit
from rushes.brief import Brief
from rushes.brief.scene import Beat, Scene, Shot, Thing
from rushes.engines.clip.engine import steps
from rushes.media.exr import read_exr
from rushes.media.sound import read_wav
from rushes.plan import StepContext
from rushes.show import FrameRange

SCENE = Scene(things=(Thing("crate"),), beats=(Beat("topple", "crate", at_s=0.02),), shots=(Shot(seconds=0.2),))


@pytest.mark.blender
@pytest.mark.slow
@pytest.mark.parametrize("quality", ["draft", "review"])
def test_a_clip_has_pictures_sound_and_a_stage(quality, tmp_path):
    brief = Brief(kind="clip", shot="010_0010", quality=quality, frames=5, clip=SCENE)
    folders = {}
    for step in steps(brief, Fraction(24), "SHOW", "v001")[:4]:
        folder = folders[step.name] = tmp_path / step.name
        folder.mkdir()
        module, _, function = step.entry.partition(":")
        inputs = {name: folders[name] for name in step.needs}
        context = StepContext(folder, inputs, {}, step.params, permit(), lambda _done, _of: None)
        getattr(importlib.import_module(module), function)(context)
        assert not list(folder.glob("*.part"))
        assert all(list(folder.glob(one.pattern)) for one in step.publishes)
    picture = read_exr(folders["comp"] / "comp.1001.exr")
    assert {"R", "G", "B", "A", "depth.Z"} <= set(picture.channels)
    assert ("normal.Z" in picture.channels) == (quality == "review")
    assert ("vector.X" in picture.channels) == (quality == "review")
    colour = picture.picture()[..., :3].astype(float)
    assert 0.02 < np.median(colour) < 1.0
    assert read_wav(folders["sound"] / "mix.wav").seconds == pytest.approx(5 / 24)


@pytest.mark.blender
@pytest.mark.slow
@pytest.mark.parametrize("quality", ["draft", "review"])
def test_chunks_show_what_the_undivided_step_shows(quality, tmp_path):
    brief = Brief(kind="clip", shot="010_0010", quality=quality, frames=5, clip=SCENE)
    folders, made = {}, {step.name: step for step in steps(brief, Fraction(24), "SHOW", "v001")}
    for name in ("simulate", "scene"):
        _make(made[name], folders, tmp_path / name)
    comp = made["comp"]
    _make(comp, dict(folders), tmp_path / "whole")
    assert comp.apart is not None
    for number, frames in enumerate(comp.apart.chunks(2)):
        scratch = tmp_path / f"scratch{number}"
        scratch.mkdir()
        _make(comp, dict(folders), tmp_path / "apart", only=FrameRange(*frames), scratch=scratch)
    pictures = sorted((tmp_path / "apart").glob("*.exr"))
    assert len(pictures) == 5
    before = [path.stat().st_mtime_ns for path in pictures]
    _make(comp, dict(folders), tmp_path / "apart")
    assert [path.stat().st_mtime_ns for path in pictures] == before, "the last task finds all frames there"
    for path in pictures:
        one, other = read_exr(path), read_exr(tmp_path / "whole" / path.name)
        assert one.header["rushes:stops"] == other.header["rushes:stops"]
        assert all(np.array_equal(one.channels[name], other.channels[name]) for name in one.channels), path.name


def _make(step, folders, folder, **only):
    """Run one step of the clip in a folder, with what the steps before it made."""
    folder.mkdir(exist_ok=True)
    module, _, function = step.entry.partition(":")
    inputs = {name: folders[name] for name in step.needs}
    context = StepContext(folder, inputs, {}, step.params, permit(), lambda _done, _of: None, **only)
    getattr(importlib.import_module(module), function)(context)
    folders[step.name] = folder
