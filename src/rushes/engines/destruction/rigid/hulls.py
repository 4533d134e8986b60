"""Pieces as the solver sees them: convex hulls with faces, edges, planes and inertia, each local to its centre of mass."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.building.pieces import Pieces

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

SHRINK = 0.99
GAP_M = 0.004
"""Hulls are this much smaller than their pieces towards each other, and no corner moves in by more than the gap [m]: pieces that
broke from one member touch all over, and would rub as if they were still whole. Against the ground they are as they are drawn."""


@dataclass(frozen=True, eq=False, slots=True)
class Hulls:
    """Convex hulls of n pieces, in rest axes and local to each piece's centre.

    Attributes:
        corner: [V, 3] m; corner_start: [n + 1].
        normal: [F, 3] outward, unit; reach: [F] m from the centre to the face's plane; face_start: [n + 1].
        loop: [L] corners of each face, counter-clockwise from outside; loop_start: [F + 1].
        edge: [E, 4] two corners, and the faces left and right of them; edge_start: [n + 1].
        shrink: [n] factor on lengths towards other pieces.
        radius: [n] m.
        inertia: [n, 3, 3] kg m2 about the centre.
    """

    corner: Floats
    corner_start: Rows
    normal: Floats
    reach: Floats
    face_start: Rows
    loop: Rows
    loop_start: Rows
    edge: Rows
    edge_start: Rows
    shrink: Floats
    radius: Floats
    inertia: Floats


def hulls_of(pieces: Pieces) -> Hulls:
    """Return the hulls of pieces: triangles that lie in one plane are one face."""
    from rushes.engines.destruction.rigid.hull_kernels import faces_of

    corner = pieces.vertices.astype(np.float64)
    start = pieces.vertex_start.astype(np.int64)
    triangles = pieces.triangles.astype(np.int64)
    normal, reach, face_start, loop, loop_start, edge, edge_start = faces_of(
        corner, start, triangles, pieces.triangle_start.astype(np.int64)
    )
    radius = np.sqrt(np.maximum.reduceat((corner**2).sum(axis=1), start[:-1]))
    return Hulls(
        corner=corner,
        corner_start=start,
        normal=normal,
        reach=reach,
        face_start=face_start,
        loop=loop,
        loop_start=loop_start,
        edge=edge,
        edge_start=edge_start,
        shrink=np.maximum(SHRINK, 1.0 - GAP_M / radius),
        radius=radius,
        inertia=_inertia(pieces, corner, triangles),
    )


def _inertia(pieces: Pieces, corner: Floats, triangles: Rows) -> Floats:
    """Return the inertia of each piece about its centre, summed over tetrahedra from the centre, shape [n, 3, 3] kg m2."""
    starts = pieces.triangle_start[:-1]
    owner = np.repeat(np.arange(len(pieces)), np.diff(pieces.triangle_start))
    a, b, c = (corner[triangles[:, side] + pieces.vertex_start[owner]] for side in range(3))
    six = np.einsum("ti,ti->t", a, np.cross(b, c))
    total = a + b + c
    second = sum((one[:, :, None] * one[:, None, :] for one in (a, b, c, total)), np.zeros((len(a), 3, 3)))
    spread = np.add.reduceat(second * (six / 120.0)[:, None, None], starts)
    volume = np.add.reduceat(six, starts) / 6.0
    spread *= (pieces.mass / np.maximum(volume, 1e-9))[:, None, None]
    return np.asarray(np.trace(spread, axis1=1, axis2=2)[:, None, None] * np.eye(3) - spread)
