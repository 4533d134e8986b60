"""The inner loop of falling snow and rain, compiled. Import it inside functions: numba takes a second to load."""

from __future__ import annotations

import numpy as np
from numba import njit  # noqa: TID253 - this module is the compiled loop, and is itself imported inside functions
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@njit(cache=True, nogil=True)
def draw_streaks(cover: Floats, depth: Floats, streaks: Floats) -> None:
    """Draw soft streaks over each other, each hidden where the picture is nearer.

    Args:
        cover: Opacity of what has been drawn, shape [h, w]; changed in place.
        depth: Depth of the picture [m], shape [h, w].
        streaks: Shape [n, 7]: x0, y0, x1, y1 [px], radius [px], opacity, depth [m].
    """
    height, width = cover.shape
    for row in range(streaks.shape[0]):
        x0, y0, x1, y1, radius, opacity, near = streaks[row]
        dx, dy = x1 - x0, y1 - y0
        length2 = dx * dx + dy * dy
        outer = 1.35 * radius + 0.5
        ramp = max(1.0, 1.2 * radius)
        left = max(int(np.floor(min(x0, x1) - outer - 1.0)), 0)
        right = min(int(np.ceil(max(x0, x1) + outer + 1.0)), width - 1)
        top = max(int(np.floor(min(y0, y1) - outer - 1.0)), 0)
        foot = min(int(np.ceil(max(y0, y1) + outer + 1.0)), height - 1)
        for y in range(top, foot + 1):
            for x in range(left, right + 1):
                if depth[y, x] < near:
                    continue
                px, py = x + 0.5 - x0, y + 0.5 - y0
                along = 0.0
                if length2 > 0.0:
                    along = min(max((px * dx + py * dy) / length2, 0.0), 1.0)
                ox, oy = px - along * dx, py - along * dy
                away = np.sqrt(ox * ox + oy * oy)
                edge = min(max((outer - away) / ramp, 0.0), 1.0)
                if edge > 0.0:
                    edge = edge * edge * (3.0 - 2.0 * edge)
                    cover[y, x] = 1.0 - (1.0 - cover[y, x]) * (1.0 - opacity * edge)
