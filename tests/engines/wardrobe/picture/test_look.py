from itertools import pairwise

import pytest

from rushes.engines.wardrobe.picture.look import CUTS, HAIR_COLOURS, SHOES, SKINS, Look
from rushes.errors import BadInputError


@pytest.mark.parametrize("what", ["skin", "hair", "hair_colour", "shoes"])
def test_a_word_that_is_not_known_is_refused_with_those_that_are(what):
    with pytest.raises(BadInputError, match="Say one of"):
        Look(**{what: "of glass"})


def test_usual_looks_are_known_and_differ_from_person_to_person():
    looks = [Look.person(sex, age, number) for sex in ("female", "male") for age in (20, 50, 80) for number in range(6)]
    for one in looks:
        assert one.skin in SKINS
        assert one.hair in CUTS
        assert one.hair_colour in HAIR_COLOURS
        assert one.shoes in SHOES
    assert all(a.skin != b.skin for a, b in pairwise(looks[:6]))
    assert Look.person("male", 80).hair_colour == "white"


def test_who_nothing_is_asked_of_is_a_mannequin():
    assert {(one.skin, one.hair) for one in map(Look.usual, ("female", "male"))} == {("mannequin", "bald")}
