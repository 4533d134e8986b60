"""Exposure: by how many stops a picture of a room is printed up or down."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rushes.media.colour import LUMINANCE

KEY = 0.14
"""Log mean that a picture is exposed to: a third of a stop under middle grey, as low-key interiors are printed."""

_MOST_STOPS = 5.0


def metered(picture: NDArray[np.float32], key: float = KEY) -> float:
    """Return by how many stops a picture is exposed up or down so that its log mean becomes the key.

    Reinhard, Stark, Shirley and Ferwerda, "Photographic Tone Reproduction for Digital Images" (2002), equation 1. The brightest
    two and the darkest five hundredths don't count: lamps and black corners are meant to be so.

    Args:
        picture: ACEScg, shape [height, width, 3].
        key: Wanted.
    """
    light = np.maximum(picture @ LUMINANCE, 0.0).ravel()
    low, high = np.quantile(light, [0.05, 0.98])
    middle = light[(light >= low) & (light <= high)]
    mean = float(np.exp(np.log(np.maximum(middle, 1e-5)).mean()))
    return float(np.clip(np.log2(key / max(mean, 1e-6)), -_MOST_STOPS, _MOST_STOPS))
