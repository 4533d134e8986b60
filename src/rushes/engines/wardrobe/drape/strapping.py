"""Strapping: a strap is laid from where it is sewn on over the shoulder to its button, once everything else of a garment is closed.

Its middle is a thread: taut over the back to the shoulder's ridge, and over the chest down to what it is buttoned on. From there to its end it lies on that as on the
cutter's table. Its slide is set as whoever wears it would: so that it is taut when what it holds lies on the body.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from rushes.engines.body.shape import Body
from rushes.engines.wardrobe.drape.cloth import Cloth
from rushes.engines.wardrobe.drape.distance_field import DistanceField
from rushes.engines.wardrobe.drape.placing import landmark
from rushes.engines.wardrobe.drape.surface import Surface, normals_of, surface_of
from rushes.engines.wardrobe.drape.turning import loose, registered
from rushes.engines.wardrobe.pattern.panel import Panel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

OVER_M = 0.004
"""How far a strap lies off what it is buttoned on [m], middle to middle."""

RIDGE = 0.45
"""Where it goes over the shoulder, as a share of the way from the neck to the arm."""

LOOK_M, ABOVE_M, BESIDE_M = 0.005, 0.12, 0.15
"""How finely the body is looked at where a thread is drawn, and how far above and before it [m]."""

BLEND_M = 0.06
"""Length over which a strap turns from the edge that it is sewn to into lying flat [m]."""

SLIDES, LOOSE = 0.2, 1.01
"""By which share of its length a slide lets a strap out or takes it in at most, and how much longer than taut it is worn."""

EVEN_M = 0.01
OUT, SMOOTH = 4, 12


@dataclass(frozen=True, eq=False)
class _End:
    """What a strap is buttoned on.

    Attributes:
        surface: That panel's cloth.
        turn, by: What takes the strap's flat into that panel's [m].
        entry: How far along the strap it comes onto that panel [m].
    """

    surface: Surface
    turn: Floats
    by: Floats
    entry: float

    def at(self, flat: Floats) -> Floats:
        """Return where flat points of the strap lie on what it is buttoned on [m], shape [n, 3]."""
        return self.surface.at(flat @ self.turn.T + self.by, np.full(len(flat), OVER_M))


def strapped(cloth: Cloth, points: Floats, body: Body, field: DistanceField, off: Floats) -> tuple[Cloth, Floats]:
    """Return a closed garment with its straps as long as their slides make them, and its points with straps over the shoulders [m], shape [n, 3].

    Args:
        cloth: The garment.
        points: Where its points are [m].
        body: Who wears it.
        field: What the cloth stays out of.
        off: How far each point stays off that [m], shape [n].
    """
    straps = [n for n, panel in enumerate(cloth.garment.panels) if panel.placement.part == "shoulder"]
    if not straps:
        return cloth, points
    out, free, lengths, panels = points.copy(), loose(cloth), cloth.flat.copy(), list(cloth.garment.panels)
    normals = normals_of(cloth, points, ~free)
    for number in straps:
        mine = np.nonzero(cloth.panel == number)[0]
        flat, far = cloth.flat[mine], float(off[mine].mean())
        end = _end(cloth, number, points, (normals, free))
        seam = np.concatenate([cloth.pairs, cloth.pairs[:, ::-1]])
        seam = seam[(cloth.panel[seam[:, 0]] == number) & (cloth.panel[seam[:, 1]] != number)]
        seam = seam[np.argsort(cloth.flat[seam[:, 0], 0])]
        middle, half = 0.5 * float(flat[:, 0].min() + flat[:, 0].max()), 0.5 * float(np.ptp(flat[:, 0]))
        goal, outer, inner = end.at(np.array([[middle + x, end.entry] for x in (0.0, -half, half)]))
        begin = points[seam[:, 1]].mean(axis=0)
        ridge = _ridge(body, field, far, goal)
        row = _thread(begin, ridge, goal, field, far)
        sides = (points[seam[-1, 1]] - points[seam[0, 1]], inner - outer)
        out[mine] = _band(flat - np.array([middle, 0.0]), row, sides, field, end.entry, off[mine])
        lies = flat[:, 1] > end.entry
        out[mine[lies]] = end.at(flat[lies])
        out[seam[:, 0]] = points[seam[:, 1]]
        close = [_against(one, ridge, field, far) for one in (begin, goal)]
        taut = LOOSE * float(_walked(_thread(close[0], ridge, close[1], field, far))[-1])
        longer = float(np.clip(taut / end.entry, 1 - SLIDES, 1 + SLIDES)) - 1
        lengths[mine, 1] += longer * np.minimum(flat[:, 1], end.entry)
        panels[number] = _marked(panels[number], end.entry, longer)
    return replace(cloth, flat=lengths, garment=replace(cloth.garment, panels=tuple(panels))), out


def _marked(panel: Panel, entry: float, longer: float) -> Panel:
    """Return a strap with its marks where they come to lie when it is let out by a share as far as to a place [m]."""
    moved = [
        replace(mark, point=(mark.point[0], mark.point[1] + longer * min(mark.point[1], entry))) for mark in panel.marks
    ]
    return replace(panel, marks=tuple(moved))


def _thread(begin: Floats, ridge: Floats, goal: Floats, field: DistanceField, off: float) -> Floats:
    """Return a taut thread over the shoulder [m], shape [k, 3]."""
    up, down = _taut(begin, ridge, field, off), _taut(goal, ridge, field, off)[::-1]
    return _evened(np.concatenate([up, down[1:]]), field, off)


def _against(point: Floats, ridge: Floats, field: DistanceField, off: float) -> Floats:
    """Return a point before or behind the body moved level against it [m], shape [3]."""
    steps = np.arange(0.0, abs(float(ridge[1] - point[1])), 0.001)
    row = point + steps[:, None] * np.array([0.0, np.sign(ridge[1] - point[1]), 0.0])
    outside = field.at(row) >= off
    return np.asarray(row[max(int(outside.argmin()) - 1, 0)] if not outside.all() else point)


def _end(cloth: Cloth, number: int, points: Floats, worn: tuple[Floats, NDArray[np.bool_]]) -> _End:
    """Return what a strap is buttoned on."""
    name = cloth.names[number]
    seam = next(
        seam for seam in cloth.garment.seams if seam.kind == "buttoned" and name in {side.panel for side in seam.a}
    )
    here, there = (
        np.array([line.start, line.end]) for line in (cloth.garment.edge(row[0]) for row in (seam.a, seam.b))
    )
    turn, by = registered(here, there if seam.layered else there[::-1])
    surface = surface_of(cloth, cloth.names.index(seam.b[0].panel), points, *worn)
    high = here.mean(axis=0)
    along = np.arange(0.0, high[1], 0.001)
    line = np.stack([np.full(len(along), high[0]), along], axis=1)
    on = surface.holds(line @ turn.T + by)
    return _End(surface, turn, by, float(along[on][0]) if on.any() else float(high[1]))


def _ridge(body: Body, field: DistanceField, off: float, goal: Floats) -> Floats:
    """Return the point on the shoulder's ridge that a strap goes over [m], shape [3]."""
    side = "left" if goal[0] > 0 else "right"
    neck, shoulder = landmark(body, "neck_side", side), landmark(body, "shoulder", side)
    x = float(neck[0] + RIDGE * (shoulder[0] - neck[0]))
    y = np.arange(-0.10, 0.10, LOOK_M) + float(shoulder[1])
    z = np.arange(-0.06, 0.10, 0.001) + float(shoulder[2])
    grid = np.stack(np.meshgrid([x], y, z, indexing="ij"), axis=-1).reshape(-1, 3)
    inside = (field.at(grid) < off).reshape(len(y), len(z))
    tops = np.where(inside.any(axis=1), z[len(z) - 1 - inside[:, ::-1].argmax(axis=1)], -np.inf)
    best = int(tops.argmax())
    return np.array([x, y[best], tops[best] + 0.001])


def _taut(low: Floats, high: Floats, field: DistanceField, off: float) -> Floats:
    """Return a thread from a point up to another over what is between them, in the upright plane of both [m], shape [k, 3]."""
    level = (high - low)[:2]
    length = float(np.linalg.norm(level))
    way = np.array([*(level / max(length, 1e-9)), 0.0])
    along = np.arange(-BESIDE_M, length - LOOK_M, LOOK_M)
    up = np.arange(LOOK_M, high[2] - low[2] + ABOVE_M, LOOK_M)
    flat = np.stack(np.meshgrid(along, up, indexing="ij"), axis=-1).reshape(-1, 2)
    at = low + flat[:, :1] * way + flat[:, 1:] * np.array([0.0, 0.0, 1.0])
    held = np.concatenate([flat[field.at(at) < off], [[length, high[2] - low[2]]]])
    row, here = [np.zeros(2)], np.zeros(2)
    while np.abs(here - held[-1]).max() > 1e-9:
        ahead = held[(held[:, 0] > here[0]) | (held[:, 1] > here[1])] - here
        turn = np.arctan2(ahead[:, 1], ahead[:, 0])
        turn = np.where(turn < -0.5 * np.pi, turn + 2 * np.pi, turn)
        far = np.linalg.norm(ahead, axis=1)
        best = int(np.lexsort((far, np.round(turn, 9)))[-1])
        here = here + ahead[best]
        row.append(here)
    found = np.array(row)
    return np.asarray(low + found[:, :1] * way + found[:, 1:] * np.array([0.0, 0.0, 1.0]))


def _evened(row: Floats, field: DistanceField, off: float) -> Floats:
    """Return a thread in even steps, rounded where it bends, and out of the body [m], shape [k, 3]."""
    walked = _walked(row)
    even = np.linspace(0.0, walked[-1], max(4, round(walked[-1] / EVEN_M)))
    out = np.stack([np.interp(even, walked, row[:, k]) for k in range(3)], axis=1)
    for _ in range(SMOOTH):
        out[1:-1] = 0.25 * out[:-2] + 0.5 * out[1:-1] + 0.25 * out[2:]
        inner = out[1:-1]
        inner += np.maximum(off - field.at(inner), 0.0)[:, None] * _outward(field, inner)
    return out


def _band(
    flat: Floats, row: Floats, sides: tuple[Floats, Floats], field: DistanceField, entry: float, off: Floats
) -> Floats:
    """Return where a strap's points are before its button [m], shape [n, 3].

    Args:
        flat: Its points from its middle [m].
        row: The thread under its middle [m].
        sides: The ways across it at both ends.
        field: The body.
        entry: How long it is cut to the thread's end [m].
        off: How far each point stays off the body [m].
    """
    walked = _walked(row)
    ways = np.gradient(row, axis=0)
    normals = _outward(field, row)
    for _ in range(SMOOTH):
        normals[1:-1] = normals[:-2] + normals[1:-1] + normals[2:]
        normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    across = _unit(np.cross(ways, normals))
    for side, gone in zip(sides, (walked, walked[-1] - walked), strict=True):
        share = np.clip(1.0 - gone / BLEND_M, 0.0, 1.0)[:, None]
        across = _unit((1 - share) * across + share * _unit(side[None]))
    at = np.clip(flat[:, 1] / entry, 0.0, 1.0) * walked[-1]
    middle, wide = (np.stack([np.interp(at, walked, one[:, k]) for k in range(3)], axis=1) for one in (row, across))
    out = middle + flat[:, :1] * wide
    for _ in range(OUT):
        out += np.maximum(off - field.at(out), 0.0)[:, None] * _outward(field, out)
    return np.asarray(out)


def _outward(field: DistanceField, points: Floats) -> Floats:
    """Return the way out of the body at points, shape [n, 3]; nought where it is far."""
    step = np.eye(3) * field.step
    found = np.stack([field.at(points + one) - field.at(points - one) for one in step], axis=1)
    return _unit(found)


def _walked(row: Floats) -> Floats:
    return np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(row, axis=0), axis=1))])


def _unit(ways: Floats) -> Floats:
    return np.asarray(ways / np.maximum(np.linalg.norm(ways, axis=1, keepdims=True), 1e-12))
