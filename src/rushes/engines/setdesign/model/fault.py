"""Faults: what is wrong with a room, in sentences."""

from __future__ import annotations

from typing import NamedTuple


class Fault(NamedTuple):
    """One thing that is wrong.

    Attributes:
        code: Which check found it: `door_width` ...
        sentence: What is wrong, where, and what to do, in one sentence.
    """

    code: str
    sentence: str
