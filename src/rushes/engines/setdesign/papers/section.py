"""Sections: the room cut upright, with what is cut in black and what lies behind drawn on."""

from __future__ import annotations

from typing import Literal

from rushes.engines.setdesign.model.polygon import Point, box, edges
from rushes.engines.setdesign.model.room import Room
from rushes.engines.setdesign.model.shell_checks import floor_height
from rushes.engines.setdesign.papers.drawing import Drawing
from rushes.engines.setdesign.papers.elevation import draw_column, draw_opening
from rushes.engines.setdesign.papers.profiles import draw_profile

FLOOR_M = 0.25
"""Thickness drawn for the floor."""

PERSON_M = 1.75


def section(room: Room, axis: Literal["x", "y"] = "x", at: float | None = None) -> Drawing:
    """Cut the room along X (looking north) or along Y (looking west).

    Args:
        room: The room.
        axis: Direction of the cut.
        at: Where it is cut on the other axis [m]; the middle of the largest sunk or raised level, or of the room.
    """
    at = _place(room, axis) if at is None else at
    name = "A-A" if axis == "x" else "B-B"
    drawing = Drawing(f"section_{name[0]}", f"Section {name}, looking {'north' if axis == 'x' else 'west'}")
    low, high = _reach(room, axis, at)
    _beyond(drawing, room, axis, at)
    _shell(drawing, room, axis, at, low, high)
    _person(drawing, room, axis, at, low + (high - low) * 0.62)
    top = room.ceiling.height + room.ceiling.rise
    drawing.chain([(low, 0.0), (high, 0.0)], -(FLOOR_M + 0.75))
    stops = sorted({0.0, top, *(min(p.bottom, top) for p in room.ceiling.pieces if _cut_by(p.ring(), axis, at))})
    drawing.chain([(high, z) for z in [0.0, *stops[1:]]], -(_thickness(room) + 0.5))
    return drawing


def _place(room: Room, axis: str) -> float:
    rings = [level.outline for level in room.levels if abs(level.height) > 0.05] or [room.outline]
    x0, y0, x1, y1 = box(rings[0])
    return round((y0 + y1) / 2 if axis == "x" else (x0 + x1) / 2, 3)


def _seen(point: Point, axis: str) -> tuple[float, float]:
    """Place along the drawing, and depth behind it, of a plan position: north is away along X, west along Y."""
    return (point[0], point[1]) if axis == "x" else (point[1], -point[0])


def _reach(room: Room, axis: str, at: float) -> tuple[float, float]:
    """First and last place where the cut meets the outline."""
    depth = at if axis == "x" else -at
    hits = []
    for a, b in edges(room.outline):
        (u0, v0), (u1, v1) = _seen(a, axis), _seen(b, axis)
        if (v0 > depth) != (v1 > depth):
            hits.append(u0 + (depth - v0) / (v1 - v0) * (u1 - u0))
    return min(hits), max(hits)


def _thickness(room: Room) -> float:
    return max(wall.thickness for wall in room.walls if not wall.partition)


def _cut_by(ring: tuple[Point, ...], axis: str, at: float) -> bool:
    depth = at if axis == "x" else -at
    rows = [_seen(p, axis)[1] for p in ring]
    return min(rows) <= depth <= max(rows)


def _shell(drawing: Drawing, room: Room, axis: str, at: float, low: float, high: float) -> None:
    """Fill floor, walls and ceiling where they are cut; pits and platforms step the floor."""
    thick = _thickness(room)
    steps = [low]
    depth = at if axis == "x" else -at
    for level in room.levels:
        if _cut_by(level.outline, axis, at):
            us = [_seen(p, axis)[0] for p in level.outline]
            steps += [min(us), max(us)]
    steps = sorted({round(min(max(s, low), high), 4) for s in [*steps, high]})
    floor: list[Point] = []
    for a, b in zip(steps[:-1], steps[1:], strict=True):
        middle = (a + b) / 2
        plan = (middle, depth) if axis == "x" else (-depth, middle)
        z = floor_height(room, *plan)
        floor += [(a, z), (b, z)]
    bottom = min(z for _, z in floor) - FLOOR_M
    ring = [(low - thick, 0.0), *floor, (high + thick, 0.0), (high + thick, bottom), (low - thick, bottom)]
    pattern = "concrete" if any(w.built == "concrete" for w in room.walls) else "cut"
    _cut(
        drawing,
        [
            (low - thick, floor[0][1]),
            *ring[1:-3],
            (high + thick, floor[-1][1]),
            (high + thick, bottom),
            (low - thick, bottom),
        ],
        pattern,
    )
    if room.exterior:
        return
    _walls(drawing, room, axis, at, low, high, pattern)
    _ceiling(drawing, room, axis, at, low, high, pattern)


def _cut(drawing: Drawing, ring: list[Point], pattern: str) -> None:
    drawing.ring("A-SECT-CUT", ring, fill=0.93)
    drawing.hatch("A-WALL-PATT", ring, pattern)


def _walls(drawing: Drawing, room: Room, axis: str, at: float, low: float, high: float, pattern: str) -> None:
    """Cut the walls at both ends, open where the cut meets an opening."""
    depth = at if axis == "x" else -at
    for wall in room.walls:
        (u0, v0), (u1, v1) = _seen(wall.start, axis), _seen(wall.end, axis)
        if wall.partition or (v0 > depth) == (v1 > depth):
            continue
        along = wall.length * (depth - v0) / (v1 - v0)
        u = u0 + (u1 - u0) * (depth - v0) / (v1 - v0)
        out = u - wall.thickness if abs(u - low) < abs(u - high) else u + wall.thickness
        top = max(wall.height, room.ceiling.height)
        stops = [
            0.0,
            *(
                z
                for o in sorted(room.on(wall.name), key=lambda o: o.sill)
                if o.start < along < o.end
                for z in (o.sill, o.top)
            ),
            top,
        ]
        for z0, z1 in zip(stops[::2], stops[1::2], strict=True):
            if z1 - z0 > 1e-6:
                _cut(drawing, [(u, z0), (out, z0), (out, z1), (u, z1)], pattern)


def _ceiling(drawing: Drawing, room: Room, axis: str, at: float, low: float, high: float, pattern: str) -> None:
    import math

    ceiling, thick = room.ceiling, _thickness(room)
    if ceiling.form == "open":
        return
    if ceiling.form == "barrel" and ceiling.axis != axis:
        half, middle = (high - low) / 2, (high + low) / 2
        inner = [
            (middle - half * math.cos(math.pi * k / 24), ceiling.height + ceiling.rise * math.sin(math.pi * k / 24))
            for k in range(25)
        ]
        top = ceiling.height + ceiling.rise + ceiling.thickness
        _cut(
            drawing,
            [
                *inner,
                (high + thick, ceiling.height),
                (high + thick, top),
                (low - thick, top),
                (low - thick, ceiling.height),
            ],
            pattern,
        )
    else:
        z = ceiling.height + (ceiling.rise if ceiling.form == "barrel" else 0.0)
        _cut(
            drawing,
            [
                (low - thick, z),
                (high + thick, z),
                (high + thick, z + ceiling.thickness),
                (low - thick, z + ceiling.thickness),
            ],
            pattern,
        )
    for piece in ceiling.pieces:
        us = [_seen(p, axis)[0] for p in piece.ring()]
        layer = "A-SECT-CUT" if _cut_by(piece.ring(), axis, at) else "A-CLNG"
        if layer == "A-SECT-CUT" or _behind(piece.ring(), axis, at):
            x0, x1 = max(low, min(us)), min(high, max(us))
            fill = 1.0 if piece.kind == "skylight" else 0.93 if layer == "A-SECT-CUT" else None
            drawing.box(
                layer, x0, piece.bottom, x1, min(piece.top, ceiling.height + ceiling.rise + ceiling.thickness), fill
            )


def _behind(ring: tuple[Point, ...], axis: str, at: float) -> bool:
    depth = at if axis == "x" else -at
    return min(_seen(p, axis)[1] for p in ring) > depth


def _beyond(drawing: Drawing, room: Room, axis: str, at: float) -> None:
    """Draw walls, columns and furniture behind the cut, the farthest first."""
    depth = at if axis == "x" else -at
    view_yaw = 0.0 if axis == "x" else 90.0
    for wall in room.walls:
        (u0, v0), (u1, v1) = _seen(wall.start, axis), _seen(wall.end, axis)
        if min(v0, v1) < depth - 1e-6 or abs(u1 - u0) < 0.05:
            continue
        for trim in room.trims:
            if (wall.name in trim.walls) if trim.walls else not wall.partition:
                drawing.box("A-ELEV-TRIM", min(u0, u1), trim.bottom, max(u0, u1), trim.bottom + trim.height)
        drawing.line("A-ELEV-TRIM", (u0, 0.0), (u0, wall.height))
        if abs(abs(u1 - u0) - wall.length) < 0.01:
            for opening in room.on(wall.name):
                draw_opening(drawing, opening, u0 + (u1 - u0) * opening.at / wall.length)
    for column in room.structure.columns:
        u, v = _seen(column.at, axis)
        if v > depth:
            draw_column(drawing, column, u)
    rows = [(item, *_seen(item.at[:2], axis)) for item in room.items if item.mount != "rug"]
    for item, u, v in sorted(rows, key=lambda row: (-row[2], row[0].at[2])):
        if v > depth - 0.05:
            draw_profile(drawing, item, u, item.at[2], item.yaw_deg - view_yaw)


def _person(drawing: Drawing, room: Room, axis: str, at: float, u: float) -> None:
    """Stand a person on the cut, for the scale of it."""
    plan = (u, at) if axis == "x" else (at, u)
    z = floor_height(room, *plan)
    drawing.circle("A-ANNO-SYMB", (u, z + PERSON_M - 0.12), 0.1, fill=1.0)
    drawing.ring(
        "A-ANNO-SYMB",
        [
            (u - 0.2, z + 1.48),
            (u + 0.2, z + 1.48),
            (u + 0.14, z + 0.85),
            (u + 0.12, z),
            (u - 0.12, z),
            (u - 0.14, z + 0.85),
        ],
        fill=1.0,
    )
