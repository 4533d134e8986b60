"""What a shot's steps will cost, as far as the brief tells it: what is traced, how much air, and from what a new machine is measured."""

from __future__ import annotations

from fractions import Fraction

import pytest
from PIL import Image

from rushes.brief import Brief, Building, Camera, Collapse
from rushes.engines.destruction.engine import ENGINE, SAMPLE_FRAMES, steps
from rushes.plan import load_calibration


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
    assert 2 * small < large < 3 * small, "some of it is there whatever stands in it"


def test_the_job_that_measures_a_machine_falls_at_once_and_is_of_two_sizes():
    brief = ENGINE.sample(Brief(shot="010_0010", quality="final"), SAMPLE_FRAMES[-1])
    assert (brief.collapse.start_s, brief.quality, brief.plate) == (0.0, "draft", None)
    assert SAMPLE_FRAMES[0] == max(SAMPLE_FRAMES), "what the last job needs compiled, the first one compiles"
    assert max(SAMPLE_FRAMES[1:]) >= 24 > 2 * min(SAMPLE_FRAMES[1:])
    assert ENGINE.sample_frames == SAMPLE_FRAMES


SAMPLED = {
    "build": (0.3, 0.3), "simulate": (1.8, 1.8), "air": (2.7, 5.9), "debris": (1.5, 1.6), "scene": (2.0, 2.1), "render": (15.0, 80.1),
    "dust": (3.1, 12.0), "ground": (1.7, 2.9), "comp": (1.6, 6.2), "sound": (1.7, 2.7), "clip": (1.2, 2.8),
}  # fmt: skip
"""CPU seconds of the steps of the two jobs that measured a machine of two cores."""

REVIEW_CPU_S = 1100
"""Of all 96 frames of the default block over a plate in review quality, on the same machine."""


def test_the_first_plan_of_a_review_is_near_what_it_took(tmp_path):
    """What a small house was measured with is brought to a shot of sixty times its work."""
    Image.new("RGB", (960, 540), (120, 130, 140)).save(tmp_path / "plate.png")
    calibration = load_calibration(tmp_path / "home")
    for job, frames in enumerate(SAMPLE_FRAMES[1:]):
        for step in steps(ENGINE.sample(Brief(shot="010_0010"), frames), Fraction(24), "S", "v001"):
            if step.name in SAMPLED:
                calibration = calibration.with_run(step, SAMPLED[step.name][job])
    shot = Brief(shot="010_0010", frames=96, quality="review", plate=tmp_path / "plate.png")
    seconds = {one.name: calibration.estimate(one) or 0.0 for one in steps(shot, Fraction(24), "S", "v001")}
    assert sum(seconds.values()) == pytest.approx(REVIEW_CPU_S, rel=0.4)
    assert seconds["render"] == max(seconds.values()) == pytest.approx(2 * 429, rel=0.4)
    assert seconds["air"] == pytest.approx(127, rel=0.4)
