"""Where a break runs: space inside a member is bent, so that what was cut flat is ragged and still fits together.

Both sides of a crack are bent by the same displacement, a function of the place and the member alone: a building at rest shows
no gap. A member's own surfaces stay where they are, since displacement dies away towards them and runs along them; only the
line where a crack meets them is ragged. Concrete and plaster follow noise that nowhere folds space over; masonry steps from
joint to joint along its courses; wood tears along its grain.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.building.solid import MATERIALS

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

WAVES = ((0.42, 0.055), (0.15, 0.022), (0.055, 0.008))
"""Size of the noise's cells and its reach, each in metres: about the thickness of a slab, the largest stone and the sand.
Reach over size stays under a third, so that the sum folds nothing."""

PLASTER_SHARE = 0.5
"""Plaster breaks half as rough."""

SPLINTERS_M, SPLINTER_REACH_M = 0.035, 0.11
"""How thick splinters are, and how far they reach along the grain."""

BRICK_M, COURSE_M = 0.25, 0.075
"""Length and height of a brick with its joints, as the surface shows them."""

TOOTHED = 0.88
"""Share of the way to the nearest joint: a piece thinner than a brick keeps some of its thickness."""

FADE_M = {"concrete": 0.12, "plaster": 0.03, "brick": 0.012, "wood": 0.01}
"""How far from a surface displacement across it has its full reach."""


@dataclass(frozen=True, eq=False, slots=True)
class Members:
    """What a displacement needs to know of each member, by ``Pieces.solid``.

    Attributes:
        planes: Its surfaces as (normal, distance), shape [S, K, 4]; rows of 0 fill up. What lies inside has
            normal . place <= distance.
        material: Row of ``MATERIALS``, [S]; longest: its longest axis, [S]; along: the longer of its level axes, [S].
        origin: Where courses begin in x and y [m], shape [2].
    """

    planes: Floats
    material: Rows
    longest: Rows
    along: Rows
    origin: Floats


def bent(places: Floats, member: Rows, members: Members) -> Floats:
    """Return places in members, bent.

    Args:
        places: At rest, in the world [m], shape [N, 3].
        member: Of each, shape [N].
        members: All there are.

    Returns:
        Where the ragged building has them [m], shape [N, 3].
    """
    shift = np.zeros_like(places)
    fade = np.full(len(places), 1e-3)
    kind = members.material[member]
    for name, reach in FADE_M.items():
        rows = np.flatnonzero(kind == MATERIALS.index(name))
        if not len(rows):
            continue
        fade[rows] = reach
        if name == "wood":
            shift[rows] = _splinters(places[rows], members.longest[member[rows]])
        elif name == "brick":
            shift[rows] = _courses(places[rows], members.along[member[rows]], members.origin)
        else:
            shift[rows] = _rough(places[rows]) * (PLASTER_SHARE if name == "plaster" else 1.0)
    return places + _held(places, shift, members.planes[member], fade)


def _held(places: Floats, shift: Floats, planes: Floats, fade: Floats) -> Floats:
    """Return a displacement that leaves the members' surfaces where they are.

    Surfaces that meet at no right angle need more than one pass.
    """
    shift = shift.copy()
    inside = planes[..., 3] - np.einsum("nkc,nc->nk", planes[..., :3], places)
    real = np.abs(planes[..., :3]).sum(axis=2) > 0
    near = real & (inside < fade[:, None])
    for _ in range(2):
        for k in range(planes.shape[1]):
            rows = np.flatnonzero(near[:, k])
            normal = planes[rows, k, :3]
            share = np.clip(inside[rows, k] / fade[rows], 0.0, 1.0)
            share = share * share * (3.0 - 2.0 * share)
            shift[rows] -= ((1.0 - share) * (normal * shift[rows]).sum(axis=1))[:, None] * normal
    return shift


def _rough(places: Floats) -> Floats:
    total = np.zeros_like(places)
    for layer, (size, reach) in enumerate(WAVES):
        total += reach * noise(places / size, layer)
    return total


def _splinters(places: Floats, longest: Rows) -> Floats:
    """Return a displacement along the grain that depends on the place across it alone: it can fold nothing."""
    across = places.copy()
    rows = np.arange(len(places))
    across[rows, longest] = 0.0
    shift = np.zeros_like(places)
    coarse, fine = noise(across / (4.0 * SPLINTERS_M), 5), noise(across / SPLINTERS_M, 6)
    shift[rows, longest] = SPLINTER_REACH_M * (0.6 * coarse[:, 0] + 0.5 * fine[:, 0])
    return shift


def _courses(places: Floats, along: Rows, origin: Floats) -> Floats:
    """Return a displacement to the nearest joint of a wall in stretcher bond: bed joints level, upright ones offset by half a brick."""
    rows = np.arange(len(places))
    u = places[rows, along] - origin[along]
    row = np.floor(places[:, 2] / COURSE_M)
    offset = np.where(row % 2 == 0, -0.5 * BRICK_M, 0.0)
    shift = np.zeros_like(places)
    shift[rows, along] = TOOTHED * (np.round((u - offset) / BRICK_M) * BRICK_M + offset - u)
    shift[:, 2] = TOOTHED * (np.round(places[:, 2] / COURSE_M) * COURSE_M - places[:, 2])
    return shift


def noise(places: Floats, layer: int) -> Floats:
    """Return smooth noise of three components, each -1 to 1, with a lattice of unit cells, shape [N, 3]."""
    cell = np.floor(places)
    share = places - cell
    share = share * share * share * (share * (share * 6.0 - 15.0) + 10.0)
    corner = cell.astype(np.int64)
    total = np.zeros_like(places)
    for step in range(8):
        bit = np.array([step & 1, step >> 1 & 1, step >> 2 & 1])
        weight = np.where(bit == 1, share, 1.0 - share).prod(axis=1)
        total += weight[:, None] * _hashed(corner + bit, layer)
    return total


def _hashed(corner: Rows, layer: int) -> Floats:
    """Return three random numbers -1 to 1 for each lattice point, shape [N, 3]."""
    x, y, z = (corner & 0xFFFFFFFF).astype(np.uint64).T
    mask = np.uint64(0xFFFFFFFF)
    found = np.empty((len(corner), 3))
    for axis in range(3):
        h = (x * np.uint64(0x8DA6B343) + y * np.uint64(0xD8163841) + z * np.uint64(0xCB1AB31F)) & mask
        h = (h + np.uint64((layer * 3 + axis + 1) * 0x9E3779B1 & 0xFFFFFFFF)) & mask
        for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
            h = ((h ^ (h >> np.uint64(shift))) * np.uint64(factor)) & mask
        found[:, axis] = ((h ^ (h >> np.uint64(16))).astype(float) / 0x7FFFFFFF) - 1.0
    return found
