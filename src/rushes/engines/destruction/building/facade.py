"""The outer wall: panels with window openings, panes, shop fronts, balconies, courses and the stair's strip window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rushes.engines.destruction.building.frame import Frame
from rushes.engines.destruction.building.solid import Point, Solid

PANE_M = 0.03
"""Thickness of a pane [m]: thicker than glass, so that the solver can hold it."""

BALCONY_DEPTH_M = 1.25

EDGE_M, LEAST_OPENING_M = 0.1, 0.3
"""Wall that is left between an opening and its panel's edge, and the smallest part of a window that is an opening [m]."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A hole in a panel: where along it, from which height above the storey's floor to which [m]."""

    left: float
    right: float
    sill: float
    head: float


@dataclass(frozen=True, slots=True)
class Side:
    """One of the four outer walls.

    Attributes:
        name: ``front``, ``back``, ``left`` or ``right``.
        along: Axis it runs along (0 for x, 1 for y).
        start, end: Where it starts and ends along that axis [m].
        outer: The coordinate of its outer face on the other axis [m].
        sign: +1 when outside is toward greater coordinates.
    """

    name: str
    along: int
    start: float
    end: float
    outer: float
    sign: int

    def corners(self, a: float, b: float, near: float, far: float, z0: float, z1: float) -> tuple[Point, Point]:
        """Return a box's two corners: from a to b along the wall, near to far outward from the outer face."""
        low, high = sorted((self.outer + self.sign * near, self.outer + self.sign * far))
        if self.along == 0:
            return (a, low, z0), (b, high, z1)
        return (low, a, z0), (high, b, z1)


def sides(frame: Frame) -> tuple[Side, ...]:
    """Return the four outer walls; front and back run over the corners."""
    w, d, wall = frame.half_width, frame.half_depth, frame.style.wall
    return (
        Side("front", 0, -w, w, -d, -1),
        Side("back", 0, -w, w, d, 1),
        Side("left", 1, -d + wall, d - wall, -w, -1),
        Side("right", 1, -d + wall, d - wall, w, 1),
    )


def outer_wall(frame: Frame) -> Iterator[Solid]:
    """Build the outer wall of every storey."""
    for storey in frame.storeys():
        for side in sides(frame):
            for index, (a, b) in enumerate(_bays(frame, side)):
                yield from _panel(frame, side, storey, (a, b), _openings(frame, side, storey, index, b - a))
                yield from _course(frame, side, storey, (a, b))
                if _has_balcony(frame, side, storey, index):
                    yield from _balcony(frame, side, storey, index, (a, b))


def _bays(frame: Frame, side: Side) -> list[tuple[float, float]]:
    spec = frame.spec
    count = spec.bays if side.along == 0 else spec.bays_deep
    half = frame.half_width if side.along == 0 else frame.half_depth
    cuts = [-half + index * spec.bay_width_m for index in range(count + 1)]
    cuts[0], cuts[-1] = side.start, side.end
    return list(zip(cuts[:-1], cuts[1:], strict=True))


def _stair_bay(frame: Frame) -> int:
    return frame.spec.bays // 2


def _has_balcony(frame: Frame, side: Side, storey: int, index: int) -> bool:
    spec = frame.spec
    if not spec.balconies or storey == 0 or side.name not in {"front", "back"} or spec.material == "glass":
        return False
    if side.name == "front" and index == _stair_bay(frame):
        return False
    return spec.bays < 3 or index % 2 == 1 - (_stair_bay(frame) % 2) or spec.bays == 3


def _openings(frame: Frame, side: Side, storey: int, index: int, width: float) -> list[Opening]:
    """Return the openings of one panel, by side, storey and material."""
    spec = frame.spec
    if side.name == "front" and spec.openings:
        return _given_openings(frame, side, storey, index)
    height = frame.spec.floor_m(storey + 1) - frame.floor(storey)
    top = height - 0.45
    middle = width / 2
    if side.name == "front" and index == _stair_bay(frame):
        if storey == 0:
            return [Opening(middle - 0.9, middle + 0.9, 0.0, min(2.6, top))]
        return [Opening(middle - 0.55, middle + 0.55, 0.25, height - 0.25)]
    if storey == 0 and side.name in {"front", "back"}:
        return [Opening(0.42, width - 0.42, 0.45, top - 0.3)]
    if spec.material in {"steel", "glass"}:
        sill = 0.9 if spec.material == "steel" else 0.1
        edge = 0.08
        if width > 3.0:
            return [
                Opening(edge, middle - edge / 2, sill, height - 0.35),
                Opening(middle + edge / 2, width - edge, sill, height - 0.35),
            ]
        return [Opening(edge, width - edge, sill, height - 0.35)]
    if side.name in {"left", "right"}:
        if index != len(_bays(frame, side)) // 2:
            return []
        return [Opening(middle - 0.5, middle + 0.5, 1.0, min(2.3, top))]
    if _has_balcony(frame, side, storey, index):
        return (
            [
                Opening(middle - 1.15, middle - 0.2, 0.0, min(2.3, top)),
                Opening(middle + 0.1, middle + 1.15, 0.85, min(2.3, top)),
            ]
            if width > 2.8
            else [Opening(middle - 0.5, middle + 0.5, 0.0, min(2.3, top))]
        )
    half = 0.5 if spec.material == "brick" else 0.85 if index % 2 == 0 else 0.65
    half = min(half, width / 2 - 0.35)
    return [Opening(middle - half, middle + half, 0.85, min(2.35, top))]


def _given_openings(frame: Frame, side: Side, storey: int, index: int) -> list[Opening]:
    """Return the parts of the front's given windows that lie in a panel, from left to right; of two that overlap the larger."""
    a, b = _bays(frame, side)[index]
    low, high = frame.floor(storey), frame.spec.floor_m(storey + 1)
    found: list[Opening] = []
    for left, right, sill, head in frame.spec.openings:
        part = Opening(
            max(left - a, EDGE_M), min(right - a, b - a - EDGE_M), max(sill - low, 0.0), min(head, high - EDGE_M) - low
        )
        if part.right - part.left >= LEAST_OPENING_M and part.head - part.sill >= LEAST_OPENING_M:
            found.append(part)
    kept: list[Opening] = []
    for part in sorted(found, key=lambda one: -(one.right - one.left) * (one.head - one.sill)):
        if all(part.right + EDGE_M <= other.left or other.right + EDGE_M <= part.left for other in kept):
            kept.append(part)
    return sorted(kept, key=lambda one: one.left)


def _panel(
    frame: Frame, side: Side, storey: int, span: tuple[float, float], openings: list[Opening]
) -> Iterator[Solid]:
    """Split a panel into the convex parts around its openings, and hang a pane in each."""
    a, b = span
    z0, z1 = frame.floor(storey), frame.spec.floor_m(storey + 1)
    wall, skin = frame.style.wall, frame.style.skin

    def part(left: float, right: float, low: float, high: float, pieces: float) -> Iterator[Solid]:
        if right - left > 0.01 and high - low > 0.01:
            corners = side.corners(left, right, -wall, 0.0, low, high)
            yield frame.part(*corners, "facade", skin, storey, pieces)

    left = a
    for opening in openings:
        start, end = a + opening.left, a + opening.right
        yield from part(left, start, z0, z1, _count((start - left) * (z1 - z0)))
        yield from part(start, end, z0, z0 + opening.sill, _count((end - start) * opening.sill))
        yield from part(start, end, z0 + opening.head, z1, _count((end - start) * (z1 - z0 - opening.head)))
        pane = side.corners(start, end, -wall * 0.62 - PANE_M, -wall * 0.62, z0 + opening.sill, z0 + opening.head)
        yield frame.part(
            *pane, "window", "glass", storey, 3 if (end - start) * (opening.head - opening.sill) > 1 else 2
        )
        left = end
    yield from part(left, b, z0, z1, _count((b - left) * (z1 - z0)))


def _count(area: float) -> float:
    """Return how many chunks a wall of so many square metres breaks into."""
    return max(1.0, area / 2.2)


def _course(frame: Frame, side: Side, storey: int, span: tuple[float, float]) -> Iterator[Solid]:
    """Lay the plinth, the course over the ground floor and the cornice, one stone a bay."""
    if frame.spec.material == "glass":
        return
    z0, z1 = frame.floor(storey), frame.spec.floor_m(storey + 1)
    bands: list[tuple[float, float, float]] = []
    if storey == 0:
        bands.append((z1 - 0.45, z1 - 0.17, 0.14))
        if side.name in {"left", "right"}:
            bands.append((z0, z0 + 0.45, 0.07))
    if storey == frame.spec.storeys - 1:
        bands.append((z1 - 0.22, z1 + 0.12, 0.30))
    a, b = span
    wall = frame.style.wall
    for low, high, out in bands:
        start, end = a, b
        if side.along == 1:
            start = -frame.half_depth if a <= side.start else a
            end = frame.half_depth if b >= side.end else b
        elif out != 0.07:
            start = a - out if a <= side.start else a
            end = b + out if b >= side.end else b
        material = "concrete" if frame.spec.material in {"concrete", "brick"} else frame.style.skin
        corners = side.corners(start, end, 0.0, out, low, high)
        yield frame.part(*corners, "facade", material, storey, 2 if end - start > 2 * wall + 2 else 1)


def _balcony(frame: Frame, side: Side, storey: int, index: int, span: tuple[float, float]) -> Iterator[Solid]:
    """Hang a balcony: a slab and three parapets that break off together."""
    a, b = span
    margin = min(0.45, (b - a) * 0.1)
    a, b = a + margin, b - margin
    floor = frame.floor(storey)
    deep = BALCONY_DEPTH_M
    unit = (storey * 64 + index) * 4 + (0 if side.name == "front" else 1)
    carrier = "wood" if frame.spec.material == "wood" else "concrete"
    rail = {"steel": "steel", "wood": "wood"}.get(frame.spec.material, "concrete")
    thin = 0.09
    top = floor + 0.95
    pieces = (
        (side.corners(a, b, 0.0, deep, floor - 0.16, floor), carrier, 2.0),
        (side.corners(a, b, deep - thin, deep, floor, top), rail, 2.0),
        (side.corners(a, a + thin, 0.0, deep - thin, floor, top), rail, 1.0),
        (side.corners(b - thin, b, 0.0, deep - thin, floor, top), rail, 1.0),
    )
    for corners, material, count in pieces:
        yield frame.part(*corners, "balcony", material, storey, count, unit)
