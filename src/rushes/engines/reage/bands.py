"""Wrinkles by scale: log light in bands inside the skin, each with a gain of its own everywhere.

A fold is a dark valley beside a bright ridge, whatever the light on the face: in the logarithm it is the same swing in the sun and in
the shade. Bands are differences of normalised convolutions (Knutsson and Westin 1993, *Normalized and differential convolution*), so that
no hair, eye or background leaks into the skin. The finest band, grain and pores, is never touched.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.reage.skin import LEAST

Floats = NDArray[np.float32]

NAMES: Final = ("fine", "medium", "broad")
SIGMAS: Final = (0.008, 0.02, 0.05, 0.11)
"""Limits of the three bands, in distances between the outer corners of the eyes: 0.7, 1.8, 4.5 and 10 mm."""

RIDGES: Final = 0.55
"""How much of a bright ridge goes with the dark valley beside it: less, or the cheek would lose its light."""


@dataclass(frozen=True, eq=False)
class Change:
    """What is done to a window of a frame.

    Attributes:
        deltas: Scene-linear light to add, by band, shape [h, w, 3] each; their sum is the whole change.
        matte: Where it may be, shape [h, w], 0 to 1; already in the deltas.
    """

    deltas: dict[str, Floats]
    matte: Floats

    @property
    def total(self) -> Floats:
        """All of it, shape [h, w, 3]."""
        return np.asarray(sum(self.deltas.values()), np.float32)


def blurred(values: Floats, weight: Floats, sigma: float) -> Floats:
    """Return a normalised convolution: the mean of values under a weight, with a Gaussian of ``sigma`` [px]."""
    import cv2

    size = (0, 0)
    low = cv2.GaussianBlur(values * (weight if values.ndim == 2 else weight[..., None]), size, sigma)
    under = np.maximum(cv2.GaussianBlur(weight, size, sigma), 1e-4)
    return np.asarray(low / (under if values.ndim == 2 else under[..., None]), np.float32)


def band_deltas(light: Floats, skin: Floats, gains: dict[str, Floats], iod: float) -> dict[str, Floats]:
    """Return what taking a share of each band away adds to the light.

    Args:
        light: Scene-linear, shape [h, w, 3].
        skin: The skin's matte, shape [h, w].
        gains: Share taken by band, shape [h, w] each: 1 takes all, below 0 adds.
        iod: Distance between the outer corners of the eyes [px].

    Returns:
        Light to add by band, shape [h, w, 3]; zero where the skin's matte is.
    """
    log = np.log(np.maximum(light.mean(axis=2), LEAST)).astype(np.float32)
    bases = [blurred(log, skin, max(0.5, sigma * iod)) for sigma in SIGMAS]
    found: dict[str, Floats] = {}
    now = light
    for name, near, far in zip(NAMES, bases[:-1], bases[1:], strict=True):
        band = near - far
        swing = np.where(band < 0, band, RIDGES * band)
        ratio = np.exp(-gains[name] * skin * swing)[..., None]
        after = now * ratio
        found[name] = np.asarray(after - now, np.float32)
        now = after
    return found


def tone_deltas(light: Floats, skin: Floats, spots: float, evenness: float, iod: float) -> dict[str, Floats]:
    """Return what evening the skin's colour adds: spots are dark and small, blotches are wide and red.

    Args:
        light: Scene-linear, shape [h, w, 3].
        skin: The skin's matte, shape [h, w].
        spots, evenness: Shares taken; below 0 adds.
        iod: Distance between the outer corners of the eyes [px].
    """
    if spots == 0 and evenness == 0:
        return {"tone": np.zeros_like(light)}
    log = np.log(np.maximum(light, LEAST)).astype(np.float32)
    grey = log.mean(axis=2, keepdims=True)
    chroma = log - grey
    small, wide = (blurred(chroma, skin, max(0.5, sigma * iod)) for sigma in (0.012, 0.09))
    wider = blurred(chroma, skin, max(0.5, 0.25 * iod))
    change = -(spots * (small - wide) + evenness * (wide - wider)) * skin[..., None]
    return {"tone": np.asarray(light * np.expm1(change), np.float32)}
