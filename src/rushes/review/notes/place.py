"""Where in a picture: points and regions as shares of its width and height, from its top left corner, without its burn-in."""

from __future__ import annotations

import math
from typing import Any, TypeGuard

from rushes.errors import BadInputError

Point = tuple[float, float]
Region = tuple[float, float, float, float]
"""Left, top, right and bottom."""


def read_point(value: object, where: str) -> Point:
    """Read a point from JSON.

    Raises:
        BadInputError: It isn't two numbers from 0 to 1.
    """
    if not isinstance(value, list | tuple) or len(value) != 2 or not all(map(_is_share, value)):
        raise BadInputError(
            f"{where}: a point is two numbers from 0 to 1, as [0.25, 0.4]: shares of the picture's width and height."
        )
    return float(value[0]), float(value[1])


def read_region(value: object, where: str) -> Region | None:
    """Read a region from JSON; None where there is none.

    Raises:
        BadInputError: It isn't left, top, right and bottom in order, from 0 to 1.
    """
    if value is None or value == []:
        return None
    if isinstance(value, list | tuple) and len(value) == 4 and all(map(_is_share, value)):
        left, top, right, bottom = map(float, value)
        if left < right and top < bottom:
            return left, top, right, bottom
    raise BadInputError(
        f"{where}: a region is left, top, right and bottom, as [0.2, 0.3, 0.5, 0.6]: shares of the picture's width and height, the smaller first."
    )


def is_number(value: Any) -> TypeGuard[int | float]:  # noqa: ANN401 - whatever JSON holds
    """Say whether a value of JSON is a finite number."""
    return (
        isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 2**53 and math.isfinite(value)
    )


def _is_share(value: object) -> bool:
    return is_number(value) and 0 <= value <= 1
