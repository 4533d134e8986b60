"""The shell: floor with its levels and steps, walls with their holes, ceiling with its pieces, columns."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from rushes.engines.dressing.mesh import Floats, Mesh, boxed, joined
from rushes.engines.dressing.solids import box, cylinder, lathe, loop, plate, rounded, sheet, tube
from rushes.engines.setdesign.model.ceiling import CeilingPiece
from rushes.engines.setdesign.model.level import Flight, Level
from rushes.engines.setdesign.model.opening import Opening
from rushes.engines.setdesign.model.polygon import Point, Ring, edges
from rushes.engines.setdesign.model.room import Room
from rushes.engines.setdesign.model.structure import Column
from rushes.engines.setdesign.model.wall import Wall
from rushes.engines.setdesign.scene.cut import flat, reveals, without
from rushes.engines.setdesign.scene.piece import Piece

X, Y, Z = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)


def shell(room: Room) -> Iterator[Piece]:
    """Give the pieces of a room's shell."""
    yield from _floor(room)
    for wall in room.walls:
        yield from _wall(room, wall)
    yield from _ceiling(room)
    for column in room.structure.columns:
        yield Piece(f"Column_{column.name}", "Structure", _column(column), column.finish)
    for flight in room.flights:
        yield Piece(f"Flight_{flight.name}", "Structure", _flight(flight), flight.finish)


def _floor(room: Room) -> Iterator[Piece]:
    rings = without(room.outline, [level.outline for level in room.levels if level.height < 0])
    yield Piece("Floor", "Shell", flat(rings, (0, 0, 0), X, Y), room.floor)
    for index, wall in enumerate(
        room.walls
    ):  # thresholds: the floor goes on through every opening that one walks through
        for opening in room.on(wall.name):
            if opening.passage():
                ring = (
                    wall.at(opening.start, -wall.thickness - 1.6),
                    wall.at(opening.end, -wall.thickness - 1.6),
                    wall.at(opening.end),
                    wall.at(opening.start),
                )
                yield Piece(f"Threshold_{index}_{opening.name}", "Shell", flat([ring], (0, 0, 0), X, Y), room.floor)
    for level in room.levels:
        yield from _level(level)


def _level(level: Level) -> Iterator[Piece]:
    top = flat([level.outline], (0, 0, level.height), X, Y)
    yield Piece(f"Level_{level.name}", "Shell", top, level.finish)
    sides = []
    for start, end in edges(level.outline):
        along = np.array([end[0] - start[0], end[1] - start[1], 0.0])
        length = float(np.linalg.norm(along))
        along /= length
        if level.height > 0:
            sides.append(flat([_upright(length, 0.0, level.height)], (*start, 0.0), along, Z))
        else:
            sides.append(flat([_upright(length, level.height, 0.0)], (*end, 0.0), -along, Z))
    yield Piece(f"Level_{level.name}_side", "Shell", joined(sides), level.edge_finish)
    if level.height < 0:  # a rim of 12 mm that the floor's edge is finished with
        rim = [[x, y, -0.002] for x, y in level.outline]
        yield Piece(f"Level_{level.name}_rim", "Shell", tube(rim, 0.012, closed=True), level.edge_finish)


def _upright(length: float, low: float, high: float) -> Ring:
    return ((0.0, low), (length, low), (length, high), (0.0, high))


def hole(opening: Opening, length: float, grow: float = 0.0) -> Ring:
    """Return an opening's ring in its wall's face, counter-clockwise seen from the room, x from the wall's end.

    Args:
        opening: Which.
        length: Of its wall [m].
        grow: By how much it is larger on each side [m]; not below the floor.
    """
    left, right = length - opening.end - grow, length - opening.start + grow
    low, high = opening.sill - grow if opening.sill > 0 else 0.0, opening.top + grow
    middle, wide = (left + right) / 2, right - left
    if opening.head == "round":
        radius, spring = wide / 2, max(high - wide / 2, low)
        turn = np.linspace(0.0, math.pi, 17)
        top = [(middle + radius * math.cos(a), spring + (high - spring) * math.sin(a)) for a in turn]
        return ((left, low), (right, low), *top)
    if opening.head == "segmental":
        rise = wide / 8
        turn = np.linspace(-1.0, 1.0, 11)
        top = [(middle - x * wide / 2, high - rise * x * x) for x in turn]
        return ((left, low), (right, low), *top)
    if opening.head == "canted":
        cut = wide / 6
        return (
            (left, low),
            (right, low),
            (right, high - cut),
            (right - cut, high),
            (left + cut, high),
            (left, high - cut),
        )
    return ((left, low), (right, low), (right, high), (left, high))


def face(wall: Wall) -> tuple[Floats, Floats, Floats]:
    """Return a wall's face: its origin at the wall's end, the direction across as the room sees it, and into the room."""
    along, inward = np.array([*wall.along, 0.0]), np.array([*wall.inward, 0.0])
    return np.array([*wall.end, 0.0]), -along, inward


def _wall(room: Room, wall: Wall) -> Iterator[Piece]:
    origin, across, inward = face(wall)
    openings = room.on(wall.name)
    fronts = [hole(opening, wall.length, float(opening.style.get("splay", 0.0))) for opening in openings]
    backs = [hole(opening, wall.length) for opening in openings]
    outline = _upright(wall.length, 0.0, wall.height)
    depth = -inward * wall.thickness
    meshes = [flat(without(outline, fronts), origin, across, Z)]
    wide = (
        (-wall.thickness, 0.0),
        (wall.length + wall.thickness, 0.0),
        (wall.length + wall.thickness, wall.height),
        (-wall.thickness, wall.height),
    )
    behind = outline if wall.partition else wide
    meshes.append(flat(without(behind, backs), origin + depth, across, Z).flipped())
    meshes += [reveals(one, two, origin, across, Z, depth) for one, two in zip(fronts, backs, strict=True)]
    if wall.partition:
        ends = [(wall.ring(), wall.height)]
        meshes += [flat([ring], (0, 0, height), X, Y) for ring, height in ends]
        meshes += [_end(wall, at) for at in (0.0, wall.length)]
    yield Piece(f"Wall_{wall.name}", "Shell", joined(meshes), wall.finish, wall=wall.name)


def _end(wall: Wall, at: float) -> Mesh:
    back, front = (*wall.at(at, -wall.thickness), 0.0), (*wall.at(at), 0.0)
    start, end = (back, front) if at > 0 else (front, back)
    along = (np.array(end) - np.array(start)) / wall.thickness
    return flat([_upright(wall.thickness, 0.0, wall.height)], start, along, Z)


def _ceiling(room: Room) -> Iterator[Piece]:
    ceiling = room.ceiling
    if room.exterior or ceiling.form == "open":
        return
    z = ceiling.height
    if ceiling.form == "barrel" and ceiling.rise > 0:
        yield Piece("Ceiling", "Ceiling", _vault(room), ceiling.finish)
    else:
        lights = [piece for piece in ceiling.pieces if piece.kind == "skylight"]
        rings = without(room.outline, [piece.ring() for piece in lights])
        under = flat(rings, (0, 0, z), X, Y).flipped()
        spread = _grown(room.outline, 0.3)
        above = flat(without(spread, [piece.ring() for piece in lights]), (0, 0, z + ceiling.thickness), X, Y)
        sides = [
            reveals(piece.ring(), piece.ring(), (0, 0, z + ceiling.thickness), X, Y, (0, 0, -ceiling.thickness))
            for piece in lights
        ]
        yield Piece("Ceiling", "Ceiling", joined([under, above, *sides]), ceiling.finish)
    for piece in ceiling.pieces:
        made = _ceiling_piece(piece)
        if made is not None:
            yield Piece(f"Ceiling_{piece.name}", "Ceiling", made, piece.finish)


def _grown(outline: Ring, by: float) -> Ring:
    xs, ys = [p[0] for p in outline], [p[1] for p in outline]
    return (
        (min(xs) - by, min(ys) - by),
        (max(xs) + by, min(ys) - by),
        (max(xs) + by, max(ys) + by),
        (min(xs) - by, max(ys) + by),
    )


def _vault(room: Room) -> Mesh:
    xs, ys = [p[0] for p in room.outline], [p[1] for p in room.outline]
    along_x = room.ceiling.axis == "x"
    low, high = (min(ys), max(ys)) if along_x else (min(xs), max(xs))
    first, last = (min(xs), max(xs)) if along_x else (min(ys), max(ys))
    turn = np.linspace(math.pi, 0.0, 41)
    over = (low + high) / 2 + (high - low) / 2 * np.cos(turn)
    up = room.ceiling.height + room.ceiling.rise * np.sin(turn)
    rows = []
    for place in (first, last):
        here = np.full(41, place)
        rows.append(np.stack([here, over, up] if along_x else [over, here, up], axis=-1))
    tunnel = sheet(np.stack(rows))
    vault = tunnel if tunnel.face_normals()[20][2] < 0 else tunnel.flipped()
    axis = 0 if along_x else 1
    ends = [boxed(Mesh(row, np.array([41]), np.arange(41), np.zeros((41, 2)))) for row in rows]
    fixed = [
        end if end.face_normals()[0][axis] * way > 0 else end.flipped() for end, way in zip(ends, (1, -1), strict=True)
    ]
    return joined([vault, *fixed])


def _ceiling_piece(piece: CeilingPiece) -> Mesh | None:
    long, wide, tall = piece.size
    if piece.kind == "skylight":
        return None
    if piece.kind in {"pipe", "duct"} and min(wide, tall) < 0.35 and abs(wide - tall) < 0.02:
        made = tube([[-long / 2, 0, tall / 2], [long / 2, 0, tall / 2]], min(wide, tall) / 2, segments=20)
    elif piece.kind == "rose":
        radius = min(long, wide) / 2
        profile = [
            (0.0, 0.0),
            (radius * 0.2, 0.0),
            (radius * 0.3, tall * 0.4),
            (radius * 0.7, tall * 0.3),
            (radius * 0.8, tall * 0.7),
            (radius, tall),
            (0.0, tall),
        ]
        made = lathe(rounded(profile, 0.02), 56)
    elif piece.kind == "tile_grid" and piece.module > 0:
        made = _tiles(long, wide, tall, piece.module)
    else:
        made = box(long, wide, tall, 0.006 if piece.kind != "beam" else 0.012)
    return made.turned(piece.yaw_deg).moved(*piece.at, piece.bottom)


def _tiles(long: float, wide: float, tall: float, module: float) -> Mesh:
    """Return a hung ceiling: tiles in their grid, each with its edges broken."""
    columns, rows = max(1, round(long / module)), max(1, round(wide / module))
    tile = box(long / columns - 0.012, wide / rows - 0.012, tall, 0.004, 1)
    meshes = [
        tile.moved((c + 0.5) * long / columns - long / 2, (r + 0.5) * wide / rows - wide / 2)
        for c in range(columns)
        for r in range(rows)
    ]
    meshes.append(box(long, wide, max(tall - 0.006, 0.004), 0.001, 1).moved(z=0.004))
    return joined(meshes)


def _column(column: Column) -> Mesh:
    wide, deep = column.size
    base, cap = column.base, column.capital
    tall = column.height - base - cap
    shaft = _shaft(column, wide, deep, tall).moved(z=base)
    parts = [shaft]
    if base:
        parts.append(box(wide * 1.22, deep * 1.22, base * 0.55, 0.006))
        parts.append(
            plate(
                loop(wide * 1.12, deep * 1.12, wide * (0.55 if column.section in {"round", "fluted"} else 0.02)),
                base * 0.5,
                base * 0.2,
            ).moved(z=base * 0.52)
        )
    if cap:
        for step in range(4):
            size = 1.04 + 0.08 * step
            parts.append(box(wide * size, deep * size, cap / 4, 0.008).moved(z=base + tall + cap / 4 * step))
    return joined(parts).turned(column.yaw_deg).moved(*column.at)


def _shaft(column: Column, wide: float, deep: float, tall: float) -> Mesh:
    if column.section == "round":
        return cylinder(wide / 2, tall, 0.004, 64)
    if column.section == "fluted":
        angle = np.linspace(0, 2 * math.pi, 20 * 8, endpoint=False)
        radius = wide / 2 * (1 - 0.05 * np.abs(np.sin(angle * 10)) ** 0.8)
        return plate(np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=-1), tall, 0.004)
    if column.section == "octagonal":
        angle = np.linspace(0, 2 * math.pi, 8, endpoint=False) + math.pi / 8
        return plate(np.stack([wide / 2 * np.cos(angle), deep / 2 * np.sin(angle)], axis=-1), tall, 0.006)
    if column.section == "cruciform":
        return joined([box(wide, deep * 0.4, tall, 0.006), box(wide * 0.4, deep, tall, 0.006)])
    return box(wide, deep, tall, 0.012)


def _flight(flight: Flight) -> Mesh:
    steps = []
    for index in range(max(1, flight.risers - 1)):
        top = flight.rise * (index + 1)
        y = flight.going * index + flight.going / 2
        steps.append(box(flight.width, flight.going + 0.01, top, 0.008).moved(0.0, y, flight.bottom))
        steps.append(
            box(flight.width + 0.01, flight.going + 0.025, 0.03, 0.008).moved(
                0.0, y - 0.01, flight.bottom + top - 0.028
            )
        )
    return joined(steps).turned(flight.yaw_deg).moved(*flight.foot)


def local(point: Point, wall: Wall) -> float:
    """Return how far a point lies along its wall from the wall's end, as the room sees it [m]."""
    origin, across, _ = face(wall)
    return float((np.array([*point, 0.0]) - origin) @ across)
