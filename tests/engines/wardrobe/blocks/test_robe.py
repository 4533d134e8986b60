import pytest

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks.catalogue import draft

MAN = Measures.usual(sex="male")


def test_the_shawl_has_no_notch_and_is_as_wide_as_asked():
    garment = draft("robe", MAN, shawl=0.12)
    front, collar = garment.panel("front"), garment.panel("collar")
    assert not {"lapel_top"} & {edge.name for edge in front.edges}
    assert "tip" not in {edge.name for edge in collar.edges}
    assert collar.edge("outer").end == pytest.approx(collar.edge("gorge").start)
    assert dict(garment.measures)["lapel"] == 0.12


def test_a_belt_holds_it_and_nothing_else():
    garment = draft("robe", MAN, belt=0.06)
    assert [closure.kind for closure in garment.closures] == ["tie"]
    belt = garment.panel("belt")
    assert belt.edge("right").length == pytest.approx(0.06)
    assert belt.repeat == 2  # plies
    assert MAN.waist_girth + 0.10 < belt.edge("low").length < MAN.waist_girth + 0.20
    assert all(not panel.marks for panel in garment.panels)
    held = [seam for seam in garment.seams if seam.kind == "buttoned"]
    assert sum(len(seam.notches) for seam in held) == 1


def test_it_reaches_the_calf():
    low = draft("robe", MAN).panel("back").outline()[:, 1].min()
    assert MAN.waist_to_knee + 0.15 < -low < MAN.waist_to_knee + 0.3
