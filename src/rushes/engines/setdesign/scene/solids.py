"""A set's structure as closed convex solids: what carries, what can be walked into, and what can break.

What is seen of a wall is a face with holes in it. The solids beside it in the stage are guides, which no camera sees: closed, convex,
each with the matter that it is of, and with a pointer to the mesh that shows it. A solver takes them as they are.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from rushes.engines.dressing.mesh import Mesh, boxed
from rushes.engines.setdesign.model.level import Flight
from rushes.engines.setdesign.model.polygon import Point, Ring, area, clipped, placed, rectangle, signed_area
from rushes.engines.setdesign.model.room import Room
from rushes.engines.setdesign.model.wall import Wall
from rushes.engines.setdesign.scene.cut import without
from rushes.engines.setdesign.scene.piece import Place

FIELD_M = 1.2
"""A ceiling is one, but its solids are fields of about this size."""

PANEL_M = 2.4
"""Walls are solids of at most about this length."""

UNDER_M = 0.2
"""A floor's solids are so thick under the lowest of its levels [m]."""

SMALLEST_M2, TOUCH_M = 1e-3, 1e-5

BUILT = {"flat": "plaster", "masonry": "brick", "concrete": "concrete", "glazed": "glass"}
"""Matter of a wall by how it is built; one that is as thick as masonry is taken for what the story says it is."""

MASONRY_M = 0.2

SPANS = {"timber_joists": "wood", "timber_beam": "wood", "steel_beam": "plaster", "steel_truss": "plaster"}
"""Matter of a ceiling by what spans; anything else is concrete."""


@dataclass(frozen=True)
class Body:
    """A closed convex solid.

    Attributes:
        name: Unique in the scene.
        role: ``wall``, ``ceiling``, ``beam``, ``column`` or ``floor``.
        matter: ``concrete``, ``brick``, ``plaster``, ``wood``, ``glass``.
        mesh: About its own origin [m]; its map is that of what shows it.
        shows: Name of the piece that shows it.
        at: Where its origin stands [m].
        yaw_deg: Its turn about the vertical.
        wall: Name of its wall; "" where it is of none.
    """

    name: str
    role: str
    matter: str
    mesh: Mesh
    shows: str
    at: Place = (0.0, 0.0, 0.0)
    yaw_deg: float = 0.0
    wall: str = ""


def bodies(room: Room) -> Iterator[Body]:
    """Give the solids of a room's floor, walls, ceiling, beams and columns. A vault has none: it stays."""
    for body in _bodies(room):
        plain = "".join(letter if letter.isalnum() and letter.isascii() else "_" for letter in body.shows)
        yield replace(body, shows=plain)


def _bodies(room: Room) -> Iterator[Body]:
    yield from _floor(room)
    for wall in room.walls:
        if not wall.open_side:
            yield from _wall(room, wall)
    if not room.exterior and room.ceiling.form not in {"open", "barrel"}:
        yield from _ceiling(room)
    for column in room.structure.columns:
        ring = placed(_round(column.size, column.section), column.at, column.yaw_deg)
        name = f"Column_{column.name}"
        yield Body(f"Solid_{name}", "column", "concrete", prism(ring, 0.0, column.height), name)


def prism(ring: Ring, low: float, high: float) -> Mesh:
    """Return a closed solid over a convex ring, from one height to another [m]."""
    ring = _clean(ring if signed_area(ring) > 0 else tuple(reversed(ring)))
    count = len(ring)
    flat = np.asarray(ring, float)
    points = np.concatenate([np.column_stack([flat, np.full(count, z)]) for z in (low, high)])
    below, above = np.arange(count)[::-1], np.arange(count) + count
    index = np.arange(count)
    sides = np.stack([index, (index + 1) % count, (index + 1) % count + count, index + count], axis=1)
    counts = np.array([count, count, *[4] * count], np.int64)
    corners = np.concatenate([below, above, sides.ravel()])
    return boxed(Mesh(points, counts, corners, np.zeros((len(corners), 2))))


def _clean(ring: Ring) -> Ring:
    """Return a ring without corners that are one, or that lie on a line between their neighbours."""
    apart = [p for p, before in zip(ring, (ring[-1], *ring[:-1]), strict=True) if math.dist(p, before) > TOUCH_M]
    around = zip((apart[-1], *apart[:-1]), apart, (*apart[1:], apart[0]), strict=True)
    return tuple(q for p, q, r in around if abs(signed_area((p, q, r))) > TOUCH_M * math.dist(p, r))


def _round(size: tuple[float, float], section: str) -> tuple[Point, ...]:
    x, y = size[0] / 2, size[1] / 2
    if section in {"square", "cruciform"}:
        return rectangle(-x, -y, x, y)
    return tuple((x * math.cos(a), y * math.sin(a)) for a in np.linspace(0, 2 * math.pi, 10, endpoint=False).tolist())


def _floor(room: Room) -> Iterator[Body]:
    matter = "wood" if room.structure.system in {"timber_joists", "timber_beam"} else "concrete"
    lowest = min([0.0, *(level.height for level in room.levels)])
    under = lowest - UNDER_M
    pits = [level.outline for level in room.levels if level.height < 0]
    for index, ring in enumerate(_convex(room.outline, pits)):
        yield Body(f"Solid_Floor_{index}", "floor", matter, prism(ring, under, 0.0), "Floor")
    for level in room.levels:
        foot = under if level.height < 0 else 0.0
        yield Body(
            f"Solid_Level_{level.name}",
            "floor",
            matter,
            prism(level.outline, foot, level.height),
            f"Level_{level.name}",
        )
    for flight in room.flights:
        yield from _steps(flight, matter)


def _steps(flight: Flight, matter: str) -> Iterator[Body]:
    half, shows = flight.width / 2, f"Flight_{flight.name}"
    for index in range(max(1, flight.risers - 1)):
        ring = rectangle(-half, flight.going * index, half, flight.going * (index + 1))
        mesh = prism(ring, 0.0, flight.rise * (index + 1))
        at = (*flight.foot, flight.bottom)
        yield Body(f"Solid_{shows}_{index}", "floor", matter, mesh, shows, at, flight.yaw_deg)


def _convex(outline: Ring, holes: list[tuple[Point, ...]]) -> list[Ring]:
    """Return convex rings that fill an outline but for holes: cells between all its corners' lines, cut at their edges."""
    made = []
    for cell in _cells(outline, math.inf):
        made += [ring for ring in without(cell, holes) if area(ring) > SMALLEST_M2]
    return made


def _cells(outline: Ring, side: float) -> Iterator[Ring]:
    """Give the cells of an outline between its corners' lines, divided further to about a side's length [m]."""
    xs, ys = _stops([p[0] for p in outline], side), _stops([p[1] for p in outline], side)
    for x0, x1 in zip(xs[:-1], xs[1:], strict=True):
        for y0, y1 in zip(ys[:-1], ys[1:], strict=True):
            ring = clipped(outline, rectangle(x0, y0, x1, y1))
            if len(ring) > 2 and area(ring) > SMALLEST_M2:
                yield ring


def _stops(values: list[float], side: float) -> list[float]:
    marks: list[float] = []
    for value in sorted(values):
        if not marks or value - marks[-1] > 0.02:
            marks.append(value)
    stops = [marks[0]]
    for low, high in zip(marks[:-1], marks[1:], strict=True):
        parts = max(1, round((high - low) / side)) if math.isfinite(side) else 1
        stops += [low + (high - low) * (k + 1) / parts for k in range(parts)]
    return stops


def _wall(room: Room, wall: Wall) -> Iterator[Body]:
    """Give a wall's solids: stretches between its openings, what is under a sill, what is over a head."""
    thick = wall.thickness
    matter = "brick" if wall.built == "flat" and thick >= MASONRY_M else BUILT[wall.built]
    across = math.degrees(math.atan2(-wall.along[1], -wall.along[0]))
    shows = f"Wall_{wall.name}"
    holes = sorted(room.on(wall.name), key=lambda opening: -opening.end)
    spans: list[tuple[float, float, float, float]] = []  # from the wall's end, as the room sees it
    left = 0.0
    for hole in holes:
        start, end = wall.length - hole.end, wall.length - hole.start
        spans.append((left, start, 0.0, wall.height))
        if start >= left - 1e-6:
            spans.append((start, end, 0.0, hole.sill))
            spans.append((start, end, hole.top, wall.height))
        left = max(left, end)
    spans.append((left, wall.length, 0.0, wall.height))
    index = 0
    for start, end, low, high in spans:
        if end - start < 0.01 or high - low < 0.01:
            continue
        parts = max(1, round((end - start) / PANEL_M))
        for k in range(parts):
            x0, x1 = start + (end - start) * k / parts, start + (end - start) * (k + 1) / parts
            mesh = prism(rectangle(x0, 0.0, x1, thick), low, high)
            yield Body(f"Solid_{shows}_{index}", "wall", matter, mesh, shows, (*wall.end, 0.0), across, wall.name)
            index += 1


def _ceiling(room: Room) -> Iterator[Body]:
    ceiling = room.ceiling
    matter = SPANS.get(room.structure.system, "concrete")
    low, high = ceiling.height, ceiling.height + ceiling.thickness
    lights = [piece.ring() for piece in ceiling.pieces if piece.kind == "skylight"]
    index = 0
    for cell in _cells(room.outline, FIELD_M):
        for ring in without(cell, lights):
            if area(ring) > SMALLEST_M2:
                yield Body(f"Solid_Ceiling_{index}", "ceiling", matter, prism(ring, low, high), "Ceiling")
                index += 1
    for piece in ceiling.pieces:
        if piece.kind in {"skylight", "pipe", "duct", "rose"} or min(piece.size) < 0.02:
            continue
        x, y, z = piece.size
        mesh = prism(rectangle(-x / 2, -y / 2, x / 2, y / 2), 0.0, z)
        kind = matter if piece.kind in {"beam", "rib"} else "plaster"
        name = f"Ceiling_{piece.name}"
        yield Body(f"Solid_{name}", "beam", kind, mesh, name, (*piece.at, piece.bottom), piece.yaw_deg)
