"""Silhouettes that hold: coverage as the geometry has it, and along it the colour of what lies just inside.

A renderer that is denoised leaves the two apart: its colour is smoothed across an edge and its alpha is not, so that a pixel
which few paths happened to hit is a dark dot in the composite, and one that many hit a light one.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

SOLID: Final = 0.996
"""Coverage from which a pixel counts as covered: a few of thousands of samples miss by rounding."""

FAINT: Final = 0.02
"""What a pixel that is covered in part counts beside one that is covered whole: only where there is no other, as in a wire."""

NEAR_PX, FAR_PX = 0.9, 3.0
"""How far along a silhouette colour is looked for [px, standard deviation]; the second where the first finds none."""

NONE: Final = 1e-3
"""Coverage found under which there is no colour to speak of."""

UNDRAWN: Final = 0.34
"""More than this beyond all that was drawn round it, and the renderer shows something that the drawing knows nothing of."""


CRACK: Final = 0.7
"""Coverage from which what is open amid solid pixels is a seam between two drawn faces: a street outside, ten times as bright as
the room, would glint through it."""


def settled(traced: Floats, coverage: Floats) -> Floats:
    """Return a traced layer with the coverage that was drawn, premultiplied, shape [h, w, 4].

    Args:
        traced: Premultiplied R, G, B, A as the renderer gave it, denoised or not, shape [h, w, 4].
        coverage: Of the same things with the same shutter, by many even samples, 0 to 1, shape [h, w].
    """
    import cv2

    alpha = np.clip(traced[..., 3], 0.0, 1.0)
    beyond = cv2.blur(alpha, (3, 3)) - cv2.dilate(cv2.blur(coverage, (3, 3)), np.ones((3, 3), np.uint8))
    wanted = np.where(beyond > UNDRAWN, alpha, coverage)
    wanted = np.where(_shut(alpha) & (coverage > CRACK), np.float32(1.0), wanted)
    sure = (alpha >= SOLID) & (wanted >= SOLID)
    weight = np.where(sure, np.float32(1.0), np.float32(FAINT))
    weighted = np.concatenate([traced[..., :3] * weight[..., None], (alpha * weight)[..., None]], axis=2)
    colour, found = _spread(weighted, NEAR_PX)
    farther, reach = _spread(weighted, FAR_PX)
    near = found > NONE * FAINT
    colour = np.where(near[..., None], colour, farther)
    wanted = np.where(near | (reach > NONE * FAINT), wanted, np.float32(0.0))
    wanted[wanted >= SOLID] = 1.0
    rgb = np.where(sure[..., None], traced[..., :3], colour * wanted[..., None])
    return np.concatenate([np.maximum(rgb, 0.0), wanted[..., None]], axis=2).astype(np.float32)


def _shut(alpha: Floats) -> NDArray[np.bool_]:
    """Return where the renderer saw nothing of what is behind, there and all round."""
    import cv2

    return np.asarray(cv2.erode((alpha >= SOLID).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0)


def _spread(weighted: Floats, sigma: float) -> tuple[Floats, Floats]:
    """Return the mean colour round each pixel, shape [h, w, 3], and how much of any was found, shape [h, w]."""
    import cv2

    blurred = cv2.GaussianBlur(weighted, (0, 0), sigma, borderType=cv2.BORDER_REFLECT_101)
    return blurred[..., :3] / np.maximum(blurred[..., 3:], 1e-9), blurred[..., 3]
