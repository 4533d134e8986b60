"""Where the faces of others are in a frame: there nothing is changed, whatever a method or an artist gives."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rushes.engines.reage.landmarks import OVAL
from rushes.engines.reage.tracks import Tracks


def outlines(tracks: Tracks, frame: int) -> tuple[NDArray[np.float32], ...]:
    """Return the outlines of all faces but the performer's in a frame, each x, y [px], shape [36, 2].

    A face that is seen unsurely counts: nobody agreed to be changed by a doubt.
    """
    row = int(frame - tracks.frame[0])
    found = []
    for face in range(tracks.mesh.shape[1]):
        outline = tracks.mesh[row, face, list(OVAL), :2]
        if face != tracks.performer and bool(np.isfinite(outline).all()):
            found.append(outline)
    return tuple(found)


def inside(outline: NDArray[np.float32], width: int, height: int) -> NDArray[np.bool_]:
    """Return which pixels lie inside an outline or on it, shape [height, width]; an outline may reach beyond the frame."""
    import cv2

    drawn = np.zeros((height, width), np.uint8)
    cv2.fillPoly(drawn, [np.round(outline).astype(np.int32)], 1)
    return drawn.astype(bool)


def others(tracks: Tracks, frame: int, width: int, height: int) -> NDArray[np.bool_]:
    """Return which pixels belong to the face of somebody who is not to be changed, shape [height, width]."""
    covered = np.zeros((height, width), bool)
    for outline in outlines(tracks, frame):
        covered |= inside(outline, width, height)
    return covered
