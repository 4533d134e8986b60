"""Grey hair and brows taken down towards the performer's own darker hair, or a colour that is given; or greyed.

Every lock keeps its place and its light: what changes is the level about which its strands lie, and their colour.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from rushes.engines.reage.bands import blurred
from rushes.engines.reage.head import Head
from rushes.engines.reage.skin import LEAST, mean_of
from rushes.media.colour import SRGB_TEXTURE, to_acescg

Floats = NDArray[np.float32]

DARKEST: Final = {"grey": 8.0, "brows": 25.0}
"""Percentile of the hair's own levels that counts as its dark."""

LOCK: Final = 0.035
"""Size of a lock, whose level changes as one, in distances between the outer corners of the eyes."""

SHADE: Final = 0.7
"""How much of the light and shade over the whole head stays where its hair gets one level."""

SHADIEST: Final = 0.35
"""But no more than this logarithm: what differs more over a head is no light, it is darker hair."""

GLINT: Final = 0.1
"""Strands that are lighter than their lock by more than this logarithm are grey ones among dark, and go down too."""

WHITENED: Final = {"grey": 1.1, "brows": 0.6}
"""So much lighter [log light] than its median becomes hair that is greyed by a share of 1; what is lighter already stays."""

GLINTS: Final = 0.6
"""How much of such a strand goes."""

MOST: Final = {"grey": 2.2, "brows": 0.9}
"""Hair and brows are changed by no more than these logarithms of light: brows that are darker still look drawn."""

GREY: Final = (0.68, 0.95)
"""Red over blue, as a share of the skin's: hair below the first is grey, above the second it is fair or brown and keeps its colour."""

GREYING: Final = (0.2, 0.45)
"""A head of which less than the first share is grey has fair hair in a cold light; from the second on it has grey hair."""

DARK_BROWS: Final = (0.9, 0.5)
"""Brows that are darker than the skin by the first logarithm have nothing to be taken down; by less than the second, all of it."""

WARMTH: Final = (0.1, 0.8)
REDDEST: Final = 0.42
"""Log red over blue that dark hair has, and which part of it is red over green: skin between strands is redder."""

SKIN: Final = 0.36
"""Reflectance that skin is taken for when a given colour is brought into the light of a frame."""

PALE: Final = 0.9
"""Hair whose own dark is not darker than the skin by this logarithm is white all over: what is dark in it is shadow, and warm from the skin beside it. That is no colour of hair,
and made it look taupe."""

LEAST_PX: Final = 60
"""Fewer pixels of hair tell no colour."""

SOLID: Final = 0.7
"""A matte from which on a pixel speaks for hair or for skin."""


@dataclass(frozen=True, slots=True)
class Colour:
    """What hair is brought to.

    Attributes:
        level: Mean log light.
        tint: Log of red, green and blue beside it.
    """

    level: float
    tint: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class _Skin:
    """The skin's mean log light, and its log red over blue: what tells the frame's light."""

    level: float
    warmth: float

    @classmethod
    def of(cls, light: Floats, skin: Floats) -> Self:
        solid = skin > SOLID
        if not solid.any():
            return cls(float(np.log(SKIN)), 1.0)
        log = np.log(np.maximum(light[solid], LEAST))
        return cls(float(log.mean()), max(0.3, float(np.median(log[:, 0] - log[:, 2]))))


def hair_delta(light: Floats, head: Head, hair: dict[str, float], colour: str | None, iod: float) -> Floats:
    """Return the light that the sliders add to hair and brows, shape [h, w, 3].

    Args:
        light: Scene-linear ACEScg, shape [h, w, 3].
        head: Its mattes.
        hair: ``grey`` and ``brows`` as shares; below 0 they grey.
        colour: As ``#rrggbb`` under an even white light; None takes the hair's own dark.
        iod: Distance between the outer corners of the eyes [px].
    """
    total = np.zeros_like(light)
    skin = _Skin.of(light, head.skin)
    for name, matte in (("grey", head.hair), ("brows", head.brows)):
        box = _box(matte, iod)
        if hair[name] and box is not None:
            part, within = np.ascontiguousarray(light[box]), np.ascontiguousarray(matte[box])
            total[box] += _changed(
                name, part, within, np.ascontiguousarray(head.skin[box]), hair[name], colour, skin, iod
            )
    return total


def _changed(
    name: str, light: Floats, matte: Floats, skin: Floats, share: float, colour: str | None, lit: _Skin, iod: float
) -> Floats:
    """Return what one slider adds in a part of the picture, shape [h, w, 3]."""
    import cv2

    log = cv2.log(np.maximum(light, LEAST))
    if name == "brows":
        matte = matte * _hairy(log, skin, iod, dark=share < 0)
        solid = matte > SOLID / 2
        darker = lit.level - float(np.median(mean_of(log)[solid])) if solid.any() else 0.0
        if share > 0:
            share *= float(np.clip((DARK_BROWS[0] - darker) / (DARK_BROWS[0] - DARK_BROWS[1]), 0.0, 1.0))
    wanted = _own(log, matte, DARKEST[name], iod, lit) if colour is None else _given(colour, lit)
    if wanted is None:
        return np.zeros_like(light)
    change = (
        _greyed(log, matte, -share, iod, WHITENED[name])
        if share < 0
        else _taken(log, matte, share, wanted, iod, MOST[name])
    )
    if share > 0 and (colour is None or name == "brows"):
        matte = matte * _greyness(log, matte, lit, iod)
    return np.asarray(light * (cv2.exp(change * matte[..., None]) - 1.0), np.float32)


def _box(matte: Floats, iod: float) -> tuple[slice, slice] | None:
    """Return rows and columns in which a matte is, with some room; None where there is too little of it."""
    import cv2

    solid = (matte > SOLID / 2).astype(np.uint8)
    if int(solid.sum()) < LEAST_PX:
        return None
    left, top, wide, tall = cv2.boundingRect(solid)
    room = round(4 * LOCK * iod)
    return slice(max(0, top - room), top + tall + room), slice(max(0, left - room), left + wide + room)


def _taken(log: Floats, matte: Floats, share: float, wanted: Colour, iod: float, most: float) -> Floats:
    """Return the logarithm of the change that brings hair to a colour, shape [h, w, 3]."""
    grey, lock, shade, _ = _levels(log, matte, iod)
    fall = np.asarray(np.clip(lock - (wanted.level + shade), 0.0, most), np.float32)
    change = -share * (fall + GLINTS * np.maximum(grey - lock - GLINT, 0.0))
    tint = np.array(wanted.tint, np.float32) - (log - grey[..., None])
    aged = min(1.0, share) * np.clip(fall / 0.5, 0.0, 1.0)
    return np.asarray(change[..., None] + aged[..., None] * tint, np.float32)


def _greyed(log: Floats, matte: Floats, share: float, iod: float, most: float) -> Floats:
    """Return the logarithm of the change that greys hair, shape [h, w, 3]."""
    grey, lock, shade, middle = _levels(log, matte, iod)
    rise = np.asarray(np.clip(middle + most + shade - lock, 0.0, most), np.float32)
    aged = min(1.0, share) * np.clip(rise / 0.5, 0.0, 1.0)
    return np.asarray((share * rise)[..., None] - 0.7 * aged[..., None] * (log - grey[..., None]), np.float32)


def _levels(log: Floats, matte: Floats, iod: float) -> tuple[Floats, Floats, Floats, float]:
    """Return log light by pixel and by lock, the shade over the whole head, shape [h, w] each, and the middle level."""
    grey = mean_of(log)
    lock = blurred(grey, matte, max(0.8, LOCK * iod))
    slow = blurred(grey, matte, max(2.0, 8 * LOCK * iod))
    solid = matte > SOLID / 2
    middle = float(np.median(slow[solid])) if solid.any() else 0.0
    return grey, lock, np.clip(SHADE * (slow - middle), -SHADIEST, SHADIEST), middle


def _greyness(log: Floats, matte: Floats, lit: _Skin, iod: float) -> Floats:
    """Return how grey each lock is, 0 to 1: by its red over blue beside the skin's, which has the light's colour too; shape [h, w]."""
    warm = np.asarray(log[..., 0] - log[..., 2], np.float32)
    ratio = blurred(warm, matte, max(0.8, LOCK * iod)) / lit.warmth
    grey = np.clip((GREY[1] - ratio) / (GREY[1] - GREY[0]), 0.0, 1.0)
    of_all = float((grey * matte).sum() / max(1.0, float(matte.sum())))
    return np.asarray(grey * np.clip((of_all - GREYING[0]) / (GREYING[1] - GREYING[0]), 0.0, 1.0), np.float32)


def _own(log: Floats, matte: Floats, darkest: float, iod: float, lit: _Skin) -> Colour | None:
    """Return the hair's own dark; None where there is too little hair to tell. Hair that is pale all over gets darker and keeps its own colour."""
    solid = matte > SOLID
    if int(solid.sum()) < LEAST_PX:
        return None
    level = blurred(mean_of(log), matte, max(0.8, 0.4 * LOCK * iod))
    limit = float(np.percentile(level[solid], darkest))
    dark = log[solid & (level <= limit + 0.05)].mean(axis=0)
    if float(dark.mean()) > lit.level - PALE:
        return _colour(float(dark.mean()), np.median(log[solid], axis=0))
    warm = float(np.clip(dark[0] - dark[2], *WARMTH))
    red = float(np.clip(dark[0] - dark[1], 0.0, REDDEST * warm))
    return _colour(float(dark.mean()), np.array([warm, warm - red, 0.0]))


def _given(colour: str, lit: _Skin) -> Colour:
    """Return a colour in the light of this frame: skin of middle reflectance tells how bright and of what colour the light is."""
    code = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], np.float32) / 255
    own = np.log(np.maximum(to_acescg(code, SRGB_TEXTURE), LEAST))
    return _colour(float(own.mean()) + lit.level - float(np.log(SKIN)), own)


def _colour(level: float, log: NDArray[Any]) -> Colour:
    red, green, blue = (float(band) for band in log - log.mean())
    return Colour(level, (red, green, blue))


def _hairy(log: Floats, skin: Floats, iod: float, *, dark: bool) -> Floats:
    """Return where brow hairs are among the skin between them: by colour and light unlike the skin round the brows, or dark ones alone; shape [h, w]."""
    import cv2

    around = blurred(log, np.asarray(skin + 1e-4, np.float32), max(1.0, 0.10 * iod))
    off = log - around
    red = (off[..., 0] - off[..., 2]) / 2
    unlike = np.maximum(-mean_of(off), 0.0) / 0.35
    if not dark:
        unlike = np.abs(mean_of(off)) / 0.35 + np.maximum(-red, 0.0) / 0.12
    return np.asarray(cv2.GaussianBlur(np.clip(unlike - 0.4, 0.0, 1.0), (0, 0), max(0.6, 0.004 * iod)), np.float32)
