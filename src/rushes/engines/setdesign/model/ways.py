"""Ways through a room: aisles between its doors, a path to each piece of furniture, and ways out."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rushes.engines.setdesign.model.fault import Fault
from rushes.engines.setdesign.model.furniture import KINDS
from rushes.engines.setdesign.model.polygon import Point, box, edges, placed
from rushes.engines.setdesign.model.room import Room

AISLE_M = 0.9
"""A way from door to door that two people can pass sideways, a trolley or a dolly (0.7 m) can roll along."""

PATH_M = 0.5
"""What one person needs to get to a seat between other furniture."""

CELL_M = 0.08

ONE_WAY_M = 18.0
"""Longest way to the only exit; 45 m where there are two (Approved Document B 2, table 2.1). A guide: the fire officer of
the stage decides."""

TWO_WAYS_M = 45.0

CROWD = 60
"""More people than this need a second way out (Approved Document B 2, table 2.2)."""

FLOOR_A_HEAD_M2 = 1.5
"""Floor that one of cast, crew and extras takes on a working set."""


class Grid(NamedTuple):
    """A room's floor in cells.

    Attributes:
        origin: Plan position of the first cell's corner [m].
        free: Distance [m] of each cell to what stands nearest; 0 in it, shape [rows, columns].
    """

    origin: Point
    free: NDArray[np.float64]

    def cell(self, at: Point) -> tuple[int, int]:
        """Find the cell of a place."""
        rows, columns = self.free.shape
        row, column = int((at[1] - self.origin[1]) / CELL_M), int((at[0] - self.origin[0]) / CELL_M)
        return min(max(row, 0), rows - 1), min(max(column, 0), columns - 1)


def floor_grid(room: Room) -> Grid:
    """Draw what stands on the floor into cells and measure how far each cell is from it."""
    from scipy.ndimage import distance_transform_edt

    x0, y0, x1, y1 = box(room.outline)
    xs = np.arange(x0 - 0.2 + CELL_M / 2, x1 + 0.2, CELL_M)
    ys = np.arange(y0 - 0.2 + CELL_M / 2, y1 + 0.2, CELL_M)
    open_ = np.zeros((len(ys), len(xs)), bool)
    _paint(open_, xs, ys, room.outline, value=True)
    for ring in _obstacles(room):
        _paint(open_, xs, ys, ring, value=False)
    for opening in room.openings:
        if opening.passage():
            wall = room.wall(opening.wall)
            through = (*opening.approach(wall, 0.05)[2:], wall.at(opening.start, -0.2), wall.at(opening.end, -0.2))
            _paint(open_, xs, ys, through, value=True)
    return Grid((x0 - 0.2, y0 - 0.2), distance_transform_edt(open_) * CELL_M)


def _obstacles(room: Room) -> Iterator[tuple[Point, ...]]:
    for item in room.items:
        if item.kind in KINDS and item.mount == "floor":
            yield item.ring()
    for column in room.structure.columns:
        yield column.ring()
    for wall in room.walls:
        if wall.partition:
            yield wall.ring()
    for level in room.levels:
        if abs(level.height) <= 0.2:
            continue
        flights = [flight.ring() for flight in room.flights]
        for a, b in edges(level.outline):
            yield from _edge_without_flights(a, b, flights)


def _edge_without_flights(a: Point, b: Point, flights: list[tuple[Point, ...]]) -> Iterator[tuple[Point, ...]]:
    """Make a thin obstacle of a level's edge, with a gap where steps lead over it."""
    from rushes.engines.setdesign.model.polygon import contains

    length = math.dist(a, b)
    yaw = math.degrees(math.atan2(b[1] - a[1], b[0] - a[0]))
    count = max(1, round(length / 0.1))
    for k in range(count):
        t = (k + 0.5) / count
        middle = (a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]))
        if not any(contains(ring, middle, 0.15) for ring in flights):
            half = length / count / 2
            yield placed(((-half, -0.06), (half, -0.06), (half, 0.06), (-half, 0.06)), middle, yaw)


def _paint(
    cells: NDArray[np.bool_], xs: NDArray[np.float64], ys: NDArray[np.float64], ring: tuple[Point, ...], *, value: bool
) -> None:
    """Set the cells whose middles lie in a ring (even and odd)."""
    x0, y0, x1, y1 = box(ring)
    c0, c1 = np.searchsorted(xs, (x0, x1))
    r0, r1 = np.searchsorted(ys, (y0, y1))
    x, y = np.meshgrid(xs[c0:c1], ys[r0:r1])
    inside = np.zeros(x.shape, bool)
    for (ax, ay), (bx, by) in edges(ring):
        if ay != by:
            inside ^= ((ay > y) != (by > y)) & (x < ax + (y - ay) / (by - ay) * (bx - ax))
    cells[r0:r1, c0:c1][inside] = value


def way_faults(room: Room) -> Iterator[Fault]:
    """Walk from every door to every other one, to each piece that is used, and out."""
    doors = [opening for opening in room.openings if opening.passage()]
    if room.exterior:
        return
    exits = [door for door in doors if door.exit]
    if not exits:
        yield Fault("exit", "Nobody gets out: no door or arch is an exit; mark one.")
        return
    grid = floor_grid(room)
    at = {door.name: room.wall(door.wall).at(door.at, AISLE_M / 2 + 0.05) for door in doors}
    from scipy.ndimage import label

    wide, _ = label(grid.free >= AISLE_M / 2 - CELL_M)
    first = wide[grid.cell(at[exits[0].name])]
    for door in doors:
        if first == 0 or wide[grid.cell(at[door.name])] != first:
            yield Fault(
                "aisle",
                f"No aisle of {AISLE_M} m leads from {exits[0].name} to {door.name}; move what stands between them.",
            )
    narrow, _ = label(grid.free >= PATH_M / 2 - CELL_M)
    mine = narrow[grid.cell(at[exits[0].name])]
    for item in room.items:
        if (
            item.kind in KINDS
            and item.mount == "floor"
            and KINDS[item.kind].front > 0
            and not _reached(grid, narrow == mine, item.reach())
        ):
            yield Fault(
                "path",
                f"Nobody gets to {item.name} ({item.title}): no path of {PATH_M} m leads there; move what stands before it.",
            )
    yield from _exit_faults(room, [at[door.name] for door in exits])


def _reached(grid: Grid, walk: NDArray[np.bool_], ring: tuple[Point, ...]) -> bool:
    """Whether walked floor comes into a ring or next to it."""
    x0, y0, x1, y1 = box(ring)
    r0, c0 = grid.cell((x0 - CELL_M, y0 - CELL_M))
    r1, c1 = grid.cell((x1 + CELL_M, y1 + CELL_M))
    return bool(walk[r0 : r1 + 1, c0 : c1 + 1].any())


def _exit_faults(room: Room, exits: list[Point]) -> Iterator[Fault]:
    farthest = max(min(math.dist(corner, out) for out in exits) for corner in room.outline)
    limit = ONE_WAY_M if len(exits) == 1 else TWO_WAYS_M
    if farthest > limit:
        yield Fault(
            "exit_far",
            f"The farthest corner is {farthest:.0f} m from a way out, at most {limit:.0f} m are allowed with {len(exits)}; add an exit.",
        )
    people = room.area / FLOOR_A_HEAD_M2
    if people > CROWD and len(exits) < 2:
        yield Fault(
            "exits",
            f"{room.area:.0f} m² hold about {people:.0f} people at work and have one way out; more than {CROWD} need two.",
        )
