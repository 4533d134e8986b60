"""What people decided about a take, as it may be told outside: in which role, what and when, and nobody's name or words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rushes.untrusted import tables


@dataclass(frozen=True, slots=True)
class Word:
    """One person's newest word about a take.

    Attributes:
        role: As what they decided, for example ``supervisor``.
        verdict: What: ``circle``, ``hold``, ``kill``, ``approve``, ``refuse`` or ``suspend``.
        on: The day, ISO 8601, in UTC.
    """

    role: str
    verdict: str
    on: str

    def __str__(self) -> str:
        return f"{self.role}: {self.verdict} ({self.on})"


@dataclass(frozen=True, slots=True)
class Decided:
    """What people decided about a take.

    Attributes:
        circled: Whether it is circled; None when nobody decided.
        words: The newest word of each person in each role, oldest first.
        human_contribution: What they say that people put into it.
    """

    circled: bool | None = None
    words: tuple[Word, ...] = ()
    human_contribution: str = ""


def decided_in(decision: Mapping[str, Any]) -> Decided:
    """Return what a ``take.json`` shows of its decisions; it is a view, and the signed records are the truth."""
    circled = decision.get("circled")
    words = (
        Word(*(str(one.get(name, "")) for name in ("role", "verdict", "on"))) for one in tables(decision.get("words"))
    )
    contribution = decision.get("human_contribution")
    return Decided(
        circled if isinstance(circled, bool) else None,
        tuple(words),
        contribution.strip() if isinstance(contribution, str) else "",
    )
