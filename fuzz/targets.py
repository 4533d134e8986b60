"""All targets, by name."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))  # stated.py writes makers' statements

from fuzz import media, records, room, words

TARGETS = {
    target.name: replace(target, seeds=cache(target.seeds))
    for target in (*words.TARGETS, *records.TARGETS, *media.TARGETS, *room.TARGETS)
}
