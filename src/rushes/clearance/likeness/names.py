"""Names in a text: a register's people, found however they are written, and nobody found across the borders of words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from rushes.clearance.likeness.disguise import Word, clean, combined, reading_of_name, sound_of, squash, words_of
from rushes.clearance.likeness.lists import ordinary_words, same_names

How = Literal["named", "disguised", "short", "part", "misspelt"]

MOST_PIECES = 48
"""Words that are looked at together, and so the longest name [letters] that is found with all of its letters apart."""

MOST_RUNS = 16
"""Ways to read one run of words that are followed: words in disguise may be read in several ways."""

DEPTHS = (3, 5, 8, 12)
"""Letters after which it is asked whether any name starts so."""

CERTAIN = 8
"""Letters from which a name that is glued, cut up or sounds alike is taken for certain. Chosen by looking: below it, pieces of ordinary
words make short names ("Al Ice" in "Alice"); ``Tim Roe`` cut up is asked about, ``Tobias Achterberg`` is known."""

GLUED = 7
"""Letters from which a name that is written as one word is looked for at all."""

TWO_SLIPS = 14
"""Letters from which two slips of the pen are forgiven instead of one."""

_STOP = re.compile(r"[.!?;:]\s|\n\s*\n")
ABBREVIATIONS = frozenset({"dr", "mr", "mrs", "ms", "st", "jr", "prof"})
"""Words whose dot ends no sentence."""

QUOTES = "\"'“‘(«„"
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


class _Starts:
    """How names start, to a few depths: most runs of words start no name and are left early."""

    def __init__(self) -> None:
        self._starts: dict[int, set[str]] = {depth: set() for depth in DEPTHS}

    def add(self, letters: str) -> None:
        for depth, starts in self._starts.items():
            if len(letters) >= depth:
                starts.add(letters[:depth])
            elif depth == DEPTHS[0]:
                starts.add(letters)

    def may_start(self, letters: str) -> bool:
        """Return whether a name may start with some letters, or be all of them."""
        size = len(letters)
        if size < DEPTHS[0]:
            return True
        for depth in DEPTHS:
            if size < depth:
                return True
            if letters[:depth] not in self._starts[depth]:
                return False
        return True


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
        self._parts: dict[str, list[str]] = {}
        self._initials: dict[str, list[str]] = {}
        self._firsts: set[str] = set()
        self._lasts: set[str] = set()
        self._heads = _Starts()
        self._tails = _Starts()
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
            letters = squash(entry.joined)
            self._whole.setdefault(letters, []).append(entry)
            self._heads.add(letters)
            self._tails.add(letters[::-1])
            if self._with_slips:
                if len(entry.joined) >= CERTAIN:
                    self._sounds.setdefault(sound_of(entry.joined), []).append(entry)
                for key in _edge_keys(form):
                    self._edges.setdefault(key, []).append(entry)
        if len(words) > 1:
            first, last = squash(words[0]), squash(words[-1])
            self._firsts.add(first)
            self._lasts.add(last)
            if self._with_parts:
                for word in {first, last}:
                    if len(word) > 2:
                        self._parts.setdefault(word, []).append(performer)
                self._initials.setdefault(f"{words[0][0]}|{words[-1]}", []).append(performer)
                self._initials.setdefault(f"{words[0]}|{words[-1][0]}", []).append(performer)

    def _wholes(self, words: Sequence[Word], cleaned: str) -> Iterator[Found]:
        for start, word in enumerate(words):
            for readings in self._runs(words, start):
                yield from self._read(tuple(words[start : start + len(readings)]), readings, cleaned)
            if len(word.readings[0]) > CERTAIN + 2:
                yield from self._inside(word)
        for start in range(len(words) - 1):
            yield from self._pairs(tuple(words[start : start + 2]), cleaned)
            if self._with_parts and start + 2 < len(words):
                yield from self._with_middle(tuple(words[start : start + 3]), cleaned)

    def _runs(self, words: Sequence[Word], start: int) -> Iterator[tuple[str, ...]]:
        """Yield readings of runs of words from a place that have the letters of a name, or those of one backwards."""
        open_runs: dict[str, tuple[str, ...]] = {"": ()}
        for word in words[start : start + MOST_PIECES]:
            longer: dict[str, tuple[str, ...]] = {}
            for joined, readings in open_runs.items():
                for reading in word.readings:
                    more = _glue(joined, squash(reading))
                    ahead = self._heads.may_start(more)
                    if not ahead and not self._tails.may_start(more):
                        continue
                    longer.setdefault(more, (*readings, reading))
                    if (ahead and more in self._whole) or (len(more) >= CERTAIN - 2 and more[::-1] in self._whole):
                        yield (*readings, reading)
            open_runs = dict(list(longer.items())[:MOST_RUNS])
            if not open_runs:
                return

    def _read(self, some: tuple[Word, ...], readings: tuple[str, ...], cleaned: str) -> Iterator[Found]:
        joined = squash("".join(readings))
        for entry in self._whole.get(joined, ()):
            verdict = _judged(some, readings, entry)
            if verdict is not None:
                yield _found(some, cleaned, entry.performer, *verdict)
        if len(joined) >= CERTAIN - 2:
            for entry in self._whole.get(joined[::-1], ()):
                yield _found(some, cleaned, entry.performer, "disguised", sure=len(joined) >= CERTAIN)

    def _pairs(self, some: tuple[Word, ...], cleaned: str) -> Iterator[Found]:
        """Find a pair with the surname first, with a short form, or with an initial."""
        if not self._may_pair(some) or not _same_clause(some):
            return
        for first, last in combined(some):
            if squash(last) in self._firsts and squash(first) in self._lasts:
                for entry in self._of(last, first):
                    sure = "," in some[1].gap or some[0].text.isupper()
                    yield _found(some, cleaned, entry.performer, "disguised", sure=sure)
            for one, other in ((first, last), (last, first)):
                if squash(other) in self._lasts:
                    for longer in same_names().get(one, ()):
                        for entry in self._of(longer, other):
                            yield _found(some, cleaned, entry.performer, "short", sure=True)
            if self._with_parts and any(_INITIAL.match(word.text) for word in some):
                for key in (f"{first}|{last}", f"{last}|{first}"):
                    for performer in self._initials.get(key, ()):
                        yield _found(some, cleaned, performer, "part", sure=False)

    def _may_pair(self, some: tuple[Word, ...]) -> bool:
        """Return whether one of two words may be a surname here, or is a single letter: most pairs are left at that."""
        return any(not word.plain or len(word.text) == 1 or squash(word.readings[0]) in self._lasts for word in some)

    def _with_middle(self, some: tuple[Word, ...], cleaned: str) -> Iterator[Found]:
        if not some[1].capital or not _same_clause(some):
            return
        for first, middle, last in combined(some):
            if squash(first) in self._firsts and squash(last) in self._lasts:
                quoted = any(mark in some[1].gap for mark in QUOTES)
                for entry in self._of(first, last):
                    yield _found(some, cleaned, entry.performer, "named", sure=quoted or len(middle) == 1)

    def _of(self, first: str, last: str) -> Iterator[_Entry]:
        for entry in self._whole.get(squash(first + last), ()):
            if len(entry.words) == 2 and squash(entry.words[0]) == squash(first):
                yield entry

    def _inside(self, word: Word) -> Iterator[Found]:
        """Find a name that starts or ends a long word without gaps, as tags are written."""
        reading = squash(word.readings[0])
        for size in range(len(reading) - 1, CERTAIN, -1):
            for piece in (reading[:size], reading[-size:]):
                for entry in self._whole.get(piece, ()):
                    if len(entry.words) > 1:
                        yield Found(word.text, entry.performer, "disguised", True, word.start, word.end)

    def _nearly(self, words: Sequence[Word], cleaned: str, taken: set[int]) -> Iterator[Found]:
        """Find names that sound alike or have a letter wrong."""
        striking = [word.start not in taken and (word.capital or not word.plain) for word in words]
        half = [word.start not in taken and self._half_known(word) for word in words]
        rare = [word.start not in taken and _is_rare(word) for word in words]
        for start in range(len(words)):
            if not striking[start] and not rare[start]:
                continue
            for end in (start + 1, start + 2, start + 3):
                if end > len(words):
                    break
                if not all(striking[start:end]) and not (all(rare[start:end]) and (half[start] or half[end - 1])):
                    continue
                some = tuple(words[start:end])
                if _same_clause(some):
                    for readings in combined(some):
                        yield from self._near(some, readings, cleaned)

    def _half_known(self, word: Word) -> bool:
        letters = squash(word.readings[0])
        return letters in self._firsts or letters in self._lasts

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
                    for performer in people:
                        yield _found((word,), cleaned, performer, "part", sure=False)

    @staticmethod
    def _choose(candidates: list[Found], chosen: list[Found]) -> list[Found]:
        """Return what was chosen with the best of the candidates that overlap nothing better."""
        order = {"named": 0, "disguised": 1, "short": 2, "misspelt": 3, "part": 4}
        result = list(chosen)
        for one in sorted(
            candidates, key=lambda one: (not one.sure, one.start - one.end, order[one.how], one.start, one.performer)
        ):
            crossing = [other for other in result if one.start < other.end and other.start < one.end]
            same_place = all(
                (other.start, other.end, other.sure) == (one.start, one.end, one.sure) for other in crossing
            )
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
        parted = all(word.gap.isspace() for word in some[1:])
        if parted and long and all(read in ordinary_words() for read in long):
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


def _glue(joined: str, more: str) -> str:
    """Put squashed letters behind others; a letter that would be doubled stays single."""
    return joined + more[1:] if joined and more and joined[-1] == more[0] else joined + more


def _edge_keys(words: Sequence[str]) -> tuple[str, ...]:
    if len(words) < 2 or min(len(words[0]), len(words[-1])) < 3:
        return ()
    return (f"^{words[0][:2]}{words[-1][:2]}", f"${words[0][-2:]}{words[-1][-2:]}")


def _same_clause(some: Sequence[Word]) -> bool:
    """Return whether no sentence ends between the words; a dot behind an initial ends none."""
    return not any(
        _STOP.search(word.gap) and len(before.readings[0]) > 1 and before.readings[0] not in ABBREVIATIONS
        for before, word in zip(some, some[1:], strict=False)
    )


def _is_rare(word: Word) -> bool:
    """Return whether a word in small letters may be a name at all."""
    return len(word.readings[0]) >= 5 and word.readings[0] not in ordinary_words()


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
