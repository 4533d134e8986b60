"""Marking pictures: the pattern laid over them where it is hidden by what they show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.errors import BadInputError
from rushes.provenance.watermark.pattern import LINES, pattern

Floats = NDArray[np.float32]

LEAST: Final = 0.7
"""How strong the mark is on a plain surface, as the root of its mean square [levels of 255]. Chosen by looking: at 0.9 the
studio wall behind a costume shows a texture like paper, at 0.7 it does at twice its size and nowhere else."""

MOST: Final = 3.0
"""How strong it gets where much is going on [levels]."""

SHARE: Final = 0.55
"""How much of the picture's own liveliness it may have."""

SMALLEST_LINES: Final = 180
"""Below this height the mark's finest parts are finer than the pixels."""

_DARK: Final = 64.0
_IN_THE_DARK: Final = 0.6
"""Below this level [of 255] the mark gets weaker, down to this share at black: a dark coat shows more of it than a wall."""

_AROUND: Final = 11
"""The plainest part is looked for in a square of this side [lines]: what an edge stirs up reaches as far."""


def marked(frames: Iterable[NDArray[Any]], mark: int) -> Iterator[NDArray[Any]]:
    """Lay a take's mark over display pictures, as they go by.

    All of a pixel's three channels change by the same amount, so that only its luma changes.

    Args:
        frames: Display values, shape [h, w, 3]: bytes, 16-bit integers, or floats from 0 to 1. Not scene-linear ones.
        mark: The take's, from ``mark_of``.

    Yields:
        Each picture with the mark, of the same shape and type.

    Raises:
        BadInputError: A picture is too small to hold the mark, or of another type.
    """
    for frame in frames:
        white = _white(frame)
        light = frame.astype(np.float32) * np.float32(255.0 / white)
        luma = light @ np.array([0.2126, 0.7152, 0.0722], np.float32)
        change = change_of(luma, mark)[..., None]
        laid = np.clip((light + change) * np.float32(white / 255.0), 0, white)
        yield (laid if white == 1.0 else np.rint(laid)).astype(frame.dtype)


def change_of(luma: Floats, mark: int) -> Floats:
    """Return what marking adds to a picture's luma.

    Args:
        luma: 0 to 255, shape [h, w].
        mark: The take's, from ``mark_of``.

    Raises:
        BadInputError: The picture is too small to hold the mark.
    """
    height, width = luma.shape
    if height < SMALLEST_LINES:
        raise BadInputError(
            f"A picture of {width}x{height} is too small to be marked: it needs {SMALLEST_LINES} lines. Leave the mark "
            "out, or make larger pictures."
        )
    return pattern(mark, height, width) * strength_of(luma)


def strength_of(luma: Floats) -> Floats:
    """Return how strong the mark may be in each place, as the root of its mean square [levels], shape [h, w].

    A place hides as much as the plainest part near it: the sky beside an edge is as plain as any other sky.
    """
    from scipy.ndimage import gaussian_filter, minimum_filter

    pixel = max(luma.shape[0] / LINES, 1.0)
    lively = luma - gaussian_filter(luma, 2.5 * pixel)
    around = np.sqrt(gaussian_filter(lively**2, 2.0 * pixel))
    plainest = gaussian_filter(minimum_filter(around, size=round(_AROUND * pixel)), 3.0 * pixel)
    dark = np.clip(gaussian_filter(luma, 3.0 * pixel) / _DARK, 0.0, 1.0)
    weight = np.float32(_IN_THE_DARK) + np.float32(1.0 - _IN_THE_DARK) * dark
    return np.asarray(np.clip(SHARE * plainest, LEAST, MOST) * weight, np.float32)


def _white(frame: NDArray[Any]) -> float:
    if frame.ndim != 3 or frame.shape[2] != 3:
        raise BadInputError(f"A picture of shape {frame.shape} can't be marked. Give display values of three channels.")
    known = {"uint8": 255.0, "uint16": 65535.0, "float32": 1.0, "float64": 1.0}
    if frame.dtype.name not in known:
        raise BadInputError(f"A picture of {frame.dtype} can't be marked. Give bytes, 16-bit integers or floats.")
    return known[frame.dtype.name]
