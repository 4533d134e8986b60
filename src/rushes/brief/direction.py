"""What an artist directs of a collapse: which members go when, in which order charges go, what stays, and how fast."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from rushes.brief.units import parse_quantity

LAST = 99
"""The end of a range that has none."""

ALL = (1, LAST)


def _range(value: object) -> object:
    """Read ``2``, ``"2-4"``, ``[2, 4]`` or ``"all"`` as a first and a last one."""
    if value == "all":
        return ALL
    if isinstance(value, str):
        first, dash, last = value.partition("-")
        if first.strip().isdigit() and (last.strip().isdigit() if dash else not last):
            return int(first), int(last if dash else first)
    if isinstance(value, int) and not isinstance(value, bool):
        return value, value
    return value


def _bays(value: object) -> object:
    """Read a bay along the front, or that and a row from front to back."""
    if isinstance(value, int | str):
        return value, ALL
    return value


def _in(unit: str) -> Callable[[object], object]:
    def read(value: object) -> object:
        if not isinstance(value, str):
            return value
        text = value.strip()
        if unit == "ms":
            return _milliseconds(text)
        number = parse_quantity(text, unit)
        return value if number is None else number

    return read


def _milliseconds(text: str) -> object:
    if text.endswith("ms"):
        number = parse_quantity(text[:-2], "")
        return text if number is None else number
    number = parse_quantity(text, "s")
    return text if number is None else number * (1000.0 if text[-1:].isalpha() else 1.0)


Range = Annotated[
    tuple[Annotated[int, Field(ge=1, le=LAST)], Annotated[int, Field(ge=1, le=LAST)]], BeforeValidator(_range)
]
Bays = Annotated[tuple[Range, Range], BeforeValidator(_bays)]
Seconds = Annotated[float, Field(ge=0.0, le=60.0), BeforeValidator(_in("s"))]
Milliseconds = Annotated[float, Field(ge=0.0, le=60_000.0), BeforeValidator(_in("ms"))]
Share = Annotated[float, Field(ge=0.0, le=1.0)]


class Directed(BaseModel):
    """A frozen part of a direction; unknown fields are an error, and a range runs upward."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _rises(cls, value: Any) -> Any:  # noqa: ANN401 - whatever the file holds
        if isinstance(value, dict):
            bay = value.get("bay")
            for name, each in (
                ("storey", [value.get("storey")]),
                ("bay", bay if isinstance(bay, list | tuple) else [bay]),
            ):
                for first, last in filter(None, map(_ends, each)):
                    if first > last:
                        raise ValueError(f"{name} runs from {first} to {last}: give the lower one first")
        return value


def _ends(value: object) -> tuple[int, int] | None:
    found = _range(value)
    if isinstance(found, list | tuple) and len(found) == 2 and all(isinstance(one, int) for one in found):
        return found[0], found[1]
    return None


class Members(Directed):
    """Members that go first.

    Attributes:
        member: What they are. Walls carry in a building of brick.
        storey: Their storeys, counted from 1 at the ground: ``1``, ``"2-4"`` or ``all``.
        bay: Their bays from the left along the front, and from the front to the back: ``2``, ``[2, 1]``, ``["2-4", all]``.
            A column is named by the bay to the right of it and behind it; the last line has one more than the bays.
        side: Only those in an outer line of that side.
        at: When they go, in seconds after the start of the collapse.
    """

    member: Literal["column", "wall", "beam", "slab"]
    storey: Range = (1, 1)
    bay: Bays = (ALL, ALL)
    side: Literal["left", "right", "front", "back"] | None = None
    at: Seconds = 0.0


class Delays(Directed):
    """The sequence of an implosion's charges, in milliseconds after the start; a charge waits for the sum of its three.

    Attributes:
        columns: Of each line of columns from the left to the right.
        rows: Of each line of columns from the front to the back.
        storeys: The storeys that are charged, counted from 1; the ground and the middle when left out.
        between: From one charged storey to the next above it.
    """

    columns: tuple[Milliseconds, ...] = ()
    rows: tuple[Milliseconds, ...] = ()
    storeys: tuple[Annotated[int, Field(ge=1, le=LAST)], ...] = ()
    between: Milliseconds = 0.0


class Stay(Directed):
    """A part of the building that stays.

    Attributes:
        storey: Its storeys, counted from 1 at the ground; a part that stays reaches down to it.
        bay: Its bays from the left along the front, and from the front to the back.
    """

    storey: Range = ALL
    bay: Bays = (ALL, ALL)


Curve = tuple[tuple[Seconds, Share], ...]
"""Seconds from the start, and the share of the failing supports that is gone by then."""

Direction = tuple[Members, ...] | Delays | tuple[Stay, ...] | Curve

SHAPES: Mapping[str, Any] = {
    "collapse.members": tuple[Members, ...],
    "collapse.delays": Delays,
    "collapse.stay": tuple[Stay, ...],
    "collapse.timing": Curve,
}
"""Fields of a brief that hold a direction, by their dotted names."""

DEMANDS: Mapping[str, str] = {
    "collapse.members": "a list of members with storey, bay, side and at, for example "
    '[{member: column, storey: 1, bay: [2, 1], at: "0.4 s"}]',
    "collapse.delays": "delays in milliseconds by lines of columns, for example "
    "{columns: [500, 250, 0, 250, 500], storeys: [1, 4], between: 250}",
    "collapse.stay": 'a list of parts by storeys and bays, for example [{bay: "1-2", storey: all}]',
    "collapse.timing": "points of time [s] and share gone that rise from one to the next, for example "
    "[[0, 0], [0.5, 0.2], [2, 1]]",
}


@lru_cache(maxsize=8)
def _adapter(name: str) -> TypeAdapter[Any]:
    return TypeAdapter(SHAPES[name])


def read_direction(name: str, value: object) -> Direction:
    """Return a direction as a brief holds it.

    Args:
        name: The dotted field.
        value: As YAML gives it.

    Raises:
        ValueError: It is none; the message says what it has to be, and what is wrong.
    """
    if isinstance(value, dict) and name != "collapse.delays":
        value = [value]
    try:
        found: Direction = _adapter(name).validate_python(value)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        said = first["msg"].removeprefix("Value error, ")
        raise ValueError(f"{DEMANDS[name]} ({where + ': ' if where else ''}{said})") from error
    if name == "collapse.timing":
        _rising(found)
    return found


def _rising(curve: Any) -> None:  # noqa: ANN401 - points of time and share
    for (before, less), (after, more) in zip(curve[:-1], curve[1:], strict=True):
        if after <= before or more < less:
            raise ValueError(
                f"{DEMANDS['collapse.timing']} ({less:g} at {before:g} s is followed by {more:g} at {after:g} s)"
            )
    if curve and curve[-1][1] <= 0:
        raise ValueError(f"{DEMANDS['collapse.timing']} (it ends at 0, so that nothing ever goes)")


def say_direction(value: Any) -> str:  # noqa: ANN401 - a direction
    """Return a direction in words."""
    if isinstance(value, Delays):
        parts = [f"{name} {', '.join(f'{one:g}' for one in getattr(value, name))} ms" for name in ("columns", "rows")]
        parts = [part for part, name in zip(parts, ("columns", "rows"), strict=True) if getattr(value, name)]
        return (
            "; ".join([*parts, *(f"{value.between:g} ms between storeys" for _ in [0] if value.between)])
            or "all at once"
        )
    if value and isinstance(value[0], Directed):
        return "; ".join(_say_part(part) for part in value)
    return ", ".join(f"{share:.0%} at {time:g} s" for time, share in value)


def _say_part(part: Members | Stay) -> str:
    storey, bays = say_range(part.storey), [say_range(one) for one in part.bay]
    where = f"storey {storey}, bay {bays[0]} x {bays[1]}"
    if isinstance(part, Stay):
        return where
    side = f", {part.side}" if part.side else ""
    return f"{part.member} of {where}{side} at {part.at:g} s"


def say_range(wanted: Range) -> str:
    """Return a range as a brief writes it."""
    first, last = wanted
    return "all" if wanted == ALL else f"{first}" if first == last else f"{first}-{last}"
