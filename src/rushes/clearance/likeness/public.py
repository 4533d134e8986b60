"""Well-known and historical people, and works that somebody owns, by name. The lists are ours and never complete."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from rushes.clearance.likeness.disguise import Word, clean, words_of
from rushes.clearance.likeness.lists import read_list
from rushes.clearance.likeness.names import Found, NameIndex

BEHIND_A_PLACE = frozenset(
    """
    airport arena avenue bar boulevard bridge building centre center church college court dam drive fountain gallery garden gardens hall hospital
    house hotel island lane lecture library memorial monument mountain museum park place plaza prize road room school square stadium station street
    terminal theatre theater tower tunnel university way wing award foundation institute highway freeway expressway coil lighting crater
    pass peak strait telescope
    """.split()
)
"""A name before one of these names a place or a thing that is called after the person."""

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
            whole = next((known for known in people.values() if known.id.split()[-1] == name and known.circle == circle), None)
            person = whole or people.get(name) or PublicPerson(name, (), circle)
            people[person.id] = PublicPerson(person.id, tuple(dict.fromkeys((*person.names, name))), person.circle)
    return people


def public_names(words: Sequence[Word], cleaned: str) -> tuple[Found, ...]:
    """Return the well-known people that a text names.

    A street, a prize or a museum that is called after somebody shows nobody; a statue may, and is not sure.
    """
    found = []
    for one in _index().find_in(words, cleaned):
        if one.how == "part" or _is_called_after(words, one):
            continue
        if one.how != "named" and not _looks_meant(one):
            continue
        unsure = one.sure and LIKENESSES.search(cleaned[: one.start])
        found.append(Found(one.words, one.performer, one.how, False, one.start, one.end) if unsure else one)
    return tuple(found)


def works(words: Sequence[Word], cleaned: str) -> tuple[Found, ...]:
    """Return the owned works and characters that a text names."""
    return _works().find_in(words, cleaned)


def free_names(words: Sequence[Word], cleaned: str) -> tuple[Found, ...]:
    """Return what looks like a person's name and is none: figures of old tales, and things called after people."""
    return _free().find_in(words, cleaned)


def is_old_master(person: str) -> bool:
    """Return whether somebody's style is anybody's by now."""
    return public_people()[person].circle == "old_masters"


def names_in(text: str) -> tuple[str, ...]:
    """Return the ids of the well-known people that a text names, each once."""
    cleaned = clean(text)
    return tuple(dict.fromkeys(one.performer for one in public_names(words_of(cleaned), cleaned)))


def _is_called_after(words: Sequence[Word], one: Found) -> bool:
    after = next((word for word in words if word.start >= one.end), None)
    return after is not None and after.gap.isspace() and after.readings[0] in BEHIND_A_PLACE


def _looks_meant(one: Found) -> bool:
    """Return whether a disguised or misspelt find has at least a capital, a digit or foreign letters in it."""
    return not (one.words.isascii() and one.words.replace(" ", "").isalpha() and one.words.islower() and one.how == "misspelt")


@dataclass(frozen=True, slots=True)
class _Work:
    id: str
    names: tuple[str, ...]


def _listed(lines: Iterable[str]) -> list[_Work]:
    split = [tuple(name.strip() for name in line.split(" / ")) for line in lines]
    return [_Work(names[0], names) for names in split]


@cache
def _index() -> NameIndex:
    return NameIndex(public_people().values(), parts=False)


@cache
def _works() -> NameIndex:
    return NameIndex(_listed(read_list("works")["works"]), parts=False, slips=False)


@cache
def _free() -> NameIndex:
    listed = read_list("works")
    return NameIndex(_listed([*listed["free"], *listed["things"]]), parts=False, slips=False)
