"""What a camera would see of a room: a few rays into boxes, so that a place, a lens and a height can be chosen by it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rushes.engines.setdesign.model.furniture import Item
from rushes.engines.setdesign.model.polygon import edges
from rushes.engines.setdesign.model.room import Room
from rushes.engines.setdesign.model.setup import SetUp

Floats = NDArray[np.float64]

ACROSS, DOWN = 20, 11
"""Rays that a picture is asked with: a chair at eight metres is still met by one."""

BACKED: Final = {
    "sofa": 0.55,
    "lounge_chair": 0.55,
    "wing_chair": 0.42,
    "dining_chair": 0.52,
    "office_chair": 0.52,
    "banquette": 0.45,
    "throne": 0.3,
}
"""Seats with a back, and the share of their height that one sits at."""

FEATURES: Final = {"fireplace", "back_bar", "reception_desk", "piano", "wall_screen", "throne", "jukebox"}
"""What a room has one of, and is known by."""

FEATURED: Final = 3
"""Rays that have to meet a feature before one says that it is in the picture."""

BACK_M = 0.22
"""How deep a back is, its slant with it."""

NEAR_M, FAR_M = 2.0, 7.0
"""A back that is nearer than the first counts in full, one that is farther than the second not at all."""

CLOSE_WALL_M = 2.4
"""A wall that is nearer fills a picture with itself."""

BEFORE_M, BEHIND_M = 1.4, 3.4
"""A thing that the room isn't about stands before the lens when it is nearer than the first, and not at all beyond the second."""

WELL_IN = 0.9
"""What is farther out in the picture than this share of its half is at its edge."""

HELD_M = 0.35
"""What is nearer to a lamp than this holds it, and doesn't hide it."""

LEVEL = 1e-9
"""Instead of nothing, where a ray runs along a side."""

OPEN_M = 9.0
"""As far as it counts how far one sees."""


class Sight(NamedTuple):
    """What is in a picture, in shares of its area unless said.

    Attributes:
        subject: What the room is about, from its front or from above.
        backs: Backs of seats in the lower two thirds, the nearer the more.
        close: Walls and columns nearer than 2.4 m, and things that the room isn't about, the nearer the more.
        motive: Share of what the room is lit by that is well in the picture and not hidden.
        features: Share of what the room has one of, a fire or a bar, that is in the picture.
        open: How far one sees on average, as a share of 9 m [0 to 1].
    """

    subject: float
    backs: float
    close: float
    motive: float
    features: float
    open: float


@dataclass(frozen=True)
class _Box:
    """A box, turned about its upright axis.

    Attributes:
        centre: Of it [m].
        half: Half its sides [m].
        yaw_deg: At 0 its back faces +Y.
        wall: The wall it is; "" for what stands in the room.
        seat: Whether it has a back to be looked at.
        subject: Whether it is what the room is about.
        holds: Whether it is a wall or a column.
        feature: Number of the feature it is; -1 for none.
    """

    centre: tuple[float, float, float]
    half: tuple[float, float, float]
    yaw_deg: float
    wall: str = ""
    seat: bool = False
    subject: bool = False
    holds: bool = False
    feature: int = -1


class Eyes:
    """A room in boxes, to be looked at from many places."""

    def __init__(self, room: Room, subject: str) -> None:
        """Build the boxes.

        Args:
            room: With its furniture.
            subject: Name of the group that the room is about.
        """
        self._room = room
        boxes = [*_things(room, subject), *_walls(room), *_columns(room)]
        self._walls = np.array([box.wall for box in boxes])
        self._centre = np.array([box.centre for box in boxes]).reshape(-1, 3)
        self._half = np.array([box.half for box in boxes]).reshape(-1, 3)
        yaw = np.radians([box.yaw_deg for box in boxes])
        self._cos, self._sin = np.cos(yaw)[:, None], np.sin(yaw)[:, None]
        self._seat = np.array([box.seat for box in boxes], bool)
        self._subject = np.array([box.subject for box in boxes], bool)
        self._holds = np.array([box.holds for box in boxes], bool)
        self._feature = np.array([box.feature for box in boxes], int)
        self._motive = motive_points(room)

    @property
    def motive(self) -> tuple[float, float] | None:
        """Where in plan the middle is of what the room is lit by [m]; None where nothing is."""
        return (float(self._motive[:, 0].mean()), float(self._motive[:, 1].mean())) if len(self._motive) else None

    def look(self, setup: SetUp) -> Sight:
        """Look through a set-up's lens."""
        rays, low = _rays(setup)
        box, away, by_back = self._cast(setup, rays)
        met = box >= 0
        subject, holds = (flags[box] & met for flags in (self._subject, self._holds))
        back = self._seat[box] & met & by_back
        weight = np.clip((FAR_M - away) / (FAR_M - NEAR_M), 0.0, 1.0)
        before = np.clip((BEHIND_M - away) / (BEHIND_M - BEFORE_M), 0.0, 1.0)
        close = met * np.where(holds, away < CLOSE_WALL_M, before * ~subject)
        return Sight(
            float((subject & ~back).mean()),
            float((back * weight)[low].mean()),
            float(close.mean()),
            self._motive_seen(setup),
            self._features_seen(box[met]),
            float(np.minimum(away, OPEN_M).mean() / OPEN_M),
        )

    def _features_seen(self, met: NDArray[np.int64]) -> float:
        number = int(self._feature.max(initial=-1)) + 1
        found = self._feature[met]
        seen = np.bincount(found[found >= 0], minlength=number) >= FEATURED
        return float(seen.mean()) if number else 0.0

    def _motive_seen(self, setup: SetUp) -> float:
        if not len(self._motive):
            return 0.0
        to = self._motive - np.array(setup.at)
        ahead, right, up = _frame(setup)
        deep = to @ ahead
        wide, high = (WELL_IN * math.tan(math.radians(deg / 2)) for deg in (setup.width_deg, setup.height_deg))
        to = to[(deep > 0.1) & (np.abs(to @ right) < wide * deep) & (np.abs(to @ up) < high * deep)]
        if not len(to):
            return 0.0
        far = np.linalg.norm(to, axis=1)
        _, away, _ = self._cast(setup, to / far[:, None])
        return float((away > far - HELD_M).sum() / len(self._motive))

    def _cast(self, setup: SetUp, rays: Floats) -> tuple[NDArray[np.int64], Floats, NDArray[np.bool_]]:
        """Return which box each ray meets (-1: none), how far away [m], and whether on the side of its back."""
        origin = np.array(setup.at)
        there = self._ahead(origin, setup)
        at = origin - self._centre[there]
        half, cos, sin = self._half[there], self._cos[there], self._sin[there]
        across = _between(at[:, :1] * cos + at[:, 1:2] * sin, rays[:, 0] * cos + rays[:, 1] * sin, half[:, :1])
        along_ray = rays[:, 1] * cos - rays[:, 0] * sin
        along = _between(at[:, 1:2] * cos - at[:, :1] * sin, along_ray, half[:, 1:2])
        up = _between(at[:, 2:], np.broadcast_to(rays[:, 2], along_ray.shape), half[:, 2:])
        first = np.maximum(np.maximum(across[0], along[0]), up[0])
        last = np.minimum(np.minimum(across[1], along[1]), up[1])
        away = np.where((first <= last) & (last > 0.05), np.maximum(first, 0.0), np.inf)
        nearest, column = away.argmin(axis=0), np.arange(len(rays))
        found, shell = away[nearest, column], self._shell(origin, rays)
        by_back = (first == along[0])[nearest, column] & (along_ray[nearest, column] < 0)
        met = found < shell
        return np.where(met, there[nearest], -1), np.minimum(found, shell), by_back

    def _ahead(self, origin: Floats, setup: SetUp) -> NDArray[np.int64]:
        """Return which boxes aren't wholly behind a camera, and are no wall that is out for it."""
        ahead = np.array(setup.target) - origin
        reach = (self._centre - origin) @ (ahead / np.linalg.norm(ahead)) + np.linalg.norm(self._half, axis=1)
        return np.flatnonzero((reach > 0) & ((self._walls != setup.wild) | (self._walls == "")))

    def _shell(self, origin: Floats, rays: Floats) -> Floats:
        """Return how far floor and ceiling are along rays [m]; what goes through the floor over a pit meets the pit's."""
        room = self._room
        up = room.ceiling.height + room.ceiling.rise / 2 - origin[2]
        steep = np.where(np.abs(rays[:, 2]) < LEVEL, LEVEL, rays[:, 2])
        down = -origin[2] / steep
        away = np.where(steep > 0, up / steep, np.maximum(down, 0.0))
        for pit in room.levels:
            if pit.height < 0:
                met = origin[:2] + down[:, None] * rays[:, :2]
                over = (steep < 0) & _within(pit.outline, met)
                away = np.where(over, (pit.height - origin[2]) / steep, away)
        return away


def _within(ring: Sequence[tuple[float, float]], points: Floats) -> NDArray[np.bool_]:
    """Return which points lie in a ring, shape [n]."""
    inside = np.zeros(len(points), bool)
    for (x0, y0), (x1, y1) in edges(ring):
        if y0 != y1:
            at = x0 + (points[:, 1] - y0) / (y1 - y0) * (x1 - x0)
            inside ^= ((y0 > points[:, 1]) != (y1 > points[:, 1])) & (points[:, 0] < at)
    return inside


def motive_points(room: Room) -> Floats:
    """Return points on what a room is lit by: the opening that its day comes through, else its fire, else its lamps that are seen [m], shape [n, 3]."""
    points = [*_daylight(room)]
    if not points:
        fires = [lamp.at for lamp in room.practicals if lamp.kind == "fire" and lamp.on]
        hung = [lamp.at for lamp in room.practicals if lamp.item and lamp.on]
        points = fires or hung
    return np.array(points, float).reshape(-1, 3)


def _daylight(room: Room) -> Iterator[tuple[float, float, float]]:
    day = room.daylight
    if day.motive == "none":
        return
    for opening in room.openings:
        if opening.kind in {"window", "slit"} and day.opening in {"", opening.name}:
            wall = room.wall(opening.wall)
            for share in (-0.3, 0.0, 0.3):
                yield (*wall.at(opening.at + share * opening.width, 0.05), opening.sill + opening.height / 2)
    for piece in room.ceiling.pieces:
        if piece.kind == "skylight" and day.opening in {"", piece.name}:
            yield (*piece.at, room.ceiling.height - 0.05)


def _things(room: Room, subject: str) -> Iterator[_Box]:
    known = 0
    for item in room.items:
        if item.mount == "rug" or item.kind == "curtain_track":
            continue
        mine, feature = item.group == subject, -1
        if item.kind in FEATURES:
            feature, known = known, known + 1
        if item.kind in BACKED:
            yield from _seats(item, mine)
        else:
            yield _Box(_middle(item, item.size[2]), _halves(item.size), item.yaw_deg, subject=mine, feature=feature)


def _seats(item: Item, mine: bool) -> Iterator[_Box]:
    """Give what one sits on, and the back behind it."""
    wide, deep, tall = item.size
    low = tall * BACKED[item.kind]
    yield _Box(_middle(item, low), _halves((wide, deep, low)), item.yaw_deg, seat=True, subject=mine)
    aside = deep / 2 - BACK_M / 2
    turn = math.radians(item.yaw_deg)
    at = (item.at[0] - math.sin(turn) * aside, item.at[1] + math.cos(turn) * aside)
    yield _Box(
        (*at, item.at[2] + (low + tall) / 2), _halves((wide, BACK_M, tall - low)), item.yaw_deg, seat=True, subject=mine
    )


def _middle(item: Item, tall: float) -> tuple[float, float, float]:
    return (item.at[0], item.at[1], item.at[2] + tall / 2)


def _halves(size: tuple[float, float, float]) -> tuple[float, float, float]:
    return (size[0] / 2, size[1] / 2, size[2] / 2)


def _walls(room: Room) -> Iterator[_Box]:
    for wall in room.walls:
        if wall.open_side or (wall.partition and wall.built == "glazed"):
            continue
        middle = wall.at(wall.length / 2, -wall.thickness / 2)
        yield _Box(
            (*middle, wall.height / 2),
            _halves((wall.length, wall.thickness, wall.height)),
            wall.yaw_deg,
            wall=wall.name,
            holds=True,
        )


def _columns(room: Room) -> Iterator[_Box]:
    for column in room.structure.columns:
        yield _Box((*column.at, column.height / 2), _halves((*column.size, column.height)), column.yaw_deg, holds=True)


def _between(at: Floats, to: Floats, half: Floats) -> tuple[Floats, Floats]:
    """Return where along rays two opposite sides of boxes are entered and left, shape [boxes, rays]."""
    to = np.where(np.abs(to) < LEVEL, LEVEL, to)
    one, other = (-half - at) / to, (half - at) / to
    return np.minimum(one, other), np.maximum(one, other)


def _frame(setup: SetUp) -> tuple[Floats, Floats, Floats]:
    """Return where a camera looks, its right and its up."""
    ahead = np.array(setup.target) - np.array(setup.at)
    ahead = ahead / np.linalg.norm(ahead)
    right = np.cross(ahead, (0.0, 0.0, 1.0))
    right = right / np.linalg.norm(right)
    return ahead, right, np.cross(right, ahead)


def _rays(setup: SetUp) -> tuple[Floats, NDArray[np.bool_]]:
    """Return directions through a picture, row by row from above, shape [n, 3], and which are in its lower two thirds."""
    ahead, right, up = _frame(setup)
    wide, high = math.tan(math.radians(setup.width_deg / 2)), math.tan(math.radians(setup.height_deg / 2))
    u, v = np.meshgrid((np.arange(ACROSS) + 0.5) / ACROSS * 2 - 1, 1 - (np.arange(DOWN) + 0.5) / DOWN * 2)
    rays = ahead + u.reshape(-1, 1) * wide * right + v.reshape(-1, 1) * high * up
    return rays / np.linalg.norm(rays, axis=1)[:, None], v.ravel() < 1 / 3
