"""Tying: a bow at the neck, made of its own band: two loops, a knot around them, and two ends that hang down.

The band is sewn to the stand by its middle half; each end is bent as hands bend it, at its own length and width, and drawn together at the knot. It lies on the garment as a
patch does: it doesn't swing. It is tied last, so its ends hang over a coat's lapels, not through them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rushes.engines.wardrobe.drape.cloth import Cloth
from rushes.engines.wardrobe.drape.patching import Patch
from rushes.engines.wardrobe.drape.surface import normals_of
from rushes.engines.wardrobe.drape.triangulation import triangulated
from rushes.engines.wardrobe.pattern.panel import Panel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LOOP = 0.22
"""Length of a loop, as a share of an end."""

DRAWN = 0.34
"""Share of its width that the band has at the knot."""

THICK_M, DEEP_M, BASE_M = 0.012, 0.003, 0.006
"""How far a loop's front stands off its back at most, how far that lies behind its ends, and how far both lie off the garment there [m]."""

KNOT_M, KNOT_DEEP_M = 0.022, 0.012
"""Width of the knot, and half of how thick it is [m]."""

EDGE_M = 0.007
BESIDE_M, STEP_M, OFF_M = 0.09, 0.006, 0.003
"""How far to its sides and how finely a bow looks at how far out the garment is, and how far off it lies [m]."""

NOTHING: Floats = np.zeros((0, 3))


@dataclass(frozen=True, eq=False)
class _Place:
    """Where a bow sits: its frame on the garment [m], to the wearer's left, up and outward, and how far out the garment is by height."""

    at: Floats
    frame: Floats
    heights: Floats
    outs: Floats

    def world(self, local: Floats) -> Floats:
        """Return points that are so far left, up and off the garment [m], shape [n, 3]."""
        off = local[:, 2] + OFF_M + np.interp(np.minimum(local[:, 1], 0.0), self.heights, self.outs)
        return np.asarray(self.at + np.column_stack([local[:, :2], off]) @ self.frame)


def tied(cloth: Cloth, points: Floats, over: Floats = NOTHING) -> tuple[Patch, ...]:
    """Return a worn garment's bows.

    Args:
        cloth: The garment.
        points: Where its points are [m].
        over: Where the outsides of what is worn over it are [m], shape [n, 3].
    """
    out: list[Patch] = []
    for panel in cloth.drafted.panels:
        if panel.placement.part == "bow":
            out += _bow(cloth, panel, points, over)
    return tuple(out)


def _bow(cloth: Cloth, panel: Panel, points: Floats, over: Floats) -> list[Patch]:
    stand = cloth.names.index("stand")
    buttons = cloth.ties[cloth.panel[cloth.ties[:, 0]] == stand]
    if not len(buttons):
        return []
    place = _place(cloth, points, buttons[0], over)
    base = int(np.nonzero((cloth.corners == buttons[0, 0]).any(axis=1))[0][0])
    low, high = panel.outline().min(axis=0), panel.outline().max(axis=0)
    wide, end = 0.5 * float(high[0] - low[0]), 0.25 * float(high[1] - low[1])
    loop = LOOP * end
    around = 2 * np.pi * float(np.sqrt(0.5 * (KNOT_DEEP_M**2 + (0.5 * DRAWN * wide + 0.003) ** 2)))
    made: list[Patch] = []

    def lay(first: float, last: float, sign: float, shape: Callable[[Floats, Floats], Floats]) -> None:
        ring = _ring(wide, first, last)
        cut = triangulated([ring], EDGE_M)
        local = shape(cut.points[:, 1] - first, 0.5 * wide - cut.points[:, 0])
        local[:, 0] *= sign
        flat = np.column_stack(
            [
                low[0] + cut.points[:, 0],
                (high[1] - end + cut.points[:, 1]) if sign > 0 else (low[1] + end - cut.points[:, 1]),
            ]
        )
        corners = cut.corners if sign > 0 else cut.corners[:, ::-1]
        made.append(Patch(panel, flat, place.world(local), corners, np.full(len(corners), base), BASE_M))

    for sign, begins in ((1.0, around), (-1.0, 0.0)):
        lay(begins, begins + 2 * loop, sign, lambda t, q: _loop(t, q, loop, wide))
        lay(begins + 2 * loop, end, sign, lambda t, q: _end(t, q, wide))
    lay(0.0, around, 1.0, lambda t, q: _knot(t / around, q, wide))
    return made


def _place(cloth: Cloth, points: Floats, ends: Ints, over: Floats) -> _Place:
    """Return where a bow sits: before the two points that the stand's button holds."""
    normals = normals_of(cloth, points, np.ones(len(points), np.bool_))[ends] * np.array([1.0, 1.0, 0.0])
    outward = normals.sum(axis=0) / np.linalg.norm(normals.sum(axis=0))
    button = int(ends[0])
    left = np.cross([0.0, 0.0, 1.0], outward)
    frame = np.stack([left, np.cross(outward, left), outward])
    local = (np.concatenate([points, over]) - points[button]) @ frame.T
    local = local[np.abs(local[:, 0]) < BESIDE_M]
    heights = np.arange(-0.45, 0.05, STEP_M)
    outs = [local[np.abs(local[:, 1] - at) < 2.5 * STEP_M, 2].max(initial=-0.1) for at in heights]
    smooth = np.convolve(np.pad(outs, 4, "edge"), np.ones(9) / 9, "valid")
    return _Place(points[button], frame, heights, np.maximum(smooth, outs))


def _ring(wide: float, first: float, last: float) -> Floats:
    """Return the outline of a piece of the band [m], anticlockwise, shape [n, 2]."""
    corners = np.array([(0.0, first), (wide, first), (wide, last), (0.0, last)])
    sides = []
    for a, b in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        count = max(1, round(float(np.linalg.norm(b - a)) / EDGE_M))
        sides.append(a + (b - a) * np.linspace(0, 1, count, endpoint=False)[:, None])
    return np.concatenate(sides)


def _drawn(away: Floats, span: float) -> Floats:
    """Return which share of its width the band has so far from the knot [m]."""
    share = np.clip(away / span, 0.0, 1.0)
    return np.asarray(DRAWN + (1.0 - DRAWN) * share**2 * (3 - 2 * share))


def _rippled(across: Floats, drawn: Floats, wide: float) -> Floats:
    """Return how far what is drawn together stands out in small pleats [m]."""
    return np.asarray((1.0 - drawn) * wide / 14 * np.cos(5 * np.pi * across / wide))


def _loop(along: Floats, across: Floats, loop: float, wide: float) -> Floats:
    out = np.where(along < loop, along, 2 * loop - along)
    drawn, round_off = _drawn(out, 0.7 * loop), np.sin(np.pi * np.clip(out / loop, 0.0, 1.0))
    off = BASE_M + np.where(along < loop, THICK_M, -DEEP_M) * round_off + 0.5 * _rippled(across, drawn, wide)
    return np.column_stack([out, across * drawn - 0.12 * out, off])


def _end(along: Floats, across: Floats, wide: float) -> Floats:
    drawn = _drawn(along, 0.09)
    off = np.full(len(along), 0.002) + 0.4 * np.abs(_rippled(across, drawn, wide))
    return np.column_stack([0.008 + 0.2 * along + across * drawn, -0.98 * along, off])


def _knot(share: Floats, across: Floats, wide: float) -> Floats:
    turn = 2 * np.pi * share
    high = 0.5 * DRAWN * wide + 0.003
    return np.column_stack([-across * KNOT_M / wide, -high * np.sin(turn), BASE_M + KNOT_DEEP_M * np.cos(turn + np.pi)])
