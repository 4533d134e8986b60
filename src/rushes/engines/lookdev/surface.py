"""How a surface looks in a picture, measured: how much texture it has and how coarse, whether that runs one way, and how it shines.

Nothing here knows what the surface is. Light, focus and distance are in every number: a velvet in flat light is as even as felt, and a wall far away has no
texture left. Who takes words from these numbers has to say so (``suggestions.py``).

Sources: bands of a difference of Gaussians (Burt and Adelson, "The Laplacian Pyramid as a Compact Image Code", 1983); orientation from the structure tensor
(Bigün and Granlund, "Optimal Orientation Detection of Linear Symmetry", 1987); shine from the skew of lightness (Motoyoshi, Nishida, Sharan and Adelson,
"Image statistics and the perception of surface qualities", Nature 447, 2007).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.lookdev.oklab import to_oklab

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

LOOKED_AT_PX: Final = 640
"""Longest side that textures are measured at: what is finer can't be told from grain and compression."""

BANDS_PX: Final = (1.0, 2.0, 4.0, 8.0, 16.0)
"""Sizes of texture that are measured [px at that side]: each band lies between two of them."""

LEAST_PX: Final = 1200
"""Pixels that a surface has to have to be measured."""

_BRIGHTER: Final = 0.15
"""A spot that is lighter than the surface around it by so much, in OKLab, and no more coloured, is a highlight."""

_FAINT: Final = 0.01
"""A spread of lightness under which its skew is noise's."""

_AROUND_PX: Final = 24.0
"""How far around that is: what changes more slowly is light and shade on it, and no shine."""


@dataclass(frozen=True, slots=True)
class Surface:
    """What was measured of a surface.

    Attributes:
        pixels: How many it was measured over.
        texture: Spread of lightness within its bands, in OKLab.
        size: Size of what the texture is made of, as a share of the picture's width.
        one_way: How much of the texture runs in one direction: 0 none of it, 1 all.
        in_one: Share of it that hangs together: what is in many pieces may be many things of one colour.
        skew: Skew of its lightness beside what lies around: above 0 where few spots are much lighter than the rest.
        highlights: Share of it that is highlights.
    """

    pixels: int
    texture: float
    size: float
    one_way: float
    in_one: float
    skew: float
    highlights: float


def surface_of(srgb: NDArray[np.float32], where: Mask) -> Surface | None:
    """Measure a surface; None where too little of it is seen.

    Args:
        srgb: The picture, encoded sRGB 0 to 1, shape [h, w, 3], at most ``LOOKED_AT_PX`` on its longer side.
        where: Its pixels, shape [h, w].
    """
    import cv2

    lab = to_oklab(srgb.reshape(-1, 3)).reshape(srgb.shape)
    light = np.ascontiguousarray(lab[..., 0], np.float32)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))
    inner = cv2.erode(where.astype(np.uint8), kernel) > 0
    if int(inner.sum()) < LEAST_PX:
        return None
    # What lies around is not its texture: it is filled with the surface's own lightness before anything is blurred.
    filled = np.where(where, light, _spread(light, where))
    bands = _bands(filled)
    power = np.array([float(np.var(band[inner])) for band in bands])
    sizes = np.sqrt(np.array(BANDS_PX[:-1]) * np.array(BANDS_PX[1:]))
    whole = float(power.sum())
    size = float(np.exp((power * np.log(sizes)).sum() / max(whole, 1e-12))) / srgb.shape[1]
    closed = (
        cv2.morphologyEx(
            where.astype(np.uint8), cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (17, 17))
        )
        > 0
    )
    skew, highlights = _shine(lab, where, closed)
    return Surface(int(inner.sum()), whole**0.5, size, _one_way(filled, inner), _in_one(closed), skew, highlights)


def _in_one(closed: Mask) -> float:
    import cv2

    _, _, stats, _ = cv2.connectedComponentsWithStats(closed.astype(np.uint8))
    areas = stats[1:, cv2.CC_STAT_AREA]
    return float(areas.max() / areas.sum()) if len(areas) else 0.0


def _spread(light: NDArray[np.float32], where: Mask) -> NDArray[np.float32]:
    """Return the surface's lightness, blurred beyond its own edge."""
    import cv2

    reach = (0, 0)
    weight = cv2.GaussianBlur(where.astype(np.float32), reach, BANDS_PX[-1])
    held = cv2.GaussianBlur(np.where(where, light, 0).astype(np.float32), reach, BANDS_PX[-1])
    mean = float(light[where].mean())
    return np.asarray(np.where(weight > 1e-3, held / np.maximum(weight, 1e-3), mean), np.float32)


def _bands(light: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    import cv2

    blurred = [cv2.GaussianBlur(light, (0, 0), sigma / 2) for sigma in BANDS_PX]
    return [np.asarray(one - other, np.float32) for one, other in zip(blurred, blurred[1:], strict=False)]


def _one_way(light: NDArray[np.float32], inner: Mask) -> float:
    """Return the coherence of the structure tensor, over windows of the coarsest texture, each by its strength."""
    import cv2

    fine = cv2.GaussianBlur(light, (0, 0), 0.7)
    across, down = cv2.Sobel(fine, cv2.CV_32F, 1, 0), cv2.Sobel(fine, cv2.CV_32F, 0, 1)
    xx, yy, xy = (
        cv2.GaussianBlur(part, (0, 0), BANDS_PX[-1]) for part in (across * across, down * down, across * down)
    )
    strength = xx + yy
    along = np.sqrt((xx - yy) ** 2 + 4 * xy**2)
    return float(along[inner].sum() / max(float(strength[inner].sum()), 1e-12))


def _shine(lab: Floats, where: Mask, closed: Mask) -> tuple[float, float]:
    """Return the skew of a surface's lightness and its share of highlights; these lie in holes of it, since they are of another colour."""
    import cv2

    middle = np.median(lab[where], axis=0)
    light = np.ascontiguousarray(lab[..., 0], np.float32)
    weight = cv2.GaussianBlur(closed.astype(np.float32), (0, 0), _AROUND_PX)
    around = cv2.GaussianBlur(np.where(closed, light, 0).astype(np.float32), (0, 0), _AROUND_PX) / np.maximum(
        weight, 1e-3
    )
    lighter = (light - around)[closed].astype(np.float64)
    chroma = np.hypot(lab[closed][:, 1], lab[closed][:, 2])
    bright = (lighter > _BRIGHTER) & (chroma <= np.hypot(middle[1], middle[2]) + 0.03)
    spread = lighter - lighter.mean()
    deviation = float(spread.std())
    skew = float((spread**3).mean() / max(deviation, _FAINT) ** 3)
    return skew, float(bright.mean())
