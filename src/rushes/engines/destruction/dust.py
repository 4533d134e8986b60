"""Dust as a heavy, swirling gas: born where material crushes, pushed out by what falls, rolling along the ground.

The air is an incompressible fluid on a grid (Stam 1999, with the vorticity confinement of Fedkiw 2001). Falling pieces
drag it along, crushing presses it out, and dust makes it heavy, so that it runs along the ground as a density current.
Dust has a colour by what was crushed, and a coarse share that falls out of the air first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.pieces import Pieces
from rushes.engines.destruction.solid import MATERIALS
from rushes.errors import StepFailedError

Floats = NDArray[np.float64]
Grid = NDArray[np.float32]

CLOUD_PER_M3 = {"concrete": 6.8, "brick": 8.0, "steel": 0.0, "glass": 0.25, "wood": 2.3, "plaster": 12.0}
"""Cubic metres of dense dust that a cubic metre of crushed material gives. By eye, so that the upper half of the default
block is seen coming apart before the cloud closes over it."""

CLOUD_PER_M2 = 0.07
"""The same [m3 / m2] for a freshly broken face, of concrete."""

CLOUD_PER_MJ = 3.6
"""The same [m3 / MJ] for the energy of a blow. Chosen so that blows give a fifteenth of a collapse's dust."""

MOST_PER_BLOW = 1.4
"""A blow raises at most so much [m3] where it lands: a whole block's is felt over its whole base, and what it crushes
there is born as crushed volume."""

PRESS = 4.0
"""Air that is pressed out with the dust: volume a second, per volume of dust born in that second."""

HEAVY_MS2 = 1.5
"""Downward acceleration [m/s2] of dense dust: a suspension about a sixth heavier than air."""

COARSE_SHARE = 0.45
"""Share of fresh dust that is grains of a tenth of a millimetre and more: about what sieves find in rubble's fines."""

COARSE_FALL_MS = 0.8
"""How fast those fall through the air [m/s]: the terminal speed of a mineral grain of 0.12 mm."""

DENSEST = 2.5
SWIRL = 0.6
SETTLE_PER_S = 0.1
RAIN_SETTLE_PER_S = 0.5
RELAX_STEPS = 28
TEXTURE_LIFE = 10
"""Frames after which a phase of the detail is born anew; two phases overlap, so that none is seen to end."""

_DENSITY, _COARSE, _PIGMENT, _DETAIL, _FIELDS = 3, 4, 5, 8, 14
"""Where a cell's fields begin: three of the flow, the dust, its coarse part, its colour times the dust, and for each of
two phases of detail how far the air has moved since it was born [cells]."""


@dataclass(frozen=True, eq=False, slots=True)
class Source:
    """Dust and what moves it, for the whole shot.

    Attributes:
        time: When dust is born [s], shape [k]; position: where [m], [k, 3]; amount: how much [m3], [k].
        colour: Its reflectance when it is fine, ACEScg, [k, 3].
    """

    time: Floats
    position: Floats
    amount: Floats
    colour: Floats


_COLOUR = {
    "concrete": (0.445, 0.430, 0.405),
    "brick": (0.355, 0.316, 0.272),
    "steel": (0.3, 0.3, 0.3),
    "glass": (0.5, 0.5, 0.5),
    "wood": (0.36, 0.30, 0.235),
    "plaster": (0.54, 0.53, 0.505),
}
"""Reflectance of fine dust by what was crushed. Concrete's is grey; brick's is duller and browner than a brick, since
mortar goes with it."""

COARSE_COLOUR = np.array([0.76, 0.725, 0.68])
"""Coarse grains against fine ones of the same matter: darker and browner, as wet and unsifted rubble is against powder."""


def read_source(events: Path, contacts: Path, amount: float) -> Source:
    """Gather where dust is born: crushed volume, broken faces, and the energy of blows.

    A blow raises what was crushed in the shot as a whole: its contacts don't say whose dust they raise.

    Args:
        events, contacts: Files of the step ``simulate``.
        amount: Factor on all of it.

    Raises:
        StepFailedError: A file is not whole.
    """
    try:
        with np.load(events) as e, np.load(contacts) as c:
            cloud = np.array([CLOUD_PER_M3[name] for name in MATERIALS])
            face = cloud / CLOUD_PER_M3["concrete"] * CLOUD_PER_M2
            struck = c["onset"]
            energy = 0.5 * c["impulse"][struck].astype(float) * c["speed_change"][struck] * 1e-6
            time = np.concatenate([e["crush_time"], e["break_time"], c["time"][struck]])
            position = np.concatenate([e["crush_position"], e["break_position"], c["position"][struck]]).astype(float)
            parts = [
                e["crush_volume"] * cloud[e["crush_material"]],
                e["break_area"] * face[e["break_material"]],
                np.minimum(energy * CLOUD_PER_MJ, MOST_PER_BLOW),
            ]
            material = np.concatenate([e["crush_material"], e["break_material"]])
    except (OSError, KeyError, ValueError) as error:
        raise StepFailedError(f"{events.parent} holds no whole simulation ({error}). Make the take again.") from error
    weight = np.concatenate(parts[:2]) + 1e-9
    colours = np.array([_COLOUR[name] for name in MATERIALS])[material]
    mean = (colours * weight[:, None]).sum(axis=0) / weight.sum() if len(weight) else np.array(_COLOUR["concrete"])
    colour = np.concatenate([colours, np.broadcast_to(mean, (len(parts[2]), 3))])
    return Source(time, position, np.concatenate(parts) * amount, colour)


class Cloud:
    """The air around the building and the dust in it, stepped picture by picture."""

    def __init__(self, pieces: Pieces, source: Source, *, cell: float, wind: Floats, settle: float) -> None:
        low, high = pieces.extent
        self.pieces = pieces
        self.source = source
        self.cell = cell
        self.wind = wind / cell
        self.settle = settle
        reach = 14.0 + 0.75 * float(high[2])
        self.origin = np.array([low[0] - reach, low[1] - reach * 1.35, 0.0])
        span = np.array([high[0] + reach, high[1] + reach * 0.9, float(high[2]) * 1.15 + 4.0]) - self.origin
        self.shape = tuple(int(value) for value in np.ceil(span / cell))
        self.fields: Grid = np.zeros((_FIELDS, *self.shape), np.float32)
        self.other = np.empty_like(self.fields)
        self.flow[:] = self.wind[:, None, None, None]
        self.pressure: Grid = np.zeros(self.shape, np.float32)
        self.age = 0

    @property
    def flow(self) -> Grid:
        """Velocity of the air [cells/s], shape [3, x, y, z]."""
        return self.fields[:_DENSITY]

    @property
    def density(self) -> Grid:
        """Dust in each cell; 1 is dense, shape [x, y, z]."""
        return self.fields[_DENSITY]

    @property
    def coarse(self) -> Grid:
        """Its coarse part, at most all of it, shape [x, y, z]."""
        return self.fields[_COARSE]

    @property
    def pigment(self) -> Grid:
        """Reflectance times density, as if all were fine, ACEScg, shape [3, x, y, z]."""
        return self.fields[_PIGMENT:_DETAIL]

    @property
    def carried(self) -> Grid:
        """How far the air came since each phase of the detail was born [cells], shape [2 phases times 3, x, y, z]."""
        return self.fields[_DETAIL:]

    @property
    def blend(self) -> float:
        """Weight of the first phase of the detail: full halfway through its life, nothing as it is born."""
        return float(1.0 - abs(2.0 * ((self.age % TEXTURE_LIFE) / TEXTURE_LIFE) - 1.0))

    def cells(self, position: Floats) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Return the cell of each point, shape [n, 3], and which points lie in the grid."""
        index = np.floor((position - self.origin) / self.cell).astype(np.int64)
        inside = ((index >= 0) & (index < np.array(self.shape))).all(axis=1)
        return index, inside

    def step(self, start: float, end: float, position: Floats, velocity: Floats) -> None:
        """Step from one time to the next [s].

        Args:
            start, end: The interval.
            position, velocity: Of every piece [m, m/s], shape [n, 3].
        """
        from rushes.engines.destruction import dust_kernels as kernels

        step = end - start
        push = self._born(start, end) * np.float32(PRESS / step)
        self._drag(position, velocity)
        self.flow[2] -= np.float32(HEAVY_MS2 / self.cell * step) * np.minimum(self.density, 1.6)
        self._swirl(step)
        self._project(np.minimum(push, 7.0))
        kernels.carry(self.fields, step, self.other)
        self.other[_DETAIL:].reshape(2, 3, *self.shape)[:] -= self.flow * np.float32(step)
        self.fields, self.other = self.other, self.fields
        kernels.fall(self.density, self.coarse, self.pigment, min(COARSE_FALL_MS * step / self.cell, 1.0))
        self.fields[_DENSITY:_DETAIL] *= np.float32(np.exp(-self.settle * step))
        calm = np.float32(np.exp(-0.35 * step))
        self.flow[:] = self.flow * calm + (self.wind[:, None, None, None] * (1 - calm)).astype(np.float32)
        self.age += 1
        for layer, birth in ((0, 0), (1, TEXTURE_LIFE // 2)):
            if self.age % TEXTURE_LIFE == birth:
                self.carried[3 * layer : 3 * layer + 3] = 0.0

    def _born(self, start: float, end: float) -> Grid:
        """Add the dust that is born in an interval; return how much it was in each cell."""
        from scipy.ndimage import gaussian_filter

        grid = np.zeros(self.shape, np.float32)
        rows = np.flatnonzero((self.source.time >= start) & (self.source.time < end))
        index, inside = self.cells(self.source.position[rows])
        index, rows = index[inside], rows[inside]
        if not len(rows):
            return grid
        spread = 1.4 / self.cell
        margin = int(4.0 * spread + 0.5) + 1
        low = np.maximum(index.min(axis=0) - margin, 0)
        high = np.minimum(index.max(axis=0) + margin + 1, self.shape)
        amount = self.source.amount[rows] / self.cell**3
        born = np.zeros((4, *(high - low)), np.float32)
        where = tuple((index - low).T)
        for layer, share in zip(born, (np.ones(len(rows)), *self.source.colour[rows].T), strict=True):
            np.add.at(layer, where, (amount * share).astype(np.float32))
            layer[:] = gaussian_filter(layer, spread, mode="constant")
        born *= np.minimum(1.0, DENSEST / np.maximum(born[0], 1e-6))
        box = tuple(slice(a, b) for a, b in zip(low, high, strict=True))
        grid[box] = born[0]
        self.density[box] += born[0]
        self.coarse[box] += born[0] * np.float32(COARSE_SHARE)
        self.pigment[(slice(None), *box)] += born[1:]
        return grid

    def _drag(self, position: Floats, velocity: Floats) -> None:
        """Let pieces carry the air along by how much of a cell they fill."""
        index, inside = self.cells(position)
        where = tuple(index[inside].T)
        volume = self.pieces.volume[inside] / self.cell**3
        filled = np.zeros(self.shape, np.float64)
        np.add.at(filled, where, volume)
        share = np.minimum(filled * 3.0, 0.85)
        for axis in range(3):
            carried = np.zeros(self.shape, np.float64)
            np.add.at(carried, where, volume * velocity[inside, axis] / self.cell)
            mean = carried / np.maximum(filled, 1e-9)
            self.flow[axis] = (self.flow[axis] * (1 - share) + mean * share).astype(np.float32)

    def _swirl(self, step: float) -> None:
        from rushes.engines.destruction import dust_kernels as kernels

        cx, cy, cz, size = (np.empty_like(self.density) for _ in range(4))
        kernels.curl(*self.flow, cx, cy, cz, size)
        kernels.swirl(*self.flow, cx, cy, cz, size, self.density, SWIRL * step * 24.0 * 0.25)

    def _project(self, push: Grid) -> None:
        from rushes.engines.destruction import dust_kernels as kernels

        target, other = np.empty_like(self.density), np.empty_like(self.density)
        kernels.divergence(*self.flow, push, target)
        for _ in range(RELAX_STEPS):
            kernels.relax(self.pressure, target, other)
            self.pressure, other = other, self.pressure
        kernels.project(*self.flow, self.pressure)


def settle_rate(weather: str) -> float:
    """Return how fast dust leaves the air [1/s]: rain washes it out."""
    return RAIN_SETTLE_PER_S if weather == "rain" else SETTLE_PER_S


def wind_of(drift: str, camera_azimuth_deg: float) -> Floats:
    """Return the wind [m/s] that a drift in the brief asks for, in the world's axes."""
    azimuth = np.radians(camera_azimuth_deg)
    toward = np.array([np.sin(azimuth), -np.cos(azimuth), 0.0])
    right = np.array([np.cos(azimuth), np.sin(azimuth), 0.0])
    return {
        "none": np.zeros(3),
        "camera": toward * 2.6,
        "away": -toward * 2.6,
        "left": -right * 2.6,
        "right": right * 2.6,
    }[drift]


def velocities(motion: Mapping[str, NDArray[Any]], row: int) -> Floats:
    """Return every piece's velocity [m/s] between two recorded pictures, shape [n, 3]."""
    time = motion["time"]
    before, after = max(row - 1, 0), row
    span = float(time[after] - time[before]) or 1.0
    return (motion["position"][after].astype(float) - motion["position"][before]) / span
