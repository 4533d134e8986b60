import pytest

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks.catalogue import draft
from rushes.errors import BadInputError

WOMAN, MAN = Measures.usual(), Measures.usual(sex="male")


def test_it_has_bust_darts_and_laps_right_over_left():
    garment = draft("blouse", WOMAN)
    assert garment.laps == "right"
    assert garment.panel("front").darts == (("bust_a", "bust_b"),)
    assert {mark.side for mark in garment.panel("front").marks if mark.kind == "buttonhole"} == {"right"}


def test_the_neck_is_tied_turned_down_or_stands():
    panels = {neck: {p.name for p in draft("blouse", WOMAN, neck=neck).panels} for neck in ("tie", "collar", "stand")}
    assert "bow" in panels["tie"]
    assert "collar" in panels["collar"]
    assert not panels["stand"] & {"bow", "collar"}
    with pytest.raises(BadInputError, match="no neck called 'ruff'"):
        draft("blouse", WOMAN, neck="ruff")


def test_full_sleeves_are_gathered_into_the_cuff():
    cuffs = {
        full: next(s for s in draft("blouse", WOMAN, fullness=full).seams if s.name == "cuff") for full in (0.05, 0.2)
    }
    assert [(seam.kind, seam.ease) for seam in cuffs.values()] == [("pleated", 0.05), ("gathered", 0.2)]
