"""What stands still, calmed over time: few paths find another light each frame, most of all in a room, where it comes by many bounces.

A mean over the frames near by, weighed down where the light itself changed (Tomasi and Manduchi's bilateral filter, 1998, along
time alone). A shadow's edge that sweeps over a wall is kept, as it changes by more than noise does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Channels = Mapping[str, NDArray[Any]]

REACH: Final = 3
"""Frames looked at on either side, weighed 4 3 2 1: a change from frame to frame that is noise shrinks to a sixteenth."""

STILL_PX, SAME_DEPTH = 0.02, 1e-3
"""What moves by less than the first [px a frame], and keeps its depth to this share, stands still."""

SOLID: Final = 0.996
"""Coverage from which a pixel shows nothing of what is behind."""

CHANGED: Final = 0.22
"""Light that changed by this share counts half; noise of few paths stays well below, a shadow's edge is well above."""

BLUR_PX: Final = 1.5
"""What has changed is told from the mean of some pixels [px, standard deviation], or noise would pass for it."""

BLUR_REACH_PX: Final = 8
"""Farther from a pixel the blur takes nothing for it."""

LOOKED_AT: Final = ("R", "G", "B", "A", "depth.Z", "motion.X", "motion.Y", "CryptoObject00.R")

DARK: Final = 0.02
"""Scene-linear light under which a share of it says nothing."""


def calmed(window: Sequence[Channels], at: int) -> Floats:
    """Return the light of a frame, calmed where the same piece stands still in its neighbours, shape [h, w, 3].

    Args:
        window: A beauty's channels of frames on end: R G B A, depth.Z, motion.X, motion.Y, CryptoObject00.R.
        at: Which of them is meant.
    """
    whole = _rgb(window[at])
    box = _box(window[at]["A"] >= SOLID)
    if box is None:
        return whole
    window = [{name: one[name][box] for name in LOOKED_AT} for one in window]
    own = whole[box]
    told = _told(own)
    total, weights = own * np.float32(REACH + 1), np.full(own.shape[:2], REACH + 1, np.float32)
    for way in (-1, 1):
        same = np.ones(own.shape[:2], bool)
        for away in range(1, REACH + 1):
            place = at + way * away
            if not 0 <= place < len(window):
                break
            same &= _stands(window[min(place, place - way)], window[max(place, place - way)])
            other = _rgb(window[place])
            change = np.abs(_told(other) - told) / (0.5 * (np.abs(_told(other)) + told) + DARK)
            weight = same * np.float32(REACH + 1 - away) / (1.0 + (change / np.float32(CHANGED)) ** 4)
            total += other * weight[..., None]
            weights += weight
    whole[box] = total / weights[..., None]
    return whole


def _box(where: NDArray[np.bool_]) -> tuple[slice, slice] | None:
    """Return the rows and columns that hold all of it, with as much around it as the blur reaches; None for nothing."""
    rows, columns = np.flatnonzero(where.any(axis=1)), np.flatnonzero(where.any(axis=0))
    if not len(rows):
        return None
    top, left = max(int(rows[0]) - BLUR_REACH_PX, 0), max(int(columns[0]) - BLUR_REACH_PX, 0)
    return slice(top, int(rows[-1]) + 1 + BLUR_REACH_PX), slice(left, int(columns[-1]) + 1 + BLUR_REACH_PX)


def _rgb(channels: Channels) -> Floats:
    return np.stack([channels[band] for band in "RGB"], axis=-1).astype(np.float32)


def _told(rgb: Floats) -> Floats:
    import cv2

    return np.asarray(cv2.GaussianBlur(rgb.mean(axis=2), (0, 0), BLUR_PX), dtype=np.float32)


def _stands(one: Channels, after: Channels) -> NDArray[np.bool_]:
    """Return where two frames on end show the same piece at the same place, covering the pixel."""
    motion = np.hypot(one["motion.X"].astype(np.float32), one["motion.Y"].astype(np.float32))
    same = (one["CryptoObject00.R"] == after["CryptoObject00.R"]) & (motion < STILL_PX)
    same &= np.abs(one["depth.Z"] - after["depth.Z"]) < SAME_DEPTH * np.abs(one["depth.Z"])
    return np.asarray(same & (one["A"] >= SOLID) & (after["A"] >= SOLID))
