"""Dust that streams off pieces as they fall: what lies and hangs on them is blown off, most of it at first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.air.dust import CLOUD_PER_M3, MATERIAL_COLOUR, Source
from rushes.engines.destruction.building.pieces import Pieces
from rushes.engines.destruction.building.solid import MATERIALS

Floats = NDArray[np.float64]

PER_M2_AND_M = 0.0025
"""Dust [m3 of dense dust] that a square metre of a concrete piece loses on each metre of its way, as it starts. By eye: a streamer
is seen behind a panel, and all of them together are a tenth of a collapse's dust."""

FADES_S = 0.8
"""Time [s] over which a piece loses most of what it has."""

SLOWEST_MS = 2.5
"""Slower pieces keep it [m/s]."""

LEAST_M3 = 2e-4
"""Less than this of a piece in a frame is not followed."""


def shed(pieces: Pieces, position: Floats, time: Floats, released: Floats, amount: float) -> Source:
    """Return the dust that falling pieces leave behind them.

    Args:
        pieces: What falls.
        position: Of their centres [m], frame by frame, shape [frames, n, 3].
        time: Of the frames [s], shape [frames].
        released: When each piece first moved freely [s]; infinite for never, shape [n].
        amount: Factor on all of it.
    """
    rng = np.random.default_rng([len(pieces), 0x5ED])
    size = pieces.size.astype(float)
    face = 2.0 * (size * np.roll(size, 1, axis=1)).sum(axis=1)
    share = np.array([CLOUD_PER_M3[name] for name in MATERIALS])[pieces.material] / CLOUD_PER_M3["concrete"]
    colour = np.array([MATERIAL_COLOUR[name] for name in MATERIALS])[pieces.material]
    found: list[tuple[Floats, Floats, Floats, Floats]] = []
    for row in range(1, len(time)):
        way = position[row] - position[row - 1]
        far = np.linalg.norm(way, axis=1)
        age = np.maximum(time[row] - released, 0.0)
        lost = PER_M2_AND_M * amount * face * share * far * np.exp(-age / FADES_S)
        step = time[row] - time[row - 1]
        rows = np.flatnonzero((far > SLOWEST_MS * step) & (released < time[row]) & (lost > LEAST_M3))
        part = rng.random(len(rows))
        beside = rng.uniform(-0.4, 0.4, (len(rows), 3)) * size[rows]
        place = position[row - 1, rows] + way[rows] * part[:, None] + beside
        found.append((time[row - 1] + step * part, place, lost[rows], colour[rows]))
    if not found:
        return Source(np.zeros(0), np.zeros((0, 3)), np.zeros(0), np.zeros((0, 3)))
    when, where, much, hue = (np.concatenate(part) for part in zip(*found, strict=True))
    return Source(when, where, much, hue)
