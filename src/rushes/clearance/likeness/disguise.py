"""Words as they may be meant: letters of other scripts, digits for letters, dots between them are read through.

A word has *readings*. ``Br3nneke`` may be ``brenneke``; ``Тобиас`` in Cyrillic letters is ``tobias`` when it is read, and
a Latin word with one Cyrillic letter is what it looks like. A reading holds only ``a`` to ``z`` and digits, so that
readings can be compared with the readings of names.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

LONGEST_WORD = 64
"""Longest word that is read in several ways [characters]; a longer one is no name, and reading it costs time."""

MOST_READINGS = 6
"""Readings of one word. The longest list that our own disguises need has five."""

_STACKED = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f]")
"""Marks that stand over or under a letter, and variation selectors."""

_BLANKS = re.compile("[\u115f\u1160\u2800\u3164\uffa0]")
"""Letters and signs that show nothing."""

_TOKEN = re.compile(r"[@$|(]?[^\W_]+(?:[@$!|€£¡+*'’‘`´]{1,2}[^\W_]+)*(?:(?<=[^\W_])[@$€£](?!\w))?")
_HUMP = re.compile(r"(?<=[a-zà-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])")
_IDEOGRAPH = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_POSSESSIVE = re.compile(r"['’‘`´][sS]$")
_NOT_READ = re.compile(r"[^a-z0-9]+")
_OUTER_DIGITS = re.compile(r"^[0-9]+(?=[a-z])|(?<=[a-z])[0-9]+$")
_DOUBLED = re.compile(r"([a-z])\1+")

_LEET = str.maketrans(
    {"0": "o", "2": "z", "3": "e", "4": "a", "5": "s", "6": "g", "7": "t", "8": "b", "9": "g",
     "@": "a", "$": "s", "|": "l", "(": "c", "€": "e", "£": "l", "+": "t"}
)  # fmt: skip
_ONE = ("1!¡", "il")
"""Signs that stand for either of two letters, and the two."""

_GREEK = (("μπ", "b"), ("ντ", "d"), ("γκ", "g"))
"""Greek writes these sounds of foreign names with two letters."""

_SOUNDS = (
    ("sch", "s"), ("tch", "k"), ("kh", "k"), ("ch", "k"), ("ck", "k"), ("ph", "f"), ("th", "t"), ("gh", "g"), ("sh", "s"),
    ("zh", "z"), ("qu", "kv"), ("x", "ks"), ("ts", "s"), ("dz", "z"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("ie", "i"), ("ei", "i"),
    ("c", "k"), ("q", "k"), ("w", "v"), ("j", "i"), ("y", "i"), ("z", "s"), ("h", ""),
)  # fmt: skip
"""Spellings that scripts and languages swap for each other. Made for names, by looking at what transliteration from
Cyrillic, Georgian, Greek and Armenian does to them."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text with the ways in which it may be read.

    Attributes:
        text: As it stands in the cleaned text.
        start, end: Where it stands there.
        readings: What it may mean; the first is the plainest.
        plain: Whether it is written in Latin letters alone, so that nothing is disguised.
        foreign: Whether it is written in another script throughout.
        gap: What stands between it and the word before.
    """

    text: str
    start: int
    end: int
    readings: tuple[str, ...]
    plain: bool
    foreign: bool
    gap: str

    @property
    def capital(self) -> bool:
        """Whether it starts with a capital letter."""
        return self.text[:1].isupper()


def clean(text: str) -> str:
    """Return a text without what can't be seen, in NFKC: the text that all places in it are counted in.

    Mathematical, circled and full-width letters become letters; stacked marks that no letter has are dropped.
    """
    seen = "".join(letter for letter in text if unicodedata.category(letter) not in {"Cf", "Cs"})
    composed = unicodedata.normalize("NFKC", _BLANKS.sub(" ", seen))
    return _STACKED.sub("", composed)


def words_of(cleaned: str) -> tuple[Word, ...]:
    """Take a cleaned text apart. ``camelCase`` is two words, an ideograph is one."""
    words: list[Word] = []
    last = 0
    for match in _TOKEN.finditer(cleaned):
        for start, end in _parts(match.group(0), match.start()):
            text = cleaned[start:end]
            words.append(
                Word(text, start, end, _readings(text), _is_plain(text), _is_foreign(text), cleaned[last:start])
            )
            last = end
    return tuple(words)


@lru_cache(maxsize=65_536)
def squash(reading: str) -> str:
    """Return a reading with doubled letters made single: ``brenneke`` and ``breneke`` are alike."""
    return _DOUBLED.sub(r"\1", reading)


def sound_of(reading: str) -> str:
    """Return roughly how a reading sounds, so that spellings of one name in several scripts meet."""
    sound = reading
    for spelling, plain in _SOUNDS:
        sound = sound.replace(spelling, plain)
    return squash(sound)


def combined(words: tuple[Word, ...]) -> list[tuple[str, ...]]:
    """Return the ways to read some words together, each as one reading a word; the plainest first."""
    if all(len(word.readings) == 1 for word in words):
        return [tuple(word.readings[0] for word in words)]
    longest = max(len(word.readings) for word in words)
    ways = [tuple(word.readings[min(index, len(word.readings) - 1)] for word in words) for index in range(longest)]
    if len(words) <= 3:
        ways += product(*(word.readings for word in words))
    return list(dict.fromkeys(ways))


def reading_of_name(word: str) -> str:
    """Return how a word of a name in the register is read."""
    return _readings(clean(word))[0]


def _parts(token: str, at: int) -> list[tuple[int, int]]:
    if _IDEOGRAPH.search(token):
        parts = re.finditer(f"{_IDEOGRAPH.pattern}|(?:(?!{_IDEOGRAPH.pattern}).)+", token)
        return [(at + part.start(), at + part.end()) for part in parts]
    borders = [0, *(hump.start() for hump in _HUMP.finditer(token)), len(token)]
    return [(at + start, at + end) for start, end in zip(borders, borders[1:], strict=False)]


def _is_plain(text: str) -> bool:
    if text.isascii():
        return text.replace("'", "").isalpha()
    return all(
        letter.isalpha() and unicodedata.name(letter, "").startswith("LATIN") for letter in text if letter not in "'’"
    )


def _is_foreign(text: str) -> bool:
    if text.isascii():
        return False
    letters = [letter for letter in text if letter.isalpha()]
    return bool(letters) and not any(unicodedata.name(letter, "").startswith("LATIN") for letter in letters)


@lru_cache(maxsize=16_384)
def _readings(text: str) -> tuple[str, ...]:
    word = _POSSESSIVE.sub("", text)
    if word.isascii() and word.isalpha():
        return (word.lower(),)
    if len(word) > LONGEST_WORD:
        return (_only_letters(word.lower()) or "0",)
    spelled = list(dict.fromkeys((_transliterated(word), _looked_at(word)) if not word.isascii() else (word.lower(),)))
    found: dict[str, None] = {}
    for spelling in spelled:
        found.setdefault(_only_letters(spelling))
    for spelling in spelled:
        if any(letter.isalpha() for letter in spelling) or len(spelling) == 1:
            for one in _ONE[1]:
                leet = spelling.translate(_LEET).translate({ord(sign): one for sign in _ONE[0]})
                found.setdefault(_NOT_READ.sub("", leet))
    readings = tuple(reading for reading in found if reading)[:MOST_READINGS]
    return readings or ("0",)


def _only_letters(spelling: str) -> str:
    bare = _NOT_READ.sub("", spelling)
    return _OUTER_DIGITS.sub("", bare)


def _transliterated(word: str) -> str:
    from anyascii import anyascii

    lower = word.lower()
    for spelling, sound in _GREEK:
        lower = lower.replace(spelling, sound)
    return str(anyascii(lower)).lower()


def _looked_at(word: str) -> str:
    """Return a word as an eye takes it: each letter as the Latin letter that it looks like."""
    import decancer_py

    return "".join(letter if letter.isascii() else str(decancer_py.parse(letter)) for letter in word).lower()
