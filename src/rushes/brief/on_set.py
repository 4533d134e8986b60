"""What a destruction says of the set that it happens in: whose take it is, and from which of its set-ups it is seen."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class OnSet(BaseModel):
    """A set of the same show that comes down, instead of a building.

    Attributes:
        shot: The shot whose take the set is, for example 010_0020.
        version: Which take of it, for example v001.
        setup: From which of its set-ups it is seen, by its number on the drawings.
        file: The set's stage; found by itself.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    shot: str = ""
    version: Annotated[str, Field(pattern=r"^(v\d{3,})?$")] = ""
    setup: Annotated[int, Field(ge=1, le=12)] = 1
    file: Path | None = None
