"""Set-ups: cameras on real lenses at places where a crew can stand."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import NamedTuple

from rushes.engines.setdesign.model.furniture import Item
from rushes.engines.setdesign.model.polygon import Point, contains, crosses
from rushes.engines.setdesign.model.room import Room
from rushes.engines.setdesign.model.setup import SetUp, Spot
from rushes.engines.setdesign.model.ways import Grid, floor_grid

LENSES_MM = (18.0, 21.0, 25.0, 32.0, 40.0, 50.0, 75.0)
EYE_M = 1.6
SEATED_M = 1.2
BODY_M = 0.5
"""Camera, head and dolly take this radius of floor; the operator stands half as far again behind."""

BEHIND_M = 0.5
"""How far behind a wall that is out a camera stands [m]: farther, and it sees past the set's edges."""

MASTER_DEG = 82.0
"""As wide as a master may be: a camera behind a wild wall has to see into the room by that much."""

NEAR_SHARE = 0.45
"""What stands nearer than this share of the way to the focus is foreground."""

FILLED = 0.16
"""Share of the frame's width that foreground may take: more, and the shot is of a lamp."""


ON_AXIS = {"lobby", "hall", "corridor"}
"""Styles that are looked at along their axis."""


class Stand(NamedTuple):
    """A place for a camera.

    Attributes:
        at: In plan [m].
        wild: Wall that comes out for it, or "".
    """

    at: Point
    wild: str


def with_setups(room: Room) -> Room:
    """Give a room its set-ups: a master, a reverse, a view along, and a closer one of what it is about."""
    if room.exterior:
        return replace(room, setups=_outside(room))
    grid = floor_grid(room)
    focus = _focus(room)
    stands = _stands(room, grid)
    if not stands:
        return room
    master = max(stands, key=lambda stand: _score(room, stand, focus))
    xs, ys = [p[0] for p in room.outline], [p[1] for p in room.outline]
    middle = ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
    between = ((focus[0] + middle[0]) / 2, (focus[1] + middle[1]) / 2, focus[2])
    between = (*between[:2], _looks_at(room, focus[2]))
    far = math.dist(master.at, between[:2])
    wide = 2 * math.degrees(math.atan2(0.42 * max(max(xs) - min(xs), max(ys) - min(ys)), far))
    made = [_setup(room, grid, "1", "master", master, between, EYE_M, lens=min(32.0, max(21.0, _lens(wide))))]
    away = (2 * focus[0] - master.at[0], 2 * focus[1] - master.at[1])
    seeing = [stand for stand in stands if not _is_hidden(room, stand, focus)] or stands
    inside = [stand for stand in seeing if not stand.wild] or seeing
    inside = [stand for stand in inside if _foreground(room, stand, focus) <= FILLED] or inside
    reverse = min(inside, key=lambda stand: math.dist(stand.at, away))
    if math.dist(reverse.at, focus[:2]) > 1.2:
        made.append(_setup(room, grid, "2", "reverse", reverse, focus, EYE_M))
    side = max(inside, key=lambda stand: min(math.dist(stand.at, master.at), math.dist(stand.at, reverse.at)))
    if math.dist(side.at, focus[:2]) > 1.2:
        made.append(_setup(room, grid, "3", "along", side, focus, EYE_M))
    near = [s for s in inside if 1.6 <= math.dist(s.at, focus[:2]) <= 3.2]
    if near:
        close = max(near, key=lambda stand: stand.at[1] * -0.1 + math.dist(stand.at, side.at))
        made.append(_setup(room, grid, "4", "at the table", close, focus, SEATED_M, lens=50.0))
    return replace(room, setups=tuple(made))


def _looks_at(room: Room, focus: float) -> float:
    """Height that a master looks at [m]: low rooms down into their seats, high ones level and up, so that they keep their ceilings."""
    high = room.ceiling.height
    share = min(1.0, max(0.2, (high - 3.2) / 2.5))
    return focus + (EYE_M - 0.25 - focus) * share + 0.12 * max(0.0, high - 4.0)


def _focus(room: Room) -> tuple[float, float, float]:
    """Find what the room is about: the middle of its largest group."""
    groups: dict[str, list[Item]] = {}
    for item in room.items:
        if item.mount == "floor":
            groups.setdefault(item.group, []).append(item)
    if not groups:
        xs, ys = [p[0] for p in room.outline], [p[1] for p in room.outline]
        return (sum(xs) / len(xs), sum(ys) / len(ys), 1.0)
    order = ("seating", "bar", "reception", "hearth", "table")
    named = [groups[name] for name in order if name in groups]
    items = named[0] if named else max(groups.values(), key=lambda rows: sum(i.size[0] * i.size[1] for i in rows))
    return (
        sum(i.at[0] for i in items) / len(items),
        sum(i.at[1] for i in items) / len(items),
        sum(i.at[2] for i in items) / len(items) + 0.7,
    )


def _stands(room: Room, grid: Grid) -> list[Stand]:
    """Look over the floor for places with room round them, and behind wild walls."""
    xs, ys = [p[0] for p in room.outline], [p[1] for p in room.outline]
    stands = []
    for k in range(int((max(xs) - min(xs)) / 0.4)):
        for m in range(int((max(ys) - min(ys)) / 0.4)):
            at = (round(min(xs) + 0.2 + 0.4 * k, 2), round(min(ys) + 0.2 + 0.4 * m, 2))
            doors = (o for o in room.openings if o.passage())
            if any(contains(o.approach(room.wall(o.wall), 0.7), at) for o in doors):
                continue
            if contains(room.outline, at, 0.0) and grid.free[grid.cell(at)] >= BODY_M:
                stands.append(Stand(at, ""))
    for wall in room.walls:
        if wall.wild and not wall.partition:
            stands += [
                Stand(_rounded(wall.at(wall.length * share, -wall.thickness - BEHIND_M)), wall.name)
                for share in (0.2, 0.35, 0.5, 0.65, 0.8)
            ]
    return stands


def _foreground(room: Room, stand: Stand, focus: tuple[float, float, float], eye: float = EYE_M) -> float:
    """Share of the frame's width that furniture between a place and the focus fills, as far as it stands up into the picture."""
    away = math.dist(stand.at, focus[:2])
    if away < 0.5:
        return 1.0
    ahead = ((focus[0] - stand.at[0]) / away, (focus[1] - stand.at[1]) / away)
    half = math.radians(27.0)
    filled = 0.0
    for item in room.items:
        x, y = item.at[0] - stand.at[0], item.at[1] - stand.at[1]
        along, aside = x * ahead[0] + y * ahead[1], x * ahead[1] - y * ahead[0]
        wide = math.hypot(item.size[0], item.size[1]) / 2 if item.mount != "wall" else 0.0
        if not 0.1 < along < NEAR_SHARE * away or item.at[2] + item.size[2] < eye - 0.22 * along or not wide:
            continue
        left, right = math.atan2(aside - wide, along), math.atan2(aside + wide, along)
        filled += max(0.0, min(right, half) - max(left, -half)) / (2 * half)
    return filled


def _rounded(at: Point) -> Point:
    return (round(at[0], 2), round(at[1], 2))


def _score(room: Room, stand: Stand, focus: tuple[float, float, float]) -> float:
    """Prefer far from the focus, off the walls' axes, and with what the room is lit by ahead or beside."""
    away = math.dist(stand.at, focus[:2])
    angle = math.degrees(math.atan2(focus[0] - stand.at[0], focus[1] - stand.at[1])) % 90
    oblique = min(angle, 90 - angle) / 45
    behind = 0.8 if stand.wild else 0.0
    south = (focus[1] - stand.at[1]) * 0.35
    behind -= 3.0 * _sees_past(room, stand, focus) + 20.0 * _is_hidden(room, stand, focus)
    behind -= 2.0 * _behind_things(room, stand.wild) + 8.0 * max(0.0, _foreground(room, stand, focus) - FILLED / 2)
    if room.style in ON_AXIS:
        return min(away, 9.0) + behind + 2 * south - 3.0 * abs(stand.at[0])
    return min(away, 8.0) + 1.2 * oblique + behind + south


def _is_hidden(room: Room, stand: Stand, focus: tuple[float, float, float]) -> bool:
    """Whether a wall stands between a place and what the room is about: the arm of an L, a core, a partition that hides more than it shows."""
    return any(
        crosses(stand.at, focus[:2], wall.start, wall.end)
        for wall in room.walls
        if wall.name != stand.wild and not wall.open_side and not (wall.partition and wall.built == "glazed")
    )


def _sees_past(room: Room, stand: Stand, focus: tuple[float, float, float]) -> bool:
    """Whether a wide picture from behind a wall that is out looks past one of the wall's ends."""
    if not stand.wild:
        return False
    wall = room.wall(stand.wild)
    ahead = math.atan2(focus[1] - stand.at[1], focus[0] - stand.at[0])
    x, y = stand.at[0] - wall.start[0], stand.at[1] - wall.start[1]
    at, out = x * wall.along[0] + y * wall.along[1], -(x * wall.inward[0] + y * wall.inward[1])
    for side in (-1, 1):
        angle = ahead + side * math.radians(MASTER_DEG / 2)
        into = math.cos(angle) * wall.inward[0] + math.sin(angle) * wall.inward[1]
        aside = math.cos(angle) * wall.along[0] + math.sin(angle) * wall.along[1]
        if into < 0.05 or not 0.0 <= at + aside * out / into <= wall.length:
            return True
    return False


def _behind_things(room: Room, wild: str) -> int:
    """How many things that a room is made of, a fire or a bar's back, stand against a wall: the camera would look over them."""
    if not wild:
        return 0
    wall = room.wall(wild)
    mine = (item for item in room.items if item.kind in {"fireplace", "back_bar", "bookcase", "piano", "wall_screen"})
    return sum(
        abs((item.at[0] - wall.start[0]) * wall.inward[0] + (item.at[1] - wall.start[1]) * wall.inward[1]) < 0.8
        for item in mine
    )


def _setup(
    room: Room,
    grid: Grid,
    name: str,
    title: str,
    stand: Stand,
    focus: tuple[float, float, float],
    eye: float,
    lens: float = 0.0,
) -> SetUp:
    away = math.dist(stand.at, focus[:2])
    if not lens:
        wide = 2 * math.degrees(math.atan2(2.6, away))
        lens = next(
            (mm for mm in reversed(LENSES_MM) if SetUp("", "", (0, 0, 0), (0, 1, 0), mm).width_deg >= wide),
            LENSES_MM[0],
        )
    base = next((level.height for level in room.levels if contains(level.outline, stand.at)), 0.0)
    setup = SetUp(
        name,
        title,
        (*stand.at, round(base + eye, 2)),
        (round(focus[0], 2), round(focus[1], 2), round(focus[2] + 0.25, 2)),
        lens,
        stand.wild,
    )
    return replace(setup, crew=_crew(room, grid, setup))


def _lens(wide_deg: float) -> float:
    """Choose the longest lens that sees an angle [degrees]."""
    return next(
        (mm for mm in reversed(LENSES_MM) if SetUp("", "", (0, 0, 0), (0, 1, 0), mm).width_deg >= wide_deg),
        LENSES_MM[0],
    )


def _crew(room: Room, grid: Grid, setup: SetUp) -> tuple[Spot, ...]:
    """Stand the crew round a camera where there is floor: operator behind, focus on the left, boom beside the view."""
    away = math.dist(setup.at[:2], setup.target[:2])
    ahead = ((setup.target[0] - setup.at[0]) / away, (setup.target[1] - setup.at[1]) / away)
    left = (-ahead[1], ahead[0])
    wishes = {
        "operator": ((-0.55, 0.0), (-0.4, 0.35), (-0.4, -0.35), (-0.1, 0.5), (-0.1, -0.5)),
        "focus": ((0.1, 0.6), (-0.3, 0.7), (0.1, -0.6), (-0.3, -0.7)),
        "boom": ((0.4, -0.9), (0.4, 0.9), (0.0, -0.9), (0.0, 1.0), (-0.5, -1.0)),
    }
    spots: list[Spot] = []
    for who, tries in wishes.items():
        for forward, aside in tries:
            at = _rounded(
                (setup.at[0] + ahead[0] * forward + left[0] * aside, setup.at[1] + ahead[1] * forward + left[1] * aside)
            )
            inside = contains(room.outline, at, 0.0)
            free = grid.free[grid.cell(at)] >= 0.2 if inside else bool(setup.wild)
            if free and all(math.dist(at, spot.at) > 0.35 for spot in spots):
                spots.append(Spot(who, at))
                break
    return tuple(spots)


def _outside(room: Room) -> tuple[SetUp, ...]:
    """Stand before a front: square on, and along the pavement."""
    xs, ys = [p[0] for p in room.outline], [p[1] for p in room.outline]
    wide = max(xs) - min(xs)
    return (
        SetUp(
            "1", "master", (round(min(xs) + wide * 0.3, 2), round(min(ys) - 1.5, 2), EYE_M), (0.0, max(ys), 2.6), 25.0
        ),
        SetUp(
            "2",
            "along",
            (round(min(xs) + 0.8, 2), round(min(ys) + 1.0, 2), EYE_M),
            (round(max(xs), 2), max(ys), 2.0),
            32.0,
        ),
    )
