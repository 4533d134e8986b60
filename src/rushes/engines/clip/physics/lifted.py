"""Nothing is drawn under the ground: between two steps of the solver a fast piece goes a few centimetres into it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MOST_M: Final = 0.06
"""Deeper ones are faults of the simulation and stay where they are, for the check ``under_ground`` to find. At 240 steps a second what falls from
eight metres goes 5 cm a step."""


def lifted(position: Floats, orientation: Floats, shapes: Sequence[Floats | None]) -> Floats:
    """Return places in which whatever dips into the ground by its drawn corners lies on it instead.

    The solver's hulls are a little smaller than what is drawn, too, so that what lies would sink by that.

    Args:
        position: Of every body's origin at each frame [m], shape [frames, bodies, 3].
        orientation: Unit quaternions (w, x, y, z), shape [frames, bodies, 4].
        shapes: Each body's corners about its origin [m], shape [n, 3]; None of what is put where it goes.
    """
    made = position.copy()
    for body, corners in enumerate(shapes):
        if corners is None:
            continue
        reach = float(np.linalg.norm(corners, axis=1).max())
        near = np.flatnonzero(position[:, body, 2] < reach)
        if not len(near):
            continue
        w, x, y, z = orientation[near, body].T
        up = np.column_stack([2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)])
        low = position[near, body, 2] + (up @ corners.T).min(axis=1)
        made[near, body, 2] += np.where(low > -MOST_M, np.maximum(-low, 0.0), 0.0)
    return made
