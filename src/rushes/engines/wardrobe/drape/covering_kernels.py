"""Rays out of points: whether cloth is in their way. A segment against a triangle by T. Moeller and B. Trumbore (1997)."""

from __future__ import annotations

import numpy as np
from numba import njit  # noqa: TID253 - this module is imported inside functions only
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


@njit(cache=True, error_model="numpy", nogil=True)
def blocked(starts: Floats, ends: Floats, x: Floats, corners: Rows) -> NDArray[np.bool_]:
    """Say which segments go through a triangle, shape [n].

    Args:
        starts: Where segments begin [m], and ``ends`` where they end, shape [n, 3].
        x: Points [m], shape [p, 3].
        corners: Triangles, shape [m, 3].
    """
    out = np.zeros(starts.shape[0], np.bool_)
    middles, radii = np.empty((corners.shape[0], 3)), np.empty(corners.shape[0])
    for t in range(corners.shape[0]):
        far = 0.0
        for k in range(3):
            middles[t, k] = (x[corners[t, 0], k] + x[corners[t, 1], k] + x[corners[t, 2], k]) / 3
        for c in range(3):
            off = 0.0
            for k in range(3):
                off += (x[corners[t, c], k] - middles[t, k]) ** 2
            far = max(far, off)
        radii[t] = np.sqrt(far)
    for n in range(starts.shape[0]):
        half = (ends[n] - starts[n]) / 2
        mx, my, mz = starts[n, 0] + half[0], starts[n, 1] + half[1], starts[n, 2] + half[2]
        size = np.sqrt(half[0] ** 2 + half[1] ** 2 + half[2] ** 2)
        for t in range(corners.shape[0]):
            dx, dy, dz = middles[t, 0] - mx, middles[t, 1] - my, middles[t, 2] - mz
            if dx * dx + dy * dy + dz * dz < (size + radii[t]) ** 2 and _through(
                starts[n], half, x[corners[t, 0]], x[corners[t, 1]], x[corners[t, 2]]
            ):
                out[n] = True
                break
    return out


@njit(cache=True, error_model="numpy", nogil=True)
def _through(p: Floats, half: Floats, a: Floats, b: Floats, c: Floats) -> bool:
    """Say whether the segment from ``p`` over twice ``half`` goes through a triangle."""
    d, one, two, s = 2 * half, b - a, c - a, p - a
    h = np.cross(d, two)
    det = one[0] * h[0] + one[1] * h[1] + one[2] * h[2]
    if abs(det) < 1e-18:
        return False
    u = (s[0] * h[0] + s[1] * h[1] + s[2] * h[2]) / det
    q = np.cross(s, one)
    v = (d[0] * q[0] + d[1] * q[1] + d[2] * q[2]) / det
    t = (two[0] * q[0] + two[1] * q[1] + two[2] * q[2]) / det
    return u >= 0.0 and v >= 0.0 and u + v <= 1.0 and 0.0 <= t <= 1.0
