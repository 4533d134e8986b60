"""Lines and cubic Bézier curves in the plane: what the edges of a panel are made of.

A segment is a tuple of two points (a line) or four (a cubic). A curve is a tuple of segments, each beginning where the one
before it ended. Points are (x, y) in metres, y up.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from rushes.errors import BadInputError

Point = tuple[float, float]
Segment = tuple[Point, ...]
Curve = tuple[Segment, ...]
Floats = NDArray[np.float64]

FINE = 64  # steps a cubic for its length: under 0.01 mm off for an armhole


def line(*points: Point) -> Curve:
    """Straight lines through two or more points."""
    return tuple((a, b) for a, b in pairwise(points))


def cubic(a: Point, control_a: Point, control_b: Point, b: Point) -> Curve:
    """One cubic Bézier curve from a to b with its two control points."""
    return ((a, control_a, control_b, b),)


def bend(a: Point, b: Point, leave: float, arrive: float, full: float = 0.36, full_b: float | None = None) -> Curve:
    """A curve from a to b that leaves and arrives in given directions.

    Args:
        a, b: Ends [m].
        leave, arrive: Direction of travel at each end [degrees, 0 = +x, 90 = +y].
        full: Length of the handle at a, as a share of the distance from a to b; about 0.36 draws a quarter of an ellipse
            when the directions stand at right angles and the chord lies at 45 degrees between them.
        full_b: The same at b; without it, as at a.
    """
    chord = math.dist(a, b)
    near, far = full * chord, (full if full_b is None else full_b) * chord
    return cubic(a, toward(a, leave, near), toward(b, arrive + 180.0, far), b)


def quarter(a: Point, b: Point, *, level_first: bool, full: float = 0.5523) -> Curve:
    """A quarter of an ellipse from a to b, leaving level (along x) or upright (along y)."""
    corner = (b[0], a[1]) if level_first else (a[0], b[1])
    return cubic(a, mix(a, corner, full), mix(b, corner, full), b)


def through(points: Sequence[Point], leave: float | None = None, arrive: float | None = None) -> Curve:
    """A smooth curve through points: a cubic spline over the chord lengths, natural at an end without a direction.

    Args:
        points: Two or more points [m], no two neighbours the same.
        leave, arrive: Direction of travel at the ends [degrees], or None.
    """
    p = np.asarray(points, np.float64)
    h = np.linalg.norm(np.diff(p, axis=0), axis=1)
    n = len(p)
    below, middle, above, right = np.zeros(n), np.ones(n), np.zeros(n), np.zeros((n, 2))
    for i in range(1, n - 1):
        below[i], middle[i], above[i] = h[i], 2 * (h[i] + h[i - 1]), h[i - 1]
        right[i] = 3 * (h[i] * (p[i] - p[i - 1]) / h[i - 1] + h[i - 1] * (p[i + 1] - p[i]) / h[i])
    for row, beside, direction, step in ((0, above, leave, 0), (n - 1, below, arrive, n - 2)):
        if direction is None:
            middle[row], beside[row] = 2.0, 1.0
            right[row] = 3 * (p[step + 1] - p[step]) / h[step]
        else:
            right[row] = math.cos(math.radians(direction)), math.sin(math.radians(direction))
    for i in range(1, n):  # three diagonals, solved by hand: a library's solver starts threads for so small a system
        share = below[i] / middle[i - 1]
        middle[i] -= share * above[i - 1]
        right[i] -= share * right[i - 1]
    slope = right / middle[:, None]
    for i in range(n - 2, -1, -1):
        slope[i] -= above[i] * slope[i + 1] / middle[i]
    return tuple(
        (_point(p[i]), _point(p[i] + slope[i] * h[i] / 3), _point(p[i + 1] - slope[i + 1] * h[i] / 3), _point(p[i + 1]))
        for i in range(n - 1)
    )


def joined(*curves: Curve) -> Curve:
    """Several curves as one; each must begin where the one before it ended."""
    return tuple(segment for curve in curves for segment in curve)


def backward(curve: Curve) -> Curve:
    """The same curve, walked from its end to its beginning."""
    return tuple(segment[::-1] for segment in reversed(curve))


def mirrored(curve: Curve) -> Curve:
    """The curve in a mirror that stands on x = 0 (same walk, so a ring of such curves turns the other way)."""
    return tuple(tuple((-x, y) for x, y in segment) for segment in curve)


def moved(curve: Curve, by: Point, turned: float = 0.0, about: Point = (0.0, 0.0)) -> Curve:
    """The curve turned about a point [degrees, anticlockwise], then moved [m]."""
    return tuple(tuple(_moved(point, by, turned, about) for point in segment) for segment in curve)


def _moved(point: Point, by: Point, turned: float, about: Point) -> Point:
    c, s = math.cos(math.radians(turned)), math.sin(math.radians(turned))
    x, y = point[0] - about[0], point[1] - about[1]
    return about[0] + c * x - s * y + by[0], about[1] + s * x + c * y + by[1]


def sampled(curve: Curve, step: float = 0.004) -> Floats:
    """Points along a curve, [n, 2] in metres: the ends of each line, and each cubic in steps no longer than asked."""
    out = [np.asarray(curve[0][:1], np.float64)]
    for segment in curve:
        if len(segment) == 2:
            out.append(np.asarray(segment[1:], np.float64))
            continue
        polygon = sum(math.dist(a, b) for a, b in pairwise(segment))
        count = max(2, math.ceil(polygon / step))
        out.append(_cubic(segment, count)[1:])
    return np.concatenate(out)


def _cubic(segment: Segment, count: int) -> Floats:
    """Points of a cubic at count + 1 even steps of its parameter, both ends with them."""
    return _basis(count) @ np.asarray(segment, np.float64)


@lru_cache(maxsize=512)
def _basis(count: int) -> Floats:
    """Bernstein's polynomials at even steps, [count + 1, 4]."""
    t = np.linspace(0.0, 1.0, count + 1)
    u = 1 - t
    return np.column_stack([u**3, 3 * u**2 * t, 3 * u * t**2, t**3])


def length(curve: Curve) -> float:
    """Length of a curve [m]."""
    return sum(_length(segment) for segment in curve)


def _length(segment: Segment) -> float:
    if len(segment) == 2:
        return math.dist(*segment)
    points = _cubic(segment, FINE)
    step = points[1:] - points[:-1]
    return float(np.sqrt((step * step).sum(axis=1)).sum())


def along(curve: Curve, distances: Iterable[float]) -> tuple[Floats, Floats]:
    """Points on a curve and directions of travel there, by distance walked.

    Args:
        curve: The curve.
        distances: Walked from the curve's beginning [m]; outside the curve they are taken at its ends.

    Returns:
        Points [n, 2] in metres and unit directions [n, 2].
    """
    points = sampled(curve, 0.001)
    steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
    keep = np.concatenate([[True], steps > 1e-12])
    points, steps = points[keep], steps[steps > 1e-12]
    walked = np.concatenate([[0.0], np.cumsum(steps)])
    share = np.clip(np.asarray(list(distances), np.float64) / length(curve), 0.0, 1.0) * walked[-1]
    place = np.column_stack([np.interp(share, walked, points[:, axis]) for axis in (0, 1)])
    index = np.clip(np.searchsorted(walked, share, side="right") - 1, 0, len(steps) - 1)
    return place, (np.diff(points, axis=0) / steps[:, None])[index]


def at(curve: Curve, distance: float) -> Point:
    """The point that lies so far along a curve [m]."""
    return _point(along(curve, [distance])[0][0])


def split(curve: Curve, distance: float) -> tuple[Curve, Curve]:
    """The curve's two parts before and behind a distance walked [m].

    Raises:
        BadInputError: The distance does not lie inside the curve.
    """
    left = distance
    for index, segment in enumerate(curve):
        size = _length(segment)
        if 0 < left < size:
            first, second = _split(segment, left)
            return (*curve[:index], first), (second, *curve[index + 1 :])
        left -= size
        if left == 0 and index + 1 < len(curve):
            return curve[: index + 1], curve[index + 1 :]
    raise BadInputError(
        f"An edge of {100 * length(curve):.1f} cm can't be divided at {100 * distance:.1f} cm. The style or the measures ask for too much there: change them."
    )


def _split(segment: Segment, distance: float) -> tuple[Segment, Segment]:
    t = distance / _length(segment)
    if len(segment) == 4:
        points = _cubic(segment, 4 * FINE)
        walked = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
        t = float(np.interp(t * walked[-1], walked, np.linspace(0.0, 1.0, 4 * FINE + 1)))
    left, right, row = [segment[0]], [segment[-1]], list(segment)
    while len(row) > 1:  # de Casteljau
        row = [mix(a, b, t) for a, b in pairwise(row)]
        left.append(row[0])
        right.append(row[-1])
    return tuple(left), tuple(right[::-1])


def mix(a: Point, b: Point, t: float) -> Point:
    """The point a share t of the way from a to b."""
    return a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t


def toward(a: Point, direction: float, distance: float) -> Point:
    """The point that lies so far [m] from a in a direction [degrees, 0 = +x, 90 = +y]."""
    return a[0] + distance * math.cos(math.radians(direction)), a[1] + distance * math.sin(math.radians(direction))


def heading(a: Point, b: Point) -> float:
    """The direction from a to b [degrees]."""
    return math.degrees(math.atan2(b[1] - a[1], b[0] - a[0]))


def _point(row: Floats) -> Point:
    return float(row[0]), float(row[1])
