"""Frame ranges: the only way time is counted in pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rushes.errors import BadInputError

FIRST_FRAME = 1001
"""The trade's first frame: four digits from the start, and room for pre-roll before it."""

HANDLES = 8
"""Frames at each end that the editor may use but the cut does not."""

_RANGE = re.compile(r"(?P<first>\d{1,6})(?:-(?P<last>\d{1,6}))?")


@dataclass(frozen=True, slots=True, order=True)
class FrameRange:
    """Frames ``first`` to ``last``, both included."""

    first: int
    last: int

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise BadInputError(
                f"Frame range {self.first}-{self.last} ends before it starts. Give the first frame first."
            )

    @classmethod
    def of_length(cls, frames: int, first: int = FIRST_FRAME) -> FrameRange:
        """Return the range of so many frames that starts at ``first``."""
        return cls(first, first + frames - 1)

    @classmethod
    def parse(cls, text: str) -> FrameRange:
        """Read ``1001-1096`` or ``1001``.

        Raises:
            BadInputError: The text is no frame range.
        """
        match = _RANGE.fullmatch(text.strip())
        if match is None:
            raise BadInputError(f'"{text}" is no frame range. Write it as 1001-1096 or 1001.')
        first = int(match["first"])
        return cls(first, int(match["last"] or first))

    def __len__(self) -> int:
        return self.last - self.first + 1

    def __iter__(self) -> Iterator[int]:
        return iter(range(self.first, self.last + 1))

    def __contains__(self, frame: object) -> bool:
        return isinstance(frame, int) and self.first <= frame <= self.last

    def __str__(self) -> str:
        return f"{self.first:04d}-{self.last:04d}"
