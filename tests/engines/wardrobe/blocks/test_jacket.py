import numpy as np
import pytest

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks.catalogue import draft
from rushes.engines.wardrobe.blocks.lapel import LapelStyle
from rushes.engines.wardrobe.pattern import curves
from rushes.engines.wardrobe.pattern.matching import partners

MAN = Measures.usual(sex="male")


def test_the_sleeve_is_eased_above_the_pitch_notches_only():
    garment = draft("jacket", MAN)
    seam = next(seam for seam in garment.seams if seam.name == "sleeve_head")
    assert seam.ease == pytest.approx(0.032)
    first, second = seam.notches[0][0], seam.notches[-1][0]
    under = partners(garment, seam, np.array([first, second]))
    assert second - first == pytest.approx(under[1] - under[0], abs=1e-9)
    front = curves.length(garment.panel("top_sleeve").edge("crown_front").curve)
    assert front - under[0] == pytest.approx(0.45 * 0.032, abs=1e-6)


@pytest.mark.parametrize("width", [0.06, 0.09, 0.125])
def test_the_lapel_is_as_wide_as_asked(width):
    front = draft("jacket", MAN, lapel=LapelStyle(width=width)).panel("front")
    (brk, top), *_ = front.edge("roll").curve
    along = np.subtract(top, brk) / np.linalg.norm(np.subtract(top, brk))
    tip = np.subtract(front.edge("lapel").start, brk)
    assert abs(along[0] * tip[1] - along[1] * tip[0]) == pytest.approx(width, abs=1e-6)


def test_a_peak_stands_above_the_gorge():
    notched, peaked = (draft("jacket", MAN, lapel=LapelStyle(peak=peak)).panel("front") for peak in (0.0, 0.035))
    assert peaked.edge("lapel").start[1] > notched.edge("lapel").start[1] + 0.03
    assert peaked.edge("gorge").length == pytest.approx(notched.edge("gorge").length)


def test_the_collar_is_as_long_as_the_neck_and_reaches_over_its_stand():
    garment = draft("jacket", MAN)
    collar = garment.panel("collar")
    neck = collar.edge("back").length + collar.edge("front").length
    assert neck == pytest.approx(
        garment.panel("back").edge("neck").length + garment.panel("front").edge("neck").length, abs=1e-5
    )
    assert collar.edge("outer").length > neck


def test_the_waist_is_taken_in():
    garment = draft("jacket", MAN)
    measures = dict(garment.measures)
    assert measures["chest"] == pytest.approx(MAN.bust_girth + 0.13, abs=0.01)
    assert MAN.waist_girth + 0.05 < measures["waist"] < measures["chest"] - 0.08


def test_the_facing_covers_the_lapel_and_with_the_lining_the_whole_front():
    garment = draft("jacket", MAN)
    front, facing, lining = (garment.panel(name) for name in ("front", "facing", "front_lining"))
    assert facing.area + lining.area == pytest.approx(front.area, rel=1e-3)
    assert facing.edge("lapel").curve == front.edge("lapel").curve
