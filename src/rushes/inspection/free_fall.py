"""Does what falls freely fall as things do?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from rushes.engines import Finding, Take
from rushes.inspection.bodies import GRAVITY, data_file

MOST_OFF = 0.01
SHORTEST_S = 0.1
"""A flight shorter than this says little of g."""

FEWEST = 6

Array = NDArray[np.float64]


def free_fall(take: Take) -> tuple[Finding, ...]:
    """Fit g to every flight before its first contact and report the worst.

    A piece that flies twice, in one body and later in what is left of it, makes two flights. The limit is 1 % of 9.81 m/s2.
    """
    path = data_file(take, "flight.npz")
    if path is None:
        return ()
    with np.load(path) as flight:
        fits = [
            (piece, _g(time, height))
            for piece, time, height in _flights(flight["flight"], flight["piece"], flight["time"], flight["z"])
        ]
    if not fits:
        return ()
    off = [abs(g / GRAVITY - 1) for _, g in fits]
    worst = int(np.argmax(off))
    bad = sum(value > MOST_OFF for value in off)
    piece, g = fits[worst]
    detail = (
        f"{bad} of {len(fits)} flights are off by more than {MOST_OFF:.0%}; piece {piece} falls with "
        f"{g:.3f} m/s2. Look for what touches or holds it."
    )
    return (Finding("free_fall", bad == 0, round(off[worst], 5), MOST_OFF, "share of g", detail * (bad > 0)),)


def _flights(
    flight: NDArray[np.int32], piece: NDArray[np.int32], time: Array, height: Array
) -> Iterator[tuple[int, Array, Array]]:
    order = np.lexsort((time, flight))
    flight, piece = flight[order], piece[order]
    time, height = np.asarray(time, float)[order], np.asarray(height, float)[order]
    bounds = np.flatnonzero(np.diff(flight)) + 1
    for rows in np.split(np.arange(len(flight)), bounds):
        if len(rows) >= FEWEST and time[rows[-1]] - time[rows[0]] >= SHORTEST_S:
            yield int(piece[rows[0]]), time[rows], height[rows]


def _g(time: Array, height: Array) -> float:
    return float(-2 * np.polyfit(time - time[0], height, 2)[0])
