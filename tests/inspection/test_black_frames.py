from __future__ import annotations

import numpy as np

from rushes.inspection import black_frames


def test_lit_frames_are_not_black(workshop):
    assert black_frames(workshop.take)[0].ok


def test_a_night_with_one_lit_window_is_not_black(workshop):
    night = np.full((36, 64, 4), 0.0001, "f4")
    night[10:14, 20:24] = 0.4
    workshop.picture(1003, night)
    assert black_frames(workshop.take)[0].ok


def test_a_black_frame_is_found_though_a_hot_pixel_is_in_it(workshop):
    black = np.zeros((36, 64, 4), "f4")
    black[..., 3] = 1
    black[3, 3, 0] = 40
    workshop.picture(1004, black)
    (finding,) = black_frames(workshop.take)
    assert (finding.ok, finding.value) == (False, 1)
    assert "1004" in finding.detail


def test_no_pictures_no_opinion(empty):
    assert black_frames(empty.take) == ()
