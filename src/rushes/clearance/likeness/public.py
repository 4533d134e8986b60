"""Well-known and historical people, and works that somebody owns, by name. The lists are ours and never complete."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from rushes.clearance.likeness.disguise import Word, clean, reading_of_name, words_of
from rushes.clearance.likeness.lists import given_names, known_words, read_list
from rushes.clearance.likeness.names import Found, NameIndex

BEHIND_A_PLACE = frozenset(
    """
    airport arena avenue bar boulevard bridge building centre center church college court dam drive fountain gallery garden gardens hall hospital
    house hotel island lane lecture library memorial monument mountain museum park place plaza prize road room school square stadium station street
    terminal theatre theater tower tunnel university way wing award foundation institute highway freeway expressway coil lighting crater
    pass peak strait telescope river bay lake sea valley canyon glacier ocean coast county city town desert tank tanks bomber cigar island islands
    """.split()
)
"""A name before one of these names a place or a thing that is called after the person."""

RARE = 6
"""Letters from which a surname in small letters is looked for: shorter ones are words of some other language too often."""

SHORTEST_WORK = 5
"""Letters from which a work of one word is looked for in small letters."""

WORDS_TOO = frozenset("barbie minions garfield bluey rambo avengers transformers".split())
"""Works of one word that mean something else in small letters."""

OF_TODAY = frozenset({"stage_and_screen", "directors", "music", "public_life", "broadcasters", "business", "sport"})
"""Circles whose people are meant when a rare surname stands alone; in the others it is a unit, a piece of music or a theory as often."""

LIKENESSES = re.compile(
    r"\b(?:statues?|busts?|monuments?|memorials?|tombs?|graves?|signatures?|biograph(?:y|ies)|quotes?|books?|novels?|plays?|music|songs?)\s+"
    r"(?:of|to|by|from|about)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
"""Before a name: it may be the person's picture, or only their work. Somebody has to look."""


@dataclass(frozen=True, slots=True)
class PublicPerson:
    """A well-known person.

    Attributes:
        id: The name that they are best known by.
        names: Every name.
        circle: What they are known for, for example ``music`` or ``old_masters``.
    """

    id: str
    names: tuple[str, ...]
    circle: str


@cache
def public_people() -> dict[str, PublicPerson]:
    """Return everybody on the list, by id."""
    listed = read_list("public")
    people: dict[str, PublicPerson] = {}
    for circle, lines in listed["people"].items():
        for line in lines:
            names = tuple(name.strip() for name in line.split(" / "))
            people[names[0]] = PublicPerson(names[0], names, circle)
    for circle, alone in listed["alone"].items():
        for name in alone:
            whole = next(
                (known for known in people.values() if known.id.split()[-1] == name and known.circle == circle), None
            )
            person = whole or people.get(name) or PublicPerson(name, (), circle)
            people[person.id] = PublicPerson(person.id, tuple(dict.fromkeys((*person.names, name))), person.circle)
    return people


def _whole_surnames(words: Sequence[Word]) -> list[Word]:
    """Return the words with ``Di`` and ``Caprio`` put together again."""
    whole: list[Word] = []
    for word in words:
        if whole and not word.gap and word.plain and whole[-1].plain:
            last = whole.pop()
            reading = last.readings[0] + word.readings[0]
            word = replace(word, text=last.text + word.text, start=last.start, readings=(reading,), gap=last.gap)  # noqa: PLW2901 - they are one
        whole.append(word)
    return whole


@dataclass(frozen=True, slots=True)
class WellKnown:
    """What a text names of the lists.

    Attributes:
        people: Well-known people; a street, a prize or a museum that is called after somebody shows nobody, and a statue that
            may is not sure.
        works: Owned works and characters.
        free: What looks like a person's name and is none: figures of old tales, and things called after people.
    """

    people: tuple[Found, ...]
    works: tuple[Found, ...]
    free: tuple[Found, ...]


def well_known(words: Sequence[Word], cleaned: str) -> WellKnown:
    """Return what a text names of the lists; of names that overlap, the surest and longest."""
    people: list[Found] = []
    others: dict[str, list[Found]] = {"works": [], "free": []}
    for one in _index().find_in(words, cleaned):
        kind, _, name = one.performer.partition("|")
        found = Found(one.words, name, one.how, one.sure, one.start, one.end)
        if kind != "people":
            if one.how in {"named", "disguised"} and one.sure and not _is_a_phrase(one):
                others[kind].append(found)
        elif one.words.islower() and one.words.capitalize() in _perhaps():
            continue
        elif one.how != "part" and not _is_called_after(words, one) and not _is_a_phrase(one) and _looks_meant(one):
            unsure = one.sure and (one.words in _perhaps() or LIKENESSES.search(cleaned[: one.start]) is not None)
            people.append(Found(one.words, name, one.how, False, one.start, one.end) if unsure else found)
    others["works"] += _small_works(words, [*others["works"], *others["free"], *people])
    return WellKnown(tuple(people), tuple(others["works"]), tuple(others["free"]))


def _small_works(words: Sequence[Word], taken: Sequence[Found]) -> Iterator[Found]:
    """Yield works and characters of one word that stand in small letters, and are no other word: a pikachu hat."""
    for word in words:
        name = _works_of_one_word().get(word.readings[0])
        if name is not None and not any(one.start < word.end and word.start < one.end for one in taken):
            yield Found(word.text, name, "named", True, word.start, word.end)


def public_surnames(words: Sequence[Word], taken: set[int]) -> tuple[Found, ...]:
    """Return rare surnames of well-known people that stand alone with a capital: perhaps them, perhaps somebody invented."""
    found = []
    words = _whole_surnames(words)
    for before, word, after in zip((None, *words), words, (*words[1:], None), strict=False):
        written = word.plain and (word.capital or len(word.text) >= RARE)
        person = _surnames().get(word.readings[0]) if written and word.start not in taken else None
        if person is None or (
            after is not None and after.gap.isspace() and (after.capital or after.readings[0] in BEHIND_A_PLACE)
        ):
            continue
        if before is not None and before.capital and word.gap.isspace() and before.readings[0] in given_names():
            continue
        found.append(Found(word.text, person, "part", False, word.start, word.end))
    return tuple(found)


def names_in(text: str) -> tuple[str, ...]:
    """Return the ids of the well-known people that a text names, each once."""
    cleaned = clean(text)
    return tuple(dict.fromkeys(one.performer for one in well_known(words_of(cleaned), cleaned).people))


def _is_called_after(words: Sequence[Word], one: Found) -> bool:
    after = next((word for word in words if word.start >= one.end), None)
    return after is not None and after.gap.isspace() and after.readings[0] in BEHIND_A_PLACE


def _is_a_phrase(one: Found) -> bool:
    """Return whether words in small letters mean something else as well: the matrix, a black panther, a sitting bull."""
    words = one.words.lower().split()
    return len(words) > 1 and one.words[1:].islower() and all(word in known_words() for word in words)


def _looks_meant(one: Found) -> bool:
    """Return whether a disguised or misspelt find has at least a capital, a digit or foreign letters in it."""
    return one.how == "named" or not (
        one.words.isascii() and one.words.replace(" ", "").isalpha() and one.words.islower() and one.how == "misspelt"
    )


@dataclass(frozen=True, slots=True)
class _Listed:
    id: str
    names: tuple[str, ...]


def _listed(kind: str, lines: Iterable[str]) -> Iterator[_Listed]:
    for line in lines:
        names = tuple(name.strip() for name in line.split(" / "))
        yield _Listed(f"{kind}|{names[0]}", names)


@cache
def _index() -> NameIndex:
    owned = read_list("works")
    people = (_Listed(f"people|{person.id}", person.names) for person in public_people().values())
    others = (*_listed("works", owned["works"]), *_listed("free", [*owned["free"], *owned["things"]]))
    return NameIndex((*people, *others), parts=False)


@cache
def _works_of_one_word() -> dict[str, str]:
    other = known_words() | given_names() | WORDS_TOO
    names = [name.strip() for line in read_list("works")["works"] for name in line.split(" / ")]
    return {
        reading: name
        for name in names
        if " " not in name and len(reading := reading_of_name(name)) >= SHORTEST_WORK and reading not in other
    }


@cache
def _perhaps() -> frozenset[str]:
    return frozenset(read_list("public")["perhaps"])


@cache
def _surnames() -> dict[str, str]:
    """Return surnames of people of today and yesterday that are no other word, with whose they are."""
    other = known_words() | given_names()
    surnames: dict[str, str] = {}
    for person in public_people().values():
        words = person.id.split()
        if person.circle in OF_TODAY and len(words) > 1:
            surname = reading_of_name(words[-1])
            if len(surname) > 4 and surname not in other:
                surnames[surname] = person.id
    return surnames
