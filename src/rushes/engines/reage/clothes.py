"""What is worn under a face: a collar stays where it is when the throat beside it is lifted."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.reage import landmarks as at
from rushes.engines.reage.head import Head
from rushes.engines.reage.regions import face_mask, up
from rushes.engines.reage.skin import shrunk, shrunk_mesh
from rushes.engines.reage.window import MM_OUTER_CORNERS, iod_px

Floats = NDArray[np.float32]

SEEN_AT: Final = 60.0
"""Clothes are looked for in a picture made small, with the eyes' corners at least so far from each other [px]."""

BARE: Final = 0.3
"""From so much of skin or hair on, what belongs to the person is not worn."""

FACE: Final = 0.12
"""So far beyond the mesh's outline nothing is worn: there a beard stands out [distances between the outer corners of the eyes]."""

NARROWEST: Final = 0.03
"""What is narrower is a shadow between skin and background, or under a chin [the same]."""

ROOM_MM, STRETCH = 6.0, 3.0
"""Beside clothes a move begins from nothing, over so many millimetres, and over so many times its own size at least: nothing may be pressed flat."""


def clear_of_clothes(back: Floats, head: Head, mesh: Floats) -> Floats:
    """Return a face's moves with what is worn left where it is, shape [h, w, 2].

    Args:
        back: Where each pixel of the moved picture comes from, as an offset [px], shape [h, w, 2].
        head: The head's mattes.
        mesh: In the picture's pixels, shape [468, 3].
    """
    import cv2

    if not back.any():
        return back
    shrink = max(1, int(iod_px(mesh) / SEEN_AT))
    worn = clothes(head, mesh, shrink)
    if not worn.any():
        return back
    away = cv2.distanceTransform((~worn).astype(np.uint8), cv2.DIST_L2, 5) * np.float32(shrink)
    over = (away.shape[1] * shrink, away.shape[0] * shrink)
    away = cv2.resize(away, over, interpolation=cv2.INTER_LINEAR)[: back.shape[0], : back.shape[1]]
    near = np.hypot(back[..., 0], back[..., 1])[away < ROOM_MM * iod_px(mesh) / MM_OUTER_CORNERS]
    room = max(ROOM_MM * iod_px(mesh) / MM_OUTER_CORNERS, STRETCH * float(near.max(initial=0.0)))
    share = np.clip(away / room, 0.0, 1.0)
    return np.asarray(back * (share * share * (3 - 2 * share))[..., None], np.float32)


def clothes(head: Head, mesh: Floats, shrink: int) -> NDArray[np.bool_]:
    """Return what of a person below the mouth is neither skin nor hair, in a picture so many times smaller, shape [h, w]."""
    import cv2

    whole, skin, hair = (shrunk(sheet, shrink) for sheet in (head.whole, head.skin, head.hair))
    there = shrunk_mesh(mesh, shrink)
    size = (whole.shape[1], whole.shape[0])
    down = -up(there)
    x, y = np.meshgrid(np.arange(size[0], dtype=np.float32), np.arange(size[1], dtype=np.float32))
    low = (x - there[at.MOUTH_FOOT, 0]) * down[0] + (y - there[at.MOUTH_FOOT, 1]) * down[1] > 0
    face = face_mask(there, size, grow=FACE)
    found = (whole > 0.5) & (np.maximum(skin, hair) < BARE) & low & (face < BARE)
    side = 2 * max(1, round(NARROWEST * iod_px(there) / 2)) + 1
    opened = cv2.morphologyEx(found.astype(np.uint8), cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
    return np.asarray(opened > 0)
