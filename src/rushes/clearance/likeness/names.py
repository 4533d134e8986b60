"""Names in a text: a register's people, found however they are written, and nobody found across the borders of words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from rushes.clearance.likeness.disguise import Word, clean, combined, reading_of_name, sound_of, squash, words_of
from rushes.clearance.likeness.lists import ordinary_words, same_names

How = Literal["named", "disguised", "short", "part", "misspelt"]

LONGEST_NAME = 60
"""Letters of the longest name that is looked for together."""

WHOLE_WORDS = 5
"""Words of ordinary length that are looked at together: the longest usual names have five."""

PIECE = 4
"""Letters of the longest piece when a name is cut up into more pieces than it has words."""

MOST_PIECES = 40
CERTAIN = 8
"""Letters from which a name that is glued, cut up or sounds alike is taken for certain. Chosen by looking: below it, pieces of ordinary
words make short names ("Al Ice" in "Alice"); ``Tim Roe`` cut up is asked about, ``Tobias Achterberg`` is known."""

GLUED = 7
"""Letters from which a name that is written as one word is looked for at all."""

TWO_SLIPS = 14
"""Letters from which two slips of the pen are forgiven instead of one."""

_STOP = re.compile(r"[.!?;:]\s|\n\s*\n")
_INITIAL = re.compile(r"^[A-Z]$")


class Known(Protocol):
    """Somebody who is looked for: a performer in the register, or a well-known person."""

    @property
    def id(self) -> str:
        """How they are called in records."""

    @property
    def names(self) -> tuple[str, ...]:
        """Every name they are known by."""


@dataclass(frozen=True, slots=True)
class Found:
    """A name that was found.

    Attributes:
        words: As they stand in the cleaned text.
        performer: Whose name it is (``Known.id``).
        how: ``named`` (as in the register), ``disguised`` (other letters, dots, glued, cut up, reversed letters), ``short`` (a
            short form of the given name), ``part`` (a given name or a surname alone, or with an initial), ``misspelt``.
        sure: Whether it can't be anything else.
        start, end: Where it stands in the cleaned text.
    """

    words: str
    performer: str
    how: How
    sure: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Entry:
    performer: str
    words: tuple[str, ...]
    joined: str


class NameIndex:
    """An index over everybody's names, built once per register.

    A name counts only from the start of a word to the end of one, so that "Brenner key" holds no "Brenneke". Looking takes
    a time that depends on the text and hardly on the number of names.
    """

    def __init__(self, performers: Iterable[Known], *, parts: bool = True, slips: bool = True) -> None:
        """Build it.

        Args:
            performers: Who is looked for.
            parts: Whether a given name or a surname alone is found, too.
            slips: Whether names that sound alike or have a letter wrong are found, too.
        """
        self._with_parts = parts
        self._with_slips = slips
        self._whole: dict[str, list[_Entry]] = {}
        self._sounds: dict[str, list[_Entry]] = {}
        self._edges: dict[str, list[_Entry]] = {}
        self._parts: dict[str, list[tuple[str, bool]]] = {}
        self._initials: dict[str, list[str]] = {}
        self._longest = 0
        for performer in performers:
            for name in performer.names:
                self._add(performer.id, name)

    def find(self, text: str) -> tuple[Found, ...]:
        """Return whose names a text holds, in its order; of names that overlap, the surest and longest."""
        words = words_of(clean(text))
        return self.find_in(words, clean(text))

    def find_in(self, words: Sequence[Word], cleaned: str) -> tuple[Found, ...]:
        """Return the same for a text that is taken apart already."""
        if not self._whole:
            return ()
        found = self._choose(list(self._wholes(words, cleaned)), [])
        if self._with_slips:
            found = self._choose(list(self._nearly(words, cleaned, _taken(found))), found)
        if not self._with_parts:
            return tuple(sorted(found, key=lambda one: (one.start, one.performer)))
        known = {one.performer for one in found if one.sure}
        parts = [part for part in self._alone(words, cleaned, _taken(found)) if part.performer not in known]
        return tuple(sorted(self._choose(parts, found), key=lambda one: (one.start, one.performer)))

    def _add(self, performer: str, name: str) -> None:
        words = tuple(reading for part in words_of(clean(name)) if (reading := reading_of_name(part.text)) != "0")
        if not words:
            return
        forms = {words}
        if len(words) > 2:
            forms.add((words[0], words[-1]))
        for form in forms:
            entry = _Entry(performer, form, "".join(form))
            self._longest = max(self._longest, len(entry.joined))
            self._whole.setdefault(squash(entry.joined), []).append(entry)
            if len(entry.joined) >= CERTAIN:
                self._sounds.setdefault(sound_of(entry.joined), []).append(entry)
            for key in _edge_keys(form):
                self._edges.setdefault(key, []).append(entry)
        if len(words) > 1:
            for word, first in ((words[0], True), (words[-1], False)):
                if len(word) > 2:
                    self._parts.setdefault(squash(word), []).append((performer, first))
            self._initials.setdefault(f"{words[0][0]}|{words[-1]}", []).append(performer)
            self._initials.setdefault(f"{words[0]}|{words[-1][0]}", []).append(performer)

    def _wholes(self, words: Sequence[Word], cleaned: str) -> Iterator[Found]:
        for start in range(len(words)):
            for end in _ends(words, start, min(self._longest + 4, LONGEST_NAME)):
                some = tuple(words[start:end])
                for readings in combined(some):
                    yield from self._read(some, readings, cleaned)
            if len(words[start].readings[0]) > CERTAIN + 2:
                yield from self._inside(words[start], cleaned)

    def _read(self, some: tuple[Word, ...], readings: tuple[str, ...], cleaned: str) -> Iterator[Found]:
        joined = "".join(readings)
        for entry in self._whole.get(squash(joined), ()):
            verdict = _judged(some, readings, entry)
            if verdict is not None:
                yield _found(some, cleaned, entry.performer, *verdict)
        if len(some) == 1:
            return
        if len(joined) >= CERTAIN:
            for entry in self._whole.get(squash(joined[::-1]), ()):
                yield _found(some, cleaned, entry.performer, "disguised", sure=True)
        if len(some) == 2 and _same_clause(some):
            yield from self._turned(some, readings, cleaned)
        if len(some) == 3 and _same_clause(some):
            yield from self._with_middle(some, readings, cleaned)

    def _turned(self, some: tuple[Word, ...], readings: tuple[str, ...], cleaned: str) -> Iterator[Found]:
        """Find a pair with the surname first, with a short form, or with an initial."""
        first, last = readings
        for entry in self._whole.get(squash(last + first), ()):
            if len(entry.words) == 2 and squash(entry.words[0]) == squash(last):
                yield _found(some, cleaned, entry.performer, "disguised", sure="," in some[1].gap or some[0].text.isupper())
        for one, other in ((first, last), (last, first)):
            for longer in same_names().get(one, ()):
                for entry in self._whole.get(squash(longer + other), ()):
                    if len(entry.words) == 2 and squash(entry.words[0]) == squash(longer):
                        yield _found(some, cleaned, entry.performer, "short", sure=True)
        if any(_INITIAL.match(word.text) for word in some):
            for key in (f"{first}|{last}", f"{last}|{first}"):
                for performer in self._initials.get(key, ()):
                    yield _found(some, cleaned, performer, "part", sure=False)

    def _with_middle(self, some: tuple[Word, ...], readings: tuple[str, ...], cleaned: str) -> Iterator[Found]:
        if not some[1].capital or not self._with_parts:
            return
        for entry in self._whole.get(squash(readings[0] + readings[2]), ()):
            if len(entry.words) == 2 and squash(entry.words[0]) == squash(readings[0]):
                quoted = any(mark in some[1].gap for mark in "\"'“‘(")
                yield _found(some, cleaned, entry.performer, "named", sure=quoted or len(readings[1]) == 1)

    def _inside(self, word: Word, cleaned: str) -> Iterator[Found]:
        """Find a name that starts or ends a long word without gaps, as tags are written."""
        reading = word.readings[0]
        for size in range(len(reading) - 1, CERTAIN, -1):
            for piece in (reading[:size], reading[-size:]):
                for entry in self._whole.get(squash(piece), ()):
                    if len(entry.words) > 1:
                        yield Found(word.text, entry.performer, "disguised", True, word.start, word.end)

    def _nearly(self, words: Sequence[Word], cleaned: str, taken: set[int]) -> Iterator[Found]:
        """Find names that sound alike or have a letter wrong."""
        for start in range(len(words)):
            for end in (start + 1, start + 2, start + 3):
                some = tuple(words[start:end])
                if len(some) < end - start or taken & set(_places(some)) or not _same_clause(some):
                    continue
                if not all(word.capital or word.foreign or not word.plain for word in some) and not _rare(some):
                    continue
                for readings in combined(some):
                    yield from self._near(some, readings, cleaned)

    def _near(self, some: tuple[Word, ...], readings: tuple[str, ...], cleaned: str) -> Iterator[Found]:
        from rapidfuzz.distance import OSA

        joined = "".join(readings)
        if len(joined) < CERTAIN:
            return
        for entry in self._sounds.get(sound_of(joined), ()):
            if len(entry.words) == len(some):
                foreign = any(word.foreign for word in some)
                yield _found(some, cleaned, entry.performer, "disguised" if foreign else "misspelt", sure=foreign)
        if len(some) == 1:
            return
        slips = 2 if len(joined) >= TWO_SLIPS else 1
        for key in _edge_keys(readings):
            for entry in self._edges.get(key, ()):
                if len(entry.words) == len(some) and OSA.distance(entry.joined, joined, score_cutoff=slips) <= slips:
                    yield _found(some, cleaned, entry.performer, "misspelt", sure=False)

    def _alone(self, words: Sequence[Word], cleaned: str, taken: set[int]) -> Iterator[Found]:
        """Find a given name or a surname that stands alone."""
        for word in words:
            if word.start in taken:
                continue
            for reading in word.readings:
                people = self._parts.get(squash(reading))
                if people and _is_name_alone(word, reading):
                    for performer, _ in people:
                        yield _found((word,), cleaned, performer, "part", sure=False)

    @staticmethod
    def _choose(candidates: list[Found], chosen: list[Found]) -> list[Found]:
        """Return what was chosen with the best of the candidates that overlap nothing better."""
        order = {"named": 0, "disguised": 1, "short": 2, "misspelt": 3, "part": 4}
        result = list(chosen)
        for one in sorted(candidates, key=lambda one: (not one.sure, one.start - one.end, order[one.how], one.start, one.performer)):
            crossing = [other for other in result if one.start < other.end and other.start < one.end]
            same_place = all((other.start, other.end, other.sure) == (one.start, one.end, one.sure) for other in crossing)
            if same_place and all(other.performer != one.performer for other in crossing):
                result.append(one)
        return result


def _judged(some: tuple[Word, ...], readings: tuple[str, ...], entry: _Entry) -> tuple[How, bool] | None:
    """Say how a run of words is a name that has the same letters; None when it is a chance of borders."""
    pieces, whole = len(some), len(entry.words)
    if pieces == whole and all(squash(read) == squash(word) for read, word in zip(readings, entry.words, strict=True)):
        if not _same_clause(some):
            return None
        if whole == 1 and not some[0].capital and (len(entry.joined) < CERTAIN or readings[0] in ordinary_words()):
            return None
        if whole == 1 and readings[0] in ordinary_words():
            return "part", False
        exact = "".join(readings) == entry.joined
        plain = all(word.plain for word in some)
        if exact and plain:
            chance = not all(word.capital for word in some) and all(word in ordinary_words() for word in readings)
            return ("part", False) if chance else ("named", True)
        return ("disguised", True) if not plain or len(entry.joined) >= CERTAIN else ("misspelt", False)
    size = len(entry.joined)
    if pieces == 1:
        return ("disguised", size >= CERTAIN) if size >= GLUED else None
    if pieces < whole:
        return ("disguised", True) if _same_clause(some) and _falls_on_borders(readings, entry.words) else None
    if pieces > whole and size >= CERTAIN - 2:
        long = [read for read in readings if len(read) > 2]
        if long and all(read in ordinary_words() for read in long):
            return None
        return "disguised", size >= CERTAIN
    return None


def _falls_on_borders(readings: tuple[str, ...], words: tuple[str, ...]) -> bool:
    borders, at = {0}, 0
    for word in words:
        at += len(squash(word))
        borders.add(at)
    at = 0
    for reading in readings:
        at += len(squash(reading))
        if at not in borders:
            return False
    return True


def _ends(words: Sequence[Word], start: int, longest: int) -> Iterator[int]:
    """Return where runs that start at a word may end: a few words, or many while they are only pieces."""
    letters, pieces = 0, True
    for end in range(start + 1, min(len(words), start + MOST_PIECES) + 1):
        size = len(words[end - 1].readings[0])
        letters += size
        pieces = pieces and size <= PIECE
        many = end - start > WHOLE_WORDS and not pieces and not _mostly_pieces(words[start:end])
        if letters > longest or many:
            return
        yield end


def _mostly_pieces(words: Sequence[Word]) -> bool:
    return sum(len(word.readings[0]) > PIECE for word in words) <= 2


def _edge_keys(words: Sequence[str]) -> tuple[str, ...]:
    if len(words) < 2 or min(len(words[0]), len(words[-1])) < 3:
        return ()
    return (f"^{words[0][:2]}{words[-1][:2]}", f"${words[0][-2:]}{words[-1][-2:]}")


def _same_clause(some: Sequence[Word]) -> bool:
    """Return whether no sentence ends between the words; a dot behind an initial ends none."""
    return not any(
        _STOP.search(word.gap) and len(before.readings[0]) > 1 for before, word in zip(some, some[1:], strict=False)
    )


def _rare(some: Sequence[Word]) -> bool:
    return all(len(word.readings[0]) >= 6 and word.readings[0] not in ordinary_words() for word in some)


def _is_name_alone(word: Word, reading: str) -> bool:
    if reading in ordinary_words() or len(reading) < 4:
        return False
    return word.capital or not word.plain or len(reading) >= 6


def _found(some: Sequence[Word], cleaned: str, performer: str, how: How, sure: bool) -> Found:
    start, end = some[0].start, some[-1].end
    return Found(cleaned[start:end], performer, how, sure, start, end)


def _places(some: Sequence[Word]) -> Iterator[int]:
    return (word.start for word in some)


def _taken(found: Iterable[Found]) -> set[int]:
    return {place for one in found for place in range(one.start, one.end)}
