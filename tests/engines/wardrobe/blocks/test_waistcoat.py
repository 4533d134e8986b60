import pytest

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks.catalogue import draft

MAN = Measures.usual(sex="male")


def test_the_back_is_of_lining_and_the_front_of_cloth():
    garment = draft("waistcoat", MAN)
    assert (garment.panel("front").cloth, garment.panel("back").cloth) == ("shell", "lining")
    assert garment.layer == 1


def test_it_opens_as_deep_as_asked():
    for opening in (0.02, 0.14, 0.2):
        front = draft("waistcoat", MAN, opening=opening).panel("front")
        assert front.edge("front").start[1] == pytest.approx(opening)


def test_its_armhole_is_larger_than_a_jackets():
    assert dict(draft("waistcoat", MAN).measures)["armhole"] > dict(draft("jacket", MAN).measures)["armhole"]


def test_a_man_whose_waist_is_his_chest_gets_no_darts():
    straight = MAN.changed(waist_girth=0.97)
    assert not draft("waistcoat", straight).panel("front").holes
    assert draft("waistcoat", MAN).panel("front").holes
