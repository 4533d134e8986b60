"""Checks of furniture, lamps, cameras and finishes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from rushes.engines.setdesign.model.fault import Fault
from rushes.engines.setdesign.model.finish import FAMILIES
from rushes.engines.setdesign.model.furniture import KINDS, Item
from rushes.engines.setdesign.model.polygon import contains, distance_to_segment, holds, overlap
from rushes.engines.setdesign.model.room import Room
from rushes.engines.setdesign.model.shell_checks import floor_height

DOOR_FREE_M = 0.6
"""Floor before and behind a way through where nothing stands."""


def furniture_faults(room: Room) -> Iterator[Fault]:
    """Go through all that is placed."""
    names = [item.name for item in room.items]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Fault("item_name", f"Two things are called {name} in the furniture list; number them anew.")
    known = [item for item in room.items if item.kind in KINDS]
    for item in room.items:
        if item.kind not in KINDS:
            yield Fault("item_kind", f"{item.name}: nobody has a {item.kind!r}; kinds are {', '.join(sorted(KINDS))}.")
        elif min(item.size) <= 0:
            yield Fault("item_size", f"{item.name} ({item.title}) has no size; give it width, depth and height.")
    yield from _floor_faults(room, [item for item in known if item.mount in {"floor", "rug"}])
    yield from _top_faults(known)
    yield from _wall_faults(room, [item for item in known if item.mount == "wall"])
    for item in known:
        if item.mount == "ceiling" and not room.exterior and item.top > room.ceiling.height + room.ceiling.rise + 0.01:
            yield Fault("item_ceiling", f"{item.name} ({item.title}) reaches through the ceiling; lower it.")


def _floor_faults(room: Room, items: list[Item]) -> Iterator[Fault]:
    standing = [item for item in items if item.mount == "floor"]
    for item in items:
        what = f"{item.name} ({item.title})"
        if not holds(room.outline, item.ring(-0.002)):
            yield Fault("item_outside", f"{what} stands through a wall or outside the room; move it in.")
        if item.mount == "rug":
            continue
        if abs(item.at[2] - floor_height(room, item.at[0], item.at[1])) > 0.02:
            yield Fault(
                "item_height",
                f"{what} stands at {item.at[2]:.2f} m where the floor is at {floor_height(room, item.at[0], item.at[1]):.2f} m; let it stand on the floor.",
            )
        for level in room.levels:
            inside = [contains(level.outline, p) for p in item.ring(-0.02)]
            if any(inside) and not all(inside):
                yield Fault(
                    "item_edge", f"{what} stands across the edge of the level {level.name}; move it to one side."
                )
        for flight in room.flights:
            if overlap(item.ring(-0.005), flight.ring()):
                yield Fault("item_steps", f"{what} stands on the steps {flight.name}; move it.")
        for column in room.structure.columns:
            if overlap(item.ring(-0.005), column.ring()):
                yield Fault("item_column", f"{what} stands through column {column.name}; move it.")
        for wall in room.walls:
            if wall.partition and overlap(item.ring(-0.005), wall.ring()):
                yield Fault("item_outside", f"{what} stands through partition {wall.name}; move it.")
        yield from _door_faults(room, item, what)
    for one, other in combinations(standing, 2):
        apart = one.at[2] >= other.top or other.at[2] >= one.top
        if not apart and overlap(one.ring(-0.005), other.ring(-0.005)):
            yield Fault(
                "items_overlap",
                f"{one.name} ({one.title}) and {other.name} ({other.title}) stand in each other; move one.",
            )


def _door_faults(room: Room, item: Item, what: str) -> Iterator[Fault]:
    for opening in room.openings:
        if not opening.passage():
            continue
        wall = room.wall(opening.wall)
        for fan in opening.swept(wall):
            if overlap(item.ring(), fan):
                yield Fault(
                    "door_swing",
                    f"{what} stands in the swing of {opening.name}; move it or let the door open outwards.",
                )
                break
        else:
            if overlap(item.ring(), opening.approach(wall, DOOR_FREE_M)):
                yield Fault("door_free", f"{what} stands in the way before {opening.name}; keep {DOOR_FREE_M} m free.")


def _top_faults(items: list[Item]) -> Iterator[Fault]:
    for item in items:
        if item.mount != "top":
            continue
        under = [
            other
            for other in items
            if other.mount in {"floor", "wall"}
            and contains(other.ring(), item.at[:2], 0.01)
            and other.at[2] - 0.01 <= item.at[2] <= other.top + 0.01
        ]
        if not under:
            yield Fault(
                "item_top",
                f"{item.name} ({item.title}) hangs in the air at {item.at[2]:.2f} m; put it on a piece of furniture.",
            )


def _wall_faults(room: Room, items: list[Item]) -> Iterator[Fault]:
    hung: list[tuple[str, Item, float]] = []
    for item in items:
        what = f"{item.name} ({item.title})"
        back = item.ring()[2], item.ring()[3]
        middle = ((back[0][0] + back[1][0]) / 2, (back[0][1] + back[1][1]) / 2)
        walls = sorted(room.walls, key=lambda wall, at=middle: distance_to_segment(at, wall.start, wall.end))  # type: ignore[misc]
        wall = walls[0]
        if distance_to_segment(middle, wall.start, wall.end) > 0.4:
            yield Fault(
                "item_wall",
                f"{what} hangs {distance_to_segment(middle, wall.start, wall.end):.1f} m from the nearest wall; put its back on one.",
            )
            continue
        if item.top > wall.height + 0.01:
            yield Fault("item_wall", f"{what} reaches over the top of wall {wall.name}; hang it lower.")
        along = (middle[0] - wall.start[0]) * wall.along[0] + (middle[1] - wall.start[1]) * wall.along[1]
        half = item.size[0] / 2
        if along - half < -0.02 or along + half > wall.length + 0.02:
            yield Fault("item_wall", f"{what} reaches past the end of wall {wall.name}; move it along.")
        if item.kind not in {"curtain", "cable", "awning"}:
            for opening in room.on(wall.name):
                across = along - half < opening.end - 0.01 and opening.start < along + half - 0.01
                if across and item.at[2] < opening.top - 0.01 and opening.sill < item.top - 0.01:
                    yield Fault("item_opening", f"{what} hangs over {opening.name}; move it along the wall.")
            hung.append((wall.name, item, along))
    for (wall_one, one, a), (wall_other, other, b) in combinations(hung, 2):
        if wall_one != wall_other or abs(a - b) >= (one.size[0] + other.size[0]) / 2 - 0.01:
            continue
        if one.at[2] < other.top - 0.01 and other.at[2] < one.top - 0.01:
            yield Fault(
                "items_overlap",
                f"{one.name} ({one.title}) and {other.name} ({other.title}) hang over each other on wall {wall_one}; move one.",
            )


def finish_faults(room: Room) -> Iterator[Fault]:
    """Every surface and slot names a finish that is there, of a family that is known."""
    named: dict[str, str] = {room.floor: "the floor", room.ceiling.finish: "the ceiling"}
    for wall in room.walls:
        named.setdefault(wall.finish, f"wall {wall.name}")
    for opening in room.openings:
        named.setdefault(opening.finish, opening.name)
    for trim in room.trims:
        named.setdefault(trim.finish, f"the {trim.kind}")
    for level in room.levels:
        named.setdefault(level.finish, f"the level {level.name}")
        named.setdefault(level.edge_finish, f"the level {level.name}")
    for flight in room.flights:
        named.setdefault(flight.finish, f"the steps {flight.name}")
    for piece in room.ceiling.pieces:
        named.setdefault(piece.finish, f"the {piece.kind} {piece.name}")
    for column in room.structure.columns:
        named.setdefault(column.finish, f"column {column.name}")
    for item in room.items:
        for slot, finish in item.materials.items():
            named.setdefault(finish, item.name)
            if item.kind in KINDS and slot not in KINDS[item.kind].slots:
                yield Fault(
                    "slot",
                    f"{item.name} ({item.title}) has no part {slot!r}; its parts are {', '.join(KINDS[item.kind].slots)}.",
                )
    for finish, where in named.items():
        if finish not in room.finishes:
            yield Fault("finish", f"Nothing is said of the finish {finish!r} of {where}; add it to the finishes.")
    for name, row in room.finishes.items():
        if row.family not in FAMILIES:
            yield Fault(
                "finish",
                f"The finish {name} is of the family {row.family!r}, which nobody makes; families are {', '.join(FAMILIES)}.",
            )


def light_faults(room: Room) -> Iterator[Fault]:
    """Lamps give light of a colour that lamps have, from inside the room or behind its openings."""
    names = {item.name for item in room.items}
    for lamp in room.practicals:
        if not 1500 <= lamp.kelvin <= 12000:
            yield Fault("kelvin", f"Lamp {lamp.name} has {lamp.kelvin:.0f} K; lamps have 1500 to 12000 K.")
        if lamp.lumens <= 0:
            yield Fault("lumens", f"Lamp {lamp.name} gives no light; say how many lumens, or take it out.")
        if lamp.item and lamp.item not in names:
            yield Fault("lamp_item", f"Lamp {lamp.name} belongs to {lamp.item}, which isn't in the furniture list.")
        if not lamp.item and not room.exterior and not contains(room.outline, lamp.at[:2], 0.5):
            yield Fault("lamp_place", f"Lamp {lamp.name} is outside the room; move it in.")


def camera_faults(room: Room) -> Iterator[Fault]:
    """Cameras and crews stand where people can stand."""
    blocks = [item for item in room.items if item.kind in KINDS and item.mount == "floor" and item.top > 0.3]
    for setup in room.setups:
        what = f"Set-up {setup.name} ({setup.title})"
        if not 10 <= setup.lens_mm <= 300:
            yield Fault("lens", f"{what} has a lens of {setup.lens_mm:.0f} mm; take one of 10 to 300 mm.")
        inside = contains(room.outline, setup.at[:2])
        if not inside and not setup.wild and not room.exterior:
            yield Fault(
                "camera_place", f"{what} stands behind a wall; make that wall wild and name it, or move the camera in."
            )
        if setup.wild and not room.wall(setup.wild).wild:
            yield Fault("camera_wild", f"{what} needs wall {setup.wild} out, but it isn't wild; let it come out.")
        for who, at in (("the camera", setup.at[:2]), *((spot.who, spot.at) for spot in setup.crew)):
            for item in blocks:
                if contains(item.ring(), at, 0.0) and (who != "the camera" or item.top > setup.at[2]):
                    yield Fault("camera_place", f"{what}: {who} stands in {item.name} ({item.title}); move one.")
            for column in room.structure.columns:
                if contains(column.ring(), at, 0.0):
                    yield Fault("camera_place", f"{what}: {who} stands in column {column.name}; move one.")
            if who != "the camera" and not setup.wild and not room.exterior and not contains(room.outline, at):
                yield Fault("camera_place", f"{what}: {who} stands in a wall; move it in.")
