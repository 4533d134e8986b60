"""The slab between a body and what is worn over a garment, and how the garment is drawn into it.

Cloth is drawn into it by a map that keeps the order of what lies over each other: whatever stands out farther stays farther out. Cloth in it may be squeezed, it may not be stretched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.wardrobe.drape.distance_field import DistanceField, open_normals
from rushes.engines.wardrobe.drape.draping import Draped
from rushes.engines.wardrobe.drape.turning import loose

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

REACH_M: Final = 0.06
"""How far outside of an outer garment an inner one is drawn back under it [m]."""

TRUNK, LEFT, RIGHT = 1, 2, 4
"""Parts of a body that keep their clothes apart: a sleeve lies under sleeves, and beside the trunk's clothes."""

RINGS = 2
"""Rings of triangles around an armhole that may lie under both."""

OUTSIDE_M: Final = 5e-4
"""What is farther than this [m] outside of what is worn over it is where it doesn't belong."""

KEPT_M: Final = 0.004
"""What is no farther than this off where the body stops it [m] doesn't come nearer to the body."""

SAG_M: Final = 0.001
"""How far the middle of an outer garment's triangle lies nearer to the body than its points [m]."""


@dataclass(frozen=True, eq=False)
class Shell:
    """A garment as it is worn over others.

    Attributes:
        points: Welded [m], shape [n, 3].
        corners: Its triangles, those left out that are worn turned, shape [m, 3].
        of: Which part of the body each is worn on, shape [m].
        faces: Their pseudonormals, and of their ``edges`` and ``ends``; no number where those are open.
        half: Half of what it is thick [m].
    """

    points: Floats
    corners: Ints
    of: Ints
    faces: Floats
    edges: Floats
    ends: Floats
    half: float


def shell_of(drape: Draped, points: Floats) -> Shell:
    """Return a garment as it is worn over others, with its welded points where they are said to be."""
    kept = drape.touch.over >= 0
    corners = drape.mesh.corners[kept]
    return Shell(
        points,
        corners,
        limbs_of(drape)[kept],
        *open_normals(points, corners),
        float(drape.touch.radii.max()),
    )


def parts_of(drape: Draped) -> Ints:
    """Return which parts of the body each welded point is worn on, as bits, shape [n].

    Over a shoulder, where one garment's armhole lies farther out than another's, points near it are of both; in an armpit they are of one.
    """
    out = np.zeros(len(drape.mesh.weights), np.int64)
    np.bitwise_or.at(out, drape.mesh.of, _limbs(drape)[drape.cloth.panel])
    heights = np.zeros(len(out))
    heights[drape.mesh.of] = drape.points[:, 2]
    seam = (out != TRUNK) & (out != LEFT) & (out != RIGHT)
    if not seam.any():
        return out
    high = heights > (heights[seam].min() + heights[seam].max()) / 2
    for _ in range(RINGS):
        a, b = drape.mesh.edges.T
        wider = out.copy()
        np.bitwise_or.at(wider, a, out[b])
        np.bitwise_or.at(wider, b, out[a])
        out = np.where(high, wider, out)
    return out


def limbs_of(drape: Draped) -> Ints:
    """Return which part of the body each triangle is worn on, shape [m]."""
    return np.asarray(_limbs(drape)[drape.cloth.panel[drape.cloth.corners[:, 0]]])


def _limbs(drape: Draped) -> Ints:
    """Return which part of the body each panel is worn on."""
    cloth, out = drape.cloth, []
    for number, panel in enumerate(cloth.garment.panels):
        left = float(np.mean(drape.points[cloth.panel == number, 0])) >= 0
        out.append(TRUNK if panel.placement.part != "arm" else LEFT if left else RIGHT)
    return np.array(out, np.int64)


def outside(points: Floats, parts: Ints, shell: Shell) -> tuple[Floats, Floats]:
    """Return how far points are outside of a garment [m], less than 0 inside and no number where it isn't over them, and the ways out of it.

    Args:
        points: Where they are [m], shape [n, 3].
        parts: Which parts of the body they are worn on, shape [n].
        shell: The garment.
    """
    from rushes.engines.wardrobe.drape.slab_kernels import beneath

    gaps, ways = np.full(len(points), np.nan), np.zeros_like(points)
    beneath(
        points,
        parts,
        shell.points,
        shell.corners,
        shell.of,
        shell.faces,
        shell.edges,
        shell.ends,
        REACH_M,
        gaps,
        ways,
    )
    return gaps, ways


def come_through(drapes: Sequence[Draped], points: Sequence[Floats]) -> list[Bools]:
    """Say which welded points of garments lie outside of one that is worn over them; collars and lapels belong on no side.

    Args:
        drapes: What is worn, from the skin outwards.
        points: Where their points are [m].
    """
    shells = [shell_of(drape, at) for drape, at in zip(drapes, points, strict=True)]
    out = []
    for number, (drape, at) in enumerate(zip(drapes, points, strict=True)):
        parts, through = parts_of(drape), np.zeros(len(at), np.bool_)
        for shell in shells[number + 1 :]:
            through |= np.nan_to_num(outside(at, parts, shell)[0]) > OUTSIDE_M
        through[drape.mesh.of[loose(drape.cloth)]] = False
        out.append(through)
    return out


def off_skin(points: Floats, field: DistanceField) -> tuple[Floats, Floats]:
    """Return how far points are off a body [m], shape [n], and the ways off it, shape [n, 3]."""
    from rushes.engines.wardrobe.drape.slab_kernels import off_body

    gaps, ways = np.zeros(len(points)), np.zeros_like(points)
    off_body(points, field.values, field.low, field.step, gaps, ways)
    return gaps, ways


def kept_off(points: Floats, field: DistanceField, offset: Floats) -> Floats:
    """Return how far off a body points stay that nothing draws nearer [m]: as far as they are, within ``KEPT_M`` of what they have to be, ``offset``."""
    return np.asarray(np.clip(off_skin(points, field)[0], offset, offset + KEPT_M))


@dataclass(frozen=True, eq=False)
class Slab:
    """Where a garment's points may be, as seen from where they are.

    Attributes:
        gaps: How far off the body they are [m], and ``ways`` off it.
        least: How far off it they have to be [m].
        over: How far outside of what is worn over them they are [m], no number where nothing is, and ``outs`` the ways out.
        most: How far out they may be [m], below 0.
        room: How far the body and what is worn over them are apart [m].
    """

    gaps: Floats
    ways: Floats
    least: Floats
    over: Floats
    outs: Floats
    most: Floats
    room: Floats


def slab_of(
    points: Floats, parts: Ints, overs: Sequence[Shell], field: DistanceField, offset: Floats, half: float, number: int
) -> Slab:
    """Return the slab of a garment's points.

    Where it is too thin for all that has to lie in it every layer gets its share.

    Args:
        points: Where they are [m], shape [n, 3].
        parts: Which parts of the body they are worn on, shape [n].
        overs: What is worn over it.
        field: The body's.
        offset: How far off the skin they stay [m], shape [n].
        half: Half of what the garment is thick [m].
        number: How many garments are worn under it.
    """
    gaps, ways = off_skin(points, field)
    over, outs, most = np.full(len(points), np.nan), np.zeros_like(points), np.zeros(len(points))
    room = np.full(len(points), np.inf)
    worst = np.full(len(points), -np.inf)
    for shell in overs:
        out, way = outside(points, parts, shell)
        apart = np.maximum(gaps - out, 1e-4)
        spare = np.minimum(shell.half + half + SAG_M, (1 - (number + 1) / (number + 1.7)) * apart)
        worse = np.nan_to_num(out + spare, nan=-np.inf) > worst
        over[worse], outs[worse], most[worse], room[worse] = out[worse], way[worse], -spare[worse], apart[worse]
        worst[worse] = (out + spare)[worse]
    return Slab(gaps, ways, np.minimum(offset, (number + 0.3) / (number + 1.5) * room), over, outs, most, room)


def squashed(slab: Slab, share: float = 0.5) -> Floats:
    """Return how far out points may be after they were drawn into a slab [m]: all that stands out beyond a ``share`` of it is squeezed between there and its face, in its order."""
    begins = -share * np.where(np.isfinite(slab.room), slab.room, 1.0)
    span = np.maximum(slab.most - begins, 1e-5)
    past = np.nan_to_num(np.maximum(slab.over - begins, 0.0))
    return np.asarray(np.where(slab.over > begins, begins + span * (1 - np.exp(-past / span)), slab.over))
