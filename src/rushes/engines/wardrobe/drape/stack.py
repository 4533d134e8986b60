"""A stack: garments that lie over each other, or one alone, as one mesh that is moved without speed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.wardrobe.drape.distance_field import DistanceField
from rushes.engines.wardrobe.drape.draping import Draped
from rushes.engines.wardrobe.drape.slab import Slab, limbs_of, parts_of, turned_over
from rushes.engines.wardrobe.drape.welding import Sides, sides_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LOOK_M: Final = 0.004
"""How far off cloth looks for what it could hit [m]: layers lie still, and near each other."""

RADIUS_M: Final = 4e-4
"""How far cloth that lies under or over other cloth keeps off it from its middle [m]: it is pressed."""


@dataclass(frozen=True, eq=False)
class Stack:
    """Garments as one mesh.

    Attributes:
        first: Where each garment's points begin, and where the last one's end.
        edges: Shape [e, 2], with their lengths at rest [m].
        rests: Shape [e].
        corners: Triangles, shape [m, 3], with their ``sides``.
        sides: How they hang together.
        levels: What lies over what: of each point, and ``over``, of each triangle, -1 where it is turned over.
        over: Shape [m].
        offset: How far points stay off the body [m].
    """

    first: Ints
    edges: Ints
    rests: Floats
    corners: Ints
    sides: Sides
    levels: Ints
    over: Ints
    offset: Floats

    def split(self, points: Floats) -> list[Floats]:
        """Return each garment's points, as views [m]."""
        return [points[a:b] for a, b in zip(self.first, self.first[1:], strict=False)]

    def moved(
        self, points: Floats, field: DistanceField, steps: int, slab: Slab | None = None, most: Floats | None = None
    ) -> int:
        """Move the stack a few steps, in place; return how many edges pierce it.

        Args:
            points: Where its points are [m].
            field: What they stay out of.
            steps: How many.
            slab: What is worn over its points, where that is looked at.
            most: How far out of that they may be [m]; what the slab says, when nothing is said.
        """
        from rushes.engines.wardrobe.drape.stack_kernels import lay

        count = len(points)
        over = np.full(count, np.nan) if slab is None else slab.over
        outs = np.zeros((count, 3)) if slab is None else slab.outs
        farthest = most if most is not None else np.zeros(count) if slab is None else slab.most
        return lay(
            points,
            np.ones(count),
            self.edges,
            self.rests,
            self.corners,
            self.sides.edges,
            self.sides.tops,
            np.arange(count),
            self.sides.first,
            self.sides.beside,
            np.full(count, RADIUS_M),
            self.levels,
            self.over,
            field.values,
            field.low,
            field.step,
            self.offset,
            over,
            outs,
            farthest,
            steps,
            LOOK_M,
            float(np.median(self.rests)),
        )


def stack_of(drapes: Sequence[Draped]) -> Stack:
    """Return garments as one mesh, from the skin outwards."""
    first = np.cumsum([0, *(len(drape.mesh.weights) for drape in drapes)])
    corners = np.concatenate([drape.mesh.corners + start for drape, start in zip(drapes, first, strict=False)])
    levels, over = _levels(drapes)
    return Stack(
        first,
        np.concatenate([drape.mesh.edges + start for drape, start in zip(drapes, first, strict=False)]),
        np.concatenate([drape.mesh.rests for drape in drapes]),
        corners,
        sides_of(corners, np.arange(first[-1])),
        levels,
        over,
        np.concatenate([drape.touch.offset for drape in drapes]),
    )


def _levels(drapes: Sequence[Draped]) -> tuple[Ints, Ints]:
    """Return what lies over what: an outer garment over an inner one, and within each what the pattern says; where panels meet, the lower counts."""
    from rushes.engines.wardrobe.drape.nearness_kernels import LIMB

    worn = [np.array([panel.placement.layer for panel in drape.cloth.garment.panels]) for drape in drapes]
    ranks = {
        pair: rank
        for rank, pair in enumerate(sorted({(number, int(one)) for number, row in enumerate(worn) for one in row}))
    }
    levels, over = [], []
    for number, (drape, row) in enumerate(zip(drapes, worn, strict=True)):
        rank = np.array([ranks[number, int(one)] for one in row])[drape.cloth.panel]
        low = np.full(len(drape.mesh.weights), LIMB - 1)
        np.minimum.at(low, drape.mesh.of, rank)
        levels.append(LIMB * parts_of(drape) + low)
        mine = LIMB * limbs_of(drape) + rank[drape.cloth.corners[:, 0]]
        over.append(np.where(turned_over(drape.cloth), -1, mine))
    return np.concatenate(levels), np.concatenate(over)
