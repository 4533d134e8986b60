"""From a scene to its stage: every thing and character grown and put in its place."""

from __future__ import annotations

import math
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from rushes.brief.scene import Character, Motion, Scene, Thing
from rushes.engines.clip.acting.played import opening
from rushes.engines.clip.layout import arranged
from rushes.engines.clip.layout.crowded import crowded, is_amid
from rushes.engines.clip.layout.gathered import Box
from rushes.engines.clip.layout.own import adopted, as_actor, kept_inside, seats_of
from rushes.engines.clip.layout.seats import seated
from rushes.engines.clip.model import Model
from rushes.engines.clip.places.daylight import daylight
from rushes.engines.clip.places.rooms import without
from rushes.engines.clip.places.setting import DARK, setting_of
from rushes.engines.clip.staged import Actor, Setting, Stage, everyone
from rushes.engines.clip.things.catalogue import grown, kind_of
from rushes.engines.clip.travel import SPEEDS
from rushes.engines.furnished import Furnished
from rushes.errors import BadInputError

FACING = {"camera": 0.0, "left": -90.0, "right": 90.0, "away": 180.0, "up": 0.0, "down": 0.0}
HANGS_AT_M = 5.2
"""How high something hangs by a cable under the sky: its lower side [m]."""

COMES_FROM_M = 10.0
"""How high something is under the sky that is to fall onto something else, before it is let go [m]: out of the picture."""

UNDER_M = 0.12
"""How near to its middle is looked for what something stands on [m]: a chair's seat, and not its back."""

BEFORE_TRAFFIC_M = (2.4, -4.2)
"""Where somebody stands of whom nobody said it, when there are vehicles: before their way, a little to the right."""

COMES = 0.45
"""Of a clip so much is who goes to a seat on their way, where nobody said when they sit."""

POUR_M = 1.1
"""How high what is poured begins above what it falls on [m]."""

COMES_IN, FARTHEST_WALK_M = 0.8, 7.0
"""Share of the time in which somebody comes to where they walk, and how far away they begin at most [m]."""

SEEN_WHOLE = 1.6
"""How far a building in the background stands behind the rest, in its own heights: near enough to be one, and far enough to be seen whole."""

SHOP_FRONT_M = (0.10, 0.55)
"""How far before a house's front a window of a shop stands, and its sill above the ground [m]."""

WRONG_SIDE = 2.5
"""How much farther a place in front of something lower counts, or behind something higher: what is tall stands behind."""


@dataclass(frozen=True)
class _Taken:
    """A footprint: its middle, half its width and depth, and how high what stands there is [m]."""

    x: float
    y: float
    wide: float
    deep: float
    high: float

    def meets(self, x: float, y: float, half: tuple[float, float]) -> bool:
        return abs(x - self.x) <= half[0] + self.wide and abs(y - self.y) <= half[1] + self.deep


@dataclass
class _Floor:
    """What stands already."""

    setting: Setting
    taken: list[_Taken] = field(default_factory=list)

    @property
    def boxes(self) -> list[Box]:
        """The footprints: middle, half a width and half a depth each [m]."""
        return [(one.x, one.y, one.wide, one.deep) for one in self.taken]

    def free(self, x: float, y: float, half: tuple[float, float]) -> bool:
        return not any(one.meets(x, y, half) for one in self.taken)

    def nearest(self, x: float, y: float, half: tuple[float, float], high: float) -> tuple[float, float]:
        """Return the free place that is nearest to one, along a spiral: behind what is lower, before what is higher."""
        there = [one for one in self.taken if one.meets(x, y, half)]
        if not there:
            return x, y
        behind = 1.0 if high >= max(one.high for one in there) else -1.0
        step = max(0.22 * max(half), 0.12)
        best, found = math.inf, (x, y)
        for turn in range(1, 900):
            angle, away = turn * 2.399963, step * math.sqrt(turn) * 1.3
            if away > best:
                break
            dx, dy = away * math.cos(angle) * 1.5, away * math.sin(angle)
            inside = abs(x + dx) <= self.setting.half[0] and abs(y + dy) <= self.setting.half[1]
            cost = away * (WRONG_SIDE if dy * behind < 0 else 1.0)
            if inside and cost < best and self.free(x + dx, y + dy, half):
                best, found = cost, (x + dx, y + dy)
        return found

    def take(self, x: float, y: float, half: tuple[float, float], high: float) -> None:
        self.taken.append(_Taken(x, y, half[0] + 0.05, half[1] + 0.05, high))


def staged(scene: Scene, seed: int, room: Furnished | None = None) -> Stage:
    """Return a scene's stage. The same scene and seed give the same stage.

    Args:
        scene: What was asked.
        seed: Of chance.
        room: As the set engine has built it, where the scene plays in one.

    Raises:
        BadInputError: It asks for what a clip can't show yet, or a position names something that isn't there.
    """
    setting = setting_of(scene, seed, room)
    floor, actors = _Floor(setting), list[Actor]()
    own = adopted(scene, setting)
    for item in setting.items:
        if item.mount == "floor":
            low, high = item.model.turned(item.yaw_deg).bounds
            middle, half = (low + high) / 2, (high - low) / 2
            floor.take(
                item.at[0] + float(middle[0]),
                item.at[1] + float(middle[1]),
                (float(half[0]), float(half[1])),
                float(high[2]),
            )
    named = {one.name: one for one in everyone(scene)}
    everything = sorted(enumerate(named.values()), key=lambda row: (_depends(scene, row[1], named), row[0]))
    for _, one in everything:
        if isinstance(one, Thing) and _is_crowd(one):
            actors += crowded(scene, one, setting, floor.boxes, actors, seed)
        elif isinstance(one, Thing) and one.name in own:
            actors.append(as_actor(one, own[one.name]))
        else:
            actors += _stood(scene, one, floor, actors, seed)
    sun, sky = daylight(scene)
    order = {one.name: place for place, one in enumerate(everyone(scene))}
    actors.sort(key=lambda actor: (order[actor.called], actor.number))
    taken = frozenset(item.name for item in own.values())
    return Stage(without(setting, taken), tuple(actors), sun, sky)


def _depends(scene: Scene, one: Thing | Character, named: Mapping[str, Thing | Character]) -> int:
    """Return how many others are put in their place before: what it stands by, is to come down on, or goes to, and what those stand by.

    A crowd comes after all others, and after it what stands by it.
    """
    found, waiting = set[str](), [one]
    while waiting:
        each = waiting.pop()
        onto = [beat.onto for beat in scene.beats if beat.thing == each.name]
        goes = [motion.to for motion in each.does] if isinstance(each, Character) and not each.where.of else []
        for name in {each.where.of, *onto, *goes} & named.keys() - found - {one.name}:
            if not (_is_crowd(named[name]) and is_amid(each, name)):
                found.add(name)
                waiting.append(named[name])
    in_a_crowd = any(
        isinstance(each, Thing) and each.kind == "crowd" for each in (one, *(named[name] for name in found))
    )
    return len(found) + (len(named) if in_a_crowd else 0)


def _is_crowd(one: Thing | Character) -> bool:
    return isinstance(one, Thing) and one.kind == "crowd"


def _in_a_crowd(scene: Scene, one: Thing | Character) -> bool:
    return any(thing.kind == "crowd" and is_amid(one, thing.name) for thing in scene.things)


def _stood(scene: Scene, one: Thing | Character, floor: _Floor, before: list[Actor], seed: int) -> list[Actor]:
    if isinstance(one, Character) and (of := _sat_on(one, before) or seats_of(floor.setting, one)):
        before[:] = [replace(actor, sat_on=True) if actor in of else actor for actor in before]
        return _sitting(one, of, scene.seconds, seed)
    models = _models(scene, one, seed)
    size = models[0].size
    chance = np.random.default_rng(zlib.crc32(f"{seed}/{one.name}".encode()))
    hangs = _hangs(one)
    offsets = _arranged(scene, one, models[0], before, chance)
    low = np.min([[x, y] for x, y, _, _ in offsets], axis=0)
    high = np.max([[x, y] for x, y, _, _ in offsets], axis=0)
    yaw = _yaw(one, scene)
    footprint = _turned(size, yaw + offsets[0][3])
    half = tuple(float(part) for part in (high - low) / 2 + np.array(footprint) / 2)
    x, y, z, turn = _spot(scene, one, (half[0], half[1]), models[0], floor, before)
    does = one.does
    if isinstance(one, Character):
        x, y, does = kept_inside(floor.setting, floor.boxes, does, x, y, scene.seconds)
    if not hangs and z < 0.01 and (one.where.relation != "inside" or _in_a_crowd(scene, one)):
        floor.take(x, y, (half[0], half[1]), float(size[2]))
    made = []
    for number, (model, (dx, dy, dz, own)) in enumerate(zip(models, offsets, strict=True)):
        shifted = _rotated(dx, dy, yaw + turn)
        name = _prim(one.name) + (f"_{number + 1}" if len(models) > 1 else "")
        made.append(
            Actor(
                name=name,
                called=one.name,
                model=model,
                at=(x + shifted[0], y + shifted[1], z + dz),
                yaw_deg=yaw + turn + own,
                fixed=isinstance(one, Character) or kind_of(one).fixed,
                hangs=hangs,
                does=does,
                alive=isinstance(one, Character),
                number=number,
            )
        )
    return made


def _sat_on(one: Character, before: Sequence[Actor]) -> list[Actor]:
    """Return what somebody sits on, or will: what they are on, or what they go to and then sit."""
    sits = next((motion for motion in one.does if motion.does == "sit"), None)
    if sits is None:
        return []
    went = [motion.to for motion in one.does if motion.to and motion.at_s <= sits.at_s]
    names = [one.where.of] if one.where.of and one.where.relation in {None, "on", "inside"} else [sits.to, *went[::-1]]
    return next((of for name in names if name and (of := [actor for actor in before if actor.called == name])), [])


def _sitting(one: Character, of: Sequence[Actor], seconds: float, seed: int) -> list[Actor]:
    """Return characters on their seats, or before them until they sit."""
    made = []
    for number in range(one.count):
        at, yaw, high = seated(one, number, of, seed)
        name = _prim(one.name) + (f"_{number + 1}" if one.count > 1 else "")
        does = _coming(one.does, {actor.called for actor in of}, seconds)
        made.append(
            Actor(name, one.name, opening(one, number, high, seed), at, yaw, fixed=True, does=does, alive=True, number=number, seat_m=high)
        )  # fmt: skip
    return made


def _coming(does: Sequence[Motion], to: Collection[str], seconds: float) -> tuple[Motion, ...]:
    """Return what somebody does who goes to a seat and sits: they come from the side, and sit when they are there."""
    made: list[Motion] = []
    for motion in does:
        before = made[-1] if made else None
        if motion.does in {"walk", "run"} and motion.to in to:
            made.append(replace(motion, to="", toward=motion.toward or "right"))
        elif motion.does == "sit" and before and before.does in {"walk", "run"} and before.at_s >= motion.at_s:
            made.append(replace(motion, at_s=before.at_s + min(max(COMES * seconds, 0.8), 3.0)))
        else:
            made.append(motion)
    return tuple(made)


def _models(scene: Scene, one: Thing | Character, seed: int) -> list[Model]:
    if isinstance(one, Character):
        return [opening(one, number, 0.0, seed) for number in range(one.count)]
    lit = scene.time_of_day in DARK
    varied = one.family in {"plant", "building"} or one.kind in {"domino", "book", "rock"}
    return [grown(one, seed, number if varied else 0, lit=lit) for number in range(one.count)]


def _hangs(one: Thing | Character) -> bool:
    return one.where.relation == "hanging" or (
        isinstance(one, Thing) and kind_of(one).hangs and one.where.relation is None and one.where.at_m is None
    )


def _event(scene: Scene, one: Thing | Character, event: str) -> bool:
    return any(beat.event == event and beat.thing == one.name for beat in scene.beats)


def _arranged(
    scene: Scene, one: Thing | Character, model: Model, before: Sequence[Actor], chance: np.random.Generator
) -> list[arranged.Offset]:
    wide, deep, high = (float(part) for part in model.size)
    count = one.count
    if _event(scene, one, "pour"):
        return arranged.bunch(count, max(wide, deep, high), POUR_M, chance)
    if count == 1:
        return [(0.0, 0.0, 0.0, 0.0)]
    said = one.arranged if isinstance(one, Thing) else None
    if said is not None:
        return _said(said, one, (wide, deep, high), chance)
    if _event(scene, one, "domino"):
        return arranged.curve(count, high * arranged.DOMINO_GAP)
    if one.where.relation == "around" and (of := [actor for actor in before if actor.called == one.where.of]):
        around = of[0].model.size
        return arranged.around(
            count, (float(around[0]) / 2 + deep * 0.5 + 0.12, float(around[1]) / 2 + deep * 0.5 + 0.12)
        )
    if isinstance(one, Character):
        return arranged.about(count, (0.95, 0.9), chance)
    if one.kind == "pane":
        return arranged.row(count, wide * 1.6, 0.0)
    if one.kind in arranged.STACKED and count > 2:
        return arranged.stack(count, (wide, deep, high), chance)
    if one.kind == "domino":
        return arranged.row(count, high * arranged.DOMINO_GAP, arranged.ROW_TURN_DEG)
    if one.family == "vehicle":
        return [(offset[0], offset[1], 0.0, 0.0) for offset in arranged.row(count, deep * 1.35, 0.0)]
    if one.family == "building":
        return arranged.row(count, wide * 1.15, 0.0)
    return arranged.about(count, (wide * 1.6, deep * 1.7), chance)


def _said(
    said: str, one: Thing | Character, size: tuple[float, float, float], chance: np.random.Generator
) -> list[arranged.Offset]:
    """Return places as the scene says that several are arranged."""
    wide, deep, high = size
    if said == "row":
        domino = isinstance(one, Thing) and one.kind == "domino"
        return arranged.row(
            one.count, high * arranged.DOMINO_GAP if domino else wide * 1.3, arranged.ROW_TURN_DEG if domino else 0.0
        )
    if said == "stack":
        return arranged.stack(one.count, size, chance)
    if said == "pile":
        return arranged.bunch(one.count, max(size), 0.02, chance)
    if said == "ring":
        radius = max(one.count * max(wide, deep) * 1.3 / (2 * math.pi), wide, deep)
        return arranged.around(one.count, (radius, radius))
    return arranged.about(one.count, (wide * 3.0, deep * 3.0), chance)


def _yaw(one: Thing | Character, scene: Scene) -> float:
    """Return which way the front of the whole looks [deg]."""
    where = one.where
    if where.facing is not None:
        return FACING[where.facing] + where.turned_deg
    if isinstance(one, Thing) and one.family == "vehicle" and scene.place.kind == "street":
        return 90.0 + where.turned_deg
    turned = -28.0 if isinstance(one, Thing) and one.family == "vehicle" else 0.0
    return turned + where.turned_deg


def _turned(size: NDArray[np.float64], yaw: float) -> tuple[float, float]:
    cos, sin = abs(math.cos(math.radians(yaw))), abs(math.sin(math.radians(yaw)))
    return float(size[0] * cos + size[1] * sin), float(size[0] * sin + size[1] * cos)


def _rotated(x: float, y: float, yaw: float) -> tuple[float, float]:
    cos, sin = math.cos(math.radians(yaw)), math.sin(math.radians(yaw))
    return x * cos - y * sin, x * sin + y * cos


def _spot(
    scene: Scene,
    one: Thing | Character,
    half: tuple[float, float],
    model: Model,
    floor: _Floor,
    before: Sequence[Actor],
) -> tuple[float, float, float, float]:
    where, setting = one.where, floor.setting
    high = float(model.size[2])
    if where.at_m is not None:
        return (*where.at_m, 0.0)
    onto = next((beat.onto for beat in scene.beats if beat.thing == one.name and beat.onto), "")
    if onto and any(actor.called == onto for actor in before):
        return _over(one, onto, model, floor, before)
    if where.of and not _in_a_crowd(scene, one):
        return _related(one, half, model, floor, before)
    traffic = any(thing.family == "vehicle" for thing in scene.things)
    if _hangs(one):
        top = setting.ceiling or HANGS_AT_M + high
        return 0.0, BEFORE_TRAFFIC_M[1] if traffic else 0.0, top - high, 0.0
    if isinstance(one, Thing) and one.kind == "pane" and setting.front is not None:
        return _across(one, setting.half[0]), setting.front - SHOP_FRONT_M[0], SHOP_FRONT_M[1], 0.0
    x, y = _zone(one, setting, half, high)
    if isinstance(one, Character) and where.zone is None:
        x, y = _before_walking(scene, one, floor, before) or (BEFORE_TRAFFIC_M if traffic else (x, y))
    x, y = floor.nearest(x, y, half, high)
    ground = 0.14 if setting.kind == "street" and abs(y) > setting.half[1] else 0.0
    return x, y, ground, 0.0


def _before_walking(scene: Scene, one: Character, floor: _Floor, before: Sequence[Actor]) -> tuple[float, float] | None:
    """Return where somebody begins who goes to something: as far to its left as they come in the time; None for who goes nowhere."""
    goes = next((motion for motion in one.does if motion.to and motion.does in {"walk", "run"}), None)
    goal = next((actor for actor in before if goes is not None and actor.called == goes.to), None)
    if goes is None or goal is None:
        return None
    later = [motion.at_s for motion in one.does if motion.at_s > goes.at_s]
    ends = min([goes.until_s or scene.seconds, scene.seconds, *later])
    speed = goes.speed_ms if goes.speed_ms is not None else SPEEDS[goes.does]
    low, high = goal.bounds()
    far = min((ends - goes.at_s) * speed * COMES_IN, FARTHEST_WALK_M) + float((high - low)[0]) / 2
    x, wide = goal.at[0], floor.setting.half[0]
    side = -1.0 if x - far >= -wide or x > 0 else 1.0
    return float(np.clip(x + side * far, -wide, wide)), goal.at[1] - 0.3


def _over(
    one: Thing | Character, onto: str, model: Model, floor: _Floor, before: Sequence[Actor]
) -> tuple[float, float, float, float]:
    """Return where something is that is to come down on something else: over its middle."""
    lows, highs = zip(*(actor.bounds() for actor in before if actor.called == onto), strict=True)
    middle, top = (np.min(lows, axis=0) + np.max(highs, axis=0)) / 2, float(np.max(highs, axis=0)[2])
    tall = float(model.size[2])
    ceiling = floor.setting.ceiling
    if _hangs(one):
        top = ceiling - tall if ceiling else max(top + 2.0, HANGS_AT_M)
    elif isinstance(one, Thing):
        top = max(top, ceiling - tall - 0.1) if ceiling else max(top + 2.0, COMES_FROM_M)
    return float(middle[0]), float(middle[1]), top, 0.0


def _zone(one: Thing | Character, setting: Setting, half: tuple[float, float], high: float) -> tuple[float, float]:
    wide, deep = setting.half
    building = isinstance(one, Thing) and one.family == "building" and one.kind not in {"wall", "arch", "gate"}
    back = 10.0 + half[1] if building else 0.0
    if building and one.where.zone == "background":
        back = max(back, SEEN_WHOLE * high)
    if setting.kind == "street":
        if isinstance(one, Character) and not one.does:
            return _across(one, wide), -deep - 1.4 if one.where.zone == "foreground" else deep + 1.2
        if isinstance(one, Thing) and one.family == "vehicle":
            return _across(one, wide), deep * 0.45
        if building:
            return _across(one, wide), 9.0 + half[1]
    y = {"foreground": -deep * 0.55, "background": deep * 0.7}.get(str(one.where.zone), 0.0)
    return _across(one, wide), y + back


def _across(one: Thing | Character, wide: float) -> float:
    return {"left": -wide * 0.42, "right": wide * 0.42}.get(str(one.where.zone), 0.0)


def _related(
    one: Thing | Character, half: tuple[float, float], model: Model, floor: _Floor, before: Sequence[Actor]
) -> tuple[float, float, float, float]:
    where = one.where
    of = [actor for actor in before if actor.called == where.of]
    if not of:
        raise BadInputError(
            f'{one.name}: it stands {where.relation or "by"} "{where.of}", and nothing in the scene is called that. Name a thing, or write [x, y].'
        )
    lows, highs = zip(*(actor.bounds() for actor in of), strict=True)
    low, high = np.min(lows, axis=0), np.max(highs, axis=0)
    middle = (low + high) / 2
    x, y, gap, tall = float(middle[0]), float(middle[1]), 0.25, float(model.size[2])
    relation = where.relation or "beside"
    if relation == "on":
        top = float(high[2]) if len(of) == 1 else float(of[0].bounds()[1][2])
        return x, y, _top_of(of[0], x, y, top), 0.0
    if relation in {"above", "hanging"}:
        ceiling = floor.setting.ceiling
        over = float(high[2]) + 1.2
        hangs = relation == "hanging" or (isinstance(one, Thing) and kind_of(one).hangs)
        return x, y, max(over, ceiling - tall) if ceiling and hangs else over, 0.0
    if relation in {"under", "inside"}:
        return x, y, float(low[2]) + (0.03 if relation == "inside" else 0.0), 0.0
    if relation == "around":
        return x, y, float(low[2]), 0.0
    left, right = float(low[0]) - half[0] - gap, float(high[0]) + half[0] + gap
    front, back = float(low[1]) - half[1] - gap, float(high[1]) + half[1] + gap
    places = {
        "left_of": (left, y),
        "right_of": (right, y),
        "before": (x, front),
        "behind": (x, back),
        "against": (x, front + gap),
    }
    if relation in places:
        return (*places[relation], float(low[2]) if low[2] < 0.3 else 0.0, 0.0)
    beside = (right, y) if floor.free(right, y, half) else (left, y)
    return (*floor.nearest(*beside, half, tall), float(low[2]) if low[2] < 0.3 else 0.0, 0.0)


def _top_of(actor: Actor, x: float, y: float, top: float) -> float:
    """Return how high something stands on an actor [m]: the highest of its points about there."""
    points = actor.model.turned(actor.yaw_deg).points + np.array(actor.at)
    near = points[(np.abs(points[:, 0] - x) < UNDER_M) & (np.abs(points[:, 1] - y) < UNDER_M)]
    return float(near[:, 2].max()) + 0.001 if len(near) else top + 0.001


def _prim(name: str) -> str:
    plain = "".join(letter if letter.isalnum() and letter.isascii() else "_" for letter in name)
    return plain if not plain[0].isdigit() else f"_{plain}"
