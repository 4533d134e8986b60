"""Heads without a face: a plain form with hair over it. A face that is made up would be a stranger's whom nobody asked."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.body.shape import Body
from rushes.engines.clip.model import faces_of
from rushes.engines.dressing.mesh import Mesh
from rushes.engines.dressing.solids import lathe

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TALL: Final = 0.132
"""A head's height over the body's: seven and a half heads make a body."""

WIDE, DEEP = 0.68, 0.86
"""A head's width and depth over its height."""

HAIR: Final = 1.07
"""Hair's outside over the head's."""


def head_faces(body: Body) -> NDArray[np.bool_]:
    """Return which of the body's faces are the head that the form stands for, shape [faces]; the eyes are."""
    mesh = body.mesh
    crown = float(body.vertices[: mesh.skin, 2].max())
    middle = body.vertices[mesh.faces].mean(axis=1)
    of_neck = mesh.share("neck")[mesh.faces].mean(axis=1) > 0.5
    above = middle[:, 2] > crown - 1.03 * TALL * crown
    return np.asarray((of_neck & above) | (mesh.faces >= mesh.skin).any(axis=1))


def head_form(points: Floats, faces: Ints) -> Mesh:
    """Return the form of a head over the points that some faces of a posed body have [m]: an egg, its narrow end down."""
    middle, half = _measured(points, faces)
    profile = [
        (math.sin(angle) * (1.0 - 0.16 * math.cos(angle)), -math.cos(angle)) for angle in np.linspace(0, math.pi, 17)
    ]
    egg = lathe([(abs(radius), height) for radius, height in profile], 28)
    return egg.scaled(*(float(part) for part in half)).moved(*(float(part) for part in middle))


def hair_form(points: Floats, faces: Ints) -> Mesh:
    """Return hair over that form: what is above the brow, and behind the ears down to the nape."""
    middle, half = _measured(points, faces)
    shell = head_form(points, faces)
    places = middle + (shell.points - middle) * HAIR
    mesh = Mesh(places, shell.counts, shell.corners, shell.st)
    starts = np.concatenate([[0], np.cumsum(mesh.counts)[:-1]]).astype(np.int64)
    centres = np.add.reduceat(mesh.points[mesh.corners], starts, axis=0) / mesh.counts[:, None]
    _, away, up = ((centres - middle) / half).T
    kept = (up > 0.42) | ((away > 0.12) & (up > -0.45))
    return faces_of(mesh, np.flatnonzero(kept))


def _measured(points: Floats, faces: Ints) -> tuple[Floats, Floats]:
    """Return the middle of a head and half of its sides [m]."""
    mine = points[np.unique(faces)]
    low, high = mine.min(axis=0), mine.max(axis=0)
    tall = float(high[2] - low[2]) * 1.03
    middle = np.array([(low[0] + high[0]) / 2, high[1] - DEEP * tall / 2 - 0.004, high[2] - tall / 2])
    return middle, np.array([WIDE * tall / 2, DEEP * tall / 2, tall / 2])
