"""Read JSON that a stranger wrote, or that damage did: what has another shape than it should says nothing, and stops nobody."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

_HALF = re.compile(r"\\[uU][dD][89a-fA-F]")
"""How half a character (a surrogate) can be written in JSON."""


def parsed(text: str | bytes) -> Any:  # noqa: ANN401 - whatever JSON can hold
    """Return what a JSON text holds.

    Raises:
        ValueError: It is no JSON or no UTF-8, is nested so deep that Python gives up, or holds half a character, which no file's
            name, no page and no terminal can take: never anything else.
    """
    try:
        whole = text if isinstance(text, str) else text.decode("utf-8-sig")
        value = json.loads(whole)
        if _HALF.search(whole):
            json.dumps(value, ensure_ascii=False).encode("utf-8")  # says which character, when one is left alone
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error
    return value


def table(value: object) -> Mapping[str, Any]:
    """Return a value if it is a JSON object, an empty one otherwise."""
    return value if isinstance(value, Mapping) else {}


def tables(value: object) -> list[Mapping[str, Any]]:
    """Return the JSON objects of a list; none when it is no list."""
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list | tuple) else []
