"""Hatching: lines clipped to a ring, by scanning it (even and odd)."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rushes.engines.setdesign.model.polygon import edges, turned

Point = tuple[float, float]


def hatch_lines(ring: Sequence[Point], spacing: float, angle_deg: float = 45.0) -> list[tuple[Point, Point]]:
    """Fill a ring with parallel lines.

    Args:
        ring: Corners.
        spacing: Between lines, in the ring's unit.
        angle_deg: Of the lines.
    """
    level = [turned(p, -angle_deg) for p in ring]
    ys = [p[1] for p in level]
    lines = []
    for k in range(math.ceil(min(ys) / spacing), math.floor(max(ys) / spacing) + 1):
        y = k * spacing + spacing * 1e-4
        xs = sorted(
            x0 + (y - y0) / (y1 - y0) * (x1 - x0) for (x0, y0), (x1, y1) in edges(level) if (y0 > y) != (y1 > y)
        )
        for a, b in zip(xs[::2], xs[1::2], strict=False):
            lines.append((turned((a, y), angle_deg), turned((b, y), angle_deg)))
    return lines
