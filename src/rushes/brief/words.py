"""English in, readings out: what the text asks for, and what of it was not understood."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rushes.brief.grammar import SOFT, About, Grammar, Match, Value, load_grammar
from rushes.brief.tokens import Token, tokenise
from rushes.errors import BadInputError

LONGEST = 4000
"""Longest text [characters]: a page. A brief is a sentence or two."""

NEGATIONS = frozenset(
    {"no", "not", "never", "without", "cannot", "neither", "nor", "non", "except"}
    | {f"{verb}n't" for verb in ("do", "does", "did", "is", "are", "was", "were", "wo", "ca", "should", "must")}
)
_EXAMPLES = {
    "destruction": "an eight-storey block pancakes",
    "set": "a brutalist bunker lounge, 9 by 7 m, one slit of daylight",
    "clip": "a red bus brakes in a rainy square at dusk, slow push-in, at 2 s the chandelier falls",
    "wardrobe": "a bottle green velvet tailcoat, ivory waistcoat, grey trousers",
}
_UNREAD_AFTER_NEGATION = SOFT | {"any", "be", "being", "more", "too"}


@dataclass(frozen=True, slots=True)
class Said:
    """One value that words gave to a field.

    Attributes:
        field: Dotted, a field of the brief or one that is worked out from (``building.height_m``, ``seconds``).
        value: As the words had it.
        words: The words, as they stand in the text.
    """

    field: str
    value: Value | About
    words: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What a text said, in its order, and the phrases that meant nothing to us."""

    said: tuple[Said, ...]
    not_understood: tuple[str, ...]


def check_text(text: str, kind: str) -> None:
    """Stop at a text that is empty, longer than a page, or no text.

    Raises:
        BadInputError: It is.
    """
    if not text.strip():
        raise BadInputError(f"The text is empty. Say what is asked, for example: {_EXAMPLES[kind]}.")
    if len(text) > LONGEST:
        raise BadInputError(f"The text has {len(text)} characters. Say it in at most {LONGEST}.")
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise BadInputError("The text holds broken characters. Save it again as UTF-8.")


def read_words(text: str, kind: str = "destruction") -> Heard:
    """Read a text in the words of a kind of brief. Every word is used by a reading, asks for nothing, or is in ``not_understood``.

    Raises:
        BadInputError: The text is empty, longer than a page, or no text.
    """
    check_text(text, kind)
    grammar = load_grammar(kind)
    tokens = tokenise(text)
    said: list[Said] = []
    used = [False] * len(tokens)
    unread = [False] * len(tokens)
    for start, match, meant in phrases_in(grammar, tokens):
        if meant:
            words = text[tokens[start].start : tokens[match.end - 1].end]
            said += [Said(field, value, words) for field, value in match.means.items()]
            used[start : match.end] = [True] * (match.end - start)
        else:
            unread[start : match.end] = [True] * (match.end - start)
    return Heard(tuple(said), unread_phrases(text, tokens, used, unread, grammar))


def phrases_in(grammar: Grammar, tokens: Sequence[Token]) -> Iterator[tuple[int, Match, bool]]:
    """Yield the phrases of a text: where each starts, what it is, and whether it asks for anything: it has a meaning and is not negated."""
    index = 0
    while index < len(tokens):
        match, start = _next(grammar, tokens, index)
        if match is None:
            index += 1
            continue
        yield index, match, bool(match.means) and start == index
        index = match.end


def _next(grammar: Grammar, tokens: Sequence[Token], index: int) -> tuple[Match | None, int]:
    """Return the phrase at a token and where it starts: later than the token when it is negated."""
    if tokens[index].kind == "mark":
        return None, index
    match = grammar.match(tokens, index)
    if match is None and tokens[index].norm in NEGATIONS:
        start = index + 1
        while start < len(tokens) and tokens[start].norm in _UNREAD_AFTER_NEGATION:
            start += 1
        if start < len(tokens) and tokens[start].kind != "mark":
            return grammar.match(tokens, start), start
    return match, index


def unread_phrases(
    text: str, tokens: Sequence[Token], used: Sequence[bool], unread: Sequence[bool], grammar: Grammar
) -> tuple[str, ...]:
    """Return the phrases that were not read, in order, as they stand in the text."""
    phrases: list[str] = []
    first = last = -1
    for index, token in enumerate(tokens):
        if used[index] or token.ends:
            first = _close(text, tokens, first, last, phrases)
        elif unread[index] or (token.kind != "mark" and token.norm not in grammar.neutral):
            first, last = (index if first < 0 else first), index
    _close(text, tokens, first, last, phrases)
    return tuple(phrases)


def _close(text: str, tokens: Sequence[Token], first: int, last: int, phrases: list[str]) -> int:
    if first >= 0:
        phrases.append(text[tokens[first].start : tokens[last].end])
    return -1
