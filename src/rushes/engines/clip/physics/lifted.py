"""Nothing is drawn under the ground: between two steps of the solver a fast piece goes a few centimetres into it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MOST_M: Final = 0.06
"""What goes deeper is a fault of the simulation and stays where it is, for the check ``under_ground`` to find: unless it went so fast that one step
carried it there. At 240 steps a second what falls from eight metres goes 5 cm a step, and the top of a tower of twenty that topples 10 cm."""

STEPS: Final = 1.5
"""Of how many steps' way a dip may be: the solver stops a body in the step after the one in which it touched, and most of its way is gone by then."""


def lifted(position: Floats, orientation: Floats, shapes: Sequence[Floats | None], substeps: int) -> Floats:
    """Return places in which whatever dips into the ground by its drawn corners lies on it instead.

    The solver's hulls are a little smaller than what is drawn, too, so that what lies would sink by that.

    Args:
        position: Of every body's origin at each frame [m], shape [frames, bodies, 3].
        orientation: Unit quaternions (w, x, y, z), shape [frames, bodies, 4].
        shapes: Each body's corners about its origin [m], shape [n, 3]; None of what is put where it goes.
        substeps: Steps of the solver a frame.
    """
    made = position.copy()
    for body, corners in enumerate(shapes):
        if corners is None:
            continue
        reach = float(np.linalg.norm(corners, axis=1).max())
        near = np.flatnonzero(position[:, body, 2] < reach)
        if not len(near):
            continue
        height = _heights(position, orientation, body, near, corners)
        lowest = height.argmin(axis=1)
        low = height[np.arange(len(near)), lowest]
        before = _heights(position, orientation, body, np.maximum(near - 1, 0), corners)
        went = (
            before[np.arange(len(near)), lowest] - low
        )  # of that very corner: a tower stands on its foot while its top comes down
        most = np.maximum(MOST_M, STEPS * went / substeps)
        made[near, body, 2] += np.where(low > -most, np.maximum(-low, 0.0), 0.0)
    return made


def _heights(position: Floats, orientation: Floats, body: int, frames: NDArray[np.int64], corners: Floats) -> Floats:
    """Return the height of each of a body's corners at some frames [m], shape [frames, corners]."""
    w, x, y, z = orientation[frames, body].T
    up = np.column_stack([2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)])
    return np.asarray(position[frames, body, 2][:, None] + up @ corners.T)
