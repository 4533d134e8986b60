import pytest

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks import bust
from rushes.engines.wardrobe.blocks.catalogue import draft
from rushes.errors import BadInputError

WOMAN, MAN = Measures.usual(), Measures.usual(sex="male")


def test_a_womans_bust_asks_for_a_dart_and_a_mans_chest_does_not():
    assert 0.025 < bust.mouth(WOMAN) < 0.045
    assert bust.mouth(MAN) == 0.0


@pytest.mark.parametrize("block", ["shirt", "jacket", "coat", "tunic", "waistcoat"])
def test_the_front_is_longer_by_the_dart_and_its_side_is_not(block):
    with_dart, without = (draft(block, WOMAN, bust=size).panel("front") for size in (0.03, 0.0))
    low = [panel.outline()[:, 1].min() for panel in (with_dart, without)]
    assert low[1] - low[0] == pytest.approx(0.03, abs=1e-4)
    side = sum(with_dart.edge(name).length for name in ("side_low", "side_high"))
    assert side == pytest.approx(without.edge("side").length, abs=1e-4)
    legs = [with_dart.edge(name).length for name in ("bust_a", "bust_b")]
    assert legs[0] == pytest.approx(legs[1], abs=1e-9)
    assert with_dart.edge("armhole").length == pytest.approx(without.edge("armhole").length)


def test_buttons_below_the_bust_go_down_with_the_front():
    marks = {m.point[1] for m in draft("shirt", WOMAN).panel("front").marks}
    garment = draft("shirt", WOMAN)
    seam = next(s for s in garment.seams if s.name == "buttons")
    line = garment.panel("front").edge("centre_front")
    assert {round(line.at([near])[0][1], 6) for near, _ in seam.notches} == {round(y, 6) for y in marks}


def test_too_short_a_side_is_said():
    front = draft("waistcoat", MAN).panel("front")
    with pytest.raises(BadInputError, match="doesn't fit into a side seam"):
        bust.darted(front, 0.03, under=0.5)


@pytest.mark.parametrize("opening", [0.06, 0.20])
def test_a_waistcoats_buttons_stay_at_its_opening_and_its_corner(opening):
    for size in (0.0, 0.03):
        garment = draft("waistcoat", WOMAN, bust=size, opening=opening)
        front = garment.panel("front")
        heights = sorted({mark.point[1] for mark in front.marks})
        assert front.edge("front").start[1] - heights[-1] == pytest.approx(0.012)
        seam = next(s for s in garment.seams if s.name == "buttons")
        found = sorted(front.edge("centre_front").at([near for near, _ in seam.notches])[:, 1])
        assert found == pytest.approx(heights)
