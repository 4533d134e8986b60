"""Steps are what somebody does, or what somebody is on."""

from __future__ import annotations

from fractions import Fraction

import pytest

from rushes.brief import brief_from_text


def scene(text):
    return brief_from_text(text, "010_0010", Fraction(24), kind="clip").clip


@pytest.mark.parametrize(
    "text",
    ["A man sits on the steps of a church.", "A man sits on the church steps."],
)
def test_steps_are_no_walk_and_whoever_sits_on_them_is_before_what_has_them(text):
    (man,) = scene(text).characters
    assert [act.does for act in man.does] == ["sit"]
    assert (man.where.relation, man.where.of) == ("before", "church")


@pytest.mark.parametrize(
    "text", ["A man steps to the door.", "A man at the door steps out.", "A man in a coat steps over a book."]
)
def test_who_steps_walks(text):
    assert [act.does for act in scene(text).characters[0].does] == ["walk"]
