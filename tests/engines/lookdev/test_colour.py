from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.engines.lookdev.colour import Colour, colour_words, colours_in, named_colour
from rushes.engines.lookdev.oklab import distance, from_oklab, to_oklab
from rushes.errors import BadInputError

CODES = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")

# Second opinion: other published conversions of the same centroids (B. Kelly and Judd's Munsell values to sRGB).
ELSEWHERE = {
    "vivid red": (213, 28, 60),
    "deep pink": (230, 105, 128),
    "strong brown": (138, 68, 22),
    "dark olive": (53, 46, 10),
    "deep green": (0, 84, 61),
    "dark yellowish green": (47, 93, 58),
    "deep bluish green": (0, 68, 63),
    "brilliant blue": (65, 157, 237),
    "dark purple": (86, 55, 98),
    "grayish yellow": (200, 177, 139),
    "brilliant orange": (253, 148, 63),
    "moderate violet": (92, 73, 133),
    "light gray": (189, 183, 191),
    "black": (43, 41, 43),
}


def test_white_grey_and_a_primary_lie_where_oklab_puts_them() -> None:
    lab = to_oklab([[1, 1, 1], [0, 0, 0], [1, 0, 0]])
    assert np.allclose(lab, [[1, 0, 0], [0, 0, 0], [0.62796, 0.22486, 0.12585]], atol=2e-4)


@given(CODES)
def test_a_colour_comes_back_from_oklab_and_from_json(code: str) -> None:
    colour = Colour.from_hex(code)
    assert np.allclose(from_oklab(colour.oklab), colour.srgb, atol=1e-5)
    assert Colour.from_json(colour.to_json()) == colour
    assert colour.hex == code


@pytest.mark.parametrize("name", ELSEWHERE)
def test_the_centroids_agree_with_another_conversion(name: str) -> None:
    ours = named_colour(name) if name != "black" else Colour.from_hex("222222")
    theirs = to_oklab(np.array(ELSEWHERE[name]) / 255)
    assert distance(ours.oklab, theirs) < 0.1


def test_every_centroid_has_its_own_name() -> None:
    for name in ("deep green", "blackish blue", "very pale violet", "medium gray"):
        assert named_colour(name).iscc_nbs == name


@given(CODES)
def test_every_colour_has_a_name_of_the_standard(code: str) -> None:
    assert re.fullmatch(r"[a-z ]+", Colour.from_hex(code).iscc_nbs)


@pytest.mark.parametrize(
    ("word", "family"),
    [
        ("bottle green", "green"),
        ("ivory", "yellow"),
        ("oxblood", "red"),
        ("camel", "brown"),
        ("navy", "blue"),
        ("mauve", "purple|violet"),
        ("brick", "red|brown|orange"),
        ("brass", "yellow|brown"),
        ("charcoal", "gray|black"),
    ],
)
def test_a_trade_word_lies_in_the_family_that_the_standard_gives_it(word: str, family: str) -> None:
    assert re.search(family, named_colour(word).iscc_nbs)


def test_the_list_is_long_and_its_words_are_found() -> None:
    assert len(colour_words()) >= 150
    assert all(named_colour(word).word == word for word in colour_words())


def test_grey_and_gray_hyphens_and_capitals_are_one() -> None:
    assert named_colour("Dove-Gray") == named_colour("dove grey")


def test_an_adjective_moves_a_colour() -> None:
    plain, pale, dark = (named_colour(word).oklab for word in ("burgundy", "pale burgundy", "dark burgundy"))
    assert pale[0] > plain[0] > dark[0]
    assert np.hypot(*pale[1:]) < np.hypot(*plain[1:])


def test_a_material_gets_its_reflectance_in_acescg() -> None:
    assert Colour.from_hex("ffffff").acescg == pytest.approx((1, 1, 1), abs=1e-3)
    assert Colour.from_hex("777777").acescg == pytest.approx((0.184, 0.184, 0.184), abs=2e-3)


def test_an_unknown_colour_is_said_with_the_nearest() -> None:
    with pytest.raises(BadInputError, match="bottle green"):
        named_colour("botle green")


@pytest.mark.parametrize("code", ["", "#12345", "12345g", "blue"])
def test_a_bad_code_is_said(code: str) -> None:
    with pytest.raises(BadInputError, match="no colour code"):
        Colour.from_hex(code)


def test_the_colours_of_a_brief_are_found_in_order() -> None:
    text = "Butler's livery; bottle green velvet tailcoat, brass buttons, ivory waistcoat, dark grey trousers, no infrared."
    found = colours_in(text)
    assert [one.colour.word for one in found] == ["bottle green", "brass", "ivory", "dark grey"]
    assert [text[one.start : one.end] for one in found] == ["bottle green", "brass", "ivory", "dark grey"]


@given(st.text(st.sampled_from("adeghilnrvy -,ﬀé7"), max_size=40))
def test_any_text_is_read(text: str) -> None:
    for one in colours_in(text):
        assert 0 <= one.start < one.end <= len(text)
