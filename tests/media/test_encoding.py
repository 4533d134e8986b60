"""A plate's numbers are read by the curve that a brief names: mid grey comes back, and what looks like a curve is told from light."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.brief.brief import PlateColour
from rushes.media.colour import ACESCG, LINEAR_REC709, SRGB_TEXTURE, convert
from rushes.media.encoding import DECLARED, ENCODINGS, may_be_log, space_of
from rushes.media.picture import Picture
from rushes.media.plate import to_light

MID_GREY = {
    "acescct": 0.4136,
    "logc3": 0.3910,
    "logc4": 0.2784,
    "s-log3": 0.4106,
    "s-log3-cine": 0.4106,
    "v-log": 0.4233,
    "canon-log2": 0.3983,
    "canon-log3": 0.3434,
    "log3g10": 0.3333,
    "apple-log": 0.4883,
    "davinci-intermediate": 0.3360,
    "bmdfilm-gen5": 0.3836,
}
"""Where the makers' papers say that a grey card of 18 % lies."""


def flat(code, space):
    return Picture(np.full((64, 64, 3), code, np.float32), space)


def test_a_brief_may_name_each_encoding_and_no_other():
    assert set(get_args(PlateColour)) == {DECLARED, *ENCODINGS}
    assert space_of(DECLARED) is None


@pytest.mark.parametrize(("name", "code"), MID_GREY.items())
def test_a_grey_card_at_its_makers_code_is_18_per_cent_of_light(name, code):
    assert to_light(flat(code, ENCODINGS[name])) == pytest.approx(0.18, rel=0.01)


@given(st.sampled_from([name for name in ENCODINGS if name != "display"]), st.floats(0.002, 8.0))
def test_light_comes_back_from_every_encoding(name, light):
    there = convert(np.full((1, 3), light, np.float32), ACESCG, ENCODINGS[name])
    assert convert(there, ENCODINGS[name], ACESCG) == pytest.approx(light, rel=2e-3)


@pytest.mark.parametrize("name", [*MID_GREY, "acescc", "adx10"])
def test_a_log_curve_taken_for_light_is_doubted_and_the_same_scene_in_light_is_not(name):
    scene = np.geomspace(0.004, 4.0, 64 * 64 * 3).reshape(64, 64, 3).astype(np.float32)
    curve = convert(scene, ACESCG, ENCODINGS[name])
    assert may_be_log(Picture(curve, LINEAR_REC709))
    assert not may_be_log(Picture(scene, LINEAR_REC709))
    assert not may_be_log(Picture(np.clip(curve, 0, 1), SRGB_TEXTURE)), "a display's values are no light"
