from __future__ import annotations

import numpy as np
import OpenEXR  # noqa: TID253 - a test needs no quick start

from rushes.inspection import colour_space


def test_our_own_frames_say_acescg(workshop):
    assert colour_space(workshop.take)[0].ok


def test_a_header_that_says_something_else_is_found(workshop):
    workshop.picture(1003, header={"colorInteropID": "lin_rec709_scene"})
    workshop.picture(1004, header={"chromaticities": (0.64, 0.33, 0.3, 0.6, 0.15, 0.06, 0.3127, 0.329)})
    (finding,) = colour_space(workshop.take)
    assert (finding.ok, finding.value) == (False, 2)
    assert "1003-1004" in finding.detail


def test_a_header_that_says_nothing_is_found(workshop):
    pixels = np.full((36, 64), 0.5, "f2")
    path = workshop.folder / "exr/S_010_comp_v001.1006.exr"
    OpenEXR.File({"type": OpenEXR.scanlineimage}, dict.fromkeys("RGB", pixels)).write(str(path))
    assert colour_space(workshop.take)[0].value == 1


def test_no_pictures_no_opinion(empty):
    assert colour_space(empty.take) == ()
