"""The door for words that come without a file: which kind of brief they are.

What is said of a collapse makes a collapse. Otherwise the kind is that whose vocabulary names a thing in them: a garment, a style of room, a
building. Of buildings and rooms a word that the other's vocabulary knows as well is no evidence against it: "wall" is a building, and a part of a room.
What is named by the way is no evidence either (``aside``).

What happens makes a clip: somebody walks, a bus brakes, a vase falls, somebody speaks, a shot is cut to the next (``script.happening``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rushes.brief.aside import Thing, without_asides
from rushes.brief.grammar import SOFT, VOCABULARIES, load_grammar
from rushes.brief.script import happening, read_script, things_named
from rushes.brief.tokens import Token, tokenise
from rushes.brief.words import LONGEST, phrases_in
from rushes.errors import BadInputError

USUAL: Final = "destruction"
"""What words are that name nothing of any kind."""

_THINGS: Final[Mapping[str, frozenset[str]]] = {
    "destruction": frozenset({"building", "building.storeys", "building.row"}),
    "set": frozenset({"room.style"}),
    "wardrobe": frozenset({"piece.garment", "wardrobe"}),
}
"""Fields by which each kind's words name the thing itself, and not how it is to be."""

_SPOKEN: Final[Mapping[str, str]] = {"destruction": "a building", "set": "a set", "wardrobe": "clothes"}

_PLACES: Final = frozenset({"destruction", "set"})
"""Kinds whose vocabularies overlap, since a set is a part of a building."""

SHOWN: Final = 3
"""How many names of each kind a question repeats."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Which kind words are, and those that decided it; none where they name nothing, or say a collapse.

    Attributes:
        kind: ``destruction``, ``set``, ``wardrobe`` or ``clip``.
        words: As they stand in the text.
    """

    kind: str
    words: str = ""


def kind_of_words(text: str) -> Entry:
    """Return the kind of brief that a text is.

    Args:
        text: What is asked, in plain English.

    Raises:
        BadInputError: It names things of several kinds, and says of none that it comes down: the sentence asks which is meant.
    """
    if not text.strip() or len(text) > LONGEST:
        return Entry(USUAL)  # its reader says what is wrong with it
    tokens = tokenise(text)
    script = read_script(text)
    comes_down = _comes_down(tokens)
    if words := happening(script, is_collapse=comes_down):
        return Entry("clip", words)
    if comes_down:
        return Entry(USUAL)
    found = {kind: tuple(_things(text, tokens, kind)) for kind in _THINGS}
    every = [thing for things in found.values() for thing in things]
    whole = {kind: [one for one in things if not any(map(one.lies_in, every))] for kind, things in found.items()}
    every_named = {kind: things for kind, things in whole.items() if things}
    named = without_asides(tokens, every_named)
    standing = {
        kind: kept
        for kind, things in named.items()
        if (kept := [thing for thing in things if not any(_is_shared(thing, kind, other) for other in named)])
    }
    if len(named) > 1 and len(standing) != 1:
        raise BadInputError(_question(every_named))
    if not standing:
        things = things_named(script)
        return Entry("clip", things) if things and not every_named else Entry(USUAL)
    ((kind, kept),) = standing.items()
    return Entry(kind, "" if kind == USUAL else ", ".join(dict.fromkeys(thing.words for thing in kept)))


def _comes_down(tokens: Sequence[Token]) -> bool:
    """Return whether a text says of anything that it collapses, or how."""
    return any(
        field == "kind" or field.startswith("collapse.")
        for _, match, meant in phrases_in(load_grammar(USUAL), tokens)
        if meant
        for field in match.means
    )


def _things(text: str, tokens: Sequence[Token], kind: str) -> Iterator[Thing]:
    for start, match, meant in phrases_in(load_grammar(kind), tokens):
        if meant and _THINGS[kind] & set(match.means):
            first = next((at for at in range(start, match.end) if tokens[at].norm not in SOFT), start)
            part = tokens[first : match.end]
            words = frozenset(token.norm for token in part if token.kind == "word") - SOFT
            value = str(next((match.means[field] for field in _THINGS[kind] if field in match.means), ""))
            yield Thing(text[part[0].start : part[-1].end], words, first, match.end, value)


def _is_shared(thing: Thing, kind: str, other: str) -> bool:
    """Return whether a place's name is no evidence against another kind of place: all its words are in that one's vocabulary too."""
    return kind != other and {kind, other} <= _PLACES and thing.tokens <= _words(other)


@lru_cache(maxsize=len(_THINGS))
def _words(kind: str) -> frozenset[str]:
    return load_grammar(kind).words


def _question(named: Mapping[str, Sequence[Thing]]) -> str:
    told = []
    for kind, things in named.items():
        words = list(dict.fromkeys(thing.words for thing in things))[:SHOWN]
        told.append(f"{_SPOKEN[kind]} (" + ", ".join(f'"{one}"' for one in words) + ")")
    kinds = [kind for kind in VOCABULARIES if kind in named]
    return (
        f"The text names {', '.join(told[:-1])} and {told[-1]}. Which of them is to be made? Say --kind {' or --kind '.join(kinds)}, "
        "or in a file kind: and one of them."
    )
