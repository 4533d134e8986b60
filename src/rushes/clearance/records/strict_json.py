"""Reading signed records: JSON in which everything has one meaning, or one sentence that says why not.

JSON lets a file say one thing to one reader and another thing to the next: a field that is there twice, a number that gets
rounded, a name whose letters look alike. What a person signed must not depend on the reader, so such files are refused.
The rules are those of I-JSON (RFC 7493), on which RFC 8785 rests, and some more for names.
"""

from __future__ import annotations

import json
import re
import unicodedata
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

from rushes.errors import BadInputError

LARGEST_BYTES = 1_000_000
"""A consent has about 4 kB and a status list with ten thousand changes 700 kB; what is larger is no record."""

DEEPEST = 32
"""Levels of lists and objects. A consent has six; the bound keeps a hostile file from exhausting the reader."""

LARGEST_NUMBER = 2**53 - 1
"""Whole numbers above it are rounded by many readers (RFC 7493, 2.2)."""

_LONGEST_NUMBER = 40
"""Letters. Longer ones can't be exact, and the largest integers take long to read."""

_BOM = b"\xef\xbb\xbf"
_ESCAPE = re.compile(rb"\\[^nt\"\\/]|\x7f")
_JOINERS = "\u200c\u200d"
_REMEDY = "Ask whoever signed it for the file as it was signed."


def read_json(path: Path) -> dict[str, Any]:
    """Read a record from a file.

    Raises:
        BadInputError: It can't be read, or ``parse_json`` refuses it; the sentence starts with the file's name.
    """
    try:
        if not path.is_file():
            raise BadInputError(f"{path} is not there, or is no file. Check the name.")
        if path.stat().st_size > LARGEST_BYTES:
            raise _refusal(path.name, f"has more than {LARGEST_BYTES:,} bytes, so it is no record")
        with path.open("rb") as stream:
            data = stream.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise BadInputError(f"{path} can't be read ({error.strerror}). Give read permission and try again.") from error
    return parse_json(data, name=path.name)


def parse_json(data: bytes, *, name: str = "The record") -> dict[str, Any]:
    """Return the object that UTF-8 bytes hold.

    Args:
        data: At most ``LARGEST_BYTES``.
        name: What the sentences call it, for example the file's name.

    Raises:
        BadInputError: It is too large, no UTF-8, starts with a byte order mark, is cut off or no JSON, no object, nested
            too deep; a field is there twice; a number would not survive reading (NaN, infinite, beyond 2**53 - 1,
            more digits than a double holds); or a text is not in Unicode normal form C or hides characters.
    """
    if len(data) > LARGEST_BYTES:
        raise _refusal(name, f"has more than {LARGEST_BYTES:,} bytes, so it is no record")
    if data.startswith(_BOM):
        raise _refusal(name, "starts with a byte order mark, which is not part of what was signed")
    try:
        value = _Reader(name).decode(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        cut = "ends in the middle: it was cut off" if error.reason == "unexpected end of data" else ""
        raise _refusal(name, cut or f"is not UTF-8: byte {error.start} belongs to no character") from error
    except json.JSONDecodeError as error:
        raise _refusal(name, _fault(error)) from error
    except RecursionError as error:
        raise _refusal(name, f"is nested deeper than {DEEPEST} levels") from error
    if not isinstance(value, dict):
        raise _refusal(name, "holds no object: a record starts with { and ends with }")
    if _is_deeper(value, DEEPEST):
        raise _refusal(name, f"is nested deeper than {DEEPEST} levels")
    if not data.isascii() or _ESCAPE.search(
        data
    ):  # else no text in it can be another than it seems, as in most records
        _check(value, name, path="")
    return value


def check_text(text: str, *, name: str = "The record", field: str = "") -> None:
    """Stop unless a text has one spelling only, the one that is seen.

    Raises:
        BadInputError: It is not in Unicode normal form C, holds half a character (a lone surrogate), or characters that
            are not seen: control, direction and zero-width characters. Zero-width joiners are part of some scripts' words
            and may stand after a letter that is not Latin.
    """
    where = f" in {field!r}" if field else ""
    if text.isascii():
        if not text.isprintable() and any(map(_is_control, text)):
            raise _refusal(name, f"hides a control character{where}")
        return
    before = ""
    for letter in text:
        category = unicodedata.category(letter)
        if category == "Cs":
            raise _refusal(name, f"holds half a character (a lone surrogate){where}")
        hidden = category == "Cf" or _is_control(letter)
        if hidden and not (letter in _JOINERS and _may_join(before)):
            raise _refusal(
                name, f"hides the character U+{ord(letter):04X}{where}, so it reads as another text than it is"
            )
        before = letter
    if not unicodedata.is_normalized("NFC", text):
        raise _refusal(name, f"is not in Unicode normal form C{where}: the same letters could be written in two ways")


def _is_control(letter: str) -> bool:
    return letter not in "\n\t" and unicodedata.category(letter) == "Cc"


def _may_join(before: str) -> bool:
    return before not in ("", *_JOINERS) and ord(before) > 0x24F  # behind the Latin blocks


class _Reader(json.JSONDecoder):
    """A decoder that refuses what Python's own lets pass."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            object_pairs_hook=self._once, parse_int=self._int, parse_float=self._float, parse_constant=self._constant
        )

    def _once(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        record = dict(pairs)
        if len(record) != len(pairs):
            names = [name for name, _ in pairs]
            double = next(name for name in names if names.count(name) > 1)
            raise _refusal(self.name, f"has the field {double!r} twice, so two readers could read two things")
        return record

    def _int(self, text: str) -> int:
        if len(text) > _LONGEST_NUMBER or abs(int(text)) > LARGEST_NUMBER:
            raise _refusal(self.name, f"holds the number {text[:24]}, which is beyond 2**53 - 1 and would be rounded")
        return int(text)

    def _float(self, text: str) -> float:
        number = float(text) if len(text) <= _LONGEST_NUMBER else float("inf")
        if abs(number) > LARGEST_NUMBER or Decimal(text) != Decimal(repr(number)):
            raise _refusal(self.name, f"holds the number {text[:24]}, which would be rounded when it is read")
        return number

    def _constant(self, text: str) -> NoReturn:
        raise _refusal(self.name, f"holds {text}, which is no JSON number")


def _fault(error: json.JSONDecodeError) -> str:
    text = error.doc.strip()
    if text.startswith("{") and error.msg == "Extra data":
        return f"goes on after its end (line {error.lineno}, column {error.colno})"
    unfinished = error.msg.startswith("Unterminated string") or not error.doc[error.pos :].strip()
    if not text or (text.startswith("{") and (unfinished or not text.endswith("}"))):
        return "ends in the middle: it was cut off"
    return f"is no JSON (line {error.lineno}, column {error.colno}: {error.msg})"


def _is_deeper(value: object, levels: int) -> bool:
    if isinstance(value, dict):
        return levels == 0 or any(_is_deeper(item, levels - 1) for item in value.values())
    return isinstance(value, list) and (levels == 0 or any(_is_deeper(item, levels - 1) for item in value))


def _check(value: object, name: str, *, path: str) -> None:
    if isinstance(value, str):
        check_text(value, name=name, field=path)
    elif isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else ((str(place), item) for place, item in enumerate(value))
        for key, item in items:
            check_text(key, name=name, field=path)
            _check(item, name, path=f"{path}.{key}" if path else key)


def _refusal(name: str, why: str) -> BadInputError:
    return BadInputError(f"{name} counts for nothing: it {why}. {_REMEDY}")
