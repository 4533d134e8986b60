"""Towers: a square one with a clock and a belfry, of brick or wood; a water tower on a shaft or on legs, of concrete or steel."""

from __future__ import annotations

import math
from collections.abc import Iterator

from rushes.engines.destruction.building.forms.prismoid import prismoid, pyramid, sectors, wedge
from rushes.engines.destruction.building.solid import Face, Point, Solid, box
from rushes.engines.destruction.spec import BuildingSpec

FLOOR_M = 0.22
LINTEL_M = 0.5

ROOF_SHARE = 0.2
"""Height of a clock tower's roof as a share of the whole."""

SLOPE_M = 0.22
"""Thickness of a slope of the roof, upright [m]."""

EAVES_M, COURSE_M, COURSE_OUT_M = 0.35, 0.3, 0.14
CLOCK_OUT_M = 0.1

TANK_SHARE, FLARE_SHARE = 0.26, 0.12
"""Heights of a water tower's tank and of what carries it, as shares of the whole."""

SHAFT_SHARE = 0.42
"""Diameter of the shaft as a share of the tank's."""

SECTORS, LEGS = 12, 6
TANK_WALL_M, SHAFT_WALL_M = 0.28, 0.34
RING_M = 1.8

PIECES_PER_M2 = 1.3


def tower(spec: BuildingSpec) -> tuple[Solid, ...]:
    """Build a tower over the origin: of brick and wood with a clock, of concrete and steel for water."""
    if spec.material in {"brick", "wood"}:
        return (*_storeys(spec), *_clocks(spec), *_roof(spec))
    return (*(_shaft(spec) if spec.material == "concrete" else _legs(spec)), *_tank(spec))


def walls_m(spec: BuildingSpec) -> float:
    """Return the height [m] up to which a tower has storeys: its eaves, or where its tank begins to flare."""
    share = ROOF_SHARE if spec.material in {"brick", "wood"} else TANK_SHARE + FLARE_SHARE
    return spec.roof_m * (1.0 - share)


def _count(spec: BuildingSpec, area: float) -> int:
    return max(1, round(area * PIECES_PER_M2 * spec.detail))


def _storeys(spec: BuildingSpec) -> Iterator[Solid]:
    """Build four walls with an opening each for every storey, a floor on them, and a course of stone round them."""
    half, thick = spec.width_m / 2, spec.thickness_m
    top, count = walls_m(spec), spec.storeys
    for storey in range(count):
        z0, z1 = top * storey / count, top * (storey + 1) / count
        belfry = storey == count - 1
        for side in range(4):
            reach = half if side % 2 == 0 else half - thick
            wide = spec.width_m * (0.5 if belfry else 0.16)
            sill = 0.7 if belfry else (z1 - z0) * 0.35
            if storey == 0:
                wide, sill = (min(1.5, spec.width_m * 0.4), 0.0) if side == 0 else (0.0, 0.0)
            elif storey == count - 2 and count > 2:
                wide = 0.0
            head = min(z1 - z0 - FLOOR_M - LINTEL_M, sill + (3.6 if belfry else 1.7))
            for a, b, low, high in _around(reach, wide, z0, z1 - FLOOR_M, sill, head):
                corners = _turned(side, a, b, -half, -half + thick, low, high)
                pieces = _count(spec, (b - a) * (high - low))
                yield Solid(box(*corners), "wall", spec.material, storey, (0, 0), pieces)
        yield from _floor(spec, z1, storey)
        yield from _course(spec, z1, storey)


def _around(
    reach: float, wide: float, z0: float, z1: float, sill: float, head: float
) -> Iterator[tuple[float, float, float, float]]:
    """Return the rectangles of a wall round its opening: left, right, low, high [m]."""
    if wide <= 0.0 or head <= sill + 0.3:
        yield from ((-reach, 0.0, z0, z1), (0.0, reach, z0, z1))
        return
    half = wide / 2
    yield from ((-reach, -half, z0, z1), (half, reach, z0, z1), (-half, half, z0 + head, z1))
    if sill > 0.01:
        yield -half, half, z0, z0 + sill


def _turned(side: int, a: float, b: float, y0: float, y1: float, z0: float, z1: float) -> tuple[Point, Point]:
    """Return a box's two corners, given as it lies in the front, turned to one of four sides."""
    cosine, sine = ((1, 0), (0, 1), (-1, 0), (0, -1))[side]
    xs = sorted((cosine * a - sine * y0, cosine * b - sine * y1))
    ys = sorted((sine * a + cosine * y0, sine * b + cosine * y1))
    return (xs[0], ys[0], z0), (xs[1], ys[1], z1)


def _floor(spec: BuildingSpec, z1: float, storey: int) -> Iterator[Solid]:
    """Lay a floor over the walls in four quarters; it reaches out to their faces."""
    half = spec.width_m / 2
    material = "wood" if spec.material == "wood" else "concrete"
    for x in (-half, 0.0):
        for y in (-half, 0.0):
            faces = box((x, y, z1 - FLOOR_M), (x + half, y + half, z1))
            yield Solid(faces, "slab", material, storey, (0, 0), max(2, _count(spec, half * half)))


def _course(spec: BuildingSpec, z1: float, storey: int) -> Iterator[Solid]:
    if storey == spec.storeys - 1:
        return  # the eaves hang there
    half, out = spec.width_m / 2, COURSE_OUT_M
    material = "wood" if spec.material == "wood" else "concrete"
    z0 = z1 - COURSE_M
    for side in range(4):
        reach = half + out if side % 2 == 0 else half
        for a, b in ((-reach, 0.0), (0.0, reach)):
            corners = _turned(side, a, b, -half - out, -half, z0, z1)
            yield Solid(box(*corners), "coping", material, storey, (0, 0), 2)


def _clocks(spec: BuildingSpec) -> Iterator[Solid]:
    """Hang a round face under the belfry on each side, with two hands."""
    if spec.storeys < 3:
        return
    each = walls_m(spec) / spec.storeys
    middle, radius = (spec.storeys - 1.55) * each, min(spec.width_m * 0.3, each * 0.36)
    out = spec.width_m / 2 + CLOCK_OUT_M
    storey = spec.storeys - 2
    for side in range(4):
        turns = [2 * math.pi * k / 16 for k in range(16)]
        disc = [(radius * math.cos(turn), radius * math.sin(turn)) for turn in turns]
        yield Solid(_upright(side, disc, out - CLOCK_OUT_M, out, middle), "clock", "plaster", storey, (0, 0), 4, side)
        for angle, length, width in ((0.6, 0.62, 0.07), (-1.9, 0.82, 0.05)):
            up, across = (math.sin(angle), math.cos(angle)), (math.cos(angle), -math.sin(angle))
            hand = [
                (
                    s * width * radius * across[0] + t * radius * up[0],
                    s * width * radius * across[1] + t * radius * up[1],
                )
                for s, t in ((-1, -0.12), (1, -0.12), (1, length), (-1, length))
            ]
            start = out if length < 0.7 else out + 0.03
            faces = _upright(side, hand, start, start + 0.03, middle)
            yield Solid(faces, "hand", "steel", storey, (0, 0), 1, side)


def _upright(side: int, flat: list[tuple[float, float]], near: float, far: float, z: float) -> tuple[Face, ...]:
    """Return a plate that hangs before a wall: a polygon (along the wall, up) from near to far of the axis [m]."""
    cosine, sine = ((1, 0), (0, 1), (-1, 0), (0, -1))[side]

    def at(out: float) -> tuple[Point, ...]:
        return tuple((cosine * u + sine * out, sine * u - cosine * out, z + v) for u, v in flat)

    return prismoid(at(near), at(far))


def _roof(spec: BuildingSpec) -> Iterator[Solid]:
    """Put four slopes on the walls; each is an upright shift of a triangle, so that neighbours share a face."""
    half, apex, reach = spec.width_m / 2, spec.roof_m, spec.width_m / 2 + EAVES_M
    top = walls_m(spec)
    z0 = top - EAVES_M * (apex - SLOPE_M - top) / half
    corners = [(-reach, -reach), (reach, -reach), (reach, reach), (-reach, reach)]
    for k in range(4):
        triangle = (corners[k], corners[(k + 1) % 4], (0.0, 0.0))
        heights = (z0, z0, apex - SLOPE_M)
        low = tuple((x, y, z) for (x, y), z in zip(triangle, heights, strict=True))
        high = tuple((x, y, z + SLOPE_M) for x, y, z in low)
        yield Solid(prismoid(low, high), "roof", "wood", spec.storeys, (0, 0), max(3, round(9 * spec.detail)))


def _rings(z0: float, z1: float) -> Iterator[tuple[float, float]]:
    count = max(1, round((z1 - z0) / RING_M))
    for ring in range(count):
        yield z0 + (z1 - z0) * ring / count, z0 + (z1 - z0) * (ring + 1) / count


def _shell(
    spec: BuildingSpec, z: tuple[float, float], outer: tuple[float, float], thick: float, member: str
) -> Iterator[Solid]:
    inner = (max(outer[0] - thick, 0.0), max(outer[1] - thick, 0.0))
    storey = spec.storey_of(sum(z) / 2)
    for sector in sectors(SECTORS):
        area = (sector[1] - sector[0]) * sum(outer) / 2 * (z[1] - z[0])
        faces = wedge(sector, z, outer, inner)
        yield Solid(faces, member, spec.material, storey, (0, 0), max(2, _count(spec, area)))


def _shaft(spec: BuildingSpec) -> Iterator[Solid]:
    """Build the round shaft, and the cone that carries the tank."""
    radius = spec.width_m / 2
    neck, rim = walls_m(spec), spec.roof_m * (1.0 - TANK_SHARE)
    for z in _rings(0.0, neck):
        yield from _shell(spec, z, (radius * SHAFT_SHARE, radius * SHAFT_SHARE), SHAFT_WALL_M, "wall")
    yield from _shell(spec, (neck, rim - FLOOR_M), (radius * SHAFT_SHARE, radius), SHAFT_WALL_M, "wall")


def _legs(spec: BuildingSpec) -> Iterator[Solid]:
    """Build legs that lean inward, with a ring of struts at every storey, and a flat ring beam under the tank."""
    radius, rim = spec.width_m / 2, spec.roof_m * (1.0 - TANK_SHARE) - FLOOR_M
    beam = rim - 0.5
    for sector in sectors(LEGS):
        angle = (sector[0] + sector[1]) / 2
        for storey in range(spec.storeys):
            z = (beam * storey / spec.storeys, beam * (storey + 1) / spec.storeys)
            low, high = (_leg_at(radius, angle, height / beam, height) for height in z)
            yield Solid(prismoid(low, high), "column", "steel", storey, (0, 0))
        yield Solid(
            wedge(sector, (beam, rim), (radius, radius), (0.0, 0.0)), "slab", "concrete", spec.storeys, (0, 0), 4
        )


def _leg_at(radius: float, angle: float, share: float, z: float) -> tuple[Point, ...]:
    """Return the four corners of a leg's section at a height [m]: it leans from its foot to under the tank."""
    middle, half = radius * (1.18 - 0.33 * share), 0.19
    out, along = (math.cos(angle), math.sin(angle)), (-math.sin(angle), math.cos(angle))
    return tuple(
        (
            (middle + half * s) * out[0] + half * t * along[0],
            (middle + half * s) * out[1] + half * t * along[1],
            z,
        )
        for s, t in ((-1, -1), (1, -1), (1, 1), (-1, 1))
    )


def _tank(spec: BuildingSpec) -> Iterator[Solid]:
    """Build the tank: a floor, a shell and a flat cone on it. It is empty: water is not simulated."""
    radius, rim, storey = spec.width_m / 2, spec.roof_m * (1.0 - TANK_SHARE), spec.storeys
    cone = spec.roof_m * 0.05
    thick = TANK_WALL_M if spec.material == "concrete" else 0.12
    for sector in sectors(SECTORS):
        floor = wedge(sector, (rim - FLOOR_M, rim), (radius, radius), (0.0, 0.0))
        yield Solid(floor, "slab", "concrete", storey, (0, 0), max(2, _count(spec, radius * radius * 0.25)))
        a, b = ((radius * math.cos(angle), radius * math.sin(angle)) for angle in sector)
        lid = spec.roof_m - cone
        yield Solid(
            pyramid(((0.0, 0.0, lid), (*a, lid), (*b, lid)), (0.0, 0.0, spec.roof_m)),
            "roof",
            spec.material,
            storey,
            (0, 0),
            2,
        )
    for z in _rings(rim, spec.roof_m - cone):
        yield from _shell(spec, z, (radius, radius), thick, "wall")
