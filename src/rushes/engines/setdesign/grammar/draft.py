"""The draft: a room while it is being grown, and the solver that finds places in it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from rushes.engines.setdesign.grammar.finishes import finish
from rushes.engines.setdesign.grammar.group import Group, Lamp, Size
from rushes.engines.setdesign.model.ceiling import Ceiling, CeilingPiece
from rushes.engines.setdesign.model.furniture import KINDS, Item, Value
from rushes.engines.setdesign.model.level import Flight, Level
from rushes.engines.setdesign.model.light import Daylight, Practical
from rushes.engines.setdesign.model.opening import Opening
from rushes.engines.setdesign.model.polygon import (
    Point,
    area,
    box,
    clipped,
    contains,
    edges,
    holds,
    overlap,
    placed,
    rectangle,
)
from rushes.engines.setdesign.model.room import Room
from rushes.engines.setdesign.model.structure import Column, Structure
from rushes.engines.setdesign.model.wall import Built, Trim, Wall
from rushes.engines.setdesign.model.ways import way_faults

DOOR_FREE_M = 0.95
"""Floor kept free before a way through: more than the check's, so that an aisle of 0.9 m leads on."""

LONGEST_REACH_M = 0.9
"""No kind of furniture needs more floor before it; what is farther away is not looked at."""

STEP_M = 0.2
"""Places along a wall or over the floor are tried this far apart."""

WALL_NAMES = "ABCDEFGHJKLMNPQRSTUVWXYZ"
"""As on drawings: no I and no O."""


class Place(NamedTuple):
    """Where a group may stand, and how well it would: less is better."""

    at: Point
    yaw_deg: float
    cost: float


@dataclass
class Draft:
    """A room while it is being grown: parts are added, and places looked for among those that are there.

    Attributes:
        outline: Inner faces of the walls, counter-clockwise [m].
        height: Of the walls [m].
        thickness: Of the walls [m], one or one a wall.
        wear: 0 is new, 1 is ruined.
    """

    outline: tuple[Point, ...]
    height: float
    thickness: float
    wear: float
    built: Built = "flat"
    wall_finish: str = "plaster_white"
    walls: list[Wall] = field(default_factory=list)
    openings: list[Opening] = field(default_factory=list)
    levels: list[Level] = field(default_factory=list)
    flights: list[Flight] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    pieces: list[CeilingPiece] = field(default_factory=list)
    trims: list[Trim] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    lamps: list[tuple[int | None, Practical]] = field(default_factory=list)
    kept_free: list[tuple[Point, ...]] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    told: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        for name, (start, end) in zip(WALL_NAMES, edges(self.outline), strict=False):
            self.walls.append(
                Wall(name, start, end, self.height, self.thickness, finish=self.wall_finish, built=self.built)
            )

    # --- the shell

    def wall(self, name: str) -> Wall:
        """Find a wall by its name."""
        return next(wall for wall in self.walls if wall.name == name)

    def change_wall(self, name: str, **changes: object) -> None:
        """Change a wall that is there."""
        self.walls = [replace(wall, **changes) if wall.name == name else wall for wall in self.walls]  # type: ignore[arg-type]

    def partition(
        self, start: Point, end: Point, height: float, thickness: float, finish_name: str, built: Built = "flat"
    ) -> Wall:
        """Stand a wall in the room."""
        wall = Wall(
            WALL_NAMES[len(self.walls)],
            start,
            end,
            height,
            thickness,
            finish=finish_name,
            built=built,
            partition=True,
        )
        self.walls.append(wall)
        return wall

    def facing(self, direction: str) -> Wall:
        """Find the longest wall whose face looks `north`, `south`, `east` or `west` into the room."""
        way = {"north": (0, 1), "south": (0, -1), "east": (1, 0), "west": (-1, 0)}[direction]
        rows = [w for w in self.walls if not w.partition and w.inward[0] * way[0] + w.inward[1] * way[1] > 0.9]
        return max(rows, key=lambda wall: (round(wall.length, 6), wall.name))

    def opening(self, kind: str, wall: str, at: float, width: float, height: float, **more: object) -> Opening:
        """Cut an opening; it gets the next number of its kind."""
        letter = {"door": "D", "arch": "D", "window": "W", "slit": "W", "hatch": "H"}[kind]
        number = 1 + sum(row.name.startswith(letter) for row in self.openings)
        made = Opening(f"{letter}{number}", wall, kind, round(at, 3), round(width, 3), round(height, 3), **more)  # type: ignore[arg-type]
        self.openings.append(made)
        return made

    def free_at(self, wall: str, width: float, prefer: float, margin: float = 0.15) -> float | None:
        """Find the place along a wall, nearest to the share `prefer` of it, where an opening this wide is clear of others."""
        length = self.wall(wall).length
        half = width / 2 + margin
        if length < 2 * half:
            return None
        taken = [(row.start - half, row.end + half) for row in self.openings if row.wall == wall]
        tries = np.arange(half, length - half + 1e-9, 0.05)
        row, standing = self.wall(wall), [*(c.ring() for c in self.columns), *(f.ring() for f in self.flights)]
        standing += [w.ring() for w in self.walls if w.partition]

        def clear(t: float) -> bool:
            before = (row.at(t - half), row.at(t + half), row.at(t + half, 1.3), row.at(t - half, 1.3))
            return not any(overlap(before, ring) for ring in standing)

        good = [float(t) for t in tries if not any(low < t < high for low, high in taken) and clear(float(t))]
        return min(good, key=lambda t: abs(t - prefer * length)) if good else None

    # --- standing things

    def floor(self, at: Point) -> float:
        """Height of the floor at a place [m]."""
        for level in self.levels:
            if contains(level.outline, at):
                return level.height
        return 0.0

    def blocked(self) -> list[tuple[Point, ...]]:
        """All convex rings of floor that nothing may stand on."""
        rings: list[tuple[Point, ...]] = [*self.kept_free]
        rings += [column.ring() for column in self.columns]
        rings += [flight.ring() for flight in self.flights]
        rings += [_before(flight) for flight in self.flights]
        rings += [wall.ring() for wall in self.walls if wall.partition]
        for opening in self.openings:
            if opening.passage():
                wall = self.wall(opening.wall)
                rings += opening.swept(wall)
                rings.append(opening.approach(wall, DOOR_FREE_M))
                if wall.partition:
                    rings.append(
                        (
                            wall.at(opening.end, -0.6),
                            wall.at(opening.start, -0.6),
                            *wall.ring(opening.start, opening.end)[2:],
                        )
                    )
        return rings

    def fits(self, group: Group, at: Point, yaw_deg: float, blocked: Sequence[tuple[Point, ...]] | None = None) -> bool:
        """Whether a group can stand at a place: inside, on one level, clear of all else by its margin."""
        items = [item for item in group.items(at, yaw_deg) if item.mount in {"floor", "rug"}]
        if not all(contains(self.outline, item.at[:2]) for item in items) or not all(
            holds(self.outline, item.ring()) for item in items
        ):
            return False
        standing = [item for item in items if item.mount == "floor"]
        blocked = self.blocked() if blocked is None else blocked
        for item in standing:
            if any(overlap(item.ring(), ring) for ring in blocked):
                return False
            if any(
                overlap(item.ring(0.03), level.outline) and not holds(level.outline, item.ring(0.03))
                for level in self.levels
            ):
                return False
        return self._clear(group, standing, at, yaw_deg)

    def _clear(self, group: Group, standing: Sequence[Item], at: Point, yaw_deg: float) -> bool:
        x0, y0, x1, y1 = group.bounds
        margin = group.margin
        far = math.hypot(max(-x0, x1), max(-y0, y1)) + max(margin, LONGEST_REACH_M) + LONGEST_REACH_M
        others = [
            item
            for item in self.items
            if item.mount == "floor" and math.dist(item.at[:2], at) < far + math.hypot(item.size[0], item.size[1]) / 2
        ]
        if not standing or not others:
            return True
        around = placed(
            rectangle(x0 - margin, y0 - margin, x1 + margin, y1 if group.back else y1 + margin), at, yaw_deg
        )
        near = [other for other in others if overlap(other.ring(), around)]
        if group.margin > 0 and near:
            return False
        reaches = [item.reach() for item in standing]
        for other in others:
            if any(overlap(other.ring(), reach) for reach in reaches) or any(
                overlap(other.reach(), item.ring()) for item in standing
            ):
                return False
        return True

    def put(self, group: Group, at: Point, yaw_deg: float) -> list[int]:
        """Stand a group at a place, whatever is there; gives the indices of its items."""
        base = self.floor(at)
        first = len(self.items)
        self.items += group.items(at, yaw_deg, base)
        for index, row in enumerate(group.parts):
            self.used |= set(row.materials.values())
            if row.lamp:
                self._light(first + index, row.lamp)
        return list(range(first, len(self.items)))

    def settle(self, group: Group, places: Iterable[Place], what: str = "", *, tries: int = 4) -> bool:
        """Stand a group at the best place where it fits and leaves the aisles free; says so when there is none.

        Args:
            group: What to stand.
            places: Where it may stand.
            what: In words, for what is told when it doesn't fit; "" tells nothing.
            tries: How many places that fit are tried for the sake of aisles.
        """
        blocked = self.blocked()
        for place in sorted(places, key=lambda row: (round(row.cost, 6), row.at, row.yaw_deg)):
            if self.fits(group, place.at, place.yaw_deg, blocked):
                before = len(self.items), len(self.lamps)
                self.put(group, place.at, place.yaw_deg)
                if group.margin == 0 or self.walkable():
                    return True
                del self.items[before[0] :], self.lamps[before[1] :]
                tries -= 1
                if tries <= 0:
                    break
        if what:
            self.told.append(f"There was no room for {what}.")
        return False

    def along(self, wall: str, group: Group, prefer: float = 0.5, gap: float = 0.02) -> Iterator[Place]:
        """Go along a wall for a group with its back on it; nearer to the share `prefer` of the wall is better."""
        row = self.wall(wall)
        x0, _, x1, y1 = group.bounds
        low, high = -x0 + 0.03, row.length - x1 - 0.03
        if low > high:
            return
        trims = max((trim.depth for trim in self.trims if trim.bottom < 0.3), default=0.0)
        windows = [o for o in self.openings if o.wall == wall and o.kind in {"window", "slit"}]
        tall = max(item.size[2] + item.at[2] for item in group.items((0, 0), 0) if item.mount == "floor")
        for t in [*np.arange(low, high, STEP_M).tolist(), high]:
            # along the wall runs against the group's own x: its right is the wall's start
            start, end = t - x1, t - x0
            if any(start < o.end and o.start < end and o.sill < min(tall, 1.0) for o in windows):
                continue
            over = any(start < o.end and o.start < end and o.sill < tall - 0.1 for o in windows)
            cost = abs(t - prefer * row.length) + (2.0 if over else 0.0)
            yield Place(row.at(t, gap + trims + y1), row.yaw_deg, cost)

    def anywhere(self, near: Point, yaws: Sequence[float] = (0, 90, 180, 270), weight: float = 1.0) -> Iterator[Place]:
        """Go over the whole floor; nearer to a place is better, and earlier yaws are."""
        x0, y0, x1, y1 = box(self.outline)
        for x in np.arange(x0 + 0.3, x1, STEP_M * 1.5):
            for y in np.arange(y0 + 0.3, y1, STEP_M * 1.5):
                for rank, yaw in enumerate(yaws):
                    at = (round(float(x), 3), round(float(y), 3))
                    yield Place(at, yaw, weight * math.dist(at, near) + 0.3 * rank)

    def walkable(self) -> bool:
        """Whether all doors are reached by aisles, and all pieces by paths, as things stand."""
        room = self.room(
            title="",
            style="",
            seed=0,
            params={},
            ceiling=Ceiling(self.height, finish="plaster_white"),
            structure=Structure(),
            daylight=Daylight(),
            floor="plaster_white",
        )
        return all(fault.code not in {"aisle", "path"} for fault in way_faults(room))

    # --- hanging things

    def hang(
        self,
        kind: str,
        wall: str,
        at: float,
        bottom: float,
        *,
        size: Size | None = None,
        materials: Mapping[str, str] | None = None,
        style: Mapping[str, Value] | None = None,
        lamp: Lamp | None = None,
        group: str = "walls",
    ) -> bool:
        """Hang a thing on a wall, `at` along it, if nothing else hangs or opens there."""
        row, size = self.wall(wall), size or KINDS[kind].size
        depth = max(
            (
                t.depth
                for t in self.trims
                if _along(t, row) and t.bottom < bottom + size[2] and bottom < t.bottom + t.height
            ),
            default=0.0,
        )
        place = row.at(at, size[1] / 2 + min(depth, 0.08))
        item = Item(
            "",
            kind,
            (round(place[0], 4), round(place[1], 4), round(bottom, 4)),
            row.yaw_deg % 360,
            size,
            group,
            dict(materials or {}),
            dict(style or {}),
        )
        if not self._wall_free(item, row, at):
            return False
        self.items.append(item)
        self.used |= set(item.materials.values())
        if lamp:
            self._light(len(self.items) - 1, lamp)
        return True

    def _wall_free(self, item: Item, wall: Wall, at: float) -> bool:
        half, bottom, top = item.size[0] / 2, item.at[2], item.top
        if at - half < 0.02 or at + half > wall.length - 0.02 or top > wall.height - 0.02:
            return False
        if item.kind not in {"curtain", "cable", "awning"}:
            for opening in self.openings:
                beside = opening.end + 0.06 <= at - half or at + half <= opening.start - 0.06
                if (
                    opening.wall == wall.name
                    and not beside
                    and bottom < opening.top + 0.06
                    and opening.sill - 0.06 < top
                ):
                    return False
        ring = item.ring(0.03)
        for other in self.items:
            clash = other.mount in {"wall", "floor"} and other.at[2] < top + 0.03 and bottom - 0.03 < other.top
            if clash and overlap(ring, other.ring()):
                return False
        return not any(overlap(ring, column.ring()) for column in self.columns)

    def drop(
        self,
        kind: str,
        at: Point,
        *,
        hang: float,
        size: Size | None = None,
        top: float | None = None,
        materials: Mapping[str, str] | None = None,
        style: Mapping[str, Value] | None = None,
        lamp: Lamp | None = None,
        yaw: float = 0.0,
        group: str = "ceiling",
    ) -> None:
        """Hang a thing from the ceiling; `hang` is the free length of rod or cable over it [m]."""
        size = size or KINDS[kind].size
        top = self.height if top is None else top
        style = {"rod": round(hang, 3), **(style or {})}
        item = Item(
            "",
            kind,
            (round(at[0], 4), round(at[1], 4), round(top - hang - size[2], 4)),
            yaw,
            size,
            group,
            dict(materials or {}),
            style,
        )
        self.items.append(item)
        self.used |= set(item.materials.values())
        if lamp:
            self._light(len(self.items) - 1, lamp)

    # --- light

    def _light(self, index: int, lamp: Lamp) -> None:
        item = self.items[index]
        at = (item.at[0], item.at[1], round(item.at[2] + lamp.lift, 4))
        yaw = item.yaw_deg if lamp.kind in {"tube", "strip"} else 0.0
        self.lamps.append((index, Practical("", lamp.kind, at, lamp.kelvin, lamp.lumens, lamp.size, yaw)))  # type: ignore[arg-type]

    def strip(
        self,
        at: tuple[float, float, float],
        length: float,
        yaw_deg: float,
        kelvin: float,
        lumens_a_metre: float = 600.0,
    ) -> None:
        """Hide a strip of light in the set."""
        self.lamps.append(
            (None, Practical("", "strip", at, kelvin, round(lumens_a_metre * length), round(length, 3), yaw_deg))
        )

    # --- done

    def room(
        self,
        *,
        title: str,
        style: str,
        seed: int,
        params: Mapping[str, float | str],
        ceiling: Ceiling,
        structure: Structure,
        daylight: Daylight,
        floor: str,
        more_finishes: Iterable[str] = (),
        exterior: bool = False,
        north_deg: float = 0.0,
    ) -> Room:
        """Number everything and make the room, as yet without set-ups."""
        items = tuple(replace(item, name=f"F{index + 1:02d}") for index, item in enumerate(self.items))
        practicals = tuple(
            replace(lamp, name=f"L{n + 1}", item="" if index is None else items[index].name)
            for n, (index, lamp) in enumerate(self.lamps)
        )
        ceiling = replace(ceiling, pieces=tuple(self.pieces))
        names = {floor, ceiling.finish, *self.used, *more_finishes}
        names |= {wall.finish for wall in self.walls} | {row.finish for row in self.openings}
        names |= (
            {row.finish for row in self.trims}
            | {row.finish for row in self.pieces}
            | {row.finish for row in self.columns}
        )
        names |= {name for level in self.levels for name in (level.finish, level.edge_finish)} | {
            f.finish for f in self.flights
        }
        return Room(
            title=title,
            style=style,
            seed=seed,
            outline=self.outline,
            walls=tuple(self.walls),
            ceiling=ceiling,
            params=dict(params),
            openings=tuple(self.openings),
            structure=replace(structure, columns=tuple(self.columns)),
            levels=tuple(self.levels),
            flights=tuple(self.flights),
            trims=tuple(self.trims),
            items=items,
            practicals=practicals,
            daylight=daylight,
            finishes={name: finish(name, self.wear) for name in sorted(names)},
            floor=floor,
            wear=self.wear,
            north_deg=north_deg,
            exterior=exterior,
            told=tuple(self.told),
        )


def _along(trim: Trim, wall: Wall) -> bool:
    return wall.name in trim.walls if trim.walls else not wall.partition


def _before(flight: Flight) -> tuple[Point, ...]:
    """Floor at the foot and the head of a flight, where one starts to climb."""
    half = flight.width / 2
    return placed(rectangle(-half, -0.7, half, flight.run + 0.8), flight.foot, flight.yaw_deg)


def share_covered(outline: Sequence[Point], items: Iterable[Item]) -> float:
    """Share of the floor that things stand on."""
    return sum(area(clipped(outline, item.ring())) for item in items if item.mount == "floor") / area(outline)
