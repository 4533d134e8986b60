"""The list of attacks: what each does, how often a whole run makes it, and in what kinds of shows."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Final

from attacked import Attacked

Attack = Callable[[Attacked, random.Random], str]

KINDS: Final = ("file", "database", "blender", "floor", "floor_database", "storage", "network")
"""Kinds of shows: jobs remembered in a file, or in PostgreSQL; with Blender; of a studio with a queue, in SQLite or in PostgreSQL; with a bucket;
of a studio one of whose machines is in a network namespace of its own."""

ATTACKS: dict[str, Attack] = {}
TIMES: dict[str, dict[str, int]] = {}
"""By an attack's name, how often a whole run makes it in each kind of show."""


def attack(**times: int) -> Callable[[Attack], Attack]:
    """Put an attack on the list; its times by kind."""
    assert set(times) <= set(KINDS)

    def listed(function: Attack) -> Attack:
        ATTACKS[function.__name__] = function
        TIMES[function.__name__] = times
        return function

    return listed


def told(attacked: Attacked, pid: int, code: int) -> str:
    """Return how a make ended, and hold it to a sentence when it failed."""
    assert code != -99, f"it hung: {attacked.said(pid)[-600:]}"
    if code > 0:
        sentences = [line for line in attacked.said(pid).splitlines() if '"error"' in line]
        assert sentences, f"it left with {code} and no sentence: {attacked.said(pid)[-900:]}"
        sentence: str = json.loads(sentences[-1])["error"]
        return sentence[:200]
    return f"ended with {code}"
