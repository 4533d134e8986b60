"""Reading a mark: how large the tiles are, where they begin, and what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.provenance.watermark.code import coded_length, decode, encode
from rushes.provenance.watermark.pattern import HIGHEST, LINES, PERIOD, chips
from rushes.provenance.watermark.payload import PAYLOAD_BITS, bits_of, mark_from

Floats = NDArray[np.float64]
Floats32 = NDArray[np.float32]
Spectrum = NDArray[np.complex128]

SMALLEST: Final = 0.70
LARGEST: Final = 2.25
"""Between which sizes of the tiles a mark is looked for, as a share of what they have in a whole picture of 540 lines or
more: from one with borders added to a tenth cut off a picture of 270 lines."""

STEP: Final = 0.002
"""By how much two sizes that are tried differ: at the edge of a wide picture the finest waves are off by a tenth of one at most."""

GRIDS: Final = 3
"""How many places are read of those where the tiles seem to lie: the right one need not be the clearest."""

_AROUND: Final = 7
_APART: Final = 0.02
_LOUDEST: Final = 3.0
_ORIGINS: Final = 256
_BY_CHANCE: Final = 4.0
_LEAST_WEIGHT: Final = 0.1
"""So clear is the clearest of 65,536 places by chance; a picture counts by what it has above that."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the tiles lie in a picture.

    Attributes:
        across, down: A period in pixels.
        left, top: Where one begins, in cycles, 0 to 1.
        certainty: How far the correlation stands out of all other places, in standard deviations.
        lines: The picture's height.
    """

    across: float
    down: float
    left: float
    top: float
    certainty: float
    lines: int

    @property
    def size(self) -> float:
        """How large the tiles are against those of a whole picture of 540 lines or more."""
        return self.down * LINES / (PERIOD * self.lines)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a picture, or a sum of pictures, says.

    Attributes:
        grid: Where the tiles lie.
        values: The coefficients of the mark's chips, each divided by what is usual round it, and added up, shape [n].
    """

    grid: Grid
    values: Floats

    def mark(self) -> int | None:
        """Return the mark that was most likely laid over it, None when its check does not fit."""
        layout = chips()
        carrying = layout.bits >= 0
        soft = np.bincount(
            layout.bits[carrying],
            weights=(self.values * layout.signs)[carrying],
            minlength=coded_length(PAYLOAD_BITS),
        )
        return mark_from(decode(np.asarray(soft, np.float64)))

    def certainty(self, mark: int) -> float:
        """Return how much speaks for a mark, in standard deviations of a picture without one."""
        layout = chips()
        carrying = layout.bits >= 0
        agreeing = (self.values * layout.signs)[carrying] * _sent(mark)[layout.bits[carrying]]
        return float(agreeing.sum() / np.sqrt((agreeing**2).sum() + 1e-12))


@lru_cache(maxsize=8192)
def _sent(mark: int) -> Floats:
    return 1.0 - 2.0 * encode(bits_of(mark)).astype(np.float64)


def flattened(luma: Floats32) -> Floats32:
    """Take out of a picture what is of itself: its large shapes, and that some parts are livelier than others.

    Args:
        luma: 0 to 255, shape [h, w].
    """
    from scipy.ndimage import gaussian_filter

    pixel = max(luma.shape[0] / LINES, 0.5)
    fine = luma - gaussian_filter(luma, 3.5 * pixel)
    usual = np.sqrt(gaussian_filter(fine**2, 6.0 * pixel)) + 1.5
    return np.asarray(np.clip(fine / usual, -2.5, 2.5), np.float32)


def read(flats: Sequence[Floats32], searched: int) -> tuple[Reading, ...]:
    """Read what pictures of one size say together, wherever the tiles may lie; the clearest place first.

    In each picture the tiles are found anew: a video codec carries them along with what moves. So it is what the tiles say
    that is added up, not the pictures.

    Args:
        flats: Pictures from ``flattened``, [h, w] each.
        searched: In how many of them every size is tried; the others are read at the sizes that were found.
    """
    spread = flats[:: max(1, len(flats) // searched)][:searched]
    grids = (_refined(flats[0], grid) for grid in _found(spread))
    readings = (read_at(flats, grid) for grid in grids)
    return tuple(sorted(readings, key=lambda reading: -reading.grid.certainty))


def read_at(flats: Sequence[Floats32], grid: Grid) -> Reading:
    """Read what pictures say together when their tiles are as large as in others."""
    placed = [_placed(flat, grid.across, grid.down) for flat in flats]
    weights = [max(one.certainty - _BY_CHANCE, _LEAST_WEIGHT) for one, _ in placed]
    values = sum(weight * _values(lines, one) for weight, (one, lines) in zip(weights, placed, strict=True))
    return Reading(max((one for one, _ in placed), key=lambda one: one.certainty), np.asarray(values, np.float64))


def _placed(flat: Floats32, across: float, down: float) -> tuple[Grid, Spectrum]:
    lines = _lines(flat, across, down)
    return _place(lines, across, down, len(flat)), lines


def _found(flats: Sequence[Floats32]) -> list[Grid]:
    """Try every size: a pattern that repeats has lines in its spectrum, and its size moves them; one transform has them all."""
    spectra = [_Transform.of(flat) for flat in flats]
    height = len(flats[0])
    whole = PERIOD * height / LINES
    sizes = np.exp(np.arange(np.log(SMALLEST), np.log(LARGEST), STEP))
    tried = [_tried(spectra, whole * size, height) for size in sizes]
    best: list[Grid] = []
    for grid in sorted(tried, key=lambda grid: -grid.certainty):
        if all(abs(grid.across / other.across - 1.0) > _APART for other in best):
            best.append(grid)
        if len(best) == GRIDS:
            break
    return best


def _tried(spectra: Sequence[_Transform], period: float, height: int) -> Grid:
    """Return how clearly the pictures show tiles of one size, on the average."""
    grids = [_place(spectrum.lines(period), period, period, height) for spectrum in spectra]
    return replace(grids[0], certainty=sum(grid.certainty for grid in grids) / len(grids))


def _refined(flat: Floats32, grid: Grid) -> Grid:
    """Find the size to a hundredth of a per cent, across and down each for itself."""
    for step in (STEP / 2, STEP / 4, STEP / 8):
        here = _place(_lines(flat, grid.across, grid.down), grid.across, grid.down, len(flat))
        around = [
            (grid.across * (1 + step * x), grid.down * (1 + step * y)) for x in (-1, 0, 1) for y in (-1, 0, 1) if x or y
        ]
        tried = [_place(_lines(flat, across, down), across, down, len(flat)) for across, down in around]
        grid = max([here, *tried], key=lambda one: one.certainty)
    return grid


def _place(lines: Spectrum, across: float, down: float, height: int) -> Grid:
    """Correlate with what is always the same in every mark, at all places at once.

    Args:
        lines: The spectrum at whole cycles a period, shape [2 * HIGHEST + 1, HIGHEST + 1].
        across, down: The period [px].
        height: The picture's [px].
    """
    from scipy.fft import irfft2

    known = _sync()
    filled = np.zeros((_ORIGINS, _ORIGINS // 2 + 1), np.complex128)
    rows = np.arange(-HIGHEST, HIGHEST + 1)
    filled[rows, : HIGHEST + 1] = _whitened(lines) * known
    agreement = irfft2(filled, s=(_ORIGINS, _ORIGINS))
    top, left = np.unravel_index(int(agreement.argmax()), agreement.shape)
    spread = float(agreement.std()) or 1.0
    return Grid(
        across, down, float(left) / _ORIGINS, float(top) / _ORIGINS, float(agreement[top, left]) / spread, height
    )


def _values(lines: Spectrum, grid: Grid) -> Floats:
    """Return the tile's cosine transform where the chips are."""
    rows = np.arange(-HIGHEST, HIGHEST + 1)[:, None]
    columns = np.arange(HIGHEST + 1)[None, :]
    turned = (lines * np.exp(2j * np.pi * (rows * grid.top + columns * grid.left))).real
    tile = turned[HIGHEST:] + turned[HIGHEST::-1]
    layout = chips()
    return np.asarray(np.clip(_usual_is_one(tile), -_LOUDEST, _LOUDEST)[layout.down, layout.across])


def _whitened(lines: Spectrum) -> Spectrum:
    from scipy.ndimage import uniform_filter

    usual = np.sqrt(uniform_filter(np.abs(lines) ** 2, _AROUND)) + 1e-9
    whitened = lines / usual
    return np.asarray(whitened * np.minimum(1.0, _LOUDEST / np.maximum(np.abs(whitened), 1e-9)))


def _usual_is_one(tile: Floats) -> Floats:
    from scipy.ndimage import uniform_filter

    return np.asarray(tile / (np.sqrt(uniform_filter(tile**2, _AROUND)) + 1e-9))


@lru_cache(maxsize=1)
def _sync() -> Floats:
    """Return the coefficients that are the same in every mark, at cycles down from -HIGHEST and across from 0."""
    layout = chips()
    fixed = layout.bits < 0
    known = np.zeros((2 * HIGHEST + 1, HIGHEST + 1))
    for down in (layout.down, -layout.down):
        known[HIGHEST + down[fixed], layout.across[fixed]] = layout.signs[fixed]
    return known


def _lines(flat: Floats32, across: float, down: float) -> Spectrum:
    """Return the spectrum at whole cycles a period, exactly, shape [2 * HIGHEST + 1, HIGHEST + 1]."""
    height, width = flat.shape
    waves = _waves(height, down).T @ (flat @ _waves(width, across))
    half = HIGHEST + 1
    cos_cos, cos_sin, sin_cos, sin_sin = (
        waves[:half, :half],
        waves[:half, half:],
        waves[half:, :half],
        waves[half:, half:],
    )
    forward = cos_cos - sin_sin - 1j * (cos_sin + sin_cos)
    backward = cos_cos + sin_sin - 1j * (cos_sin - sin_cos)
    return np.asarray(np.concatenate([backward[:0:-1], forward]), np.complex128)


def _waves(length: int, period: float) -> Floats32:
    """Return the cosines and then the sines of every pixel's middle, shape [length, 2 * (HIGHEST + 1)]."""
    turns = 2.0 * np.pi * (np.arange(length)[:, None] + 0.5) * np.arange(HIGHEST + 1) / period
    return np.concatenate([np.cos(turns), np.sin(turns)], axis=1).astype(np.float32)


@dataclass(frozen=True, slots=True)
class _Transform:
    """A picture's transform, from which the lines of any period are read by interpolation.

    It is of the picture round its middle, so that its phase turns slowly from one frequency to the next.
    """

    values: NDArray[np.complex64]
    shape: tuple[int, int]

    @classmethod
    def of(cls, flat: Floats32) -> _Transform:
        from scipy.fft import next_fast_len, rfft2

        height, width = flat.shape
        rows, columns = next_fast_len(3 * height), next_fast_len(3 * width, real=True)
        padded = np.zeros((rows, columns), np.float32)
        padded[:height, :width] = flat
        padded = np.roll(padded, (-(height // 2), -(width // 2)), (0, 1))
        return cls(rfft2(padded), (height, width))

    def lines(self, period: float) -> Spectrum:
        """Return the spectrum at whole cycles of a period [px], shape [2 * HIGHEST + 1, HIGHEST + 1]."""
        height, width = self.shape
        rows, columns = self.values.shape[0], 2 * (self.values.shape[1] - 1)
        down, across = np.arange(-HIGHEST, HIGHEST + 1) / period, np.arange(HIGHEST + 1) / period
        y, x = down * rows, np.minimum(across * columns, self.values.shape[1] - 2.0)
        y0, x0 = np.floor(y).astype(int), np.floor(x).astype(int)
        fy, fx = (y - y0)[:, None], (x - x0)[None, :]
        part = self.values
        upper = part[np.ix_(y0 % rows, x0)] * (1 - fx) + part[np.ix_(y0 % rows, x0 + 1)] * fx
        lower = part[np.ix_((y0 + 1) % rows, x0)] * (1 - fx) + part[np.ix_((y0 + 1) % rows, x0 + 1)] * fx
        from_middle = upper * (1 - fy) + lower * fy
        turned = np.exp(-2j * np.pi * (down[:, None] * (height // 2 + 0.5) + across[None, :] * (width // 2 + 0.5)))
        return np.asarray(from_middle * turned, np.complex128)
