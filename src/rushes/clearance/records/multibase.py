"""Bytes as text: the two multibase alphabets that W3C credentials use.

``z`` is base58btc (keys and signatures), ``u`` is base64url without padding (status lists). Both are read strictly: one
text for one value, so that nobody can write the same signature in two ways.
Source: https://www.w3.org/TR/cid-1.0/#multibase-0
"""

from __future__ import annotations

import base64
import binascii

from rushes.errors import BadInputError

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUES = {letter: value for value, letter in enumerate(_BASE58)}

_LONGEST_BASE58 = 128
"""Letters. A signature takes 88 and a key 48; decoding is quadratic, so what is longer is not even tried."""


def base58(data: bytes) -> str:
    """Return bytes as multibase base58btc, ``z`` in front."""
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        text = _BASE58[rest] + text
    return "z" + "1" * (len(data) - len(data.lstrip(b"\0"))) + text


def unbase58(text: str) -> bytes:
    """Return the bytes of a multibase base58btc text.

    Raises:
        BadInputError: It has another prefix, a letter that base58 does not have, or is too long to be a key or signature.
    """
    if not text.startswith("z") or len(text) > _LONGEST_BASE58 or not all(letter in _VALUES for letter in text[1:]):
        raise BadInputError(f"{_quoted(text)} is no base58btc text (z, then letters and digits without 0, O, I and l).")
    body, number = text[1:], 0
    for letter in body:
        number = number * 58 + _VALUES[letter]
    return b"\0" * (len(body) - len(body.lstrip("1"))) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def base64url(data: bytes) -> str:
    """Return bytes as multibase base64url without padding, ``u`` in front."""
    return "u" + base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def unbase64url(text: str) -> bytes:
    """Return the bytes of a multibase base64url text.

    Raises:
        BadInputError: It has another prefix, padding, or a letter that base64url does not have.
    """
    body = text.removeprefix("u")
    try:
        data = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error) as error:
        raise BadInputError(f"{_quoted(text)} is no base64url text without padding.") from error
    if base64url(data) != text:
        raise BadInputError(f"{_quoted(text)} is no multibase base64url text (u, then no padding and no spare bits).")
    return data


def _quoted(text: str) -> str:
    return repr(text if len(text) <= 24 else text[:20] + "...")
