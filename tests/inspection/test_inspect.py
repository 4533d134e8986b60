from __future__ import annotations

import time

import numpy as np
import pytest

from rushes.inspection import inspect, rushes_inspections
from rushes.inspection.pictures import listed
from rushes.plugins import inspections


def test_the_built_in_checks_answer_the_hook():
    assert set(rushes_inspections()) <= set(inspections())
    names = {check.__name__ for check in rushes_inspections()}
    assert len(names) == len(rushes_inspections())
    assert names >= {"missing_frames", "flicker", "loudness", "sync", "free_fall", "momentum_energy", "overlap"}


def test_a_good_take_has_only_good_findings(workshop):
    workshop.falling()
    workshop.sound(0.05 * np.random.default_rng(1).standard_normal((12_000, 2)))
    take = inspect(workshop.take, rushes_inspections())
    assert {finding.check for finding in take.findings} == {
        "missing_frames",
        "black_frames",
        "doubled_frames",
        "finite_pixels",
        "colour_space",
        "equal_length",
        "sound_timecode",
        "true_peak",
        "loudness",
        "under_ground",
        "upward_speed",
        "energy_gain",
    }
    assert [finding for finding in take.findings if not finding.ok] == []


def test_a_check_that_meets_a_broken_file_fails_and_the_others_go_on(workshop):
    workshop.add("sound/S_010_v001.wav", "sound").write_bytes(b"RIFF")
    take = inspect(workshop.take, rushes_inspections())
    failed = {finding.check: finding.detail for finding in take.findings if not finding.ok}
    assert set(failed) == {"equal_length", "loudness"}
    assert "S_010_v001.wav" in failed["loudness"]


def test_a_mistake_in_a_check_is_not_hidden(workshop):
    def wrong(_take):
        raise TypeError("a programmer's mistake")

    with pytest.raises(TypeError):
        inspect(workshop.take, [wrong])


def test_each_picture_is_read_once_however_many_ask(workshop, monkeypatch):
    from rushes.inspection import pictures

    seen = []
    real = pictures.read_exr
    monkeypatch.setattr(pictures, "read_exr", lambda path: seen.append(path) or real(path))
    inspect(workshop.take, rushes_inspections())
    assert len(seen) == len(set(seen)) == 6


def test_frames_are_listed_as_people_write_them():
    assert listed([1007, 1001, 1002, 1003, 1009]) == "1001-1003, 1007, 1009"
    assert listed([]) == ""


@pytest.mark.slow
def test_a_review_sized_take_is_inspected_in_ten_seconds(long_empty):
    rng = np.random.default_rng(1)
    grain = rng.uniform(0, 0.5, (540, 960, 4)).astype("f4")
    for frame in long_empty.frames:
        long_empty.picture(frame, np.roll(grain, frame, axis=1))
    long_empty.falling(height=100.0, pieces=2500)
    long_empty.sound()
    start = time.perf_counter()
    take = inspect(long_empty.take, rushes_inspections())
    assert time.perf_counter() - start < 10
    assert all(finding.ok for finding in take.findings)
