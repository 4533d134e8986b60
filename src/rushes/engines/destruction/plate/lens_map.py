"""Pictures through a lens that bends and back: what was traced straight is bent on to the plate, and the plate straightened.

The plate's own pixels are never resampled for it: what is made for them is bent instead. ST maps say the same to a compositor.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.camera import CameraPath
from rushes.engines.destruction.shot.projection import texture_of
from rushes.engines.distortion import distorted_px
from rushes.media.exr import write_exr
from rushes.media.plate import Fit

Array = NDArray[np.float64]
Floats = NDArray[np.float32]

ST_NAMES: Final = ("lens_distort.exr", "lens_undistort.exr")
"""Maps by what they make: the distorted picture out of the traced one, and the other way."""


def bent(picture: Floats, straight: CameraPath, camera: CameraPath, frame: int, *, outside: float) -> Floats:
    """Return what a camera's lens shows of a picture that was traced without distortion.

    Args:
        picture: Of ``straight``, shape [h', w', bands].
        straight: ``camera.without_distortion()``.
        camera: With the lens.
        frame: Which.
        outside: What lies beyond what was traced.
    """
    if not camera.lens:
        return picture
    return _looked_up(picture, _straight_places(straight, camera, frame), outside)


def straightened(whole: Floats, camera: CameraPath, fit: Fit, frame: int) -> Floats:
    """Return the scaled plate without distortion, in the size that ``texture_of`` says; its edge goes on outside of it."""
    import cv2

    if not camera.lens:
        return whole
    wide, high = texture_of(camera, fit, frame)[0]
    places = distorted_px(_centres(wide, high), (wide, high), camera.focal_px(frame), camera.lens)
    at = (places - [(wide - fit.scaled[0]) / 2, (high - fit.scaled[1]) / 2] - 0.5).astype(np.float32)
    at = at.reshape(high, wide, 2)
    seen = cv2.remap(whole, at[..., 0], at[..., 1], cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(np.maximum(seen, 0.0), dtype=np.float32)


def write_st_maps(out: Path, camera: CameraPath, frame: int, rate: Fraction) -> None:
    """Write the two ST maps: red and green are where to look, in shares from the left and from the bottom, float."""
    straight = camera.without_distortion()
    there = _straight_places(straight, camera, frame)
    places = _centres(straight.width, straight.height) - np.array([straight.width, straight.height]) / 2
    back = camera.lens.distorted(places / straight.focal_px(frame)) * camera.focal_px(frame)
    back = (back + np.array([camera.width, camera.height]) / 2).reshape(straight.height, straight.width, 2)
    for name, at, size in zip(
        ST_NAMES, (there, back), ((straight.width, straight.height), (camera.width, camera.height)), strict=True
    ):
        planes = {
            "R": (at[..., 0] / size[0]).astype(np.float32),
            "G": (1.0 - at[..., 1] / size[1]).astype(np.float32),
            "B": np.zeros(at.shape[:2], np.float32),
        }
        write_exr(out / name, planes, frame=frame, rate=rate)


def _straight_places(straight: CameraPath, camera: CameraPath, frame: int) -> Array:
    """Return where each pixel of a lens's picture is in the straight one [px from its corner], shape [h, w, 2]."""
    x, y = camera.sight(frame, camera.width, camera.height)
    focal = straight.focal_px(frame)
    return np.stack([straight.width / 2 + x * focal, straight.height / 2 - y * focal], axis=-1)


def _centres(wide: int, high: int) -> Array:
    return np.stack(np.meshgrid(np.arange(wide) + 0.5, np.arange(high) + 0.5), axis=-1).reshape(-1, 2)


def _looked_up(picture: Floats, places: Array, outside: float) -> Floats:
    import cv2

    at = (places - 0.5).astype(np.float32)
    layers = np.ascontiguousarray(picture, dtype=np.float32)
    seen = cv2.remap(
        layers, at[..., 0], at[..., 1], cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=(outside,) * 4
    )
    seen = seen.reshape(*places.shape[:2], -1)  # OpenCV drops the axis of a single band
    return np.asarray(np.maximum(seen, 0.0), dtype=np.float32)
