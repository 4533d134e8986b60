"""What of a room's own things a scene names: "the chandelier falls" is the one that hangs there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from rushes.brief.scene import Character, Motion, Position, Scene, Thing
from rushes.engines.clip.layout.gathered import BODY_M, Box
from rushes.engines.clip.layout.seats import seat_of
from rushes.engines.clip.places.rooms import SEATS
from rushes.engines.clip.staged import Actor, RoomItem, Setting
from rushes.engines.clip.travel import SPEEDS, WAYS

HIDDEN = 3.0
"""What it costs a seat that something stands before it, in metres off the middle."""

FARTHEST_M = 12.0
LANES, LANE_M, NEARER = 14, 0.25, 0.4
"""How many lanes to either side are looked at for a walk, how far apart [m], and what a metre aside costs of its length."""


def adopted(scene: Scene, setting: Setting) -> dict[str, RoomItem]:
    """Return which of the room's things are the scene's, by what it calls them.

    A thing that is said to stand somewhere, or is of a size, a colour or a material, is brought along instead.
    """
    left = list(setting.items)
    found: dict[str, RoomItem] = {}
    for one in scene.things:
        if not _may_be(one):
            continue
        like = [item for item in left if item.kind == one.kind]
        if like:
            found[one.name] = min(like, key=lambda item: abs(item.at[0]) + abs(item.at[1]))
            left.remove(found[one.name])
    return found


def _may_be(one: Thing) -> bool:
    plain = one.where == Position() or one.where == Position(relation="hanging")
    measured = any(side is not None for side in (one.width_m, one.length_m, one.height_m)) or one.scale != 1.0
    return plain and one.count == 1 and not one.colour and one.material is None and not measured and not one.does


def as_actor(one: Thing, item: RoomItem) -> Actor:
    """Return a room's thing as the scene's."""
    hangs = item.mount in {"ceiling", "wall"}
    return Actor(item.name, one.name, item.model, item.at, item.yaw_deg, fixed=False, hangs=hangs)


def _hides(other: RoomItem, seat: RoomItem) -> bool:
    """Return whether a thing stands between the camera and a seat, higher than that."""
    nearer = 0.2 < seat.at[1] - other.at[1] < 2.0 and abs(seat.at[0] - other.at[0]) < 0.6
    return other.mount == "floor" and nearer and float(other.model.size[2]) > 0.7


def kept_inside(
    setting: Setting, taken: Sequence[Box], does: tuple[Motion, ...], x: float, y: float, seconds: float
) -> tuple[float, float, tuple[Motion, ...]]:
    """Return where somebody who walks to and fro in a room has the middle of their way [m], and what they do: as far as its floor is free.

    Args:
        setting: The room.
        taken: Footprints of what stands in it.
        does: What they do.
        x: Where they would be.
        y: Where they would be.
        seconds: Of the clip.
    """
    goes = [motion for motion in does if motion.does in {"walk", "run"}]
    if not setting.wide or len(does) != 1 or not goes or goes[0].to:
        return x, y, does
    motion, way = goes[0], WAYS[goes[0].toward or "right"]
    speed = motion.speed_ms or SPEEDS[motion.does]
    wanted = speed * (min(motion.until_s or seconds, seconds) - motion.at_s)
    best, lane = -math.inf, (x, y, 0.0)
    for step in range(-LANES, LANES + 1):
        from_x, from_y = x + step * LANE_M * way[1], y + step * LANE_M * way[0]
        if _is_free(setting, taken, from_x, from_y):
            back, ahead = (
                _free_way(setting, taken, (from_x, from_y), (sign * way[0], sign * way[1])) for sign in (-1, 1)
            )
            worth = min(back + ahead, wanted) - NEARER * abs(step) * LANE_M
            if worth > best:
                middle = (ahead - back) / 2
                best, lane = worth, (from_x + middle * way[0], from_y + middle * way[1], back + ahead)
    until = motion.at_s + max(lane[2], 0.3) / speed
    kept = replace(motion, until_s=until) if lane[2] < wanted else motion
    return lane[0], lane[1], (kept,)


def _free_way(setting: Setting, taken: Sequence[Box], at: tuple[float, float], way: tuple[float, float]) -> float:
    """Return how far somebody can walk from a place [m]."""
    gone = 0.0
    while gone < FARTHEST_M and _is_free(setting, taken, at[0] + (gone + 0.1) * way[0], at[1] + (gone + 0.1) * way[1]):
        gone += 0.1
    return gone


def _is_free(setting: Setting, taken: Sequence[Box], x: float, y: float) -> bool:
    inside = abs(x) < setting.half[0] and abs(y) < setting.half[1]
    return inside and all(
        abs(x - a) > half_x + BODY_M * 0.8 or abs(y - b) > half_y + BODY_M * 0.8 for a, b, half_x, half_y in taken
    )


def seats_of(setting: Setting, one: Character) -> list[Actor]:
    """Return what of a room somebody sits on who is told no more, the nearest to the middle of what looks at the camera; nothing in any other place."""
    if not any(motion.does == "sit" for motion in one.does) or one.where.at_m is not None:
        return []
    seats = [item for item in setting.items if item.kind in SEATS and item.mount == "floor"]
    seats = [item for item in seats if seat_of(item.model) is not None]
    if not seats:
        return []

    def cost(item: RoomItem) -> float:
        aside = abs((item.yaw_deg + 180.0) % 360.0 - 180.0)
        hidden = HIDDEN * any(_hides(other, item) for other in setting.items)
        return aside / 40.0 + abs(item.at[0]) + 0.5 * abs(item.at[1]) + 0.3 * SEATS.index(item.kind) + hidden

    best = min(seats, key=cost)
    near = sorted((item for item in seats if item.kind == best.kind), key=cost)
    return [Actor(item.name, item.name, item.model, item.at, item.yaw_deg) for item in near[: max(one.count, 1)]]
