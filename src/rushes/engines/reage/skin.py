"""What is skin in a picture of a face: by its own colour, learned from the cheeks of this very frame."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.reage.regions import face_mask, spared, up
from rushes.engines.reage.window import iod_px

Floats = NDArray[np.float32]

LEAST = 1e-4
"""The light below which a logarithm is not taken any further down."""

NEAR, FAR = 2.2, 4.0
"""Distances from the skin's colour, in its standard deviations, up to which it is skin and from which on it is not."""

WITHIN: Final = (1.3, 1.8)
"""So much further off it may be inside the face's outline, where folds throw shadows; a frame of glasses is further off still."""


SEEN_AT: Final = 80.0
"""Colours are compared in a picture made small, with the eyes' corners at least so far from each other [px]."""


def skin_matte(light: Floats, mesh: Floats) -> Floats:
    """Return how far each pixel is the performer's skin, shape [h, w], 0 to 1.

    Args:
        light: Scene-linear ACEScg, shape [h, w, 3].
        mesh: In the picture's pixels, shape [468, 3].
    """
    size = (light.shape[1], light.shape[0])
    kept = 1.0 - spared(mesh, size)
    shrink = max(1, int(iod_px(mesh) / SEEN_AT))
    small, there = shrunk(light, shrink), shrunk_mesh(mesh, shrink)
    matte = _alike(small, there)
    if matte is None:
        return np.asarray(face_mask(mesh, size) * kept, np.float32)
    guide = grey_log(light)
    smooth = guided(guide, matte, max(2, round(0.03 * iod_px(there))), 0.02, shrink=shrink)
    return np.asarray(np.clip(smooth, 0.0, 1.0) * kept, np.float32)


def shrunk(sheet: Floats, shrink: int) -> Floats:
    """Return a picture made smaller by a whole number; its last rows and columns are repeated to a whole one."""
    import cv2

    if shrink == 1:
        return sheet
    right, foot = -sheet.shape[1] % shrink, -sheet.shape[0] % shrink
    whole = cv2.copyMakeBorder(sheet, 0, foot, 0, right, cv2.BORDER_REPLICATE) if right or foot else sheet
    size = (whole.shape[1] // shrink, whole.shape[0] // shrink)
    return np.asarray(cv2.resize(whole, size, interpolation=cv2.INTER_AREA), np.float32)


def shrunk_mesh(mesh: Floats, shrink: int) -> Floats:
    """Return a mesh in the pixels of a picture made smaller by a whole number."""
    return np.asarray((mesh + [0.5, 0.5, 0.0]) / shrink - [0.5, 0.5, 0.0], np.float32)


def grey_log(light: Floats) -> Floats:
    """Return the logarithm of the mean of red, green and blue, shape [h, w]."""
    import cv2

    return np.asarray(cv2.log(np.maximum(mean_of(light), LEAST)), np.float32)


def redness(light: Floats) -> Floats:
    """Return log red over green, shape [h, w]: by it skin and hair differ most."""
    import cv2

    log = cv2.log(np.maximum(cv2.GaussianBlur(light, (0, 0), 0.7), 10 * LEAST))
    return np.asarray(log[..., 0] - log[..., 1], np.float32)


def mean_of(light: Floats) -> Floats:
    """Return the mean of three channels, shape [h, w]."""
    import cv2

    return np.asarray(cv2.transform(light, np.full((1, 3), 1 / 3, np.float32)), np.float32)


def _alike(light: Floats, mesh: Floats) -> Floats | None:
    """Return what has the colour of the face within its reach, shape [h, w]; None where too little of the face is seen to tell its colour."""
    size = (light.shape[1], light.shape[0])
    inside = face_mask(mesh, size)
    kept = 1.0 - spared(mesh, size)
    colour = chroma(light)
    sample = colour[(inside * kept) > 0.9]
    if len(sample) < 50:
        return None
    middle = np.median(sample, axis=0)
    distance = from_colour(colour, middle, np.cov((sample - middle).T) + np.diag([1e-3, 1e-3, 4e-2]))
    near, far = NEAR + WITHIN[0] * inside, FAR + WITHIN[1] * inside
    alike = np.clip((far - distance) / (far - near), 0.0, 1.0)
    return np.asarray(alike * _reach(mesh, size) * kept, np.float32)


def guided(guide: Floats, values: Floats, radius: int, eps: float, *, shrink: int = 1) -> Floats:
    """Return values that follow the edges of a guide, shape [h, w].

    He, Sun and Tang, *Guided image filtering*, IEEE TPAMI 35 (2013); with ``shrink`` the fast one (He and Sun, arXiv 1505.00996).

    Args:
        guide: Shape [h, w].
        values: Shape [h, w], or as many times smaller as ``shrink`` says, rounded up.
        radius: Of the window, in the pixels of ``values``.
        eps: Variance of the guide below which there is no edge.
        shrink: How many times smaller ``values`` are than the guide.
    """
    import cv2

    side = (2 * radius + 1, 2 * radius + 1)
    near = guide
    if shrink > 1:
        near = cv2.resize(guide, (values.shape[1], values.shape[0]), interpolation=cv2.INTER_AREA)
    mean_g, mean_v = cv2.blur(near, side), cv2.blur(values, side)
    slope = (cv2.blur(near * values, side) - mean_g * mean_v) / (cv2.blur(near * near, side) - mean_g**2 + eps)
    offset = mean_v - slope * mean_g
    slope, offset = cv2.blur(slope, side), cv2.blur(offset, side)
    if shrink > 1:
        over = (values.shape[1] * shrink, values.shape[0] * shrink)
        slope, offset = (
            cv2.resize(sheet, over, interpolation=cv2.INTER_LINEAR)[: guide.shape[0], : guide.shape[1]]
            for sheet in (slope, offset)
        )
    return np.asarray(slope * guide + offset, np.float32)


def from_colour(colour: Floats, middle: NDArray[Any], spread: NDArray[Any]) -> Floats:
    """Return how far colours are from one, in standard deviations (Mahalanobis 1936), shape [h, w].

    Args:
        colour: Shape [h, w, 3].
        middle: The one, shape [3].
        spread: Its covariance, shape [3, 3].
    """
    import cv2

    white = np.linalg.cholesky(np.linalg.inv(spread)).T
    whitened = cv2.transform(colour, np.column_stack([white, -white @ middle]).astype(np.float32))
    squared = cv2.transform(cv2.multiply(whitened, whitened), np.ones((1, 3), np.float32))
    return np.asarray(cv2.sqrt(squared), np.float32)


def times(light: Floats, weight: Floats) -> Floats:
    """Return each channel of light, shape [h, w, n], times a weight, shape [h, w]."""
    import cv2

    return np.asarray(cv2.multiply(light, cv2.merge([weight] * light.shape[2])), np.float32)


def chroma(light: Floats) -> Floats:
    """Return two log ratios and a weak log luminance, shape [h, w, 3]."""
    import cv2

    log = cv2.log(np.maximum(light, LEAST))
    mixed = np.array([[1, -1, 0], [0, 1, -1], [0.35 / 3] * 3], np.float32)
    return np.asarray(cv2.transform(log, mixed), np.float32)


def _reach(mesh: Floats, size: tuple[int, int]) -> Floats:
    """Return where skin of this person may be at all: head and neck, soft, shape [h, w]."""
    import cv2

    sheet = np.zeros(size[::-1], np.float32)
    centre = (mesh[10, :2] + mesh[152, :2]) / 2 - 0.12 * up(mesh)
    tall = float(np.linalg.norm(up(mesh)))
    turn = float(np.degrees(np.arctan2(up(mesh)[0], -up(mesh)[1])))
    axes = (round(0.62 * tall), round(0.98 * tall))
    cv2.ellipse(sheet, (round(float(centre[0])), round(float(centre[1]))), axes, turn, 0, 360, 1.0, -1)
    return np.asarray(cv2.GaussianBlur(sheet, (0, 0), max(1.0, 0.04 * tall)))
