"""What is skin in a picture of a face: by its own colour, learned from the cheeks of this very frame."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rushes.engines.reage.regions import face_mask, spared, up
from rushes.engines.reage.window import iod_px

Floats = NDArray[np.float32]

LEAST = 1e-4
"""The light below which a logarithm is not taken any further down."""

NEAR, FAR = 2.2, 4.0
"""Distances from the skin's colour, in its standard deviations, up to which it is skin and from which on it is not."""


def skin_matte(light: Floats, mesh: Floats) -> Floats:
    """Return how far each pixel is the performer's skin, shape [h, w], 0 to 1.

    Args:
        light: Scene-linear ACEScg, shape [h, w, 3].
        mesh: In the picture's pixels, shape [468, 3].
    """
    size = (light.shape[1], light.shape[0])
    inside = face_mask(mesh, size)
    kept = 1.0 - spared(mesh, size)
    colour = _chroma(light)
    sample = colour[(inside * kept) > 0.9]
    if len(sample) < 50:
        return np.asarray(inside * kept, np.float32)
    middle = np.median(sample, axis=0)
    spread = np.cov((sample - middle).T) + np.diag([1e-3, 1e-3, 4e-2])
    off = colour - middle
    distance = np.sqrt(np.maximum(np.einsum("hwi,ij,hwj->hw", off, np.linalg.inv(spread), off), 0.0))
    alike = np.clip((FAR - distance) / (FAR - NEAR), 0.0, 1.0).astype(np.float32)
    reach = _reach(mesh, size)
    matte = np.maximum(alike, inside) * reach * kept
    guide = np.log(np.maximum(light.mean(axis=2), LEAST)).astype(np.float32)
    smooth = guided(guide, matte.astype(np.float32), max(2, round(0.03 * iod_px(mesh))), 0.02)
    return np.asarray(np.clip(smooth, 0.0, 1.0) * kept, np.float32)


def guided(guide: Floats, values: Floats, radius: int, eps: float) -> Floats:
    """Return values that follow the edges of a guide, shape [h, w] each.

    He, Sun and Tang, *Guided image filtering*, IEEE TPAMI 35 (2013).
    """
    import cv2

    side = (2 * radius + 1, 2 * radius + 1)
    mean_g, mean_v = cv2.blur(guide, side), cv2.blur(values, side)
    slope = (cv2.blur(guide * values, side) - mean_g * mean_v) / (cv2.blur(guide * guide, side) - mean_g**2 + eps)
    offset = mean_v - slope * mean_g
    return np.asarray(cv2.blur(slope, side) * guide + cv2.blur(offset, side), np.float32)


def _chroma(light: Floats) -> Floats:
    """Return two log ratios and a weak log luminance, shape [h, w, 3]."""
    log = np.log(np.maximum(light, LEAST))
    return np.stack([log[..., 0] - log[..., 1], log[..., 1] - log[..., 2], 0.35 * log.mean(axis=2)], axis=-1)


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
