"""Canonical JSON (RFC 8785) and its SHA-256: how a value gets its name."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

JsonValue = str | int | float | bool | None | Mapping[str, "JsonValue"] | Sequence["JsonValue"]

_CHUNK_BYTES = 1 << 20

_LARGEST_INTEGER = 2**53 - 1

_LAST_IN_ORDER = "\ud7ff"
"""Up to here, characters have the same order by number and in UTF-16, by which RFC 8785 sorts."""

_ENCODER = json.JSONEncoder(ensure_ascii=False, check_circular=False, sort_keys=True, separators=(",", ":"))


def canonical_json(value: JsonValue) -> bytes:
    """Return the RFC 8785 form of a JSON value, so that equal values have equal bytes.

    Where Python's own encoder is known to write that form, it does: it is ten times as fast, and a register holds
    thousands of records.

    Raises:
        ValueError: The value has no such form: a number beyond 2**53 - 1, NaN, half a character, or no JSON.
    """
    if _is_plain(value):
        with contextlib.suppress(UnicodeEncodeError):  # half a character: the sentence for it is the other encoder's
            return _ENCODER.encode(value).encode("utf-8")
    import rfc8785

    return bytes(rfc8785.dumps(value))


def _is_plain(value: object) -> bool:
    """Return whether Python's encoder writes the canonical form.

    It does without floats, large integers, keys whose order is another one in UTF-16, and types that JSON does not have.
    """
    waiting = [value]
    while waiting:
        found = waiting.pop()
        kind = type(found)
        if kind is dict:
            mapping = cast("dict[object, object]", found)
            for key in mapping:
                if type(key) is not str or not (key.isascii() or max(key) <= _LAST_IN_ORDER):
                    return False
            waiting.extend(mapping.values())
        elif kind is list or kind is tuple:
            waiting.extend(cast("list[object]", found))
        elif kind is int:
            if abs(cast("int", found)) > _LARGEST_INTEGER:
                return False
        elif kind is not str and kind is not bool and found is not None:
            return False
    return True


def sha256_of(value: JsonValue) -> str:
    """Return the SHA-256 (64 hex digits) of a value's canonical JSON."""
    return hashlib.sha256(canonical_json(value)).hexdigest()


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
