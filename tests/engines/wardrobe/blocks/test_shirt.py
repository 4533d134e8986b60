import pytest

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks.catalogue import draft
from rushes.engines.wardrobe.pattern.matching import on_row

MAN = Measures.usual(sex="male")


def test_the_collar_closes_around_the_neck():
    stand = draft("shirt", MAN).panel("stand")
    assert MAN.neck_girth < 2 * stand.edge("low").length - 0.032 < MAN.neck_girth + 0.05  # less the button's lap


def test_the_chest_has_its_ease():
    garment = draft("shirt", MAN, back_pleat=0.0)
    width = max(garment.panel("front").edge("side").points()[:, 0]) - min(
        garment.panel("back").edge("side").points()[:, 0]
    )
    assert 2 * width == pytest.approx(MAN.bust_girth + 0.12, abs=0.02)


def test_the_sleeve_head_has_its_notch_on_the_shoulder():
    garment = draft("shirt", MAN)
    seam = next(seam for seam in garment.seams if seam.name == "armhole")
    on_sleeve, on_body = seam.notches[1]
    side, along = on_row(garment, seam, "a", on_sleeve - 1e-6)
    assert (side.edge, along) == (
        "crown_back",
        pytest.approx(garment.panel("sleeve").edge("crown_back").length, abs=1e-4),
    )
    side, along = on_row(garment, seam, "b", on_body - 1e-6)
    assert side.panel == "yoke"
    assert along == pytest.approx(0, abs=1e-4)


def test_arm_and_cuff_reach_the_wrist():
    garment = draft("shirt", MAN)
    sleeve, cuff = garment.panel("sleeve"), garment.panel("cuff")
    tall = sleeve.outline()[:, 1]
    assert tall.max() - tall.min() + cuff.edge("end_back").length == pytest.approx(MAN.arm_length + 0.02, abs=0.003)
