"""Settling: garments that lie over each other are sorted out together, without weight, until no cloth is where it doesn't belong.

What is squeezed stays squeezed: edges pull and don't push, and nothing bends. So cloth moves only where it touches, or goes through, other cloth.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.wardrobe.drape.distance_field import DistanceField
from rushes.engines.wardrobe.drape.draping import Draped
from rushes.engines.wardrobe.drape.motion import Phase, Touch, moved
from rushes.engines.wardrobe.drape.slab import kept_off, limbs_of, parts_of
from rushes.engines.wardrobe.drape.turning import loose
from rushes.engines.wardrobe.drape.welding import Mesh

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LOOK_M: Final = 0.004
"""How far off cloth looks for what it could hit [m]: layers lie still, and near each other."""

SORTS = Phase(0.08, 2400, damping=200.0, keeps_off=True, look=LOOK_M)
HOLDS = Phase(0.02, 2400, damping=1000.0, keeps_off=True, look=LOOK_M)

CLOSE: Final = 0.3
"""Share of its distance to other garments within which a point is pushed off them: it is pushed only where it moves."""

THIN_M: Final = 2e-4
"""How far cloth that is squeezed keeps other cloth off its middle at least [m]."""


def settled(drapes: Sequence[Draped], points: Sequence[Floats], field: DistanceField) -> list[float]:
    """Sort out garments' welded points, in place; return how fast each one still drifts [m/s].

    Args:
        drapes: What is worn, from the skin outwards.
        points: Where their points are [m].
        field: The body's.
    """
    at = np.concatenate(points)
    first = np.cumsum([0, *(len(one) for one in points)])
    mesh, touch = _mesh(drapes, at, first), _touch(drapes, at, first, field)
    speeds = np.zeros_like(at)
    moved(mesh, at, speeds, field, touch, SORTS, None)
    before = at.copy()
    moved(mesh, at, speeds, field, touch, HOLDS, None)
    drift = np.linalg.norm(at - before, axis=1) / HOLDS.seconds
    out = []
    for number, one in enumerate(points):
        mine = slice(first[number], first[number + 1])
        one[:] = at[mine]
        out.append(float(np.percentile(drift[mine], 99)))
    return out


def _mesh(drapes: Sequence[Draped], at: Floats, first: Ints) -> Mesh:
    """Return garments as one mesh that rests as it lies, where it isn't stretched."""
    each = [drape.mesh for drape in drapes]
    edges = np.concatenate([mesh.edges + start for mesh, start in zip(each, first, strict=False)])
    rests = np.concatenate([mesh.rests for mesh in each])
    lengths = np.linalg.norm(at[edges[:, 0]] - at[edges[:, 1]], axis=1)
    return Mesh(
        np.arange(len(at)),
        np.concatenate([mesh.corners + start for mesh, start in zip(each, first, strict=False)]),
        np.concatenate([mesh.weights for mesh in each]),
        edges,
        np.minimum(rests, lengths),
        np.concatenate([mesh.softs for mesh in each]),
        np.zeros((0, 4), np.int64),
        np.zeros((0, 4)),
        np.zeros(0),
    )


def _touch(drapes: Sequence[Draped], at: Floats, first: Ints, field: DistanceField) -> Touch:
    """Return how garments touch the body and each other: an outer one lies over an inner one, but for collars and lapels."""
    from rushes.engines.wardrobe.drape.nearness_kernels import LIMB

    levels, over = [], []
    for number, drape in enumerate(drapes):
        mine = LIMB * parts_of(drape) + number
        if number == 0:
            mine[drape.mesh.of[loose(drape.cloth)]] = -1
        levels.append(mine)
        over.append(np.where(drape.touch.over >= 0, LIMB * limbs_of(drape) + number, -1))
    least = np.concatenate([drape.touch.offset for drape in drapes])
    return Touch(
        kept_off(at, field, least),
        _radii(drapes, at, first),
        0.0,
        np.zeros(len(at), np.bool_),
        np.arange(len(at)),
        np.concatenate(levels),
        np.concatenate(over),
        np.ones(sum(len(drape.mesh.corners) for drape in drapes), np.bool_),
    )


def _radii(drapes: Sequence[Draped], at: Floats, first: Ints) -> Floats:
    """Return how far each point keeps other cloth off [m]: its cloth's thickness, or less where it is squeezed."""
    from scipy.spatial import cKDTree

    out = np.concatenate([drape.touch.radii for drape in drapes])
    for number in range(len(drapes)):
        mine = slice(first[number], first[number + 1])
        others = np.concatenate([at[: first[number]], at[first[number + 1] :]])
        near = cKDTree(others).query(at[mine], distance_upper_bound=0.05)[0]
        out[mine] = np.minimum(out[mine], np.maximum(CLOSE * near, THIN_M))
    return out
