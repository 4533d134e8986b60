"""Storeys over time: how high each stands between its floor and its ceiling in the recorded motion, and whether it does.

What depends on a storey (how it sounds, what its air does) ends as it is crushed, and no sooner.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rushes.errors import StepFailedError

Array = NDArray[np.float64]

GONE, WHOLE = 0.35, 0.9
"""Share of its height below which a storey no longer sounds as a room, and above which it does so wholly."""

STRAYS_M = 0.6
"""How far [m] a piece of a ceiling may be from where the others went and still be part of a ceiling."""

WALL_M = 0.9
"""How far [m] inside the outer face something has to be to be inside."""


@dataclass(frozen=True, eq=False, slots=True)
class Storeys:
    """Storeys over time.

    Attributes:
        time: Of each picture [s from frame 1001], shape [t].
        floor: Height of each storey's floor [m], shape [t, s].
        ceiling: Of its ceiling [m], shape [t, s].
        intact: 1 while it stands, 0 when it is gone, shape [t, s].
        low, high: Corners of the building's plan [m], shape [2].
        room: A room's length, depth and height [m], shape [3].
    """

    time: Array
    floor: Array
    ceiling: Array
    intact: Array
    low: Array
    high: Array
    room: Array

    def inside(self, time: Array, position: Array) -> tuple[Array, NDArray[np.int64]]:
        """Return how far something happens inside a standing storey (0 outside, 1 within), and in which one.

        Args:
            time: When [s from frame 1001], shape [n].
            position: Where [m], shape [n, 3].
        """
        none = np.zeros(len(time))
        if not self.intact.size or not len(time):
            return none, none.astype(np.int64)
        row = np.clip(np.searchsorted(self.time, time), 0, len(self.time) - 1)
        z = position[:, 2, None]
        holds = (z >= self.floor[row]) & (z <= self.ceiling[row])
        storey = np.argmax(holds, axis=1)
        within = (position[:, :2] > self.low + WALL_M) & (position[:, :2] < self.high - WALL_M)
        there = holds.any(axis=1) & within.all(axis=1)
        return np.where(there, self.intact[row, storey], 0.0), storey


NOWHERE = Storeys(np.zeros(1), *(np.zeros((1, 0)),) * 3, np.zeros(2), np.zeros(2), np.ones(3))
"""What has no storeys: a wall, a chimney, a bridge."""


def read_storeys(building: Path, motion: Path) -> Storeys:
    """Read a building and its motion.

    Args:
        building: ``building.npz`` of the step ``build``.
        motion: ``motion.npz`` of the step ``simulate``.

    Raises:
        StepFailedError: A file is missing or lacks an array.
    """
    try:
        with np.load(building) as pieces, np.load(motion) as moved:
            names = [str(name) for name in pieces["members"]]
            storey, bay = np.asarray(pieces["storey"], int), np.asarray(pieces["bay"], int)
            slab = np.asarray(pieces["member"], int) == (names.index("slab") if "slab" in names else -1)
            extent = np.asarray(pieces["extent"], float)
            if not slab.any():
                return NOWHERE
            kept = np.flatnonzero(slab)
            return storeys_of(
                np.asarray(moved["time"], float),
                np.asarray(moved["position"][:, kept], float),
                storey[kept],
                extent[:, :2],
                extent[1, :2] - extent[0, :2],
                bay.max(axis=0) + 1,
            )
    except (OSError, KeyError, ValueError, IndexError) as error:
        raise StepFailedError(
            f"No storeys can be read from {motion.name} beside {building.name} ({error}). "
            "Delete the steps build and simulate of this recipe and make the take again."
        ) from error


def storeys_of(
    time: Array, slabs: Array, storey: NDArray[np.int64], plan: Array, size: Array, bays: NDArray[np.int64]
) -> Storeys:
    """Return the storeys between slabs.

    Args:
        time: Of each picture [s], shape [t].
        slabs: Where the pieces of slabs are [m], shape [t, k, 3].
        storey: Whose ceiling each is, shape [k].
        plan: Lowest and highest corner of the plan [m], shape [2, 2].
        size: Length and depth of the plan [m], shape [2].
        bays: Their number along each, shape [2].
    """
    count = int(storey.max()) + 1
    level, whole = np.zeros((len(time), count + 1)), np.zeros((len(time), count))
    for one in range(count):
        own = slabs[:, storey == one]
        if not own.shape[1]:
            level[:, one + 1] = level[:, one]
            continue
        moved = own - own[:1]
        middle = np.median(moved, axis=1, keepdims=True)
        level[:, one + 1] = np.median(own[..., 2], axis=1)
        whole[:, one] = (np.linalg.norm(moved - middle, axis=2) < STRAYS_M).mean(axis=1)
    floor, ceiling = level[:, :-1], level[:, 1:]
    height = np.maximum(ceiling - floor, 0.0)
    share = height / np.maximum(height[:1], 1e-6)
    intact = np.clip((share - GONE) / (WHOLE - GONE), 0.0, 1.0) * whole**2
    room = np.array([*(size / np.maximum(bays, 1)), float(np.median(height[0]))])
    return Storeys(time, floor, ceiling, intact, plan[0], plan[1], np.maximum(room, 1.0))
