"""Openings in walls: doors, windows, slits, arches, hatches."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from rushes.engines.setdesign.model.polygon import Point
from rushes.engines.setdesign.model.wall import Wall

Value = float | str | bool


@dataclass(frozen=True)
class Opening:
    """A hole in a wall and what closes it.

    Attributes:
        name: Number in the schedule: `D1`, `W2` ...
        wall: Name of its wall.
        kind: `door`, `window`, `slit` (a narrow glazed cut in thick masonry), `arch` (nothing closes it), `hatch` (a
            serving hatch or a cupboard in the wall).
        at: Its middle, along the wall from the wall's start [m].
        width: Clear width [m].
        height: Clear height from sill to head [m]; of a round head, to its crown.
        sill: Height of its lower edge over the floor [m]; 0 for a door.
        head: `flat`, `segmental`, `round` (half a circle) or `canted` (corners cut off).
        leaves: Number of leaves of a door; 0 for what doesn't open.
        swing: `in` (into the room), `out`, `both` (double action), `sliding`, `none`.
        hinge: For one leaf, the side of its hinges as seen from the room: `left` or `right`.
        exit: Whether people get out of the building this way.
        glazing: Kind of glass: `clear`, `frosted`, `wired`, `leaded`, `coloured` or "" for none.
        bars: Panes across and up, for windows and glazed doors.
        beyond: What is seen through it: `corridor`, `street`, `sky`, `garden`, `dark`, `room`.
        finish: Name of the finish of frame and leaf.
        style: What dressing needs to know more: panels of a leaf, width of a frame [m], a curtain.
    """

    name: str
    wall: str
    kind: Literal["door", "window", "slit", "arch", "hatch"]
    at: float
    width: float
    height: float
    sill: float = 0.0
    head: Literal["flat", "segmental", "round", "canted"] = "flat"
    leaves: int = 0
    swing: Literal["in", "out", "both", "sliding", "none"] = "none"
    hinge: Literal["left", "right"] = "left"
    exit: bool = False
    glazing: str = ""
    bars: tuple[int, int] = (1, 1)
    beyond: str = "dark"
    finish: str = "joinery"
    style: dict[str, Value] = field(default_factory=dict)

    @property
    def start(self) -> float:
        """Its edge nearer to the wall's start, along the wall [m]."""
        return self.at - self.width / 2

    @property
    def end(self) -> float:
        """Its other edge, along the wall [m]."""
        return self.at + self.width / 2

    @property
    def top(self) -> float:
        """Height of its head over the floor [m]."""
        return self.sill + self.height

    @property
    def area(self) -> float:
        """Area [m²] that it takes from its wall; heads that aren't flat take less than the rectangle."""
        import math

        if self.head == "round":
            radius = min(self.width / 2, self.height)
            return self.width * (self.height - radius) + math.pi * self.width / 2 * radius / 2
        if self.head == "segmental":
            return self.width * self.height - self.width * (self.width / 8) / 3
        if self.head == "canted":
            return self.width * self.height - (self.width / 6) ** 2
        return self.width * self.height

    def passage(self) -> bool:
        """Whether a person can walk through it."""
        return self.kind in {"door", "arch"} and self.sill < 0.25

    def hinges(self) -> tuple[tuple[float, int], ...]:
        """Say where leaves hang: place along the wall [m], and +1 when the leaf closes towards the wall's end."""
        if self.kind != "door" or self.leaves == 0 or self.swing in {"sliding", "none"}:
            return ()
        if self.leaves > 1:
            return ((self.start, 1), (self.end, -1))
        # seen from the room, a wall's start is on the right hand
        return ((self.start, 1),) if self.hinge == "right" else ((self.end, -1),)

    @property
    def leaf_width(self) -> float:
        """Width of one leaf [m]."""
        return self.width / max(1, self.leaves)

    def swept(self, wall: Wall) -> tuple[tuple[Point, ...], ...]:
        """Floor that leaves swing over inside the room: one convex ring a leaf, an eighth of a turn a corner."""
        import math

        if self.swing not in {"in", "both"}:
            return ()
        rings = []
        for hinge, way in self.hinges():
            radius = self.leaf_width
            fan = [wall.at(hinge)]
            for step in range(5):
                angle = math.pi / 2 * step / 4
                fan.append(wall.at(hinge + way * radius * math.cos(angle), radius * math.sin(angle)))
            rings.append(tuple(fan if way > 0 else reversed(fan)))
        return tuple(rings)

    def approach(self, wall: Wall, depth: float) -> tuple[Point, ...]:
        """Floor in front of it that has to stay free, as deep as asked [m]."""
        return (wall.at(self.start), wall.at(self.end), wall.at(self.end, depth), wall.at(self.start, depth))
