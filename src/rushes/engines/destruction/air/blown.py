"""What moving air does to snow and rain: how far they are off the way that the wind alone would take them."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.air.cloud import write_arrays
from rushes.errors import StepFailedError

Floats = NDArray[np.float64]

FOLLOWS = {"snow": 1.0, "rain": 0.25}
"""How much of the air's way goes to what falls: a flake goes where the air goes, a drop of two millimetres falls through an
eddy before it has taken on its speed."""


@dataclass(frozen=True, eq=False, slots=True)
class Blown:
    """The air round what collapses, at one picture.

    Attributes:
        origin: Corner of the grid [m], shape [3]; cell: size of a cell [m].
        off: How far what floats is off its way [m], shape [3, x, y, z].
        speed: The air's velocity beyond the wind [m/s], shape [3, x, y, z].
    """

    origin: Floats
    cell: float
    off: NDArray[np.float32]
    speed: NDArray[np.float32]

    def save(self, path: Path) -> None:
        """Write it, beside and renamed."""
        write_arrays(
            path,
            origin=self.origin,
            cell=np.array(self.cell),
            off=self.off.astype(np.float16),
            speed=self.speed.astype(np.float16),
        )

    @classmethod
    def load(cls, path: Path) -> Blown:
        """Read what ``save`` wrote.

        Raises:
            StepFailedError: It is missing or not whole.
        """
        try:
            with path.open("rb") as stream, np.load(stream) as file:
                off, speed = file["off"].astype(np.float32), file["speed"].astype(np.float32)
                return cls(file["origin"], float(file["cell"]), off, speed)
        except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile) as error:
            raise StepFailedError(
                f"{path} holds no air ({error}). Delete the folder of the step air and make the take again."
            ) from error

    def at(self, place: Floats) -> tuple[Floats, Floats]:
        """Return both at places in the world [m], shape [n, 3] each; nothing outside the grid."""
        from scipy.ndimage import map_coordinates

        index = ((place - self.origin) / self.cell - 0.5).T
        off, speed = (
            np.stack([map_coordinates(layer, index, order=1, mode="constant") for layer in grid], axis=1)
            for grid in (self.off, self.speed)
        )
        return off.astype(float), speed.astype(float)
