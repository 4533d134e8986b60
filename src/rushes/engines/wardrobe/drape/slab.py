"""The slab between a body and what is worn over a garment, and how the garment is drawn into it.

Cloth is drawn into it by a map that keeps the order of what lies over each other: whatever stands out farther stays farther out. Cloth in it may be squeezed, it may not be stretched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.wardrobe.drape.cloth import Cloth
from rushes.engines.wardrobe.drape.distance_field import DistanceField, open_normals
from rushes.engines.wardrobe.drape.draping import Draped
from rushes.engines.wardrobe.drape.turning import beyond, loose

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

APART_M: Final = 0.005
"""How much farther than they are thick inner cloth is drawn in under outer cloth [m]: triangles don't follow what is round."""

NEAR_M: Final = 8e-4
"""How far under what is worn over it cloth has to be at least [m]."""

SQUEEZED_M: Final = 0.002
"""What stands out is squeezed into so much at least [m]."""

PAST_M, RISES = 0.05, 0.5
"""So far past the edge of what is worn over it [m] cloth isn't drawn past the height that the edge has over the body and this share of its distance from it: it comes out from under it."""


@dataclass(frozen=True, eq=False)
class Shell:
    """A garment as it is worn over others.

    Attributes:
        points: Welded [m], shape [n, 3].
        corners: Its triangles, those left out that are turned over, shape [m, 3].
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
    kept = ~turned_over(drape.cloth)
    corners = drape.mesh.corners[kept]
    return Shell(
        points,
        corners,
        limbs_of(drape)[kept],
        *open_normals(points, corners),
        float(drape.touch.radii.max()),
    )


def turned_over(cloth: Cloth) -> Bools:
    """Say which triangles have their inner face outside: lapels, and what of a collar falls, shape [m]."""
    free, middle = loose(cloth), cloth.flat[cloth.corners].mean(axis=1)
    of, out = cloth.panel[cloth.corners[:, 0]], np.zeros(len(cloth.corners), np.bool_)
    for number, panel in enumerate(cloth.garment.panels):
        if not free[cloth.panel == number].any():
            continue
        mine = np.nonzero(of == number)[0]
        out[mine] = beyond(panel, middle[mine]) if any(edge.turn for edge in panel.lines) else True
    return out


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
    return _nearest(points, parts, shell)[:2]


def _nearest(points: Floats, parts: Ints, shell: Shell) -> tuple[Floats, Floats, Floats]:
    """Return what ``outside`` does, and where the garment is nearest to each point [m], no number where it isn't near."""
    from rushes.engines.wardrobe.drape.slab_kernels import beneath

    gaps, ways, spots = np.full(len(points), np.nan), np.zeros_like(points), np.full_like(points, np.nan)
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
        spots,
    )
    return gaps, ways, spots


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


@dataclass(frozen=True, eq=False)
class Slab:
    """Where a garment's points may be, as seen from where they are.

    Attributes:
        over: How far outside of what is worn over them they are [m], no number where nothing is, and ``outs`` the ways out.
        outs: Shape [n, 3].
        most: How far out they may be [m].
        room: How far the body and what is worn over them are apart [m].
    """

    over: Floats
    outs: Floats
    most: Floats
    room: Floats


def slab_of(
    points: Floats,
    parts: Ints,
    overs: Sequence[Shell],
    field: DistanceField,
    half: float,
    number: int,
    apart: float = APART_M,
) -> Slab:
    """Return the slab of a garment's points.

    Where it is too thin for all that has to lie in it every layer gets its share. Just past the edge of what is worn over it, cloth comes out from under that edge.

    Args:
        points: Where they are [m], shape [n, 3].
        parts: Which parts of the body they are worn on, shape [n].
        overs: What is worn over it.
        field: The body's.
        half: Half of what the garment is thick [m].
        number: How many garments are worn under it.
        apart: How much farther in than both are thick it has to be [m].
    """
    gaps, ways = off_skin(points, field)
    over, outs, most = np.full(len(points), np.nan), np.zeros_like(points), np.zeros(len(points))
    room, worst = np.full(len(points), np.inf), np.full(len(points), -np.inf)
    for shell in overs:
        out, way, spots = _nearest(points, parts, shell)
        far = np.linalg.norm(points - spots, axis=1)
        past = np.isnan(out) & (np.nan_to_num(far, nan=np.inf) < PAST_M) & (np.linalg.norm(ways, axis=1) > 0.5)
        out[past] = (gaps - off_skin(np.nan_to_num(spots), field)[0])[past]
        way[past] = ways[past]
        high = np.maximum(gaps - out, 1e-4)
        spare = np.minimum(shell.half + half + apart, (1 - (number + 1) / (number + 1.7)) * high)
        limit = np.where(past, RISES * far, 0.0) - spare
        worse = np.nan_to_num(out - limit, nan=-np.inf) > worst
        over[worse], outs[worse], most[worse], room[worse] = out[worse], way[worse], limit[worse], high[worse]
        worst[worse] = (out - limit)[worse]
    return Slab(over, outs, most, room)


def squashed(slab: Slab, share: float = 0.5) -> Floats:
    """Return how far out points may be after they were drawn into a slab [m]: all that stands out beyond a ``share`` of it is squeezed between there and its face, in its order."""
    begins = np.minimum(-share * np.where(np.isfinite(slab.room), slab.room, 1.0), slab.most - SQUEEZED_M)
    span = np.maximum(slab.most - begins, 1e-5)
    past = np.nan_to_num(np.maximum(slab.over - begins, 0.0))
    return np.asarray(np.where(slab.over > begins, begins + span * (1 - np.exp(-past / span)), slab.over))
