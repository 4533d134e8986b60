"""What a note on a take asks for, in words: phrases that change what is there, beside those that a brief is asked in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rushes.brief.grammar import About, Value, load_notes_grammar
from rushes.brief.tokens import tokenise
from rushes.brief.words import check_text, phrases_in, unread_phrases

SUBJECT = "subject"
"""The slot of a phrase that a name from the scene fills."""

HEDGES = frozenset(
    {
        "should",
        "could",
        "would",
        "can",
        "must",
        "needs",
        "need",
        "be",
        "been",
        "please",
        "make",
        "made",
        "have",
        "has",
        "gets",
        "let's",
    }
)
"""Words that notes are wrapped in and that change nothing: *the dust should be thicker* is read as *the dust thicker*."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One phrase that asks for something.

    Attributes:
        words: As they stand in the text.
        means: What it means, by what it is done to: ``times dust.amount`` -> 1.5.
        sentence: In which clause it stands, counted from 0.
    """

    words: str
    means: Mapping[str, Value | About]
    sentence: int = 0


@dataclass(frozen=True, slots=True)
class Noted:
    """What a note asks for, in its order, and the phrases that meant nothing to us."""

    wanted: tuple[Wanted, ...]
    not_understood: tuple[str, ...]


def read_remark(text: str, kind: str, names: Iterable[str] = ()) -> Noted:
    """Read a note's words. Every word is used by a phrase, asks for nothing, or is in ``not_understood``.

    Args:
        text: The note.
        kind: The kind of brief that the take was made from.
        names: What things in the take are called, for phrases that speak of one.

    Raises:
        BadInputError: The text is longer than a page, or no text.
    """
    if not text.strip():
        return Noted((), ())
    check_text(text, kind)
    grammar = load_notes_grammar(kind)
    grammar = grammar.with_lists({SUBJECT: {_spoken(name): name for name in names}})
    tokens = tuple(token for token in tokenise(text) if token.norm not in HEDGES)
    used, unread = [False] * len(tokens), [False] * len(tokens)
    wanted: list[Wanted] = []
    for start, match, meant in phrases_in(grammar, tokens):
        span = [True] * (match.end - start)
        if meant:
            words = text[tokens[start].start : tokens[match.end - 1].end]
            clause = sum(token.ends for token in tokens[:start])
            wanted.append(Wanted(words, match.means, clause))
            used[start : match.end] = span
        else:
            unread[start : match.end] = span
    return Noted(tuple(wanted), unread_phrases(text, tokens, used, unread, grammar))


def _spoken(name: str) -> tuple[str, ...]:
    return tuple(token.norm for token in tokenise(name))
