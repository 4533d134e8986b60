import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rushes.brief.door import kind_of_words
from rushes.brief.grammar import load_grammar
from rushes.errors import BadInputError


def listed(kind, name):
    return sorted(" ".join(words) for words in load_grammar(kind).lists[name])


BUILDINGS = listed("destruction", "building")
STYLES = [style for style in listed("set", "style") if style not in BUILDINGS]
GARMENTS = listed("wardrobe", "garment")
HOUSES = ["tower", "hotel", "town house", "skyscraper", "warehouse", "block of flats"]


@pytest.mark.parametrize(
    "text",
    [
        "An office, one long wall of windows",
        "An office, the long wall is all windows",
        "An office with glass block walls",
        "a corridor, brick wall on one side",
        "a parlour with a chimney breast and a coat rack",
        "a lobby with a coat check",
        "a control room on the third floor of a tower",
        "an office in a tower block, 20 desks",
        "an office, room for 20 desks",
        "a 1970s office, interior",
        "an art deco lobby of a skyscraper",
        "a war room, wall of screens",
        "Victorian parlour of a town house",
        "a small room: a Victorian parlour",
        "a hospital ward, curtains along the wall",
    ],
)
def test_a_room_is_a_set_whatever_else_it_has(text):
    assert kind_of_words(text).kind == "set"


@pytest.mark.parametrize(
    "text",
    [
        "school uniform: grey blazer, grey trousers",
        "a hotel porter's uniform jacket, brass buttons",
        "factory worker's overalls",
        "a hospital ward nurse's dress",
        "a house dress",
        "a 1970s office suit jacket",
        "a chimney sweep's tailcoat",
        "a Victorian evening gown",
        "an art deco cocktail dress",
    ],
)
def test_clothes_are_clothes_whoever_wears_them(text):
    assert kind_of_words(text).kind == "wardrobe"


@pytest.mark.parametrize("text", ["a brick wall on a street", "a hotel on a street", "a garden wall", "a wall"])
def test_a_building_on_a_street_is_a_building(text):
    assert kind_of_words(text).kind == "destruction"


@pytest.mark.parametrize(
    "text",
    [
        "a brick wall in an office",  # which of them?
        "a tower with a lobby",
        "a coat in a lobby",
        "a lobby, a garden wall",
        "a loft in a tower, a man in a suit",
        "a diner and a waitress in a dress",
    ],
)
def test_what_is_no_aside_is_asked(text):
    with pytest.raises(BadInputError, match="Which of them is to be made"):
        kind_of_words(text)


@settings(max_examples=60)
@given(
    style=st.sampled_from(STYLES),
    wall=st.sampled_from(["one long wall of windows", "brick walls", "a glass block wall", "every wall papered", "one green wall"]),
    before=st.sampled_from([", ", " with ", "; "]),
)  # fmt: skip
def test_walls_of_any_room_are_parts_of_it(style, wall, before):
    assert kind_of_words(f"a {style}{before}{wall}").kind == "set"


@settings(max_examples=60)
@given(
    style=st.sampled_from(STYLES),
    where=st.sampled_from(["in", "inside", "under", "at the top of", "on the third floor of"]),
    house=st.sampled_from(HOUSES),
)
def test_the_building_that_a_room_is_in_is_not_made(style, where, house):
    assert kind_of_words(f"a {style} {where} a {house}, 6 options").kind == "set"


@settings(max_examples=60)
@given(
    garment=st.sampled_from(GARMENTS),
    place=st.sampled_from([*STYLES, *HOUSES]),
    who=st.sampled_from(["porter's", "girl's", "staff"]),
)
def test_clothes_of_any_place_are_clothes(garment, place, who):
    assert kind_of_words(f"a {place} {who} {garment}").kind == "wardrobe"


@settings(max_examples=60)
@given(
    style=st.sampled_from(STYLES),
    garment=st.sampled_from(["coat", "shirt", "dress"]),
    holds=st.sampled_from(["rack", "hooks", "stand"]),
)
def test_what_holds_clothes_is_furniture(style, garment, holds):
    assert kind_of_words(f"a {style} with a {garment} {holds}").kind == "set"
