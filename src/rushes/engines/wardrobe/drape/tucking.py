"""Tucking: what is worn under something is drawn under it. Inner layers give way to outer ones, which stay as they hang."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from rushes.engines.wardrobe.drape.distance_field import DistanceField, within_field
from rushes.engines.wardrobe.drape.draping import Draped
from rushes.engines.wardrobe.drape.motion import Phase, moved

Floats = NDArray[np.float64]

SLIPS, HOLDS, PARTS = (
    Phase(seconds, 2400, damping=damping, keeps_off=True)
    for seconds, damping in ((0.2, 60.0), (0.05, 60.0), (0.02, 1000.0))
)
"""A garment slips under what is worn over it, without weight and slowly, is held there, and in the end the body has the last word."""


def tucked(
    drapes: Sequence[Draped], field: DistanceField, progress: Callable[[float], None] | None = None
) -> list[Draped]:
    """Return drapes after each was drawn under those that are worn over it.

    Args:
        drapes: What is worn, from the skin outwards, each draped over the body alone.
        field: The body's.
        progress: Told how much is done, 0 to 1.
    """
    out, room = list(drapes), field
    for number in range(len(drapes) - 2, -1, -1):
        over, mine = out[number + 1], drapes[number]
        apart = float(over.touch.radii.max() + mine.touch.radii.max() - mine.touch.offset.min())
        room = within_field(room, welded_points(over), over.mesh.corners[over.touch.over >= 0], apart)
        points = welded_points(mine)
        speeds = np.zeros_like(points)
        moved(mine.mesh, points, speeds, room, mine.touch, SLIPS, None)
        before = points.copy()
        moved(mine.mesh, points, speeds, room, mine.touch, HOLDS, None)
        drift = np.linalg.norm(points - before, axis=1) / HOLDS.seconds
        moved(mine.mesh, points, speeds, field, mine.touch, PARTS, None)
        out[number] = replace(mine, points=points[mine.mesh.of], speed=float(np.percentile(drift, 99)))
        if progress:
            progress(1 - number / (len(drapes) - 1))
    return out


def welded_points(drape: Draped) -> Floats:
    """Return where a drape's welded points are [m], shape [n, 3]."""
    points = np.zeros((len(drape.mesh.weights), 3))
    points[drape.mesh.of] = drape.points
    return points
