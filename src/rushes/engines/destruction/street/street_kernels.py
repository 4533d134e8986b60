"""Compiled loops behind ``ground_step``: the ground as the camera sees it."""

from __future__ import annotations

import numba  # noqa: TID253 - this module is only imported inside functions
import numpy as np

ACROSS, DOWN = 2, 4
"""Samples of each pixel: more of them down the picture, where a pixel of ground is long."""


@numba.njit(cache=True, nogil=True)
def look(  # type: ignore[no-untyped-def]  # noqa: ANN201 - numba types its arguments
    eye,  # noqa: ANN001
    turn,  # noqa: ANN001
    focal,  # noqa: ANN001
    frame,  # noqa: ANN001
    origin,  # noqa: ANN001
    cell,  # noqa: ANN001
    dark,  # noqa: ANN001
    shade,  # noqa: ANN001
    since,  # noqa: ANN001
    dust_origin,  # noqa: ANN001
    dust_cell,  # noqa: ANN001
    dust,  # noqa: ANN001
    patches,  # noqa: ANN001
    depth,  # noqa: ANN001
    factor,  # noqa: ANN001
    white,  # noqa: ANN001
):
    """Draw the ground at z = 0.

    Args:
        eye, turn, focal: Where the camera is [m], its rotation to the world [3, 3], its focal length [px].
        frame: Which; what was struck later is whole.
        origin, cell, dark, shade, since: The map of cracks, see ``ground.Cracks`` and ``ground.shaded``.
        dust_origin, dust_cell, dust: How much dust hides, from above, with its low corner and cells [m].
        patches: Thicker and thinner, a tile of the map's cells that repeats.
        depth: Along the camera's axis [m], shape [height, width]. Changed.
        factor: By which the ground is multiplied. Changed.
        white: How much of it is hidden by dust, 0 to 1. Changed.
    """
    height, width = depth.shape
    for row in range(height):
        for column in range(width):
            lost, lit, hidden, hits = 0.0, 0.0, 0.0, 0
            for k in range(ACROSS * DOWN):
                px = column + (k % ACROSS + 0.5) / ACROSS - 0.5 * width
                py = row + (k // ACROSS + 0.5) / DOWN - 0.5 * height
                x = turn[0, 0] * px - turn[0, 1] * py - turn[0, 2] * focal
                y = turn[1, 0] * px - turn[1, 1] * py - turn[1, 2] * focal
                z = turn[2, 0] * px - turn[2, 1] * py - turn[2, 2] * focal
                if z >= -1e-6:
                    continue
                far = -eye[2] / z
                gx, gy = eye[0] + far * x, eye[1] + far * y
                hits += 1
                depth[row, column] += far * focal
                i, j = int(np.floor((gx - origin[0]) / cell)), int(np.floor((gy - origin[1]) / cell))
                if 0 <= i < dark.shape[0] and 0 <= j < dark.shape[1] and since[i, j] <= frame:
                    lost += dark[i, j]
                    lit += shade[i, j] - 1.0
                u, v = (gx - dust_origin[0]) / dust_cell - 0.5, (gy - dust_origin[1]) / dust_cell - 0.5
                a, b = int(np.floor(u)), int(np.floor(v))
                if 0 <= a < dust.shape[0] - 1 and 0 <= b < dust.shape[1] - 1:
                    s, t = u - a, v - b
                    lies = (1 - s) * ((1 - t) * dust[a, b] + t * dust[a, b + 1])
                    lies += s * ((1 - t) * dust[a + 1, b] + t * dust[a + 1, b + 1])
                    thick = patches[i % patches.shape[0], j % patches.shape[1]]
                    hidden += 1.0 - (1.0 - lies) ** thick
            if hits:
                depth[row, column] /= hits
                factor[row, column] = max((1.0 - lost / hits) * (1.0 + lit / hits), 0.05)
                white[row, column] = min(max(hidden / hits, 0.0), 1.0)
            else:
                depth[row, column] = 1e10
