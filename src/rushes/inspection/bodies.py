"""What the simulation left in the take: motion, pieces, contacts, free flights."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rushes.engines import Take

Array = NDArray[np.float64]

GRAVITY = 9.81
"""Metres per second squared, as the simulation has it."""


@dataclass(frozen=True, eq=False, slots=True)
class Bodies:
    """How the pieces moved.

    Attributes:
        frame: Frame numbers, shape [T].
        time: Seconds from frame 1001, shape [T].
        position: Centres of mass [m], shape [T, n, 3].
        orientation: Unit quaternions (w, x, y, z), shape [T, n, 4].
        scale: 1, less when crushed, shape [T, n].
    """

    frame: NDArray[np.int32]
    time: Array
    position: NDArray[np.float32]
    orientation: NDArray[np.float32]
    scale: NDArray[np.float32]


def data_file(take: Take, name: str) -> Path | None:
    """Return the take's data file of a name, for example ``motion.npz``; None without it."""
    return next((path for path in take.paths("contacts") if path.name == name), None)


def read_bodies(take: Take) -> Bodies | None:
    """Return how the pieces moved; None for a take in which nothing was simulated."""
    path = data_file(take, "motion.npz")
    if path is None:
        return None
    with np.load(path) as file:
        return Bodies(file["frame"], file["time"], file["position"], file["orientation"], file["scale"])


def lowest_points(bodies: Bodies, vertices: NDArray[np.float32], starts: NDArray[np.int64]) -> Array:
    """Return the height of each piece's lowest corner [m], shape [T, n].

    Args:
        bodies: How the pieces moved.
        vertices: Corners of all pieces, local to their centres [m], shape [V, 3].
        starts: Each piece's first corner, shape [n + 1].
    """
    return _corners(bodies, vertices, starts, np.minimum)


def highest_points(bodies: Bodies, vertices: NDArray[np.float32], starts: NDArray[np.int64]) -> Array:
    """Return the height of each piece's highest corner [m], shape [T, n]; the arguments are those of ``lowest_points``."""
    return _corners(bodies, vertices, starts, np.maximum)


def _corners(bodies: Bodies, vertices: NDArray[np.float32], starts: NDArray[np.int64], which: np.ufunc) -> Array:
    owner = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    found = np.empty(bodies.position.shape[:2])
    for row, (place, turn, scale) in enumerate(zip(bodies.position, bodies.orientation, bodies.scale, strict=True)):
        w, x, y, z = turn.T
        up = np.column_stack([2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)])
        reach = which.reduceat(np.einsum("vi,vi->v", up[owner], vertices), starts[:-1])
        found[row] = place[:, 2] + scale * reach
    return found
