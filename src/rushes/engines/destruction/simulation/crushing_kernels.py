"""How deep pieces that hardly move lie in their neighbours."""

from __future__ import annotations

import numpy as np
from numba import njit  # noqa: TID253 - this module is imported inside functions only
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


@njit(cache=True)
def wedged(pair: Rows, point: Floats, column: int, speed: Floats, slow: float, volume: Floats) -> Floats:
    """Return how deep each piece lies in a larger one, where the bodies of both are slow [m], shape [n]; 0 where it does not.

    Args:
        pair, point: The contacts, as ``solver_kernels.contacts_of`` returns them.
        column: The column of a point that has its gap [m].
        speed: Of the bodies [m/s, rad/s], rows by id.
        slow: Sum of the three speeds up to which a body is slow [m/s].
        volume: Of the pieces, n of them.
    """
    depth = np.zeros(len(volume))
    for k in range(len(pair)):
        p, q, a, b = pair[k, 0], pair[k, 1], pair[k, 2], pair[k, 3]
        if pair[k, 5] == 0 or q < 0:
            continue
        if abs(speed[a, 0]) + abs(speed[a, 1]) + abs(speed[a, 2]) >= slow:
            continue
        if abs(speed[b, 0]) + abs(speed[b, 1]) + abs(speed[b, 2]) >= slow:
            continue
        least = p if volume[p] < volume[q] else q
        for row in range(pair[k, 4], pair[k, 4] + pair[k, 5]):
            depth[least] = max(depth[least], -point[row, column])
    return depth
