"""From a style's name and parameters to a room that passes its checks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from rushes.engines.setdesign.grammar.cameras import with_setups
from rushes.engines.setdesign.grammar.parameter import Style
from rushes.engines.setdesign.model.checks import checked, faults
from rushes.engines.setdesign.model.fault import Fault
from rushes.engines.setdesign.model.room import Room
from rushes.engines.setdesign.model.ways import way_faults
from rushes.errors import BadInputError


def styles() -> dict[str, Style]:
    """All styles, by name."""
    from rushes.engines.setdesign.grammar import (
        bunker,
        control,
        corridor,
        diner,
        hall,
        living,
        lobby,
        loft,
        office,
        parlour,
        street,
        ward,
    )

    return {
        room.STYLE.name: room.STYLE
        for room in (bunker, lobby, parlour, office, living, control, corridor, ward, diner, loft, hall, street)
    }


def style(name: str) -> Style:
    """Find a style.

    Raises:
        BadInputError: There is none of that name.
    """
    known = styles()
    if name not in known:
        raise BadInputError(f"There is no style of sets called {name!r}; there are {', '.join(known)}.")
    return known[name]


def grow(name: str, params: Mapping[str, float | str] | None = None, seed: int = 1) -> Room:
    """Grow a room.

    The style's program places things so that checks pass; what still gets in somebody's way, as a rule a piece that
    stands in an aisle, is taken out again, and the room says so in `told`.

    Args:
        name: A style.
        params: What was asked for; the rest is as usual for the style.
        seed: Same seed, same room.

    Raises:
        BadInputError: Style or parameters are unknown or out of range, or a fault is left that nothing can be taken out for.
    """
    made = style(name)
    room = made.grow(made.complete(params or {}), seed)
    return checked(with_setups(cleared_of_faults(room)))


def cleared_of_faults(room: Room) -> Room:
    """Take out pieces until no check fails, those that a sentence names first, else what was placed last."""
    for _ in range(12):
        found = faults(room)
        if not found:
            break
        group = _blamed(room, found)
        if not group:
            break
        room = without(room, group, found[0])
    return room


def _blamed(room: Room, found: tuple[Fault, ...]) -> str:
    """Find the group to take out: the last without which all ways are free, else one that a sentence names."""
    named = [name for fault in found for name in re.findall(r"\bF\d{2,}\b", fault.sentence)]
    groups = [item.group for item in room.items if item.name in named]
    if not {fault.code for fault in found} <= {"aisle", "path"}:
        return groups[-1] if groups else ""
    standing = list(dict.fromkeys(item.group for item in reversed(room.items) if item.mount == "floor"))
    for group in standing:
        if not any(way_faults(without(room, group, found[0]))):
            return group
    return groups[-1] if groups else standing[0] if standing else ""


def without(room: Room, group: str, fault: Fault) -> Room:
    """Take a group out of a room, with its lamps, and say so."""
    gone = {item.name for item in room.items if item.group == group}
    return replace(
        room,
        items=tuple(item for item in room.items if item.group != group),
        practicals=tuple(lamp for lamp in room.practicals if lamp.item not in gone),
        told=(*room.told, f"The group {group} was left out: {fault.sentence[0].lower()}{fault.sentence[1:]}"),
    )
