"""Does what falls freely fall as things do?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from rushes.engines import Finding, Take
from rushes.inspection.bodies import GRAVITY, data_file

MOST_OFF = 0.02
SHORTEST_S = 0.1
"""A flight shorter than this says little of g."""

FEWEST = 6

Array = NDArray[np.float64]


def free_fall(take: Take) -> tuple[Finding, ...]:
    """Fit g to every piece's flight before its first contact and report the worst.

    The limit is 2 % of 9.81 m/s2.
    """
    path = data_file(take, "flight.npz")
    if path is None:
        return ()
    with np.load(path) as flight:
        fits = {
            piece: _g(time, height) for piece, time, height in _flights(flight["piece"], flight["time"], flight["z"])
        }
    if not fits:
        return ()
    off = {piece: abs(g / GRAVITY - 1) for piece, g in fits.items()}
    worst = max(off, key=lambda piece: off[piece])
    bad = sum(value > MOST_OFF for value in off.values())
    detail = (
        f"{bad} of {len(fits)} flights are off by more than {MOST_OFF:.0%}; piece {worst} falls with "
        f"{fits[worst]:.3f} m/s2. Look for what touches or holds it."
    )
    return (Finding("free_fall", bad == 0, round(off[worst], 5), MOST_OFF, "share of g", detail * (bad > 0)),)


def _flights(piece: NDArray[np.int32], time: Array, height: Array) -> Iterator[tuple[int, Array, Array]]:
    order = np.lexsort((time, piece))
    piece, time, height = piece[order], np.asarray(time, float)[order], np.asarray(height, float)[order]
    bounds = np.flatnonzero(np.diff(piece)) + 1
    for rows in np.split(np.arange(len(piece)), bounds):
        if len(rows) >= FEWEST and time[rows[-1]] - time[rows[0]] >= SHORTEST_S:
            yield int(piece[rows[0]]), time[rows], height[rows]


def _g(time: Array, height: Array) -> float:
    return float(-2 * np.polyfit(time - time[0], height, 2)[0])
