"""What one frame of a moving plate shows, as another frame sees it: the ground as a plane, all else as a wall at the building."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.camera import CameraPath

Array = NDArray[np.float64]
Floats = NDArray[np.float32]

NOWHERE: Final = -1e6
"""Where a pixel is looked for that has no place in the other frame [px]."""

FARTHEST_M: Final = 3000.0
"""Ground farther than this is at the horizon [m]."""


def stands_still(camera: CameraPath) -> bool:
    """Say whether a camera keeps its place, its direction and its lens."""
    return not any(
        float(np.ptp(part, axis=0).max()) > 0 for part in (camera.position, camera.orientation, camera.focal_length_mm)
    )


def ground_places(camera: CameraPath, frame: int, reference: int) -> Floats:
    """Return where the ground under each pixel of a frame is seen in the reference [px], shape [h, w, 2]."""
    eye, ray = camera.position[camera.index(frame)], _rays(camera, frame)
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = -eye[2] / ray[..., 2]
    reach = np.where((reach > 0) & (reach < FARTHEST_M), reach, np.nan)
    return _places(camera, eye + ray * reach[..., None], reference)


def behind_places(camera: CameraPath, frame: int, reference: int) -> Floats:
    """Return where what lies behind the building is taken to be seen in the reference [px], shape [h, w, 2].

    It is the ground as far as an upright wall that goes through the building's middle and faces the reference camera; beyond it,
    the wall.
    """
    eye, ray = camera.position[camera.index(frame)], _rays(camera, frame)
    from_eye = camera.position[camera.index(reference)]
    normal = np.array([from_eye[0], from_eye[1], 0.0])
    normal /= max(float(np.hypot(normal[0], normal[1])), 1e-9)
    with np.errstate(divide="ignore", invalid="ignore"):
        ground = -eye[2] / ray[..., 2]
        wall = -(eye @ normal) / (ray @ normal)
    ground = np.where(ground > 0, ground, np.inf)
    wall = np.where(wall > 0, wall, np.inf)
    reach = np.minimum(ground, wall)
    reach = np.where(np.isfinite(reach), reach, np.nan)
    return _places(camera, eye + ray * reach[..., None], reference)


def warped(picture: Floats, places: Floats, *, outside: float | None = None) -> Floats:
    """Return a picture as seen at places of it [px from its corner]; mirrored at its edge, or ``outside`` beyond it."""
    import cv2

    at = places - np.float32(0.5)
    border = cv2.BORDER_REFLECT_101 if outside is None else cv2.BORDER_CONSTANT
    at = np.where(at <= NOWHERE / 2, np.float32(NOWHERE if outside is not None else 0.0), at)
    value = (float(outside or 0.0),) * 4
    seen = cv2.remap(
        np.ascontiguousarray(picture), at[..., 0], at[..., 1], cv2.INTER_LINEAR, borderMode=border, borderValue=value
    )
    return np.asarray(np.maximum(seen, 0.0), dtype=np.float32)


def _rays(camera: CameraPath, frame: int) -> Array:
    """Return the direction of each pixel's centre in the world, not of unit length, shape [h, w, 3]."""
    x, y = camera.sight(frame, camera.width, camera.height)
    local = np.stack([x, y, np.full((camera.height, camera.width), -1.0)], axis=-1)
    return np.asarray(local @ camera.rotation(frame).T)


def _places(camera: CameraPath, points: Array, reference: int) -> Floats:
    seen = camera.project(points.reshape(-1, 3), reference).reshape(points.shape)
    lost = ~np.isfinite(seen).all(axis=-1) | (seen[..., 2] < 0.1)
    return np.where(lost[..., None], np.float32(NOWHERE), seen[..., :2]).astype(np.float32)
