"""The ceiling: its slab or vault, and the pieces under it that come out for lights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rushes.engines.setdesign.model.polygon import Point, placed, rectangle


@dataclass(frozen=True)
class CeilingPiece:
    """A beam, a coffer's rib, a dropped panel, a rose, a skylight, a duct: a box under the ceiling.

    Attributes:
        name: What drawings call it.
        kind: `beam`, `rib`, `panel` (a dropped field), `tile_grid` (a hung ceiling of tiles), `rose`, `skylight` (a hole
            with glass or sky), `duct`, `pipe`, `cove` (a ledge that hides lights), `light_panel` (a luminous field).
        at: Plan position of its middle [m].
        size: Length along its own X, width along its own Y, height [m].
        top: Height of its upper side over the floor [m].
        yaw_deg: Turn about its middle.
        finish: Name of its finish.
        module: Side of one tile or bay [m]; 0 where it has none.
        removable: Whether it comes out in one piece.
    """

    name: str
    kind: str
    at: Point
    size: tuple[float, float, float]
    top: float
    yaw_deg: float = 0.0
    finish: str = "ceiling"
    module: float = 0.0
    removable: bool = False

    @property
    def bottom(self) -> float:
        """Height of its lower side over the floor [m]."""
        return self.top - self.size[2]

    def ring(self) -> tuple[Point, ...]:
        """Footprint, counter-clockwise [m]."""
        x, y = self.size[0] / 2, self.size[1] / 2
        return placed(rectangle(-x, -y, x, y), self.at, self.yaw_deg)


@dataclass(frozen=True)
class Ceiling:
    """What closes the room above.

    Attributes:
        height: Underside of the slab, or springing line of a vault, over the floor [m].
        form: `flat`, `coffered` (ribs both ways, as pieces), `beamed` (as pieces), `barrel` (a half tube along X or Y),
            `open` (no ceiling: a street, or a set left open for lights).
        rise: Of a vault over its springing line [m]; 0 when flat.
        axis: Direction of a vault's crown in plan: `x` or `y`.
        thickness: Of the slab [m].
        finish: Name of its finish.
        pieces: What hangs under it.
    """

    height: float
    form: Literal["flat", "coffered", "beamed", "barrel", "open"] = "flat"
    rise: float = 0.0
    axis: Literal["x", "y"] = "x"
    thickness: float = 0.25
    finish: str = "ceiling"
    pieces: tuple[CeilingPiece, ...] = ()
