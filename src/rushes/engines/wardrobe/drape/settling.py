"""Settling: garments that were drawn under each other are sorted out together, till no cloth is where it doesn't belong; then the body comes out to its skin under them.

Nothing goes through anything while it does, so what was in order stays in order. What is squeezed stays squeezed: edges pull and don't push, and nothing bends.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.wardrobe.drape.distance_field import DistanceField
from rushes.engines.wardrobe.drape.draping import INSIDE, INSIDE_M, ROUNDER_M, Draped
from rushes.engines.wardrobe.drape.slab import NEAR_M, Slab, parts_of, shell_of, slab_of
from rushes.engines.wardrobe.drape.stack import Stack, stack_of

Floats = NDArray[np.float64]

SHRUNK_M: Final = 0.006
"""How much thinner a body is for each garment while they are sorted out [m]: in so much room, triangles of 25 mm lie over each other without going through."""

SORTS, SORTED_STEPS = 24, 8
"""How often it is looked, while garments are sorted out, what lies over what, and the steps after each look."""

CLEAN = 4
"""It ends when so many looks one after the other found nothing that goes through anything."""

SWELLS, SWELLS_M, SWOLLEN_STEPS, LATE_M = 90, 6e-4, 12, 0.001
"""A body comes out by so much at a time [m], and waits while cloth is later than ``LATE_M`` [m], so often at most."""

CALMS, CALM_STEPS, RATE = 5, 40, 2400.0
"""How often cloth is let be after that, and the steps each time; in the last of them it is measured how fast it still drifts, as if it did so many a second."""


def shrunk(field: DistanceField, by: float) -> DistanceField:
    """Return the field of a body that is thinner by so much everywhere [m]."""
    return replace(field, values=field.values + np.float32(by))


def settled(
    drapes: Sequence[Draped],
    points: Sequence[Floats],
    field: DistanceField,
    progress: Callable[[float], None] | None = None,
) -> list[float]:
    """Sort out garments' welded points, in place; return how fast each one drifts in the end [m/s].

    Args:
        drapes: What is worn, from the skin outwards.
        points: Where their points are [m], drawn under each other over a body that is thinner by ``SHRUNK_M`` for each.
        field: The body's.
        progress: Told how much is done, 0 to 1.
    """
    at, stack, thin = np.concatenate(points), stack_of(drapes), SHRUNK_M * len(drapes)
    tell = progress or _silent
    clean = 0
    for look in range(SORTS):
        through = stack.moved(at, shrunk(field, thin), SORTED_STEPS, _slab(drapes, stack.split(at), field, thin))
        tell(0.3 * (look + 1) / SORTS)
        clean = 0 if through else clean + 1
        if clean == CLEAN:
            break
    for _ in range(SWELLS):
        skin = shrunk(field, thin)
        stack.moved(at, skin, SWOLLEN_STEPS)
        if float((stack.offset - skin.at(at)).max()) < LATE_M:
            thin = max(thin - SWELLS_M, 0.0)
        tell(0.9 - 0.6 * thin / (SHRUNK_M * len(drapes)))
        if thin <= 0:
            break
    before, least = at, stack.offset
    for _ in range(CALMS):
        stack, before = replace(stack, offset=_clear(stack, at, field, least)), at.copy()
        stack.moved(at, field, CALM_STEPS)
    drift = np.linalg.norm(at - before, axis=1) * RATE / CALM_STEPS
    for one, now in zip(points, stack.split(at), strict=True):
        one[:] = now
    tell(1.0)
    return [float(np.percentile(one, 99)) for one in stack.split(drift)]


def _clear(stack: Stack, at: Floats, field: DistanceField, least: Floats) -> Floats:
    """Return how far points stay off the skin so that triangles between them stay out of it too, where the body is rounder than they are [m]."""
    out = stack.offset.copy()
    for share in INSIDE:
        deep = -INSIDE_M - field.at(np.einsum("mkc,k->mc", at[stack.corners], np.array(share) / sum(share)))
        for k in range(3):
            near = stack.corners[deep > 0, k]
            np.maximum.at(out, near, stack.offset[near] + deep[deep > 0])
    return np.minimum(out, least + ROUNDER_M)


def _silent(share: float) -> None:
    """Tell nobody."""


def _slab(drapes: Sequence[Draped], points: Sequence[Floats], field: DistanceField, thin: float) -> Slab:
    """Return where points of garments may be under what is worn over each."""
    shells = [shell_of(drape, at) for drape, at in zip(drapes, points, strict=True)]
    each = [
        slab_of(at, parts_of(drape), shells[number + 1 :], shrunk(field, thin), 0.0, number, NEAR_M)
        for number, (drape, at) in enumerate(zip(drapes, points, strict=True))
    ]
    return Slab(*(np.concatenate([getattr(one, name) for one in each]) for name in ("over", "outs", "most", "room")))
