from __future__ import annotations

import numpy as np

from rushes.inspection import missing_frames


def test_a_whole_range_has_none_missing(workshop):
    (finding,) = missing_frames(workshop.take)
    assert (finding.ok, finding.value, finding.detail) == (True, 0, "")


def test_missing_broken_and_odd_frames_are_named(workshop):
    workshop.drop("exr/S_010_comp_v001.1002.exr")
    workshop.drop("exr/S_010_comp_v001.1003.exr")
    (workshop.folder / "exr/S_010_comp_v001.1005.exr").write_bytes(b"")
    workshop.picture(1006, np.full((18, 32, 4), 0.5, "f4"))
    (finding,) = missing_frames(workshop.take)
    assert (finding.ok, finding.value) == (False, 4)
    assert "missing: 1002-1003" in finding.detail
    assert "can't be read: 1005" in finding.detail
    assert "not 64x36 like the first: 1006" in finding.detail


def test_a_file_that_is_listed_but_gone_counts(workshop):
    (workshop.folder / "exr/S_010_comp_v001.1004.exr").unlink()
    (finding,) = missing_frames(workshop.take)
    assert (finding.ok, finding.value) == (False, 1)


def test_a_take_without_pictures_is_none_of_its_business(empty):
    assert missing_frames(empty.take) == ()
