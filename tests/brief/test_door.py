from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rushes.brief import brief_from_text, describe
from rushes.brief.door import USUAL, kind_of_words
from rushes.brief.grammar import load_grammar
from rushes.errors import BadInputError

RATE = Fraction(24)


def listed(kind, name):
    return sorted(" ".join(words) for words in load_grammar(kind).lists[name])


STYLES, GARMENTS, BUILDINGS = listed("set", "style"), listed("wardrobe", "garment"), listed("destruction", "building")
OWN_STYLES = [style for style in STYLES if style not in BUILDINGS]
THINGS = st.sampled_from(STYLES + GARMENTS + BUILDINGS)


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("A brutalist bunker lounge, velvet sofas, brass bar, walnut; dark.", "set", "brutalist bunker lounge"),
        ("Art deco hotel lobby, green marble", "set", "Art deco hotel lobby"),
        ("a hospital ward of 12 beds with one green wall", "set", "hospital ward"),
        ("Bottle green velvet tailcoat, ivory waistcoat", "wardrobe", "Bottle green velvet tailcoat, ivory waistcoat"),
        ("a butler's livery, 1970s cut", "wardrobe", "butler's livery"),
        ("An eight-storey block on a street", USUAL, ""),
        ("an office block", USUAL, ""),
        ("an office, 20 desks", "set", "office"),
        ("A woman in a red dress runs from a collapsing tower", USUAL, ""),
        ("the ceiling of a Victorian parlour comes down", USUAL, ""),
        ("an art deco lobby implodes", USUAL, ""),
        ("at dusk, in the rain", USUAL, ""),
        ("", USUAL, ""),
    ],
)
def test_words_decide_when_one_kind_names_a_thing(text, kind, words):
    entry = kind_of_words(text)
    assert (entry.kind, entry.words) == (kind, words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a red double-decker bus brakes in a rainy square, at 2 s the chandelier falls", "falls, brakes"),
        ("A woman in a red dress walks through a diner", "walks"),
        ("a stack of crates collapses", "collapses"),
        ("a car explodes in front of a hotel", "explodes"),
        ('A man in a diner says "Coffee."', 'says "Coffee."'),
        ("a crowd runs away", "runs away"),
        ("an office, cut to a close-up of a desk", "close-up"),
        ("200 red balls in a studio", "200 red balls"),
        ("a vase on a table, slow push in", "vase, table"),
    ],
)
def test_what_happens_makes_a_clip(text, words):
    entry = kind_of_words(text)
    assert entry.kind == "clip"
    assert {*words.split(", ")} <= {*entry.words.replace("a ", "").split(", ")}


@pytest.mark.parametrize(
    "text",
    [
        "An eight-storey block pancakes, slow push in",
        "the tower topples to the left while a man runs away",
        "an art deco lobby with a vase on a table and two velvet sofas",
        "a man in a suit, standing, a diner behind him",
        "a chandelier in an art deco lobby",
    ],
)
def test_a_building_that_comes_down_a_pose_and_furniture_are_no_clip(text):
    try:
        kind = kind_of_words(text).kind
    except BadInputError as error:
        kind = str(error)
    assert kind != "clip"


def test_a_field_of_a_collapse_makes_a_collapse():
    text = "the chandelier falls"
    assert brief_from_text(text, "010_0010", RATE).kind == "clip"
    assert brief_from_text(text, "010_0010", RATE, on_set={"shot": "010_0020", "version": "v001"}).kind == "destruction"
    assert brief_from_text("a hotel", "010_0010", RATE, clip={"weather": "snow"}).kind == "clip"


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("a butler's livery for a bunker", r'a set \("bunker"\) and clothes \("butler\'s livery"\).*--kind set or --kind wardrobe'),
        ("a living room", r'a building \("living room"\) and a set \("living room"\).*--kind destruction or --kind set'),
        ("a loft in a tower, a man in a suit", "a building .*, a set .* and clothes"),
    ],
)  # fmt: skip
def test_what_several_kinds_name_is_asked(text, question):
    with pytest.raises(BadInputError, match=question):
        brief_from_text(text, "010_0010", RATE)


def test_a_kind_that_is_said_is_not_asked():
    text = "a butler's livery for a bunker"
    assert brief_from_text(text, "010_0010", RATE, kind="wardrobe").wardrobe.pieces
    assert brief_from_text(text, "010_0010", RATE, kind="set").room.style == "bunker"
    assert brief_from_text(text, "010_0010", RATE, kind="destruction").kind == "destruction"
    with pytest.raises(BadInputError, match="nobody is named"):
        brief_from_text("20 years younger", "010_0010", RATE, kind="reage")


def test_what_decided_is_told():
    brief = brief_from_text("a diner at night, booths", "010_0010", RATE)
    assert [(one.value, one.words) for one in brief.understood if one.field == "kind"] == [("set", "diner")]
    assert '"diner"' in "\n".join(describe(brief))


@settings(max_examples=40)
@given(thing=THINGS, end=st.sampled_from(["collapses", "is demolished", "pancakes", "topples to the left", "implodes"]))
def test_what_comes_down_is_a_collapse_whatever_it_is(thing, end):
    assert kind_of_words(f"a {thing} {end}").kind == "destruction"


@settings(max_examples=40)
@given(garment=st.sampled_from(GARMENTS), colour=st.sampled_from(["bottle green", "ivory", "red", ""]))
def test_every_garment_is_clothes(garment, colour):
    assert kind_of_words(f"a {colour} {garment}").kind == "wardrobe"


@settings(max_examples=40)
@given(
    style=st.sampled_from(OWN_STYLES),
    more=st.sampled_from(["", ", dark", ", one long wall", ", brass and walnut", ", 6 options"]),
)
def test_every_style_of_room_that_is_no_building_is_a_set(style, more):
    assert kind_of_words(f"a {style}{more}").kind == "set"


@settings(max_examples=40)
@given(garment=st.sampled_from(GARMENTS), style=st.sampled_from(OWN_STYLES))
def test_a_garment_and_a_room_are_asked_in_either_order(garment, style):
    for text in (f"a {garment}, a {style}", f"a {style}, a {garment}"):
        with pytest.raises(BadInputError, match="Which of them is to be made"):
            kind_of_words(text)


@settings(max_examples=40)
@given(st.text(max_size=200))
def test_any_text_has_a_kind_or_is_asked_about(text):
    try:
        entry = kind_of_words(text)
    except BadInputError as error:
        said, kind = str(error), ""
    else:
        said, kind = "", entry.kind
    assert "--kind" in said or kind in {"destruction", "set", "wardrobe", "clip"}
