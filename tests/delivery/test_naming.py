"""Names by a client's pattern: what is written is read back as the very same, or refused in a sentence."""

import re

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from rushes.delivery.naming import Delivered, Pattern
from rushes.errors import BadInputError

NETFLIX = "{show}_{shot}_{element}_{vendor}_{version}/{show}_{shot}_{element}_{vendor}_{version}.{frame:4}.exr"

shows = st.from_regex(r"[A-Z0-9](?:[A-Za-z0-9_-]{0,10}[A-Z0-9])?", fullmatch=True)
shots = st.from_regex(r"[A-Za-z0-9]{1,8}_[0-9]{3,5}[A-Z]?", fullmatch=True)
elements = st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True)
vendors = st.from_regex(r"[A-Z0-9]{1,5}", fullmatch=True)
versions = st.integers(1, 9999)
frames = st.integers(0, 999_999)
names = st.builds(Delivered, shows, shots, versions, elements, vendors, frames)
fields = st.sampled_from(
    ["{show}", "{shot}", "{element}", "{version}", "{vendor}", "{frame}", "{frame:4}", "{frame:7}"]
)
patterns = st.lists(st.one_of(fields, st.sampled_from(["_", ".", "/", "-", "x", "comp"])), min_size=1, max_size=12).map(
    "".join
)


@given(names)
def test_the_names_of_a_turnover_go_both_ways(name):
    text = Pattern(NETFLIX).write(name)
    assert Pattern(NETFLIX).read(text) == name
    folder, _, file = text.partition("/")
    assert file.startswith(folder)
    assert re.search(r"\.\d{4,}\.exr$", file)


@given(patterns, names)
def test_any_pattern_goes_both_ways_or_says_in_a_sentence_why_not(text, name):
    try:
        pattern = Pattern(text)
        if "frame" not in pattern.fields:
            name = Delivered(name.show, name.shot, name.version, name.element, name.vendor)
        written = pattern.write(name)
    except BadInputError as refusal:
        event(type(refusal).__name__)
        return
    read = pattern.read(written)
    for field in pattern.fields:
        assert getattr(read, field) == getattr(name, field)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{title}.mov", '"{title}" in the pattern {title}.mov is no field'),
        ("../{show}.mov", "leads out of the package"),
        ("/{show}.mov", "leads out of the package"),
        (".{show}.mov", "makes a hidden file"),
        ("{show} {shot}.mov", "signs that don't belong into file names"),
        ("{show:4}.mov", "only a frame has digits"),
        ("{show}.{frame:0}.exr", "only a frame has digits"),
        ("ascmhl/{show}.mov", "a name that the package needs itself"),
    ],
)
def test_what_is_no_pattern_is_told(text, said):
    with pytest.raises(BadInputError, match=re.escape(said)):
        Pattern(text)


def test_two_fields_with_nothing_between_are_refused_where_they_can_be_read_in_two_ways():
    with pytest.raises(BadInputError, match="reads back as something else"):
        Pattern("{show}{vendor}.mov").write(Delivered("DEMO", "010_0010", 1, vendor="RSH"))


def test_a_frame_has_the_digits_that_are_asked_for_and_more_when_it_is_longer():
    pattern = Pattern("{shot}.{frame:6}.exr")
    assert pattern.write(Delivered("S", "010_0010", 1, frame=1001)) == "010_0010.001001.exr"
    assert pattern.read("010_0010.1234567.exr").frame == 1234567
    with pytest.raises(BadInputError, match="not named as the profile asks"):
        pattern.read("010_0010.1001.exr")
    with pytest.raises(BadInputError, match="asks for a frame's number"):
        pattern.write(Delivered("S", "010_0010", 1))


def test_names_that_no_disk_takes_are_refused():
    with pytest.raises(BadInputError, match="more than 255 characters"):
        Pattern("{show}_" * 12 + "{shot}.mov").write(Delivered("A" * 32, "010_0010", 1))
