"""A head moved before its background: skin and hair are bent, grain stays where the sensor put it, and the background stays straight."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.reage.bands import SIGMAS, blurred
from rushes.engines.reage.skin import mean_of, times

Floats = NDArray[np.float32]

GRAIN: Final = 2.2
"""What is finer than the bands, and no stronger than this many times its middle strength in the head, stays in its place; what is stronger is an edge, and moves."""

RIM: Final = 0.012
"""Width of the rim outside a head's matte that its edge still shines into [distances between the outer corners of the eyes]: it goes with the edge."""

LOOSE: Final = 0.03
"""The room beside a head that a bent edge frees is filled from what lies so far round it [distances between the outer corners of the eyes]."""


def warped_delta(light: Floats, back: Floats, whole: Floats, iod: float) -> Floats:
    """Return the light that bending a head adds, shape [h, w, 3]; exactly 0 where nothing moves.

    Args:
        light: Scene-linear, shape [h, w, 3].
        back: Where each pixel comes from, as an offset [px], shape [h, w, 2].
        whole: The head's matte, shape [h, w].
        iod: Distance between the outer corners of the eyes [px].
    """
    import cv2

    total = np.zeros_like(light)
    moves = np.maximum(np.abs(back[..., 0]), np.abs(back[..., 1])) > 0
    if not moves.any():
        return total
    left, top, wide, tall = cv2.boundingRect(moves.astype(np.uint8))
    room = int(np.abs(back).max()) + round(4 * LOOSE * iod)
    rows = slice(max(0, top - room), top + tall + room)
    columns = slice(max(0, left - room), left + wide + room)
    part, by, head = (np.ascontiguousarray(sheet[rows, columns]) for sheet in (light, back, whole))
    total[rows, columns] = times(_bent(part, by, head, iod), moves[rows, columns].astype(np.float32))
    return total


def _bent(light: Floats, back: Floats, whole: Floats, iod: float) -> Floats:
    import cv2

    grain = _grain(light, whole, iod)
    clean = light - grain
    y, x = np.mgrid[0 : light.shape[0], 0 : light.shape[1]].astype(np.float32)
    at_x, at_y = x + back[..., 0], y + back[..., 1]

    def fetched(sheet: Floats, how: int) -> Floats:
        return np.asarray(cv2.remap(sheet, at_x, at_y, how, borderMode=cv2.BORDER_REPLICATE), np.float32)

    bent = np.maximum(fetched(clean, cv2.INTER_CUBIC), 0.0)
    ratio = np.clip(mean_of(bent) / np.maximum(mean_of(clean), 1e-4), 0.0, 2.0)
    bent += times(grain, np.sqrt(ratio))
    cover = fetched(whole, cv2.INTER_LINEAR)
    rim = 2 * max(1, round(RIM * iod)) + 1
    was = cv2.GaussianBlur(cv2.dilate(whole, np.ones((rim, rim), np.uint8)), (0, 0), max(0.6, 0.5 * RIM * iod))
    behind = _behind(light, was, iod)
    freed = np.maximum(was - cover, 0.0)
    outside = 1.0 - np.maximum(was, cover)
    return times(bent, 1.0 - freed - outside) + times(behind, freed) + times(light, outside - 1.0)


def _grain(light: Floats, whole: Floats, iod: float) -> Floats:
    """Return the plate's grain and pores, shape [h, w, 3]: what is finest, without edges."""
    import cv2

    low = cv2.GaussianBlur(light, (0, 0), max(0.8, SIGMAS[0] * iod))
    high = light - low
    level = np.maximum(mean_of(low), 1e-4)
    strength = mean_of(np.abs(high)) / level
    inside = whole > 0.5
    middle = float(np.median(strength[inside])) if inside.any() else 0.01
    limit = GRAIN * middle + 1e-6
    soft = np.clip(2.0 - cv2.GaussianBlur(strength, (0, 0), max(0.8, SIGMAS[0] * iod)) / limit, 0.0, 1.0)
    return times(high, soft * np.clip(2.0 - strength / (2 * limit), 0.0, 1.0))


def _behind(light: Floats, whole: Floats, iod: float) -> Floats:
    """Return what may lie behind a head's edge: the plate outside it, and its nearest surroundings inside, shape [h, w, 3]."""
    import cv2

    reach = max(1, round(RIM * iod))
    free = (1.0 - cv2.dilate(whole, np.ones((2 * reach + 1,) * 2, np.uint8))).clip(0.0, 1.0)
    near, wide = (blurred(light, free + 1e-5, max(1.0, factor * LOOSE * iod)) for factor in (1, 4))
    known = np.clip(blurred(free, np.ones_like(free), max(1.0, LOOSE * iod)) / 0.05, 0.0, 1.0)
    return wide + times(near - wide, known)
