import math

import pytest

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks.catalogue import draft
from rushes.errors import BadInputError

WOMAN = Measures.usual(sex="female")


@pytest.mark.parametrize("cut", ["pencil", "circle", "pleated"])
def test_every_cut_closes_to_the_waist_and_is_as_long_as_asked(cut):
    garment = draft("skirt", WOMAN, cut=cut, long=0.7)
    band = garment.panel("waistband")
    assert 2 * (band.edge("front").length + band.edge("back").length) == pytest.approx(WOMAN.waist_girth + 0.02)
    front = garment.panel("skirt_front")
    assert front.edge("centre").length == pytest.approx(0.7)


def test_a_circle_has_a_circles_hem():
    hem = dict(draft("skirt", WOMAN, cut="circle", long=0.6).measures)["hem"]
    waist = WOMAN.waist_girth + 0.02
    assert hem == pytest.approx(waist + 2 * math.pi * 0.6, rel=1e-3)


def test_a_pencil_is_as_wide_as_the_hip():
    garment = draft("skirt", WOMAN)
    wide = sum(abs(garment.panel(name).outline()[:, 0]).max() for name in ("skirt_front", "skirt_back"))
    assert 2 * wide == pytest.approx(WOMAN.hip_girth + 0.04, abs=0.002)


def test_pleats_take_up_what_they_say():
    garment = draft("skirt", WOMAN, cut="pleated", pleats=16, pleat=0.06)
    seam = next(seam for seam in garment.seams if seam.name == "waist_front")
    assert (seam.kind, seam.ease) == ("pleated", pytest.approx(4 * 0.06))
    assert len(garment.panel("skirt_front").lines) == 8


def test_an_unknown_cut_is_said():
    with pytest.raises(BadInputError, match=r"no skirt of the cut tulip\. There are: pencil, circle, pleated"):
        draft("skirt", WOMAN, cut="tulip")
