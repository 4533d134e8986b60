"""Lapping: where a front is buttoned over the other it is laid on it, so that neither goes through the other.

Where buttons hold two lines together, both panels lie on each other as they do on the cutter's table.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rushes.engines.wardrobe.drape.cloth import Cloth
from rushes.engines.wardrobe.drape.surface import Surface, normals_of, surface_of
from rushes.engines.wardrobe.pattern.panel import Panel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

OVER_M = 0.004
"""How far what laps over lies off what is under it [m], middle to middle."""

LAPEL_M = 0.005
"""How much farther where the lapel of the one under it is turned between them [m]."""

FADE_M = 0.05
"""On its own side of the centre the cloth comes back to where it was over this length [m]."""


@dataclass(frozen=True, eq=False)
class _Side:
    """One of two panels that lap, seen from the line on which their centres meet.

    Attributes:
        number: Which panel.
        points: Its points, what is loose left out, shape [n].
        flat: Where they are in the frame of the panel that lies over [m], shape [n, 2].
        out: How far each is beyond the centre, under or over the other [m]; negative on its own side, shape [n].
        by: What takes that frame into the panel's own [m].
    """

    number: int
    points: Ints
    flat: Floats
    out: Floats
    by: Floats


def lapped(cloth: Cloth, points: Floats, free: Bools) -> Floats:
    """Return a closed garment's points with what is buttoned over laid on what is under it, and that under it [m], shape [n, 3].

    Each panel keeps its own side of the centre; what reaches beyond lies on the other.

    Args:
        cloth: The garment.
        points: Where its points are [m].
        free: What is loose: it is laid by its own rule.
    """
    out = points.copy()
    for over, under in sorted({(int(a), int(b)) for a, b in cloth.panel[cloth.ties]}):
        if cloth.garment.panels[over].placement.part == "shoulder":
            continue
        sides = _sides(cloth, over, under, free)
        gap = cloth.garment.panels[under]
        reach = min(float(side.out.max()) for side in sides)
        if reach <= 0:
            continue
        _part_centres(cloth, sides, out, free, gap)
        normals = normals_of(cloth, out, ~free)
        before = out.copy()
        for mine, other, sign in ((sides[0], sides[1], 1.0), (sides[1], sides[0], -1.0)):
            flap = mine.out > 1e-6
            far = np.isin(cloth.corners, other.points[other.out > 1e-6]).any(axis=1)
            kept = free.copy()
            kept[np.unique(cloth.corners[far])] |= np.isin(
                np.unique(cloth.corners[far]), other.points[other.out > 1e-6]
            )
            surface = surface_of(cloth, other.number, before, normals, kept)
            flat = mine.flat[flap]
            out[mine.points[flap]] = surface.at(flat + other.by, sign * _gap(gap, flat))
    return out


def _sides(cloth: Cloth, over: int, under: int, free: Bools) -> tuple[_Side, _Side]:
    """Return the two panels that lap, or the two ends of one."""
    mine = (cloth.panel[cloth.ties] == (over, under)).all(axis=1)
    ends = cloth.flat[cloth.ties[mine]]
    by = (ends[:, 1] - ends[:, 0]).mean(axis=0)
    made: list[tuple[int, Ints, Floats, Floats]] = []
    for number, move in ((over, np.zeros(2)), (under, by)):
        at = np.nonzero((cloth.panel == number) & ~free)[0]
        if over == under:
            at = at[np.sign(cloth.flat[at, 0]) == np.sign(ends[0, len(made), 0])]
        made.append((number, at, cloth.flat[at] - move, move))
    edges = [(flat[:, 0].min(), flat[:, 0].max()) for _, _, flat, _ in made]
    low, high = max(edge[0] for edge in edges), min(edge[1] for edge in edges)
    middle = 0.5 * (low + high)
    first = 1.0 if edges[0][1] > edges[1][1] else -1.0
    one, two = (
        _Side(number, at, flat, -sign * (flat[:, 0] - middle), move)
        for (number, at, flat, move), sign in zip(made, (first, -first), strict=True)
    )
    return one, two


def _part_centres(cloth: Cloth, sides: tuple[_Side, _Side], points: Floats, free: Bools, under: Panel) -> None:
    """Bring both panels' centres over each other, and fade that out into either panel, in place."""
    normals = normals_of(cloth, points, ~free)
    surfaces = [surface_of(cloth, side.number, points, normals, free) for side in sides]
    middle = float((sides[0].flat[:, 0] + sides[0].out * _way(sides[0]))[0])
    moves = []
    for side, sign in zip(sides, (0.5, -0.5), strict=True):
        line = _within(surfaces, sides, np.stack([np.full(len(side.flat), middle), side.flat[:, 1]], axis=1))
        here, there = (
            surface.at(line + one.by, np.zeros(len(line))) for surface, one in zip(surfaces, sides, strict=True)
        )
        lift = surfaces[0].at(line + sides[0].by, np.ones(len(line))) - here
        goal = 0.5 * (here + there) + sign * _gap(under, side.flat)[:, None] * lift
        moves.append(goal - (here if side is sides[0] else there))
    for side, move in zip(sides, moves, strict=True):
        share = np.clip(1.0 + np.minimum(side.out, 0.0) / FADE_M, 0.0, 1.0)[:, None]
        points[side.points] += share**2 * (3 - 2 * share) * move


def _within(surfaces: list[Surface], sides: tuple[_Side, _Side], line: Floats) -> Floats:
    """Return points of the centre with those that aren't on both panels, as at a rounded corner, at the nearest that is."""
    on = np.logical_and(*(surface.holds(line + side.by) for surface, side in zip(surfaces, sides, strict=True)))
    if not on.any():
        return line
    nearest = np.abs(line[:, 1, None] - line[on, 1]).argmin(axis=1)
    return np.where(on[:, None], line, line[on][nearest])


def _way(side: _Side) -> float:
    """Return the sign of x that leads from what is beyond the centre back to it."""
    spread = side.flat[:, 0] - side.flat[:, 0].mean()
    return 1.0 if float((spread * side.out).sum()) < 0 else -1.0


def _gap(under: Panel, flat: Floats) -> Floats:
    """Return how far off the cloth under it each point is laid [m]."""
    gap = np.full(len(flat), OVER_M)
    for line in (edge for edge in under.lines if edge.turn):
        low = min(line.start[1], line.end[1])
        gap += LAPEL_M * np.clip((flat[:, 1] - low + 0.03) / 0.03, 0.0, 1.0)
    return gap
