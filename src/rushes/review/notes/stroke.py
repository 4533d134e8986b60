"""One stroke of a drawing over a picture."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast, get_args

from rushes.errors import BadInputError
from rushes.review.notes.extra import unknown_fields
from rushes.review.notes.place import Point, is_number, read_point

Tool = Literal["pen", "arrow", "box"]

WIDEST = 0.1
"""The widest stroke, as a share of the picture's width: a tenth of it covers a face."""

_COLOUR = re.compile(r"#[0-9a-f]{6}")
_FIELDS = ("tool", "colour", "width", "points")


@dataclass(frozen=True, slots=True)
class Stroke:
    """What was drawn without lifting the pen.

    Attributes:
        tool: A ``pen`` draws through its points; an ``arrow`` points from the first to the second; a ``box`` has them as corners.
        colour: As ``#ffcc00``.
        width: A share of the picture's width, above 0 and at most ``WIDEST``.
        points: Each x and y, 0 to 1 of the picture without its burn-in, from its top left corner.
        extra: Fields that this Rushes doesn't know; they are written back as they were.
    """

    tool: Tool
    colour: str
    width: float
    points: tuple[Point, ...]
    extra: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the stroke as a note's file holds it."""
        points = [list(point) for point in self.points]
        return {"tool": self.tool, "colour": self.colour, "width": self.width, "points": points, **self.extra}


def read_stroke(value: object, where: str) -> Stroke:
    """Read a stroke from JSON.

    Args:
        value: As ``Stroke.to_json`` gives it.
        where: What errors call it, for example ``Note n-3f2a9c1b7d20: stroke 2``.

    Raises:
        BadInputError: A field is missing or isn't of its form.
    """
    if not isinstance(value, Mapping):
        raise BadInputError(f"{where} has to hold tool, colour, width and points.")
    tool, colour, width, points = (value.get(name) for name in _FIELDS)
    if tool not in get_args(Tool):
        raise BadInputError(f"{where}: tool has to be one of {', '.join(get_args(Tool))}.")
    if not isinstance(colour, str) or not _COLOUR.fullmatch(colour.lower()):
        raise BadInputError(f"{where}: colour has to be six digits, as #ffcc00.")
    if not is_number(width) or not 0 < width <= WIDEST:
        raise BadInputError(f"{where}: width has to be a share of the picture's width, above 0 and up to {WIDEST}.")
    if not isinstance(points, list | tuple) or not points:
        raise BadInputError(f"{where}: points has to be a list of at least one point, as [[0.1, 0.2], [0.3, 0.2]].")
    if tool != "pen" and len(points) != 2:
        raise BadInputError(
            f"{where}: {'an arrow' if tool == 'arrow' else 'a box'} has two points, and {len(points)} were given."
        )
    placed = tuple(read_point(point, where) for point in points)
    extra = unknown_fields(value, _FIELDS, where)
    return Stroke(cast("Tool", tool), colour.lower(), float(width), placed, extra)
