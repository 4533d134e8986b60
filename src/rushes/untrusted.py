"""Read JSON that a stranger wrote, or that damage did: what has another shape than it should says nothing, and stops nobody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def table(value: object) -> Mapping[str, Any]:
    """Return a value if it is a JSON object, an empty one otherwise."""
    return value if isinstance(value, Mapping) else {}


def tables(value: object) -> list[Mapping[str, Any]]:
    """Return the JSON objects of a list; none when it is no list."""
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list | tuple) else []
