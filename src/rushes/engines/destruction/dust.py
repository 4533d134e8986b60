"""Dust as a heavy, swirling gas: born where material crushes, pushed out by what falls, rolling along the ground.

The air is an incompressible fluid on a grid (Stam 1999, with the vorticity confinement of Fedkiw 2001). Falling pieces
drag it along, crushing presses it out, and dust makes it heavy, so that it runs along the ground as a density current.
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

SWIRL = 0.6
SETTLE_PER_S = 0.1
RAIN_SETTLE_PER_S = 0.5
RELAX_STEPS = 28
TEXTURE_LIFE = 20
"""Frames after which a phase of the detail is born anew; two phases overlap, so that none is seen to end."""


@dataclass(frozen=True, eq=False, slots=True)
class Source:
    """Dust and what moves it, for the whole shot.

    Attributes:
        time: When dust is born [s], shape [k]; position: where [m], [k, 3]; amount: how much [m3], [k].
        colour: Mean reflectance of the dust, ACEScg.
    """

    time: Floats
    position: Floats
    amount: Floats
    colour: Floats


_COLOUR = {
    "concrete": (0.50, 0.465, 0.42),
    "brick": (0.42, 0.345, 0.295),
    "steel": (0.3, 0.3, 0.3),
    "glass": (0.5, 0.5, 0.5),
    "wood": (0.42, 0.36, 0.29),
    "plaster": (0.6, 0.58, 0.54),
}


def read_source(events: Path, contacts: Path, amount: float) -> Source:
    """Gather where dust is born: crushed volume, broken faces, and the energy of blows.

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
    colour = (colours * weight[:, None]).sum(axis=0) / weight.sum() if len(weight) else np.array(_COLOUR["concrete"])
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
        self.density: Grid = np.zeros(self.shape, np.float32)
        self.flow = [np.full(self.shape, value, np.float32) for value in self.wind]
        index = np.indices(self.shape, dtype=np.float32)
        self.rest = index
        self.tex = np.stack([index, index]).copy()
        self.pressure: Grid = np.zeros(self.shape, np.float32)
        self.age = 0

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
        born = self._born(start, end)
        self.density += born
        self._drag(position, velocity)
        self.flow[2] -= (HEAVY_MS2 / self.cell) * step * np.minimum(self.density, 1.6)
        self._swirl(step)
        push = np.minimum(born / step * PRESS, 7.0).astype(np.float32)
        self._project(push)
        u, v, w = self.flow
        moved = [np.empty_like(self.density) for _ in range(4)]
        for grid, out in zip((u, v, w, self.density), moved, strict=True):
            kernels.advect(grid, u, v, w, step, out)
        for layer in range(2):
            for axis in range(3):
                offset = self.tex[layer, axis] - self.rest[axis]
                out = np.empty_like(offset)
                kernels.advect(np.ascontiguousarray(offset), u, v, w, step, out)
                carried = (u, v, w)[axis] * np.float32(step)
                self.tex[layer, axis] = self.rest[axis] + out - carried
        calm = np.float32(np.exp(-0.35 * step))
        self.flow = [
            (grid * calm + np.float32(wind) * (1 - calm)).astype(np.float32)
            for grid, wind in zip(moved[:3], self.wind, strict=True)
        ]
        self.density = moved[3] * np.float32(np.exp(-self.settle * step))
        self.age += 1
        for layer, birth in ((0, 0), (1, TEXTURE_LIFE // 2)):
            if self.age % TEXTURE_LIFE == birth:
                self.tex[layer] = self.rest

    def _born(self, start: float, end: float) -> Grid:
        from scipy.ndimage import gaussian_filter

        rows = (self.source.time >= start) & (self.source.time < end)
        grid = np.zeros(self.shape, np.float32)
        if rows.any():
            index, inside = self.cells(self.source.position[rows])
            np.add.at(
                grid, tuple(index[inside].T), (self.source.amount[rows][inside] / self.cell**3).astype(np.float32)
            )
            grid = gaussian_filter(grid, 1.4 / self.cell, mode="constant")
        return np.minimum(grid, 2.5)

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
