"""Shells that rooms share: outlines, rows of windows, ceilings, a way in."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rushes.engines.setdesign.grammar.draft import Draft
from rushes.engines.setdesign.model.ceiling import CeilingPiece
from rushes.engines.setdesign.model.polygon import Point, area, contains, holds, rectangle
from rushes.engines.setdesign.model.structure import Column, Section, Structure
from rushes.engines.setdesign.model.ways import CROWD, FLOOR_A_HEAD_M2

SPAN_RATIO = 16.0
"""Beams are drawn this many times shorter than their span: deeper than need be, as they look."""


def plain(width: float, depth: float) -> tuple[Point, ...]:
    """Outline a rectangle about the origin; wall A is south, then B east, C north, D west."""
    return rectangle(-width / 2, -depth / 2, width / 2, depth / 2)


def canted(width: float, depth: float, cut: float) -> tuple[Point, ...]:
    """Outline a rectangle with its corners cut off."""
    x, y = width / 2, depth / 2
    return (
        (-x + cut, -y),
        (x - cut, -y),
        (x, -y + cut),
        (x, y - cut),
        (x - cut, y),
        (-x + cut, y),
        (-x, y - cut),
        (-x, -y + cut),
    )


def ell(width: float, depth: float, arm: float, reach: float) -> tuple[Point, ...]:
    """Outline an L: a rectangle with its north-eastern corner, `arm` wide and `reach` deep, left out."""
    x, y = width / 2, depth / 2
    return ((-x, -y), (x, -y), (x, y - reach), (x - arm, y - reach), (x - arm, y), (-x, y))


def bayed(width: float, depth: float, bay: float, out: float) -> tuple[Point, ...]:
    """Outline a rectangle with a canted bay in its southern side; the bay's front is wall C, its cheeks B and D."""
    x, y, b = width / 2, depth / 2, bay / 2
    cheek = min(out * 0.75, b * 0.6)
    return ((-x, -y), (-b, -y), (-b + cheek, -y - out), (b - cheek, -y - out), (b, -y), (x, -y), (x, y), (-x, y))


def way_in(
    draft: Draft,
    wall: str,
    prefer: float,
    *,
    width: float = 0.95,
    height: float = 2.1,
    leaves: int = 1,
    swing: str = "in",
    kind: str = "door",
    beyond: str = "corridor",
    finish: str = "walnut",
    is_exit: bool = True,
    **style: float | str | bool,
) -> bool:
    """Cut a door or an arch where a wall is free, hinged on the side that is nearer to the corner."""
    row = draft.wall(wall)
    width = min(width, row.length - 0.4)
    at = draft.free_at(wall, width, prefer)
    if at is None or width < 0.9:
        return False
    draft.used.add(finish)
    draft.opening(
        kind,
        wall,
        at,
        width,
        min(height, draft.height - 0.1),
        leaves=0 if kind == "arch" else leaves,
        swing="none" if kind == "arch" else swing,
        hinge="right" if at < row.length / 2 else "left",
        exit=is_exit,
        beyond=beyond,
        finish=finish,
        glazing="clear" if style.get("glazed") else "",
        bars=(2, 4) if style.get("glazed") else (1, 1),
        style=style,
    )
    return True


def two_ways_out(draft: Draft, finish: str) -> None:
    """Add a plain way out where a large room has but one, on whichever wall takes it."""
    exits = sum(opening.exit for opening in draft.openings)
    if exits >= 2 or area(draft.outline) / FLOOR_A_HEAD_M2 <= CROWD * 0.9:
        return
    for wall in sorted((w for w in draft.walls if not w.partition and w.height > 2.2), key=lambda w: -w.length):
        for share in (0.85, 0.15, 0.5, 0.3, 0.7):
            if way_in(draft, wall.name, share, width=1.0, swing="out", finish=finish):
                return


def window_row(
    draft: Draft,
    wall: str,
    count: int,
    width: float,
    height: float,
    sill: float,
    *,
    glazing: str = "clear",
    bars: tuple[int, int] = (1, 2),
    head: str = "flat",
    beyond: str = "street",
    finish: str = "joinery",
    start: float = 0.0,
    end: float | None = None,
    **style: float | str | bool,
) -> list[float]:
    """Spread windows evenly along a wall, or a stretch of it; those that don't fit between others are left out."""
    row = draft.wall(wall)
    end = row.length if end is None else end
    count = min(count, int((end - start - 0.1) / (width + 0.15)))
    height = min(height, draft.height - 0.15 - sill)
    places = []
    for k in range(count):
        at = start + (end - start) * (k + 0.5) / count
        if any(
            o.wall == wall and o.start < at + width / 2 + 0.15 and at - width / 2 - 0.15 < o.end for o in draft.openings
        ):
            continue
        draft.opening(
            "window",
            wall,
            at,
            width,
            height,
            sill=sill,
            glazing=glazing,
            bars=bars,
            head=head,
            beyond=beyond,
            finish=finish,
            style=style,
        )
        places.append(at)
    return places


def beams(
    draft: Draft, number: int, width: float, height: float, finish: str, *, axis: str = "y", kind: str = "beam"
) -> None:
    """Lay beams across the room: along Y, spread over X, or the other way round; cut at the walls of an L."""
    xs = [p[0] for p in draft.outline]
    ys = [p[1] for p in draft.outline]
    low, high = (min(xs), max(xs)) if axis == "y" else (min(ys), max(ys))
    for k in range(number):
        place = low + (high - low) * (k + 0.5) / number
        first, last = _across(draft, place, axis)
        middle = (first + last) / 2
        at = (place, middle) if axis == "y" else (middle, place)
        draft.pieces.append(
            CeilingPiece(
                f"{kind[0].upper()}{len(draft.pieces) + 1}",
                kind,
                (round(at[0], 3), round(at[1], 3)),
                (round(last - first, 3), width, height),
                draft.height,
                90.0 if axis == "y" else 0.0,
                finish,
                removable=True,
            )
        )


def _across(draft: Draft, place: float, axis: str) -> tuple[float, float]:
    """Find the longest stretch inside the outline along a line."""
    others = [p[1] if axis == "y" else p[0] for p in draft.outline]
    steps = 200
    low, high = min(others), max(others)
    inside = []
    for k in range(steps + 1):
        t = low + (high - low) * k / steps
        if contains(draft.outline, (place, t) if axis == "y" else (t, place), 0.02):
            inside.append(t)
    return inside[0], inside[-1]


def coffers(draft: Draft, module: float, width: float, height: float, finish: str) -> None:
    """Cross ribs both ways, so that fields of about a module are left."""
    xs = [p[0] for p in draft.outline]
    ys = [p[1] for p in draft.outline]
    beams(draft, max(2, round((max(xs) - min(xs)) / module)), width, height, finish, axis="y", kind="rib")
    beams(draft, max(2, round((max(ys) - min(ys)) / module)), width, height, finish, axis="x", kind="rib")


def field_of(
    draft: Draft, kind: str, inset: float, depth: float, finish: str, *, top: float | None = None, module: float = 0.0
) -> None:
    """Hang one rectangular field under the ceiling, set in from the walls."""
    xs = [p[0] for p in draft.outline]
    ys = [p[1] for p in draft.outline]
    draft.pieces.append(
        CeilingPiece(
            f"{kind[0].upper()}{len(draft.pieces) + 1}",
            kind,
            (round((min(xs) + max(xs)) / 2, 3), round((min(ys) + max(ys)) / 2, 3)),
            (round(max(xs) - min(xs) - 2 * inset, 3), round(max(ys) - min(ys) - 2 * inset, 3), depth),
            draft.height if top is None else top,
            0.0,
            finish,
            module,
            removable=True,
        )
    )


def two_rows(
    draft: Draft,
    pairs: int,
    off: float,
    size: float,
    section: Section,
    finish: str,
    *,
    axis: str = "y",
    base: float = 0.0,
    capital: float = 0.0,
    margin: float = 0.0,
) -> None:
    """Stand columns in pairs, `off` from the room's axis, spread along it."""
    others = [p[1] if axis == "y" else p[0] for p in draft.outline]
    low, high = min(others) + margin, max(others) - margin
    for k in range(pairs):
        t = low + (high - low) * (k + 0.5) / pairs
        for way in (-1, 1):
            at = (way * off, t) if axis == "y" else (t, way * off)
            around = rectangle(at[0] - size / 2, at[1] - size / 2, at[0] + size / 2, at[1] + size / 2)
            if not holds(draft.outline, around):
                continue
            draft.columns.append(
                Column(
                    f"K{len(draft.columns) + 1}",
                    (round(at[0], 3), round(at[1], 3)),
                    section,
                    (size, size),
                    draft.height,
                    0.0,
                    finish,
                    base,
                    capital,
                )
            )


def structure_for(span: float, systems: Sequence[str], least: float = 0.2) -> Structure:
    """Choose the first system that bridges a span, as deep as its rule asks."""
    from rushes.engines.setdesign.model.span import SYSTEMS

    for name in systems:
        row = SYSTEMS[name]
        if span <= row.longest:
            return Structure(name, max(least, math.ceil(span / row.ratio * 20 + 0.2) / 20))
    last = systems[-1]
    return Structure(last, max(least, math.ceil(span / SYSTEMS[last].ratio * 20 + 0.2) / 20))
