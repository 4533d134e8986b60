"""Groups: furniture that belongs together, in a frame of its own whose front is -Y."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from rushes.engines.setdesign.model.furniture import KINDS, Item, Value
from rushes.engines.setdesign.model.polygon import Point, placed, turned

Size = tuple[float, float, float]


class Lamp(NamedTuple):
    """The light that a piece gives.

    Attributes:
        kind: As `Practical` knows them.
        lift: Height of what shines over the piece's lower side [m].
        kelvin: Colour temperature [K].
        lumens: [lm].
        size: Length or diameter of what shines [m].
    """

    kind: str
    lift: float
    kelvin: float
    lumens: float
    size: float = 0.08


@dataclass(frozen=True)
class Part:
    """A piece within a group.

    Attributes:
        kind: A row of `KINDS`.
        at: Middle of its footprint [m] in the group's frame, and height of its lower side.
        yaw_deg: Turn in the group's frame.
        size: Width, depth, height [m].
        materials: Finish by slot.
        style: What dressing needs to know.
        lamp: The light it gives.
    """

    kind: str
    at: tuple[float, float, float]
    yaw_deg: float
    size: Size
    materials: Mapping[str, str] = field(default_factory=dict)
    style: Mapping[str, Value] = field(default_factory=dict)
    lamp: Lamp | None = None


def part(
    kind: str,
    x: float,
    y: float,
    z: float = 0.0,
    *,
    yaw: float = 0.0,
    size: Size | None = None,
    materials: Mapping[str, str] | None = None,
    style: Mapping[str, Value] | None = None,
    lamp: Lamp | None = None,
) -> Part:
    """Make a part; of its kind's usual size unless said."""
    return Part(kind, (x, y, z), yaw, size or KINDS[kind].size, materials or {}, style or {}, lamp)


@dataclass(frozen=True)
class Group:
    """Pieces that stand to each other as they are used.

    Attributes:
        name: `seating`, `bar`, `desk` ...
        parts: In the group's frame.
        margin: Floor kept free round what stands in it [m].
        back: Whether its back (y = 0) belongs on a wall.
    """

    name: str
    parts: tuple[Part, ...]
    margin: float = 0.6
    back: bool = False

    def items(self, at: Point, yaw_deg: float, base: float = 0.0) -> tuple[Item, ...]:
        """Put it at a place: items, as yet without numbers."""
        made = []
        for row in self.parts:
            x, y = turned((row.at[0], row.at[1]), yaw_deg)
            made.append(
                Item(
                    "",
                    row.kind,
                    (round(at[0] + x, 4), round(at[1] + y, 4), round(base + row.at[2], 4)),
                    (row.yaw_deg + yaw_deg) % 360,
                    row.size,
                    self.name,
                    dict(row.materials),
                    dict(row.style),
                )
            )
        return tuple(made)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east and north [m] of what stands in it, in its own frame."""
        corners = [corner for row in self.parts if KINDS[row.kind].mount in {"floor", "rug"} for corner in _ring(row)]
        xs, ys = [p[0] for p in corners], [p[1] for p in corners]
        return min(xs), min(ys), max(xs), max(ys)

    def named(self, name: str) -> Group:
        """Call it something else."""
        return replace(self, name=name)

    def with_parts(self, parts: Iterable[Part]) -> Group:
        """Add parts."""
        return replace(self, parts=(*self.parts, *parts))


def _ring(row: Part) -> tuple[Point, ...]:
    x, y = row.size[0] / 2, row.size[1] / 2
    return placed(((-x, -y), (x, -y), (x, y), (-x, y)), (row.at[0], row.at[1]), row.yaw_deg)
