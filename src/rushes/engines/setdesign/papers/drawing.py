"""Drawings: lines, arcs, hatches, words and dimensions in metres, on named layers, before anything is written."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Point = tuple[float, float]


class Layer(NamedTuple):
    """How a layer is drawn.

    Attributes:
        width: Of its lines on paper [mm].
        grey: 0 is black, 1 is white.
        dash: On and off on paper [mm]; () runs through.
        colour: AutoCAD colour index, for DXF.
        title: In plain words.
    """

    width: float
    grey: float
    dash: tuple[float, ...]
    colour: int
    title: str


LAYERS: dict[str, Layer] = {
    "A-WALL": Layer(0.5, 0.0, (), 7, "walls, cut"),
    "A-WALL-PATT": Layer(0.09, 0.35, (), 8, "hatching of what is cut"),
    "A-WALL-WILD": Layer(0.35, 0.0, (3.0, 1.0), 1, "walls that come out"),
    "A-DOOR": Layer(0.3, 0.0, (), 3, "doors and frames"),
    "A-DOOR-SWNG": Layer(0.13, 0.25, (), 3, "door swings"),
    "A-GLAZ": Layer(0.18, 0.0, (), 4, "windows and glass"),
    "A-COLS": Layer(0.4, 0.0, (), 2, "columns"),
    "A-FLOR-LEVL": Layer(0.25, 0.0, (), 6, "changes of level"),
    "A-FLOR-STRS": Layer(0.18, 0.0, (), 6, "steps"),
    "A-FURN": Layer(0.18, 0.1, (), 5, "furniture"),
    "A-FURN-DETL": Layer(0.09, 0.3, (), 8, "furniture, inner lines"),
    "A-FURN-WALL": Layer(0.18, 0.15, (), 5, "what hangs on walls"),
    "A-CLNG-OVHD": Layer(0.13, 0.3, (2.0, 1.2), 9, "what is overhead"),
    "A-CLNG": Layer(0.25, 0.0, (), 9, "ceiling pieces"),
    "A-LITE": Layer(0.25, 0.0, (), 30, "lamps"),
    "A-CAMR": Layer(0.25, 0.0, (), 1, "set-ups"),
    "A-CAMR-CONE": Layer(0.13, 0.2, (4.0, 1.0, 0.6, 1.0), 1, "what a lens sees"),
    "A-CAMR-CREW": Layer(0.13, 0.2, (), 1, "crew"),
    "A-ELEV": Layer(0.25, 0.0, (), 7, "elevations"),
    "A-ELEV-TRIM": Layer(0.13, 0.2, (), 8, "trims"),
    "A-ELEV-FLAT": Layer(0.09, 0.45, (1.5, 1.5), 9, "joints of flats"),
    "A-SECT-CUT": Layer(0.6, 0.0, (), 7, "what a section cuts"),
    "A-ANNO-DIMS": Layer(0.13, 0.0, (), 2, "dimensions"),
    "A-ANNO-TEXT": Layer(0.18, 0.0, (), 7, "words"),
    "A-ANNO-SYMB": Layer(0.18, 0.0, (), 7, "marks"),
}
"""Named after the layers of the AIA's CAD guidelines (discipline, major, minor); A-CAMR is ours."""


class Line(NamedTuple):
    """A polyline [m]; `fill` is the grey that it is filled with when closed, or None."""

    layer: str
    points: tuple[Point, ...]
    closed: bool = False
    fill: float | None = None


class Arc(NamedTuple):
    """An arc, counter-clockwise from `start` to `end` [degrees]; a circle when they are 360 apart."""

    layer: str
    centre: Point
    radius: float
    start: float = 0.0
    end: float = 360.0
    fill: float | None = None


class Hatch(NamedTuple):
    """A hatched ring; `pattern` is `cut` (diagonal), `concrete` (diagonal and dots), `glass` or `earth`."""

    layer: str
    ring: tuple[Point, ...]
    pattern: str = "cut"


class Label(NamedTuple):
    """Words; `size` is the height of capitals on paper [mm]."""

    layer: str
    at: Point
    text: str
    size: float = 2.2
    anchor: Literal["start", "middle", "end"] = "middle"
    angle: float = 0.0


class Dimension(NamedTuple):
    """The distance between two points, measured along their line and drawn `off` [m] to the left of it."""

    layer: str
    start: Point
    end: Point
    off: float


Mark = Line | Arc | Hatch | Label | Dimension


@dataclass
class Drawing:
    """One drawing: marks in metres.

    Attributes:
        name: For file names: `plan`, `elevation_A` ...
        title: For the sheet.
        marks: In the order in which they are drawn.
    """

    name: str
    title: str
    marks: list[Mark] = field(default_factory=list)

    def line(self, layer: str, *points: Point, closed: bool = False, fill: float | None = None) -> None:
        """Draw a polyline."""
        self.marks.append(Line(layer, tuple(points), closed, fill))

    def ring(self, layer: str, points: Sequence[Point], fill: float | None = None) -> None:
        """Draw a closed polyline."""
        self.marks.append(Line(layer, tuple(points), True, fill))

    def box(self, layer: str, x0: float, y0: float, x1: float, y1: float, fill: float | None = None) -> None:
        """Draw a rectangle along the axes."""
        self.ring(layer, ((x0, y0), (x1, y0), (x1, y1), (x0, y1)), fill)

    def circle(self, layer: str, centre: Point, radius: float, fill: float | None = None) -> None:
        """Draw a circle."""
        self.marks.append(Arc(layer, centre, radius, fill=fill))

    def arc(self, layer: str, centre: Point, radius: float, start: float, end: float) -> None:
        """Draw an arc, counter-clockwise [degrees]."""
        self.marks.append(Arc(layer, centre, radius, start, end))

    def hatch(self, layer: str, ring: Sequence[Point], pattern: str = "cut") -> None:
        """Hatch a ring."""
        self.marks.append(Hatch(layer, tuple(ring), pattern))

    def words(
        self,
        at: Point,
        text: str,
        size: float = 2.2,
        *,
        layer: str = "A-ANNO-TEXT",
        anchor: Literal["start", "middle", "end"] = "middle",
        angle: float = 0.0,
    ) -> None:
        """Write words."""
        self.marks.append(Label(layer, at, text, size, anchor, angle))

    def chain(self, points: Iterable[Point], off: float) -> None:
        """Dimension from point to point along a line; what is under a centimetre is left out."""
        row = list(points)
        for a, b in zip(row[:-1], row[1:], strict=True):
            if math.dist(a, b) >= 0.01:
                self.marks.append(Dimension("A-ANNO-DIMS", a, b, off))

    def bounds(self, scale: float) -> tuple[float, float, float, float]:
        """West, south, east and north [m] of all marks, words as long as they are at a scale."""
        xs: list[float] = []
        ys: list[float] = []
        for mark in self.marks:
            for x, y in _extent(mark, scale):
                xs.append(x)
                ys.append(y)
        return min(xs), min(ys), max(xs), max(ys)


def _extent(mark: Mark, scale: float) -> Iterable[Point]:
    if isinstance(mark, Line):
        return mark.points
    if isinstance(mark, Arc):
        (x, y), r = mark.centre, mark.radius
        return ((x - r, y - r), (x + r, y + r))
    if isinstance(mark, Hatch):
        return mark.ring
    if isinstance(mark, Dimension):
        (ax, ay), (bx, by) = dimension_line(mark)
        pad = 0.004 * scale
        return ((ax - pad, ay - pad), (ax + pad, ay + pad), (bx - pad, by - pad), (bx + pad, by + pad))
    length = len(mark.text) * mark.size * 0.75 * scale / 1000
    c, s = math.cos(math.radians(mark.angle)), math.sin(math.radians(mark.angle))
    low = {"start": 0.0, "middle": -length / 2, "end": -length}[mark.anchor]
    high = low + length
    tall = mark.size * scale / 1000
    return tuple(
        (mark.at[0] + c * u - s * v, mark.at[1] + s * u + c * v) for u in (low, high) for v in (-0.3 * tall, 1.2 * tall)
    )


def dimension_line(mark: Dimension) -> tuple[Point, Point]:
    """Ends [m] of a dimension's line."""
    length = math.dist(mark.start, mark.end)
    nx, ny = -(mark.end[1] - mark.start[1]) / length * mark.off, (mark.end[0] - mark.start[0]) / length * mark.off
    return (mark.start[0] + nx, mark.start[1] + ny), (mark.end[0] + nx, mark.end[1] + ny)


def millimetres(metres: float) -> str:
    """Write a length as drawings do: whole millimetres."""
    return f"{round(metres * 1000):d}"
