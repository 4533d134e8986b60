"""Broken faces as they are seen: ragged, with the line of the break running on over the skin.

What falls is a convex hull with flat sides. What is drawn is that hull with its breaks subdivided and bent by ``warp``: its skin
stays in its plane, and two pieces that were one fit into each other. Each triangle also says how near its corners are to a
break and when that break opens, from which a renderer chips its edge.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.breaks.cracks import BROKEN, JOINT, NEVER, SKIN, Faces, at_rest
from rushes.engines.destruction.breaks.unfolded import unfolded
from rushes.engines.destruction.breaks.warp import COURSE_M, SPLINTERS_M, Members, bent
from rushes.engines.destruction.building.pieces import Pieces
from rushes.engines.destruction.building.solid import MATERIALS

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

STEP_M = {"draft": 0.24, "review": 0.16, "final": 0.09}
"""Distance of corners along a break by quality [m]: four to eight pixels of each at 40 m."""

RING_STEPS = 0.9
"""A broken face that is deeper from its middle to its edge than so many steps has a ring of corners between them."""

RAGGED = ("concrete", "brick", "wood", "plaster")
"""Glass breaks clean, and steel bends."""

WORN = ("concrete", "brick", "plaster")
WEAR = 2.5
"""What is struck and not broken chips along its own edges, so many times less deep than along a break."""

FAR_M = 9.0
"""How far from a break what has none near is."""

SAME_M = 0.01


@dataclass(frozen=True, eq=False, slots=True)
class Broken:
    """Pieces as they are drawn.

    Attributes:
        pieces: With ragged meshes; all else is as it was.
        source: The face that each triangle is part of, shape [T].
        chip: How far each triangle's corners are from its break [m], shape [T, 3].
        opens: The frame at which that break opens, ``NEVER`` for none, shape [T].
    """

    pieces: Pieces
    source: Rows
    chip: NDArray[np.float32]
    opens: NDArray[np.float32]


def roughened(pieces: Pieces, faces: Faces, opening: Floats, *, step_m: float, struck: Floats | None = None) -> Broken:
    """Return a building whose breaks are ragged.

    Args:
        pieces: The building.
        faces: Of ``cracks.faces_of``.
        opening: The frame at which each face has parted from what lay on it, of ``cracks.opening``.
        step_m: Distance of corners along a break [m].
        struck: The frame at which each piece lands hard and its other edges chip, of ``cracks.struck``; None is never.
    """
    rest = at_rest(pieces)
    members, shared = members_of(pieces, faces, rest)
    ragged = (faces.kind == BROKEN) | ((faces.kind == JOINT) & shared)
    ragged &= np.isin(pieces.material[faces.owner], [MATERIALS.index(name) for name in RAGGED])
    worn = np.full(len(pieces), NEVER) if struck is None else struck.copy()
    worn[~np.isin(pieces.material, [MATERIALS.index(name) for name in WORN])] = NEVER
    loops = _subdivided(pieces, faces, rest, ragged, opening, step_m, worn)
    drawn = _fans(pieces, faces, loops, RING_STEPS * step_m)
    piece = drawn.vertex_piece
    placed = bent(drawn.place, pieces.solid[piece].astype(np.int64), members)
    skin = np.flatnonzero(faces.kind[drawn.source] == SKIN)
    first = np.repeat(drawn.vertex_start[:-1], np.diff(drawn.triangle_start))
    placed = unfolded(drawn.place, placed, (drawn.triangles + first[:, None])[skin], faces.normal[drawn.source[skin]])
    kind = np.where(faces.kind == SKIN, 0, 1)[drawn.source]
    kind = np.where(
        np.isin(pieces.material[faces.owner], _CLEAN)[drawn.source], _kinds(pieces, faces)[drawn.source], kind
    )
    return Broken(
        pieces=replace(
            pieces,
            vertices=(placed - pieces.centre[piece]).astype(np.float32),
            vertex_start=drawn.vertex_start,
            triangles=drawn.triangles.astype(np.int32),
            triangle_start=drawn.triangle_start,
            triangle_kind=kind.astype(np.uint8),
        ),
        source=drawn.source,
        chip=drawn.chip.astype(np.float32),
        opens=drawn.opens.astype(np.float32),
    )


_CLEAN = [MATERIALS.index(name) for name in ("steel", "glass")]


def _kinds(pieces: Pieces, faces: Faces) -> Rows:
    kind = np.zeros(len(faces.owner), np.int64)
    kind[faces.of_triangle] = pieces.triangle_kind
    return kind


def members_of(pieces: Pieces, faces: Faces, rest: Floats) -> tuple[Members, NDArray[np.bool_]]:
    """Return what members look like, and which faces lie on a side that two members share whole.

    Such a side (between two bays of one slab, between two panels of a wall) is no surface but where they would break.
    """
    piece = np.repeat(np.arange(len(pieces)), np.diff(pieces.vertex_start))
    count = int(pieces.solid.max()) + 1
    low, high = np.full((count, 3), np.inf), np.full((count, 3), -np.inf)
    np.minimum.at(low, pieces.solid[piece], rest)
    np.maximum.at(high, pieces.solid[piece], rest)
    size = high - low
    material = np.zeros(count, np.int64)
    material[pieces.solid] = pieces.material
    shared = _shared_sides(pieces, faces, low, high)
    outer = np.flatnonzero((_kinds(pieces, faces) == 0) & ~shared)
    solid = pieces.solid[faces.owner[outer]].astype(np.int64)
    normal = faces.normal[outer]
    away = (normal * rest[faces.corner[faces.start[outer]]]).sum(axis=1)
    keys = np.column_stack([solid, np.round(normal * 1e3), np.round(away * 500)]).astype(np.int64)
    _, first = np.unique(keys, axis=0, return_index=True)
    order = first[np.argsort(solid[first], kind="stable")]
    begins = np.searchsorted(solid[order], np.arange(count))
    slot = np.arange(len(order)) - begins[solid[order]]
    planes = np.zeros((count, int(slot.max()) + 1 if len(slot) else 1, 4))
    planes[solid[order], slot, :3], planes[solid[order], slot, 3] = normal[order], away[order]
    walls = np.array([rest[:, 0].min(), rest[:, 1].min()])
    return (
        Members(planes, material, size.argmax(axis=1), size[:, :2].argmax(axis=1), walls),
        shared,
    )


def _shared_sides(pieces: Pieces, faces: Faces, low: Floats, high: Floats) -> NDArray[np.bool_]:
    """Return which faces lie on a side that coincides with the side of a member of the same matter, shape [F]."""
    other = np.where(faces.other >= 0, faces.other, 0)
    one, two = pieces.solid[faces.owner], pieces.solid[other]
    agree = (np.abs(low[one] - low[two]) < SAME_M) & (np.abs(high[one] - high[two]) < SAME_M)
    axis = np.abs(faces.normal).argmax(axis=1)
    level = np.abs(faces.normal).max(axis=1) > 0.999
    rows = np.arange(len(axis))
    across = agree.sum(axis=1) - agree[rows, axis]
    return np.asarray((faces.kind == JOINT) & level & (across == 2))


@dataclass(frozen=True, eq=False, slots=True)
class _Loops:
    """Faces' loops with the corners that subdividing adds: places [m], their piece, and what each loop's edges are.

    ``start`` and ``corner`` are as in ``Faces``; ``near`` is the frame at which the break along the edge after each corner
    opens, ``worn`` whether it is no break but an edge that is struck; ``refined`` says which faces are drawn anew.
    """

    place: Floats
    piece: Rows
    start: Rows
    corner: Rows
    near: Floats
    worn: NDArray[np.bool_]
    refined: NDArray[np.bool_]
    ragged: NDArray[np.bool_]


def _subdivided(
    pieces: Pieces,
    faces: Faces,
    rest: Floats,
    ragged: NDArray[np.bool_],
    opening: Floats,
    step_m: float,
    worn: Floats,
) -> _Loops:
    face = np.repeat(np.arange(len(faces.owner)), np.diff(faces.start))
    one = faces.corner
    following = np.arange(len(one)) + 1
    following[faces.start[1:] - 1] = faces.start[:-1]
    two = one[following]
    _, first, edge = np.unique(
        np.minimum(one, two) * len(rest) + np.maximum(one, two), return_index=True, return_inverse=True
    )
    breaks, opens = np.zeros(len(first), bool), np.full(len(first), NEVER)
    np.logical_or.at(breaks, edge, ragged[face])
    np.minimum.at(opens, edge, np.where(faces.kind[face] == SKIN, NEVER, opening[face]))
    whole = np.ones(len(first), bool)
    np.logical_and.at(whole, edge, faces.kind[face] == SKIN)
    opens[whole] = worn[faces.owner[face[first]]][whole]
    material = pieces.material[faces.owner[face[first]]]
    at, share = _along(rest[one[first]], rest[two[first]], material, breaks, step_m)
    count = np.bincount(at, minlength=len(first))
    begins = np.cumsum(np.concatenate([[0], count]))
    added = rest[one[first[at]]] * (1.0 - share[:, None]) + rest[two[first[at]]] * share[:, None]
    # Walk each loop: its corner, then the edge's own new corners, forwards or backwards.
    size = 1 + count[edge]
    start = np.concatenate([[0], np.cumsum(size)])
    slot = np.arange(start[-1]) - np.repeat(start[:-1], size)
    of = np.repeat(np.arange(len(one)), size)
    ahead = one == one[first[edge]]
    inner = np.where(ahead[of], slot - 1, count[edge[of]] - slot)
    corner = np.where(slot == 0, one[of], len(rest) + begins[edge[of]] + inner)
    piece = np.repeat(np.arange(len(pieces)), np.diff(pieces.vertex_start))
    refined = ragged.copy()
    np.logical_or.at(refined, face, (count[edge] > 0) | (opens[edge] < NEVER))
    return _Loops(
        place=np.concatenate([rest, added]),
        piece=np.concatenate([piece, faces.owner[face[first[at]]]]),
        start=start[faces.start],
        corner=corner,
        near=opens[edge[of]],
        worn=whole[edge[of]],
        refined=refined,
        ragged=ragged,
    )


def _along(
    one: Floats, two: Floats, material: NDArray[np.uint8], breaks: NDArray[np.bool_], step_m: float
) -> tuple[Rows, Floats]:
    """Return where edges get new corners: the edge of each, and its share of the way; in order.

    New corners stand on planes that all edges have in common, so that both sides of a crack have the same. Masonry has two a
    course, under and over its joint.
    """
    way = two - one
    rows = np.arange(len(one))
    axis = np.abs(way).argmax(axis=1)
    axis[material == MATERIALS.index("brick")] = 2
    step = np.full(len(one), step_m)
    step[material == MATERIALS.index("brick")] = COURSE_M
    step[material == MATERIALS.index("wood")] = min(1.5 * SPLINTERS_M, step_m)
    start, length = one[rows, axis], way[rows, axis]
    low, high = np.minimum(start, start + length), np.maximum(start, start + length)
    first, last = np.floor(low / step) + 1, np.ceil(high / step) - 1
    count = np.where(breaks & (high - low > 1e-3), np.maximum(last - first + 1, 0), 0).astype(np.int64)
    of = np.repeat(rows, count)
    number = np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count)
    at = (first[of] + number) * step[of]
    masonry = material[of] == MATERIALS.index("brick")
    of = np.concatenate([of, of[masonry]])
    at = np.concatenate([np.where(masonry, at - 1e-4, at), at[masonry] + 1e-4])
    share = (at - start[of]) / length[of]
    inside = (share > 1e-4) & (share < 1.0 - 1e-4)
    of, share = of[inside], share[inside]
    order = np.lexsort((share, of))
    return of[order], share[order]


@dataclass(frozen=True, eq=False, slots=True)
class _Drawn:
    """A building's triangles anew; rows of a piece stand together."""

    place: Floats
    vertex_piece: Rows
    vertex_start: Rows
    triangles: Rows
    triangle_start: Rows
    source: Rows
    chip: Floats
    opens: Floats


def _fans(pieces: Pieces, faces: Faces, loops: _Loops, ring_m: float) -> _Drawn:
    """Fan each face that is drawn anew around its middle, a deep broken one over a ring; keep the others."""
    face = np.repeat(np.arange(len(faces.owner)), np.diff(loops.start))
    following = np.arange(len(face)) + 1
    following[loops.start[1:] - 1] = loops.start[:-1]
    keep = loops.refined[face]
    face, one, two = face[keep], loops.corner[keep], loops.corner[following[keep]]
    near, worn = loops.near[keep], loops.worn[keep]
    middle = np.flatnonzero(loops.refined)
    row = np.zeros(len(faces.owner), np.int64)
    row[middle] = len(loops.place) + np.arange(len(middle))
    # How far a face's middle lies from the line of each edge.
    line = loops.place[two] - loops.place[one]
    length = np.maximum(np.linalg.norm(line, axis=1), 1e-9)
    deep = np.linalg.norm(np.cross(line, faces.middle[face] - loops.place[one]), axis=1) / length
    least = np.full(len(faces.owner), np.inf)
    np.minimum.at(least, face, deep)
    ring = loops.ragged[face] & (least[face] > ring_m)
    ringed = np.flatnonzero(ring)
    between = np.zeros(len(face), np.int64)
    between[ringed] = len(loops.place) + len(middle) + np.arange(len(ringed))
    after = np.arange(len(face)) + 1
    last = np.flatnonzero(np.append(face[1:] != face[:-1], True)) if len(face) else np.zeros(0, np.int64)
    after[last] = np.concatenate([[0], last[:-1] + 1]) if len(last) else last
    place = np.concatenate(
        [loops.place, faces.middle[middle], 0.5 * (loops.place[one[ringed]] + faces.middle[face[ringed]])]
    )
    piece = np.concatenate([loops.piece, faces.owner[middle], faces.owner[face[ringed]]])
    plain = np.flatnonzero(~ring)
    old = np.flatnonzero(~loops.refined[faces.of_triangle])
    owner_of_old = faces.owner[faces.of_triangle[old]]
    kept = pieces.triangles[old].astype(np.int64) + pieces.vertex_start[owner_of_old][:, None]
    groups = (
        (
            np.column_stack([row[face[plain]], one[plain], two[plain]]),
            face[plain],
            _chips(near[plain], deep[plain] * np.where(worn[plain], WEAR, 1.0)),
        ),
        (np.column_stack([row[face[ringed]], between[ringed], between[after[ringed]]]), face[ringed], None),
        (np.column_stack([one[ringed], two[ringed], between[after[ringed]]]), face[ringed], None),
        (np.column_stack([one[ringed], between[after[ringed]], between[ringed]]), face[ringed], None),
        (kept, faces.of_triangle[old], None),
    )
    triangles = np.concatenate([group[0] for group in groups])
    source = np.concatenate([group[1] for group in groups])
    chip = np.concatenate([np.full((len(group[0]), 3), FAR_M) if group[2] is None else group[2][0] for group in groups])
    opens = np.concatenate([np.full(len(group[0]), NEVER) if group[2] is None else group[2][1] for group in groups])
    inner = faces.kind[source] != SKIN
    chip[inner], opens[inner] = FAR_M, NEVER
    return _by_piece(pieces, faces, place, piece, triangles, source, chip, opens)


def _chips(near: Floats, deep: Floats) -> tuple[Floats, Floats]:
    chip = np.full((len(near), 3), FAR_M)
    opens = near < NEVER
    chip[opens, 0], chip[opens, 1:] = deep[opens], 0.0
    return chip, near


def _by_piece(
    pieces: Pieces,
    faces: Faces,
    place: Floats,
    piece: Rows,
    triangles: Rows,
    source: Rows,
    chip: Floats,
    opens: Floats,
) -> _Drawn:
    """Sort corners and triangles by piece, and count corners within each."""
    order = np.argsort(piece, kind="stable")
    start = np.searchsorted(piece[order], np.arange(len(pieces) + 1))
    rank = np.empty(len(piece), np.int64)
    rank[order] = np.arange(len(piece))
    owner = faces.owner[source]
    by_owner = np.lexsort((source, owner))
    owner = owner[by_owner]
    local = rank[triangles[by_owner]] - start[owner][:, None]
    return _Drawn(
        place=place[order],
        vertex_piece=piece[order],
        vertex_start=start,
        triangles=local,
        triangle_start=np.searchsorted(owner, np.arange(len(pieces) + 1)),
        source=source[by_owner],
        chip=chip[by_owner],
        opens=opens[by_owner],
    )
