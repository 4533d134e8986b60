"""Upholstery: cushions that are filled, with boxing between two piped seams, and pads with buttons."""

from __future__ import annotations

import math

import numpy as np

from rushes.engines.dressing.mesh import Floats, Mesh, joined
from rushes.engines.dressing.solids import loop, sheet, tube

PIPING_M = 0.005
"""Radius of piping: a 6 mm cord in its cloth."""


def cushion(x: float, y: float, z: float, *, crown: float = 0.02, corner: float = 0.04, sit: float = 0.0) -> Mesh:
    """Return a box cushion that lies on the ground: crowned above and below, its boxing bulged by the filling.

    Args:
        x: Width at its seams [m].
        y: Depth [m].
        z: Height of its boxing [m].
        crown: How much its middle stands above its seams [m].
        corner: Radius of its corners [m].
        sit: How deep somebody has sat [m].
    """
    rim = loop(x, y, corner, 7)
    count = len(rim)
    shares = np.sin(np.linspace(0.06, math.pi / 2, 12))
    reach = np.minimum(1.0, np.abs(rim / np.array([x / 2, y / 2])).max(axis=1))
    rings = [
        _ring(rim * share, -crown * 0.6 * _dome(share) * np.ones(count)) for share in shares
    ]  # the lower side, from its middle out
    for step in np.linspace(0.0, 1.0, 7)[1:-1]:
        bulge = 0.10 * z * math.sin(math.pi * step)
        rings.append(_ring(rim * (1 + bulge / np.linalg.norm(rim, axis=1, keepdims=True)), np.full(count, z * step)))
    for share in shares[::-1]:
        dent = sit * math.exp(-((share / 0.55) ** 2))
        rings.append(_ring(rim * share, z + (crown * _dome(share) - dent) * np.ones(count) * (0.6 + 0.4 * reach)))
    rows = np.stack(rings)
    flat = rows[..., :2].copy()
    side = slice(len(shares), len(rings) - len(shares))
    flat[side] = _boxing(rows[side])
    flat = np.concatenate([flat, flat[:, :1]], axis=1)
    return sheet(rows, flat, around=True).flipped()


def piping(x: float, y: float, z: float, *, corner: float = 0.04, radius: float = PIPING_M) -> Mesh:
    """Return the two piped seams of such a cushion, one at each end of its boxing."""
    rim = loop(x, y, corner, 7)
    return joined(tube(_ring(rim, np.full(len(rim), height)), radius, closed=True, segments=8) for height in (0.0, z))


def buttoned(x: float, z: float, depth: float, columns: int, rows: int, *, tuft: float = 0.025) -> Mesh:
    """Return a deep-buttoned panel that stands upright and looks at -y: domes between buttons in diagonal order.

    Args:
        x: Width [m].
        z: Height [m].
        depth: Thickness [m].
        columns: Buttons along a row.
        rows: Rows of buttons.
        tuft: How far a dome stands over its buttons [m].
    """
    across, up = np.linspace(0.0, 1.0, columns * 10 + 1), np.linspace(0.0, 1.0, rows * 10 + 1)
    u, v = np.meshgrid(across, up)
    # Pleats run diagonally from button to button: the product of two folded waves is 0 along both.
    one, two = (u * columns + v * rows) / 2.0, (u * columns - v * rows) / 2.0
    dome = np.sqrt(np.abs(np.sin(math.pi * one) * np.sin(math.pi * two)))
    edge = np.minimum(np.minimum(u, 1 - u) * x, np.minimum(v, 1 - v) * z)
    rim = np.sqrt(np.clip(edge / max(depth, 1e-6), 0.0, 1.0) * (2 - np.clip(edge / max(depth, 1e-6), 0.0, 1.0)))
    out = (depth - tuft) * rim + tuft * dome * rim
    places = np.stack([(u - 0.5) * x, -out, v * z], axis=-1)
    front = sheet(places, np.stack([u * x, v * z], axis=-1)).flipped()
    back = sheet(np.stack([(u - 0.5) * x, np.zeros_like(u), v * z], axis=-1)[::10, ::10])
    return joined([front, back])


def _dome(share: float) -> float:
    return float(1.0 - share**2.6)


def _ring(rim: Floats, height: Floats) -> Floats:
    return np.concatenate([rim, height[:, None]], axis=1)


def _boxing(rows: Floats) -> Floats:
    """Return the boxing's own map: along the seam, and up."""
    ring = rows[0, :, :2]
    along = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(ring, axis=0), axis=1))])
    return np.stack([np.broadcast_to(along, rows.shape[:2]), rows[..., 2]], axis=-1)
