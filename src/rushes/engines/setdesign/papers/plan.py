"""The floor plan: walls cut at 1.2 m, doors with their swings, furniture, set-ups, dimensions."""

from __future__ import annotations

import math

from rushes.engines.setdesign.model.corner import outer_corners, solid
from rushes.engines.setdesign.model.level import Flight
from rushes.engines.setdesign.model.opening import Opening
from rushes.engines.setdesign.model.polygon import Point
from rushes.engines.setdesign.model.room import Room
from rushes.engines.setdesign.model.setup import SetUp
from rushes.engines.setdesign.model.wall import Wall
from rushes.engines.setdesign.papers.drawing import Drawing
from rushes.engines.setdesign.papers.symbols import draw_item

CUT_M = 1.2
"""Height at which a plan cuts."""

CONE_M = 2.6
"""How far a set-up's view is drawn."""


def plan(room: Room, *, cameras: bool = True, numbers: bool = True, dimensions: bool = True) -> Drawing:
    """Draw the floor plan, north up as the room's +Y.

    Args:
        room: The room.
        cameras: Whether set-ups are drawn.
        numbers: Whether furniture carries its numbers.
        dimensions: Whether it is dimensioned.
    """
    drawing = Drawing("plan", "Floor plan")
    for level in room.levels:
        drawing.ring("A-FLOR-LEVL", level.outline)
        x, y = level.outline[3]
        drawing.words((x + 0.1, y - 0.22), f"{level.name} {level.height:+.3f}", 1.8, anchor="start")
    for flight in room.flights:
        _flight(drawing, flight)
    for item in sorted(room.items, key=lambda row: (row.mount != "rug", row.at[2])):
        if item.mount != "ceiling" and item.at[2] < 2.6:
            draw_item(drawing, item)
    for column in room.structure.columns:
        if column.section in {"round", "fluted"}:
            drawing.circle("A-COLS", column.at, column.size[0] / 2, fill=0.45)
        else:
            drawing.ring("A-COLS", column.ring(), fill=0.45)
    draw_walls(drawing, room)
    if cameras:
        for setup in room.setups:
            _setup(drawing, setup)
    if numbers:
        _numbers(drawing, room)
    if dimensions:
        _dimensions(drawing, room)
    return drawing


def draw_walls(drawing: Drawing, room: Room, cut: float = CUT_M) -> None:
    """Draw walls as cut at a height, with what fills their openings."""
    corners = outer_corners(room)
    for wall in room.walls:
        if wall.open_side:
            drawing.line("A-CLNG-OVHD", wall.start, wall.end)
            continue
        openings = [o for o in room.on(wall.name) if o.sill < cut < o.top]
        stops = [0.0, *(t for o in openings for t in (o.start, o.end)), wall.length]
        for start, end in zip(stops[::2], stops[1::2], strict=True):
            if end - start > 1e-6:
                ring = solid(wall, corners[wall.name], start, end)
                drawing.ring("A-WALL-PATT", ring, fill=0.93)
                drawing.hatch("A-WALL-PATT", ring, "concrete" if wall.built == "concrete" else "cut")
                drawing.line("A-WALL", ring[3], ring[2])
                drawing.line("A-WALL", ring[0], ring[1])
                for t, ends in ((start, (ring[0], ring[3])), (end, (ring[1], ring[2]))):
                    if wall.partition or 1e-6 < t < wall.length - 1e-6:
                        drawing.line("A-WALL", *ends)
        for opening in openings:
            _opening(drawing, wall, opening)
        for opening in _at_eye_height(room, wall):
            if opening not in openings:
                _overhead(drawing, wall, opening)
        if wall.wild:
            middle, size = wall.at(wall.length / 2, -wall.thickness - 0.26), 1.8
            drawing.line(
                "A-WALL-WILD", wall.at(0, -wall.thickness - 0.05), wall.at(wall.length, -wall.thickness - 0.05)
            )
            drawing.words(middle, f"WALL {wall.name} WILD", size, angle=upright(wall.along), layer="A-WALL-WILD")


def upright(along: Point) -> float:
    """Angle [degrees] of words along a direction, never upside down."""
    angle = math.degrees(math.atan2(along[1], along[0]))
    return angle if -90.0 < angle <= 90.0 else angle - math.copysign(180.0, angle)


def _opening(drawing: Drawing, wall: Wall, opening: Opening) -> None:
    t = wall.thickness
    a, b = opening.start, opening.end
    drawing.line("A-DOOR" if opening.passage() else "A-GLAZ", wall.at(a), wall.at(a, -t))
    drawing.line("A-DOOR" if opening.passage() else "A-GLAZ", wall.at(b), wall.at(b, -t))
    if opening.kind in {"window", "slit", "hatch"}:
        drawing.line("A-GLAZ", wall.at(a), wall.at(b))
        drawing.line("A-GLAZ", wall.at(a, -t), wall.at(b, -t))
        for share in (0.45, 0.55):
            drawing.line("A-GLAZ", wall.at(a, -t * share), wall.at(b, -t * share))
    elif opening.kind == "arch" or not opening.leaves:
        drawing.line("A-CLNG-OVHD", wall.at(a), wall.at(b))
        drawing.line("A-CLNG-OVHD", wall.at(a, -t), wall.at(b, -t))
    elif opening.swing == "sliding":
        half = opening.width / 2
        for k in range(opening.leaves):
            low = a + k * opening.leaf_width
            drawing.ring(
                "A-DOOR",
                wall.ring(low, low + opening.leaf_width)[2:]
                + (wall.at(low, -0.05), wall.at(low + opening.leaf_width, -0.05)),
            )
        drawing.line("A-DOOR-SWNG", wall.at(a - half, -0.025), wall.at(b + half, -0.025))
    else:
        _leaves(drawing, wall, opening)


def _leaves(drawing: Drawing, wall: Wall, opening: Opening) -> None:
    """Draw leaves open at a right angle, and the quarter that they sweep."""
    out = -1.0 if opening.swing == "out" else 1.0
    base = 0.0 if out > 0 else -wall.thickness
    for hinge, way in opening.hinges():
        width = opening.leaf_width
        foot, tip = wall.at(hinge, base), wall.at(hinge, base + out * width)
        side = wall.at(hinge + way * 0.045, base + out * width), wall.at(hinge + way * 0.045, base)
        drawing.ring("A-DOOR", (foot, tip, *side))
        closed = wall.at(hinge + way * width, base)
        first = math.degrees(math.atan2(tip[1] - foot[1], tip[0] - foot[0]))
        second = math.degrees(math.atan2(closed[1] - foot[1], closed[0] - foot[0]))
        start = (second if (first - second) % 360 < 180 else first) % 360
        drawing.arc("A-DOOR-SWNG", foot, width, start, start + 90)


def _overhead(drawing: Drawing, wall: Wall, opening: Opening) -> None:
    """Draw what a plan's cut misses: high slits, serving hatches."""
    t = wall.thickness
    for out in (-t * 0.3, -t * 0.7):
        drawing.line("A-CLNG-OVHD", wall.at(opening.start, out), wall.at(opening.end, out))
    drawing.line("A-CLNG-OVHD", wall.at(opening.start), wall.at(opening.start, -t))
    drawing.line("A-CLNG-OVHD", wall.at(opening.end), wall.at(opening.end, -t))


def _flight(drawing: Drawing, flight: Flight) -> None:
    ring = flight.ring()
    drawing.ring("A-FLOR-STRS", ring)
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = ring
    for k in range(1, flight.risers - 1):
        s = k / max(1, flight.risers - 1)
        drawing.line("A-FLOR-STRS", (x0 + (x3 - x0) * s, y0 + (y3 - y0) * s), (x1 + (x2 - x1) * s, y1 + (y2 - y1) * s))
    foot, head = ((x0 + x1) / 2, (y0 + y1) / 2), ((x2 + x3) / 2, (y2 + y3) / 2)
    drawing.line("A-FLOR-STRS", foot, head)
    drawing.circle("A-FLOR-STRS", foot, 0.04)
    along = (head[0] - foot[0], head[1] - foot[1])
    long = math.hypot(*along) or 1.0
    ux, uy = along[0] / long, along[1] / long
    for way in (-1, 1):
        drawing.line(
            "A-FLOR-STRS", head, (head[0] - ux * 0.14 + way * uy * 0.08, head[1] - uy * 0.14 - way * ux * 0.08)
        )
    drawing.words(
        (foot[0] - ux * 0.18, foot[1] - uy * 0.18 - 0.05), f"{flight.risers} R x {flight.rise * 1000:.0f}", 1.6
    )


LABEL_CLEAR_M = 0.45
"""A lens's label stands so far from the crew's spots [m], at the first place where it does."""


def _setup(drawing: Drawing, setup: SetUp) -> None:
    at, left, right = setup.cone(CONE_M)
    drawing.line("A-CAMR-CONE", at, left)
    drawing.line("A-CAMR-CONE", at, right)
    yaw = math.radians(setup.yaw_deg)
    ahead, aside = (-math.sin(yaw), math.cos(yaw)), (math.cos(yaw), math.sin(yaw))

    def place(forward: float, side: float) -> Point:
        return (at[0] + ahead[0] * forward + aside[0] * side, at[1] + ahead[1] * forward + aside[1] * side)

    drawing.ring("A-CAMR", (place(-0.34, -0.12), place(-0.34, 0.12), place(0, 0.12), place(0, -0.12)), fill=1.0)
    drawing.ring("A-CAMR", (place(0, -0.05), place(0.14, -0.12), place(0.14, 0.12), place(0, 0.05)), fill=1.0)
    drawing.words((place(-0.17, 0)[0], place(-0.17, 0)[1] - 0.055), setup.name, 2.0, layer="A-CAMR")
    spots = [spot.at for spot in setup.crew]
    tries = [
        place(forward, aside) for forward, aside in ((-0.62, 0), (0.42, 0), (-0.2, 0.42), (-0.2, -0.42), (-0.95, 0))
    ]
    x, y = max(tries, key=lambda at: min([*(math.dist(at, spot) for spot in spots), LABEL_CLEAR_M]))
    drawing.words((x, y - 0.05), f"{setup.lens_mm:.0f} mm", 1.8, layer="A-CAMR")
    for spot in setup.crew:
        drawing.circle("A-CAMR-CREW", spot.at, 0.2)
        drawing.words((spot.at[0], spot.at[1] - 0.04), spot.who[:1].upper(), 1.5, layer="A-CAMR-CREW")


def _numbers(drawing: Drawing, room: Room) -> None:
    for item in room.items:
        if item.mount == "floor":
            drawing.words((item.at[0], item.at[1] - 0.04), item.name, 1.4)
    for wall in room.walls:
        if wall.open_side:
            continue
        middle = wall.at(wall.length / 2, 0.24 if wall.length > 1.2 else 0.15)
        drawing.circle("A-ANNO-SYMB", middle, 0.14, fill=1.0)
        drawing.words((middle[0], middle[1] - 0.055), wall.name, 2.2, layer="A-ANNO-SYMB")
        for opening in _at_eye_height(room, wall):
            x, y = wall.at(opening.at, -wall.thickness / 2)
            radius = 0.17
            drawing.circle("A-ANNO-SYMB", (x, y), radius, fill=1.0)
            drawing.words((x, y - 0.045), opening.name, 1.7, layer="A-ANNO-SYMB")


def _dimensions(drawing: Drawing, room: Room) -> None:
    """Chain openings and overall lengths outside of each wall, and partitions by their length."""
    for wall in room.walls:
        # the face's line runs with the room on its left: outside is a negative offset
        first = -(wall.thickness + 0.55)
        stops = [0.0, *(t for o in _at_eye_height(room, wall) for t in (o.start, o.end)), wall.length]
        if wall.open_side:
            continue
        if wall.partition:
            drawing.chain((wall.at(0), wall.at(wall.length)), 0.3)
            continue
        if len(stops) > 2:
            drawing.chain([wall.at(t) for t in stops], first)
            drawing.chain((wall.at(0), wall.at(wall.length)), first - 0.4)
        else:
            drawing.chain((wall.at(0), wall.at(wall.length)), first)
    _thicknesses(drawing, room)


def _at_eye_height(room: Room, wall: Wall) -> list[Opening]:
    """Find the openings that a plan can dimension: those of the ground floor, one beside the other."""
    found: list[Opening] = []
    for opening in room.on(wall.name):
        if opening.sill < 2.6 and (not found or opening.start >= found[-1].end):
            found.append(opening)
    return found


def _thicknesses(drawing: Drawing, room: Room) -> None:
    wall = next((w for w in room.walls if not w.partition and not w.open_side and w.length > 0.8), None)
    if wall is not None:
        end = wall.at(wall.length * 0.04)
        out = wall.at(wall.length * 0.04, -wall.thickness)
        drawing.words(
            ((end[0] + out[0]) / 2, (end[1] + out[1]) / 2 - 0.04),
            f"{wall.thickness * 1000:.0f}",
            1.6,
            layer="A-ANNO-DIMS",
        )
