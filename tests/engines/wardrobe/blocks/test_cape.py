import math

import pytest

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks.catalogue import draft

MAN = Measures.usual(sex="male")


def test_it_closes_around_the_neck_and_hangs_as_long_as_asked():
    garment = draft("cape", MAN, long=0.9, neck_ease=0.05)
    half = garment.panel("cape")
    neck = half.edge("neck_front").length + half.edge("neck_back").length
    assert 2 * neck == pytest.approx(MAN.neck_girth + 0.05, abs=2e-4)
    assert half.edge("centre").length == pytest.approx(0.9)
    assert half.edge("front").length == pytest.approx(0.9)


@pytest.mark.parametrize("share", [0.5, 0.75])
def test_the_hem_is_its_share_of_a_circle(share):
    half = draft("cape", MAN, share=share, long=1.0).panel("cape")
    start, end = half.edge("front").start, half.edge("front").end
    turned = math.atan2(end[1] - start[1], end[0] - start[0]) % (2 * math.pi)
    assert math.degrees(1.5 * math.pi - turned) == pytest.approx(180 * share)
