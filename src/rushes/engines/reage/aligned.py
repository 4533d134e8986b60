"""A face laid into a square as re-ageing networks were trained on it, shown to one, and its answer taken back as a change of light.

The square is that of the FFHQ data set (Karras et al. 2019, *A Style-Based Generator Architecture for Generative Adversarial Networks*): eyes and mouth tell
its place, size and turn. A model looks at display values, 0 to 1. What comes back is a factor on the plate's own light, so that a film's range stays.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.reage.carrying import LARGEST_GAIN
from rushes.engines.reage.landmarks import LEFT_EYE, LIPS, RIGHT_EYE
from rushes.engines.reage.regions import face_mask
from rushes.engines.reage.skin import skin_matte
from rushes.engines.reage.window import MM_OUTER_CORNERS, Window, iod_px
from rushes.errors import BadInputError
from rushes.media.colour import for_display, from_display

Floats = NDArray[np.float32]
Model = Callable[[Floats], Floats]
"""Takes display values, shape [side, side, 3], and returns changed ones of that shape."""

RIGHT_CORNER, LEFT_CORNER = LIPS[0], LIPS[10]

BRIGHTEST: Final = 0.985
"""Display values above this are taken down to it: beyond, the way back to light is so steep that a model's last digit is a stop."""

DARKEST: Final = 2e-3
"""Light below which no factor is read."""

LEAST_STEP: Final = 1e-4
"""A change of display values below this is a sum's rounding, and none."""

EDGE: Final = 0.1
"""The square ends below the chin: over so much of its side a change fades, or the neck would show a line."""

GRAIN_MM: Final = 0.7
"""An editor draws each picture anew; what it says below this size on the face is its own grain, and the plate's stays."""


def square(mesh: Floats, side: int) -> NDArray[np.float64]:
    """Return what brings a picture's pixels into the square of a face, shape [2, 3].

    Args:
        mesh: In the picture's pixels, shape [468, 3].
        side: Of the square [px].
    """
    right, left = (mesh[list(eye), :2].mean(axis=0) for eye in (RIGHT_EYE, LEFT_EYE))
    mouth = (mesh[RIGHT_CORNER, :2] + mesh[LEFT_CORNER, :2]) / 2
    eyes = (right + left) / 2
    across, down = complex(*(left - right)), complex(*(mouth - eyes))
    along = across - 1j * down
    reach = max(2.0 * abs(across), 1.8 * abs(down))
    along *= reach / max(abs(along), 1e-6)
    centre = complex(*eyes) + 0.1 * down
    turn = (side / 2) / along
    shift = complex(side / 2, side / 2) - turn * centre
    return np.array([[turn.real, -turn.imag, shift.real], [turn.imag, turn.real, shift.imag]])


def changed(
    light: Floats, mesh: Floats, window: Window, side: int, model: Model, *, keeps_grain: bool
) -> tuple[Floats, Floats]:
    """Show a face to a model and return the light that it adds in a window, shape [h, w, 3], and where, shape [h, w].

    Args:
        light: The whole frame, scene-linear ACEScg, shape [H, W, 3].
        mesh: In its pixels, shape [468, 3].
        window: Where the change is worked out.
        side: Of the square that the model is shown [px].
        model: The model.
        keeps_grain: The model changes a picture and leaves its grain; otherwise what is finest in its answer is left out.

    Raises:
        BadInputError: The model's answer is no number somewhere, or of another shape.
    """
    import cv2

    matrix = square(mesh, side)
    seen = _laid_in(light, matrix, side)
    shown = np.minimum(for_display(seen), np.float32(BRIGHTEST))
    answer = np.asarray(model(shown), np.float32)
    if answer.shape != shown.shape or not np.isfinite(answer).all():
        raise BadInputError(
            f"The model's answer is {'no number in places' if answer.shape == shown.shape else f'of shape {answer.shape}, and {shown.shape} was asked for'}. Look "
            "at it with the program that made it."
        )
    answer = np.clip(answer, 0.0, BRIGHTEST)
    gain = np.log(np.maximum(from_display(answer), DARKEST)) - np.log(np.maximum(from_display(shown), DARKEST))
    gain = np.where(np.abs(answer - shown) < LEAST_STEP, 0.0, np.clip(gain, -LARGEST_GAIN, LARGEST_GAIN)).astype(
        np.float32
    )
    gain *= _faded(side)[..., None]
    there = matrix.copy()
    there[:, 2] += matrix[:, :2] @ np.array([window.left, window.top])
    back = cv2.invertAffineTransform(there)
    own = cv2.warpAffine(gain, back, window.size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    inside = window.inside(mesh)
    if not keeps_grain:
        own = cv2.GaussianBlur(own, (0, 0), max(0.5, GRAIN_MM / MM_OUTER_CORNERS * iod_px(inside)))
    cut = np.ascontiguousarray(window.cut(light))
    matte = np.maximum(face_mask(inside, window.size), skin_matte(cut, inside))
    return np.asarray(cut * np.expm1(own * matte[..., None]), np.float32), np.asarray(matte, np.float32)


def in_tiles(picture: Floats, tile: int, network: Model) -> Floats:
    """Show a picture to a network in tiles that overlap by half, and put its answers together, shape [h, w, 3].

    Args:
        picture: Square, shape [side, side, 3].
        tile: Side of a tile [px].
        network: Takes and returns a tile.
    """
    side = picture.shape[0]
    if tile >= side:
        return network(picture)
    count = -(-2 * side // tile) - 1
    starts = np.unique(np.round(np.linspace(0, side - tile, max(2, count))).astype(int))
    ramp = np.minimum(np.arange(tile) + 1, np.arange(tile, 0, -1)).astype(np.float32) / tile
    weight = np.minimum.outer(ramp, ramp)[..., None]
    total, whole = np.zeros((side, side, 1), np.float32), np.zeros_like(picture)
    for top in starts:
        for left in starts:
            part = np.s_[top : top + tile, left : left + tile]
            whole[part] += weight * network(np.ascontiguousarray(picture[part]))
            total[part] += weight
    return np.asarray(whole / total, np.float32)


def _laid_in(light: Floats, matrix: NDArray[np.float64], side: int) -> Floats:
    import cv2

    zoom = float(np.hypot(matrix[0, 0], matrix[1, 0]))
    corners = cv2.invertAffineTransform(matrix) @ np.array([[0, side, 0, side], [0, 0, side, side], [1, 1, 1, 1]])
    height, width = light.shape[:2]
    low = np.clip(np.floor(corners.min(axis=1)) - 4, 0, [width - 1, height - 1]).astype(int)
    high = np.clip(np.ceil(corners.max(axis=1)) + 4, low + 1, [width, height]).astype(int)
    cut = np.ascontiguousarray(light[low[1] : high[1], low[0] : high[0]])
    if zoom < 1:
        cut = cv2.GaussianBlur(cut, (0, 0), 0.4 / zoom)
    there = matrix.copy()
    there[:, 2] += matrix[:, :2] @ low
    flags = cv2.INTER_LINEAR if zoom < 1 else cv2.INTER_CUBIC
    laid = cv2.warpAffine(cut, there, (side, side), flags=flags, borderMode=cv2.BORDER_REFLECT_101)
    return np.maximum(np.asarray(laid, np.float32), 0.0)


def _faded(side: int) -> Floats:
    off = np.minimum(np.arange(side) + 0.5, side - 0.5 - np.arange(side)) / (EDGE * side)
    ramp = np.clip(off, 0, 1).astype(np.float32)
    return np.minimum.outer(ramp, ramp)
