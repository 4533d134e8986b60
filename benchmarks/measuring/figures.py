"""The value that every benchmark ends in: two sides, measured in one run on one machine, and a limit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Figures:
    """What a benchmark measured.

    Attributes:
        ours: What Rushes takes, in ``unit``; less is better.
        other: What it is held against, measured in the same run, in ``unit``.
        limit: The most that ``ours`` may be, in ``unit``.
        unit: Of all three.
        ours_is, other_is, limit_is: What the three are, in words.
        notes: What else was measured, one sentence each.
    """

    ours: float
    other: float
    limit: float
    unit: str
    ours_is: str
    other_is: str
    limit_is: str
    notes: tuple[str, ...] = ()

    @property
    def ratio(self) -> float:
        """Ours over the other."""
        return self.ours / self.other

    @property
    def passed(self) -> bool:
        """Whether ours is within the limit."""
        return self.ours <= self.limit

    def line(self, name: str) -> dict[str, Any]:
        """Return what ``--json`` prints, under a benchmark's name."""
        return {
            "name": name,
            "ours": _rounded(self.ours),
            "other": _rounded(self.other),
            "ratio": _rounded(self.ratio),
            "limit": _rounded(self.limit),
            "unit": self.unit,
            "pass": self.passed,
        }

    def words(self) -> dict[str, Any]:
        """Return what the page says beside the line."""
        return {
            "ours_is": self.ours_is,
            "other_is": self.other_is,
            "limit_is": self.limit_is,
            "notes": list(self.notes),
        }


def _rounded(value: float) -> float:
    """Return a value to four significant digits: no run repeats the fifth."""
    return float(f"{value:.4g}")
