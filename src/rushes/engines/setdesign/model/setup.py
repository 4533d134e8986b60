"""Set-ups: where a camera can stand, with which lens, and where its crew stands."""

from __future__ import annotations

import math
from dataclasses import dataclass

from rushes.engines.setdesign.model.polygon import Point

SENSOR_M = (0.02489, 0.01400)
"""Super 35 at 16:9: what the lens lengths of set-ups are meant for, width and height [m]."""


@dataclass(frozen=True)
class Spot:
    """Where one of the crew stands.

    Attributes:
        who: `operator`, `focus`, `boom`, `dolly grip` ...
        at: Plan position [m].
    """

    who: str
    at: Point


@dataclass(frozen=True)
class SetUp:
    """A camera's place.

    Attributes:
        name: `1`, `2` ... as drawings and slates call it.
        title: What it sees, in words: `master`, `reverse` ...
        at: The film plane [m].
        target: What it looks at [m].
        lens_mm: Focal length.
        wild: Name of the wall that has to come out for it; "" when it stands in the room.
        crew: Who stands with it.
    """

    name: str
    title: str
    at: tuple[float, float, float]
    target: tuple[float, float, float]
    lens_mm: float
    wild: str = ""
    crew: tuple[Spot, ...] = ()

    @property
    def yaw_deg(self) -> float:
        """Direction in plan: 0 looks along +Y, counter-clockwise."""
        return math.degrees(math.atan2(-(self.target[0] - self.at[0]), self.target[1] - self.at[1]))

    @property
    def width_deg(self) -> float:
        """Horizontal angle of view."""
        return math.degrees(2 * math.atan(SENSOR_M[0] * 1000 / 2 / self.lens_mm))

    @property
    def height_deg(self) -> float:
        """Vertical angle of view."""
        return math.degrees(2 * math.atan(SENSOR_M[1] * 1000 / 2 / self.lens_mm))

    def cone(self, reach: float) -> tuple[Point, Point, Point]:
        """Camera, and the two ends of what it sees at a distance [m], in plan."""
        half = self.width_deg / 2
        ends = []
        for turn in (half, -half):
            angle = math.radians(self.yaw_deg + turn)
            length = reach / math.cos(math.radians(half))
            ends.append((self.at[0] - math.sin(angle) * length, self.at[1] + math.cos(angle) * length))
        return (self.at[0], self.at[1]), ends[0], ends[1]
