"""Wrinkles by scale: log light in bands inside the skin, each with a gain of its own everywhere.

A fold is a dark valley beside a bright ridge, whatever the light on the face: in the logarithm it is the same swing in the sun and in
the shade. Bands are differences of normalised convolutions (Knutsson and Westin 1993, *Normalized and differential convolution*), so that
no hair, eye or background leaks into the skin. The finest band, grain and pores, is never touched.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.reage.skin import LEAST, grey_log, mean_of, shrunk, times

Floats = NDArray[np.float32]

NAMES: Final = ("fine", "medium", "broad")
SIGMAS: Final = (0.008, 0.02, 0.05, 0.13)
"""Limits of the three bands, in distances between the outer corners of the eyes: 0.7, 1.8, 4.5 and 12 mm."""

RIDGES: Final = {"fine": 0.7, "medium": 0.35, "broad": 0.08}
"""How much of a bright ridge goes with the dark valley beside it. A broad ridge is the form of the face in its light, and stays; chosen by eye."""

TEXTURE: Final = {"fine": 0.022, "medium": 0.015, "broad": 0.0}
"""Swings of log light up to here are the skin's own relief, and stay: without them it looks powdered."""

CREASE: Final = (0.05, 0.18)
"""Depth of a valley, in log light, from which on it is a crease, and is one for certain: there what is finest goes with it, and sooner than the valley (by the root of
the share), or a thin dark line would stay and look engraved."""

PORE: Final = 0.05
"""What is finer than the bands and no deeper than this is pore or grain, and stays in a crease too."""

LOUD: Final = 2.0
"""Swings of the finest band so many times as strong as its relief go whole, and those between in part."""

NEAR: Final = 0.008
"""So far beside a strong swing [distances between the outer corners of the eyes] a weak one goes with it: the flanks of a line are no relief, and would draw it twice."""

SMOOTH: Final = 0.011
"""What is taken of the wider bands is smoothed by so much (1 mm) but for creases, or a threshold's corners would reach into pores and grain."""

SPOT: Final = 0.05
"""A difference of log chroma from what is round it, from which on a dark place is a spot and no shadow."""

SPOT_SIGMAS: Final = (0.012, 0.05)
BLOTCH_SIGMAS: Final = (0.028, 0.055)
"""Spots have 1 to 4.5 mm, blotches 2.5 to 5 mm. What is wider, the red of cheeks and the shade of a beard, is the performer's own colour."""


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
        return added(self.deltas)


def added(deltas: Mapping[str, Floats]) -> Floats:
    """Return the sum of all deltas, shape [h, w, 3]."""
    first, *others = deltas.values()
    total = first.copy()
    for delta in others:
        total += delta
    return total


def blurred(values: Floats, weight: Floats, sigma: float) -> Floats:
    """Return a normalised convolution: the mean of values under a weight, with a Gaussian of ``sigma`` [px].

    A wide Gaussian leaves nothing that a smaller picture could not hold, so it is worked out in one.
    """
    import cv2

    height, width = weight.shape
    top, under = _times(values, weight), weight
    shrink = 2 ** int(np.clip(np.log2(max(sigma, 1.0) / 2.0), 0, 4))
    if shrink > 1:
        small = (-(-width // shrink), -(-height // shrink))
        top, under = (cv2.resize(sheet, small, interpolation=cv2.INTER_AREA) for sheet in (top, under))
        sigma = float(np.sqrt(sigma**2 - shrink**2 / 6)) / shrink
    low = cv2.GaussianBlur(top, (0, 0), sigma)
    under = np.maximum(cv2.GaussianBlur(under, (0, 0), sigma), 1e-4)
    mean = np.asarray(cv2.divide(low, under if values.ndim == 2 else cv2.merge([under] * 3)), np.float32)
    if shrink > 1:
        mean = cv2.resize(mean, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(mean, np.float32)


def _times(values: Floats, weight: Floats) -> Floats:
    return times(values, weight) if values.ndim == 3 else np.asarray(values * weight, np.float32)


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
    import cv2

    log = grey_log(light)
    bases = [blurred(log, skin, max(0.5, sigma * iod)) for sigma in SIGMAS]
    found: dict[str, Floats] = {}
    ratio = np.ones_like(log)
    crease = _crease(bases[0] - bases[2])
    line = np.minimum(log - bases[0] + PORE, 0.0) * crease
    for name, near, far in zip(NAMES, bases[:-1], bases[1:], strict=True):
        band = near - far
        taken = gains[name] * (_lines(band, iod) if name == NAMES[0] else _hollows(name, band, iod, crease))
        if name == NAMES[0]:
            taken += np.where(gains[name] > 0, np.sqrt(np.abs(gains[name])), gains[name]) * line
        after = ratio * cv2.exp(-skin * taken)
        found[name] = times(light, after - ratio)
        ratio = after
    return found


def _lines(band: Floats, iod: float) -> Floats:
    """Return what may be taken of the finest band, shape [h, w]: nothing of quiet swings, all of loud ones, and the same share on all of a line.

    Firm shrinkage (Gao and Bruce 1997, *WaveShrink with firm shrinkage*) by the band's envelope. To take the threshold off every swing, as the wider bands do, left
    each line as deep as the threshold, and on dark skin, whose lines are glints of some per cent, four fifths of it.
    """
    import cv2

    name = NAMES[0]
    beside = max(1.0, NEAR * iod)
    side = 2 * round(beside) + 1
    envelope = cv2.GaussianBlur(cv2.dilate(np.abs(band), np.ones((side, side), np.uint8)), (0, 0), beside)
    share = np.clip(LOUD / (LOUD - 1.0) * (1.0 - TEXTURE[name] / np.maximum(envelope, 1e-6)), 0.0, 1.0)
    return np.asarray(share * (np.minimum(band, 0.0) + RIDGES[name] * np.maximum(band, 0.0)), np.float32)


def _hollows(name: str, band: Floats, iod: float, crease: Floats) -> Floats:
    """Return what may be taken of a wider band, shape [h, w]: what goes beyond its quiet swings."""
    import cv2

    quiet = TEXTURE[name]
    swing = np.minimum(band + quiet, 0.0) + RIDGES[name] * np.maximum(band - quiet, 0.0)
    smooth = cv2.GaussianBlur(swing, (0, 0), max(0.5, SMOOTH * iod))
    return np.asarray(smooth + crease * (swing - smooth), np.float32)


def _crease(valley: Floats) -> Floats:
    """Return where a valley is deep enough to be a crease, 0 to 1, shape [h, w]."""
    return np.asarray(np.clip((-valley - CREASE[0]) / (CREASE[1] - CREASE[0]), 0.0, 1.0), np.float32)


def tone_deltas(light: Floats, skin: Floats, spots: float, evenness: float, iod: float) -> dict[str, Floats]:
    """Return what evening the skin's colour adds: spots are small, dark and of another colour, blotches wider and red.

    Args:
        light: Scene-linear, shape [h, w, 3].
        skin: The skin's matte, shape [h, w].
        spots, evenness: Shares taken; below 0 adds.
        iod: Distance between the outer corners of the eyes [px].
    """
    import cv2

    if spots == 0 and evenness == 0:
        return {"tone": np.zeros_like(light)}
    shrink = max(1, int(SPOT_SIGMAS[0] * iod / 1.2))
    small, weight = shrunk(light, shrink), shrunk(skin, shrink)
    change = _evened(cv2.log(np.maximum(small, LEAST)), weight, spots, evenness, iod / shrink)
    if shrink > 1:
        over = (change.shape[1] * shrink, change.shape[0] * shrink)
        change = cv2.resize(change, over, interpolation=cv2.INTER_LINEAR)[: light.shape[0], : light.shape[1]]
    return {"tone": np.asarray(light * (cv2.exp(times(-change, skin)) - 1.0), np.float32)}


def _evened(log: Floats, skin: Floats, spots: float, evenness: float, iod: float) -> Floats:
    """Return the logarithm of light that evening takes, shape [h, w, 3]."""
    import cv2

    small, round_it = (blurred(log, skin, max(0.5, sigma * iod)) for sigma in SPOT_SIGMAS)
    spot = small - round_it
    level = mean_of(spot)[..., None]
    tint = spot - level
    red, green, blue = cv2.split(np.abs(tint))
    coloured = np.minimum(cv2.max(cv2.max(red, green), blue) / SPOT, 1.0)[..., None]
    change = spots * (tint + coloured * np.minimum(level, 0.0))
    if evenness != 0:
        blotch = np.subtract(*(blurred(log, skin, max(0.5, sigma * iod)) for sigma in BLOTCH_SIGMAS))
        change = change + evenness * (blotch - mean_of(blotch)[..., None])
    return np.asarray(change, np.float32)
