"""Lengths, angles, durations and speeds as people write them: ``40 ft``, ``9'6"``, ``3.2 m``, ``35mm``, ``12 degrees``, ``6 m/s``."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rushes.brief.numerals import Found, read_number
from rushes.brief.tokens import Token, tokenise

FOOT_M = 0.3048
INCH_M = 0.0254
_INCHES_A_FOOT = 12

_METRES = {
    "m": 1.0,
    "metre": 1.0,
    "metres": 1.0,
    "meter": 1.0,
    "meters": 1.0,
    "km": 1000.0,
    "kilometre": 1000.0,
    "kilometres": 1000.0,
    "kilometer": 1000.0,
    "kilometers": 1000.0,
    "cm": 0.01,
    "centimetre": 0.01,
    "centimetres": 0.01,
    "centimeter": 0.01,
    "centimeters": 0.01,
    "yd": 0.9144,
    "yard": 0.9144,
    "yards": 0.9144,
    "inch": INCH_M,
    "inches": INCH_M,
}
_FEET = frozenset({"ft", "foot", "feet", "'"})
_INCHES = frozenset({"in", "inch", "inches", '"'})
_MILLIMETRES = frozenset({"mm", "millimetre", "millimetres", "millimeter", "millimeters"})
_DEGREES = frozenset({"deg", "degs", "degree", "degrees", "\u00b0"})
_SECONDS = frozenset({"s", "sec", "secs", "second", "seconds"})
_SPEEDS: dict[tuple[str, ...], float] = {
    ("m", "/", "s"): 1.0,
    ("metres", "per", "second"): 1.0,
    ("meters", "per", "second"): 1.0,
    ("metres", "a", "second"): 1.0,
    ("meters", "a", "second"): 1.0,
    ("km", "/", "h"): 1 / 3.6,
    ("kmh",): 1 / 3.6,
    ("kph",): 1 / 3.6,
    ("mph",): 0.44704,
    ("miles", "per", "hour"): 0.44704,
    ("miles", "an", "hour"): 0.44704,
    ("knot",): 0.514444,
    ("knots",): 0.514444,
}
_ONE = frozenset({"a", "an", "one"})
_SIGN = re.compile(r"\s*([+\-\u2212])\s*(?=[0-9])")

Reader = Callable[[Sequence[Token], int], Found | None]


def read_length(tokens: Sequence[Token], index: int) -> Found | None:
    """Read a length [m] in metres, feet, feet and inches, yards or centimetres; not in millimetres."""
    found = _half(tokens, index, _METRES) or _half(tokens, index, dict.fromkeys(_FEET, FOOT_M))
    if found is not None:
        return found
    number = read_number(tokens, index)
    if number is None:
        return None
    value, after = number
    unit = _norm(tokens, after)
    if unit in _METRES:
        return _tidy(value * _METRES[unit]), after + 1
    if unit not in _FEET:
        return None
    inches = read_number(tokens, after + 1)
    if inches is not None and inches[0] < _INCHES_A_FOOT:
        marked = _norm(tokens, inches[1]) in _INCHES
        if marked or (unit == "'" and tokens[after].touches(tokens[after + 1])):
            return _tidy(value * FOOT_M + inches[0] * INCH_M), inches[1] + marked
    return _tidy(value * FOOT_M), after + 1


def read_millimetres(tokens: Sequence[Token], index: int) -> Found | None:
    """Read a length [mm] in millimetres, as lenses and sensors have it."""
    return _with_unit(tokens, index, dict.fromkeys(_MILLIMETRES, 1.0))


def read_angle(tokens: Sequence[Token], index: int) -> Found | None:
    """Read an angle [deg]."""
    return _with_unit(tokens, index, dict.fromkeys(_DEGREES, 1.0))


def read_duration(tokens: Sequence[Token], index: int) -> Found | None:
    """Read a duration [s]; ``a second`` and ``half a second`` too."""
    seconds = dict.fromkeys(_SECONDS, 1.0)
    found = _half(tokens, index, seconds) or _with_unit(tokens, index, seconds)
    if found is None and _norm(tokens, index) in _ONE and _norm(tokens, index + 1) == "second":
        return 1.0, index + 2
    return found


def read_speed(tokens: Sequence[Token], index: int) -> Found | None:
    """Read a speed [m/s]: ``6 m/s``, ``20 km/h``, ``15 mph``, ``twelve knots``."""
    number = read_number(tokens, index)
    if number is None:
        return None
    value, after = number
    for words, factor in _SPEEDS.items():
        if tuple(token.norm for token in tokens[after : after + len(words)]) == words:
            return _tidy(value * factor), after + len(words)
    return None


def read_frames(tokens: Sequence[Token], index: int) -> Found | None:
    """Read a number of frames."""
    return _with_unit(tokens, index, {"frame": 1.0, "frames": 1.0})


def read_share(tokens: Sequence[Token], index: int) -> Found | None:
    """Read a share of a whole: ``60 %``, ``0.6``, ``two thirds``, ``half``."""
    if _norm(tokens, index) == "half":
        return 0.5, index + 1
    number = (1.0, index + 1) if _norm(tokens, index) == "a" else read_number(tokens, index)
    if number is None:
        return None
    value, after = number
    unit = _norm(tokens, after)
    if unit in {"%", "percent"}:
        return _tidy(value / 100), after + 1
    for words, parts in (({"third", "thirds"}, 3), ({"quarter", "quarters"}, 4), ({"fifth", "fifths"}, 5)):
        if unit in words and value.is_integer():
            return _tidy(value / parts), after + 1
    return (value, after) if tokens[index].kind == "number" and value <= 1 else None


def parse_quantity(text: str, unit: str) -> float | None:
    """Read a whole text as a quantity.

    Args:
        text: For example ``40 ft``, ``3.2 m``, ``35mm``, ``-12 degrees``; without a unit it is in ``unit``.
        unit: What is wanted: ``m``, ``mm``, ``deg``, ``s``, or nothing for a plain number.

    Returns:
        The quantity in that unit, or None when the text is no such quantity.
    """
    sign = _SIGN.match(text)
    factor = -1.0 if sign and sign[1] != "+" else 1.0
    tokens = tokenise(text[sign.end() :] if sign else text)
    for read, scale in _READERS[unit]:
        found = read(tokens, 0)
        if found is not None and found[1] == len(tokens):
            return factor * _tidy(found[0] * scale)
    return None


def _read_inches(tokens: Sequence[Token], index: int) -> Found | None:
    return _with_unit(tokens, index, dict.fromkeys(_INCHES, INCH_M))


_READERS: dict[str, tuple[tuple[Reader, float], ...]] = {
    "": ((read_number, 1.0),),
    "m": ((read_number, 1.0), (read_length, 1.0), (_read_inches, 1.0), (read_millimetres, 0.001)),
    "mm": ((read_number, 1.0), (read_millimetres, 1.0), (read_length, 1000.0), (_read_inches, 1000.0)),
    "deg": ((read_number, 1.0), (read_angle, 1.0)),
    "s": ((read_number, 1.0), (read_duration, 1.0)),
}


def _with_unit(tokens: Sequence[Token], index: int, units: dict[str, float]) -> Found | None:
    number = read_number(tokens, index)
    if number is None or _norm(tokens, number[1]) not in units:
        return None
    return _tidy(number[0] * units[tokens[number[1]].norm]), number[1] + 1


def _half(tokens: Sequence[Token], index: int, units: dict[str, float]) -> Found | None:
    if _norm(tokens, index) != "half" or _norm(tokens, index + 1) not in _ONE:
        return None
    unit = _norm(tokens, index + 2)
    return (units[unit] / 2, index + 3) if unit in units else None


def _norm(tokens: Sequence[Token], index: int) -> str:
    return tokens[index].norm if index < len(tokens) else ""


def _tidy(value: float) -> float:
    return round(value, 6)
