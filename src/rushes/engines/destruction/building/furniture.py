"""Furniture: wardrobes, shelves, beds, tables and sofas of a few boards each, that come apart as boards do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from rushes.engines.destruction.building.frame import Frame
from rushes.engines.destruction.building.solid import Point, Solid

FURNISHED = 0.45
"""Share of the rooms at a window that have something large standing in them."""

FULL_DETAIL = 0.7
"""Buildings with less detail than this have none."""

BOARD_M = 0.045
"""Thickness of a board [m]: thicker than a wardrobe's, so that the solver can hold it."""

Board = tuple[Point, Point]


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of furniture.

    Attributes:
        name: What it is.
        size: Along the wall, away from the window, and its height [m].
        boards: The boxes it is built of, as two corners each [m]; its own corner is at 0, its back at the greatest y.
    """

    name: str
    size: Point
    boards: tuple[Board, ...]


def _case(name: str, size: Point, shelves: int, *, back: bool) -> Item:
    """Return a case of two sides with boards between them, and a back if it has one."""
    w, d, h = size
    t = BOARD_M
    inner = d - t if back else d
    boards: list[Board] = [((0, 0, 0), (t, d, h)), ((w - t, 0, 0), (w, d, h))]
    boards += [((t, 0, z), (w - t, inner, z + t)) for z in np.linspace(0.08, h - t, shelves).tolist()]
    if back:
        boards.append(((t, inner, 0), (w - t, d, h)))
    return Item(name, size, tuple(boards))


def _bed() -> Item:
    w, d, h, low, soft = 1.4, 2.0, 0.95, 0.3, 0.5
    t = 0.07
    return Item(
        "bed",
        (w, d, h),
        (((0, 0, 0), (w, d - t, low)), ((0.02, 0.02, low), (w - 0.02, d - t, soft)), ((0, d - t, 0), (w, d, h))),
    )


def _table() -> Item:
    w, d, h, t, leg = 1.4, 0.8, 0.75, BOARD_M, 0.07
    return Item(
        "table",
        (w, d, h),
        (
            ((0, 0, h - t), (w, d, h)),
            ((0.08, 0.05, 0), (0.08 + leg, d - 0.05, h - t)),
            ((w - 0.08 - leg, 0.05, 0), (w - 0.08, d - 0.05, h - t)),
        ),
    )


def _sofa() -> Item:
    w, d, h, arm = 1.9, 0.85, 0.8, 0.18
    return Item(
        "sofa",
        (w, d, h),
        (
            ((arm, 0, 0), (w - arm, d - 0.2, 0.42)),
            ((arm, d - 0.2, 0), (w - arm, d, h)),
            ((0, 0, 0), (arm, d, 0.6)),
            ((w - arm, 0, 0), (w, d, 0.6)),
        ),
    )


ITEMS: tuple[Item, ...] = (
    _case("wardrobe", (1.6, 0.6, 1.9), 2, back=True),
    _case("shelf", (1.0, 0.35, 1.9), 4, back=False),
    _bed(),
    _table(),
    _sofa(),
)
"""What stands in rooms; three to six boards each, or the pieces of a building would be a tenth furniture."""


def furniture(frame: Frame, rng: np.random.Generator) -> Iterator[Solid]:
    """Stand something in rooms behind the front and the back, its back to the inside.

    Args:
        frame: The building's measures.
        rng: Of which rooms, what and where.
    """
    if frame.spec.detail < FULL_DETAIL:
        return
    reach = frame.style.wall + frame.style.column + 0.35
    for storey in frame.storeys():
        for index in range(frame.spec.bays):
            for sign in (-1, 1):
                if storey == 0 or index == frame.spec.bays // 2 or rng.random() > FURNISHED:
                    continue
                item = ITEMS[int(rng.integers(len(ITEMS)))]
                room = frame.spec.bay_width_m / 2 - frame.style.column - item.size[0] / 2
                depth = frame.spec.bay_width_m - reach - frame.style.column - item.size[1]
                tall = frame.ceiling(storey) - frame.floor(storey) - item.size[2]
                shift = float(rng.uniform(-1.0, 1.0))
                if room < 0 or depth < 0 or tall < 0:
                    continue
                middle = -frame.half_width + (index + 0.5) * frame.spec.bay_width_m
                corner = middle + shift * min(room, 0.5) - item.size[0] / 2
                unit = (storey * 64 + index) * 4 + (2 if sign < 0 else 3)
                yield from _stood(frame, item, (corner, frame.half_depth - reach, sign), storey, unit)


def _stood(frame: Frame, item: Item, place: tuple[float, float, int], storey: int, unit: int) -> Iterator[Solid]:
    """Stand an item with its corner at x, its front so far from the middle, on a side of the building."""
    x, away, sign = place
    z = frame.floor(storey)
    for (x0, y0, z0), (x1, y1, z1) in item.boards:
        first, second = sorted((sign * (away - y0), sign * (away - y1)))
        low, high = (x + x0, first, z + z0), (x + x1, second, z + z1)
        yield frame.part(low, high, "furniture", "wood", storey, 1.0, unit)
