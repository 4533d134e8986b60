"""A marker: all pieces of one cloth laid on its width with the grain along its length, to say how much cloth is needed.

Pieces are laid from the largest to the smallest (by area, by length and by width: the shortest marker of the three is taken), each at the lowest free place (and of those the leftmost), as it is or turned by
half a turn where the cloth has no nap. A fair marker by hand is closer; what is said here can be cut from.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rushes.engines.wardrobe.papers.drawing import Drawing
from rushes.engines.wardrobe.pattern.curves import Floats
from rushes.errors import BadInputError

CELL = 0.005  # metres; pieces lie this near to each other at most
WIDTHS = {"shell": 1.50, "lining": 1.40, "interfacing": 0.90, "pocketing": 1.40, "contrast": 1.50}


@dataclass(frozen=True)
class Laid:
    """One piece where it lies on the cloth: its cut line [n, 2] in metres, x across the cloth, y along it."""

    name: str
    cut: Floats


@dataclass(frozen=True)
class Marker:
    """How the pieces of one cloth lie, and what it takes.

    Attributes:
        cloth: Which.
        width, length: Of the cloth [m].
        area: Of the pieces with their allowances [m²].
        laid: The pieces.
    """

    cloth: str
    width: float
    length: float
    area: float
    laid: tuple[Laid, ...]

    @property
    def efficiency(self) -> float:
        """Share of the cloth that becomes garment, 0 to 1."""
        return self.area / (self.width * self.length)


def marker(drawings: list[Drawing], cloth: str, width: float | None = None, *, nap: bool = False) -> Marker:
    """Lay the pieces of one cloth.

    Args:
        drawings: A garment's drawings; those of another cloth are left out.
        cloth: Which.
        width: Of the cloth [m]; None takes what it is usually sold in.
        nap: The cloth may not be turned (velvet, one-way prints).

    Raises:
        BadInputError: A piece is wider than the cloth.
    """
    width = WIDTHS[cloth] if width is None else width
    pieces = [piece for drawing in drawings if drawing.cloth == cloth for piece in _cut_out(drawing)]
    ways = [
        _marker(cloth, width, sorted(pieces, key=lambda p: (-order(p[1]), p[0])), nap=nap)
        for order in (_area, _long, _wide)
    ]
    return min(ways, key=lambda way: way.length)


def _marker(cloth: str, width: float, pieces: list[tuple[str, Floats]], *, nap: bool) -> Marker:
    """Lay pieces in the order given."""
    taken: NDArray[np.bool_] = np.zeros((1, int(width / CELL)), np.bool_)
    laid = []
    for name, ring in pieces:
        taken, place = _lay(taken, name, ring, nap=nap)
        laid.append(Laid(name, place))
    length = max((float(one.cut[:, 1].max()) for one in laid), default=0.0)
    return Marker(cloth, width, length, sum(_area(ring) for _, ring in pieces), tuple(laid))


def _cut_out(drawing: Drawing) -> list[tuple[str, Floats]]:
    """Every piece of cloth that a drawing stands for, turned so that its grain runs along the cloth."""
    ring = drawing.cut
    mirror = ring * [-1, 1]
    if drawing.on_fold:
        ring = np.concatenate([ring[_off_fold(ring)], mirror[::-1][_off_fold(mirror[::-1])]])
        rings = [ring] * drawing.copies
    elif drawing.copies > 1:
        rings = [ring, mirror] * (drawing.copies // 2) + [ring] * (drawing.copies % 2)
    else:
        rings = [ring]
    a, b = drawing.grain
    turn = 0.5 * np.pi - np.arctan2(b[1] - a[1], b[0] - a[0])
    c, s = np.cos(turn), np.sin(turn)
    return [(drawing.name, one @ np.array([[c, s], [-s, c]])) for one in rings]


def _off_fold(ring: Floats) -> NDArray[np.intp]:
    """The ring's points in order, beginning behind the fold, so that two halves join along it."""
    on = np.abs(ring[:, 0]) < 1e-6
    start = next((i + 1 for i in range(len(ring)) if on[i] and not on[(i + 1) % len(ring)]), 0)
    return np.roll(np.arange(len(ring)), -start + 1)


def _lay(taken: NDArray[np.bool_], name: str, ring: Floats, *, nap: bool) -> tuple[NDArray[np.bool_], Floats]:
    from scipy.signal import fftconvolve

    best: tuple[int, int, NDArray[np.bool_], Floats] | None = None
    for turned in (ring,) if nap else (ring, -ring):
        low = turned.min(axis=0)
        shape = _mask(turned - low)
        if shape.shape[1] > taken.shape[1]:
            raise BadInputError(
                f"The piece {name} is {100 * np.ptp(turned[:, 0]):.0f} cm wide, the cloth {100 * taken.shape[1] * CELL:.0f} cm. Take wider cloth, or cut the piece with a seam."
            )
        room = np.concatenate([taken, np.zeros((shape.shape[0], taken.shape[1]), bool)])
        overlap = fftconvolve(room.astype(np.float32), shape[::-1, ::-1].astype(np.float32), mode="valid")
        row, column = divmod(int((overlap < 0.5).argmax()), overlap.shape[1])
        if best is None or row < best[0]:
            best = row, column, shape, turned - low
    assert best is not None  # noqa: S101 - one turn at least was tried
    row, column, shape, place = best
    needed = max(taken.shape[0], row + shape.shape[0])
    grown: NDArray[np.bool_] = np.zeros((needed, taken.shape[1]), np.bool_)
    grown[: taken.shape[0]] = taken
    grown[row : row + shape.shape[0], column : column + shape.shape[1]] |= shape
    return grown, place + [column * CELL, row * CELL]


def _mask(ring: Floats) -> NDArray[np.bool_]:
    """Cells that a piece touches, with its low left corner at the first cell's."""
    import cv2

    columns, rows = (int(np.ceil(size / CELL)) + 1 for size in ring.max(axis=0))
    mask = np.zeros((rows, columns), np.uint8)
    points = np.round(ring / CELL * 16).astype(np.int32)
    cv2.fillPoly(mask, [points], 1, shift=4)
    cv2.polylines(mask, [points], True, 1, 1, shift=4)
    return mask.astype(bool)


def _area(ring: Floats) -> float:
    x, y = ring.T
    return abs(float(0.5 * np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y)))


def _long(ring: Floats) -> float:
    return float(np.ptp(ring[:, 1]))


def _wide(ring: Floats) -> float:
    return float(np.ptp(ring[:, 0]))
