"""Which clothes that were cut somebody in a scene wears: a take of the show's wardrobe."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Final

from pydantic import BeforeValidator, Field
from pydantic.dataclasses import dataclass

from rushes.brief.scene.quantities import STRICT

_PARTS: Final = re.compile(r"(?P<shot>\w[\w-]*)(?:/(?P<version>v\d{3,}))?(?:/(?P<person>[A-Za-z][\w -]*))?")


@dataclass(frozen=True, slots=True, config=STRICT)
class Wears:
    """A take of kind ``wardrobe`` of the same show.

    Attributes:
        shot: Whose take, for example 010_0030.
        version: Which, for example v001; empty the newest that is sealed.
        person: Which of several people in it, by the name that its brief gives them; empty the first.
        folder: Where that take lies; found by itself.
    """

    shot: Annotated[str, Field(pattern=r"^\w[\w-]*$")]
    version: Annotated[str, Field(pattern=r"^(v\d{3,})?$")] = ""
    person: str = ""
    folder: Path | None = None

    @property
    def said(self) -> str:
        """As a brief says it: ``010_0030/v001``."""
        return "/".join(part for part in (self.shot, self.version, self.person) if part)


def _spoken(value: object) -> object:
    """Read ``010_0030``, ``010_0030/v002`` and ``010_0030/v002/footman``."""
    if not isinstance(value, str):
        return value
    found = _PARTS.fullmatch(value.strip())
    if found is None:
        raise ValueError(f'"{value}" names no take of clothes. Write its shot, or shot and version: 010_0030/v002')
    return {name: part for name, part in found.groupdict().items() if part}


SpokenWears = Annotated[Wears, BeforeValidator(_spoken, json_schema_input_type=str)]
"""A take, or what says it in a word: ``wears: 010_0030/v002``."""
