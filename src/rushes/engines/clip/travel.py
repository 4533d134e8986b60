"""What a thing or a character does of its own: where it is, and which way it looks, at any moment."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from rushes.brief.scene import Motion
from rushes.engines.clip.staged import Actor
from rushes.errors import BadInputError

Pose = tuple[float, float, float, float]
"""x, y, z [m] and the turn about the vertical [deg]."""

SPEEDS: Final[Mapping[str, float]] = {
    "drive": 7.0, "brake": 8.0, "reverse": 2.0, "slide": 1.5, "roll": 2.0, "fly": 5.0, "walk": 1.35, "run": 3.4,
}  # fmt: skip
"""Usual speeds [m/s]: of traffic in a town, of people without haste."""

WAYS: Final[Mapping[str, tuple[float, float]]] = {
    "right": (1.0, 0.0), "left": (-1.0, 0.0), "away": (0.0, 1.0), "camera": (0.0, -1.0), "up": (0.0, 1.0), "down": (0.0, -1.0),
}  # fmt: skip

STILL: Final = frozenset({"stand", "look", "talk", "point", "wave", "sit", "kneel", "crouch", "jump", "dance"})
TRAVELS: Final = frozenset({"drive", "brake", "reverse", "slide", "roll", "fly", "walk", "run"})
SWAYS: Final = frozenset({"float", "spin", "swing", "sway", "turn"})
BEFORE_IT_M: Final = 0.35
"""How far from something they stop who walk up to it [m]."""

BRAKE_S: Final = 1.6
"""How long a vehicle brakes [s]."""

STARTS_S, TURNS_S = 0.5, 0.55
"""How long somebody takes to get under way, or to stop, and to turn to where they go [s]."""


@dataclass(frozen=True)
class Goal:
    """What somebody goes to: the middle of its foot, and how far it reaches from there along x and along y [m]."""

    x: float
    y: float
    half: tuple[float, float]

    def edge(self, way: tuple[float, float]) -> float:
        """Return how far its edge is from its middle for whoever comes this way [m]."""
        return min(half / max(abs(part), 1e-9) for half, part in zip(self.half, way, strict=True))


@dataclass(frozen=True)
class Leg:
    """One of the things done, with its whole time.

    Attributes:
        does: What.
        start, end: When [s].
        speed: [m/s].
        way: Its direction on the ground.
        starts, stops: Over how long it gets under way at first and comes to a stop at last [s]; 0 where it goes on from before, or beyond.
    """

    does: str
    start: float
    end: float
    speed: float
    way: tuple[float, float]
    starts: float = 0.0
    stops: float = 0.0


@dataclass(frozen=True)
class Travel:
    """All that an actor does.

    Attributes:
        home: Where it stands, or is in the middle of its way [m, deg].
        legs: One after the other.
        offset: How far before its home its way begins [m].
        faces: Whether it turns to where it goes.
    """

    home: Pose
    legs: tuple[Leg, ...]
    offset: float
    faces: bool = True

    @property
    def moves(self) -> bool:
        """Whether it moves at all."""
        return any(leg.does not in STILL for leg in self.legs)

    def at(self, time: float) -> Pose:
        """Return where it is [m], and its turn [deg]."""
        x, y, z, yaw = self.home
        if self.legs and self.legs[0].does in TRAVELS:
            way = self.legs[0].way
            x, y = x - way[0] * self.offset, y - way[1] * self.offset
        for leg in self.legs:
            if time < leg.start:
                break
            passed = min(time, leg.end) - leg.start
            if leg.does in TRAVELS:
                gone = _gone(leg, passed)
                x, y = x + leg.way[0] * gone, y + leg.way[1] * gone
                if self.faces:
                    yaw = _turning(yaw, _facing(leg), passed / TURNS_S if leg.starts else 1.0)
            elif leg.does == "sit" and leg.start > 0:
                yaw = _turning(yaw, self.home[3], passed / TURNS_S)
            elif leg.does == "float":
                z += 0.12 * math.sin(passed * 1.6)
            elif leg.does == "spin":
                yaw += 90.0 * passed
            elif leg.does == "turn":
                yaw += 180.0 * min(passed / 1.5, 1.0)
            elif leg.does == "sway":
                yaw += 4.0 * math.sin(passed * 2.1)
            elif leg.does == "swing":
                x += 0.22 * math.sin(passed * 2.2)
        return x, y, z, yaw

    @property
    def pace(self) -> float:
        """The fastest that somebody goes on foot [m/s]: a stride is as long as that."""
        return max((leg.speed for leg in self.legs if leg.does in {"walk", "run"}), default=0.0)

    def gait(self, time: float) -> tuple[float, float]:
        """Return how far somebody has gone [m] and how fast they go [m/s]."""
        gone, speed = 0.0, 0.0
        for leg in self.legs:
            if time < leg.start:
                break
            if leg.does in {"walk", "run"}:
                gone += _gone(leg, min(time, leg.end) - leg.start)
                speed = leg.speed * _pace(leg, time)
        return gone, speed


def goal_of(actor: Actor) -> Goal:
    """Return an actor as something that others go to."""
    low, high = actor.bounds()
    middle, half = (low + high) / 2, (high - low) / 2
    return Goal(float(middle[0]), float(middle[1]), (float(half[0]), float(half[1])))


def travel_of(
    does: Sequence[Motion],
    home: Pose,
    seconds: float,
    called: str,
    goals: Mapping[str, Goal],
    *,
    alive: bool,
    number: int = 0,
    danger: tuple[float, float] | None = None,
) -> Travel:
    """Return what an actor does.

    Args:
        does: As the scene has it.
        home: Where it stands.
        seconds: Of the clip.
        called: What errors call it.
        goals: What there is to go to, by what it is called.
        alive: Whether it is a character.
        number: Which of several: every other vehicle comes the other way.
        danger: What whoever runs and goes nowhere runs from [m].

    Raises:
        BadInputError: It does what a clip can't show yet.
    """
    legs: list[Leg] = []
    x, y = home[:2]
    for place, one in enumerate(does):
        if one.does not in STILL | TRAVELS | SWAYS:
            raise BadInputError(
                f"{called}: a clip can't show how somebody should {one.does} yet. Write stand, sit, kneel or crouch instead."
            )
        following = next((later.at_s for later in does[place + 1 :] if _ends(one, later)), seconds)
        end = min(one.until_s if one.until_s is not None else max(following, one.at_s), seconds)
        speed = one.speed_ms if one.speed_ms is not None else SPEEDS.get(one.does, 0.0)
        way, far = _way(one, (x, y), goals, number)
        if alive and one.does == "run" and one.toward is None and one.to not in goals and danger is not None:
            way = _fleeing((x, y), danger, number)
        if alive and one.does in TRAVELS and math.isfinite(far):
            from_rest = one.at_s > 0 and not (legs and legs[-1].does in TRAVELS and legs[-1].end >= one.at_s)
            end = min(end, one.at_s + far / speed + STARTS_S / 2 + (STARTS_S / 2 if from_rest else 0.0))
        legs.append(Leg(one.does, one.at_s, max(end, one.at_s), speed, way))
        if one.does in TRAVELS:
            gone = min(far, speed * (end - one.at_s))
            x, y = x + way[0] * gone, y + way[1] * gone
    if alive:
        legs = _eased(legs, seconds)
    whole = sum(_gone(leg, leg.end - leg.start) for leg in legs if leg.does in TRAVELS)
    stops = any(leg.does == "brake" for leg in legs)
    reaches = any(one.to for one in does)
    sits = any(leg.does == "sit" and leg.start > 0 for leg in legs) and not reaches
    offset = whole if sits or stops else 0.0 if reaches or (alive and len(legs) > 1) else whole / 2
    return Travel(home, tuple(legs), offset, faces=not any(leg.does == "slide" for leg in legs))


def _way(
    one: Motion, here: tuple[float, float], goals: Mapping[str, Goal], number: int
) -> tuple[tuple[float, float], float]:
    """Return which way somebody goes from where they are, and how far at most [m]: up to what they go to."""
    if one.to in goals:
        goal = goals[one.to]
        x, y = goal.x - here[0], goal.y - here[1]
        far = math.hypot(x, y)
        if far > 1e-6:
            way = x / far, y / far
            return way, max(far - goal.edge(way) - BEFORE_IT_M, 0.0)
    if one.toward is not None:
        return WAYS[one.toward], math.inf
    return WAYS["right"] if number % 2 == 0 else WAYS["left"], math.inf


def _fleeing(here: tuple[float, float], danger: tuple[float, float], number: int) -> tuple[float, float]:
    """Return which way somebody runs from something: away from it and towards the camera, no two quite alike."""
    x, y = here[0] - danger[0], here[1] - danger[1]
    hand = math.copysign(1.0, x) if abs(x) > 0.3 else 1.0 if number % 2 == 0 else -1.0
    angle = math.atan2(min(y, 0.0) - 0.6 - 0.25 * (number % 3), hand * max(abs(x), 1.0))
    return math.cos(angle), math.sin(angle)


def _ends(one: Motion, later: Motion) -> bool:
    """Return whether one motion ends where a later one begins: a gesture at the same time goes along with it."""
    return later.at_s > one.at_s or later.does not in {"look", "point", "wave", "talk"}


def _eased(legs: Sequence[Leg], seconds: float) -> list[Leg]:
    """Return legs of somebody who gets under way from where they stand, and comes to a stop there, rather than at once."""
    made = []
    for place, leg in enumerate(legs):
        goes = leg.does in TRAVELS
        from_rest = leg.start > 0 and (place == 0 or not _goes_on(legs[place - 1], leg))
        to_rest = leg.end < seconds and (place + 1 == len(legs) or not _goes_on(leg, legs[place + 1]))
        most = (leg.end - leg.start) / 2
        made.append(
            replace(
                leg,
                starts=min(STARTS_S, most) if goes and from_rest else 0.0,
                stops=min(STARTS_S, most) if goes and to_rest else 0.0,
            )
        )
    return made


def _goes_on(leg: Leg, following: Leg) -> bool:
    """Return whether somebody who goes somewhere goes on to somewhere else without a stop."""
    return leg.does in TRAVELS and following.does in TRAVELS and following.start <= leg.end


def _pace(leg: Leg, time: float) -> float:
    """Return which share of its speed a leg has at a time."""
    if time >= leg.end:
        return 0.0
    rises = (time - leg.start) / leg.starts if leg.starts else 1.0
    falls = (leg.end - time) / leg.stops if leg.stops else 1.0
    return min(rises, falls, 1.0)


def _turning(before: float, after: float, share: float) -> float:
    """Return a turn on its way from one to another, the shorter way round [deg]."""
    part = min(max(share, 0.0), 1.0)
    way = 180.0 - (before - after + 180.0) % 360.0
    return before + way * part * part * (3 - 2 * part) if part < 1 else after


def _gone(leg: Leg, passed: float) -> float:
    """Return how far a leg has gone after a time [m]; what brakes stops a little before the leg's end."""
    if leg.does != "brake":
        lost = passed**2 / (2 * leg.starts) - passed if passed < leg.starts else -leg.starts / 2
        late = passed - (leg.end - leg.start - leg.stops)
        return leg.speed * (passed + lost - (late**2 / (2 * leg.stops) if leg.stops and late > 0 else 0.0))
    rolls = max(min((leg.end - leg.start) * 0.62 - BRAKE_S, 2.5), 0.0)
    if passed <= rolls:
        return leg.speed * passed
    braking = min(passed - rolls, BRAKE_S)
    return leg.speed * rolls + leg.speed * braking - 0.5 * leg.speed / BRAKE_S * braking**2


def _facing(leg: Leg) -> float:
    """Return the turn of a front that looks at -y when it looks where it goes [deg]."""
    x, y = leg.way if leg.does != "reverse" else (-leg.way[0], -leg.way[1])
    return math.degrees(math.atan2(x, -y))
