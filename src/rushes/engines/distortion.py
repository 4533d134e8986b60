"""What a lens bends: the radial terms of Brown and Conrady, there and back.

D. C. Brown, "Decentering distortion of lenses", Photogrammetric Engineering 32 (1966). A place in the picture is measured from its
middle in focal lengths, as OpenCV and most solvers have it; straight lines stay straight in the undistorted one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

ROUNDS: Final = 12
"""Steps of Newton's method back to the undistorted place; six are enough within a picture."""

SMALLEST: Final = 1e-9

INSIDE: Final = 0.97
"""How far out, against where the polynomial turns back, it is followed; beyond, it goes on straight."""


@dataclass(frozen=True, slots=True)
class Distortion:
    """A lens's radial distortion.

    Attributes:
        k1, k2: Of the second and fourth power of the distance from the middle in focal lengths; k1 < 0 is a barrel.
    """

    k1: float = 0.0
    k2: float = 0.0

    def __bool__(self) -> bool:
        return self.k1 != 0.0 or self.k2 != 0.0

    @property
    def limit(self) -> float:
        """How far out [focal lengths] the polynomial grows, a little less; infinite for most."""
        # 1 + 3 k1 s + 5 k2 s^2 = 0 with s the square of the distance, solved so that a vanishing k2 divides nothing.
        inside = 9 * self.k1**2 - 20 * self.k2
        if inside < 0:
            return math.inf
        below = [-3 * self.k1 + sign * math.sqrt(inside) for sign in (1.0, -1.0)]
        squares = [2.0 / part for part in below if part > SMALLEST]
        return INSIDE * math.sqrt(min(squares)) if squares else math.inf

    def distorted(self, places: Array) -> Array:
        """Return where undistorted places [focal lengths from the middle], shape [..., 2], are seen."""
        if not self:
            return places
        far = np.hypot(places[..., 0], places[..., 1])
        return np.asarray(places * (self._bent(far) / np.maximum(far, 1e-12))[..., None])

    def undistorted(self, places: Array) -> Array:
        """Return where places as seen [focal lengths from the middle], shape [..., 2], would be without distortion."""
        if not self:
            return places
        seen = np.hypot(places[..., 0], places[..., 1])
        far = seen.copy()
        for _ in range(ROUNDS):
            far = np.maximum(far - (self._bent(far) - seen) / self._slope(far), 0.0)
        return np.asarray(places * (far / np.maximum(seen, 1e-12))[..., None])

    def _bent(self, far: Array) -> Array:
        inside = np.minimum(far, self.limit)
        square = inside**2
        slope = self._slope(inside)
        return np.asarray(inside * (1 + self.k1 * square + self.k2 * square**2) + (far - inside) * slope)

    def _slope(self, far: Array) -> Array:
        square = np.minimum(far, self.limit) ** 2
        return np.asarray(np.maximum(1 + 3 * self.k1 * square + 5 * self.k2 * square**2, 1e-3))

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {"k1": self.k1, "k2": self.k2}


STRAIGHT: Final = Distortion()
"""A lens that bends nothing."""


def undistorted_px(places: Array, size: tuple[int, int], focal_px: float, lens: Distortion) -> Array:
    """Return where places of a picture [px], shape [n, 2], would be without distortion [px]."""
    middle = np.array(size, dtype=float) / 2
    return np.asarray(lens.undistorted((places - middle) / focal_px) * focal_px + middle)


def distorted_px(places: Array, size: tuple[int, int], focal_px: float, lens: Distortion) -> Array:
    """Return where undistorted places [px], shape [n, 2], are seen in the picture [px]."""
    middle = np.array(size, dtype=float) / 2
    return np.asarray(lens.distorted((places - middle) / focal_px) * focal_px + middle)


def overscan(size: tuple[int, int], focal_px: float, lens: Distortion) -> tuple[int, int]:
    """Return the size [px] of an undistorted picture about the same middle that holds all that a distorted one shows."""
    if not lens:
        return size
    wide, high = size
    x, y = np.linspace(0, wide, 65), np.linspace(0, high, 65)
    edge = np.concatenate(
        [np.column_stack([x, np.full(65, end)]) for end in (0, high)]
        + [np.column_stack([np.full(65, end), y]) for end in (0, wide)]
    )
    far = np.abs(undistorted_px(edge, size, focal_px, lens) - np.array(size) / 2).max(axis=0)
    grown = [size[k] + 2 * max(0, math.ceil(float(far[k]) - size[k] / 2 + 1)) for k in range(2)]
    return grown[0], grown[1]
