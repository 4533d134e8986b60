"""Tucking: what is worn under something is drawn under it, over a body that is thinner for the time. Inner layers give way to outer ones, and all are sorted out together in the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from rushes.engines.wardrobe.drape.distance_field import DistanceField
from rushes.engines.wardrobe.drape.draping import Draped
from rushes.engines.wardrobe.drape.gate import STRAIN
from rushes.engines.wardrobe.drape.settling import SHRUNK_M, settled, shrunk
from rushes.engines.wardrobe.drape.slab import Shell, parts_of, shell_of, slab_of, squashed
from rushes.engines.wardrobe.drape.stack import stack_of

Floats = NDArray[np.float64]

LOOKS, MOVES, STEPS = 60, 40, 16
"""How often it is looked what is worn over a garment while it is drawn in, in how many of those looks it moves there, and the steps after each."""


TORN = 0.05
"""What is sorted out may have so many more of its edges stretched than before, as a share."""


def tucked(
    drapes: Sequence[Draped], field: DistanceField, progress: Callable[[float], None] | None = None
) -> list[Draped]:
    """Return drapes after each was drawn under those that are worn over it.

    Cloth that is covered can be squeezed; what is stretched is drawn together. Where a garment hangs in such a tangle that sorting out tears at it, all are returned as they hung, and the gate tells.

    Args:
        drapes: What is worn, from the skin outwards, each draped over the body alone.
        field: The body's.
        progress: Told how much is done, 0 to 1.
    """
    points = [welded_points(drape) for drape in drapes]
    thin, tell = shrunk(field, SHRUNK_M * len(drapes)), progress or _silent
    overs = [shell_of(drapes[-1], points[-1])]
    for number in range(len(drapes) - 2, -1, -1):
        drawn_under(drapes[number], points[number], overs, thin, number)
        overs.append(shell_of(drapes[number], points[number]))
        tell(0.3 * (1 - number / (len(drapes) - 1)))
    speeds = settled(drapes, points, field, lambda share: tell(0.3 + 0.7 * share))
    if any(
        _longer(drape, at) > _longer(drape, welded_points(drape)) + TORN
        for drape, at in zip(drapes, points, strict=True)
    ):
        return list(drapes)
    return [
        replace(drape, points=at[drape.mesh.of], speed=max(drape.speed, speed))
        for drape, at, speed in zip(drapes, points, speeds, strict=True)
    ]


def _longer(drape: Draped, points: Floats) -> float:
    """Return the share of a garment's edges that are stretched by more than the gate allows."""
    ends = points[drape.mesh.edges]
    return float((np.linalg.norm(ends[:, 0] - ends[:, 1], axis=1) > (1 + STRAIN) * drape.mesh.rests).mean())


def _silent(share: float) -> None:
    """Tell nobody."""


def drawn_under(drape: Draped, points: Floats, overs: Sequence[Shell], field: DistanceField, number: int) -> None:
    """Draw a garment's welded points under what is worn over it, in place; it doesn't go through itself meanwhile.

    Args:
        drape: The garment.
        points: Where its points are [m], shape [n, 3].
        overs: What is worn over it.
        field: The body's, or that of a thinner one.
        number: How many garments are worn under it.
    """
    stack, parts, half = stack_of([drape]), parts_of(drape), float(drape.touch.radii.max())
    for look in range(LOOKS):
        slab = slab_of(points, parts, overs, field, half, number)
        if look == 0:
            ends, begins = squashed(slab), slab.over
        drawn = begins + (ends - begins) * (look + 1) / MOVES
        most = slab.most if look >= MOVES else np.where(np.isnan(drawn), slab.most, drawn)
        least = np.minimum(stack.offset, (number + 0.3) / (number + 1.5) * slab.room)
        replace(stack, offset=least).moved(points, field, STEPS, slab, most)


def welded_points(drape: Draped) -> Floats:
    """Return where a drape's welded points are [m], shape [n, 3]."""
    points = np.zeros((len(drape.mesh.weights), 3))
    points[drape.mesh.of] = drape.points
    return points
