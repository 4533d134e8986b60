"""Numbers in words and digits: ``eight``, ``twenty-one``, ``a hundred and twenty``, ``3.2``, ``third``, ``21st``."""

from __future__ import annotations

from collections.abc import Sequence

from rushes.brief.tokens import Token

_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ORDINAL_SMALL = [
    "zeroth",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
]
_ORDINAL_TENS = ["twentieth", "thirtieth", "fortieth", "fiftieth", "sixtieth", "seventieth", "eightieth", "ninetieth"]

SMALL = {word: number for number, word in enumerate(_SMALL)}
TENS = {word: 10 * number for number, word in enumerate(_TENS, 2)}
ORDINALS = {word: number for number, word in enumerate(_ORDINAL_SMALL) if number} | {
    word: 10 * number for number, word in enumerate(_ORDINAL_TENS, 2)
}
_SUFFIXES = frozenset({"st", "nd", "rd", "th"})

Found = tuple[float, int]
"""A number, and the index of the token after it."""


def number_words(number: int) -> str:
    """Return a number from 0 to 999 in words: ``twenty-one``."""
    if number >= 100:
        rest = f" and {number_words(number % 100)}" if number % 100 else ""
        return f"{_SMALL[number // 100]} hundred{rest}"
    if number < len(_SMALL):
        return _SMALL[number]
    tens, ones = divmod(number, 10)
    return _TENS[tens - 2] + (f"-{_SMALL[ones]}" if ones else "")


def ordinal_words(number: int) -> str:
    """Return an ordinal from 1 to 99 in words: ``twenty-first``."""
    if number < len(_ORDINAL_SMALL):
        return _ORDINAL_SMALL[number]
    tens, ones = divmod(number, 10)
    return f"{_TENS[tens - 2]}-{_ORDINAL_SMALL[ones]}" if ones else _ORDINAL_TENS[tens - 2]


def read_number(tokens: Sequence[Token], index: int) -> Found | None:
    """Read the longest number that starts at a token; ``three and a half`` is 3.5."""
    found = _digits(tokens, index) or _words(tokens, index)
    if found is None:
        return None
    value, after = found
    if _norms(tokens, after, 3) == ["and", "a", "half"]:
        return value + 0.5, after + 3
    return value, after


def read_ordinal(tokens: Sequence[Token], index: int) -> Found | None:
    """Read an ordinal that starts at a token: ``third``, ``3rd``, ``twenty-first``."""
    if index >= len(tokens):
        return None
    token = tokens[index]
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    if token.kind == "number":
        if after is not None and after.norm in _SUFFIXES and token.touches(after) and token.value.is_integer():
            return token.value, index + 2
        return None
    if token.norm in TENS and after is not None and 0 < ORDINALS.get(after.norm, 0) < 10:
        return float(TENS[token.norm] + ORDINALS[after.norm]), index + 2
    if token.norm in ORDINALS:
        return float(ORDINALS[token.norm]), index + 1
    return None


def _digits(tokens: Sequence[Token], index: int) -> Found | None:
    if index < len(tokens) and tokens[index].kind == "number":
        return tokens[index].value, index + 1
    return None


def _words(tokens: Sequence[Token], index: int) -> Found | None:
    head = _norms(tokens, index, 2)
    if head[1:] == ["dozen"] and (head[0] == "a" or head[0] in SMALL):
        return 12.0 * SMALL.get(head[0], 1), index + 2
    if head == ["a", "hundred"]:
        return _with_rest(tokens, 100.0, index + 2)
    if head[1:] == ["hundred"] and SMALL.get(head[0], 0) > 0:
        return _with_rest(tokens, 100.0 * SMALL[head[0]], index + 2)
    return _below_hundred(tokens, index)


def _with_rest(tokens: Sequence[Token], hundreds: float, index: int) -> Found:
    skip = 1 if _norms(tokens, index, 1) == ["and"] else 0
    rest = _below_hundred(tokens, index + skip)
    return (hundreds, index) if rest is None else (hundreds + rest[0], rest[1])


def _below_hundred(tokens: Sequence[Token], index: int) -> Found | None:
    head = _norms(tokens, index, 2)
    if not head:
        return None
    if head[0] in TENS:
        ones = SMALL.get(head[1], 0) if len(head) > 1 else 0
        return (float(TENS[head[0]] + ones), index + 2) if 0 < ones < 10 else (float(TENS[head[0]]), index + 1)
    return (float(SMALL[head[0]]), index + 1) if head[0] in SMALL else None


def _norms(tokens: Sequence[Token], index: int, count: int) -> list[str]:
    return [token.norm for token in tokens[index : index + count]]
