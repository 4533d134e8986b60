"""What a brief says of designs that were made before: which take's options, and what is wished of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Explore(BaseModel):
    """From options to further ones, or to one that is made in full.

    Attributes:
        of: The version of this shot whose options are meant, for example v001.
        wish: What is wished, in words: "more like 3, less like 5" for further options; "3", or "3 but darker", for one design in full.
        palette: Which reference's colours the options are to have, counted from 1; 0 is all of them together.
        file: What that version explored; found by itself.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    of: Annotated[str, Field(pattern=r"^(v\d{3,})?$")] = ""
    wish: str = ""
    palette: Annotated[int, Field(ge=0, le=24)] | None = None
    file: Path | None = None
