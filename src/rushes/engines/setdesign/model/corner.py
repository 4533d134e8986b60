"""Corners: where the outer faces of neighbouring walls meet, so that walls have no notches."""

from __future__ import annotations

from rushes.engines.setdesign.model.polygon import Point
from rushes.engines.setdesign.model.room import Room
from rushes.engines.setdesign.model.wall import Wall


def outer_corners(room: Room) -> dict[str, tuple[Point, Point]]:
    """Outer corners [m] of each wall: at its start and at its end, mitred with its neighbours."""
    outer = [wall for wall in room.walls if not wall.partition]
    corners = {wall.name: (wall.at(0.0, -wall.thickness), wall.at(wall.length, -wall.thickness)) for wall in room.walls}
    for before, after in zip(outer, (*outer[1:], outer[0]), strict=True):
        meet = _meeting(before, after)
        if meet:
            corners[before.name] = (corners[before.name][0], meet)
            corners[after.name] = (meet, corners[after.name][1])
    return corners


def _meeting(before: Wall, after: Wall) -> Point | None:
    """Intersect two outer faces; None where they run on straight."""
    p, q = before.at(0.0, -before.thickness), after.at(0.0, -after.thickness)
    (ax, ay), (bx, by) = before.along, after.along
    cross = ax * by - ay * bx
    if abs(cross) < 1e-6:
        return None
    t = ((q[0] - p[0]) * by - (q[1] - p[1]) * bx) / cross
    return (p[0] + ax * t, p[1] + ay * t)


def solid(wall: Wall, corners: tuple[Point, Point], start: float, end: float) -> tuple[Point, ...]:
    """Footprint of a stretch of a wall [m], with its mitred corners where the stretch reaches its ends."""
    low = corners[0] if start <= 1e-6 else wall.at(start, -wall.thickness)
    high = corners[1] if end >= wall.length - 1e-6 else wall.at(end, -wall.thickness)
    return (low, high, wall.at(end), wall.at(start))
