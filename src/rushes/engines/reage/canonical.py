"""A face brought to one place and size, so that a small network always finds it where it learned it."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.reage.carrying import mesh_map
from rushes.engines.reage.landmarks import LEFT_OUTER, RIGHT_OUTER
from rushes.engines.reage.skin import LEAST

Floats = NDArray[np.float32]

WIDE, TALL = 288, 352
EYES_X, EYES_Y, EYES_APART = WIDE / 2, 140.0, 118.0
"""Where the outer corners of the eyes come to lie [px], and how far from each other."""

CHANNELS: Final = 5
"""Three of light, two of place."""


def placed(mesh: Floats) -> NDArray[np.float64]:
    """Return what brings a picture's pixels to a face's own place, shape [2, 3]."""
    right, left = mesh[RIGHT_OUTER, :2].astype(float), mesh[LEFT_OUTER, :2].astype(float)
    across = complex(*(left - right))
    turn = EYES_APART / across if across != 0 else 1.0
    matrix = np.array([[turn.real, -turn.imag], [turn.imag, turn.real]])
    shift = np.array([EYES_X, EYES_Y]) - matrix @ ((right + left) / 2)
    return np.column_stack([matrix, shift])


def brought(picture: Floats, mesh: Floats) -> Floats:
    """Return a picture with its face in the one place, shape [TALL, WIDE, ...]."""
    import cv2

    matrix = placed(mesh)
    small = np.hypot(matrix[0, 0], matrix[0, 1]) < 1
    how = cv2.INTER_AREA if small else cv2.INTER_LINEAR
    source = cv2.GaussianBlur(picture, (0, 0), 0.4 / np.hypot(matrix[0, 0], matrix[0, 1])) if small else picture
    return np.asarray(
        cv2.warpAffine(source, matrix, (WIDE, TALL), flags=how, borderMode=cv2.BORDER_REPLICATE), np.float32
    )


def taken_back(canonical: Floats, mesh: Floats, size: tuple[int, int]) -> Floats:
    """Return what lies in a face's own place laid back on a picture of a size (width, height); 0 outside."""
    import cv2

    inverse = cv2.invertAffineTransform(placed(mesh))
    return np.asarray(
        cv2.warpAffine(canonical, inverse, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT), np.float32
    )


def looked_at(light: Floats, mesh: Floats, reference: Floats) -> Floats:
    """Return what the network sees of a face: log light about its own mean, and where each pixel lies on a reference face.

    Args:
        light: Scene-linear, shape [h, w, 3].
        mesh: In its pixels, shape [468, 3].
        reference: The mesh of the face that places are told by, in the one place, shape [468, 3].

    Returns:
        Shape [CHANNELS, TALL, WIDE].
    """
    log = np.log(np.maximum(brought(light, mesh), LEAST))
    log -= log[60:300, 60:230].mean()
    there = mesh.copy()
    there[:, :2] = mesh[:, :2] @ placed(mesh)[:, :2].T + placed(mesh)[:, 2]
    where = mesh_map(there, reference, (WIDE, TALL)) / np.array([WIDE, TALL], np.float32) * 2 - 1
    return np.ascontiguousarray(np.concatenate([log, where], axis=2).transpose(2, 0, 1), np.float32)


def in_place(mesh: Floats) -> Floats:
    """Return a mesh in the one place, shape [468, 3]."""
    there = mesh.copy()
    there[:, :2] = mesh[:, :2] @ placed(mesh)[:, :2].T + placed(mesh)[:, 2]
    return there
