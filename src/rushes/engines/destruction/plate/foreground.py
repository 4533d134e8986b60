"""What stands before the building in the plate: lamp posts, trees and people stay where they are while it falls behind them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.camera import CameraPath
from rushes.errors import BadInputError
from rushes.media.picture import Picture
from rushes.media.plate import Fit, cropped, scaled

Floats = NDArray[np.float32]

NEAREST_M, FARTHEST_M = 0.5, 1000.0
"""Between which what stands on the ground is believed to be [m]."""

SPECK: Final = 2e-5
"""Parts of a mask that are smaller than this share of the picture take the distance of what is nearest to them."""


def read_foreground(path: Path, picture: Picture, size: tuple[int, int]) -> Floats:
    """Return a mask's coverage, 0 to 1, shape [h, w], of the plate's size.

    Raises:
        BadInputError: It is of another size than the plate, or black all over.
    """
    if picture.size != size:
        raise BadInputError(
            f"The foreground mask {path} is {picture.size[0]}x{picture.size[1]} but the plate is {size[0]}x{size[1]}. Export it at "
            "the plate's size."
        )
    mask = np.clip(picture.pixels.max(axis=2), 0.0, 1.0).astype(np.float32)
    if float(mask.max()) < 0.5:
        raise BadInputError(
            f"The foreground mask {path} is black all over. Paint what stands before the building white, or leave site.foreground out."
        )
    return mask


def laid(mask: Floats, fit: Fit) -> Floats:
    """Return a mask as it lies in the render, shape [h, w]."""
    whole = scaled(np.repeat(mask[..., None], 3, axis=2), fit)
    return np.clip(cropped(whole, fit)[..., 0], 0.0, 1.0)


def distances(mask: Floats, camera: CameraPath, frame: int) -> Floats:
    """Return how far away what is masked stands [m along the axis], shape [h, w]; 0 where nothing is.

    Each part stands on the ground at its lowest pixel. A part whose lowest pixel lies above the horizon hangs into the picture
    (a branch) and is taken to be nearer than all else.
    """
    import cv2

    count, labels, stats, _ = cv2.connectedComponentsWithStats((mask > 0.5).astype(np.uint8), connectivity=8)
    depth = np.zeros(mask.shape, np.float32)
    eye, turn, focal = camera.position[camera.index(frame)], camera.rotation(frame), camera.focal_px(frame)
    for part in range(1, count):
        if stats[part, cv2.CC_STAT_AREA] < SPECK * mask.size:
            continue
        inside = labels == part
        low = int(stats[part, cv2.CC_STAT_TOP] + stats[part, cv2.CC_STAT_HEIGHT] - 1)
        across = float(np.flatnonzero(inside[low]).mean())
        local = np.array([(across + 0.5 - camera.width / 2) / focal, (camera.height / 2 - low - 1.0) / focal, -1.0])
        fall = float((turn @ local)[2])
        reach = -float(eye[2]) / fall if fall < -1e-6 else 0.0
        depth[inside] = reach if NEAREST_M <= reach <= FARTHEST_M else NEAREST_M
    return _spread(depth, mask > 0)


def _spread(depth: Floats, wanted: NDArray[np.bool_]) -> Floats:
    """Carry distances out to soft edges and specks."""
    from scipy.ndimage import distance_transform_edt

    known = depth > 0
    if not known.any():
        return np.where(wanted, np.float32(NEAREST_M), depth)
    rows, columns = distance_transform_edt(~known, return_distances=False, return_indices=True)
    return np.where(wanted, depth[rows, columns], np.float32(0.0))
