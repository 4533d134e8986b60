"""Plane geometry of a plan: areas, insides, overlaps; points are pairs in metres, rings run counter-clockwise."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

Point = tuple[float, float]
Ring = Sequence[Point]

TOUCH_M = 1e-6
"""What overlaps by less than this only touches."""


def edges(ring: Ring) -> Iterator[tuple[Point, Point]]:
    """Go round a ring: each point with the next, the last with the first."""
    yield from pairwise((*ring, ring[0]))


def signed_area(ring: Ring) -> float:
    """Area [m²] by the shoelace formula, positive when the ring runs counter-clockwise."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in edges(ring)) / 2


def area(ring: Ring) -> float:
    """Area [m²] of a ring, whichever way it runs."""
    return abs(signed_area(ring))


def perimeter(ring: Ring) -> float:
    """Length [m] round a ring."""
    return sum(math.dist(a, b) for a, b in edges(ring))


def box(ring: Ring) -> tuple[float, float, float, float]:
    """West, south, east and north [m] of a ring."""
    xs, ys = [p[0] for p in ring], [p[1] for p in ring]
    return min(xs), min(ys), max(xs), max(ys)


def rectangle(x0: float, y0: float, x1: float, y1: float) -> tuple[Point, ...]:
    """Make a ring of a rectangle along the axes."""
    return ((x0, y0), (x1, y0), (x1, y1), (x0, y1))


def turned(point: Point, yaw_deg: float) -> Point:
    """Turn a point about the origin, counter-clockwise seen from above."""
    c, s = math.cos(math.radians(yaw_deg)), math.sin(math.radians(yaw_deg))
    return (c * point[0] - s * point[1], s * point[0] + c * point[1])


def placed(ring: Ring, at: Point, yaw_deg: float) -> tuple[Point, ...]:
    """Turn a ring about the origin and move it to a place."""
    return tuple((at[0] + x, at[1] + y) for x, y in (turned(p, yaw_deg) for p in ring))


def contains(ring: Ring, point: Point, slack: float = TOUCH_M) -> bool:
    """Whether a point lies in a ring or within `slack` [m] of its edge."""
    if any(distance_to_segment(point, a, b) <= slack for a, b in edges(ring)):
        return True
    x, y = point
    inside = False
    for (x0, y0), (x1, y1) in edges(ring):
        if (y0 > y) != (y1 > y) and x < x0 + (y - y0) / (y1 - y0) * (x1 - x0):
            inside = not inside
    return inside


def holds(ring: Ring, other: Ring) -> bool:
    """Whether a ring holds another one whole: no corner outside, no edges that cross."""
    return all(contains(ring, p) for p in other) and not any(
        crosses(a, b, c, d) for a, b in edges(other) for c, d in edges(ring)
    )


def distance_to_segment(point: Point, start: Point, end: Point) -> float:
    """Shortest distance [m] of a point to a stretch of line."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    square = dx * dx + dy * dy
    if square == 0:
        return math.dist(point, start)
    t = ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / square
    t = min(1.0, max(0.0, t))
    return math.dist(point, (start[0] + t * dx, start[1] + t * dy))


def crosses(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Whether two stretches cross each other properly; those that only touch don't."""

    def side(p: Point, q: Point, r: Point) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    ends = side(a, b, c), side(a, b, d)
    others = side(c, d, a), side(c, d, b)
    return min(ends) < -TOUCH_M and max(ends) > TOUCH_M and min(others) < -TOUCH_M and max(others) > TOUCH_M


def overlap(one: Ring, other: Ring) -> bool:
    """Whether two convex rings overlap by more than they touch (separating axes)."""
    for ring in (one, other):
        for (x0, y0), (x1, y1) in edges(ring):
            length = math.hypot(x1 - x0, y1 - y0)
            if length == 0:
                continue
            normal = ((y1 - y0) / length, (x0 - x1) / length)
            mine = [normal[0] * x + normal[1] * y for x, y in one]
            its = [normal[0] * x + normal[1] * y for x, y in other]
            if max(mine) <= min(its) + TOUCH_M or max(its) <= min(mine) + TOUCH_M:
                return False
    return True


def crosses_itself(ring: Ring) -> bool:
    """Whether any two edges of a ring cross."""
    sides = list(edges(ring))
    return any(crosses(*sides[i], *sides[j]) for i in range(len(sides)) for j in range(i + 1, len(sides)))


def clipped(ring: Ring, convex: Ring) -> tuple[Point, ...]:
    """Cut a ring to what lies in a convex, counter-clockwise one (Sutherland and Hodgman 1974); () when nothing does."""
    rest: list[Point] = list(ring)
    for (x0, y0), (x1, y1) in edges(convex):
        if not rest:
            return ()
        before, rest = rest, []

        def depth(p: Point, x0: float = x0, y0: float = y0, x1: float = x1, y1: float = y1) -> float:
            return (x1 - x0) * (p[1] - y0) - (y1 - y0) * (p[0] - x0)

        for a, b in edges(before):
            da, db = depth(a), depth(b)
            if da >= 0:
                rest.append(a)
            if (da >= 0) != (db >= 0):
                t = da / (da - db)
                rest.append((a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])))
    return tuple(rest)
