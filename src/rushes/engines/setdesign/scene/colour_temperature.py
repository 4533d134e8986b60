"""Colour of a lamp by its temperature, seen by a camera that is balanced for another."""

from __future__ import annotations

import numpy as np

from rushes.engines.dressing.mesh import Floats
from rushes.engines.dressing.surface import Rgb
from rushes.engines.setdesign.model.light import Daylight

BALANCE_K = 3200.0
"""White balance of pictures in which lamps and the day meet [K]: tungsten's, so that lamps stay warm without turning every colour to
rust, and windows are cool, as stages are shot."""

LAMPS_ALONE_K = 2950.0
"""White balance where no day comes in [K]: lamps are hardly warm then, or all that is pale would be brown."""

_XYZ_TO_REC709 = np.array(
    [[3.2404542, -1.5371385, -0.4985314], [-0.9692660, 1.8760108, 0.0415560], [0.0556434, -0.2040259, 1.0572252]]
)


def balance_of(day: Daylight) -> float:
    """Return what the camera is balanced for in a room with such a day [K]."""
    return LAMPS_ALONE_K if day.motive == "none" else BALANCE_K


def lamp_colour(kelvin: float, balance: float = BALANCE_K) -> Rgb:
    """Return linear Rec.709 of a black body, its largest part 1, relative to the balance's white.

    Matching functions by the sums of Gaussians of Wyman, Sloan and Shirley, "Simple Analytic Approximations to the CIE XYZ
    Color Matching Functions" (2013).

    Args:
        kelvin: Of the lamp, 1000 to 20000.
        balance: Of the camera [K].
    """
    colour = np.maximum(_body(kelvin) / _body(balance), 0.0)
    red, green, blue = (float(part) for part in colour / colour.max())
    return red, green, blue


def _body(kelvin: float) -> Floats:
    nm = np.arange(380.0, 781.0, 5.0)
    metres = nm * 1e-9
    power = 1.0 / (metres**5 * (np.exp(1.4387769e-2 / (metres * kelvin)) - 1.0))
    x = _bell(nm, 1.056, 599.8, 37.9, 31.0) + _bell(nm, 0.362, 442.0, 16.0, 26.7) + _bell(nm, -0.065, 501.1, 20.4, 26.2)
    y = _bell(nm, 0.821, 568.8, 46.9, 40.5) + _bell(nm, 0.286, 530.9, 16.3, 31.1)
    z = _bell(nm, 1.217, 437.0, 11.8, 36.0) + _bell(nm, 0.681, 459.0, 26.0, 13.8)
    rgb = _XYZ_TO_REC709 @ np.array([(power * x).sum(), (power * y).sum(), (power * z).sum()])
    return np.asarray(np.maximum(rgb, rgb.max() * 1e-3))


def _bell(nm: Floats, height: float, middle: float, left: float, right: float) -> Floats:
    width = np.where(nm < middle, left, right)
    return np.asarray(height * np.exp(-0.5 * ((nm - middle) / width) ** 2))
