"""Canonical JSON (RFC 8785) and its SHA-256: how a value gets its name."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

JsonValue = str | int | float | bool | None | Mapping[str, "JsonValue"] | Sequence["JsonValue"]

_CHUNK_BYTES = 1 << 20

_LARGEST = 2**53 - 1
"""Whole numbers beyond it have no canonical form (RFC 8785, 3.2.2.3)."""


def canonical_json(value: JsonValue) -> bytes:
    """Return the RFC 8785 form of a JSON value, so that equal values have equal bytes.

    Where the value holds nothing that the standard library would write otherwise (no fraction, no large number, no key
    outside ASCII), that writes it: about ten times faster, and a register has ten thousand records.

    Raises:
        ValueError: It has no canonical form: a number that is not finite or too large, a text that is no Unicode.
    """
    import rfc8785

    if _is_plain(value):
        try:
            return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")
        except UnicodeEncodeError:
            pass  # half a character: the other one says so in its own words
    return bytes(rfc8785.dumps(value))


def _is_plain(value: JsonValue) -> bool:
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return True
    if kind is int:
        return -_LARGEST <= value <= _LARGEST  # type: ignore[operator] # an int is compared
    if kind is dict:
        return all(type(key) is str and key.isascii() and _is_plain(one) for key, one in value.items())  # type: ignore[union-attr] # a dict has items
    if kind is list or kind is tuple:
        return all(map(_is_plain, value))  # type: ignore[arg-type] # a list is iterated
    return False


def sha256_of(value: JsonValue) -> str:
    """Return the SHA-256 (64 hex digits) of a value's canonical JSON."""
    return hashlib.sha256(canonical_json(value)).hexdigest()


def sha256_of_place(path: Path) -> str:
    """Return the SHA-256 (64 hex digits) of a file's bytes, or of a folder's names and files: of what lies in it at any depth.

    Raises:
        OSError: It can't be read.
    """
    if not path.is_dir():
        return sha256_of_file(path)
    held = sorted(one for one in path.rglob("*") if one.is_file())
    return sha256_of({one.relative_to(path).as_posix(): sha256_of_file(one) for one in held})


def sha256_of_file(path: Path) -> str:
    """Return the SHA-256 (64 hex digits) of a file's bytes.

    Raises:
        OSError: The file can't be read.
    """
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()
