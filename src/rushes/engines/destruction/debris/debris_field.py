"""Small debris as a shot holds it: which shape each fragment has, when it is born, and where it is at every picture."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rushes.errors import StepFailedError


@dataclass(frozen=True, eq=False, slots=True)
class Debris:
    """n fragments and their poses at T pictures.

    Attributes:
        frame: Shape [T].
        shape: Row of ``SHAPES``, [n].
        scale: Of the unit-long shape along its axes [m], [n, 3].
        birth: Frame from which each is there, a fraction, [n].
        position: [T, n, 3] m; orientation: unit quaternions (w, x, y, z), [T, n, 4].
    """

    frame: NDArray[np.int32]
    shape: NDArray[np.uint8]
    scale: NDArray[np.float32]
    birth: NDArray[np.float32]
    position: NDArray[np.float32]
    orientation: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.shape)

    def save(self, path: Path) -> None:
        """Write ``debris.npz``, beside and renamed."""
        part = path.with_name(path.name + ".part")
        arrays = {name: getattr(self, name) for name in ("frame", "shape", "scale", "birth", "position")}
        with part.open("wb") as stream:
            np.savez_compressed(stream, orientation=self.orientation.astype(np.float16), **arrays)
        part.replace(path)

    @classmethod
    def load(cls, path: Path) -> Debris:
        """Read ``debris.npz``.

        Raises:
            StepFailedError: It is missing or not whole.
        """
        names = ("frame", "shape", "scale", "birth", "position")
        try:
            with np.load(path) as archive:
                arrays = {name: archive[name] for name in names}
                turn = archive["orientation"].astype(np.float32)
        except (OSError, KeyError, ValueError) as error:
            raise StepFailedError(
                f"{path} is no debris ({error}). Delete the folder of the step debris and make the take again."
            ) from error
        turn /= np.maximum(np.linalg.norm(turn, axis=-1, keepdims=True), 1e-9)
        return cls(**arrays, orientation=turn)
