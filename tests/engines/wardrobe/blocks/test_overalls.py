import pytest

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks.catalogue import draft

MAN = Measures.usual(sex="male")


def test_bib_and_back_are_sewn_to_the_waistband():
    garment = draft("overalls", MAN)
    band = garment.panel("waistband")
    assert garment.panel("bib").edge("low").length == pytest.approx(band.edge("top_front").length)
    assert garment.panel("high_back").edge("low").length == pytest.approx(band.edge("top_back").length)


def test_they_are_wider_than_trousers():
    overalls, trousers = dict(draft("overalls", MAN).measures), dict(draft("trousers", MAN).measures)
    assert overalls["seat"] > trousers["seat"] + 0.05
    assert overalls["waist"] > MAN.waist_girth + 0.15


def test_the_bib_is_as_high_and_wide_as_asked():
    bib = draft("overalls", MAN, high=0.25, bib=0.12).panel("bib")
    assert bib.edge("centre").length == pytest.approx(0.25)
    assert bib.edge("top").length == pytest.approx(0.12)


@pytest.mark.parametrize("sex", ["male", "female"])
@pytest.mark.parametrize("strap", [0.03, 0.06])
def test_straps_are_sewn_to_the_back_and_buttoned_to_the_bib(sex, strap):
    garment = draft("overalls", Measures.usual(sex=sex), strap=strap)
    panel, bib = garment.panel("strap"), garment.panel("bib")
    assert panel.ply == "outer"
    assert panel.edge("low").length == pytest.approx(strap)
    assert garment.panel("high_back").edge("strap").length == pytest.approx(strap)
    [hole], [button] = panel.marks, bib.marks
    for mark, of in ((hole, panel), (button, bib)):
        ends = of.edge("button").start, of.edge("button").end
        assert mark.point == pytest.approx([(a + b) / 2 for a, b in zip(*ends, strict=True)])
    assert button.point[0] + strap / 2 < bib.edge("top").length
    assert any(
        seam.kind == "buttoned" and {s.panel for s in (*seam.a, *seam.b)} == {"strap", "bib"} for seam in garment.seams
    )
