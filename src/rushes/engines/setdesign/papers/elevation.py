"""Elevations: every wall as the room sees it, with openings, trims, what hangs and stands there, and its heights."""

from __future__ import annotations

import math

from rushes.engines.setdesign.model.furniture import Item
from rushes.engines.setdesign.model.opening import Opening
from rushes.engines.setdesign.model.polygon import Point
from rushes.engines.setdesign.model.room import Room
from rushes.engines.setdesign.model.shell_checks import floor_height
from rushes.engines.setdesign.model.structure import Column
from rushes.engines.setdesign.model.wall import Trim, Wall
from rushes.engines.setdesign.papers.drawing import Drawing
from rushes.engines.setdesign.papers.profiles import draw_profile

NEAR_M = 1.1
"""What stands at most so far from a wall is drawn in its elevation."""

FLAT_M = 1.2
"""Width of a stock flat."""


def elevations(room: Room) -> list[Drawing]:
    """Draw every wall, in their order."""
    return [elevation(room, wall) for wall in room.walls if not wall.open_side]


def elevation(room: Room, wall: Wall) -> Drawing:
    """Draw one wall as the room sees it: its start is on the right."""
    drawing = Drawing(f"elevation_{wall.name}", f"Elevation {wall.name}" + (" (wild)" if wall.wild else ""))
    long = wall.length
    high = (
        wall.height if wall.partition else min(wall.height, room.ceiling.height) if not room.exterior else wall.height
    )
    _flats(drawing, wall, high)
    draw_face(drawing, room, wall, 0.0)
    drawing.box("A-ELEV", 0.0, 0.0, long, high)
    drawing.line("A-SECT-CUT", (-0.25, 0.0), (long + 0.25, 0.0))
    if not wall.partition and not room.exterior:
        drawing.line("A-SECT-CUT", (-0.25, high), (long + 0.25, high))
    _ground(drawing, room, wall)
    _calls(drawing, room, wall)
    _measures(drawing, room, wall, high)
    finish = room.finish(wall.finish)
    drawing.words((0.0, high + 0.16), finish.trade, 1.8, anchor="start")
    return drawing


def draw_face(drawing: Drawing, room: Room, wall: Wall, shift: float) -> None:
    """Draw what is on a wall and before it; `shift` moves it along [m]."""
    long = wall.length
    for trim in room.trims:
        if (wall.name in trim.walls) if trim.walls else not wall.partition:
            _trim(drawing, room, wall, trim, shift)
    for opening in room.on(wall.name):
        draw_opening(drawing, opening, shift + long - opening.at)
    for column in room.structure.columns:
        along, out = _at(wall, column.at)
        if 0 <= along <= long and -0.1 <= out <= NEAR_M + column.size[1]:
            draw_column(drawing, column, shift + long - along)
    near = [(item, *_before(wall, item)) for item in room.items]
    for item, along, out in sorted(near, key=lambda row: (row[2], row[0].at[2])):
        if (
            item.mount in {"floor", "wall", "top"}
            and -0.2 <= out <= (NEAR_M if item.mount != "wall" else 0.4)
            and _beside(wall, item, along)
        ):
            base = item.at[2] if item.mount != "floor" else floor_height(room, item.at[0], item.at[1])
            draw_profile(drawing, item, shift + long - along, base, item.yaw_deg - wall.yaw_deg)


def draw_column(drawing: Drawing, column: Column, x: float) -> None:
    """Draw a column from the side, with its base and its capital."""
    half = column.size[0] / 2
    drawing.box("A-COLS", x - half, 0.0, x + half, column.height, 1.0)
    if column.base:
        drawing.box("A-COLS", x - half * 1.2, 0.0, x + half * 1.2, column.base, 1.0)
    if column.capital:
        drawing.box("A-COLS", x - half * 1.25, column.height - column.capital, x + half * 1.25, column.height, 1.0)


def _before(wall: Wall, item: Item) -> tuple[float, float]:
    """Place of an item along a wall, and before it [m]."""
    along, out = _at(wall, item.at[:2])
    return along, out - item.size[1] / 2


def _beside(wall: Wall, item: Item, along: float) -> bool:
    return item.size[0] / 4 <= along <= wall.length - item.size[0] / 4


def _trim(drawing: Drawing, room: Room, wall: Wall, trim: Trim, shift: float) -> None:
    """Draw a trim in the stretches that no opening interrupts."""
    long = wall.length
    gaps = sorted(
        (long - o.end, long - o.start)
        for o in room.on(wall.name)
        if o.sill < trim.bottom + trim.height and trim.bottom < o.top
    )
    at = 0.0
    for low, high in [*gaps, (long, long)]:
        if low - at > 0.01:
            drawing.box("A-ELEV-TRIM", shift + at, trim.bottom, shift + low, trim.bottom + trim.height)
            if trim.module:
                step = trim.module
                number = max(1, round((low - at) / step))
                for k in range(1, number):
                    x = shift + at + (low - at) * k / number
                    drawing.line("A-ELEV-TRIM", (x, trim.bottom), (x, trim.bottom + trim.height))
        at = max(at, high)


def head_points(opening: Opening, x: float) -> list[Point]:
    """Outline of an opening about its middle `x`, from its sill's left corner over the head to the right one."""
    half, sill, top = opening.width / 2, opening.sill, opening.top
    if opening.head == "round":
        radius = min(half, opening.height)
        arc = [
            (x + half * math.cos(a), top - radius + radius * math.sin(a))
            for a in (math.pi * k / 16 for k in range(16, -1, -1))
        ]
        return [(x - half, sill), *arc, (x + half, sill)]
    if opening.head == "segmental":
        rise = opening.width / 8
        arc = [(x - half + opening.width * k / 12, top - rise + rise * math.sin(math.pi * k / 12)) for k in range(13)]
        return [(x - half, sill), *arc, (x + half, sill)]
    if opening.head == "canted":
        cut = opening.width / 6
        return [
            (x - half, sill),
            (x - half, top - cut),
            (x - half + cut, top),
            (x + half - cut, top),
            (x + half, top - cut),
            (x + half, sill),
        ]
    return [(x - half, sill), (x - half, top), (x + half, top), (x + half, sill)]


def draw_opening(drawing: Drawing, opening: Opening, x: float) -> None:
    """Draw an opening about its middle: frame, leaves, panes, and which side its hinges are on."""
    half, sill, top = opening.width / 2, opening.sill, opening.top
    layer = "A-GLAZ" if opening.kind in {"window", "slit"} else "A-DOOR"
    outline = head_points(opening, x)
    drawing.ring(layer, outline, fill=0.97 if opening.kind in {"window", "slit"} else 1.0)
    if opening.kind in {"window", "slit"}:
        across, up = opening.bars
        for k in range(1, across):
            at = x - half + opening.width * k / across
            drawing.line(layer, (at, sill), (at, top if opening.head == "flat" else top - opening.width / 8))
        for k in range(1, up):
            level = sill + opening.height * k / up
            drawing.line(layer, (x - half, level), (x + half, level))
        if opening.kind == "window":
            drawing.box(layer, x - half - 0.05, sill - 0.05, x + half + 0.05, sill)
    elif opening.kind == "door":
        drawing.line(
            layer, *[(px + math.copysign(0.06, px - x), py + (0.06 if py > sill else 0.0)) for px, py in outline]
        )
        width = opening.leaf_width
        for k in range(max(1, opening.leaves)):
            low = x - half + k * width
            _leaf(drawing, opening, low, low + width, right=_hangs_right(opening, k))
    drawing.words((x, sill + 0.06 if opening.kind == "slit" else (sill + top) / 2 - 0.04), opening.name, 1.7)


def _hangs_right(opening: Opening, leaf: int) -> bool:
    return leaf == 1 if opening.leaves > 1 else opening.hinge == "right"


def _leaf(drawing: Drawing, opening: Opening, low: float, high: float, *, right: bool) -> None:
    sill, top = opening.sill, opening.top - (opening.width / 2 if opening.head == "round" else 0.0)
    drawing.box("A-DOOR", low, sill, high, top)
    panels = int(opening.style.get("panels", 0))
    rows = {4: ((0.12, 0.4), (0.46, 0.94)), 6: ((0.1, 0.3), (0.36, 0.7), (0.76, 0.94))}.get(panels, ())
    wide = high - low
    for bottom, upper in rows:
        for a, b in ((0.13, 0.46), (0.54, 0.87)):
            drawing.box(
                "A-FURN-DETL", low + wide * a, sill + (top - sill) * bottom, low + wide * b, sill + (top - sill) * upper
            )
    if opening.style.get("vision_panel") or opening.style.get("glazed") or opening.glazing:
        drawing.box("A-GLAZ", low + wide * 0.2, sill + (top - sill) * 0.5, high - wide * 0.2, top - 0.15)
    if opening.swing in {"in", "out", "both"}:
        hinge, edge = (high, low) if right else (low, high)
        drawing.line("A-CLNG-OVHD", (edge, top), (hinge, (sill + top) / 2), (edge, sill))
    handle = low + 0.07 if right else high - 0.07
    drawing.circle("A-DOOR", (handle, sill + 1.0), 0.025)


def _flats(drawing: Drawing, wall: Wall, high: float) -> None:
    """Mark where stock flats meet, from the left."""
    if wall.built != "flat" or wall.partition:
        return
    for k in range(1, math.ceil(wall.length / FLAT_M)):
        drawing.line("A-ELEV-FLAT", (k * FLAT_M, 0.0), (k * FLAT_M, high))


def _ground(drawing: Drawing, room: Room, wall: Wall) -> None:
    """Raise or sink the floor's line where a level lies along the wall."""
    for level in room.levels:
        places = [along for along, out in (_at(wall, p) for p in level.outline) if abs(out) < 0.05]
        if len(places) > 1:
            low, high = wall.length - max(places), wall.length - min(places)
            drawing.box("A-FLOR-LEVL", low, min(0.0, level.height), high, max(0.0, level.height), fill=0.93)
            drawing.line("A-SECT-CUT", (low, level.height), (high, level.height))


def _at(wall: Wall, point: Point) -> tuple[float, float]:
    dx, dy = point[0] - wall.start[0], point[1] - wall.start[1]
    return dx * wall.along[0] + dy * wall.along[1], dx * wall.inward[0] + dy * wall.inward[1]


def _calls(drawing: Drawing, room: Room, wall: Wall) -> None:
    """Name the trims and their finishes at the right of the wall, each at its height, none over another."""
    rows = [trim for trim in room.trims if ((wall.name in trim.walls) if trim.walls else not wall.partition)]
    below = -1.0
    for trim in sorted(rows, key=lambda row: row.bottom + row.height / 2):
        z = max(trim.bottom + trim.height / 2, below + 0.15)
        below = z
        drawing.line("A-ANNO-DIMS", (wall.length, trim.bottom + trim.height / 2), (wall.length + 0.3, z))
        trade = room.finish(trim.finish).trade.split(", ")
        drawing.words(
            (wall.length + 0.34, z - 0.035),
            f"{trim.kind.replace('_', ' ')}: {', '.join(trade[:2])}",
            1.6,
            anchor="start",
        )


def _measures(drawing: Drawing, room: Room, wall: Wall, high: float) -> None:
    long = wall.length
    ground = [o for o in room.on(wall.name) if o.sill < 2.6]
    stops = sorted({0.0, long, *(round(long - t, 4) for o in ground for t in (o.start, o.end))})
    drawing.chain([(x, 0.0) for x in stops], -0.4)
    upper = [
        o
        for o in room.on(wall.name)
        if o.sill >= 2.6 and o.sill == min(p.sill for p in room.on(wall.name) if p.sill >= 2.6)
    ]
    if upper:
        drawing.chain(
            [(x, high) for x in sorted({0.0, long, *(round(long - t, 4) for o in upper for t in (o.start, o.end))})],
            0.5,
        )
    if len(stops) > 2:
        drawing.chain([(0.0, 0.0), (long, 0.0)], -0.75)
    drawing.chain([(0.0, 0.0), (0.0, high)], 0.75)
    levels = sorted(
        {
            0.0,
            *(round(z, 4) for o in room.on(wall.name) for z in (o.sill, o.top)),
            *_trim_levels(room, wall, high),
            high,
        }
    )
    drawing.chain([(0.0, z) for z in _apart(levels)], 0.4)


def _trim_levels(room: Room, wall: Wall, high: float) -> set[float]:
    rows = [t for t in room.trims if ((wall.name in t.walls) if t.walls else not wall.partition) and t.height >= 0.2]
    return {round(z, 4) for t in rows for z in (t.bottom, t.bottom + t.height) if 0 < z < high}


def _apart(levels: list[float]) -> list[float]:
    """Leave out levels that are too near to the one below to be written at 1:50."""
    kept = [levels[0]]
    for level in levels[1:-1]:
        if level - kept[-1] >= 0.1 and levels[-1] - level >= 0.1:
            kept.append(level)
    return [*kept, levels[-1]]
