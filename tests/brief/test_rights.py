from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from rushes.brief import brief_from_text, brief_sha256, read_brief
from rushes.brief.rights import Right, read_rights, say_rights
from rushes.errors import BadInputError

RATE = Fraction(24)


@pytest.fixture
def read(tmp_path):
    Image.new("RGB", (32, 24), "#123a2a").save(tmp_path / "lobby.png")
    Image.new("RGB", (32, 24), "#7a1f24").save(tmp_path / "bar.png")

    def reading(*lines):
        path = tmp_path / "brief.yaml"
        path.write_text("\n".join(('shot: "010_0010"', *lines)), encoding="utf-8")
        return read_brief(path, rate=RATE)

    return reading


def test_rights_are_words_or_licence_owner_and_source(read):
    brief = read(
        "kind: set",
        "text: a loft",
        "use:",
        "  references: [lobby.png, bar.png]",
        "  rights: {lobby.png: own photograph, bar.png: {licence: CC BY 4.0, owner: J. Doe, source: county archive}}",
    )
    assert brief.use.rights["lobby.png"] == Right(licence="own photograph")
    assert brief.use.rights["bar.png"].line == "CC BY 4.0, J. Doe, county archive"
    told = {one.field: one.value for one in brief.understood}
    assert told["use.rights"] == "lobby.png: own photograph; bar.png: CC BY 4.0, J. Doe, county archive"


def test_whose_it_is_gives_no_right():
    assert not Right(owner="J. Doe", source="a blog").is_stated
    assert Right(licence="own photograph").is_stated
    assert not Right(licence="  ").is_stated


@pytest.mark.parametrize(
    ("use", "sentence"),
    [
        ("{references: [lobby.png], rights: {loby.png: mine}}", 'has "loby.png", which is none of the references'),
        ("{rights: {lobby.png: mine}}", "there are none"),
        ("{references: [lobby.png, lobby.png]}", "two references are called lobby.png"),
        ("{references: [lobby.png], rights: {lobby.png: {who: me}}}", "rights by the reference's file name"),
        ("{references: [lobby.png], rights: mine}", "rights by the reference's file name"),
        ("{references: [gone.png]}", "gone.png"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(read, use, sentence):
    with pytest.raises(BadInputError, match=sentence):
        read("kind: set", "text: a loft", f"use: {use}")


def test_a_palette_is_asked_for_in_words_or_as_a_field(read):
    use = "use: {references: [lobby.png, bar.png]}"
    assert read("kind: set", "text: a loft in the palette of reference 2", use).explore.palette == 2
    assert read("kind: set", "text: 'a loft, colours of the references'", use).explore.palette == 0
    assert read("kind: wardrobe", "text: 'a dress, colours from the reference'", use).explore.palette == 1
    assert read("kind: set", "text: a loft", "explore: {palette: 1}", use).explore.palette == 1
    assert read("kind: set", "text: a loft", use).explore.palette is None
    with pytest.raises(BadInputError, match="palette of reference 3 is asked for, and the brief has 2 references"):
        read("kind: set", "text: a loft in the palette of reference 3", use)
    with pytest.raises(BadInputError, match="the brief has no references"):
        brief_from_text("a loft, colours of the references", "010_0010", RATE)


def test_rights_are_part_of_what_is_asked(read):
    one = read("kind: set", "text: a loft", "use: {references: [bar.png], rights: {bar.png: mine}}")
    other = read("kind: set", "text: a loft", "use: {references: [bar.png], rights: {bar.png: bought}}")
    assert brief_sha256(one) != brief_sha256(other)


@settings(max_examples=50)
@given(
    st.dictionaries(
        st.text(min_size=1, max_size=12),
        st.text(max_size=20) | st.fixed_dictionaries({"licence": st.text(max_size=9)}),
        max_size=4,
    )
)
def test_any_words_are_kept_as_they_are(given_rights):
    found = read_rights("use.rights", given_rights)
    assert {name: right.licence for name, right in found.items()} == {
        name: value if isinstance(value, str) else value["licence"] for name, value in given_rights.items()
    }
    assert isinstance(say_rights(found), str)
