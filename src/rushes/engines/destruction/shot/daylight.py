"""How a room that is seen from inside gets its light: by which windows, over how many bounces, and with how many paths."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from rushes.engines.destruction.building.forms.room import windows
from rushes.engines.destruction.shot.light import LightRig
from rushes.engines.destruction.spec import BuildingSpec

BOUNCES: Final = 6
"""Between pale walls light of the fifth bounce still counts: with four a room is a third darker than it is."""

PATHS: Final = 4
"""How many times as many paths a room is traced with as a street: all of its light comes by a window or two."""


LAMP: Final = 9.0
"""Radiance of a lit lamp's shade, exposed as the room is: nine times white, so that it burns out as a lamp in a picture does."""

DAYLIT: Final = frozenset({"morning", "noon", "afternoon"})
"""Times of day at which nobody has the light on, unless it rains, snows or is foggy."""


def inside(building: BuildingSpec, light: LightRig) -> Mapping[str, Any] | None:
    """Return what Blender is told of a room's light as plain JSON values; None for what is seen from outside."""
    if building.form != "room":
        return None
    return {
        "windows": [[[round(part, 4) for part in corner] for corner in hole] for hole in windows(building)],
        "bounces": BOUNCES,
        "lamp": 0.0 if light.time_of_day in DAYLIT and light.weather in {"clear", "overcast"} else LAMP,
    }
