from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rushes.brief import brief_from_text
from rushes.brief.wardrobe import Body, Piece, Wardrobe
from rushes.engines.lookdev.colour import named_colour
from rushes.engines.lookdev.explore import spread
from rushes.engines.wardrobe.asked import Asked, asked_of
from rushes.engines.wardrobe.clothes import clothing
from rushes.engines.wardrobe.look import Look, drafted
from rushes.engines.wardrobe.space import design_space, held_of, look_of, shaded, usual_values
from rushes.errors import BadInputError

LIVERY = "Butler's livery, 1970s cut; bottle green velvet tailcoat, brass buttons, ivory waistcoat, grey trousers."


def asked(text):
    brief = brief_from_text(text, "010_0010", Fraction(24), kind="wardrobe")
    return asked_of(brief.body, brief.wardrobe)


def test_what_was_asked_is_held_in_every_option_and_the_rest_lies_apart():
    livery = asked(LIVERY)
    looks = [
        look_of(livery, option.values)
        for option in spread(design_space(livery), 6, seed=2, held=held_of(livery)).options
    ]
    for look in looks:
        tailcoat = look.pieces[-1]
        assert (tailcoat.fabric, tailcoat.colour_name, tailcoat.buttons) == ("cotton velvet", "bottle green", "brass")
        assert tailcoat.colour == named_colour("bottle green").hex
    assert len({look.pieces[-1].style["lapel_width"] for look in looks}) == 6
    assert len({look.pieces[1].fabric for look in looks}) > 1


def test_the_usual_look_is_the_period_s_own():
    livery = asked(LIVERY)
    look = look_of(livery, usual_values(livery))
    knee = look.dressed[0].measures.knee_girth + 0.075  # the period's 44 cm are too tight for him
    assert [dict(piece.style) for piece in look.pieces] == [{}, {"knee": pytest.approx(knee, abs=1e-4)}, {}, {}]
    garment = drafted(look.pieces[-1], look.dressed[0])
    assert dict(garment.measures)["lapel"] == pytest.approx(0.118)


def test_nobody_is_offered_knees_that_are_too_tight_unless_they_are_asked_for():
    stout = asked("a 1970s suit, 1.80 m tall, stout")
    girth = stout.wearers[0].measures.knee_girth
    assert design_space(stout)["trousers_knee"].low == pytest.approx(girth + 0.075)
    [trousers] = [piece for piece in look_of(stout, usual_values(stout)).pieces if piece.garment == "trousers"]
    assert trousers.style["knee"] == pytest.approx(girth + 0.075, abs=1e-4)  # the period's 44 cm are for others
    piece = Piece(garment="trousers", style={"knee": girth + 0.02})
    own = asked_of(Body(height_m=1.80, build="stout", sex="male"), Wardrobe(pieces=(piece,)))
    assert look_of(own, usual_values(own)).pieces[0].style["knee"] == pytest.approx(girth + 0.02, abs=1e-4)


def test_options_keep_to_the_cut_of_their_period():
    lapel = design_space(asked(LIVERY))["tailcoat_lapel_width"]
    assert lapel.low > 0.09
    assert lapel.high == 0.135


@settings(max_examples=8, deadline=None)
@given(
    seed=st.integers(0, 10**6), text=st.sampled_from(["a 1920s dress", "1940s coat, pencil skirt", "overalls, shirt"])
)
def test_whatever_is_explored_can_be_drafted(seed, text):
    one = asked(text)
    for option in spread(design_space(one), 3, seed=seed, held=held_of(one)).options:
        look = look_of(one, option.values)
        for dressed in look.dressed:
            for piece in dressed.pieces:
                assert drafted(piece, dressed).panels


def test_asked_and_look_are_the_same_after_they_were_written(tmp_path):
    livery = asked(LIVERY)
    assert Asked.from_json(livery.to_json()) == livery
    look = look_of(livery, usual_values(livery))
    (tmp_path / "look.json").write_text(look.to_json())
    assert Look.read(tmp_path / "look.json") == look
    with pytest.raises(BadInputError, match="can't be read"):
        Look.read(tmp_path / "none.json")


def test_darker_is_darker_and_black_stays_black():
    green = named_colour("bottle green")
    assert shaded(green, "bottle green", 0.0) == (green, "bottle green")
    darker, name = shaded(named_colour("camel"), "camel", 0.8)
    assert darker.oklab[0] < named_colour("camel").oklab[0] - 0.05
    assert name == "deep camel"
    assert shaded(named_colour("black"), "black", 1.0)[1] == "black"


@pytest.mark.parametrize(
    ("body", "pieces", "sentence"),
    [
        ({"measures": {"waist_girth": 2.5}}, ["dress"], "The measure waist_girth is 2.5 m"),
        ({"measures": {"belly": 0.9}}, ["dress"], "There is no measure 'belly'"),
        ({}, [{"garment": "trousers", "style": {"lapel": 0.1}}], "has no lapel to be set"),
        ({}, [{"garment": "dress", "colour": "plaid"}], '"plaid" is no colour known here'),
    ],
)
def test_what_can_t_be_made_is_said_in_a_sentence(body, pieces, sentence):
    wardrobe = Wardrobe(pieces=tuple(Piece(**(one if isinstance(one, dict) else {"garment": one})) for one in pieces))
    with pytest.raises(BadInputError, match=sentence):
        asked_of(Body(**body), wardrobe)


def test_a_garment_that_nobody_drafts_is_said_with_those_that_can_be():
    with pytest.raises(BadInputError, match=r"There is no pattern for a toga\. There are patterns for: shirt"):
        clothing("toga")


def test_women_button_right_over_left_and_men_left_over_right():
    for sex, over in (("female", "right"), ("male", "left")):
        made = asked_of(Body(sex=sex), Wardrobe(pieces=(Piece(garment="coat"),)))
        look = look_of(made, usual_values(made))
        assert drafted(look.pieces[0], look.dressed[0]).laps == over


def test_two_of_one_kind_have_names_of_their_own():
    wardrobe = Wardrobe(pieces=(Piece(garment="shirt"), Piece(garment="shirt", colour="red")))
    assert [piece.key for piece in asked_of(Body(), wardrobe).wearers[0].pieces] == ["shirt", "shirt_2"]
