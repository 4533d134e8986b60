"""All checks of a room, in one place."""

from __future__ import annotations

from rushes.engines.setdesign.model.fault import Fault
from rushes.engines.setdesign.model.furniture_checks import camera_faults, finish_faults, furniture_faults, light_faults
from rushes.engines.setdesign.model.room import Room
from rushes.engines.setdesign.model.shell_checks import shell_faults
from rushes.engines.setdesign.model.ways import way_faults
from rushes.errors import BadInputError


def faults(room: Room) -> tuple[Fault, ...]:
    """Find all that is wrong with a room; a shell that can't be built is told alone, as the rest stands in it."""
    shell = tuple(shell_faults(room))
    if any(fault.code in {"area", "outline", "walls", "opening_wall", "opening_size"} for fault in shell):
        return shell
    return (
        *shell,
        *furniture_faults(room),
        *finish_faults(room),
        *light_faults(room),
        *camera_faults(room),
        *way_faults(room),
    )


def checked(room: Room) -> Room:
    """Give a room back when nothing is wrong with it.

    Raises:
        BadInputError: Something is; the first sentence, and how many more there are.
    """
    found = faults(room)
    if not found:
        return room
    more = f" ({len(found) - 1} more like it)" if len(found) > 1 else ""
    raise BadInputError(f"Set {room.title!r}: {found[0].sentence}{more}")
