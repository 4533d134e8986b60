"""Texture coordinates of round walls: the shell of a chimney or of a water tower, unrolled.

Laid out over the planes of a box, courses of bricks would be squeezed where the wall turns away.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.building.pieces import Pieces
from rushes.engines.destruction.building.solid import MATERIALS, MEMBERS

OUTWARD = 0.6
"""A face is of the shell when its normal goes so far out of the axis, or towards it."""


def is_round(pieces: Pieces) -> NDArray[np.bool_]:
    """Return which pieces belong to a shell round the axis z, shape [n]: of a chimney, and of a tower that isn't square."""
    shell = np.isin(pieces.member, [MEMBERS.index("wall"), MEMBERS.index("band")])
    if pieces.form == "chimney":
        return shell
    square = np.isin(pieces.material, [MATERIALS.index("brick"), MATERIALS.index("wood")])
    if pieces.form != "tower" or (square & shell).any():
        return np.zeros(len(pieces), dtype=bool)
    return shell


def unroll(pieces: Pieces, rest: NDArray[np.float32], owner: NDArray[np.int64], layout: NDArray[np.float32]) -> None:
    """Lay out the faces of round walls, in place: u is the angle from the front (-y) times the radius, v the height [m].

    Each piece is unrolled from its own middle, so that none is torn where the angle jumps, which is at the back.

    Args:
        pieces: The building.
        rest: The corners of every triangle at rest [m], shape [T, 3, 3].
        owner: The piece of each triangle, shape [T].
        layout: Coordinates [m], shape [T, 3, 2].
    """
    shell = is_round(pieces)
    if not shell.any():
        return
    normal = np.cross(rest[:, 1] - rest[:, 0], rest[:, 2] - rest[:, 0])
    middle = rest.mean(axis=1)
    out = middle[:, :2] / np.maximum(np.linalg.norm(middle[:, :2], axis=1), 1e-9)[:, None]
    size = np.maximum(np.linalg.norm(normal, axis=1), 1e-12)
    rows = shell[owner] & (np.abs((normal[:, :2] * out).sum(axis=1)) > OUTWARD * size)
    points, centre = rest[rows].astype(float), pieces.centre[owner[rows]]
    own = np.arctan2(centre[:, 0], -centre[:, 1])[:, None]
    angle = own + np.remainder(np.arctan2(points[..., 0], -points[..., 1]) - own + math.pi, 2 * math.pi) - math.pi
    layout[rows, :, 0] = angle * np.hypot(points[..., 0], points[..., 1])
    layout[rows, :, 1] = points[..., 2]
