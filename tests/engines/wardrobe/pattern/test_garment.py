import json

import pytest

from rushes.engines.wardrobe.pattern.garment import Garment
from rushes.errors import BadInputError


def test_a_garment_comes_back_from_json_as_it_was(bib):
    garment = bib()
    assert Garment.from_json(json.loads(json.dumps(garment.to_json()))) == garment


def test_a_seam_whose_sides_differ_is_refused_in_one_sentence(bib):
    with pytest.raises(
        BadInputError, match=r"the seam side joins front\.side \(40\.30 cm\) with back\.side \(40\.00 cm\)"
    ):
        bib(longer=0.003)


def test_a_seam_may_differ_by_its_ease_and_by_a_millimetre(bib):
    garment = bib(longer=0.003, ease=0.003)
    assert garment.row_length(garment.seams[0].a) == pytest.approx(0.403)
    bib(longer=0.0009)
    with pytest.raises(BadInputError, match="declares 0"):
        bib(ease=0.003)


def test_a_seam_of_an_edge_that_is_not_there_is_refused(bib):
    garment = bib()
    with pytest.raises(BadInputError, match="has no edge called sied"):
        garment.panel("front").edge("sied")
    with pytest.raises(BadInputError, match="has no panel called sleeve"):
        garment.panel("sleeve")
