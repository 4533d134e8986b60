import numpy as np
import pytest

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks.belts import belt
from rushes.engines.wardrobe.blocks.catalogue import draft
from rushes.engines.wardrobe.blocks.uniform import Details
from rushes.engines.wardrobe.papers.cut_line import cut_line
from rushes.engines.wardrobe.pattern.worn import worn

MAN = Measures.usual(sex="male")


def test_a_belt_is_cut_longer_than_it_is_worn():
    piece, seam = belt(0.9, 0.05, 0.2, layer=3, note="")
    assert piece.edge("low").length == pytest.approx(0.9)
    assert np.ptp(np.array(cut_line(piece))[:, 0]) == pytest.approx(0.9 + 0.2 + piece.edge("right").allowance)
    assert seam.open


@pytest.mark.parametrize(
    ("block", "style"), [("coat", {"belt": 0.05}), ("robe", {}), ("tunic", {"details": Details(belt=0.05)})]
)
def test_it_lies_over_everything_else_that_is_worn(block, style):
    garment = worn(draft(block, MAN, **style))
    own = garment.panel("belt")
    assert own.placement.part == "belt"
    assert all(
        own.placement.layer > panel.placement.layer
        for panel in garment.panels
        if panel.name != "belt" and panel.placement.part == "torso"
    )
    assert own.edge("low").length > MAN.waist_girth


def test_a_coat_has_none_unless_it_is_asked_for():
    assert all(panel.name != "belt" for panel in draft("coat", MAN).panels)
