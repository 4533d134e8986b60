"""What a re-ageing brief says, in fields and in words."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from rushes.brief import brief_sha256, read_brief
from rushes.brief.settle_reage import read_ages
from rushes.brief.tokens import tokenise
from rushes.errors import BadInputError

RIGHT = ["kind: reage", 'shot: "010_0030"', "plate: clip.png", "performer: p-014", "from: 61", "to: 45"]


@pytest.fixture
def read(tmp_path):
    Image.fromarray(np.zeros((36, 64, 3), np.uint8)).save(tmp_path / "clip.png")

    def reading(*lines, without=()):
        given = {line.partition(":")[0] for line in lines}
        kept = [line for line in RIGHT if line.partition(":")[0] not in {*given, *without}]
        path = tmp_path / "reage.yaml"
        path.write_text("\n".join([*kept, *lines, ""]), encoding="utf-8")
        return read_brief(path, rate=Fraction(24))

    return reading


def test_the_first_level_may_name_who_and_the_ages(read):
    brief = read()
    assert (brief.kind, brief.people) == ("reage", ("p-014",))
    assert (brief.reage.performer, brief.reage.from_age, brief.reage.to_age) == ("p-014", 61, 45)


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("Make her twenty years younger", (61, 41)),
        ("Ten years older, in the mirror", (61, 71)),
        ("She is to be forty-five years old", (61, 45)),
        ("from 61 to 45", (61, 45)),
    ],
)
def test_words_give_the_age_that_the_fields_leave_open(read, text, ages):
    brief = read(f"text: {text}", without=("to",))
    assert (brief.reage.from_age, brief.reage.to_age) == ages


@pytest.mark.parametrize(
    ("lines", "without", "said"),
    [
        ((), ("performer",), "nobody is named"),
        ((), ("plate",), "there is none"),
        ((), ("to",), "the age is left open (to)"),
        (("to: 61",), (), "nothing is to change"),
        (("text: thirty years old",), (), "Keep one of them"),
        (("to: 200",), (), "from 0 to 120"),
        (("building: {storeys: 3}",), (), 'belongs to a brief of kind "destruction"'),
        (("reage: {method: network}",), (), "needs one"),
        (("skin: {forehead: 3}",), (), "from -2 to 1"),
    ],
)
def test_what_is_missing_or_contradicts_itself_is_one_sentence(read, lines, without, said):
    with pytest.raises(BadInputError) as refused:
        read(*lines, without=without)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_collapse_has_no_face(tmp_path):
    path = tmp_path / "brief.yaml"
    path.write_text('shot: "010_0030"\nskin: {forehead: 1}\n', encoding="utf-8")
    with pytest.raises(BadInputError, match='belongs to a brief of kind "reage"'):
        read_brief(path, rate=Fraction(24))


def test_sliders_name_the_work_and_places_do_not(read, tmp_path):
    first = brief_sha256(read())
    assert brief_sha256(read("skin: {forehead: 0.5}")) != first
    assert brief_sha256(read(f"reage: {{keys: {tmp_path}}}")) == first


@given(st.integers(0, 120), st.integers(0, 120))
def test_from_and_to_are_read_as_they_are_written(start, end):
    ages = read_ages(tokenise(f"She is taken from {start} to {end}, softly."))
    assert (ages.start, ages.end) == (start, end)


@given(st.text(max_size=120))
def test_no_text_breaks_the_reader(text):
    ages = read_ages(tokenise(text))
    assert all(0 <= left < right <= len(text) for left, right in ages.words)
