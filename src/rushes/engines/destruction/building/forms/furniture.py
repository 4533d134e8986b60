"""Furniture and lamps of a room, each of a few convex parts that hold together."""

from __future__ import annotations

import math
from dataclasses import dataclass

from rushes.engines.destruction.building.forms.prismoid import prismoid
from rushes.engines.destruction.building.solid import Face, Point, box

FURNITURE = ("joinery", "cushion")
"""Members that furniture is made of: its wood, and what is covered with cloth."""

LEG_M = 0.06


@dataclass(frozen=True, slots=True)
class Part:
    """A convex part: its faces, what it is, of what, and into how many pieces it breaks."""

    faces: tuple[Face, ...]
    material: str = "wood"
    member: str = "joinery"
    pieces: int = 1


@dataclass(frozen=True, slots=True)
class Placed:
    """A thing where it stands, or hangs.

    Attributes:
        parts: What it is made of.
        over: Whether it belongs to what comes down from above.
    """

    parts: tuple[Part, ...]
    over: bool


OVER_M = 1.5
"""What stands higher than this [m] stands on the ceiling."""


def _at(place: Point, low: Point, high: Point, pieces: int = 1, member: str = "joinery") -> Part:
    x, y, z = place
    faces = box((x + low[0], y + low[1], z + low[2]), (x + high[0], y + high[1], z + high[2]))
    return Part(faces, member=member, pieces=pieces)


def _soft(place: Point, low: Point, high: Point, pieces: int = 1) -> Part:
    return _at(place, low, high, pieces, "cushion")


def table(place: Point, wide: float, deep: float, high: float = 0.74) -> Placed:
    """Return a table whose middle stands at a place [m]."""
    x, y = wide / 2, deep / 2
    legs = [
        _at(place, (sx * (x - 0.05) - LEG_M / 2, sy * (y - 0.05) - LEG_M / 2, 0.0),
            (sx * (x - 0.05) + LEG_M / 2, sy * (y - 0.05) + LEG_M / 2, high - 0.04))
        for sx in (-1, 1) for sy in (-1, 1)
    ]  # fmt: skip
    return Placed((_at(place, (-x, -y, high - 0.04), (x, y, high), 4), *legs), over=place[2] > OVER_M)


def chair(place: Point, *, facing: int) -> Placed:
    """Return a chair at a place [m]; its back is on the side that it doesn't face (+1 faces +y)."""
    half, seat = 0.21, 0.45
    legs = [
        _at(place, (sx * (half - 0.03) - 0.025, sy * (half - 0.03) - 0.025, 0.0),
            (sx * (half - 0.03) + 0.025, sy * (half - 0.03) + 0.025, seat - 0.04))
        for sx in (-1, 1) for sy in (-1, 1)
    ]  # fmt: skip
    y0, y1 = sorted((-facing * half, -facing * (half - 0.035)))
    back = _at(place, (-half, y0, seat), (half, y1, seat + 0.48))
    return Placed((_at(place, (-half, -half, seat - 0.04), (half, half, seat)), back, *legs), over=place[2] > OVER_M)


def cupboard(place: Point, wide: float, deep: float, high: float) -> Placed:
    """Return a cupboard: a carcass of boards with a shelf and two doors ajar of its front (-y)."""
    x, y, t = wide / 2, deep / 2, 0.03
    parts = (
        _at(place, (-x, -y, 0.0), (-x + t, y, high), 2),
        _at(place, (x - t, -y, 0.0), (x, y, high), 2),
        _at(place, (-x + t, -y, high - t), (x - t, y, high)),
        _at(place, (-x + t, -y, 0.0), (x - t, y, 0.08)),
        _at(place, (-x + t, y - t, 0.08), (x - t, y, high - t), 3),
        _at(place, (-x + t, -y, high / 2 - t), (x - t, y - t, high / 2)),
        _at(place, (-x, -y - 0.022, 0.08), (-0.004, -y, high), 3),
        _at(place, (0.004, -y - 0.022, 0.08), (x, -y, high), 3),
    )
    return Placed(parts, over=place[2] > OVER_M)


def sofa(place: Point, long: float) -> Placed:
    """Return a sofa along y that faces +x: base, back and arms."""
    half = long / 2
    parts = (
        _soft(place, (-0.42, -half, 0.0), (0.42, half, 0.42), 2),
        _soft(place, (-0.42, -half, 0.42), (-0.18, half, 0.82), 2),
        _soft(place, (-0.18, -half, 0.42), (0.42, -half + 0.18, 0.6)),
        _soft(place, (-0.18, half - 0.18, 0.42), (0.42, half, 0.6)),
    )
    return Placed(parts, over=place[2] > OVER_M)


def bed(place: Point, wide: float, long: float) -> Placed:
    """Return a bed along y: frame with mattress, and a board at its head."""
    x, y = wide / 2, long / 2
    parts = (
        _at(place, (-x, -y, 0.0), (x, y, 0.28), 2),
        _soft(place, (-x, -y, 0.28), (x, y, 0.5), 2),
        _at(place, (-x, y, 0.0), (x, y + 0.05, 1.0)),
    )
    return Placed(parts, over=place[2] > OVER_M)


def pendant(ceiling: Point, drop: float) -> Placed:
    """Return a lamp that hangs from a point of the ceiling [m] on a stiff cord."""
    x, y, z = ceiling
    foot = z - drop
    rose = Part(box((x - 0.06, y - 0.06, z - 0.05), (x + 0.06, y + 0.06, z)), "steel", "lamp")
    cord = Part(box((x - 0.018, y - 0.018, foot), (x + 0.018, y + 0.018, z - 0.05)), "steel", "lamp")

    def ring(radius: float, height: float) -> tuple[Point, ...]:
        turns = [2 * math.pi * k / 10 for k in range(10)]
        return tuple((x + radius * math.cos(turn), y + radius * math.sin(turn), height) for turn in turns)

    cap = Part(box((x - 0.08, y - 0.08, foot - 0.03), (x + 0.08, y + 0.08, foot)), "steel", "lamp")
    shade = Part(prismoid(ring(0.24, foot - 0.23), ring(0.12, foot - 0.03)), "glass", "lamp", 4)
    return Placed((rose, cord, cap, shade), over=True)
