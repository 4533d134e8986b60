"""Profiles: how furniture is drawn from the side, each kind so that it is known."""

from __future__ import annotations

import math
from collections.abc import Callable

from rushes.engines.setdesign.model.furniture import Item
from rushes.engines.setdesign.papers.drawing import Drawing

FURN, DETAIL, HUNG = "A-FURN", "A-FURN-DETL", "A-FURN-WALL"


class Face:
    """An item seen from one side: its box on the drawing, and whether its front is seen."""

    def __init__(self, drawing: Drawing, item: Item, x: float, z: float, turn_deg: float) -> None:
        self.drawing, self.item = drawing, item
        c, s = abs(math.cos(math.radians(turn_deg))), abs(math.sin(math.radians(turn_deg)))
        self.half = (item.size[0] * c + item.size[1] * s) / 2
        self.x, self.z, self.high = x, z, item.size[2]
        self.front = math.cos(math.radians(turn_deg)) > 0.7

    def box(self, x0: float, z0: float, x1: float, z1: float, layer: str = FURN, fill: float | None = 1.0) -> None:
        """Draw a box by shares of the item's width (-1 to 1) and height (0 to 1)."""
        self.drawing.box(
            layer,
            self.x + x0 * self.half,
            self.z + z0 * self.high,
            self.x + x1 * self.half,
            self.z + z1 * self.high,
            fill,
        )

    def ring(self, *points: tuple[float, float], layer: str = FURN, fill: float | None = 1.0) -> None:
        """Draw a ring by shares."""
        self.drawing.ring(layer, [(self.x + a * self.half, self.z + b * self.high) for a, b in points], fill)


def draw_profile(drawing: Drawing, item: Item, x: float, z: float, turn_deg: float) -> None:
    """Draw an item from the side.

    Args:
        drawing: To draw on.
        item: What.
        x: Its middle along the drawing [m].
        z: Height of its lower side [m].
        turn_deg: Its yaw against the way that faces the viewer.
    """
    PROFILES.get(item.kind, _plain)(Face(drawing, item, x, z, turn_deg))


def _plain(face: Face) -> None:
    face.box(-1, 0, 1, 1, HUNG if face.item.mount == "wall" else FURN)


def _seat(face: Face) -> None:
    face.box(-1, 0.12, 1, 0.56)
    face.box(-0.94, 0.5, 0.94, 1)
    face.box(-1, 0.12, -0.84, 0.74)
    face.box(0.84, 0.12, 1, 0.74)
    seats = int(face.item.style.get("seats", 1))
    if face.front:
        for k in range(1, seats):
            at = -0.84 + 1.68 * k / seats
            face.box(at - 0.003, 0.3, at + 0.003, 1, DETAIL, None)


def _table(face: Face) -> None:
    face.box(-1, 0.93, 1, 1)
    face.box(-0.95, 0, -0.88, 0.93)
    face.box(0.88, 0, 0.95, 0.93)


def _chair(face: Face) -> None:
    face.box(-0.9, 0.48, 0.9, 0.54)
    face.box(-0.9, 0, -0.78, 0.48)
    face.box(0.78, 0, 0.9, 0.48)
    face.box(-0.85, 0.54, 0.85, 1)


def _lamp(face: Face) -> None:
    face.box(-0.06, 0.03, 0.06, 0.8, "A-LITE")
    face.ring((-0.5, 0), (0.5, 0), (0.4, 0.03), (-0.4, 0.03), layer="A-LITE")
    low = 0.78 if face.item.kind == "floor_lamp" else 0.5
    face.ring((-1, low), (1, low), (0.65, 1), (-0.65, 1), layer="A-LITE")


def _frame(face: Face) -> None:
    face.box(-1, 0, 1, 1, HUNG)
    inset = 0.06 / face.half
    face.box(-1 + inset, 0.06 / face.high, 1 - inset, 1 - 0.06 / face.high, DETAIL)


def _case(face: Face) -> None:
    face.box(-1, 0, 1, 1)
    shelves = max(2, round(face.high / 0.36))
    for k in range(1, shelves):
        face.box(-0.95, k / shelves - 0.004, 0.95, k / shelves + 0.004, DETAIL)


def _drawers(face: Face) -> None:
    face.box(-1, 0, 1, 1)
    number = max(2, round(face.high / 0.33))
    for k in range(number):
        face.box(-0.92, (k + 0.06) / number, 0.92, (k + 0.94) / number, DETAIL)


def _fireplace(face: Face) -> None:
    face.box(-1, 0, 1, 1)
    half = float(face.item.style.get("opening", face.half)) / 2 / face.half
    face.box(-half, 0, half, min(0.72, 0.9 / face.high), FURN, 0.75)
    if face.item.style.get("mantel"):
        face.box(-1.06, 0.94, 1.06, 1)


def _curtain(face: Face) -> None:
    for way in (-1, 1):
        a, b = sorted((way, way * 0.68))
        face.box(a, 0, b, 1, HUNG)
        for k in range(1, 4):
            at = a + (b - a) * k / 4
            face.box(at, 0, at, 1, DETAIL, None)


def _plant(face: Face) -> None:
    face.ring((-0.4, 0.28), (-0.3, 0), (0.3, 0), (0.4, 0.28))
    for k in range(9):
        angle = math.pi * (0.08 + 0.84 * k / 8)
        face.ring((0, 0.28), (math.cos(angle), 0.34 + 0.66 * math.sin(angle)), layer=DETAIL, fill=None)


def _clock(face: Face) -> None:
    radius = min(face.half, face.high / 2)
    face.drawing.circle(HUNG, (face.x, face.z + face.high / 2), radius, 1.0)
    face.drawing.line(
        HUNG,
        (face.x, face.z + face.high / 2 + radius * 0.7),
        (face.x, face.z + face.high / 2),
        (face.x + radius * 0.45, face.z + face.high / 2 + radius * 0.2),
    )


def _pendant(face: Face) -> None:
    rod = float(face.item.style.get("rod", 0.0))
    face.drawing.line("A-LITE", (face.x, face.z + face.high), (face.x, face.z + face.high + rod))
    if face.item.kind == "chandelier":
        face.ring((-1, 0.35), (-0.55, 0.1), (0, 0), (0.55, 0.1), (1, 0.35), (0.7, 0.5), (-0.7, 0.5), layer="A-LITE")
        face.ring((-0.7, 0.5), (0.7, 0.5), (0.08, 1), (-0.08, 1), layer="A-LITE")
    else:
        face.ring((-1, 0), (1, 0), (0.35, 1), (-0.35, 1), layer="A-LITE")


def _screen_or_bar(face: Face) -> None:
    face.box(-1, 0, 1, 0.95)
    face.box(-1.02, 0.95, 1.02, 1)
    number = max(2, round(face.half * 2 / 0.6))
    for k in range(1, number):
        at = -1 + 2 * k / number
        face.box(at, 0.08, at, 0.92, DETAIL, None)


PROFILES: dict[str, Callable[[Face], None]] = {
    **dict.fromkeys(("sofa", "lounge_chair", "wing_chair", "banquette", "throne"), _seat),
    **dict.fromkeys(("coffee_table", "side_table", "dining_table", "centre_table", "desk", "bench"), _table),
    **dict.fromkeys(("dining_chair", "office_chair", "stool"), _chair),
    **dict.fromkeys(("floor_lamp", "table_lamp"), _lamp),
    **dict.fromkeys(("art_frame", "mirror", "pinboard", "wall_screen"), _frame),
    **dict.fromkeys(("bookcase", "back_bar", "rack", "cabinet", "wardrobe"), _case),
    **dict.fromkeys(("filing_cabinet", "sideboard", "locker", "kitchen_run"), _drawers),
    **dict.fromkeys(("bar", "counter", "reception_desk", "console"), _screen_or_bar),
    **dict.fromkeys(("pendant", "chandelier"), _pendant),
    "wall_clock": _clock,
    "fireplace": _fireplace,
    "curtain": _curtain,
    "plant": _plant,
}
