"""What a re-ageing brief says, in fields and in words."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from rushes.brief import brief_sha256, read_brief
from rushes.brief.settle_reage import read_ages, settle_reage
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
        (("reage: {method: onnx}",), (), "model.file is missing"),
        (("reage: {method: onnx}", "model: {file: clip.png, source: us}"), (), "model.licence is missing"),
        (("reage: {method: comfyui}", "model: {file: clip.png, licence: MIT}"), (), "model.source is missing"),
        (("model: {file: clip.png, licence: MIT, source: us}",), (), "uses no model"),
        (("reage: {method: onnx}", "model: {file: no.onnx, licence: MIT, source: us}"), (), "there is no"),
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


def settled(text, **ages):
    fields = {"kind": "reage", "plate": "clip.png", "frames": 8, "reage.performer": "p-014"}
    fields |= {f"reage.{name}": age for name, age in ages.items()}
    return settle_reage({}, fields, shot="010_0030", text=text, where="brief")


AGES = st.integers(0, 120)


@given(
    AGES, AGES, st.sampled_from(["from {0} to {1}", "She is {1} years old here", "as she was at {1}", "to {1}, gently"])
)
def test_words_that_give_an_age_are_taken_or_what_they_contradict_is_named(start, end, words):
    text = words.format(start, end)
    if start == end:
        with pytest.raises(BadInputError, match="nothing is to change"):
            settled(text, from_age=start)
        return
    brief = settled(text, from_age=start)
    assert (brief.reage.from_age, brief.reage.to_age) == (start, end)
    said = {reading.field: reading.words for reading in brief.understood}
    assert str(end) in said["reage.to_age"]
    other = end + 1 if end < 120 else end - 1
    with pytest.raises(BadInputError, match=f"is {other}, but the text says {end}"):
        settled(text, from_age=start, to_age=other)


@given(AGES, st.integers(1, 60), st.sampled_from(["younger", "older"]))
def test_years_younger_or_older_count_from_the_age_that_is_given(start, years, way):
    end = start - years if way == "younger" else start + years
    text = f"Make him {years} years {way}, please."
    if not 0 <= end <= 120:
        with pytest.raises(BadInputError, match="Ages go from 0 to 120"):
            settled(text, from_age=start)
        return
    assert settled(text, from_age=start).reage.to_age == end


@given(st.text(max_size=80), AGES, AGES)
def test_whatever_the_words_are_they_are_settled_or_refused_in_one_sentence(text, start, end):
    refused = ""
    try:
        brief = settled(text, from_age=start, to_age=end)
    except BadInputError as error:
        refused = str(error)
    if refused:
        assert refused.startswith("brief: ")
        return
    assert (brief.reage.from_age, brief.reage.to_age) == (start, end), "words never change what a field says"
    assert brief.people == ("p-014",)
