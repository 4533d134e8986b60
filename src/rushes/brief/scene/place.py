"""Where a clip plays."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field
from pydantic.dataclasses import dataclass

from rushes.brief.room import Style
from rushes.brief.scene.quantities import STRICT, Reach

PlaceKind = Literal["street", "square", "interior", "desert", "coast", "rooftop", "studio"]


@dataclass(frozen=True, slots=True, config=STRICT)
class Place:
    """Where a clip plays: one place for all of its shots.

    Attributes:
        kind: What it is. A studio is an empty floor with a curved wall behind it.
        style: Of an interior, the style of room as a brief of kind ``set`` has it; None is a plain room.
        words: Of an interior, what was said of it besides in a set's own words: ``one slit of daylight``.
        width_m: From left to right, as the first shot sees it [m]; None as is usual for its kind.
        depth_m: Away from the first shot's camera [m]; None as is usual for its kind.
        height_m: Of an interior, from floor to ceiling [m]; None as is usual for its kind.
    """

    kind: PlaceKind = "studio"
    style: Style | None = None
    words: Annotated[str, Field(max_length=400)] = ""
    width_m: Reach | None = None
    depth_m: Reach | None = None
    height_m: Reach | None = None

    @property
    def is_inside(self) -> bool:
        """Whether it has a ceiling, so that something can hang in it and no weather falls into it."""
        return self.kind in {"interior", "studio"}


def _spoken(value: object) -> object:
    return {"kind": value.strip().lower()} if isinstance(value, str) else value


SpokenPlace = Annotated[Place, BeforeValidator(_spoken, json_schema_input_type=Place | PlaceKind)]
"""A place, or its kind alone: ``place: square``."""
