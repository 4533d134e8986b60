"""Fields of a brief that hold more than one value: how they are read from YAML and said in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from rushes.brief import costs, direction, rights, room, wardrobe
from rushes.brief.rights import Right
from rushes.brief.scene import reading, saying

Shape = direction.Direction | wardrobe.Outfit | room.Table | costs.Amounts | Mapping[str, Right] | reading.ScenePart

SHAPES: Final[Mapping[str, Any]] = {
    **direction.SHAPES,
    **wardrobe.SHAPES,
    **room.SHAPES,
    **rights.SHAPES,
    **costs.SHAPES,
    **reading.SHAPES,
}


def read_shape(name: str, value: object) -> Shape:
    """Return what a field of ``SHAPES`` holds.

    Raises:
        ValueError: It is none; the message says what it has to be, and what is wrong.
    """
    if name in wardrobe.SHAPES:
        return wardrobe.read_outfit(name, value)
    if name in room.SHAPES:
        return room.read_table(name, value)
    if name in rights.SHAPES:
        return rights.read_rights(name, value)
    if name in costs.SHAPES:
        return costs.read_prices(name, value)
    if name in reading.SHAPES:
        return reading.read_part(name, value)
    return direction.read_direction(name, value)


def say_shape(name: str, value: Any) -> str:  # noqa: ANN401 - any of the shapes
    """Return what a field of ``SHAPES`` holds in words."""
    if name in room.SHAPES:
        return room.say_table(value)
    if name in rights.SHAPES:
        return rights.say_rights(value)
    if name in costs.SHAPES:
        return costs.say_prices(value)
    if name in reading.SHAPES:
        return saying.say_part(value)
    return wardrobe.say_outfit(value) if name in wardrobe.SHAPES else direction.say_direction(value)
