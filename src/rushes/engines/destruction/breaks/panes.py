"""Panes that break: by the deflection of their frame, or by the air of a storey that is pressed together.

The solver holds a pane as two or three thick pieces. Here is said when it stops being one: from then on its pieces are no
longer drawn, and shards fly in their place, in the pattern that glass breaks in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.building.solid import MATERIALS, MEMBERS
from rushes.engines.destruction.building.storeys import storeys_of
from rushes.errors import StepFailedError

Floats = NDArray[np.float64]
Poses = NDArray[np.float64] | NDArray[np.float32]
Rows = NDArray[np.int64]

GIVE_M = 0.03
"""How far [m] what holds a pane may move against it: the putty's depth. Glass itself bends less before it breaks."""

PRESSED = 0.04
"""Share of a storey's height by which it may close before its air breaks the panes. A closed room that loses a share s of its
volume gains s of an atmosphere: 4 kPa, about what a window pane holds for a moment (ASTM E1300 designs for half of that)."""

CLOSING_MS = 0.6
"""Slower than this [m/s] the air leaks away."""

RIPPLE_S = 0.09
"""Over how long [s] a storey's panes go, one after another: none is as strong as its neighbour."""

BLOWN_MS = 6.5
"""Speed [m/s] at which shards of a pressed pane leave the building: sqrt(2 p / (m a)) over a hand's breadth for 4 kPa on
12.5 kg/m2 of glass."""

HIDDEN = 1e-3
"""Scale at which a pane that broke goes on in the scene: nobody sees it, and nothing divides by zero."""


@dataclass(frozen=True, eq=False, slots=True)
class Panes:
    """p panes that broke, in order of time, and when each piece of the building stops being a pane.

    Attributes:
        time: When [s from frame 1001], shape [p].
        place: The pane's middle then [m], shape [p, 3].
        along, up, out: Its axes then, unit vectors, shape [p, 3]; ``out`` points away from the building.
        size: Along ``along`` and ``up`` [m], shape [p, 2].
        speed: Of its middle [m/s], shape [p, 3].
        pressed: Whether air broke it, shape [p].
        solid: The pane's number in the building, shape [p].
        gone: When each piece is no longer drawn [s], infinite for what is none or holds, shape [n].
    """

    time: Floats
    place: Floats
    along: Floats
    up: Floats
    out: Floats
    size: Floats
    speed: Floats
    pressed: NDArray[np.bool_]
    solid: Rows
    gone: Floats

    def __len__(self) -> int:
        return len(self.time)

    @property
    def area(self) -> Floats:
        """Of each [m2]."""
        return np.asarray(self.size.prod(axis=1))


def shattered(building: Mapping[str, Any], position: Poses, orientation: Poses, time: Floats) -> Panes:
    """Return the panes that break within a motion.

    Args:
        building: Arrays of ``Pieces`` by name.
        position: Of each piece at each picture [m], shape [t, n, 3].
        orientation: The same, quaternions (w, x, y, z), shape [t, n, 4].
        time: Of each picture [s], shape [t].
    """
    material, member = np.asarray(building["material"]), np.asarray(building["member"])
    solid, centre = np.asarray(building["solid"], np.int64), np.asarray(building["centre"], float)
    glass = (material == MATERIALS.index("glass")) & (member == MEMBERS.index("window"))
    holders = _holders(building, glass, solid)
    pressed_at = _pressed(building, position, time)
    gone = np.full(len(material), np.inf)
    found = []
    for pane in np.unique(solid[glass]).tolist():
        rows = np.flatnonzero(glass & (solid == pane))
        storey = int(building["storey"][rows[0]])
        bent = _bent(position, rows, holders.get(pane, rows[:0]), time)
        ripple = float(np.random.default_rng([pane, 5]).uniform(0.0, RIPPLE_S))
        pressed = pressed_at[storey] + ripple if storey < len(pressed_at) else np.inf
        when = min(bent, pressed)
        if when < time[-1]:
            gone[rows] = when
            found.append((when, pane, rows, pressed < bent))
    found.sort(key=lambda one: (one[0], one[1]))
    return _gathered(found, building, centre, position, orientation, time, gone)


def read_panes(building: Path, motion: Path) -> Panes:
    """Read a building and its motion, and return the panes that break.

    Args:
        building: ``building.npz`` of the step ``build``.
        motion: ``motion.npz`` of the step ``simulate``.

    Raises:
        StepFailedError: A file is missing or lacks an array.
    """
    wanted = ("material", "member", "solid", "storey", "bay", "centre", "size", "extent", "bond_a", "bond_b")
    try:
        with np.load(building) as pieces, np.load(motion) as moved:
            arrays = {name: pieces[name] for name in wanted}
            return shattered(arrays, moved["position"], moved["orientation"], moved["time"])
    except (OSError, KeyError, ValueError, IndexError) as error:
        raise StepFailedError(
            f"The panes can't be read from {motion.name} beside {building.name} ({error}). "
            "Delete the steps build and simulate of this recipe and make the take again."
        ) from error


def without(scale: NDArray[np.float32], gone: Floats, time: Floats) -> NDArray[np.float32]:
    """Return scales of pieces, shape [t, n], with what is no longer drawn made too small to be seen.

    A reader blends between pictures, so a pane stays whole until the last picture before it breaks and is gone in the next.
    """
    return np.where(time[:, None] > gone[None, :], np.float32(HIDDEN), scale).astype(np.float32)


def _holders(building: Mapping[str, Any], glass: NDArray[np.bool_], solid: Rows) -> dict[int, Rows]:
    """Return the pieces that hold each pane."""
    a, b = np.asarray(building["bond_a"], np.int64), np.asarray(building["bond_b"], np.int64)
    pane = np.concatenate([a[glass[a] & ~glass[b]], b[glass[b] & ~glass[a]]])
    holder = np.concatenate([b[glass[a] & ~glass[b]], a[glass[b] & ~glass[a]]])
    own = solid[pane]
    return {int(one): np.unique(holder[own == one]) for one in np.unique(own)}


def _bent(position: Poses, rows: Rows, holders: Rows, time: Floats) -> float:
    """Return when a pane's frame, or the pane, has given by more than the putty holds [s]; infinite when never."""
    others = np.concatenate([holders, rows])
    apart = np.linalg.norm(position[:, others, None].astype(float) - position[:, None, rows].astype(float), axis=3)
    give = np.abs(apart - apart[:1]).max(axis=(1, 2))
    over = np.flatnonzero(give > GIVE_M)
    if not len(over) or over[0] == 0:
        return np.inf
    last, first = float(give[over[0] - 1]), float(give[over[0]])
    share = (GIVE_M - last) / max(first - last, 1e-9)
    return float(time[over[0] - 1] + share * (time[over[0]] - time[over[0] - 1]))


def _pressed(building: Mapping[str, Any], position: Poses, time: Floats) -> Floats:
    """Return when each storey's air breaks its panes [s], shape [storeys]; infinite when never."""
    slab = np.asarray(building["member"]) == MEMBERS.index("slab")
    if not slab.any():
        return np.zeros(0)
    extent = np.asarray(building["extent"], float)
    storeys = storeys_of(
        time,
        np.asarray(position[:, slab], float),
        np.asarray(building["storey"], np.int64)[slab],
        extent[:, :2],
        extent[1, :2] - extent[0, :2],
        np.asarray(building["bay"], np.int64).max(axis=0) + 1,
    )
    height = storeys.ceiling - storeys.floor
    closing = -np.gradient(height, time, axis=0)
    bursts = (height < (1 - PRESSED) * height[:1]) & (closing > CLOSING_MS)
    return np.where(bursts.any(axis=0), time[bursts.argmax(axis=0)], np.inf)


def _gathered(
    found: list[tuple[float, int, Rows, bool]],
    building: Mapping[str, Any],
    centre: Floats,
    position: Poses,
    orientation: Poses,
    time: Floats,
    gone: Floats,
) -> Panes:
    count = len(found)
    place, speed, axes = np.zeros((count, 3)), np.zeros((count, 3)), np.zeros((count, 3, 3))
    size = np.zeros((count, 2))
    for row, (when, _, rows, _) in enumerate(found):
        half = np.asarray(building["size"], float)[rows] / 2
        low, high = (centre[rows] - half).min(axis=0), (centre[rows] + half).max(axis=0)
        thin = int(np.argmin((high - low)[:2]))
        size[row] = (high - low)[1 - thin], (high - low)[2]
        picture = int(np.clip(np.searchsorted(time, when), 1, len(time) - 1))
        share = (when - time[picture - 1]) / max(time[picture] - time[picture - 1], 1e-9)
        before, after = (position[at][rows].astype(float).mean(axis=0) for at in (picture - 1, picture))
        place[row] = before + share * (after - before)
        speed[row] = (after - before) / max(time[picture] - time[picture - 1], 1e-9)
        out = np.zeros(3)
        out[thin] = 1.0 if (low + high)[thin] >= 0 else -1.0
        along = np.cross([0.0, 0.0, 1.0], out)
        turn = _matrix(orientation[picture - 1][rows[0]].astype(float))
        axes[row] = np.array([along, [0.0, 0.0, 1.0], out]) @ turn.T
    return Panes(
        time=np.array([one[0] for one in found], float),
        place=place,
        along=axes[:, 0],
        up=axes[:, 1],
        out=axes[:, 2],
        size=size,
        speed=speed,
        pressed=np.array([one[3] for one in found], bool),
        solid=np.array([one[1] for one in found], np.int64),
        gone=gone,
    )


def _matrix(quaternion: Floats) -> Floats:
    w, x, y, z = quaternion / max(float(np.linalg.norm(quaternion)), 1e-9)
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
            [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
            [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
        ]
    )
