"""One edge of a panel: a named curve, with what is added to it when the cloth is cut."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from rushes.engines.wardrobe.pattern import curves
from rushes.engines.wardrobe.pattern.curves import Curve, Floats, Point

SEAM, HEM = 0.010, 0.030


@dataclass(frozen=True)
class Edge:
    """A curve with a name that is its own within the panel.

    Attributes:
        name: Named for where it lies: `side`, `armhole`, `waist`.
        curve: Lines and cubics in metres, in the direction of the panel's ring (anticlockwise).
        allowance: Cloth added outside the edge [m].
        finish: `seam` (sewn to something), `hem` (turned up), `fold` (cut on the fold, no edge in the garment),
            `raw` (left as cut, or bound).
        turn: What lies left of it is worn turned over it by so much, onto the right side of the cloth [degrees]: of a line inside, the
            cloth beyond it (a lapel's roll line); of a ring's edge, the whole panel (a collar at its stand). 0 is not turned.
    """

    name: str
    curve: Curve
    allowance: float = SEAM
    finish: str = "seam"
    turn: float = 0.0

    @cached_property
    def length(self) -> float:
        """Length of the finished edge [m]."""
        return curves.length(self.curve)

    @property
    def start(self) -> Point:
        """Where the edge begins [m]."""
        return self.curve[0][0]

    @property
    def end(self) -> Point:
        """Where the edge ends [m]."""
        return self.curve[-1][-1]

    def points(self, step: float = 0.004) -> Floats:
        """Points along the edge with both ends, [n, 2] in metres."""
        return curves.sampled(self.curve, step)

    def at(self, distances: list[float] | Floats) -> Floats:
        """Points so far along the edge [m], as [n, 2] in metres."""
        return curves.along(self.curve, distances)[0]

    def mirrored(self, name: str) -> Edge:
        """The edge of the mirrored panel (x to -x), walked so that its ring is anticlockwise again."""
        return replace(self, name=name, curve=curves.backward(curves.mirrored(self.curve)))

    def to_json(self) -> dict[str, Any]:
        """The edge as plain values."""
        return {name: getattr(self, name) for name in ("name", "curve", "allowance", "finish", "turn")}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Edge:
        """The edge that `to_json` wrote."""
        curve = tuple(tuple((float(x), float(y)) for x, y in segment) for segment in data["curve"])
        return cls(data["name"], curve, float(data["allowance"]), data["finish"], float(data["turn"]))


def hem(name: str, curve: Curve, allowance: float = HEM) -> Edge:
    """An edge that is turned up."""
    return Edge(name, curve, allowance, "hem")


def fold(name: str, curve: Curve) -> Edge:
    """A straight edge on x = 0 that lies on the fold of the cloth."""
    return Edge(name, curve, 0.0, "fold")
