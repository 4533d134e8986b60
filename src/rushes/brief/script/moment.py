"""When something happens, as words have it, before anybody knows how long shots last."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Base = Literal["clip", "shot", "half", "end"]


@dataclass(frozen=True, slots=True)
class Moment:
    """A point of time.

    Attributes:
        base: From where it counts: the clip's or the shot's first frame; or the middle or the end of the shot.
        seconds: After that [s].
        shot: The shot in which it was said, counted from 0.
    """

    base: Base
    seconds: float
    shot: int

    def later(self, seconds: float) -> Moment:
        """Return a moment some seconds later."""
        return replace(self, seconds=round(self.seconds + seconds, 6))

    def at(self, start: float, length: float) -> float:
        """Return when it is [s] after the clip's first frame.

        Args:
            start, length: When its shot begins, and how long it lasts [s].
        """
        if self.base == "clip":
            return self.seconds
        offset = {"shot": 0.0, "half": length / 2, "end": max(length - 1.5, 0.0)}[self.base]
        return round(min(start + offset + self.seconds, start + length - 0.1), 6)
