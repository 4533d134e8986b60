"""What may be said to whoever watches: a list of attributes, and what each may hold. Everything else is left out, silently.

A sentence of an error may hold a performer's name or the path of a consent, a brief's words are somebody's unreleased idea, and a
machine's name is often its owner's. So nothing here takes free text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Final

Value = str | int | float

WORDS: Final[Mapping[str, re.Pattern[str]]] = {
    "show": re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,31}"),
    "shot": re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}"),
    "version": re.compile(r"v[0-9]{3,6}"),
    "job": re.compile(r"[A-Za-z0-9_-]{1,64}-v[0-9]{3,6}-[0-9a-f]{8}"),
    "ask": re.compile(r"[A-Za-z0-9_-]{1,40}-q[0-9a-f]{8}"),
    "step": re.compile(r"[a-z][a-z0-9_]{0,39}"),
    "state": re.compile(r"queued|running|done|failed|cancelled|interrupted|refused|escalated|aside"),
    "kind": re.compile(r"[A-Z][A-Za-z]{0,39}(?:Error|Interrupt|Exit|Exception)"),
    "executor": re.compile(r"local|ray"),
}
"""Attributes that hold an id or a word of ours, with their whole shape."""

NUMBERS: Final = frozenset(
    {"seconds", "frames", "done", "total", "tries", "first", "last", "bytes", "epoch", "process", "exit_code"}
)
"""Attributes that hold a number."""

EVENT: Final = re.compile(r"[a-z][a-z_]{1,23}\.[a-z][a-z_]{1,23}")
"""What an event is called: a noun, a dot, what became of it."""


def allowed(attributes: Mapping[str, object]) -> dict[str, Value]:
    """Return the attributes that may be said, in the order given; what is not on the list, or of another shape, is left out."""
    said: dict[str, Value] = {}
    for name, value in attributes.items():
        if name in NUMBERS:
            if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
                said[name] = value
        elif name in WORDS and isinstance(value, str) and WORDS[name].fullmatch(value):
            said[name] = value
    return said
