"""Convex solids between two polygons: wedges of a ring, tapering legs, slopes of a roof."""

from __future__ import annotations

import math

from rushes.engines.destruction.building.solid import Face, Point

Flat = tuple[tuple[float, float], ...]


def prismoid(bottom: tuple[Point, ...], top: tuple[Point, ...]) -> tuple[Face, ...]:
    """Return the solid between two polygons of as many corners, whose sides have to be flat.

    Args:
        bottom, top: Corners [m], counter-clockwise as seen from above; corner k of one lies over corner k of the other.
    """
    after = (*range(1, len(bottom)), 0)
    sides = [
        Face((bottom[k], bottom[n], top[n], top[k]), inner=False)
        for k, n in zip(range(len(bottom)), after, strict=True)
    ]
    return (Face(bottom[::-1], inner=False), Face(top, inner=False), *sides)


def pyramid(base: tuple[Point, ...], apex: Point) -> tuple[Face, ...]:
    """Return the solid between a polygon, counter-clockwise as seen from above, and a point over it."""
    after = (*base[1:], base[0])
    return (
        Face(base[::-1], inner=False),
        *(Face((one, other, apex), inner=False) for one, other in zip(base, after, strict=True)),
    )


def wedge(
    sector: tuple[float, float], z: tuple[float, float], outer: tuple[float, float], inner: tuple[float, float]
) -> tuple[Face, ...]:
    """Return the part of a round shell between two angles: its curve is a chord, so that it is convex.

    Args:
        sector: From and to [rad], counter-clockwise from +x.
        z: Lower and upper height [m].
        outer, inner: Radii [m], at the lower and the upper height; with an inner radius of 0 it reaches to the axis.
    """

    def ring(level: int) -> tuple[Point, ...]:
        turns = [(math.cos(angle), math.sin(angle)) for angle in sector]
        near, far = inner[level], outer[level]
        within = [(near * x, near * y, z[level]) for x, y in reversed(turns)] if near > 0 else [(0.0, 0.0, z[level])]
        return (*[(far * x, far * y, z[level]) for x, y in turns], *within)

    return prismoid(ring(0), ring(1))


def sectors(count: int) -> list[tuple[float, float]]:
    """Return the angles [rad] between which each of so many wedges of a ring lies; the first is centred on the front (-y)."""
    step = 2 * math.pi / count
    first = -math.pi / 2 - step / 2
    return [(first + step * k, first + step * (k + 1)) for k in range(count)]
