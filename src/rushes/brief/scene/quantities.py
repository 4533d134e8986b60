"""Quantities of a scene: numbers in metres, millimetres, seconds, degrees and metres a second, or texts with a unit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema

from rushes.brief.tokens import tokenise
from rushes.brief.units import parse_quantity, read_speed

STRICT: Final = ConfigDict(extra="forbid")
"""Every part of a scene: a field that it hasn't is an error."""

_NUMBER: Final = r"^[+-]?\s*[0-9]+([.,][0-9]+)?\s*"
_PATTERNS: Final = {
    "m": rf"{_NUMBER}(m|metres?|meters?|cm|mm|ft|foot|feet|yd|yards?|in|inch|inches|')?$",
    "mm": rf"{_NUMBER}(mm|cm)?$",
    "s": rf"{_NUMBER}(s|sec|secs|seconds?)?$",
    "deg": rf"{_NUMBER}(°|deg|degrees?)?$",
    "m/s": rf"{_NUMBER}(m/s|km/h|kmh|kph|mph|knots?)?$",
}


def _in(unit: str) -> BeforeValidator:
    def read(value: object) -> object:
        if isinstance(value, bool):
            raise ValueError(f"it has to be a number, or a text with a unit such as {_EXAMPLES[unit]}")  # noqa: TRY004 - pydantic reads ValueErrors
        if not isinstance(value, str):
            return value
        number = _speed(value) if unit == "m/s" else parse_quantity(value, unit)
        return value if number is None else number

    return BeforeValidator(read)


def _speed(text: str) -> float | None:
    tokens = tokenise(text)
    found = read_speed(tokens, 0)
    if found is not None and found[1] == len(tokens):
        return found[0]
    return parse_quantity(text, "")


_EXAMPLES: Final = {"m": '"1.2 m"', "mm": '"35mm"', "s": '"2 s"', "deg": '"30 degrees"', "m/s": '"50 km/h"'}


def _schema(unit: str, low: float, high: float) -> WithJsonSchema:
    number: dict[str, Any] = {"type": "number", "minimum": low, "maximum": high}
    return WithJsonSchema({"anyOf": [number, {"type": "string", "pattern": _PATTERNS[unit]}]})


Coordinate = Annotated[float, Field(ge=-200.0, le=200.0), _in("m"), _schema("m", -200, 200)]
"""A place along an axis [m]."""

Size = Annotated[float, Field(ge=0.005, le=300.0), _in("m"), _schema("m", 0.005, 300)]
"""A thing's length, width or height [m]."""

Stature = Annotated[float, Field(ge=1.3, le=2.3), _in("m"), _schema("m", 1.3, 2.3)]
"""A grown person's height [m]."""

Reach = Annotated[float, Field(ge=1.0, le=400.0), _in("m"), _schema("m", 1, 400)]
"""How wide, deep or high a place is [m]."""

Height = Annotated[float, Field(ge=0.02, le=200.0), _in("m"), _schema("m", 0.02, 200)]
"""Above the ground [m]."""

Lens = Annotated[float, Field(ge=8.0, le=400.0), _in("mm"), _schema("mm", 8, 400)]
"""A focal length [mm] on a sensor 36 mm wide."""

Moment = Annotated[float, Field(ge=0.0, le=20.0), _in("s"), _schema("s", 0, 20)]
"""Seconds after the clip's first frame."""

Length = Annotated[float, Field(ge=0.2, le=20.0), _in("s"), _schema("s", 0.2, 20)]
"""How long a shot lasts [s]."""

Turn = Annotated[float, Field(ge=-360.0, le=360.0), _in("deg"), _schema("deg", -360, 360)]
"""An angle [deg]."""

Speed = Annotated[float, Field(ge=0.0, le=100.0), _in("m/s"), _schema("m/s", 0, 100)]
"""A speed [m/s]."""

Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9 _-]{0,39}$")]
"""What something is called in its scene: letters, digits, spaces; ``bus``, ``second crate``."""

Reader = Callable[[object], object]
