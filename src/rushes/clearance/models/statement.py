"""What a model's maker states about its training data: a document of SPDX 3 or CycloneDX, checked against its schema and read.

The document says what it says; whether that is true, nobody here knows. Who reviewed it is on the card.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from rushes.clearance.models.card import Statement
from rushes.errors import BadInputError

LARGEST_BYTES: Final = 16 << 20
"""A statement with a thousand data sets has half a megabyte."""


def read_statement(path: Path) -> Statement:
    """Read a statement; which format it is, it says itself.

    Raises:
        BadInputError: It can't be read, is of neither format, does not fit its schema, or names no model.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise BadInputError(f"The statement {path} can't be read ({error.strerror}). Correct the path.") from error
    return parse_statement(content, path.name)


def parse_statement(content: bytes, name: str) -> Statement:
    """Read a statement from its bytes.

    Args:
        content: JSON of SPDX 3 (JSON-LD) or CycloneDX 1.5 to 1.7.
        name: The file's name, which errors call it by.

    Raises:
        BadInputError: As ``read_statement``.
    """
    document = _document(content, name)
    try:
        if document.get("bomFormat") == "CycloneDX":
            from rushes.clearance.models.cyclonedx import read_cyclonedx

            said: Mapping[str, Any] = {"format": "cyclonedx", **read_cyclonedx(document, name)}
        elif "@context" in document:
            from rushes.clearance.models.spdx import read_spdx

            said = {"format": "spdx", **read_spdx(document, name)}
        else:
            raise BadInputError(
                f"{name} is no statement that is read here: neither SPDX 3 (its @context) nor CycloneDX (its bomFormat). Ask the model's maker for one of them."
            )
        return Statement.model_validate({"file": name, "sha256": hashlib.sha256(content).hexdigest(), **said})
    except ValidationError as error:
        first = error.errors()[0]
        raise BadInputError(
            f"{name}: {'.'.join(map(str, first['loc']))} can't be taken over: {first['msg']}. Correct it in the statement."
        ) from error


def not_of_schema(name: str, schema: str, why: str) -> BadInputError:
    """Return the error of a document that does not fit its schema."""
    said = re.sub(r" \(\d{6,}\)", "", " ".join(why.split()))  # where it lies in memory says nothing
    return BadInputError(
        f"{name} does not fit {schema}: {said[:300]}. Nothing is taken from it: ask whoever made it for one that does."
    )


def _document(content: bytes, name: str) -> dict[str, Any]:
    if len(content) > LARGEST_BYTES:
        raise BadInputError(f"{name} is larger than {LARGEST_BYTES >> 20} MB. Is it the right file?")
    try:
        document = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_never)
    except (ValueError, RecursionError) as error:
        raise BadInputError(f"{name} is no JSON ({error}). Bring the statement as JSON.") from error
    if not isinstance(document, dict):
        raise BadInputError(f"{name} holds no object, so it is no statement. Bring the statement as JSON.")
    return document


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) != len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"the field {next(name for name in names if names.count(name) > 1)!r} is there twice")
    return record


def _never(text: str) -> float:
    raise ValueError(f"{text} is no JSON number")
