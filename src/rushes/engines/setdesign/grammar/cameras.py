"""Set-ups: cameras on real lenses at places where a crew can stand."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import product
from typing import NamedTuple

from rushes.engines.setdesign.grammar.sight import Eyes, Sight
from rushes.engines.setdesign.model.polygon import Point, contains, crosses
from rushes.engines.setdesign.model.room import Room
from rushes.engines.setdesign.model.setup import SetUp, Spot
from rushes.engines.setdesign.model.ways import Grid, floor_grid

LENSES_MM = (18.0, 21.0, 25.0, 32.0, 40.0, 50.0, 75.0)
EYE_M = 1.6
TALL_M = 1.75
"""As high as a master may stand to look over backs: a tall person's eyes."""

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

TO_THE_LIGHT = 0.35
"""How far a master may be turned from what the room is about to what it is lit by, in shares of the way between them."""

LOOKED_THROUGH, APART_M = 36, 0.7
"""Of so many places, the best by where they are and so far apart, what they see is asked."""

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
    """Give a room its set-ups: a master, a reverse, a view along, and a closer one of what it is about.

    Where they stand is ranked by place first, then by what they see (``sight.py``): not the backs of seats.
    """
    if room.exterior:
        return replace(room, setups=_outside(room))
    grid = floor_grid(room)
    focus = _focus(room)
    stands = _stands(room, grid)
    if not stands:
        return room
    eyes = Eyes(room, _subject(room))
    master = _master(room, eyes, stands, focus)
    made = [master, *_further(room, eyes, stands, focus, master)]
    return replace(room, setups=tuple(replace(setup, crew=_crew(room, grid, setup)) for setup in made))


def _master(room: Room, eyes: Eyes, stands: list[Stand], focus: tuple[float, float, float]) -> SetUp:
    """Choose place, height and lens of the widest picture."""
    xs, ys = [p[0] for p in room.outline], [p[1] for p in room.outline]
    middle = ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
    between = ((focus[0] + middle[0]) / 2, (focus[1] + middle[1]) / 2, _looks_at(room, focus[2]))
    aims = [between]
    if eyes.motive and room.style not in ON_AXIS:
        towards = [a + (b - a) * TO_THE_LIGHT for a, b in zip(between, eyes.motive, strict=False)]
        aims.append((towards[0], towards[1], between[2]))
    across = 0.42 * max(max(xs) - min(xs), max(ys) - min(ys))
    ranked = _best(stands, lambda stand: _score(room, stand, focus))

    def tried() -> Iterable[tuple[float, SetUp]]:
        for stand in ranked:
            place = _score(room, stand, focus)
            wide = 2 * math.degrees(math.atan2(across, math.dist(stand.at, between[:2])))
            longest = min(32.0, max(21.0, _lens(wide)))
            for eye in (EYE_M, TALL_M):
                for lens, aim in product((mm for mm in LENSES_MM if 21.0 <= mm <= longest), aims):
                    setup = _setup(room, "1", "master", stand, aim, eye, lens)
                    yield place + _worth(eyes.look(setup)) - 2.0 * (eye - EYE_M), setup

    return max(tried(), key=lambda row: row[0])[1]


def _further(
    room: Room, eyes: Eyes, stands: list[Stand], focus: tuple[float, float, float], master: SetUp
) -> Iterable[SetUp]:
    """Choose a reverse, a view along and one at the table."""
    away = (2 * focus[0] - master.at[0], 2 * focus[1] - master.at[1])
    seeing = [stand for stand in stands if not _is_hidden(room, stand, focus)] or stands
    inside = [stand for stand in seeing if not stand.wild] or seeing
    inside = [stand for stand in inside if _foreground(room, stand, focus) <= FILLED] or inside
    apart = [stand for stand in inside if math.dist(stand.at, focus[:2]) > 1.2]
    if not apart:
        return

    def best(places: list[Stand], worth: Callable[[Stand], float], made: Callable[[Stand], SetUp]) -> SetUp:
        return max(
            (made(stand) for stand in _best(places, worth)), key=lambda one: worth(_stand(one)) + _worth(eyes.look(one))
        )

    reverse = best(
        apart,
        lambda stand: -math.dist(stand.at, away),
        lambda stand: _setup(room, "2", "reverse", stand, focus, EYE_M),
    )
    yield reverse
    side = best(
        apart,
        lambda stand: min(math.dist(stand.at, master.at[:2]), math.dist(stand.at, reverse.at[:2])),
        lambda stand: _setup(room, "3", "along", stand, focus, EYE_M),
    )
    yield side
    near = [s for s in inside if 1.6 <= math.dist(s.at, focus[:2]) <= 3.2]
    if near:
        yield best(
            near,
            lambda stand: stand.at[1] * -0.1 + math.dist(stand.at, side.at[:2]),
            lambda stand: _setup(room, "4", "at the table", stand, focus, SEATED_M, lens=50.0),
        )


def _best(places: Iterable[Stand], worth: Callable[[Stand], float]) -> list[Stand]:
    """Take the best places, of which none is so near to a better one that it sees the same."""
    taken: list[Stand] = []
    for stand in sorted(places, key=worth, reverse=True):
        if all(math.dist(stand.at, other.at) > APART_M for other in taken):
            taken.append(stand)
        if len(taken) == LOOKED_THROUGH:
            break
    return taken


def _stand(setup: SetUp) -> Stand:
    return Stand(setup.at[:2], setup.wild)


def _worth(sight: Sight) -> float:
    """Weigh what a picture shows, in metres of the place's score: a twentieth of it filled with near backs costs as much as three metres do."""
    shown = 4.0 * min(1.0, sight.subject / 0.08) + 2.5 * sight.motive + 2.0 * sight.features + 3.0 * sight.open
    return shown - 60.0 * sight.backs - 12.0 * max(0.0, sight.close - 0.05)


def _looks_at(room: Room, focus: float) -> float:
    """Height that a master looks at [m]: low rooms down into their seats, high ones level and up, so that they keep their ceilings."""
    high = room.ceiling.height
    share = min(1.0, max(0.2, (high - 3.2) / 2.5))
    return focus + (EYE_M - 0.25 - focus) * share + 0.12 * max(0.0, high - 4.0)


def _subject(room: Room) -> str:
    """Name the group that the room is about: seats, a bar, a fire; else the largest."""
    groups: dict[str, float] = {}
    for item in room.items:
        if item.mount == "floor":
            groups[item.group] = groups.get(item.group, 0.0) + item.size[0] * item.size[1]
    order = ("seating", "bar", "reception", "hearth", "table")
    named = [name for name in order if name in groups]
    return named[0] if named else max(groups, key=lambda name: groups[name], default="")


def _focus(room: Room) -> tuple[float, float, float]:
    """Find the middle of what the room is about [m]."""
    subject = _subject(room)
    items = [item for item in room.items if item.mount == "floor" and item.group == subject]
    if not items:
        xs, ys = [p[0] for p in room.outline], [p[1] for p in room.outline]
        return (sum(xs) / len(xs), sum(ys) / len(ys), 1.0)
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
    return SetUp(
        name,
        title,
        (*stand.at, round(base + eye, 2)),
        (round(focus[0], 2), round(focus[1], 2), round(focus[2] + 0.25, 2)),
        lens,
        stand.wild,
    )


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
