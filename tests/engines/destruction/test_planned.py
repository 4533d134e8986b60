"""What a shot's steps will cost, as far as the brief tells it: what is traced, how much air, and from what a new machine is measured."""

from __future__ import annotations

from fractions import Fraction

import pytest

from rushes.brief import Brief, Building, Camera, Collapse
from rushes.engines.destruction.engine import ENGINE, SAMPLE_FRAMES, steps


def work(step, **parts):
    brief = Brief(shot="010_0010", frames=48, **{"quality": "draft", **parts})
    return {one.name: one.work for one in steps(brief, Fraction(24), "S", "v001")}[step]


def test_what_is_traced_counts_and_not_the_whole_picture():
    near, far = (work("render", camera=Camera(distance_m=metres)) for metres in (60.0, 240.0))
    frames_alone = 48 * 0.25
    assert (near - frames_alone) / (far - frames_alone) > 4
    room = work("render", building=Building(form="room"), collapse=Collapse(way="pancake"))
    assert room - frames_alone == pytest.approx(4 * 3 * 48 * 640 * 360 / 1e6, rel=1e-6), "a room fills the frame"


def test_a_better_picture_takes_more_in_every_step_that_depends_on_it():
    for step in ("render", "air", "dust", "ground", "comp", "clip"):
        assert work(step) < work(step, quality="review") < work(step, quality="final")
    assert work("simulate") == work("simulate", quality="final")


def test_the_air_of_a_larger_building_takes_longer():
    small, large = (work("air", building=Building(storeys=storeys)) for storeys in (3, 9))
    assert large == pytest.approx(3 * small)


def test_the_job_that_measures_a_machine_falls_at_once_and_is_of_two_sizes():
    brief = ENGINE.sample(Brief(shot="010_0010", quality="final"), SAMPLE_FRAMES[-1])
    assert (brief.collapse.start_s, brief.quality, brief.plate) == (0.0, "draft", None)
    assert SAMPLE_FRAMES[0] == max(SAMPLE_FRAMES), "what the last job needs compiled, the first one compiles"
    assert max(SAMPLE_FRAMES[1:]) >= 24 > 2 * min(SAMPLE_FRAMES[1:])
    assert ENGINE.sample_frames == SAMPLE_FRAMES
