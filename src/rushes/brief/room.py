"""What a brief of kind ``set`` asks: which room, how large, in which light, of what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

Style = Literal[
    "bunker", "lobby", "parlour", "office", "living", "control", "corridor", "ward", "diner", "loft", "hall", "street",
]  # fmt: skip
Motive = Literal["slit", "shaft", "windows", "practicals"]
Hour = Literal["dawn", "morning", "noon", "afternoon", "late_afternoon", "dusk", "night"]
Level = Annotated[float, Field(ge=0.0, le=1.0)] | None


class Part(BaseModel):
    """A frozen part of a brief; unknown fields are an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Room(Part):
    """A set to be designed: what it is, and what of it is not left to its style.

    Attributes:
        style: Which kind of place, of which time; its rules fill whatever is left open.
        title: What the set is called on drawings and boards.
        width_m: Inside, along the master shot's picture [m].
        depth_m: Inside, away from the master shot [m].
        height_m: From floor to ceiling [m].
        seats: How many people can sit.
        motive: Where the light comes from: one slit, a shaft from above, windows, or its lamps alone.
        time: The time of day outside.
        darkness: 0 is bright, 1 is as dark as can be shot.
        wear: 0 is new, 1 is ruined.
        dressing: How much lies and stands about: 0 is bare, 1 is full.
        materials: What its parts are of, in words, by part: sofa, bar, floor, walls.
        params: Parameters of its style by name, each within its range.
    """

    style: Style = "bunker"
    title: str = ""
    width_m: Annotated[float, Field(ge=1.5, le=60.0)] | None = None
    depth_m: Annotated[float, Field(ge=1.5, le=60.0)] | None = None
    height_m: Annotated[float, Field(ge=2.0, le=20.0)] | None = None
    seats: Annotated[int, Field(ge=0, le=200)] | None = None
    motive: Motive | None = None
    time: Hour | None = None
    darkness: Level = None
    wear: Level = None
    dressing: Level = None
    materials: Mapping[str, str] = {}
    params: Mapping[str, float | str] = {}


SHAPES: Final[Mapping[str, Any]] = {"room.materials": Mapping[str, str], "room.params": Mapping[str, float | str]}
"""Fields of a set's brief that hold more than one value, by their dotted names."""

DEMANDS: Final[Mapping[str, str]] = {
    "room.materials": "materials in words by the part that is of them, for example {sofa: bottle green velvet, bar: brass}",
    "room.params": "parameters of the style by their names, each a number or a word",
}

Table = Mapping[str, str] | Mapping[str, float | str]


def read_table(name: str, value: object) -> Table:
    """Return what a field of ``SHAPES`` holds.

    Args:
        name: The dotted field.
        value: As YAML gives it.

    Raises:
        ValueError: It is none; the message says what it has to be, and what is wrong.
    """
    try:
        found: Table = TypeAdapter(SHAPES[name]).validate_python(value)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"{DEMANDS[name]} ({where + ': ' if where else ''}{first['msg']})") from error
    return found


def say_table(value: Table) -> str:
    """Return a table in words."""
    return ", ".join(f"{name.replace('_', ' ')}: {one}" for name, one in value.items())
