import pytest

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks.catalogue import draft

MAN = Measures.usual(sex="male")


def test_a_coat_goes_over_a_jacket():
    coat, jacket = dict(draft("coat", MAN).measures), dict(draft("jacket", MAN).measures)
    assert coat["chest"] > jacket["chest"] + 0.05
    assert coat["armhole"] > jacket["armhole"] + 0.02
    assert draft("coat", MAN).layer == 3


@pytest.mark.parametrize(("overlap", "columns"), [(0.03, {0.0}), (0.09, {-0.068, 0.068})])
def test_double_breasted_has_two_columns(overlap, columns):
    front = draft("coat", MAN, overlap=overlap).panel("front")
    assert len(front.marks) == 6
    assert {round(mark.point[0], 3) + 0.0 for mark in front.marks} == columns
    assert front.outline()[:, 0].min() <= -overlap


def test_the_length_is_as_asked():
    assert draft("coat", MAN, long=0.95).panel("back").outline()[:, 1].min() == pytest.approx(-0.95)
