"""A clip's smoke at one moment: puffs in a grid, as a picture and an OpenVDB are made of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.clip.smoke.puffs import Afloat

Floats = NDArray[np.float64]
Grid = NDArray[np.float32]

MOST_CELLS: Final = 700_000
"""Of a grid: its cells are as large as that asks for."""

FINEST_M: Final = 0.06
WAVES: Final = 0.8
"""Of the largest billows in a puff's radius."""

TEXELS: Final = 24


@dataclass(frozen=True, eq=False, slots=True)
class Cloud:
    """Smoke, fire and dust in a grid.

    Attributes:
        origin: Its lowest corner [m].
        cell: Its cells' side [m].
        density: Extinction [1/m], shape [x, y, z].
        heat: 0 is cold, 1 a white flame, shape [x, y, z].
        hue: What is scattered, linear Rec.709, shape [x, y, z, 3].
    """

    origin: Floats
    cell: float
    density: Grid
    heat: Grid
    hue: Grid

    def glow(self) -> tuple[Floats, float]:
        """Return the middle of what burns [m], and how much that is [m2]: extinction times heat, over its volume."""
        burning = self.density * self.heat**2
        total = float(burning.sum())
        if total <= 0:
            return self.origin, 0.0
        rows = [np.arange(size) for size in burning.shape]
        sums = [burning.sum(axis=tuple(other for other in range(3) if other != axis)) for axis in range(3)]
        middle = np.array([float(row @ part) / total for row, part in zip(rows, sums, strict=True)])
        return self.origin + (middle + 0.5) * self.cell, total * self.cell**3


def cloud_of(puffs: Afloat) -> Cloud | None:
    """Return puffs in a grid just as large as they need; None without any."""
    if not len(puffs):
        return None
    from rushes.engines.clip.smoke.kernels import SPAN, fill
    from rushes.engines.volumes.billows import billow_tile

    reach = SPAN * puffs.radius[:, None]
    low = (puffs.place - reach).min(axis=0)
    high = (puffs.place + reach).max(axis=0)
    low[2] = max(low[2], 0.0)
    size = np.maximum(high - low, 0.5)
    cell = max(float(np.cbrt(np.prod(size) / MOST_CELLS)), FINEST_M)
    shape = tuple(int(part) for part in np.ceil(size / cell).astype(int) + 1)
    density, heat = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    hue = np.zeros((*shape, 3), np.float32)
    fill(
        density, heat, hue, low, cell, billow_tile(TEXELS), WAVES,
        puffs.place, puffs.radius, puffs.thick, puffs.heat, puffs.colour, puffs.phase,
    )  # fmt: skip
    there = np.maximum(density, 1e-6)
    return Cloud(low, cell, density, heat / there, hue / there[..., None])
