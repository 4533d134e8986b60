import pytest

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks.catalogue import draft
from rushes.engines.wardrobe.pattern import curves

MAN = Measures.usual(height=1.84, build="slim", sex="male", age=50)


def test_the_fronts_are_cut_off_at_the_waist_and_the_tails_reach_the_knee():
    garment = draft("tailcoat", MAN)
    assert garment.panel("front").outline()[:, 1].min() > -0.10
    assert garment.panel("back").outline()[:, 1].min() == pytest.approx(-(MAN.waist_to_knee - 0.02))


def test_the_skirt_is_sewn_to_side_and_front_and_sprung():
    garment = draft("tailcoat", MAN)
    skirt = garment.panel("skirt")
    assert skirt.edge("top_side").length == pytest.approx(garment.panel("side").edge("waist").length, abs=1e-4)
    assert skirt.edge("top_front").length == pytest.approx(garment.panel("front").edge("waist").length, abs=1e-4)
    top = (*skirt.edge("top_side").curve, *skirt.edge("top_front").curve)
    ends, directions = curves.along(top, [0.0, curves.length(top)])
    assert (
        directions[0][0] * directions[1][1] - directions[0][1] * directions[1][0] > 0.2
    )  # it turns: cloth for the hip
    assert ends[0][0] == 0


def test_the_back_is_narrow_at_the_waist():
    back = draft("tailcoat", MAN, back=0.045).panel("back")
    assert back.edge("tail").start[0] - back.edge("centre").start[0] == pytest.approx(-0.045, abs=0.003)


def test_the_lapel_is_peaked():
    front = draft("tailcoat", MAN).panel("front")
    assert front.edge("lapel").start[1] > front.edge("lapel_top").start[1] + 0.02
