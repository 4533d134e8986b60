"""A small grammar over words: phrases with slots, read from ``vocabulary/*.yaml``; sets and wardrobes have a folder of their own there.

A phrase is written as people say it::

    - say: ["{count} storey|storeys", "floors {length} high?"]
      mean: { building.storeys: "{count}" }

``a|b`` are alternatives, ``@group`` any word of a group, ``word?`` may be left out, ``{slot}`` takes a number, a
measure or a word of a list,
``&word`` has to follow but is left for the next phrase, ``/`` is the edge of a clause. Articles and hedges (*a,
the, its, about ...*) may stand between any two of them. At each place the longest phrase wins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import Any

from rushes.brief import numerals, units
from rushes.brief.colours import SHADES, colour_words
from rushes.brief.tokens import Token
from rushes.show import parse_document

SOFT = frozenset(
    {"a", "an", "the", "its", "their", "about", "around", "roughly", "approximately", "approx", "nearly", "almost"}
    | {"just", "very", "of", "is", "are", "some"}
)
"""Words that may stand between the parts of a phrase and change nothing."""

VOCABULARIES: Mapping[str, tuple[str, ...]] = {
    "destruction": ("picture", "building", "collapse", "camera", "light", "dust", "wind", "debris"),
    "set": ("set/room", "set/light", "set/turns"),
    "wardrobe": ("wardrobe/body", "wardrobe/clothes"),
    "clip": ("clip/scene", "clip/action", "clip/camera", "clip/sound", "light", "wind"),
}
"""Files of phrases by the kind of brief that speaks their words. Each kind has lists of its own beside them; words that phrases use alike,
and words that ask for nothing, are everybody's."""

NOTES: Mapping[str, tuple[str, ...]] = {
    "destruction": ("notes/picture", "notes/destruction", *VOCABULARIES["destruction"]),
    "clip": ("notes/clip", "clip/camera", "light", "wind"),
    "reage": ("notes/reage",),
}
"""Files of phrases that notes on takes are read in, by the kind of brief."""

_HOME: Mapping[str, str] = {"destruction": "", "set": "set/", "wardrobe": "wardrobe/", "clip": "clip/"}

_BORROWED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "clip": {
        "lists": ("direction", "windward"),
        "set/lists": ("style",),
        "wardrobe/lists": ("garment", "fabric", "build", "haircolour"),
    }
}
"""Lists of other kinds that a kind's phrases use: file -> names."""

_ELEMENT = re.compile(
    r"(?P<look>&)?(?:\{(?P<slot>[a-z]+)(?::(?P<label>[a-z]+))?\}|(?P<words>[^\s{}?&/]+))(?P<maybe>\?)?|(?P<edge>/)"
)
_MEASURES: Mapping[str, units.Reader] = {
    "number": numerals.read_number,
    "ordinal": numerals.read_ordinal,
    "length": units.read_length,
    "mm": units.read_millimetres,
    "angle": units.read_angle,
    "duration": units.read_duration,
    "speed": units.read_speed,
    "frames": units.read_frames,
    "share": units.read_share,
}

Value = float | str | bool
Captures = dict[str, Value]
Slot = Callable[[Sequence[Token], int], tuple[Value, int] | None]


@dataclass(frozen=True, slots=True)
class About:
    """A vague word's value, and the range in which an exact one does not contradict it."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Element:
    """One part of a pattern."""

    words: frozenset[str] = frozenset()
    slot: str = ""
    label: str = ""
    maybe: bool = False
    look: bool = False
    edge: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """A pattern and what it means; without a meaning it is known, but can't be done."""

    elements: tuple[Element, ...]
    meaning: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found in a text: where it ends, and each field's value."""

    end: int
    means: Mapping[str, Value | About]


@dataclass(frozen=True)
class Grammar:
    """Every phrase, by the words it may start with, and the lists of words that fill slots; ``heads`` are a list's entries by their first word."""

    by_word: Mapping[str, tuple[Phrase, ...]]
    by_slot: tuple[Phrase, ...]
    lists: Mapping[str, Mapping[tuple[str, ...], Value]]
    heads: Mapping[str, Mapping[str, tuple[tuple[str, ...], ...]]]
    neutral: frozenset[str]
    kinds: Mapping[str, Mapping[str, Value]]

    def with_lists(self, lists: Mapping[str, Mapping[tuple[str, ...], Value]]) -> Grammar:
        """Return the grammar with further lists of words that fill slots."""
        heads = {name: _by_first(words) for name, words in lists.items()}
        return replace(self, lists={**self.lists, **lists}, heads={**self.heads, **heads})

    def match(self, tokens: Sequence[Token], index: int) -> Match | None:
        """Return the longest phrase that starts at a token; of equals the first.

        Of a phrase's readings the one with the longest names counts: a wine glass is no glass in the colour of wine.
        """
        best: tuple[int, Phrase, Captures] | None = None
        slots = self.by_slot if _may_open(tokens, index) else ()
        for phrase in (*self.by_word.get(tokens[index].norm, ()), *slots):
            for end, captures in self._walk(phrase.elements, tokens, index, 0):
                if end > index and (best is None or _is_better(end, phrase, captures, best)):
                    best = end, phrase, captures
        if best is None:
            return None
        end, phrase, captures = best
        return Match(end, dict(_meaning(phrase, captures)))

    @property
    def words(self) -> frozenset[str]:
        """Every word that the grammar knows, for suggestions."""
        phrases = [*(phrase for group in self.by_word.values() for phrase in group), *self.by_slot]
        said = {word for phrase in phrases for element in phrase.elements for word in element.words}
        listed = {word for words in self.lists.values() for key in words for word in key}
        return frozenset(word for word in said | listed if len(word) > 3)

    def _walk(
        self, elements: Sequence[Element], tokens: Sequence[Token], index: int, place: int
    ) -> Iterator[tuple[int, Captures]]:
        if place == len(elements):
            yield index, {}
            return
        element = elements[place]
        for value, after in self._take(element, tokens, index, first=place == 0):
            for end, captures in self._walk(elements, tokens, after, place + 1):
                named = {} if value is None else {element.label or element.slot: value}
                yield end, {**captures, **named}
        if element.maybe:
            yield from self._walk(elements, tokens, index, place + 1)

    def _take(
        self, element: Element, tokens: Sequence[Token], index: int, *, first: bool
    ) -> Iterator[tuple[Value | None, int]]:
        if element.edge:
            if index in {0, len(tokens)} or tokens[index].ends or tokens[index - 1].ends:
                yield None, index
            return
        at = index
        while at < len(tokens):
            if element.slot:
                found = self._slot(element.slot, tokens, at)
                if found is not None:
                    yield found[0], (index if element.look else found[1])
                    return
            elif tokens[at].norm in element.words:
                yield None, (index if element.look else at + 1)
                return
            if first or tokens[at].norm not in SOFT:
                return
            at += 1

    def _slot(self, slot: str, tokens: Sequence[Token], index: int) -> tuple[Value, int] | None:
        if slot in self.lists:
            return _listed(self.lists[slot], self.heads[slot], tokens, index)
        if slot == "clock":
            return _clock(tokens, index)
        if slot in {"count", "many"}:
            found = numerals.read_number(tokens, index)
            least = 2 if slot == "many" else 0
            return found if found is not None and found[0].is_integer() and found[0] >= least else None
        return _MEASURES[slot](tokens, index)


def _may_open(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a thing's phrase may begin at a token: "around 20 chairs" is a number, "around a table" is a place."""
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    return (
        tokens[index].norm != "around"
        or following is None
        or (following.norm not in {"a", "an", "one"} and numerals.read_number(tokens, index + 1) is not None)
    )


@lru_cache(maxsize=len(VOCABULARIES) + 1)  # one more, since a kind may be left out
def load_grammar(kind: str = "destruction") -> Grammar:
    """Read the vocabulary that ships with Rushes for a kind of brief.

    Raises:
        KeyError: No words are read for this kind.
    """
    return _grammar(kind, VOCABULARIES[kind])


@lru_cache(maxsize=len(NOTES))
def load_notes_grammar(kind: str) -> Grammar:
    """Read the vocabulary of notes on takes of a kind of brief: *more dust*, *half a second later*, and words that ask a brief for the same.

    Raises:
        KeyError: Notes of this kind are not read by a grammar.
    """
    made = _grammar(kind, NOTES[kind])
    lists = {name: _spoken(entries) for name, entries in _read("notes/lists").items()}
    own = frozenset(str(word) for line in _read("notes/neutral")["words"] for word in str(line).split())
    return replace(made.with_lists(lists), neutral=made.neutral | own)


def _grammar(kind: str, names: Sequence[str]) -> Grammar:
    home = _HOME.get(kind, "")
    lists = {name: _spoken(entries) for name, entries in _read(f"{home}lists").items()}
    for file, borrowed in _BORROWED.get(kind, {}).items():
        lists |= {
            name: _spoken(entries) | lists.get(name, {}) for name, entries in _read(file).items() if name in borrowed
        }
    if home:
        named = [*colour_words(), *(f"{shade} {name}" for shade in SHADES for name in colour_words())]
        lists["colour"] = {tuple(name.split()): name for name in named}
    groups = {name: str(words).split() for name, words in _read("groups").items()}
    phrases = [phrase for name in names for phrase in _phrases(_read(name)["phrases"], groups)]
    by_word: dict[str, list[Phrase]] = {}
    by_slot: list[Phrase] = []
    for phrase in phrases:
        openings = _openings(phrase.elements)
        if openings is None:
            by_slot.append(phrase)
        else:
            for word in openings:
                by_word.setdefault(word, []).append(phrase)
    return Grammar(
        by_word={word: tuple(group) for word, group in by_word.items()},
        by_slot=tuple(by_slot),
        lists=lists,
        heads={name: _by_first(words) for name, words in lists.items()},
        neutral=frozenset(str(word) for line in _read("neutral")["words"] for word in str(line).split()),
        kinds={}
        if kind in {"set", "clip", "reage"}
        else _read(f"{home}kinds"),  # what goes without saying of a set is in its style
    )


def _spoken(entries: Mapping[str, Sequence[str]]) -> dict[tuple[str, ...], Value]:
    """Return a list's values by what people say for them, word by word."""
    return {tuple(str(words).split()): value for value, said in entries.items() for words in said if words}


def _read(name: str) -> dict[str, Any]:
    text = files("rushes.brief").joinpath("vocabulary", *f"{name}.yaml".split("/")).read_text(encoding="utf-8")
    return parse_document(text, f"{name}.yaml")


def _phrases(entries: Sequence[Mapping[str, Any]], groups: Mapping[str, Sequence[str]]) -> Iterator[Phrase]:
    for entry in entries:
        meaning = {field: _about(value) for field, value in (entry.get("mean") or {}).items()}
        for pattern in entry["say"]:
            yield Phrase(tuple(_elements(pattern, groups)), meaning)


def _about(value: Any) -> Any:  # noqa: ANN401 - any value that a vocabulary can give
    if isinstance(value, dict):
        return About(float(value["about"]), float(value["from"]), float(value["to"]))
    return value


def _elements(pattern: str, groups: Mapping[str, Sequence[str]]) -> Iterator[Element]:
    for part in pattern.split():
        match = _ELEMENT.fullmatch(part)
        if match is None:
            raise ValueError(f'"{part}" in "{pattern}" is no part of a phrase')
        if match["edge"]:
            yield Element(edge=True)
        else:
            words = match["words"].split("|") if match["words"] else []
            spread = [groups[word[1:]] if word.startswith("@") else [word] for word in words]
            yield Element(
                words=frozenset(word for some in spread for word in some),
                slot=match["slot"] or "",
                label=match["label"] or "",
                maybe=bool(match["maybe"]),
                look=bool(match["look"]),
            )


def _openings(elements: Sequence[Element]) -> frozenset[str] | None:
    words: frozenset[str] = frozenset()
    for element in elements:
        if element.slot:
            return None
        words |= element.words
        if not (element.maybe or element.edge):
            return words
    return words


def _is_better(end: int, phrase: Phrase, captures: Captures, best: tuple[int, Phrase, Captures]) -> bool:
    return end > best[0] or (end == best[0] and phrase is best[1] and len(captures) < len(best[2]))


def _by_first(words: Mapping[tuple[str, ...], Value]) -> dict[str, tuple[tuple[str, ...], ...]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for key in words:
        found.setdefault(key[0], []).append(key)
    return {first: tuple(keys) for first, keys in found.items()}


def _listed(
    words: Mapping[tuple[str, ...], Value],
    heads: Mapping[str, tuple[tuple[str, ...], ...]],
    tokens: Sequence[Token],
    index: int,
) -> tuple[Value, int] | None:
    best: tuple[Value, int] | None = None
    for key in heads.get(tokens[index].norm, ()):
        end = _follow(key, tokens, index)
        if end is not None and (best is None or end > best[1]):
            best = words[key], end
    return best


def _follow(key: Sequence[str], tokens: Sequence[Token], index: int) -> int | None:
    """Return where a run of words ends, articles between them passed over; None when it is not there."""
    at = index
    for word in key:
        while at < len(tokens) and tokens[at].norm != word and tokens[at].norm in SOFT and at > index:
            at += 1
        if at == len(tokens) or tokens[at].norm != word:
            return None
        at += 1
    return at


def _clock(tokens: Sequence[Token], index: int) -> tuple[Value, int] | None:
    """Read a time of day as an hour: ``6 pm``, ``6:30 pm``, ``17:30``."""
    if tokens[index].kind != "number" or not tokens[index].value.is_integer():
        return None
    hour, after, minutes = tokens[index].value, index + 1, False
    colon, rest = (tokens[after : after + 1], tokens[after + 1 : after + 2])
    if colon and rest and colon[0].norm == ":" and colon[0].touches(rest[0]) and rest[0].kind == "number":
        hour, after, minutes = hour + rest[0].value / 60, after + 2, True
    half = tokens[after].norm if after < len(tokens) else ""
    if half in {"am", "pm"} and hour < 13:
        return hour % 12 + (12 if half == "pm" else 0), after + 1
    return (hour, after) if minutes and hour < 24 else None


def _meaning(phrase: Phrase, captures: Captures) -> Iterator[tuple[str, Value | About]]:
    for field, value in phrase.meaning.items():
        if isinstance(value, str) and value.startswith("{"):
            if value[1:-1] in captures:
                yield field, captures[value[1:-1]]
        else:
            yield field, value
