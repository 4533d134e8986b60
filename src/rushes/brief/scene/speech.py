"""Lines that are spoken, by a synthetic voice that is nobody's."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from rushes.brief.scene.quantities import STRICT, Moment

LONGEST_LINE: Final = 300
"""Longest line [characters]: twenty seconds of speech."""

Manner = Literal["say", "whisper", "shout"]


@dataclass(frozen=True, slots=True, config=STRICT)
class Line:
    """A line of speech.

    Attributes:
        text: What is said, word for word.
        who: The name of the character who says it; empty for a voice off screen.
        at_s: When it begins [s] after the clip's first frame. None where nobody said: a brief that was read has a moment in every line.
        manner: How it is said.
        language: In which language (BCP 47).
    """

    text: Annotated[str, Field(min_length=1, max_length=LONGEST_LINE)]
    who: str = ""
    at_s: Moment | None = None
    manner: Manner = "say"
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] = "en"
