"""OKLab: a colour space where equal steps look about equal."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

_TO_CONES: Final = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB: Final = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)

EMPHASIS: Final = np.array([1.0, 2.0, 2.0])
"""What lightness and the two colour axes count in a distance."""


def to_oklab(srgb: ArrayLike) -> Floats:
    """Bring encoded sRGB, 0 to 1, shape [..., 3], into OKLab: lightness 0 to 1, green to red, blue to yellow.

    The matrices are those of B. Ottosson, "A perceptual color space for image processing" (2020).
    """
    code = np.asarray(srgb, dtype=np.float64)
    light = np.where(code <= 0.04045, code / 12.92, ((np.maximum(code, 0.0) + 0.055) / 1.055) ** 2.4)
    return np.cbrt(light @ _TO_CONES.T) @ _TO_LAB.T


def from_oklab(lab: ArrayLike) -> Floats:
    """Bring OKLab, shape [..., 3], into encoded sRGB; what no display shows is clipped to 0 and 1."""
    cones = np.asarray(lab, dtype=np.float64) @ np.linalg.inv(_TO_LAB).T
    light = np.clip(cones**3 @ np.linalg.inv(_TO_CONES).T, 0.0, 1.0)
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)


def distance(one: ArrayLike, other: ArrayLike) -> Any:  # noqa: ANN401 - a number or an array, as the arguments are
    """Return how far colours in OKLab, shapes [..., 3], lie apart, as a designer tells colours: 0.2 is another colour.

    Green to red and blue to yellow count double (the ΔE OK2 of CSS Color's editors, 2024): without it a dark green would lie
    nearer to a dark brown than a light brown does.
    """
    apart = (np.asarray(one, float) - np.asarray(other, float)) * EMPHASIS
    return np.linalg.norm(apart, axis=-1)
