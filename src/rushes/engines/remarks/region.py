"""Which of several places in the world a region of the picture shows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Region = tuple[float, float, float, float]


def shown_in(region: Region, places: Array) -> NDArray[np.bool_]:
    """Return which places lie in a region; where it is smaller than what lies between them, the one nearest to its middle.

    Args:
        region: Left, top, right, bottom, 0 to 1.
        places: In shares of the picture, x and y, and depth [m], shape [n, 3]; what has no depth is behind the camera.

    Returns:
        Shape [n]; none where the region's middle lies outside of all places.
    """
    left, top, right, bottom = region
    x, y, depth = places.T
    seen = depth > 0
    inside = seen & (x >= left) & (x <= right) & (y >= top) & (y <= bottom)
    if inside.any() or not seen.any():
        return inside
    middle = np.array([(left + right) / 2, (top + bottom) / 2])
    low, high = places[seen, :2].min(axis=0), places[seen, :2].max(axis=0)
    if ((middle < low) | (middle > high)).any():
        return inside
    away = np.where(seen, np.hypot(x - middle[0], y - middle[1]), np.inf)
    return np.arange(len(places)) == int(np.argmin(away))
