"""Frame rates are fractions: never a float, never "about 24"."""

from __future__ import annotations

import re
from fractions import Fraction

from rushes.errors import BadInputError

FASTEST = 240
"""The fastest rate a show may have [frames/s]: the fastest that cinema cameras and players agree on."""

_NTSC = Fraction(1000, 1001)
_TEXT = re.compile(r"(?P<number>\d{1,6})(?:/(?P<over>\d{1,6})|(?P<decimals>\.\d{1,6}))?")


def parse_rate(value: str | int | Fraction) -> Fraction:
    """Read a frame rate exactly.

    Args:
        value: ``24``, ``"24/1"``, ``"24000/1001"``, or one of the names that people use for NTSC
            rates: ``"23.976"``, ``"23.98"``, ``"29.97"``, ``"59.94"``.

    Returns:
        A whole number of frames a second, or a whole number times 1000/1001: the rates that timecode can count.

    Raises:
        BadInputError: It is no rate, or one that timecode can't count.
    """
    text = str(value).strip().lower().removesuffix("fps").strip()
    match = _TEXT.fullmatch(text)
    if match is None:
        raise BadInputError(f'"{value}" is no frame rate. Write it as 24, 25, 23.976 or 24000/1001.')
    if match["over"] is not None:
        if int(match["over"]) == 0:
            raise BadInputError(f'Frame rate "{value}" divides by zero. Write it as 24/1 or 24000/1001.')
        rate = Fraction(int(match["number"]), int(match["over"]))
    else:
        rate = _named(Fraction(text))
    if not 1 <= nominal_rate(rate) <= FASTEST:
        raise BadInputError(f'Frame rate "{value}" is not between 1 and {FASTEST} frames a second.')
    if rate not in {Fraction(nominal_rate(rate)), nominal_rate(rate) * _NTSC}:
        raise BadInputError(
            f'Timecode can\'t count "{value}" frames a second. Use a whole number such as 24 or 25, or an '
            "NTSC rate such as 24000/1001 (23.976) or 30000/1001 (29.97)."
        )
    return rate


def rate_text(rate: Fraction) -> str:
    """Return a rate as it stands in files: ``24/1``, ``24000/1001``."""
    return f"{rate.numerator}/{rate.denominator}"


def nominal_rate(rate: Fraction) -> int:
    """Return the number of frames that timecode counts in a second: 24 for 24000/1001."""
    return round(rate)


def is_ntsc(rate: Fraction) -> bool:
    """Say whether a rate is a whole number times 1000/1001."""
    return rate == nominal_rate(rate) * _NTSC


def _named(decimal: Fraction) -> Fraction:
    exact = round(decimal) * _NTSC
    if decimal.denominator > 1 and decimal in {round(exact, 2), round(exact, 3)}:
        return exact
    return decimal
