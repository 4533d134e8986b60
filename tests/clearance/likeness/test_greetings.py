"""What people say to each other names nobody; whom they say it to is somebody."""

from __future__ import annotations

import pytest

from rushes.clearance.likeness.disguise import clean, words_of
from rushes.clearance.likeness.lists import given_names, greetings
from rushes.clearance.likeness.strangers import strangers


def found(text):
    cleaned = clean(text)
    return [one.words for one in strangers(words_of(cleaned), cleaned, set())]


@pytest.mark.parametrize(
    "text",
    [
        'A man says "Guten Abend."',
        "Guten Abend! A man waves.",
        "Buenos Días, Señor.",
        "He says Gute Nacht.",
        "Danke Schön.",
    ],
)
def test_a_greeting_names_nobody(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Guten Abend Meier.", "Meier"),
        ("Guten Abend Herr Achterberg.", "Achterberg"),
        ("Good Morning Vietlingham Ross.", "Vietlingham Ross"),
        ("Guten Abend, Klaus Meier.", "Klaus Meier"),
        ("Guten Vollmer says it.", "Guten Vollmer"),
        ("Abend Vollmer says it.", "Abend Vollmer"),
    ],
)
def test_whoever_is_greeted_is_somebody_and_half_a_greeting_is_none(text, name):
    assert found(text) == [name]


def test_no_greeting_is_a_name_that_the_lists_know():
    assert not [phrase for phrase in greetings() if phrase[0] in given_names()]
    assert all(len(phrase) == 2 for phrase in greetings())
