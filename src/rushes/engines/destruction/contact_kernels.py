"""The inner loops of the simulation's bookkeeping, compiled."""

from __future__ import annotations

import numba  # noqa: TID253 - imported only inside the simulation
import numpy as np
from numpy.typing import NDArray


@numba.njit(cache=True)
def nearest_box(
    point: NDArray[np.float64], centre: NDArray[np.float64], half: NDArray[np.float64], rows: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return, for each point [k, 3], the row whose box (centre [n, 3], half size [n, 3]) is nearest."""
    found = np.empty(len(point), np.int64)
    for index in range(len(point)):
        best = np.inf
        for row in rows:
            away = 0.0
            depth = 0.0
            for axis in range(3):
                gap = abs(point[index, axis] - centre[row, axis]) - half[row, axis]
                if gap > 0.0:
                    away += gap
                else:
                    depth += gap
            if away + 1e-3 * depth < best:
                best = away + 1e-3 * depth
                found[index] = row
    return found
