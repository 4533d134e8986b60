"""The dust in the air at one picture, as the step ``air`` leaves it: what is lit, looked at, exported and inspected."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.errors import StepFailedError

Floats = NDArray[np.float64]
Grid = NDArray[np.float32]

DENSE_KG_M3 = 0.18
"""What a cubic metre of dense dust weighs [kg]: a suspension a sixth heavier than air, which is what makes it run."""


COARSE_HIDES = 0.3
"""What coarse dust hides against as much fine dust. The same mass in larger grains has less to hide with: extinction goes with one
over the grain's size, and the mean of coarse and clumped dust is taken as about three times that of fine dust."""


@dataclass(frozen=True, eq=False, slots=True)
class Cloud:
    """Dust in a part of the air. A cell's centre lies at ``origin + (index + 0.5) * cell``.

    Attributes:
        origin: The part's corner [m], shape [3].
        cell: Size of a cell [m].
        place: The part's first cell in the whole air, shape [3]: detail is a function of where dust is in the whole.
        density: Dust in each cell; 1 is dense, ``DENSE_KG_M3``, shape [x, y, z].
        coarse: Its coarse part, at most all of it, shape [x, y, z].
        pigment: Reflectance times density, as if all were fine, ACEScg, shape [3, x, y, z].
        aged: Mean age [s] times density, shape [x, y, z].
        carried: How far the air came since each phase of the detail was born [cells], [2 phases times 3, x, y, z].
        flow: Velocity of the air [m/s], shape [3, x, y, z].
        blend: Weight of the first phase of the detail.
    """

    origin: Floats
    cell: float
    place: NDArray[np.int64]
    density: Grid
    coarse: Grid
    pigment: Grid
    aged: Grid
    carried: Grid
    flow: Grid
    blend: float

    @property
    def hides(self) -> Grid:
        """How much light dust stops in each cell, as a share of what dense, fine dust does, shape [x, y, z]."""
        return self.density - np.float32(1.0 - COARSE_HIDES) * np.minimum(self.coarse, self.density)

    def save(self, path: Path) -> None:
        """Write it, beside and renamed: half floats, and what is smooth in cells of twice the size."""
        body = np.maximum(self.density, 1e-6)
        write_arrays(
            path,
            origin=self.origin,
            cell=np.array(self.cell),
            place=self.place,
            blend=np.array(self.blend),
            density=self.density.astype(np.float16),
            share=_bytes(self.coarse / body),
            hue=_bytes(self.pigment / body),
            age=(self.aged / body).astype(np.float16),
            carried=halved(self.carried).astype(np.float16),
            flow=halved(self.flow).astype(np.float16),
        )

    @classmethod
    def load(cls, path: Path) -> Cloud:
        """Read what ``save`` wrote.

        Raises:
            StepFailedError: It is missing or not whole.
        """
        try:
            with path.open("rb") as stream, np.load(stream) as file:
                density = file["density"].astype(np.float32)
                return cls(
                    origin=file["origin"],
                    cell=float(file["cell"]),
                    place=file["place"],
                    blend=float(file["blend"]),
                    density=density,
                    coarse=density * (file["share"].astype(np.float32) / 255.0),
                    pigment=density * (file["hue"].astype(np.float32) / 255.0),
                    aged=density * file["age"].astype(np.float32),
                    carried=doubled(file["carried"].astype(np.float32), density.shape),
                    flow=doubled(file["flow"].astype(np.float32), density.shape),
                )
        except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile) as error:
            raise StepFailedError(
                f"{path} is no cloud ({error}). Delete the folder of the step air and make the take again."
            ) from error


def write_arrays(path: Path, **arrays: NDArray[Any]) -> None:
    """Write an archive that ``numpy.load`` reads, beside and renamed; packed fast and not small, since it is read soon."""
    part = path.with_name(path.name + ".part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as stream:
                np.save(stream, array, allow_pickle=False)
    part.replace(path)


def _bytes(share: Grid) -> NDArray[np.uint8]:
    return np.asarray(np.round(np.clip(share, 0.0, 1.0) * 255.0), np.uint8)


def halved(grid: Grid) -> Grid:
    """Return grids of half as many cells each way, by the mean, shape [..., x, y, z]; odd ends repeat their last cell."""
    ends = [(0, 0)] * (grid.ndim - 3) + [(0, size % 2) for size in grid.shape[-3:]]
    even = np.pad(grid, ends, mode="edge")
    *rest, a, b, c = even.shape
    return np.asarray(even.reshape(*rest, a // 2, 2, b // 2, 2, c // 2, 2).mean(axis=(-5, -3, -1)), np.float32)


def doubled(grid: Grid, shape: tuple[int, ...]) -> Grid:
    """Return coarse grids at the fine one's cells, linear between them, shape [..., x, y, z]."""
    ahead = grid.ndim - 3
    for axis in range(3):
        size = grid.shape[ahead + axis]
        place = np.clip((np.arange(shape[axis]) - 0.5) / 2.0, 0.0, size - 1.0)
        low = np.minimum(place.astype(int), max(size - 2, 0))
        high = np.minimum(low + 1, size - 1)
        part = (place - low).astype(np.float32).reshape([-1 if a == axis else 1 for a in range(3)])
        grid = np.take(grid, low, ahead + axis) * (1 - part) + np.take(grid, high, ahead + axis) * part
    return np.asarray(grid, np.float32)
