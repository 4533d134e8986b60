"""A text's phrases in their order, each with its place: what a script is read from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from rushes.brief.grammar import SOFT, About, Grammar, Value, load_grammar
from rushes.brief.tokens import Token
from rushes.brief.words import phrases_in

_DEFINITE: Final = frozenset({"the", "this", "that", "its", "his", "her", "their", "these", "those"})
_NEW: Final = frozenset({"a", "an", "another", "second", "third", "other"})
_ENDINGS: Final = ("s", "ing", "ed", "ly")
"""How verbs and adverbs end that come behind a noun: "the lamp flickers", "a door closing"."""

FULL_STOPS: Final = frozenset({".", "!", "?", ";", "|"})


@dataclass(frozen=True, slots=True)
class Term:
    """A phrase that was found.

    Attributes:
        means: What it says, by field of the vocabulary.
        start, end: Its first token, and one more than its last.
        words: As they stand in the text.
        asks: Whether it asks for anything: it is not negated.
        breaks: Marks between the phrase before it and this one that end a clause.
        between: Words between the phrase before it and this one, articles left out.
        article: ``the`` for what was spoken of or is the only one, ``a`` for something new, nothing where neither is said.
        other: ``another``, ``second`` or ``third`` before it.
        is_part: Whether the word behind it makes it a part of another noun: "lighthouse keeper", "table cloth".
        after: One more than the last token of the phrase before it.
    """

    means: Mapping[str, Value | About]
    start: int
    end: int
    words: str
    asks: bool = True
    breaks: tuple[str, ...] = ()
    between: tuple[str, ...] = ()
    article: str = ""
    other: str = ""
    after: int = 0
    is_part: bool = False

    def says(self, *names: str) -> bool:
        """Return whether it says any of some fields."""
        return any(name in self.means for name in names)

    def word(self, name: str) -> str:
        """Return what it says of a field as a word; empty when it says nothing of it."""
        return str(self.means.get(name, ""))

    def number(self, name: str) -> float | None:
        """Return what it says of a field as a number; None when it says none."""
        value: Any = self.means.get(name)
        if isinstance(value, About):
            return value.value
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def terms_of(text: str, tokens: Sequence[Token]) -> Iterator[Term]:
    """Yield the phrases of a text in their order.

    Args:
        text: The text whose words are shown.
        tokens: Its tokens.
    """
    last = 0
    grammar = load_grammar("clip")
    for start, match, asks in phrases_in(grammar, tokens):
        gap = tokens[last:start]
        head = [token.norm for token in tokens[max(last, start - 2) : match.end]]
        article, other = _determined(head)
        yield Term(
            means=match.means,
            start=start,
            end=match.end,
            words=text[tokens[start].start : tokens[match.end - 1].end],
            asks=asks,
            breaks=tuple(token.norm for token in gap if token.ends),
            between=tuple(token.norm for token in gap if token.norm not in SOFT and not token.ends),
            article=article,
            other=other,
            after=last,
            is_part=bool({"thing", "things"} & set(match.means)) and _is_part(tokens, match.end, grammar),
        )
        last = match.end


def _is_part(tokens: Sequence[Token], end: int, grammar: Grammar) -> bool:
    """Return whether a noun goes on in a word that nobody knows here and that is no verb: it ends in none of their endings."""
    if end >= len(tokens) or tokens[end].kind != "word" or tokens[end].norm in SOFT | grammar.neutral:
        return False
    following = tokens[end].norm
    return grammar.match(tokens, end) is None and not following.endswith(_ENDINGS) and following.isalpha()


def _determined(head: Sequence[str]) -> tuple[str, str]:
    """Return the article and the counting word in front of a noun."""
    near = head[:4]
    other = next((word for word in near if word in {"another", "second", "third"}), "")
    for word in near:
        if word in _DEFINITE:
            return "the", other
        if word in _NEW:
            return "a", other
    return "", other
