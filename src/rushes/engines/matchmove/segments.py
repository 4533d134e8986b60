"""Straight line segments of a picture: what vanishing points are found from."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.media.colour import SRGB_TEXTURE, for_display
from rushes.media.picture import Picture
from rushes.media.plate import to_light

Array = NDArray[np.float64]

WORKING_PX: Final = 1600
"""Longest side that segments are sought at: an 8K plate has no lines that a copy of this size lacks, only finer noise."""

SHORTEST: Final = 0.022
"""Shortest segment, as a share of the picture's longer side: below it a segment's direction is mostly noise."""

MOST: Final = 600
"""Longest segments that are kept. Foliage gives thousands of short ones, which say nothing."""


def find_segments(picture: Picture) -> Array:
    """Find straight segments with the detector of von Gioi, Jakubowicz, Morel and Randall.

    "LSD: a Line Segment Detector", Image Processing On Line 2 (2012), as OpenCV has it. The same picture gives the same
    segments.

    Args:
        picture: As it came; light is shown through the show's view first, as edges are what an eye calls edges.

    Returns:
        x0, y0, x1, y1 from the picture's top left corner [px of the picture], the longest first, shape [n, 4].
    """
    import cv2

    width, height = picture.size
    scale = min(1.0, WORKING_PX / max(width, height))
    size = (max(round(width * scale), 1), max(round(height * scale), 1))
    if scale < 1.0:
        picture = replace(picture, pixels=cv2.resize(picture.pixels, size, interpolation=cv2.INTER_AREA))
    shown = picture.pixels if picture.space == SRGB_TEXTURE else for_display(to_light(picture))
    grey = np.clip(shown, 0.0, 1.0) @ np.array([0.299, 0.587, 0.114], np.float32)
    found = cv2.createLineSegmentDetector().detect((grey * 255.0 + 0.5).astype(np.uint8))[0]
    if found is None:
        return np.zeros((0, 4))
    # The detector counts from the first pixel's centre, we from its corner.
    ends = (found.reshape(-1, 4).astype(float) + 0.5) * np.tile([width / size[0], height / size[1]], 2)
    length = np.hypot(ends[:, 2] - ends[:, 0], ends[:, 3] - ends[:, 1])
    order = np.argsort(-length, kind="stable")[:MOST]
    return np.asarray(ends[order][length[order] >= SHORTEST * max(width, height)])
