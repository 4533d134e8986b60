"""Walls, and what runs along them: skirtings, dados, panels, tiles."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from rushes.engines.setdesign.model.polygon import Point

Built = Literal["flat", "masonry", "concrete", "glazed"]


@dataclass(frozen=True)
class Wall:
    """One side of the room, or a partition that stands in it.

    The line from `start` to `end` is the face that the room sees: the room lies to its left, the wall's thickness to its
    right. Seen from the room, `start` is on the right hand and `end` on the left.

    Attributes:
        name: What drawings call it: `A`, `B` ...
        start: Plan position [m] of its first corner.
        end: Plan position [m] of its second corner.
        height: From the floor (z = 0) to its top [m]; 0 where the set is open.
        thickness: [m].
        wild: Whether it comes out in one piece for the camera.
        finish: Name of the finish on its face.
        built: `flat` (timber and ply), `masonry`, `concrete`, `glazed` (steel or timber frames with glass).
        partition: Whether it stands in the room instead of being part of its outline; both faces are seen then.
    """

    name: str
    start: Point
    end: Point
    height: float
    thickness: float
    wild: bool = False
    finish: str = "wall"
    built: Built = "flat"
    partition: bool = False

    @property
    def length(self) -> float:
        """Length of its face [m]."""
        return math.dist(self.start, self.end)

    @property
    def open_side(self) -> bool:
        """Whether nothing stands there: a side of a street, or one that the set is left open at (height 0)."""
        return self.height == 0

    @property
    def along(self) -> Point:
        """Direction from start to end, length 1."""
        return ((self.end[0] - self.start[0]) / self.length, (self.end[1] - self.start[1]) / self.length)

    @property
    def inward(self) -> Point:
        """Direction from its face into the room, length 1."""
        x, y = self.along
        return (-y, x)

    @property
    def yaw_deg(self) -> float:
        """Yaw of what stands with its back to this wall and faces the room (a yaw of 0 faces -Y)."""
        x, y = self.inward
        return math.degrees(math.atan2(x, -y))

    def at(self, along: float, out: float = 0.0) -> Point:
        """Plan position [m] of a point `along` [m] from the start and `out` [m] from the face, into the room."""
        (ax, ay), (nx, ny) = self.along, self.inward
        return (self.start[0] + ax * along + nx * out, self.start[1] + ay * along + ny * out)

    def ring(self, start: float = 0.0, end: float | None = None) -> tuple[Point, ...]:
        """Footprint of the wall, or of a stretch of it [m], counter-clockwise."""
        end = self.length if end is None else end
        return (self.at(start, -self.thickness), self.at(end, -self.thickness), self.at(end), self.at(start))


@dataclass(frozen=True)
class Trim:
    """What runs along walls between two heights: a skirting, a dado rail, a cornice, panelling, tiles, pilasters.

    Attributes:
        kind: See `TRIMS`.
        bottom: Lower edge over the floor [m].
        height: [m].
        depth: How far it stands out from the wall [m].
        finish: Name of its finish.
        walls: Names of the walls it runs along; none named is all that are no partition.
        module: Width of one panel, tile, board or bay of it [m]; 0 where it runs through.
    """

    kind: str
    bottom: float
    height: float
    depth: float
    finish: str
    walls: tuple[str, ...] = ()
    module: float = 0.0


TRIMS = {
    "skirting": "the board at the foot of a wall",
    "dado_rail": "the moulding at the height of a chair's back",
    "picture_rail": "the moulding that pictures hang from",
    "cornice": "the moulding under the ceiling",
    "panelling": "framed wood panels",
    "fluting": "upright half-round strips",
    "tiles": "glazed tiles",
    "band": "a flat band of another material",
    "pilasters": "flat columns on the wall, one a module",
    "slats": "narrow upright boards with gaps",
    "handrail": "a rail to hold on to, or to keep beds off the wall",
    "trunking": "a metal channel with cables and sockets",
}
