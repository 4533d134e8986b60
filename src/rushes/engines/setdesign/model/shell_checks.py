"""Checks of the shell: outline, walls, openings, levels, steps, ceiling and spans."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations

from rushes.engines.setdesign.model.fault import Fault
from rushes.engines.setdesign.model.opening import Opening
from rushes.engines.setdesign.model.polygon import (
    area,
    clipped,
    contains,
    crosses_itself,
    edges,
    holds,
    signed_area,
)
from rushes.engines.setdesign.model.room import Room
from rushes.engines.setdesign.model.span import SYSTEMS, longest_m

SMALLEST_M2 = 2.0
"""A room smaller than a lift's car is a slip of the pen."""

LARGEST_M2 = 6000.0
"""The largest stages have about this floor."""

JAMB_M = 0.05
"""Least wall beside an opening, to carry its frame."""

DOOR_M = 0.9
"""Least clear width of a way through, by Approved Document M and by what a dolly of 0.7 m with its grip needs."""

DOOR_HIGH_M = 1.9

HEADROOM_M = 2.0
"""By Approved Document K for ways and stairs."""

DROP_M = 0.6
"""A higher edge needs a rail (Approved Document K)."""


def shell_faults(room: Room) -> Iterator[Fault]:
    """Go through outline, walls, openings, levels, ceiling and structure."""
    outline = list(_outline_faults(room))
    yield from outline
    if outline:
        return
    yield from _wall_faults(room)
    yield from _opening_faults(room)
    yield from _level_faults(room)
    yield from _ceiling_faults(room)
    yield from _span_faults(room)


def _outline_faults(room: Room) -> Iterator[Fault]:
    if len(room.outline) < 3 or room.area < SMALLEST_M2:
        size = room.area if len(room.outline) > 2 else 0.0
        yield Fault("area", f"The room has {size:.1f} m² of floor; give it at least {SMALLEST_M2:.0f} m².")
        return
    if room.area > LARGEST_M2:
        yield Fault("area", f"The room has {room.area:.0f} m² of floor, more than the largest stages; check its units.")
    if crosses_itself(room.outline):
        yield Fault("outline", "The room's outline crosses itself; put its corners in order round the room.")
    elif signed_area(room.outline) < 0:
        yield Fault("outline", "The room's outline runs clockwise; name its corners the other way round.")
    sides = list(edges(room.outline))
    outer = [wall for wall in room.walls if not wall.partition]
    if len(outer) != len(sides):
        yield Fault("walls", f"The outline has {len(sides)} sides but {len(outer)} walls; give every side one wall.")
        return
    for wall, (start, end) in zip(outer, sides, strict=True):
        if math.dist(wall.start, start) > 0.001 or math.dist(wall.end, end) > 0.001:
            yield Fault(
                "walls", f"Wall {wall.name} doesn't stand on its side of the outline; let both share their corners."
            )


def _wall_faults(room: Room) -> Iterator[Fault]:
    names = [wall.name for wall in room.walls]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Fault("walls", f"Two walls are called {name}; give each a name of its own.")
    for wall in room.walls:
        if wall.open_side and room.exterior:
            continue
        if wall.thickness < 0.02 or wall.height < 0.3:
            yield Fault(
                "walls",
                f"Wall {wall.name} is {wall.thickness:.2f} m thick and {wall.height:.2f} m high; nobody can build that.",
            )
        if wall.partition and not all(contains(room.outline, p, 0.01) for p in (wall.start, wall.end)):
            yield Fault("walls", f"Partition {wall.name} stands outside the room; move it in.")


def _opening_faults(room: Room) -> Iterator[Fault]:
    walls = {wall.name: wall for wall in room.walls}
    for opening in room.openings:
        what = f"{opening.kind.capitalize()} {opening.name}"
        wall = walls.get(opening.wall)
        if wall is None:
            yield Fault(
                "opening_wall", f"{what} is in wall {opening.wall}, which isn't there; name one of {', '.join(walls)}."
            )
            continue
        if opening.width <= 0 or opening.height <= 0:
            yield Fault("opening_size", f"{what} is {opening.width:.2f} by {opening.height:.2f} m; give it a size.")
            continue
        if opening.width > wall.length - 2 * JAMB_M:
            yield Fault(
                "opening_wider_than_wall",
                f"{what} is {opening.width:.2f} m wide but wall {wall.name} only {wall.length:.2f} m long; make it narrower or put it elsewhere.",
            )
        elif opening.start < JAMB_M - 1e-6 or opening.end > wall.length - JAMB_M + 1e-6:
            yield Fault("opening_place", f"{what} reaches past the end of wall {wall.name}; move it along.")
        if opening.top > wall.height - 0.02 + 1e-6:
            yield Fault(
                "opening_height",
                f"{what} ends at {opening.top:.2f} m but wall {wall.name} is {wall.height:.2f} m high; lower its head.",
            )
        yield from _passage_faults(opening, what)
    for one, other in combinations(room.openings, 2):
        across = one.wall == other.wall and one.start < other.end - 1e-6 and other.start < one.end - 1e-6
        if across and one.sill < other.top - 1e-6 and other.sill < one.top - 1e-6:
            yield Fault(
                "openings_overlap", f"{one.name} and {other.name} overlap in wall {one.wall}; move one of them."
            )


def _passage_faults(opening: Opening, what: str) -> Iterator[Fault]:
    if not opening.passage():
        if opening.kind == "slit" and min(opening.width, opening.height) > 0.6:
            yield Fault(
                "slit_width",
                f"{what} is {min(opening.width, opening.height):.2f} m across; a slit is at most 0.6 m, a wider one is a window.",
            )
        return
    if opening.width < DOOR_M:
        yield Fault("door_width", f"{what} is {opening.width:.2f} m wide; a way through is at least {DOOR_M} m.")
    if opening.height < DOOR_HIGH_M:
        yield Fault("door_height", f"{what} is {opening.height:.2f} m high; a way through is at least {DOOR_HIGH_M} m.")
    if opening.kind == "door" and opening.leaves and opening.leaf_width > 1.6 and opening.swing != "sliding":
        yield Fault(
            "leaf_width", f"{what} has leaves of {opening.leaf_width:.2f} m; hang more leaves or let them slide."
        )


def _level_faults(room: Room) -> Iterator[Fault]:
    for level in room.levels:
        if not holds(room.outline, level.outline):
            yield Fault("level_place", f"The level {level.name} reaches through the walls; keep it inside the room.")
        if signed_area(level.outline) <= 0:
            yield Fault(
                "level_place",
                f"The outline of the level {level.name} runs clockwise; name its corners the other way round.",
            )
        if abs(level.height) > DROP_M and level.rail < 0.9 and level.height > 0:
            yield Fault(
                "level_rail",
                f"The level {level.name} is {level.height:.2f} m up and has no rail; give it one of 0.9 m or more.",
            )
        reached = any(
            abs(flight.top - max(0.0, level.height)) < 0.03 and abs(flight.bottom - min(0.0, level.height)) < 0.03
            for flight in room.flights
        )
        if abs(level.height) > 0.2 and not reached:
            yield Fault(
                "level_steps", f"No steps lead to the level {level.name} ({level.height:+.2f} m); add a flight."
            )
    for flight in room.flights:
        going = 2 * flight.rise + flight.going
        if not 0.05 <= flight.rise <= 0.22 or flight.going < 0.22:
            yield Fault(
                "steps",
                f"The steps {flight.name} rise {flight.rise:.3f} m over {flight.going:.3f} m; nobody walks them safely.",
            )
        elif flight.risers > 2 and not 0.5 <= going <= 0.75:
            yield Fault(
                "steps",
                f"The steps {flight.name}: twice the rise and the going make {going:.2f} m, comfortable are 0.55 to 0.70 m.",
            )
        if not holds(room.outline, flight.ring()):
            yield Fault("steps", f"The steps {flight.name} reach through the walls; move them.")


def floor_height(room: Room, x: float, y: float) -> float:
    """Height [m] of the floor at a place: the level that holds it, or 0."""
    for level in room.levels:
        if contains(level.outline, (x, y)):
            return level.height
    return 0.0


def _ceiling_faults(room: Room) -> Iterator[Fault]:
    if room.exterior:
        return
    highest = max((level.height for level in room.levels), default=0.0)
    if room.ceiling.height - max(0.0, highest) < HEADROOM_M:
        yield Fault(
            "headroom",
            f"The ceiling is {room.ceiling.height - max(0.0, highest):.2f} m over the floor; people need {HEADROOM_M:.1f} m.",
        )
    for piece in room.ceiling.pieces:
        if piece.bottom < HEADROOM_M and piece.kind not in {"duct", "pipe"}:
            yield Fault(
                "headroom",
                f"The {piece.kind} {piece.name} hangs at {piece.bottom:.2f} m; people need {HEADROOM_M:.1f} m.",
            )
        if piece.top > room.ceiling.height + room.ceiling.rise + room.ceiling.thickness + 0.01:
            yield Fault("ceiling_piece", f"The {piece.kind} {piece.name} is above the ceiling; lower it.")
    for wall in room.walls:
        if not wall.partition and wall.height < room.ceiling.height - 0.01 and room.ceiling.form != "open":
            yield Fault(
                "walls",
                f"Wall {wall.name} is {wall.height:.2f} m high and doesn't reach the ceiling at {room.ceiling.height:.2f} m.",
            )


def _span_faults(room: Room) -> Iterator[Fault]:
    structure = room.structure
    if structure.system not in SYSTEMS:
        yield Fault(
            "span", f"Nothing is known of the structure {structure.system!r}; name one of {', '.join(SYSTEMS)}."
        )
        return
    for column in structure.columns:
        if not all(contains(room.outline, p, 0.35) for p in column.ring()):
            yield Fault("column", f"Column {column.name} stands outside the room; move it in.")
    reach, needed = longest_m(structure.system, structure.depth), span_m(room)
    if needed > reach + 0.005:
        row = SYSTEMS[structure.system]
        yield Fault(
            "span",
            f"{row.title.capitalize()}, {structure.depth:.2f} m deep, spans {reach:.1f} m at most, but {needed:.1f} m lie "
            "between supports; add columns, make it deeper, or choose another structure.",
        )


def span_m(room: Room) -> float:
    """Span [m] that the ceiling has to bridge: the shorter way across, between lines of columns where they stand.

    Lines of columns within half a metre of each other count as one; a line counts when it has a column every 9 m.
    """
    xs = [p[0] for p in room.outline]
    ys = [p[1] for p in room.outline]
    ways = []
    for axis, (low, high) in enumerate(((min(xs), max(xs)), (min(ys), max(ys)))):
        other = (min(ys), max(ys)) if axis == 0 else (min(xs), max(xs))
        lines = [low, *_column_lines(room, axis, other), high]
        ways.append(max(b - a for a, b in zip(lines[:-1], lines[1:], strict=True)))
    return min(ways)


def _column_lines(room: Room, axis: int, across: tuple[float, float]) -> list[float]:
    groups: list[list[tuple[float, float]]] = []
    for place, other in sorted((column.at[axis], column.at[1 - axis]) for column in room.structure.columns):
        if groups and place - groups[-1][0][0] < 0.5:
            groups[-1].append((place, other))
        else:
            groups.append([(place, other)])
    lines = []
    for group in groups:
        stops = sorted((across[0], *(other for _, other in group), across[1]))
        if max(b - a for a, b in zip(stops[:-1], stops[1:], strict=True)) <= 9.0:
            lines.append(sum(place for place, _ in group) / len(group))
    return lines


def share_inside(ring: tuple[tuple[float, float], ...], other: tuple[tuple[float, float], ...]) -> float:
    """Share of a ring's area that lies in a convex other one."""
    common = clipped(ring, other)
    return area(common) / area(ring) if len(common) > 2 else 0.0
