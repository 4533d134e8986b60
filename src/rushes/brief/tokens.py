"""Words, numbers and marks of a text, each with its place in it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

Kind = Literal["word", "number", "mark"]

_TOKEN = re.compile(
    r"(?P<number>[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]{1,9}(?:[.,][0-9]{1,6}(?![0-9]))?(?![0-9]))"
    r"|(?P<word>[^\W\d_]+(?:['\u2019][^\W\d_]+)*)"
    r"|(?P<rest>\d+|[^\w\s]|_)"
)
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")
_MARKS = {"\u2019": "'", "\u2032": "'", "\u2033": '"', "\u201d": '"', "\u201c": '"', "\u00ba": "\u00b0"}
_ENDS = frozenset(".,;:!?()\u2014\u2013[]{}|")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number or a mark.

    Attributes:
        norm: Small letters, without a possessive 's; the mark itself for a mark.
        start, end: Where it stands in the text.
        kind: What it is.
        ends: Whether it ends a clause.
        value: Of a number; 0 for the others.
    """

    norm: str
    start: int
    end: int
    kind: Kind
    ends: bool = False
    value: float = 0.0

    def touches(self, other: Token) -> bool:
        """Say whether another token follows without a space."""
        return self.end == other.start


def tokenise(text: str) -> tuple[Token, ...]:
    """Take a text apart. Hyphens between words join nothing: ``eight-storey`` is two words."""
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        token = _token(match, text)
        if token is not None:
            tokens.append(token)
    return tuple(tokens)


def _token(match: re.Match[str], text: str) -> Token | None:
    start, end, found = match.start(), match.end(), match[0]
    if match["number"]:
        plain = found.replace(",", "") if _THOUSANDS.fullmatch(found) else found.replace(",", ".")
        return Token(found, start, end, "number", value=float(plain))
    if match["word"]:
        norm = unicodedata.normalize("NFC", found.replace("\u2019", "'")).lower()
        return Token(norm.removesuffix("'s"), start, end, "word")
    if found == "-" and start > 0 and text[start - 1].isalnum() and text[end : end + 1].isalnum():
        return None
    mark = _MARKS.get(found, found)
    category = unicodedata.category(mark[0])
    if category in {"So", "Nd", "No", "Sc"} and mark != "\u00b0":
        return Token(mark, start, end, "word")
    if category.startswith(("M", "C")):
        return None
    return Token(mark, start, end, "mark", ends=mark in _ENDS)
