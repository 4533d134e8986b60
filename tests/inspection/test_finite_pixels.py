from __future__ import annotations

import numpy as np
import OpenEXR  # noqa: TID253 - a test needs no quick start
import pytest

from rushes.inspection import finite_pixels


def spoil(path, value, kind="f2"):
    """Write an EXR that our own writer would refuse."""
    pixels = np.full((36, 64), 0.5, kind)
    pixels[5, 6] = value
    OpenEXR.File({"type": OpenEXR.scanlineimage}, dict.fromkeys("RGB", pixels)).write(str(path))


def test_numbers_are_numbers(workshop):
    workshop.picture(1001, name="dust", role="element")
    assert finite_pixels(workshop.take)[0].ok


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("kind", ["f2", "f4"])
def test_what_is_no_number_is_found_in_any_frame(workshop, value, kind):
    spoil(workshop.folder / "exr/S_010_comp_v001.1002.exr", value, kind)
    (finding,) = finite_pixels(workshop.take)
    assert (finding.ok, finding.value) == (False, 3)
    assert "1002.exr" in finding.detail


def test_elements_and_passes_are_sampled_at_both_ends(workshop):
    for frame in workshop.frames:
        workshop.picture(frame, name="dust", role="element")
        workshop.picture(frame, name="beauty", role="pass")
    spoil(workshop.folder / "exr/S_010_beauty_v001.1006.exr", np.nan)
    (finding,) = finite_pixels(workshop.take)
    assert (finding.ok, finding.value) == (False, 3)


def test_no_pictures_no_opinion(empty):
    assert finite_pixels(empty.take) == ()
