"""How deep pieces reach under the ground, by their lowest corner; compiled, since every corner is looked at in every step."""

from __future__ import annotations

import numpy as np
from numba import njit  # noqa: TID253 - this module is imported inside functions only
from numpy.typing import NDArray


@njit(cache=True)
def lowest_corners(
    vertices: NDArray[np.float32],
    vertex_start: NDArray[np.int64],
    centre: NDArray[np.float64],
    scale: NDArray[np.float64],
    body_of: NDArray[np.int64],
    position: NDArray[np.float64],
    turn: NDArray[np.float64],
    com: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the height [m] of each piece's lowest corner, as drawn, shape [n].

    Args:
        vertices, vertex_start: Corners of the pieces, local to their centres [m], and the rows of each piece.
        centre: Where pieces stood [m], shape [n, 3].
        scale: What crushing left of each piece's length, shape [n].
        body_of: The body of each piece, shape [n].
        position, turn, com: Pose (turn as x, y, z, w) and rest centre of mass of each body.
    """
    low = np.full(len(centre), 1e30)
    for piece in range(len(centre)):
        body = body_of[piece]
        if body < 0:
            continue
        x, y, z, w = turn[body]
        a, b, c = 2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)
        base = position[body, 2]
        base += a * (centre[piece, 0] - com[body, 0])
        base += b * (centre[piece, 1] - com[body, 1])
        base += c * (centre[piece, 2] - com[body, 2])
        for row in range(vertex_start[piece], vertex_start[piece + 1]):
            height = base + scale[piece] * (a * vertices[row, 0] + b * vertices[row, 1] + c * vertices[row, 2])
            low[piece] = min(low[piece], height)
    return low
