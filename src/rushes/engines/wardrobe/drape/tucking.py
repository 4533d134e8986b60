"""Tucking: what is worn under something is drawn under it. Inner layers give way to outer ones, and all are sorted out together in the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.wardrobe.drape.distance_field import DistanceField
from rushes.engines.wardrobe.drape.draping import Draped
from rushes.engines.wardrobe.drape.settling import settled
from rushes.engines.wardrobe.drape.slab import Shell, kept_off, parts_of, shell_of, slab_of, squashed

Floats = NDArray[np.float64]

ROUNDS: Final = 60
"""Looks at the slab while a garment is drawn into it; in the first half of them it moves there."""

SWEEPS: Final = 6
"""Sweeps over the edges after every look."""

STEP_M: Final = 0.003
"""How far a point is drawn in a round [m]."""


def tucked(
    drapes: Sequence[Draped], field: DistanceField, progress: Callable[[float], None] | None = None
) -> list[Draped]:
    """Return drapes after each was drawn under those that are worn over it.

    Cloth that is covered can be squeezed; what is stretched is drawn together.

    Args:
        drapes: What is worn, from the skin outwards, each draped over the body alone.
        field: The body's.
        progress: Told how much is done, 0 to 1.
    """
    points = [welded_points(drape) for drape in drapes]
    overs = [shell_of(drapes[-1], points[-1])]
    for number in range(len(drapes) - 2, -1, -1):
        drawn_under(drapes[number], points[number], overs, field, number)
        overs.append(shell_of(drapes[number], points[number]))
        if progress:
            progress(0.5 * (1 - number / (len(drapes) - 1)))
    speeds = settled(drapes, points, field)
    if progress:
        progress(1.0)
    return [
        replace(drape, points=at[drape.mesh.of], speed=max(drape.speed, speed))
        for drape, at, speed in zip(drapes, points, speeds, strict=True)
    ]


def drawn_under(drape: Draped, points: Floats, overs: Sequence[Shell], field: DistanceField, number: int) -> None:
    """Draw a garment's welded points under what is worn over it, in place.

    Args:
        drape: The garment.
        points: Where its points are [m], shape [n, 3].
        overs: What is worn over it.
        field: The body's.
        number: How many garments are worn under it.
    """
    from rushes.engines.wardrobe.drape.slab_kernels import held_in, pulled

    parts, half = parts_of(drape), float(drape.touch.radii.max())
    kept = kept_off(points, field, drape.touch.offset)
    for step in range(ROUNDS):
        slab = slab_of(points, parts, overs, field, drape.touch.offset, half, number)
        if step == 0:
            ends, begins = squashed(slab), slab.over.copy()
        most = np.maximum(slab.most, slab.over - STEP_M)
        if step < ROUNDS // 2:
            drawn = begins + (ends - begins) * (step + 1) / (ROUNDS // 2)
            most = np.where(np.isnan(drawn), most, drawn)
        least = np.where(np.isnan(slab.over), kept, slab.least)
        looked = points.copy()
        for _ in range(SWEEPS):
            pulled(points, drape.mesh.edges, drape.mesh.rests, 1)
            held_in(points, looked, slab.gaps, slab.ways, least, slab.over, slab.outs, most)


def welded_points(drape: Draped) -> Floats:
    """Return where a drape's welded points are [m], shape [n, 3]."""
    points = np.zeros((len(drape.mesh.weights), 3))
    points[drape.mesh.of] = drape.points
    return points
