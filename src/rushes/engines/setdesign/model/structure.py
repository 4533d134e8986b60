"""Structure: columns, and what carries the ceiling from wall to wall."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rushes.engines.setdesign.model.polygon import Point, placed, rectangle

Section = Literal["round", "square", "fluted", "cruciform", "octagonal"]


@dataclass(frozen=True)
class Column:
    """A column or a pier.

    Attributes:
        name: What drawings call it.
        at: Plan position of its axis [m].
        section: `round`, `square`, `fluted` (round with flutes), `cruciform`, `octagonal`.
        size: Width and depth in plan [m].
        height: [m].
        yaw_deg: Turn about its axis.
        finish: Name of its finish.
        base: Height of a base moulding [m]; 0 for none.
        capital: Height of a capital [m]; 0 for none.
    """

    name: str
    at: Point
    section: Section
    size: tuple[float, float]
    height: float
    yaw_deg: float = 0.0
    finish: str = "column"
    base: float = 0.0
    capital: float = 0.0

    def ring(self) -> tuple[Point, ...]:
        """Footprint box, counter-clockwise [m]."""
        x, y = self.size[0] / 2, self.size[1] / 2
        return placed(rectangle(-x, -y, x, y), self.at, self.yaw_deg)


@dataclass(frozen=True)
class Structure:
    """How the ceiling is held.

    Attributes:
        system: A row of the span table (`span.py`): what bridges from support to support.
        depth: Of the member that spans [m].
        columns: What stands in the room.
    """

    system: str = "concrete_slab"
    depth: float = 0.25
    columns: tuple[Column, ...] = ()
