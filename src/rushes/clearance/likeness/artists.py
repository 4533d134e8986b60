"""Artists by name, with the year in which they died: a list of ours, and what a show registered itself. Never complete."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Final

from rushes.clearance.likeness.disguise import Word, reading_of_name, squash, words_of
from rushes.clearance.likeness.lists import given_names, known_words, read_list
from rushes.clearance.likeness.names import NameIndex
from rushes.clearance.question import Owner

NOBODYS: Final[Mapping[str, Owner]] = MappingProxyType({})
"""No artists of a show's own."""

SHORTEST_ALONE = 5
"""Letters from which the surname of an artist is looked for where the list does not give it as a name by itself."""


@dataclass(frozen=True, slots=True)
class Signature:
    """An artist's name in a text.

    Attributes:
        owner: Whose.
        start, end: Where it stands.
        alone: Whether it is one word: somebody else may be called so.
    """

    owner: Owner
    start: int
    end: int
    alone: bool


def artists_in(text: str, own: Mapping[str, Owner] = NOBODYS) -> tuple[Signature, ...]:
    """Return the artists that a text names, in any writing, in their order; of names that overlap, the longest.

    A name in a longer one that nobody knows ("Tina Turner") is somebody else's.

    Args:
        text: Words, cleaned (``disguise.clean``).
        own: Artists that the show registered, by each of their names.
    """
    words = words_of(text)
    found = sorted([*_whole(words, text, own), *_alone(words)], key=lambda one: (one.start - one.end, one.start))
    kept: list[Signature] = []
    for one in found:
        if not any(one.start < other.end and other.start < one.end for other in kept):
            kept.append(one)
    return tuple(sorted((one for one in kept if not (one.alone and _in_longer(words, one))), key=lambda one: one.start))


def artist_called(stem: str) -> Owner | None:
    """Return the artist whose name by itself begins with a stem and is two letters longer at most: "Caravagg" of "Caravaggesque"."""
    near = sorted(
        (name for name in _by_surname() if name.startswith(stem) and len(name) - len(stem) <= 2),
        key=len,
    )
    return _by_surname()[near[0]] if near and len(stem) >= SHORTEST_ALONE - 1 else None


@cache
def artists() -> dict[str, Owner]:
    """Return the artists of the list, by each of their names."""
    listed: dict[str, Owner] = {}
    for line, died in read_list("artists")["artists"].items():
        names = [name.strip() for name in str(line).split(" / ")]
        listed.update(dict.fromkeys(names, Owner(name=names[0], died=died)))
    return listed


@cache
def schools() -> frozenset[str]:
    """Return words that stand in styles and are nobody's: movements, periods, techniques."""
    return frozenset(read_list("artists")["schools"].split())


@dataclass(frozen=True, slots=True)
class _Named:
    id: str
    names: tuple[str, ...]


@lru_cache(maxsize=4)
def _index(own: tuple[str, ...]) -> NameIndex:
    return NameIndex([_Named(name, (name,)) for name in (*artists(), *own)], parts=False)


def _whole(words: Sequence[Word], text: str, own: Mapping[str, Owner]) -> Iterator[Signature]:
    for one in _index(tuple(own)).find_in(words, text):
        owner = own.get(one.performer) or artists()[one.performer]
        if owner.died is None or one.how in {"named", "disguised"}:  # nearly a dead artist's name is somebody's
            single = " " not in one.words.strip()
            if one.how != "misspelt" or not single:
                yield Signature(owner, one.start, one.end, single)


def _alone(words: Sequence[Word]) -> Iterator[Signature]:
    """Yield names of one word, in small letters too: those that the list gives, and surnames that mean nothing else."""
    for word in words:
        for reading in word.readings:
            owner = _singles().get(squash(reading))
            if owner is None and (word.capital or len(reading) >= SHORTEST_ALONE):
                owner = _surnames().get(squash(reading))
            if owner is not None:
                yield Signature(owner, word.start, word.end, True)
                break


@cache
def _singles() -> dict[str, Owner]:
    """Return the artists that the list calls by one word, by how it is read."""
    return {squash(reading_of_name(name)): owner for name, owner in artists().items() if " " not in name}


@cache
def _surnames() -> dict[str, Owner]:
    """Return surnames of artists who are not long dead, where they are no other word and no given name."""
    other = known_words() | given_names() | schools()
    found: dict[str, Owner] = {}
    for name, owner in artists().items():
        last = reading_of_name(name.split()[-1])
        if " " in name and _is_of_our_time(owner) and len(last) >= SHORTEST_ALONE and last not in other:
            found.setdefault(squash(last), owner)
    return found


@cache
def _by_surname() -> dict[str, Owner]:
    """Return every artist by the last word of each name, as it is read: of two, who died last, or lives."""
    found: dict[str, Owner] = {}
    for name, owner in artists().items():
        last = reading_of_name(name.split()[-1])
        before = found.get(last)
        if before is None or (before.died is not None and (owner.died is None or owner.died > before.died)):
            found[last] = owner
    return found


def _is_of_our_time(owner: Owner) -> bool:
    return owner.died is None or owner.died > 1930


def _in_longer(words: Sequence[Word], one: Signature) -> bool:
    """Return whether one word is a part of somebody else's name: with a given name before it, or an unknown capital beside it."""
    at = next(index for index, word in enumerate(words) if word.end > one.start)
    before = words[at - 1] if at else None
    last = next(index for index in range(at, len(words)) if words[index].end >= one.end)
    after = words[last + 1] if last + 1 < len(words) else None
    if before is not None and words[at].gap.isspace():
        name = before.readings[0]
        if name in given_names() or (before.capital and name not in known_words() | schools() and at > 1):
            return True
    if after is None or not after.gap.isspace() or not after.capital:
        return False
    return after.readings[0] not in known_words() | schools() | {"i"}
