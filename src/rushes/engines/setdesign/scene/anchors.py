"""Anchors: named places in a set where somebody sits, stands, looks from or walks, for whoever puts people into it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from rushes.engines.setdesign.model.furniture import Item
from rushes.engines.setdesign.model.polygon import contains, placed
from rushes.engines.setdesign.model.room import Room
from rushes.engines.setdesign.model.ways import floor_grid
from rushes.engines.setdesign.scene.piece import Place

SEATS = {
    "sofa": (0.43, 0.62),
    "lounge_chair": (0.42, 0.0),
    "wing_chair": (0.45, 0.0),
    "dining_chair": (0.46, 0.0),
    "office_chair": (0.48, 0.0),
    "bench": (0.45, 0.6),
    "banquette": (0.46, 0.6),
    "throne": (0.48, 0.0),
}
"""Kinds that are sat on: height of the seat [m], and width of one person on what seats several (0: it seats one)."""

PERSON_M = 0.45
"""A standing person with arms loose takes this radius of floor."""

APART_M = 1.2
"""Standing places are this far from each other."""


@dataclass(frozen=True)
class Anchor:
    """A place.

    Attributes:
        name: Unique in the scene: ``Seat_F01_1``, ``Stand_1``, ``Crew_1_operator``.
        kind: ``seat``, ``stand`` or ``crew``.
        at: Of a seat the middle of its front edge's height on the seat, else the floor under the feet [m].
        yaw_deg: Where one looks: 0 faces -Y, counter-clockwise.
        floor: Height of the floor there [m].
        item: What one sits on; "" for none.
    """

    name: str
    kind: str
    at: Place
    yaw_deg: float
    floor: float
    item: str = ""


def anchors(room: Room) -> tuple[Anchor, ...]:
    """Return a room's anchors: every seat, standing places with room round them, and where each set-up's crew stands."""
    return (*_seats(room), *_stands(room), *_crew(room))


def floor_height(room: Room, at: tuple[float, float]) -> float:
    """Return the height of the floor at a place [m]."""
    return next((level.height for level in room.levels if contains(level.outline, at)), 0.0)


def _seats(room: Room) -> Iterator[Anchor]:
    for item in room.items:
        if item.kind not in SEATS:
            continue
        high, wide = SEATS[item.kind]
        count = max(1, int(item.style.get("seats", 0)) or int((item.size[0] - 0.35) / wide)) if wide else 1
        each = min(wide, (item.size[0] - 0.36) / count) if count > 1 else 0.0
        for index in range(count):
            x = (index - (count - 1) / 2) * each
            (place,) = placed(((x, _sits_at(item)),), item.at[:2], item.yaw_deg)
            at = (round(place[0], 4), round(place[1], 4), round(item.at[2] + high, 4))
            yield Anchor(f"Seat_{item.name}_{index + 1}", "seat", at, item.yaw_deg, item.at[2], item.name)


def _sits_at(item: Item) -> float:
    """Return how far before its middle one sits on a thing, along its own y [m]."""
    return -0.08 * item.size[1]


def _stands(room: Room) -> Iterator[Anchor]:
    """Give places for people to stand, facing the middle of what the room is about."""
    if room.exterior:
        return
    grid = floor_grid(room)
    standing = [item for item in room.items if item.mount == "floor"]
    xs, ys = [p[0] for p in room.outline], [p[1] for p in room.outline]
    middle = (
        (sum(item.at[0] for item in standing) / len(standing), sum(item.at[1] for item in standing) / len(standing))
        if standing
        else ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
    )
    taken: list[tuple[float, float]] = []
    for k in range(int((max(xs) - min(xs)) / 0.2)):
        for m in range(int((max(ys) - min(ys)) / 0.2)):
            at = (round(min(xs) + 0.1 + 0.2 * k, 2), round(min(ys) + 0.1 + 0.2 * m, 2))
            if not contains(room.outline, at, 0.0) or grid.free[grid.cell(at)] < PERSON_M:
                continue
            if all(math.dist(at, other) >= APART_M for other in taken):
                taken.append(at)
                yaw = math.degrees(math.atan2(middle[0] - at[0], -(middle[1] - at[1])))
                floor = floor_height(room, at)
                yield Anchor(f"Stand_{len(taken)}", "stand", (*at, floor), round(yaw, 2), floor)


def _crew(room: Room) -> Iterator[Anchor]:
    for setup in room.setups:
        for spot in setup.crew:
            yaw = math.degrees(math.atan2(setup.target[0] - spot.at[0], -(setup.target[1] - spot.at[1])))
            floor = floor_height(room, spot.at)
            yield Anchor(f"Crew_{setup.name}_{spot.who}", "crew", (*spot.at, floor), round(yaw, 2), floor)
