"""The measures of a building that its parts agree on: grid lines, thicknesses, heights."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rushes.engines.destruction.building.solid import Face, Point, Solid, box
from rushes.engines.destruction.spec import BuildingSpec


@dataclass(frozen=True, slots=True)
class Style:
    """What a material's buildings are made of, all in metres.

    Attributes:
        wall: Thickness of the outer wall.
        slab: Thickness of a floor.
        column: Side of a column.
        beam: Width and height of a beam.
        partition: Thickness of an inner wall.
        carrier: Material of columns and beams.
        floor: Material of floors.
        skin: Material of the outer wall.
        inner: Material of inner walls.
    """

    wall: float
    slab: float
    column: float
    beam: tuple[float, float]
    partition: float
    carrier: str
    floor: str
    skin: str
    inner: str


STYLES = {
    "concrete": Style(0.20, 0.20, 0.45, (0.28, 0.32), 0.12, "concrete", "concrete", "concrete", "plaster"),
    "brick": Style(0.36, 0.20, 0.50, (0.28, 0.24), 0.24, "brick", "concrete", "brick", "brick"),
    "steel": Style(0.15, 0.16, 0.34, (0.22, 0.34), 0.10, "steel", "concrete", "plaster", "plaster"),
    "glass": Style(0.14, 0.18, 0.36, (0.22, 0.30), 0.10, "steel", "concrete", "steel", "plaster"),
    "wood": Style(0.16, 0.18, 0.22, (0.12, 0.24), 0.12, "wood", "wood", "wood", "plaster"),
}


@dataclass(frozen=True, slots=True)
class Frame:
    """Where everything stands.

    Attributes:
        spec: What is built.
        style: Of its material.
        xs, ys: Grid lines [m]; the outer ones run through the outer columns, behind the wall.
    """

    spec: BuildingSpec
    style: Style
    xs: tuple[float, ...]
    ys: tuple[float, ...]

    @classmethod
    def of(cls, spec: BuildingSpec) -> Frame:
        """Lay out the grid of a building."""
        style = STYLES[spec.material]
        inset = style.wall + style.column / 2
        return cls(
            spec, style, _lines(spec.bays, spec.bay_width_m, inset), _lines(spec.bays_deep, spec.bay_width_m, inset)
        )

    @property
    def half_width(self) -> float:
        """Half of the front's length [m]."""
        return self.spec.width_m / 2

    @property
    def half_depth(self) -> float:
        """Half of the building's depth [m]."""
        return self.spec.depth_m / 2

    def floor(self, storey: int) -> float:
        """Height of a storey's floor [m]."""
        return self.spec.floor_m(storey)

    def ceiling(self, storey: int) -> float:
        """Height of the underside of the slab over a storey [m]."""
        return self.spec.floor_m(storey + 1) - self.style.slab

    def bay_of(self, x: float, y: float) -> tuple[int, int]:
        """Return the bay that a point lies in."""
        width = self.spec.bay_width_m
        return (
            min(max(int((x + self.half_width) / width), 0), self.spec.bays - 1),
            min(max(int((y + self.half_depth) / width), 0), self.spec.bays_deep - 1),
        )

    def part(
        self, low: Point, high: Point, member: str, material: str, storey: int, pieces: float = 1.0, unit: int = -1
    ) -> Solid:
        """Return a box-shaped part; its number of pieces follows the building's detail."""
        return self.shape(box(low, high), low, high, member, material, storey, pieces, unit)

    def shape(
        self,
        faces: tuple[Face, ...],
        low: Point,
        high: Point,
        member: str,
        material: str,
        storey: int,
        pieces: float = 1.0,
        unit: int = -1,
    ) -> Solid:
        """Return a part of any convex shape between two corners."""
        bay = self.bay_of((low[0] + high[0]) / 2, (low[1] + high[1]) / 2)
        count = max(1, round(pieces * self.spec.detail)) if pieces > 1 else 1
        return Solid(faces, member, material, storey, bay, count, unit)

    def storeys(self) -> Iterator[int]:
        """Return the storeys from the ground up."""
        return iter(range(self.spec.storeys))


def _lines(bays: int, width: float, inset: float) -> tuple[float, ...]:
    half = bays * width / 2
    return (-half + inset, *(-half + index * width for index in range(1, bays)), half - inset)
