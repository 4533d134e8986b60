"""What is worn before a face and is no skin: the dark frame of glasses, a strap, a strand of dark hair.

All of these are thin, dark and grey, and lines of age are thin and dark too. What tells them apart is colour: light that reaches the ground of a fold has been
thrown about between skin and skin, and is redder than the skin beside it; light from a black frame is grey.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.reage.bands import blurred
from rushes.engines.reage.regions import face_mask
from rushes.engines.reage.skin import LEAST, mean_of, shrunk, shrunk_mesh
from rushes.engines.reage.window import iod_px

Floats = NDArray[np.float32]

LOOKED_AT: Final = 120.0
"""Looked for in a picture made small, with the eyes' corners at least so far from each other [px]: a frame of 2 mm has 3 of them."""

WIDE: Final = 0.12
"""What is wider than this is a shadow or a side of the face, and not worn [distances between the outer corners of the eyes]."""

ROUND_IT: Final = 0.15
"""The size of the skin round it, whose colour it is held against [the same]."""

DARK: Final = (0.45, 0.80)
"""So much darker in log light than what is on both sides of it: a line of age begins to be as dark as the first of these, and few are."""

GREY: Final = (0.18, 0.38)
"""Log red over blue less than that of the skin round it, as a share of the face's own. On six faces without glasses, light and dark, synthetic and not, one dark
pixel in twenty has 0.2 to 0.35, lashes and hairlines mostly, half of them less than 0.05; of a black frame half have 0.55 and more."""

GROWN: Final = 0.012
"""An edge of so much, half frame and half skin, goes with it [distances between the outer corners of the eyes]."""

SHADE: Final = 0.03
"""So far beside it the skin is in its shade and fades in: a shade that is lifted like a hollow leaves a pale seam along the frame [the same]."""

LONG: Final = (0.08, 0.20)
"""What hangs together over less than the first of these is a shadow under a finger or noise; over more than the second it counts whole [the same]."""

SEEN: Final = 0.3
"""From here on two pixels hang together."""

BEYOND: Final = 0.12
"""So far beyond the mesh's outline it is looked for [distances between the outer corners of the eyes]: under a jaw and between fingers other things are dark."""

COLOURED: Final = 0.1
"""A face whose log red over blue is less than this is a picture without colour, or in another light than its skin shows in: nothing is told then."""

LEAST_PX: Final = 50


def worn(light: Floats, skin: Floats, mesh: Floats) -> Floats:
    """Return how far each pixel of skin's matte is something thin, dark and grey before it, shape [h, w], 0 to 1.

    Depth is a black top-hat (Meyer 1979, *Iterative image transformations for an automatic screening of cervical smears*) of log light, so that one side alone, as a
    shadow's edge has it, is not enough. The colour round it is taken twice, the second time without what was found.

    Args:
        light: Scene-linear ACEScg, shape [h, w, 3].
        skin: The skin's matte, shape [h, w].
        mesh: In the picture's pixels, shape [468, 3].
    """
    import cv2

    shrink = max(1, int(iod_px(mesh) / LOOKED_AT))
    found = _found(shrunk(light, shrink), shrunk(skin, shrink), shrunk_mesh(mesh, shrink))
    if shrink > 1:
        over = (found.shape[1] * shrink, found.shape[0] * shrink)
        found = cv2.resize(found, over, interpolation=cv2.INTER_LINEAR)[: light.shape[0], : light.shape[1]]
    return np.asarray(found, np.float32)


def _found(light: Floats, skin: Floats, mesh: Floats) -> Floats:
    import cv2

    iod = iod_px(mesh)
    log = cv2.log(np.maximum(cv2.GaussianBlur(light, (0, 0), 0.5), LEAST))
    red = np.asarray(log[..., 0] - log[..., 2], np.float32)
    sure = skin > 0.9
    own = float(np.median(red[sure])) if int(sure.sum()) >= LEAST_PX else 0.0
    if own < COLOURED:
        return np.zeros_like(skin)
    level = mean_of(log)
    side = 2 * max(1, round(WIDE / 2 * iod)) + 1
    depth = cv2.morphologyEx(level, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8)) - level
    dark = _ramp(depth, DARK) * face_mask(mesh, (light.shape[1], light.shape[0]), grow=BEYOND)
    found = np.zeros_like(skin)
    for _ in range(2):
        beside = blurred(red, np.asarray(skin * (1.0 - found), np.float32), ROUND_IT * iod)
        found = dark * _ramp((beside - red) / own, GREY)
    found = _long(found, iod)
    return np.maximum(_spread(found, GROWN * iod, 0.6), _spread(found, SHADE * iod, SHADE * iod))


def _spread(found: Floats, reach: float, sigma: float) -> Floats:
    """Return what was found, with so much round it [px], and soft, shape [h, w]."""
    import cv2

    side = 2 * max(1, round(reach)) + 1
    return np.asarray(cv2.GaussianBlur(cv2.dilate(found, np.ones((side, side), np.uint8)), (0, 0), sigma), np.float32)


def _long(found: Floats, iod: float) -> Floats:
    """Return what hangs together over some length, shape [h, w]: the larger side of its box."""
    import cv2

    _, labels, boxes, _ = cv2.connectedComponentsWithStats((found > SEEN).astype(np.uint8))
    length = boxes[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1) / iod
    kept = _ramp(np.asarray(length, np.float32), LONG)
    kept[0] = 0.0
    return np.asarray(found * kept[labels], np.float32)


def _ramp(values: Floats, between: tuple[float, float]) -> Floats:
    return np.asarray(np.clip((values - between[0]) / (between[1] - between[0]), 0.0, 1.0), np.float32)
