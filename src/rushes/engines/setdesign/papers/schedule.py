"""Schedules: finishes with areas, openings, furniture, lamps, and what the workshop builds."""

from __future__ import annotations

import csv
import io
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from rushes.engines.setdesign.model.level import Level
from rushes.engines.setdesign.model.polygon import area, perimeter
from rushes.engines.setdesign.model.room import Room
from rushes.engines.setdesign.model.wall import Trim, Wall

FLAT_M = 1.2
"""Width of a stock flat."""

FLAT_HIGH_M = 3.6
"""Height of a stock flat; a higher wall is built of two, one on top of the other."""

WASTE = 1.1
"""What is ordered over what is seen: a tenth."""


class Table(NamedTuple):
    """A schedule.

    Attributes:
        name: For file names.
        title: For the sheet.
        columns: Heads.
        rows: Cells, as text.
        widths: Of the columns, relative.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]

    def to_csv(self) -> str:
        """Write it as CSV with a head."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows(self.rows)
        return text.getvalue()


def wall_area(room: Room, wall: Wall) -> float:
    """Face of a wall less its openings [m²]; both faces of a partition."""
    high = wall.height if wall.partition or room.exterior else min(wall.height, room.ceiling.height)
    face = wall.length * high - sum(opening.area for opening in room.on(wall.name))
    return face * (2 if wall.partition else 1)


def trim_length(room: Room, trim: Trim) -> float:
    """Length of a trim [m], less the openings that interrupt it."""
    total = 0.0
    for wall in room.walls:
        if (wall.name in trim.walls) if trim.walls else not wall.partition:
            cut = [o for o in room.on(wall.name) if o.sill < trim.bottom + trim.height and trim.bottom < o.top]
            total += wall.length - sum(o.width for o in cut)
    return total


def _level_edge(level: Level) -> float:
    return perimeter(level.outline) * abs(level.height)


def finish_areas(room: Room) -> dict[str, dict[str, float]]:
    """Area [m²] by finish and by where it is: floor, walls, ceiling, trims, levels, columns, ceiling pieces."""
    areas: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    covered = 0.0
    for level in room.levels:
        areas[level.finish][f"floor of the {level.name}"] += area(level.outline)
        areas[level.edge_finish][f"sides of the {level.name}"] += _level_edge(level)
        covered += area(level.outline)
    areas[room.floor]["floor"] += room.area - covered
    for flight in room.flights:
        areas[flight.finish][f"{flight.name}"] += flight.width * (flight.run + flight.risers * flight.rise)
    for wall in room.walls:
        banded = sum(
            t.height
            for t in room.trims
            if t.height >= 0.2 and ((wall.name in t.walls) if t.walls else not wall.partition)
        )
        high = wall.height if wall.partition or room.exterior else min(wall.height, room.ceiling.height)
        if high > 0:
            areas[wall.finish]["walls"] += wall_area(room, wall) * max(0.0, 1 - banded / high)
    for trim in room.trims:
        if trim.height >= 0.2:
            areas[trim.finish][trim.kind.replace("_", " ")] += trim_length(room, trim) * trim.height
    if not room.exterior and room.ceiling.form != "open":
        vault = 1.0 if room.ceiling.form != "barrel" else math.pi / 2
        areas[room.ceiling.finish]["ceiling"] += room.area * vault
        for piece in room.ceiling.pieces:
            x, y, z = piece.size
            sides = 2 * (x + y) * z if piece.kind in {"beam", "rib", "duct", "cove", "panel", "rose"} else 0.0
            flat = x * y if piece.kind in {"duct", "panel", "light_panel"} else 0.0
            areas[piece.finish][f"{piece.kind.replace('_', ' ')}s"] += sides + flat
    for column in room.structure.columns:
        girth = math.pi * column.size[0] if column.section in {"round", "fluted"} else 2 * sum(column.size)
        areas[column.finish]["columns"] += girth * column.height
    return {name: dict(rows) for name, rows in areas.items()}


def finishes(room: Room, amounts: Mapping[str, str] | None = None, currency: str = "") -> Table:
    """Schedule of finishes with areas; those of furniture are listed without.

    Args:
        room: Whose.
        amounts: What each costs, as it is to stand there; without, there is no such column.
        currency: Of the amounts.
    """
    areas = finish_areas(room)
    rows = []
    for name, where in sorted(areas.items(), key=lambda row: -sum(row[1].values())):
        row = room.finish(name)
        total = sum(where.values())
        if total < 0.005:
            continue
        places = ", ".join(
            f"{place} {value:.1f}" for place, value in sorted(where.items(), key=lambda pair: -pair[1]) if value > 0.05
        )
        rows.append((name, row.trade, f"{total:.1f}", f"{math.ceil(total * WASTE)}", places, row.scenic))
    used = {finish for item in room.items for finish in item.materials.values()} - set(areas)
    rows += [(name, room.finish(name).trade, "", "", "furniture", room.finish(name).scenic) for name in sorted(used)]
    heads, widths = (
        ("Finish", "Trade name", "Area m²", "Order m²", "Where (m²)", "Scenic"),
        (1.2, 2.6, 0.6, 0.6, 2.6, 2.4),
    )
    if amounts is not None:
        rows = [(*row[:4], amounts.get(row[0], ""), *row[4:]) for row in rows]  # type: ignore[misc]
        heads, widths = (*heads[:4], f"Cost {currency}", *heads[4:]), (*widths[:4], 0.9, *widths[4:])  # type: ignore[assignment]
    return Table("finishes", "Finishes", heads, tuple(rows), widths)


def openings(room: Room) -> Table:
    """Schedule of openings."""
    rows = []
    for o in sorted(room.openings, key=lambda row: (row.name[0], int(row.name[1:]) if row.name[1:].isdigit() else 0)):
        leaves = f"{o.leaves} x {o.leaf_width * 1000:.0f}" if o.leaves else ""
        swing = {"none": "fixed", "in": "into the room", "out": "out", "both": "both ways", "sliding": "sliding"}[
            o.swing
        ]
        hinge = o.hinge if o.leaves == 1 and o.swing in {"in", "out", "both"} else ""
        rows.append((
            o.name, o.kind, o.wall, f"{o.width * 1000:.0f}", f"{o.height * 1000:.0f}", f"{o.sill * 1000:.0f}", o.head, leaves, swing, hinge,
            o.glazing, o.beyond, room.finish(o.finish).trade, "exit" if o.exit else "",
        ))  # fmt: skip
    heads = (
        "No.",
        "Kind",
        "Wall",
        "Width",
        "Height",
        "Sill",
        "Head",
        "Leaves",
        "Swing",
        "Hinge",
        "Glass",
        "Beyond",
        "Finish",
        "",
    )
    return Table(
        "openings",
        "Openings (mm)",
        heads,
        tuple(rows),
        (0.5, 0.7, 0.5, 0.6, 0.6, 0.5, 0.7, 0.9, 1.0, 0.6, 0.7, 0.8, 2.6, 0.5),
    )


def furniture(room: Room) -> Table:
    """List of furniture and dressing, alike things on one line."""
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for item in room.items:
        size = " x ".join(f"{round(v * 1000)}" for v in item.size)
        skin = ", ".join(f"{slot}: {room.finish(name).trade}" for slot, name in item.materials.items())
        groups[
            item.title,
            size,
            skin,
            item.group if not any(c.isdigit() for c in item.group) else item.group.rstrip("0123456789 "),
        ].append(item.name)
    rows = [
        (
            ", ".join(names) if len(names) < 5 else f"{names[0]} to {names[-1]}",
            str(len(names)),
            title,
            size,
            skin,
            group,
        )
        for (title, size, skin, group), names in groups.items()
    ]
    return Table(
        "furniture",
        "Furniture and dressing (mm)",
        ("No.", "Count", "What", "W x D x H", "Materials", "Group"),
        tuple(rows),
        (1.2, 0.4, 1.3, 1.2, 3.6, 0.9),
    )


def lamps(room: Room) -> Table:
    """List of practical lamps."""
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    titles = {item.name: item.title for item in room.items}
    for lamp in room.practicals:
        groups[
            lamp.kind,
            titles.get(lamp.item, "built in"),
            f"{lamp.kelvin:.0f}",
            f"{lamp.lumens:.0f}",
            f"{lamp.at[2]:.2f}",
        ].append(lamp.name)
    rows = [
        (names[0] if len(names) == 1 else f"{names[0]} to {names[-1]}", str(len(names)), *row)
        for row, names in groups.items()
    ]
    return Table(
        "lamps",
        "Practical lamps",
        ("No.", "Count", "Kind", "In", "K", "lm", "Height m"),
        tuple(rows),
        (1, 0.5, 0.8, 1.4, 0.6, 0.6, 0.7),
    )


def build_notes(room: Room) -> tuple[str, ...]:
    """Say what the workshop builds: flats, wild walls, ceiling pieces, rostra, and what the checks assume."""
    return tuple(_notes(room))


def _notes(room: Room) -> Iterator[str]:
    flats = 0
    for wall in room.walls:
        if wall.open_side or (wall.partition and wall.built == "glazed"):
            continue
        number = math.ceil(wall.length / FLAT_M - 1e-6)
        tiers = math.ceil(wall.height / FLAT_HIGH_M - 1e-6)
        flats += number * tiers
        rest = wall.length - (number - 1) * FLAT_M
        last = "" if abs(rest - FLAT_M) < 0.01 else f", the last {rest * 1000:.0f} mm"
        high = f" in {tiers} tiers" if tiers > 1 else ""
        yield f"Wall {wall.name}: {number} flats of {FLAT_M * 1000:.0f} mm{last}, {wall.height * 1000:.0f} mm high{high}; reveals {wall.thickness * 1000:.0f} mm."
    yield f"Flats in all: {flats}. Stage area with 1.5 m all round: {_stage(room)}."
    wild = [w.name for w in room.walls if w.wild]
    if wild:
        yield f"Wild: wall {', '.join(wild)}; on castors or lines, in one piece with its openings, pin hinges, cover strips at the corners."
    removable = [p for p in room.ceiling.pieces if p.removable]
    if removable:
        yield f"Ceiling pieces that come out: {', '.join(p.name for p in removable)}; each hung on its own lines."
    for level in room.levels:
        if level.height < 0:
            deep = -level.height
            yield f"The {level.name} is {deep * 1000:.0f} mm deep: on a stage floor the whole set stands on rostra of {deep * 1000:.0f} mm, with {room.area - area(level.outline):.0f} m² of decking."
        else:
            yield f"The {level.name}: {area(level.outline):.1f} m² of rostra, {level.height * 1000:.0f} mm high."
    yield f"Structure as drawn: {room.structure.system.replace('_', ' ')}, {room.structure.depth * 1000:.0f} mm, by rules of thumb; an engineer decides what carries."
    exits = [o.name for o in room.openings if o.exit]
    yield f"Ways out: {', '.join(exits)}; aisles of 0.9 m are kept between doors. The stage's fire officer decides."
    for setup in room.setups:
        out = f", wall {setup.wild} out" if setup.wild else ""
        yield f"Set-up {setup.name} ({setup.title}): {setup.lens_mm:.0f} mm on Super 35, lens at {setup.at[2]:.2f} m, {setup.width_deg:.0f} degrees across{out}."
    yield from room.told


def _stage(room: Room) -> str:
    xs = [p[0] for p in room.outline]
    ys = [p[1] for p in room.outline]
    thick = max(wall.thickness for wall in room.walls)
    return f"{max(xs) - min(xs) + 2 * thick + 3:.1f} x {max(ys) - min(ys) + 2 * thick + 3:.1f} m"
