"""Lines in quotation marks, taken out of a text before its words are read."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from rushes.brief.tokens import Token, tokenise

MARK: Final = "\N{BALLOT BOX}"
"""Stands in the text where a line stood."""

_QUOTED: Final = re.compile(
    r"(?<![0-9\w])[\"\u201c\u201e\u00ab]([^\"\u201c\u201d\u201e\u00ab\u00bb]*[^\W\d_][^\"\u201c\u201d\u201e\u00ab\u00bb]*)[\"\u201d\u201c\u00bb]"
)


def without_quotes(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a text of the same length with a mark in the place of each line, and the lines in their order.

    Inches (``9'6"``) are no lines: a line begins after a space or a mark, and holds a letter.
    """
    lines = tuple(" ".join(match[1].split()) for match in _QUOTED.finditer(text))
    plain = _QUOTED.sub(lambda match: MARK + " " * (len(match[0]) - 1), text.replace(MARK, " "))
    return plain, lines


def marked_tokens(text: str, plain: str) -> tuple[Token, ...]:
    """Return the tokens of a text without its lines; where one stood, a token as long as the line.

    Args:
        text: The text.
        plain: The same without its lines.
    """
    ends = {match.start(): match.end() for match in _QUOTED.finditer(text)}
    return tuple(
        replace(token, end=ends.get(token.start, token.end)) if token.norm == MARK else token
        for token in tokenise(plain)
    )
