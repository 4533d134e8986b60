"""Flaring: panels that are wider than the way around what they are worn on hang around it in regular folds before they are sewn.

At every height they are as long around as they are cut, so that nothing has to go through anything else for them to be sewn: parts of a circle
hang as a fluted cone, pleated and gathered ones as a fluted tube. Under them lies what is convex of the body from where they begin outward and down:
hips under a skirt, shoulders and arms under a cape.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rushes.engines.wardrobe.drape.cloth import Cloth
from rushes.engines.wardrobe.drape.taken_up import MOST, taken_up
from rushes.engines.wardrobe.pattern.panel import Panel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DEEP_M = 0.04
"""How deep folds are from their middle where they are deepest, by judgement: what 25 mm triangles still bend around [m]."""

BESIDE_M = 0.02
"""How far cloth begins off arms and hands beside it [m]."""

CLEAR = 0.995
"""Share of the way around that panels lie on, so that their edges don't touch before they are sewn."""

MET_M = 0.04
"""What is nearer than this [m] before sewing is one from the beginning."""

WEDGE_DEG, AROUND, LEVELS = 12.0, 96, 32
FINE = 720


@dataclass(frozen=True, eq=False)
class Base:
    """What flared panels hang around.

    Attributes:
        middle: Of the part, seen from above [m], shape [2].
        skin: Points of the body that they hang over [m], shape [n, 3].
        beside: Points of the body that they hang within [m], shape [k, 3]: arms beside a skirt.
        front, back: How high they begin in front and behind [m].
        gap: How far off they hang [m].
        neck: Half of how thick the neck is, when they begin there [m].
    """

    middle: Floats
    skin: Floats
    beside: Floats
    front: float
    back: float
    gap: float
    neck: float | None = None


def full_panels(cloth: Cloth) -> list[int]:
    """Return the numbers of the panels that hang in folds: cut as part of a circle, or pleated or gathered by much."""
    much = set()
    for seam in cloth.garment.seams:
        near = cloth.garment.row_length(seam.a)
        if seam.kind in {"pleated", "gathered"} and seam.ease >= MOST * near:
            much |= {side.panel for side in seam.a}
    return [
        number
        for number, panel in enumerate(cloth.garment.panels)
        if panel.placement.about is not None or (panel.name in much and panel.placement.part == "torso")
    ]


def met(cloth: Cloth, points: Floats) -> Ints:
    """Return the pairs that are sewn together between full panels and hang beside each other already, shape [k, 2].

    Args:
        cloth: The garment.
        points: Where its points are before sewing [m].
    """
    both = np.isin(cloth.panel[cloth.pairs], full_panels(cloth)).all(axis=1)
    near = np.linalg.norm(points[cloth.pairs[:, 0]] - points[cloth.pairs[:, 1]], axis=1) < MET_M
    return cloth.pairs[both & near]


def flared(cloth: Cloth, numbers: list[int], base: Base) -> Floats:
    """Return where the points of full panels are before sewing [m], shape [n, 3], panel after panel.

    Args:
        cloth: The garment.
        numbers: Which of its panels.
        base: What they hang around.
    """
    rows = [_spread(cloth.garment.panels[number], cloth.flat[cloth.panel == number]) for number in numbers]
    whole = sum(float(row.across.max() - row.across.min()) for row in rows)
    down = np.concatenate([row.down for row in rows])
    levels = np.linspace(float(down.min()), float(down.max()), LEVELS)
    first = cloth.garment.panels[numbers[0]].placement
    radius = 0.0 if first.about is None else float(np.hypot(*np.subtract(first.anchor, first.about)))
    lengths = whole * (_left(cloth, numbers, levels) if first.about is None else levels + radius)
    profiles = _profiles(base, levels)
    rings = _rings(profiles, _limits(base, profiles), lengths, base.middle)
    turn = np.concatenate(
        [
            cloth.garment.panels[number].placement.angle / 360.0 + CLEAR * row.across / whole
            for number, row in zip(numbers, rows, strict=True)
        ]
    )
    return _at(rings, (down - levels[0]) / max(float(levels[-1] - levels[0]), 1e-9) * (LEVELS - 1), turn % 1.0)


def _left(cloth: Cloth, numbers: list[int], levels: Floats) -> Floats:
    """Return which share of their width panels have, so far down, where pleats take up the rest."""
    drawn, down, share = taken_up(cloth), [], []
    for number in numbers:
        panel, mine = cloth.garment.panels[number], cloth.panel == number
        cut, left = _spread(panel, cloth.flat[mine]), _spread(panel, drawn[mine])
        wide = np.abs(cut.across) > 0.5 * np.abs(cut.across).max()
        down.append(cut.down[wide])
        share.append(left.across[wide] / cut.across[wide])
    order = np.argsort(np.concatenate(down))
    return np.asarray(np.interp(levels, np.concatenate(down)[order], np.concatenate(share)[order]))


@dataclass(frozen=True, eq=False)
class _Spread:
    """A panel's points: how far down each is from its anchor [m], and how far around, in metres or, about a centre, in radians."""

    down: Floats
    across: Floats


def _spread(panel: Panel, flat: Floats) -> _Spread:
    place = panel.placement
    anchor = np.array(place.anchor)
    if place.about is None:
        return _Spread(anchor[1] - flat[:, 1], flat[:, 0] - anchor[0])
    centre = np.array(place.about)
    way, off = (anchor - centre) / np.linalg.norm(anchor - centre), flat - centre
    turned = np.arctan2(way[0] * off[:, 1] - way[1] * off[:, 0], off @ way)
    return _Spread(np.linalg.norm(off, axis=1) - float(np.linalg.norm(anchor - centre)), turned)


def _profiles(base: Base, levels: Floats) -> Floats:
    """Return how far out and how high cloth is that lies over the body, by azimuth and way down from its beginning [m], shape [a, l, 2].

    Azimuths go around from the front by the wearer's left.
    """
    off = base.skin[:, :2] - base.middle
    far, at = np.hypot(off[:, 0], off[:, 1]), np.arctan2(off[:, 0], -off[:, 1])
    out = np.zeros((AROUND, len(levels), 2))
    for n, turn in enumerate(2 * np.pi * np.arange(AROUND) / AROUND):
        top = base.back + (base.front - base.back) * 0.5 * (1 + np.cos(turn))
        near = np.abs((at - turn + np.pi) % (2 * np.pi) - np.pi) < np.radians(WEDGE_DEG)
        out[n] = _walked(_hull(far[near], base.skin[near, 2], top, base.neck), levels)
    smooth = sum(np.roll(out, k, axis=0) for k in range(-2, 3)) / 5.0
    return np.asarray(smooth + np.array([base.gap, 0.0]))


def _limits(base: Base, profiles: Floats) -> Floats:
    """Return how far out cloth may begin, by azimuth and level [m], shape [a, l]: within what is beside it, where there is room."""
    off = base.beside[:, :2] - base.middle
    far, at = np.hypot(off[:, 0], off[:, 1]), np.arctan2(off[:, 0], -off[:, 1])
    out = np.full(profiles.shape[:2], np.inf)
    for n, turn in enumerate(2 * np.pi * np.arange(AROUND) / AROUND):
        near = np.abs((at - turn + np.pi) % (2 * np.pi) - np.pi) < np.radians(WEDGE_DEG)
        level = np.abs(base.beside[near, 2][:, None] - profiles[n, :, 1]) < BESIDE_M
        out[n] = np.where(level, far[near][:, None], np.inf).min(axis=0, initial=np.inf)
    return np.asarray(np.clip(out - BESIDE_M, profiles[:, :, 0], profiles[:, :, 0] + 1.0))


def _hull(far: Floats, high: Floats, top: float, neck: float | None) -> Floats:
    """Return the line that a thread takes over points from a height, outward and down, and then plumb [m], shape [k, 2]."""
    begins = np.abs(high - top) < 0.02
    row = [(float(far[begins].max(initial=0.05)) if neck is None else neck, top)]
    far, high = far[high < top], high[high < top]
    while (out := far > row[-1][0] + 1e-4).any():
        steep = np.arctan2(row[-1][1] - high[out], far[out] - row[-1][0])
        best = int(steep.argmin())
        row.append((float(far[out][best]), float(high[out][best])))
    return np.array([*row, (row[-1][0], row[-1][1] - 3.0)])


def _walked(row: Floats, levels: Floats) -> Floats:
    """Return the points so far along a row, which goes on straight up before its beginning [m], shape [l, 2]."""
    walked = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(row, axis=0), axis=1))])
    found = np.stack([np.interp(levels, walked, row[:, k]) for k in range(2)], axis=1)
    found[:, 1] -= np.minimum(levels, 0.0)
    return np.asarray(found)


def _rings(profiles: Floats, limits: Floats, lengths: Floats, middle: Floats) -> Floats:
    """Return closed rows of points around the body, a level each, evenly along each and as long as asked where that is longer [m], shape [l, f, 3]."""
    turn = 2 * np.pi * np.arange(FINE + 1) / FINE
    grid = 2 * np.pi * np.arange(AROUND + 1) / AROUND
    closed = np.concatenate([np.dstack([profiles, limits]), np.dstack([profiles[:1], limits[:1]])])
    base = np.array([_length(_ring(closed[:, n], grid, turn, 0.0, 1)) for n in range(len(lengths))])
    waves = np.sqrt(2 * np.maximum(lengths**2 - base**2, 0.0)) / (2 * np.pi * DEEP_M)
    folds = max(4, 2 * round(0.5 * float(waves.max())))
    out = np.zeros((len(lengths), FINE + 1, 3))
    for n, length in enumerate(lengths):
        low, high = 0.0, 0.5
        for _ in range(24):
            deep = 0.5 * (low + high)
            low, high = (deep, high) if _length(_ring(closed[:, n], grid, turn, deep, folds)) < length else (low, deep)
        ring = _ring(closed[:, n], grid, turn, low, folds)
        walked = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(ring, axis=0), axis=1))])
        even = np.linspace(0.0, walked[-1], FINE + 1)
        out[n] = np.stack([np.interp(even, walked, ring[:, k]) for k in range(3)], axis=1)
    out[:, :, :2] += middle
    return out


def _ring(profile: Floats, grid: Floats, turn: Floats, deep: float, folds: int) -> Floats:
    """Return a row of points around the body whose folds are so deep [m], shape [f, 3]."""
    far = np.interp(turn, grid, profile[:, 0]) + deep * (1 - np.cos(folds * turn))
    far = np.minimum(far, np.interp(turn, grid, profile[:, 2]))
    return np.stack([far * np.sin(turn), -far * np.cos(turn), np.interp(turn, grid, profile[:, 1])], axis=1)


def _length(row: Floats) -> float:
    return float(np.linalg.norm(np.diff(row, axis=0), axis=1).sum())


def _at(rings: Floats, level: Floats, turn: Floats) -> Floats:
    """Return the points at levels and shares of the way around, between rings' own [m], shape [n, 3]."""
    n = np.clip(level.astype(int), 0, len(rings) - 2)
    m = np.clip((turn * FINE).astype(int), 0, FINE - 1)
    down, along = (level - n)[:, None], (turn * FINE - m)[:, None]
    upper = rings[n, m] * (1 - along) + rings[n, m + 1] * along
    lower = rings[n + 1, m] * (1 - along) + rings[n + 1, m + 1] * along
    return np.asarray(upper * (1 - down) + lower * down)
