"""A plate through a lens that bends, taken by a test itself."""

from dataclasses import replace

import numpy as np
from synthetic_plate import photograph

from rushes.engines.distortion import Distortion, distorted_px, overscan, undistorted_px


def bent_photograph(taken, lens, **how):
    """Return the picture, 8 bit, and the facade's corners in it [px]."""
    import cv2

    size, focal = (taken.width, taken.height), taken.focal * taken.width
    wide, high = overscan(size, focal, lens)
    larger = replace(taken, width=wide, height=high, focal=focal / wide)
    straight = photograph(larger, **how)
    places = np.stack(np.meshgrid(np.arange(size[0]) + 0.5, np.arange(size[1]) + 0.5), axis=-1).reshape(-1, 2)
    at = undistorted_px(places, size, focal, lens) + (np.array([wide, high]) - size) / 2 - 0.5
    at = at.reshape(size[1], size[0], 2).astype(np.float32)
    picture = cv2.remap(straight, at[..., 0], at[..., 1], cv2.INTER_CUBIC)
    return picture, distorted_px(taken.corners, size, focal, lens)


def barrel(k1=-0.09, k2=0.01):
    """Return a wide lens's distortion."""
    return Distortion(k1, k2)
