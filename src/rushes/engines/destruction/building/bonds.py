"""Bonds: which pieces touch, how strongly they hold, and which of them form a room-sized chunk.

Strengths are impulses [N s]: a bond of a square metre of concrete between two rooms holds a blow of some tens of
kN s. They were chosen by eye on the default building at 120 steps a second, not calibrated on tests.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.building.row import house_spec, house_x, houses_at
from rushes.engines.destruction.building.solid import MATERIALS
from rushes.engines.destruction.spec import BuildingSpec

BETWEEN_CHUNKS, BETWEEN_MEMBERS, WITHIN_MEMBER = 0, 1, 2

STRENGTH_KNS_M2 = (62.0, 150.0, 800.0)
"""Impulse that a square metre holds [kN s / m2], by class: chunks part first, then members, then members break."""

MATERIAL_STRENGTH = {"concrete": 1.0, "brick": 0.55, "steel": 2.2, "glass": 0.08, "wood": 0.7, "plaster": 0.2}

SPREAD = 0.35
"""Standard deviation of the logarithm of strength: concrete from one pour differs by about a third."""

FEWEST_CHUNKS, PIECES_PER_CHUNK = 6, 14
"""Chunks of a form that is no block: about so many pieces each."""

GAP_M = 0.02
"""Pieces whose boxes come nearer than this [m] touch."""


@dataclass(frozen=True, eq=False, slots=True)
class Bonds:
    """Bonds between pieces: a, b [B]; area [B] m2; centre [B, 3] m; kind [B]; strength [B] N s."""

    a: NDArray[np.int32]
    b: NDArray[np.int32]
    area: NDArray[np.float32]
    centre: NDArray[np.float32]
    kind: NDArray[np.uint8]
    strength: NDArray[np.float64]


def clusters_of(
    spec: BuildingSpec, centre: NDArray[np.float64], unit: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.int32]:
    """Group pieces into room-sized chunks whose joints run jagged across bays and floors, shape [n].

    A chunk is a cell of a Voronoi diagram over scattered seeds, one for about one and a half rooms, in a space warped
    by noise; so a joint never follows the bay grid. Pieces of one unit (a balcony) stay together.
    """
    if spec.row > 1:
        return _clusters_of_row(spec, centre, unit, rng)
    seeds = _seeds(spec, rng) if spec.form == "block" else _seeds_among(centre, rng)
    warped = centre + rng.normal(0.0, 0.32, centre.shape)
    stretch = np.array([1.0, 1.0, 1.15])
    from scipy.spatial import cKDTree

    nearest: NDArray[np.int32] = np.asarray(cKDTree(seeds * stretch).query(warped * stretch)[1], np.int32)
    for value in np.unique(unit[unit >= 0]):
        rows = np.flatnonzero(unit == value)
        nearest[rows] = np.bincount(nearest[rows]).argmax() if spec.form == "block" else len(seeds) + value
    return np.asarray(np.unique(nearest, return_inverse=True)[1], np.int32) if spec.form != "block" else nearest


def _clusters_of_row(
    spec: BuildingSpec, centre: NDArray[np.float64], unit: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.int32]:
    """Group the pieces of each house for itself: no chunk reaches across a gap."""
    house, found = houses_at(spec, centre[:, 0]), np.zeros(len(centre), np.int32)
    for one in range(spec.row):
        rows = np.flatnonzero(house == one)
        own = clusters_of(house_spec(spec, one), centre[rows] - [house_x(spec, one), 0.0, 0.0], unit[rows], rng)
        found[rows] = own + found.max(initial=-1) + 1
    return found


def _seeds(spec: BuildingSpec, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return the middles of a block's chunks [m]: scattered over it, one for about one and a half rooms."""
    count = max(2, round(spec.storeys * spec.bays * spec.bays_deep / 1.6))
    low = np.array([-spec.width_m / 2, -spec.depth_m / 2, 0.0])
    size = np.array([spec.width_m, spec.depth_m, spec.roof_m])
    seeds: NDArray[np.float64] = low + size * rng.random((count, 3))
    seeds[:, 2] = spec.ground_height_m * 0.5 + (np.floor(seeds[:, 2] / spec.floor_height_m) + 0.2) * spec.floor_height_m
    return seeds


def _seeds_among(centre: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """Return the middles of the chunks [m] of a form that is mostly air: some of its pieces, drawn by lot."""
    count = min(len(centre), max(FEWEST_CHUNKS, len(centre) // PIECES_PER_CHUNK))
    return centre[np.sort(rng.choice(len(centre), count, replace=False))]


def bonds_of(
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    material: NDArray[np.uint8],
    solid: NDArray[np.int32],
    cluster: NDArray[np.int32],
    rng: np.random.Generator,
) -> Bonds:
    """Find the pieces that touch and how strongly they hold.

    The area of contact is that of the boxes' common face: exact for members, a little large for broken cells.

    Args:
        low, high: Each piece's box [m], shape [n, 3].
        material, solid, cluster: Shape [n].
        rng: Where the spread comes from.
    """
    a, b = _touching(low, high)
    overlap = np.minimum(high[a], high[b]) - np.maximum(low[a], low[b])
    sorted_overlap = np.sort(overlap, axis=1)
    area = np.maximum(sorted_overlap[:, 1], 0) * np.maximum(sorted_overlap[:, 2], 0)
    keep = area > 1e-3
    a, b, area = a[keep], b[keep], area[keep]
    kind = np.where(
        cluster[a] != cluster[b],
        BETWEEN_CHUNKS,
        np.where(solid[a] == solid[b], WITHIN_MEMBER, BETWEEN_MEMBERS),
    ).astype(np.uint8)
    factor = np.array([MATERIAL_STRENGTH[name] for name in MATERIALS])
    weaker = np.minimum(factor[material[a]], factor[material[b]])
    spread = np.exp(rng.normal(0.0, SPREAD, len(a)))
    strength = area * np.array(STRENGTH_KNS_M2)[kind] * 1000.0 * weaker * spread
    middle = (np.maximum(low[a], low[b]) + np.minimum(high[a], high[b])) / 2
    return Bonds(
        a.astype(np.int32),
        b.astype(np.int32),
        area.astype(np.float32),
        middle.astype(np.float32),
        kind,
        strength,
    )


def _touching(low: NDArray[np.float64], high: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return pairs of pieces whose boxes come within ``GAP_M`` (sweep along x)."""
    order = np.argsort(low[:, 0], kind="stable")
    start = low[order, 0]
    firsts, seconds = [], []
    for rank, piece in enumerate(order):
        end = int(np.searchsorted(start, high[piece, 0] + GAP_M, side="right"))
        others = order[rank + 1 : end]
        near = ((low[others] <= high[piece] + GAP_M) & (high[others] >= low[piece] - GAP_M)).all(axis=1)
        found = others[near]
        firsts.append(np.minimum(found, piece))
        seconds.append(np.maximum(found, piece))
    a, b = np.concatenate(firsts), np.concatenate(seconds)
    rank_of = np.lexsort((b, a))
    return a[rank_of], b[rank_of]
