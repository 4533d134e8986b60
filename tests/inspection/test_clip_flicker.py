"""A clip whose light flutters is found, whatever its camera does; grain, what moves and what burns is no flicker."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from drawn_clip import drawn_clip, falling
from rushes.brief.scene import Camera, Position, Scene, Shot, Thing
from rushes.inspection import clip_flicker
from rushes.media.exr import read_exr, write_exr

CRATE = Thing("crate", colour="red", where=Position(at_m=(0.0, 0.0, 0.0)))


def flutter(take, share=0.0, grain=0.012, blotches=0.0, smoke=False):
    """Make every second picture darker by a share, and put grain and blotches on all of them."""
    import cv2

    for number, path in enumerate(take.paths("comp")):
        exr, chance = read_exr(path), np.random.default_rng(number)
        shape = exr.channels["R"].shape
        factor = (1 - share * (number % 2)) * (1 + grain * chance.standard_normal(shape))
        rough = cv2.GaussianBlur(chance.standard_normal(shape), (0, 0), 3.0)
        factor += blotches * rough / rough.std()
        planes = {band: (exr.channels[band] * factor).astype("f2") for band in "RGB"}
        extra = {"smoke.A": np.zeros(shape, "f2")} if smoke else {}
        write_exr(path, {**exr.channels, **planes, **extra}, frame=1001 + number, rate=take.rate)
    return take


def scene(move="lock_off"):
    return Scene(things=(CRATE,), shots=(Shot(seconds=0.5, camera=Camera(move=move)),))


@pytest.mark.parametrize("move", ["lock_off", "push_in", "pan"])
def test_grain_alone_passes_whatever_the_camera_does(tmp_path, move):
    (finding,) = clip_flicker(flutter(drawn_clip(tmp_path, scene(move))))
    assert finding.ok, finding
    assert 0.3 < finding.value < 2.0


@pytest.mark.parametrize("move", ["lock_off", "push_in", "pan"])
@pytest.mark.parametrize("wrong", [{"share": 0.05}, {"blotches": 0.02}])
def test_light_that_flutters_and_blotches_that_crawl_are_found(tmp_path, move, wrong):
    (finding,) = clip_flicker(flutter(drawn_clip(tmp_path, scene(move)), **wrong))
    assert not finding.ok, finding
    assert "flickers in frames 1002" in finding.detail


def test_what_falls_is_no_flicker(tmp_path):
    take = drawn_clip(tmp_path, scene(), positions=lambda actors, frames: falling(actors, frames, 0.1))
    assert clip_flicker(flutter(take))[0].ok


def test_fire_and_smoke_may_flutter(tmp_path):
    assert clip_flicker(flutter(drawn_clip(tmp_path, scene()), share=0.05, smoke=True)) == ()


def test_rain_other_kinds_and_shots_of_a_frame_or_two_say_nothing(tmp_path):
    take = flutter(drawn_clip(tmp_path, scene()), share=0.05)
    rain = {"steps": [{"name": "simulate", "params": {"scene": {"weather": "rain"}}}]}
    assert clip_flicker(replace(take, recipe=rain)) == ()
    assert clip_flicker(replace(take, kind="set")) == ()
    assert clip_flicker(replace(take, files=take.files[:4])) == ()
