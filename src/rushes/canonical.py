"""Canonical JSON (RFC 8785) and its SHA-256: how a value gets its name."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

JsonValue = str | int | float | bool | None | Mapping[str, "JsonValue"] | Sequence["JsonValue"]

_CHUNK_BYTES = 1 << 20


def canonical_json(value: JsonValue) -> bytes:
    """Return the RFC 8785 form of a JSON value, so that equal values have equal bytes."""
    import rfc8785

    return bytes(rfc8785.dumps(value))


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
