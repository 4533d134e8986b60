"""Well-known people are known by name; what is only called after them is nobody."""

from __future__ import annotations

import unicodedata

import pytest

from rushes.clearance.likeness.disguise import clean, words_of
from rushes.clearance.likeness.lists import read_list
from rushes.clearance.likeness.public import names_in, public_people, well_known


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Meryl Streep crosses the square", "Meryl Streep"),
        ("meryl streep", "Meryl Streep"),
        ("M3ryl Str33p", "Meryl Streep"),
        ("Martin Luther King giving a speech", "Martin Luther King"),
        ("Einstein rides a bicycle", "Albert Einstein"),
        ("Leo DiCaprio on a ship", "Leonardo DiCaprio"),
        ("Барак Обама", "Barack Obama"),
        ("Zendaya watches", "Zendaya"),
        ("Keanu Reaves", "Keanu Reeves"),
    ],
)
def test_a_well_known_person_is_found(text: str, person: str) -> None:
    assert person in names_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "Martin Luther King Boulevard",
        "the Lincoln Memorial",
        "JFK airport",
        "the trump card lies on the table",
        "Chase the van",
        "the roof will smith-forge itself",
        "a Tesla coil",
        "Rembrandt lighting",
        "a sitting bull in the meadow",
        "the ledger lies open",
        "a bullock cart, a cruise ship",
    ],
)
def test_what_is_called_after_somebody_is_nobody(text: str) -> None:
    assert names_in(text) == ()


@pytest.mark.parametrize(
    "text", ["a black panther in the zoo", "The matrix holds", "iron man-made bars", "the hulk of a ship"]
)
def test_a_title_that_is_an_ordinary_phrase_is_no_work(text: str) -> None:
    cleaned = clean(text)
    assert well_known(words_of(cleaned), cleaned).works == ()


def test_a_statue_may_be_somebody() -> None:
    cleaned = clean("a statue of Abraham Lincoln in the park")
    assert [one.sure for one in well_known(words_of(cleaned), cleaned).people] == [False]


def test_owned_works_and_old_tales() -> None:
    cleaned = clean("Darth Vader and Sherlock Holmes on a Molotov cocktail")
    found = well_known(words_of(cleaned), cleaned)
    assert {one.performer for one in found.works} == {"Darth Vader"}
    assert {one.performer for one in found.free} == {"Sherlock Holmes", "Molotov cocktail"}


def test_nobody_is_on_the_list_twice() -> None:
    names = [name for lines in read_list("public")["people"].values() for line in lines for name in line.split(" / ")]
    assert len(names) == len(set(names))
    assert len(public_people()) > 900


def test_the_lists_are_sorted() -> None:
    def plain(name: str) -> str:
        return unicodedata.normalize("NFKD", name).lower()

    lists = [*read_list("public")["people"].values(), *read_list("works").values()]
    assert all(lines == sorted(lines, key=plain) for lines in lists)
