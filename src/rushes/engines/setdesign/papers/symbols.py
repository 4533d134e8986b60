"""Symbols: how furniture is drawn from above, each kind so that it is known without its number."""

from __future__ import annotations

import math
from collections.abc import Callable

from rushes.engines.setdesign.model.furniture import Item
from rushes.engines.setdesign.model.polygon import Point, placed
from rushes.engines.setdesign.papers.drawing import Drawing

FURN, DETAIL, HUNG = "A-FURN", "A-FURN-DETL", "A-FURN-WALL"


class Pen:
    """Draws in an item's own frame: front is -Y, its middle the origin."""

    def __init__(self, drawing: Drawing, item: Item) -> None:
        self.drawing, self.item = drawing, item
        self.x, self.y = item.size[0] / 2, item.size[1] / 2

    def at(self, x: float, y: float) -> Point:
        """Place a point of the item's frame in the plan."""
        return placed(((x, y),), self.item.at[:2], self.item.yaw_deg)[0]

    def box(
        self, layer: str, x0: float, y0: float, x1: float, y1: float, fill: float | None = None, round_by: float = 0.0
    ) -> None:
        """Draw a rectangle, its corners rounded by so much [m]."""
        if round_by <= 0:
            ring = ((x0, y0), (x1, y0), (x1, y1), (x0, y1))
        else:
            r = min(round_by, (x1 - x0) / 2.01, (y1 - y0) / 2.01)
            corners = ((x1 - r, y0 + r, -90), (x1 - r, y1 - r, 0), (x0 + r, y1 - r, 90), (x0 + r, y0 + r, 180))
            ring = tuple(
                (cx + r * math.cos(math.radians(start + 22.5 * k)), cy + r * math.sin(math.radians(start + 22.5 * k)))
                for cx, cy, start in corners
                for k in range(5)
            )  # type: ignore[assignment]
        self.drawing.ring(layer, tuple(self.at(*p) for p in ring), fill)

    def line(self, layer: str, *points: Point) -> None:
        """Draw a polyline."""
        self.drawing.line(layer, *(self.at(*p) for p in points))

    def circle(self, layer: str, radius: float, x: float = 0.0, y: float = 0.0, fill: float | None = None) -> None:
        """Draw a circle."""
        self.drawing.circle(layer, self.at(x, y), radius, fill)


def draw_item(drawing: Drawing, item: Item) -> None:
    """Draw one item from above."""
    pen = Pen(drawing, item)
    SYMBOLS.get(item.kind, _plain)(pen)


def _plain(pen: Pen) -> None:
    pen.box(HUNG if pen.item.mount == "wall" else FURN, -pen.x, -pen.y, pen.x, pen.y, fill=1.0)


def _sofa(pen: Pen) -> None:
    x, y = pen.x, pen.y
    arm, back = min(0.2, x * 0.3), min(0.24, y * 0.5)
    pen.box(FURN, -x, -y, x, y, fill=1.0, round_by=0.08)
    pen.line(DETAIL, (-x + arm, -y), (-x + arm, y - back), (x - arm, y - back), (x - arm, -y))
    seats = int(pen.item.style.get("seats", 1))
    for k in range(1, seats):
        at = -x + arm + (2 * x - 2 * arm) * k / seats
        pen.line(DETAIL, (at, -y), (at, y - back))


def _chair(pen: Pen) -> None:
    x, y = pen.x, pen.y
    pen.box(FURN, -x, -y, x, y, fill=1.0, round_by=0.06)
    pen.line(FURN, (-x + 0.03, y - 0.07), (x - 0.03, y - 0.07))


def _office_chair(pen: Pen) -> None:
    pen.circle(FURN, min(pen.x, pen.y) * 0.85, fill=1.0)
    pen.line(FURN, (-pen.x * 0.7, pen.y * 0.8), (pen.x * 0.7, pen.y * 0.8))


def _round(pen: Pen) -> None:
    pen.circle(FURN, min(pen.x, pen.y), fill=1.0)


def _stool(pen: Pen) -> None:
    pen.circle(FURN, min(pen.x, pen.y), fill=1.0)
    pen.circle(DETAIL, min(pen.x, pen.y) * 0.75)


def _table(pen: Pen) -> None:
    if pen.item.style.get("round"):
        pen.circle(FURN, min(pen.x, pen.y), fill=1.0)
    else:
        _plain(pen)


def _lamp(pen: Pen) -> None:
    r = min(pen.x, pen.y)
    pen.circle("A-LITE", r, fill=1.0)
    pen.line("A-LITE", (-r * 0.7, -r * 0.7), (r * 0.7, r * 0.7))
    pen.line("A-LITE", (-r * 0.7, r * 0.7), (r * 0.7, -r * 0.7))


def _plant(pen: Pen) -> None:
    r = min(pen.x, pen.y)
    pen.circle(DETAIL, r, fill=1.0)
    for k in range(9):
        angle = 2 * math.pi * k / 9
        pen.line(DETAIL, (0, 0), (r * 0.95 * math.cos(angle), r * 0.95 * math.sin(angle)))
    pen.circle(FURN, r * 0.35)


def _bar(pen: Pen) -> None:
    _plain(pen)
    pen.line(DETAIL, (-pen.x, -pen.y + 0.1), (pen.x, -pen.y + 0.1))


def _shelves(pen: Pen) -> None:
    _plain(pen)
    pen.line(DETAIL, (-pen.x, -pen.y), (pen.x, pen.y))


def _desk(pen: Pen) -> None:
    _plain(pen)
    if pen.item.style.get("pedestals"):
        for way in (-1, 1):
            a, b = sorted((way * pen.x, way * (pen.x - 0.42)))
            pen.box(DETAIL, a, -pen.y + 0.04, b, pen.y - 0.04)


def _bed(pen: Pen) -> None:
    _plain(pen)
    pen.box(DETAIL, -pen.x * 0.75, pen.y - 0.5, pen.x * 0.75, pen.y - 0.12, round_by=0.08)
    pen.line(DETAIL, (-pen.x, pen.y - 0.7), (pen.x, pen.y - 0.7))


def _fireplace(pen: Pen) -> None:
    _plain(pen)
    half = float(pen.item.style.get("opening", pen.x)) / 2
    pen.line(FURN, (-half, -pen.y), (-half * 0.7, pen.y - 0.08), (half * 0.7, pen.y - 0.08), (half, -pen.y))


def _rug(pen: Pen) -> None:
    pen.box(DETAIL, -pen.x, -pen.y, pen.x, pen.y, fill=0.97)
    pen.box(DETAIL, -pen.x + 0.12, -pen.y + 0.12, pen.x - 0.12, pen.y - 0.12)


def _piano(pen: Pen) -> None:
    _plain(pen)
    pen.line(FURN, (-pen.x, -pen.y + 0.28), (pen.x, -pen.y + 0.28))
    for k in range(1, 14):
        at = -pen.x + 2 * pen.x * k / 14
        pen.line(DETAIL, (at, -pen.y), (at, -pen.y + 0.15))


def _curtain(pen: Pen) -> None:
    for way in (-1, 1):
        points = [(way * (pen.x - 0.3 * pen.x * k / 8), pen.y * (0.8 if k % 2 else -0.8)) for k in range(9)]
        pen.line(HUNG, *points)


def _small(pen: Pen) -> None:
    pen.box(DETAIL, -pen.x, -pen.y, pen.x, pen.y)


def _rack(pen: Pen) -> None:
    _plain(pen)
    pen.line(DETAIL, (-pen.x, -pen.y), (pen.x, pen.y))
    pen.line(DETAIL, (-pen.x, pen.y), (pen.x, -pen.y))


def _console(pen: Pen) -> None:
    _plain(pen)
    pen.line(DETAIL, (-pen.x, pen.y * 0.2), (pen.x, pen.y * 0.2))
    for k in range(1, max(2, round(pen.x * 2 / 0.6))):
        at = -pen.x + 2 * pen.x * k / max(2, round(pen.x * 2 / 0.6))
        pen.line(DETAIL, (at, pen.y * 0.2), (at, pen.y))


SYMBOLS: dict[str, Callable[[Pen], None]] = {
    "sofa": _sofa,
    "lounge_chair": _sofa,
    "wing_chair": _sofa,
    "banquette": _sofa,
    "throne": _sofa,
    "dining_chair": _chair,
    "office_chair": _office_chair,
    "stool": _stool,
    "ottoman": _round,
    "side_table": _table,
    "centre_table": _table,
    "coffee_table": _table,
    "dining_table": _table,
    "floor_lamp": _lamp,
    "table_lamp": _lamp,
    "street_lamp": _lamp,
    "plant": _plant,
    "bar": _bar,
    "counter": _bar,
    "reception_desk": _bar,
    "back_bar": _shelves,
    "bookcase": _shelves,
    "cabinet": _shelves,
    "wardrobe": _shelves,
    "filing_cabinet": _shelves,
    "rack": _rack,
    "desk": _desk,
    "bed": _bed,
    "bed_double": _bed,
    "fireplace": _fireplace,
    "rug": _rug,
    "piano": _piano,
    "curtain": _curtain,
    "console": _console,
    "vase": _round,
    "ashtray": _round,
    "bin": _round,
    "bollard": _round,
    **dict.fromkeys(("telephone", "books", "bottles", "papers", "typewriter", "screen", "clock", "condiments"), _small),
}
