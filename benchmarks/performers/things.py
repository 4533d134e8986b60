"""What else is in the picture: eyeballs and glasses as meshes, at rest [dm]."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Mesh:
    """Vertices, shape [n, 3], and faces of four corners, shape [m, 4]."""

    vertices: Floats
    faces: Ints


def ball(rings: int = 32, around: int = 40) -> Mesh:
    """Return a unit sphere whose pole looks along z."""
    polar = np.linspace(0.0, np.pi, rings + 1)
    turn = np.linspace(0, 2 * np.pi, around, endpoint=False)
    x, y = np.sin(polar)[:, None] * np.cos(turn), np.sin(polar)[:, None] * np.sin(turn)
    z = np.cos(polar)[:, None] + 0 * turn
    return Mesh(np.stack([x, y, z], -1).reshape(-1, 3), _sheet(rings + 1, around, closed=True))


def tube(course: Floats, radius: float, *, closed: bool, around: int = 8) -> Mesh:
    """Return a tube along a course, shape [n, 3]."""
    ahead = np.roll(course, -1, axis=0) - np.roll(course, 1, axis=0)
    if not closed:
        ahead[0], ahead[-1] = course[1] - course[0], course[-1] - course[-2]
    ahead /= np.linalg.norm(ahead, axis=1, keepdims=True)
    side = np.cross(ahead, np.array([0.13, 0.21, 0.97]))
    side /= np.linalg.norm(side, axis=1, keepdims=True)
    up = np.cross(side, ahead)
    turn = np.linspace(0, 2 * np.pi, around, endpoint=False)
    rings = course[:, None] + radius * (np.cos(turn)[:, None] * side[:, None] + np.sin(turn)[:, None] * up[:, None])
    faces = _sheet(len(course), around, closed=True)
    if closed:
        last = (len(course) - 1) * around
        number = np.arange(around)
        joined = np.stack([last + number, last + (number + 1) % around, (number + 1) % around, number], axis=1)
        faces = np.concatenate([faces, joined])
    return Mesh(rings.reshape(-1, 3), faces)


def glasses(eyes: Floats, bridge_z: float) -> tuple[Mesh, Mesh]:
    """Return the frame and the lenses of glasses before two eyes, shape [2, 3]; ``bridge_z`` is how far in front they stand [dm]."""
    turn = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    parts, panes = [], []
    for eye in eyes:
        side = np.sign(eye[0])
        x = eye[0] + 0.245 * np.sign(np.cos(turn)) * np.abs(np.cos(turn)) ** 0.75 + 0.02 * side
        y = eye[1] - 0.03 + 0.185 * np.sign(np.sin(turn)) * np.abs(np.sin(turn)) ** 0.75
        ring = np.stack([x, y, bridge_z - 0.35 * (np.abs(x) / 0.6) ** 2], axis=1)
        parts.append(tube(ring, 0.016, closed=True))
        hinge = ring[np.argmax(side * ring[:, 0])]
        back = np.stack([hinge + np.array([0.08 * side, 0.02, -0.1]), np.array([0.78 * side, eye[1], 0.45])])
        parts.append(tube(np.concatenate([hinge[None], back]), 0.014, closed=False))
        inner = ring.mean(axis=0) + 0.985 * (ring - ring.mean(axis=0))
        panes.append(
            Mesh(
                np.stack([inner, np.repeat(ring.mean(axis=0)[None], 48, axis=0)], 1).reshape(-1, 3),
                _sheet(48, 2, closed=False, round_=True),
            )
        )
    span = np.linspace(-1, 1, 9)
    gap = abs(eyes[0][0]) - 0.235
    bridge = np.stack([gap * span, eyes[0][1] + 0.05 - 0.03 * span**2, bridge_z + 0.03 - 0.03 * span**2], axis=1)
    parts.append(tube(bridge, 0.016, closed=False))
    return joined(parts), joined(panes)


def joined(parts: list[Mesh]) -> Mesh:
    """Return several meshes as one."""
    starts = np.cumsum([0, *(len(part.vertices) for part in parts[:-1])])
    return Mesh(
        np.concatenate([part.vertices for part in parts]),
        np.concatenate([part.faces + start for part, start in zip(parts, starts, strict=True)]),
    )


def _sheet(rows: int, columns: int, *, closed: bool, round_: bool = False) -> Ints:
    """Return the faces of a grid of points; ``closed`` joins its last column to the first, ``round_`` its last row."""
    row, column = np.meshgrid(np.arange(rows - (not round_)), np.arange(columns - (not closed)), indexing="ij")
    nxt, beside = (row + 1) % rows, (column + 1) % columns
    corners = [row * columns + column, row * columns + beside, nxt * columns + beside, nxt * columns + column]
    return np.stack([one.ravel() for one in corners], axis=1)
