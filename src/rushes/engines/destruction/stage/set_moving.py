"""What of a set moves in a shot: its meshes by frame, for the stage that artists open and for the pictures."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.building.pieces import Pieces
from rushes.engines.destruction.building.set_pieces import Shown
from rushes.engines.destruction.rigid.motion import Motion

Floats = NDArray[np.float64]

STIRS_M = 0.002
"""What moves less than this stands [m]."""

OPENINGS = "Openings"
"""The group of a set's stage that doors and windows stand in."""

TORN_M = 0.12
"""A lamp that has moved so far has lost its wire [m]."""


@dataclass(frozen=True, eq=False)
class Moving:
    """What moves.

    Attributes:
        source: The set's mesh that each group of pieces stands for, by name; pieces of one mesh are one group.
        groups: The pieces of each.
        hidden: Paths of the set's meshes that they are shown instead of.
        torn: The frame from which each thing that moved has no current, by its number.
    """

    source: tuple[str, ...]
    groups: tuple[NDArray[np.int64], ...]
    hidden: tuple[str, ...]
    torn: dict[str, int]


def moving(pieces: Pieces, shown: Shown, motion: Motion) -> Moving:
    """Return what moves in a shot. A mesh of which anything moves is shown by its pieces, all of it."""
    way = np.linalg.norm(motion.position - motion.position[:1], axis=2)
    turned = 1.0 - np.abs((motion.orientation * motion.orientation[:1]).sum(axis=2))
    stirs = (way.max(axis=0) > STIRS_M) | (turned.max(axis=0) > 1e-5) | (motion.scale.min(axis=0) < 0.999)
    stirs_source = set(shown.source[stirs].tolist()) - {-1}
    owner: dict[str, list[int]] = {}
    for piece in range(len(pieces)):
        row = int(shown.source[piece])
        if row in stirs_source or (shown.item[piece] and _of_item(shown, shown.item[piece], stirs)):
            owner.setdefault(str(shown.item[piece]) or str(shown.prims[row]), []).append(piece)
    hidden = [path for path in shown.prims.tolist() if path in owner or _item_of(path) in owner]
    hidden += _ridden(shown, set(owner))
    torn = {}
    for item in {str(name) for name in shown.item[stirs] if name}:
        late = np.flatnonzero(way[:, shown.item == item].max(axis=1) > TORN_M)
        if len(late):
            torn[item] = int(motion.frame[late[0]])
    groups = tuple(np.array(rows, np.int64) for rows in owner.values())
    return Moving(tuple(owner), groups, tuple(hidden), torn)


def _of_item(shown: Shown, item: np.str_, stirs: NDArray[np.bool_]) -> bool:
    return bool(stirs[shown.item == item].any())


def _item_of(path: str) -> str:
    """Return the number of the thing that a mesh's path is of: ``F01`` of ``/Set/F01_sofa/F01_sofa_cloth``, ``D1_leaf1`` of a door's."""
    group, name = path.rsplit("/", maxsplit=2)[-2:]
    return "_".join(name.split("_")[:2]) if group == OPENINGS else group.partition("_")[0]


def _ridden(shown: Shown, owner: set[str]) -> list[str]:
    """Return the riders' meshes that pieces show: of a mesh that goes along with one that is shown whole, bits stand for all of it there."""
    paths = [str(shown.prims[row]) for row in shown.ridden.tolist()]
    return list(dict.fromkeys(str(rider) for rider, path in zip(shown.riders, paths, strict=True) if path in owner))


def placed(pieces: Pieces, motion: Motion, lift: float, points: Floats, piece: NDArray[np.int64], frame: int) -> Floats:
    """Return where points of pieces are at a frame, in the set's own place [m], shape [c, 3].

    Args:
        pieces: The set in pieces.
        motion: Where they are.
        lift: How much higher the pieces stand than the set [m].
        points: Where they were as the set stood, lifted [m], shape [c, 3].
        piece: The piece of each, shape [c].
        frame: Which.
    """
    at = int(np.flatnonzero(motion.frame == frame)[0])
    local = points - pieces.centre[piece]
    w, x, y, z = motion.orientation[at, piece].astype(float).T
    axis = np.column_stack([x, y, z])
    across = 2.0 * np.cross(axis, local)
    turned = local + w[:, None] * across + np.cross(axis, across)
    moved = turned * motion.scale[at, piece, None] + motion.position[at, piece]
    return np.asarray(moved - [0.0, 0.0, lift], float)


def _welded(
    shown: Shown, triangles: NDArray[np.int64]
) -> tuple[NDArray[np.int64], Floats, NDArray[np.int64], NDArray[np.int32]]:
    """Return triangles whose corners are apart, their corners without doubles, of which piece each is, and which are each triangle's.

    A mesh of Blender's that has a triangle of two corners, or the same one twice, ends it.
    """
    points = shown.points.reshape(-1, 3, 3)[triangles].reshape(-1, 3)
    piece = shown.piece[triangles].repeat(3)
    keys = np.column_stack([np.round(points / 1e-5).astype(np.int64), piece])
    _, first, back = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    corner = back.reshape(-1, 3)
    apart = (corner != np.roll(corner, 1, axis=1)).all(axis=1)
    _, once = np.unique(np.sort(corner, axis=1), axis=0, return_index=True)
    kept = np.zeros(len(corner), bool)
    kept[once] = True
    kept &= apart
    return (
        triangles[kept],
        points[first].astype(float),
        piece[first].astype(np.int64),
        corner[kept].ravel().astype(np.int32),
    )


def write_caches(pieces: Pieces, shown: Shown, motion: Motion, what: Moving, folder: Path) -> dict[str, Any]:
    """Write what moves for Blender, and return what ``blender.set_moving`` is asked for.

    Args:
        pieces: The set in pieces.
        shown: What is seen of them.
        motion: Where they are.
        what: What of it moves.
        folder: Where a mesh and a point cache for each group come.
    """
    folder.mkdir(parents=True, exist_ok=True)
    order, starts, caches = [], [0], []
    corners: list[Floats] = []
    index: list[NDArray[np.int32]] = []
    corner_start = [0]
    first = int(motion.frame[0])
    for number, rows in enumerate(what.groups):
        triangles, points, piece, back = _welded(shown, np.flatnonzero(np.isin(shown.piece, rows)))
        order.append(triangles)
        starts.append(starts[-1] + len(triangles))
        index.append(back)
        corner_start.append(corner_start[-1] + len(points))
        corners.append(placed(pieces, motion, shown.lift, points, piece, first))
        path = folder / f"moving.{number:04d}.pc2"
        with path.open("wb") as stream:
            stream.write(struct.pack("<12siiffi", b"POINTCACHE2", 1, len(points), float(first), 1.0, len(motion.frame)))
            for frame in motion.frame.tolist():
                placed(pieces, motion, shown.lift, points, piece, frame).astype("<f4").tofile(stream)
        caches.append(str(path.resolve()))
    every = np.concatenate(order) if order else np.zeros(0, np.int64)
    mesh = folder / "moving.npz"
    np.savez(
        mesh,
        points=np.concatenate([*corners, np.zeros((0, 3))]).astype(np.float32),
        corner=np.concatenate([*index, np.zeros(0, np.int32)]),
        point_start=np.array(corner_start, np.int64),
        normals=shown.normals.reshape(-1, 3, 3)[every].reshape(-1, 3),
        st=shown.st.reshape(-1, 3, 2)[every].reshape(-1, 2),
        look=shown.look[every],
        looks=shown.looks,
        start=np.array(starts, np.int64),
    )
    names = [name.rsplit("/", maxsplit=1)[-1] for name in what.source]
    return {
        "mesh": str(mesh.resolve()),
        "objects": [[name, name] for name in names],
        "hidden": [path.rsplit("/", maxsplit=1)[-1] for path in what.hidden],
        "caches": caches,
        "first": first,
    }
