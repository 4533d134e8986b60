"""What somebody said of a version, as an engine hears it, and what an engine answers: a changed brief, or why not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from rushes.brief import Brief
from rushes.show import FrameRange, frame_seconds


@dataclass(frozen=True, slots=True)
class Remark:
    """A note on a version, as far as an engine needs it.

    Attributes:
        text: The words.
        frames: The frames that it is on, both ends included.
        first: The version's first frame.
        rate: Frames per second.
        version: The version that it is about.
        folder: Where that version's files are.
        region: Left, top, right and bottom of the part of the picture that is meant, 0 to 1 from its top left corner; None for all of it.
    """

    text: str
    frames: FrameRange
    first: int
    rate: Fraction
    version: str
    folder: Path
    region: tuple[float, float, float, float] | None = None

    @property
    def at_s(self) -> float:
        """When its first frame starts [s], counted from the version's first frame."""
        return round(float(frame_seconds(self.frames.first, self.rate, self.first)), 6)

    @property
    def until_s(self) -> float:
        """When its last frame ends [s], counted from the version's first frame."""
        return round(float(frame_seconds(self.frames.last + 1, self.rate, self.first)), 6)


@dataclass(frozen=True, slots=True)
class Turned:
    """One parameter that was changed.

    Attributes:
        field: Its dotted name in the brief, a thing's name in place of its number: ``clip.things.bus.scale``.
        before, after: Its value in words.
        words: The words of the note that asked for it.
    """

    field: str
    before: str
    after: str
    words: str

    def __str__(self) -> str:
        return f"{self.field} {self.before} -> {self.after}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What an engine makes of a remark.

    Attributes:
        brief: With everything changed that was understood.
        turned: What was changed.
        left: What was not understood or can't be, in sentences; a remark of which anything is left is not answered.
        told: What the author of the note should know of how it was done, in sentences.
    """

    brief: Brief
    turned: tuple[Turned, ...] = ()
    left: tuple[str, ...] = ()
    told: tuple[str, ...] = ()


Answering = Callable[[Remark, Brief], Answer]
"""How an engine answers a remark on a take that was made from a brief."""
