"""A free-standing wall: sections between piers, coping stones on top."""

from __future__ import annotations

from collections.abc import Iterator

from rushes.engines.destruction.building.solid import Point, Solid, box
from rushes.engines.destruction.spec import BuildingSpec

SECTION_M = 3.0
"""A pier about every three metres, as walls of brick have them."""

COURSE_M = 1.25
"""Height of a lift: as much as is built in a day."""

PIER_M, PIER_OUT_M = 0.5, 0.1
"""Width of a pier, and how far it stands before the wall on each side [m]."""

COPING_M, COPING_OUT_M = 0.12, 0.06

PIECES_PER_M2 = 3.2


def sections_of(length_m: float) -> int:
    """Return into how many sections a wall of a length [m] is divided."""
    return max(1, round(length_m / SECTION_M))


def courses_of(height_m: float) -> int:
    """Return in how many lifts a wall of a height [m] is built."""
    return max(1, round(height_m / COURSE_M))


def wall(spec: BuildingSpec) -> tuple[Solid, ...]:
    """Build a wall along x, from the ground up."""
    return (*_sections(spec), *_piers(spec), *_coping(spec))


def _lines(spec: BuildingSpec) -> list[float]:
    """Return the middles of the piers along x [m]: one at each end, one between each two sections."""
    reach = spec.width_m / 2 - PIER_M / 2
    return [-reach + 2 * reach * k / spec.bays for k in range(spec.bays + 1)]


def _masonry(spec: BuildingSpec) -> float:
    return spec.roof_m - COPING_M


def _part(spec: BuildingSpec, low: Point, high: Point, storey: int, bay: int, member: str = "wall") -> Solid:
    area = (high[0] - low[0]) * (high[2] - low[2])
    material = spec.material if member == "wall" or spec.material == "wood" else "concrete"
    return Solid(box(low, high), member, material, storey, (bay, 0), max(1, round(area * PIECES_PER_M2 * spec.detail)))


def _courses(spec: BuildingSpec) -> Iterator[tuple[int, float, float]]:
    each = _masonry(spec) / spec.storeys
    for course in range(spec.storeys):
        yield course, course * each, (course + 1) * each


def _sections(spec: BuildingSpec) -> Iterator[Solid]:
    lines, half = _lines(spec), spec.thickness_m / 2
    for bay, (start, end) in enumerate(zip(lines[:-1], lines[1:], strict=True)):
        for course, z0, z1 in _courses(spec):
            low, high = (start + PIER_M / 2, -half, z0), (end - PIER_M / 2, half, z1)
            yield _part(spec, low, high, course, bay)


def _piers(spec: BuildingSpec) -> Iterator[Solid]:
    half = spec.thickness_m / 2 + PIER_OUT_M
    for index, x in enumerate(_lines(spec)):
        for course, z0, z1 in _courses(spec):
            low, high = (x - PIER_M / 2, -half, z0), (x + PIER_M / 2, half, z1)
            yield _part(spec, low, high, course, min(index, spec.bays - 1))


def _coping(spec: BuildingSpec) -> Iterator[Solid]:
    """Lay coping stones a metre long, and a broader one on each pier."""
    lines, z0 = _lines(spec), _masonry(spec)
    top, half = spec.storeys - 1, spec.thickness_m / 2 + COPING_OUT_M
    for bay, (start, end) in enumerate(zip(lines[:-1], lines[1:], strict=True)):
        a, b = start + PIER_M / 2, end - PIER_M / 2
        count = max(1, round(b - a))
        for k in range(count):
            low = (a + (b - a) * k / count, -half, z0)
            yield _stone(spec, low, (a + (b - a) * (k + 1) / count, half, spec.roof_m), top, bay)
    for index, x in enumerate(lines):
        reach = spec.thickness_m / 2 + PIER_OUT_M + COPING_OUT_M
        low, high = (x - PIER_M / 2, -reach, z0), (x + PIER_M / 2, reach, spec.roof_m)
        yield _stone(spec, low, high, top, min(index, spec.bays - 1))


def _stone(spec: BuildingSpec, low: Point, high: Point, storey: int, bay: int) -> Solid:
    material = "wood" if spec.material == "wood" else "concrete"
    return Solid(box(low, high), "coping", material, storey, (bay, 0))
