"""A room from inside: floor, four walls with windows and a door, a ceiling with another room over it, lamps, furniture.

The floor's top is the ground that things fall on. Bay 0 is the room, bay 1 the one over it; storey 0 is what stands,
storey 1 the ceiling and what stands on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.building.forms.furniture import Placed, bed, chair, cupboard, pendant, sofa, table
from rushes.engines.destruction.building.solid import Point, Solid, bounds, box
from rushes.engines.destruction.spec import BuildingSpec

FLOOR_M, SLAB_M, LID_M = 0.04, 0.2, 0.2
WALL_M = 0.24
UPPER_M = 2.5
"""Height of the room over the ceiling [m]."""

PANE_M, BAR_M = 0.02, 0.06
FIELD_M = 1.15
"""A ceiling is poured in one, but its solids are fields of about this size, so that each breaks in its own way."""

SLAB_PIECES_PER_M2 = 2.6
WALL_PIECES_PER_M2 = 1.1


@dataclass(frozen=True, slots=True)
class Opening:
    """A hole in a wall: from a to b along it, from low to high [m]; a door has a leaf, a window a pane."""

    a: float
    b: float
    low: float
    high: float
    door: bool = False


def room(spec: BuildingSpec) -> tuple[Solid, ...]:
    """Build a room whose inner faces are ``length_m`` by ``depth_m`` round the origin, ``height_m`` high."""
    rng = np.random.default_rng([spec.seed, 12])
    return (
        *_floor(spec),
        *_walls(spec),
        *_ceiling(spec),
        *_lid(spec),
        *_things(spec, rng),
    )


def ceiling_m(spec: BuildingSpec) -> float:
    """Return the height of the underside of the ceiling [m]."""
    return spec.roof_m


def _floor(spec: BuildingSpec) -> Iterator[Solid]:
    """Lay the floor in strips of boards; it stays where it is."""
    half_x, half_y = spec.width_m / 2, spec.depth_m / 2
    strips = max(2, round(spec.width_m / 0.8))
    for k in range(strips):
        x0, x1 = -half_x + spec.width_m * k / strips, -half_x + spec.width_m * (k + 1) / strips
        yield Solid(box((x0, -half_y, 0.0), (x1, half_y, FLOOR_M)), "floor", "wood", 0, (0, 0))


def _sides(spec: BuildingSpec) -> Iterator[tuple[str, float, float]]:
    """Return each wall's name, and where it starts and ends along its axis [m]."""
    half_x, half_y = spec.width_m / 2 + WALL_M, spec.depth_m / 2
    yield "front", -half_x, half_x
    yield "back", -half_x, half_x
    yield "left", -half_y, half_y
    yield "right", -half_y, half_y


def _corners(
    spec: BuildingSpec, side: str, along: tuple[float, float], out: tuple[float, float], z: tuple[float, float]
) -> tuple[Point, Point]:
    """Return a box's two corners: along a wall, from so far outward of its inner face to so far [m]."""
    sign = -1.0 if side in {"front", "left"} else 1.0
    face = sign * (spec.depth_m if side in {"front", "back"} else spec.width_m) / 2
    low, high = sorted((face + sign * out[0], face + sign * out[1]))
    if side in {"front", "back"}:
        return (along[0], low, z[0]), (along[1], high, z[1])
    return (low, along[0], z[0]), (high, along[1], z[1])


def _openings(spec: BuildingSpec, side: str, *, upper: bool) -> list[Opening]:
    """Return a wall's openings: windows on the left and at the back, a door on the right."""
    base = spec.roof_m + SLAB_M if upper else FLOOR_M
    clear = UPPER_M if upper else spec.roof_m - FLOOR_M
    head = base + min(clear - 0.3, 2.3)
    if side == "left":
        count = max(1, round(spec.depth_m / 3.0))
        each = spec.depth_m / count
        middles = [-spec.depth_m / 2 + (k + 0.5) * each for k in range(count)]
        wide = min(0.75, each / 2 - 0.4)
        return [Opening(y - wide, y + wide, base + 0.75, head) for y in middles]
    if side == "back" and not upper:
        return [Opening(-spec.width_m * 0.36, -spec.width_m * 0.36 + 1.3, base + 0.75, head)]
    if side == "right" and not upper:
        y = min(spec.depth_m * 0.12, spec.depth_m / 2 - 1.3)
        return [Opening(y, y + 0.95, 0.0, FLOOR_M + min(2.1, clear - 0.25), door=True)]
    return []


def windows(spec: BuildingSpec) -> list[list[Point]]:
    """Return the corners of each opening that daylight comes in by, at the walls' outer face, counter-clockwise seen from inside [m]."""
    return [
        _seen_from_inside(spec, side, hole)
        for side in ("front", "back", "left", "right")
        for upper in (False, True)
        for hole in _openings(spec, side, upper=upper)
        if not hole.door
    ]


def _seen_from_inside(spec: BuildingSpec, side: str, hole: Opening) -> list[Point]:
    (x0, y0, z0), (x1, y1, z1) = _corners(spec, side, (hole.a, hole.b), (WALL_M, WALL_M), (hole.low, hole.high))
    start, end = ((x1, y1), (x0, y0)) if side in {"front", "right"} else ((x0, y0), (x1, y1))
    return [(*start, z0), (*end, z0), (*end, z1), (*start, z1)]


def _walls(spec: BuildingSpec) -> Iterator[Solid]:
    levels = ((0.0, spec.roof_m), (spec.roof_m, spec.roof_m + SLAB_M), (spec.roof_m + SLAB_M, _top(spec)))
    for side, start, end in _sides(spec):
        for level, (z0, z1) in enumerate(levels):
            openings = [] if level == 1 else _openings(spec, side, upper=level == 2)
            left = start
            for opening in openings:
                yield from _panel(spec, side, (left, opening.a), (z0, z1), level)
                yield from _panel(spec, side, (opening.a, opening.b), (z0, opening.low), level)
                yield from _panel(spec, side, (opening.a, opening.b), (opening.high, z1), level)
                yield from _filling(spec, side, opening, level)
                left = opening.b
            yield from _panel(spec, side, (left, end), (z0, z1), level)


def _top(spec: BuildingSpec) -> float:
    return spec.roof_m + SLAB_M + UPPER_M


def _panel(
    spec: BuildingSpec, side: str, along: tuple[float, float], z: tuple[float, float], level: int
) -> Iterator[Solid]:
    if along[1] - along[0] < 0.01 or z[1] - z[0] < 0.01:
        return
    count = max(1, round((along[1] - along[0]) / 2.5))
    each = (along[1] - along[0]) / count
    for k in range(count):
        part = (along[0] + k * each, along[0] + (k + 1) * each)
        share = WALL_PIECES_PER_M2 * spec.detail * (1.0 if level == 0 and side != "front" else 0.3)
        pieces = max(1, round(each * (z[1] - z[0]) * share))
        faces = box(*_corners(spec, side, part, (0.0, WALL_M), z))
        yield Solid(faces, "lining", spec.material, 0, (int(level > 0), 0), pieces)


def _filling(spec: BuildingSpec, side: str, opening: Opening, level: int) -> Iterator[Solid]:
    """Hang a door's leaf, or a window's pane in a frame of four bars and one across."""
    bay, along = (int(level > 0), 0), (opening.a, opening.b)
    if opening.door:
        under = (0.0, FLOOR_M)
        yield Solid(box(*_corners(spec, side, along, (0.0, WALL_M), under)), "floor", "wood", 0, bay)
        faces = box(*_corners(spec, side, along, (0.1, 0.15), (FLOOR_M, opening.high)))
        yield Solid(faces, "door", "wood", 0, bay, 4)
        return
    out = (0.12, 0.12 + BAR_M)
    middle = (opening.a + opening.b) / 2
    spots = [
        ((opening.a, opening.b), (opening.low, opening.low + BAR_M)),
        ((opening.a, opening.b), (opening.high - BAR_M, opening.high)),
        *(
            (part, (opening.low + BAR_M, opening.high - BAR_M))
            for part in (
                (opening.a, opening.a + BAR_M),
                (middle - BAR_M / 2, middle + BAR_M / 2),
                (opening.b - BAR_M, opening.b),
            )
        ),
    ]
    for part, height in spots:
        yield Solid(box(*_corners(spec, side, part, out, height)), "window", "steel", 0, bay)
    inside = (opening.low + BAR_M, opening.high - BAR_M)
    for part in ((opening.a + BAR_M, middle - BAR_M / 2), (middle + BAR_M / 2, opening.b - BAR_M)):
        faces = box(*_corners(spec, side, part, (0.14, 0.14 + PANE_M), inside))
        yield Solid(faces, "pane", "glass", 0, bay, 5)


def _ceiling(spec: BuildingSpec) -> Iterator[Solid]:
    """Lay the ceiling between the walls, in fields; of wood it is joists between a plaster skin and boards."""
    half_x, half_y = spec.width_m / 2, spec.depth_m / 2
    z0, z1 = spec.roof_m, spec.roof_m + SLAB_M
    across, along = max(2, round(spec.width_m / FIELD_M)), max(2, round(spec.depth_m / FIELD_M))
    layers: list[tuple[float, float, str, float]] = [
        (z0, z1, spec.material if spec.material != "brick" else "concrete", SLAB_PIECES_PER_M2)
    ]
    if spec.material == "wood":
        layers = [(z0, z0 + 0.025, "plaster", 3.0), (z1 - 0.03, z1, "wood", 1.6)]
        count = max(3, round(spec.width_m / 0.6))
        for k in range(count):
            x = -half_x + spec.width_m * (k + 0.5) / count
            for y0, y1 in ((-half_y, 0.0), (0.0, half_y)):
                faces = box((x - 0.04, y0, z0 + 0.025), (x + 0.04, y1, z1 - 0.03))
                yield Solid(faces, "beam", "wood", 1, (1, 0), 2)
    for i in range(across):
        for j in range(along):
            x0, x1 = -half_x + spec.width_m * i / across, -half_x + spec.width_m * (i + 1) / across
            y0, y1 = -half_y + spec.depth_m * j / along, -half_y + spec.depth_m * (j + 1) / along
            for low, high, material, many in layers:
                pieces = max(1, round((x1 - x0) * (y1 - y0) * many * spec.detail))
                yield Solid(box((x0, y0, low), (x1, y1, high)), "ceiling", material, 1, (1, 0), pieces)


def _lid(spec: BuildingSpec) -> Iterator[Solid]:
    """Close the room over the ceiling; its own ceiling stays."""
    half_x, half_y, z0 = spec.width_m / 2 + WALL_M, spec.depth_m / 2 + WALL_M, _top(spec)
    for x0, x1 in ((-half_x, 0.0), (0.0, half_x)):
        faces = box((x0, -half_y, z0), (x1, half_y, z0 + LID_M))
        yield Solid(faces, "lining", spec.material if spec.material != "brick" else "concrete", 0, (1, 0))


def _things(spec: BuildingSpec, rng: np.random.Generator) -> Iterator[Solid]:
    """Put lamps under the ceiling, furniture on the floor and in the room over it, as far as there is room."""
    half_x, half_y, floor, upper = spec.width_m / 2, spec.depth_m / 2, FLOOR_M, spec.roof_m + SLAB_M
    shift = float(rng.uniform(-0.15, 0.15))
    placed = [
        pendant((shift, half_y * 0.1, spec.roof_m), min(1.0, spec.roof_m - 2.0)),
        table((shift, half_y * 0.1, floor), 1.6, 0.85),
        *(
            chair((shift + x, half_y * 0.1 + y, floor), facing=-1 if y > 0 else 1)
            for x in (-0.4, 0.4)
            for y in (-0.75, 0.75)
        ),
        cupboard((half_x - 1.0, half_y - 0.36, floor), 1.5, 0.45, min(2.0, spec.roof_m - 0.5)),
        cupboard((half_x * 0.12, half_y - 0.3, floor), 1.2, 0.36, 0.9),
    ]
    if half_x > 2.6:
        placed.append(sofa((-half_x + 0.55, -half_y * 0.1, floor), 1.9))
    placed += [
        bed((-half_x * 0.35, half_y * 0.4, upper), 1.4, 1.95),
        cupboard((half_x * 0.45, half_y * 0.7, upper), 1.1, 0.5, 1.8),
        table((half_x * 0.4, -half_y * 0.1, upper), 1.2, 0.7),
        cupboard((-half_x * 0.6, -half_y * 0.5, upper), 0.9, 0.4, 0.8),
    ]
    for unit, thing in enumerate(_that_fit(spec, placed)):
        yield from _stood(thing, unit)


def _that_fit(spec: BuildingSpec, things: list[Placed]) -> list[Placed]:
    """Return the things that stand clear of the walls and of each other, the first ones first."""
    half = np.array([spec.width_m / 2, spec.depth_m / 2])
    kept: list[tuple[Placed, NDArray[np.float64]]] = []
    for thing in things:
        around = np.array([bounds(part.faces) for part in thing.parts])
        low, high = around[:, 0].min(axis=0), around[:, 1].max(axis=0)
        clear = all(((low > other[1]) | (high < other[0])).any() for _, other in kept)
        if clear and (low[:2] > -half).all() and (high[:2] < half).all():
            kept.append((thing, np.array([low, high])))
    return [thing for thing, _ in kept]


def _stood(thing: Placed, unit: int) -> Iterator[Solid]:
    over = int(thing.over)
    for part in thing.parts:
        yield Solid(part.faces, part.member, part.material, over, (over, 0), part.pieces, unit)
