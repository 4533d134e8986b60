"""Pressure bursts: a storey that is crushed blows its air, and the dust in it, out through its windows.

The air of a storey of floor area A whose ceiling comes down at v has to leave: Q = A v. Through openings of area a it goes at
Q / (0.62 a), the discharge of a sharp-edged orifice (Etheridge and Sandberg 1996, *Building Ventilation*). Bazant, Le,
Greening and Benson (J. Eng. Mech. 134, 2008, 892) reckon the squeezed air of a crushing front the same way, and find up to
a fifth of the speed of sound.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.building.pieces import Pieces
from rushes.engines.destruction.building.solid import MEMBERS

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

DISCHARGE = 0.62
"""Share of an opening that a jet through it fills."""

FASTEST_MS = 32.0
"""Jets are no faster [m/s]: walls give way before, and the grid would smear a faster one."""

SLOWEST_MS = 2.0
"""Slower ones only breathe, and are left to the air."""

NEAR_M = 5.0
"""Over which distance [m] a bay's air prefers near windows."""

WALL_M = 2.6
"""A window is where the wall within this distance [m] is, as long as it is there."""

TORN_M = 0.7
"""When the wall round a window has come apart by this much [m] there is no window any more."""

PACKED = 0.12
"""A storey pressed to this share of its height holds no more air to blow out."""

DUSTY = (0.12, 0.75)
"""Density of the dust in a storey's air as its crushing begins and as it ends, by eye: the first breath is thin."""


@dataclass(frozen=True, eq=False, slots=True)
class Jets:
    """What blows out of windows over an interval.

    Attributes:
        position: The openings' middles [m], shape [k, 3]; velocity: of their jets [m/s], [k, 3].
        area: Of the openings [m2], [k]; density: of the dust in the jets, [k].
    """

    position: Floats
    velocity: Floats
    area: Floats
    density: Floats


class Windows:
    """The openings of a building and the rooms behind them, followed as the building moves."""

    def __init__(self, pieces: Pieces) -> None:
        self.pieces = pieces
        slab = pieces.member == MEMBERS.index("slab")
        columns = np.unique(np.column_stack([pieces.storey, pieces.bay])[slab].astype(np.int64), axis=0)
        self.columns = columns
        key = {tuple(row): number for number, row in enumerate(columns.tolist())}
        rows = np.flatnonzero(slab)
        self._slabs = rows
        self._slab_of = np.array(
            [key[int(s), int(a), int(b)] for s, (a, b) in zip(pieces.storey[rows], pieces.bay[rows], strict=True)], int
        )
        self._below = np.array([key.get((s - 1, a, b), -1) for s, a, b in columns.tolist()], int)
        self.floor = np.bincount(
            self._slab_of, pieces.volume[rows] / np.maximum(pieces.size[rows, 2], 0.05), len(columns)
        )
        self.middle = self._means(pieces.centre)
        self._openings()

    def __len__(self) -> int:
        return len(self.area)

    def _openings(self) -> None:
        pieces = self.pieces
        panes = np.flatnonzero(pieces.member == MEMBERS.index("window"))
        wall = np.flatnonzero(np.isin(pieces.member, [MEMBERS.index(name) for name in ("facade", "wall", "column")]))
        centre, normal, area, storey, round_it = [], [], [], [], []
        heart = pieces.extent.mean(axis=0)
        for solid in np.unique(pieces.solid[panes]) if len(self.columns) else ():
            rows = panes[pieces.solid[panes] == solid]
            half = pieces.size[rows] / 2.0
            low = (pieces.centre[rows] - half).min(axis=0)
            high = (pieces.centre[rows] + half).max(axis=0)
            size, middle = high - low, (low + high) / 2
            thin = int(np.argmin(size[:2]))
            near = wall[np.linalg.norm(pieces.centre[wall] - middle, axis=1) < WALL_M]
            if len(near) < 2:
                continue
            out = np.zeros(3)
            out[thin] = 1.0 if middle[thin] > heart[thin] else -1.0
            centre.append(middle)
            normal.append(out)
            area.append(size[1 - thin] * size[2])
            storey.append(int(pieces.storey[rows[0]]))
            round_it.append(near)
        self.centre = np.array(centre).reshape(-1, 3)
        self.normal = np.array(normal).reshape(-1, 3)
        self.area, self.storey, self._round = np.array(area), np.array(storey, int), round_it

    def _means(self, position: Floats) -> Floats:
        """Return the middle of each bay's slab [m], shape [columns, 3]."""
        weight = self.pieces.volume[self._slabs]
        whole = np.maximum(np.bincount(self._slab_of, weight, len(self.columns)), 1e-9)
        parts = [
            np.bincount(self._slab_of, weight * position[self._slabs, axis], len(self.columns)) for axis in range(3)
        ]
        return np.stack(parts, axis=1) / whole[:, None]

    def _gaps(self, position: Floats) -> Floats:
        """Return the height of the room under each bay's slab [m]."""
        height = self._means(position)[:, 2]
        return height - np.where(self._below >= 0, height[self._below], 0.0)

    def jets(self, before: Floats, after: Floats, step: float) -> Jets:
        """Return what blows out while pieces move from one place to the next.

        Args:
            before, after: Centres of all pieces [m], shape [n, 3].
            step: Time between [s].
        """
        none = np.zeros((0, 3))
        if not len(self.area):
            return Jets(none, none, np.zeros(0), np.zeros(0))
        whole, gap = self._gaps(self.pieces.centre), self._gaps(after)
        squeezed = np.maximum(self._gaps(before) - gap, 0.0) / step * self.floor
        left = np.clip(gap / np.maximum(whole, 0.1), 0.0, 1.0)
        squeezed[left < PACKED] = 0.0
        place, stands = self._where(after)
        speed, density = np.zeros(len(self.area)), np.zeros(len(self.area))
        for storey in np.unique(self.columns[squeezed > 0.0, 0]):
            holes = np.flatnonzero((self.storey == storey) & stands)
            bays = np.flatnonzero((self.columns[:, 0] == storey) & (squeezed > 0.0))
            if not len(holes):
                continue
            away = np.linalg.norm(self.middle[bays, None, :2] - self.centre[None, holes, :2], axis=2)
            share = self.area[holes] * np.exp(-away / NEAR_M)
            share /= share.sum(axis=1, keepdims=True)
            speed[holes] = (squeezed[bays] @ share) / (DISCHARGE * self.area[holes])
            press = 1.0 - (left[bays] * squeezed[bays]).sum() / squeezed[bays].sum()
            density[holes] = DUSTY[0] + (DUSTY[1] - DUSTY[0]) * press
        blows = np.flatnonzero(speed > SLOWEST_MS)
        fast = np.minimum(speed[blows], FASTEST_MS)[:, None]
        return Jets(place[blows], self.normal[blows] * fast, self.area[blows], density[blows])

    def _where(self, position: Floats) -> tuple[Floats, NDArray[np.bool_]]:
        """Return where each window is now [m], and whether there is still a wall round it and air before it."""
        place, stands = self.centre.copy(), np.zeros(len(self.area), bool)
        for number, rows in enumerate(self._round):
            moved = position[rows] - self.pieces.centre[rows]
            middle = np.median(moved, axis=0)
            place[number] += middle
            apart = np.median(np.linalg.norm(moved - middle, axis=1))
            stands[number] = apart < TORN_M and place[number, 2] > 0.4
        return place, stands
