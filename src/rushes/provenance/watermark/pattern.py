"""The pattern that is laid over a picture: spread spectrum in the discrete cosine transform of its luma.

Cox, Kilian, Leighton and Shamoon, "Secure spread spectrum watermarking for multimedia", IEEE Transactions on Image
Processing 6 (1997): every bit is spread over many coefficients of the middle frequencies, as signs that only a
correlation sees. Here the transform is of a tile that is repeated over the whole picture, each time mirrored, as the
cosine transform itself goes on beyond its end. So any part of the picture holds the whole mark, a crop only moves the
tiles and a change of size only stretches them, and a share of the coefficients, whose signs are always the same, tells
by how much (after Kutter, "Watermarking resisting to translation, rotation and scaling", SPIE 3528, 1998).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.provenance.watermark.code import coded_length, encode
from rushes.provenance.watermark.payload import PAYLOAD_BITS, bits_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LINES: Final = 540
"""A picture's height in the units below: the mark is as coarse on a 4K picture as on one of 540 lines. In a picture of fewer
lines a unit is a line, or half the size would be the end of it."""

PERIOD: Final = 256
"""After how many such lines the pattern repeats itself; half of it is one tile."""

LOWEST: Final = 14
HIGHEST: Final = 46
"""The band, in cycles a period: waves of 5.6 to 18 lines. Lower is seen; higher, a strong compression takes at half the size."""

OFF_AXIS: Final = 3
"""Coefficients nearer to an axis than this are left alone: walls and window frames fill them."""

SYNC_SHARE: Final = 3
"""One coefficient in so many is for finding the tiles."""

_SEED: Final = b"rushes/mark/1"


@dataclass(frozen=True, slots=True)
class Chips:
    """Which coefficient stands for what.

    Attributes:
        across, down: Cycles a period of each coefficient, shape [n].
        signs: What it is multiplied with, 1 or -1, shape [n].
        bits: Which bit of the code it carries, -1 for those that are for finding the tiles, shape [n].
    """

    across: Ints
    down: Ints
    signs: Floats
    bits: Ints


@lru_cache(maxsize=1)
def chips() -> Chips:
    """Return the one layout that there is; the same on every machine for ever, as marks are read years later."""
    down, across = np.mgrid[0 : HIGHEST + 1, 0 : HIGHEST + 1]
    radius = np.hypot(down, across)
    used = (radius >= LOWEST) & (radius <= HIGHEST) & (down >= OFF_AXIS) & (across >= OFF_AXIS)
    across, down = across[used], down[used]
    drawn = np.frombuffer(hashlib.shake_256(_SEED).digest(8 * len(across)), ">u8")
    order = np.argsort(drawn, kind="stable")
    signs = 1.0 - 2.0 * (drawn & 1)
    bits = np.full(len(across), -1, np.int64)
    carrying = order[len(order) // SYNC_SHARE :]
    bits[carrying] = np.arange(len(carrying)) % coded_length(PAYLOAD_BITS)
    return Chips(across.astype(np.int64), down.astype(np.int64), signs, bits)


def coefficients(mark: int) -> Floats:
    """Return the tile's coefficients for a mark, 1 or -1 or 0, shape [HIGHEST + 1, HIGHEST + 1]: cycles down, across."""
    layout = chips()
    sent = 1.0 - 2.0 * encode(bits_of(mark)).astype(np.float64)
    values = np.where(layout.bits < 0, 1.0, sent[layout.bits]) * layout.signs
    tile = np.zeros((HIGHEST + 1, HIGHEST + 1))
    tile[layout.down, layout.across] = values
    return tile


@lru_cache(maxsize=4)
def pattern(mark: int, height: int, width: int) -> NDArray[np.float32]:
    """Return the mark's pattern for a picture's size, of mean square 1, shape [height, width]."""
    period = PERIOD * max(height / LINES, 1.0)
    down, across = (_cosines(length, period) for length in (height, width))
    laid = down @ coefficients(mark) @ across.T
    return (laid / np.sqrt((laid**2).mean())).astype(np.float32)


def _cosines(length: int, period: float) -> Floats:
    """Return the cosines of every pixel's middle, shape [length, HIGHEST + 1]."""
    places = (np.arange(length) + 0.5) / period
    return np.cos(2.0 * np.pi * places[:, None] * np.arange(HIGHEST + 1))
