"""From a crowd that is asked for to its stand-ins, each in their place."""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.brief.scene import Character, Motion, Scene, Thing
from rushes.engines.clip.crowd import standin
from rushes.engines.clip.layout.gathered import ROOMY_M, WIDER, Box, Gathering, gathered
from rushes.engines.clip.staged import Actor, Setting
from rushes.engines.clip.travel import SPEEDS, WAYS, goal_of, travel_of
from rushes.errors import BadInputError

Floats = NDArray[np.float64]

FACING: Final[Mapping[str, float]] = {"camera": 0.0, "left": -90.0, "right": 90.0, "away": 180.0}

BEHIND_M: Final = 1.0
"""How far behind whatever else there is a crowd begins of which nobody said where it is [m]."""

SIDE: Final = 0.55
"""Where a crowd's middle is that is to one side, as a share of half of the floor."""

UNDER_M: Final = 0.5
"""How far people keep off what is about to come down on them [m]."""

SPREAD: Final = 0.24
"""How much faster the first of a crowd goes than its last, as a share of its speed."""

LOOKS_M: Final = 0.3
"""What is farther off than this from a crowd's middle is looked at from there [m]."""


def crowded(
    scene: Scene, one: Thing, setting: Setting, taken: Sequence[Box], before: Sequence[Actor], seed: int
) -> list[Actor]:
    """Return a crowd's stand-ins.

    Args:
        scene: It is in.
        one: The crowd.
        setting: The place.
        taken: Footprints of what stands there already.
        before: Who and what is there already.
        seed: The scene's.

    Raises:
        BadInputError: There is no room for so many, or it is by something that isn't there.
    """
    chance = np.random.default_rng(zlib.crc32(f"{seed}/{one.name}/crowd".encode()))
    ways = [box for actor in before for box in _way(scene, actor, before)]
    spots = gathered(one, setting, [*taken, *ways, *_under(scene, before)], _about(scene, one, setting, before), chance)
    places = np.array(spots)[:, :2]
    made = []
    for number, (x, y, z, yaw) in enumerate(spots):
        made.append(
            Actor(
                name=f"{_prim(one.name)}_{number + 1}",
                called=one.name,
                model=standin(one, number, seed),
                at=(x, y, z),
                yaw_deg=yaw,
                fixed=True,
                does=tuple(_together(motion, number, places, before) for motion in one.does),
                alive=True,
                number=number,
            )
        )
    return made


def is_amid(other: Thing | Character, crowd: str) -> bool:
    """Return whether somebody or something stands in a crowd: it is there first, and people stand around it."""
    return other.where.of == crowd and other.where.relation in {"inside", "on", "under"}


def _together(motion: Motion, number: int, places: Floats, before: Sequence[Actor]) -> Motion:
    """Return what one of a crowd does so that nobody runs into anybody: all one way, or each half its own; who is ahead is a little faster."""
    if motion.does not in {"walk", "run"}:
        return motion
    middle = places.mean(axis=0)
    goals = [actor.at for actor in before if actor.called == motion.to]
    toward = motion.toward
    if goals:
        x, y = np.mean(goals, axis=0)[:2] - middle
        toward = ("right" if x > 0 else "left") if abs(x) > abs(y) else ("away" if y > 0 else "camera")
    if toward is None:
        toward = "away" if motion.does == "run" else "right" if places[number, 1] > np.median(places[:, 1]) else "left"
    along = places @ np.array(WAYS[toward])
    ahead = float((along < along[number]).mean()) - 0.5
    speed = motion.speed_ms if motion.speed_ms is not None else SPEEDS[motion.does]
    return replace(motion, toward=toward, to="", speed_ms=speed * (1 + SPREAD * ahead))


def _about(scene: Scene, one: Thing, setting: Setting, before: Sequence[Actor]) -> Gathering:
    looked = _looked_at(scene, one, before)
    facing = FACING.get(str(one.where.facing), 0.0) + one.where.turned_deg
    deep = math.sqrt(one.count * ROOMY_M**2 / WIDER / math.pi)
    if one.where.at_m is not None:
        return Gathering(one.where.at_m[:2], looked, facing, -math.inf)
    amid = [actor.at for actor in before if is_amid(named(scene, actor), one.name)]
    if amid:
        x, y = np.mean(amid, axis=0)[:2]
        return Gathering((float(x), float(y)), looked, facing, -math.inf)
    if one.where.of:
        return _by(one, deep, looked, facing, before)
    wide, far = setting.half
    x = {"left": -wide * SIDE, "right": wide * SIDE}.get(str(one.where.zone), 0.0)
    y = {"foreground": -far * SIDE, "background": far * SIDE}.get(str(one.where.zone), 0.0)
    ground = [actor for actor in before if not actor.hangs and not actor.does]
    if one.where.zone is not None or not ground:
        return Gathering((x, y), looked, facing, -math.inf)
    back = max(float(actor.bounds()[1][1]) for actor in ground if actor.model.size.max() < 9.0 or len(ground) == 1)
    back = min(back, far * 0.5)
    return Gathering((x, back + BEHIND_M + deep * 0.6), looked, facing, back + BEHIND_M / 2)


def named(scene: Scene, actor: Actor) -> Thing | Character:
    """Return what a scene says of an actor."""
    found = scene.named(actor.called)
    assert found is not None  # noqa: S101 - actors are of the scene
    return found


def _looked_at(scene: Scene, one: Thing, before: Sequence[Actor]) -> tuple[float, float] | None:
    """Return what a crowd looks at: what it is told to, or what something happens to."""
    told = [motion.to for motion in one.does if motion.to] + [beat.thing for beat in scene.beats if beat.thing]
    if one.where.facing is not None or (one.where.relation == "around" and not told):
        told = [one.where.of] if one.where.facing is None else []
    for name in told:
        found = [actor.at for actor in before if actor.called == name]
        if found:
            middle = np.mean(found, axis=0)
            return float(middle[0]), float(middle[1])
    return None


def _by(
    one: Thing, deep: float, looked: tuple[float, float] | None, facing: float, before: Sequence[Actor]
) -> Gathering:
    of = [actor for actor in before if actor.called == one.where.of]
    if not of:
        raise BadInputError(
            f'{one.name}: it stands {one.where.relation or "by"} "{one.where.of}", and nothing in the scene is called that. Name a thing, or write [x, y].'
        )
    lows, highs = zip(*(actor.bounds() for actor in of), strict=True)
    low, high = np.min(lows, axis=0), np.max(highs, axis=0)
    x, y = float(low[0] + high[0]) / 2, float(low[1] + high[1]) / 2
    side = deep * WIDER * 0.8
    places = {
        "before": (x, float(low[1]) - deep * 0.8),
        "behind": (x, float(high[1]) + deep * 0.8),
        "left_of": (float(low[0]) - side, y),
        "right_of": (float(high[0]) + side, y),
        "beside": (float(high[0]) + side, y),
    }
    if looked is None and one.where.facing is None and one.where.relation in {"around", "before"}:
        looked = (x, y)
    return Gathering(places.get(str(one.where.relation), (x, y)), looked, facing, -math.inf)


def _way(scene: Scene, actor: Actor, others: Sequence[Actor]) -> list[Box]:
    """Return the footprints over which an actor goes; what stands still has its own already."""
    if not actor.does:
        return []
    goals = {other.called: goal_of(other) for other in others}
    home = (*actor.at, actor.yaw_deg)
    travel = travel_of(actor.does, home, scene.seconds, actor.called, goals, alive=actor.alive, number=actor.number)
    low, high = actor.bounds()
    half = float((high - low)[:2].max()) / 2
    places = np.array([travel.at(time)[:2] for time in np.linspace(0, scene.seconds, 12)])
    lows, highs = places.min(axis=0), places.max(axis=0)
    if float((highs - lows).max()) < LOOKS_M:
        return []
    if float((highs - lows).min()) < LOOKS_M:  # along one side: as wide as it is across
        half = float((high - low)[:2].min()) / 2
    middle, sides = (lows + highs) / 2, (highs - lows) / 2 + half
    return [(float(middle[0]), float(middle[1]), float(sides[0]), float(sides[1]))]


def _under(scene: Scene, before: Sequence[Actor]) -> list[Box]:
    """Return the footprints under what hangs and comes down: nobody stands there."""
    falls = {beat.thing for beat in scene.beats}
    boxes: list[Box] = []
    for actor in before:
        if actor.hangs and actor.called in falls:
            low, high = actor.bounds()
            middle, half = (low + high) / 2, (high - low) / 2 + UNDER_M
            boxes.append((float(middle[0]), float(middle[1]), float(half[0]), float(half[1])))
    return boxes


def _prim(name: str) -> str:
    plain = "".join(letter if letter.isalnum() and letter.isascii() else "_" for letter in name)
    return plain if not plain[0].isdigit() else f"_{plain}"
