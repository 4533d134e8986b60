"""Levels: platforms, pits, galleries, and the steps that lead to them."""

from __future__ import annotations

import math
from dataclasses import dataclass

from rushes.engines.setdesign.model.polygon import Point, placed


@dataclass(frozen=True)
class Level:
    """A part of the floor at another height.

    Attributes:
        name: What drawings call it.
        outline: Counter-clockwise ring [m].
        height: Over the floor (z = 0) [m]; negative for a sunken pit.
        finish: Name of the finish on it.
        edge_finish: Name of the finish of its upright sides.
        rail: Height of a rail round it [m]; 0 for none.
        seat: Width of a built-in bench along its inner sides [m]; 0 for none (conversation pits).
    """

    name: str
    outline: tuple[Point, ...]
    height: float
    finish: str = "floor"
    edge_finish: str = "floor"
    rail: float = 0.0
    seat: float = 0.0


@dataclass(frozen=True)
class Flight:
    """A flight of steps.

    Attributes:
        name: What drawings call it.
        foot: Plan position [m] of the middle of its lowest edge.
        yaw_deg: Direction in which it climbs: 0 is +Y, counter-clockwise.
        bottom: Height at its foot [m].
        width: [m].
        risers: Number of steps up.
        rise: Height of one [m].
        going: Depth of one tread [m].
        finish: Name of its finish.
    """

    name: str
    foot: Point
    yaw_deg: float
    bottom: float
    width: float
    risers: int
    rise: float
    going: float
    finish: str = "floor"

    @property
    def top(self) -> float:
        """Height at its head [m]."""
        return self.bottom + self.risers * self.rise

    @property
    def run(self) -> float:
        """Length in plan [m]: the last riser lands on the level itself."""
        return max(1, self.risers - 1) * self.going

    def ring(self) -> tuple[Point, ...]:
        """Footprint, counter-clockwise [m]."""
        half = self.width / 2
        return placed(((-half, 0.0), (half, 0.0), (half, self.run), (-half, self.run)), self.foot, self.yaw_deg)

    @property
    def pitch_deg(self) -> float:
        """Its slope."""
        return math.degrees(math.atan2(self.rise, self.going))
