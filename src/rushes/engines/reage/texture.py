"""How much fine texture a face has, whosever pores they are: for frames in which an artist painted a skin of her own.

``measuring.texture_kept`` asks whether the plate's own pores are still where they were. A younger skin has others, elsewhere and fewer, so that it asks the wrong thing of a key: the
true younger self loses most of the plate's. Here the *amount* is asked, of a key against its plate, and of a carried frame against the keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.reage.measuring import LEAST_PX, Look, log_light

Floats = NDArray[np.float32]

NONE: Final = 1e-4
"""Median deviation of log light below which a plate has no texture that could be lost: a drawing, or black."""


def amount(light: Floats, inside: NDArray[np.bool_], sigma: float) -> float:
    """Return how much there is of what is finer than ``sigma`` [px]: its median deviation in log light, so that outlines do not count.

    Args:
        light: Scene-linear, shape [h, w, 3].
        inside: Where to look, shape [h, w].
        sigma: What is finer counts [px].
    """
    import cv2

    log = log_light(light)
    return float(np.median(np.abs(log - cv2.GaussianBlur(log, (0, 0), sigma))[inside]))


def share_of_plate(look: Look, after: Floats) -> float | None:
    """Return how much fine texture a face has as a share of what the plate has there; None where too little of the face is inside the matte.

    Grain counts as pores do: a blur with fresh grain on it passes for skin.

    Args:
        look: The frame.
        after: What the plate became in the look's window, shape [h, w, 3].
    """
    inside = look.inside & face(look)
    if int(inside.sum()) < LEAST_PX:
        return None
    own = amount(look.before, inside, look.finest)
    return amount(after, inside, look.finest) / own if own > NONE else 1.0


def face(look: Look) -> NDArray[np.bool_]:
    """Return where the face is: within the mesh's outline, shape [h, w]."""
    import cv2

    sheet = np.zeros(look.matte.shape, np.uint8)
    cv2.fillConvexPoly(sheet, cv2.convexHull(np.round(look.mesh[:, :2]).astype(np.int32)), 1)
    return sheet > 0


def of_keys(shares: Mapping[int, float], frame: int) -> float | None:
    """Return the share that a frame should have: its key's own, between two keys what lies between theirs, beyond the last one its; None without any.

    Args:
        shares: ``share_of_plate`` of the keys, by frame.
        frame: Its number.
    """
    if not shares:
        return None
    numbers = sorted(shares)
    return float(np.interp(frame, numbers, [shares[number] for number in numbers]))
