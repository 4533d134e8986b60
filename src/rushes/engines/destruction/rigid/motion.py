"""The motion of a collapse: where every piece is at every picture, as the step ``simulate`` leaves it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rushes.errors import StepFailedError


@dataclass(frozen=True, eq=False)
class Motion:
    """Poses by frame.

    Attributes:
        frame: Shape [T].
        position: World position [m], shape [T, n, 3].
        orientation: Unit quaternions (w, x, y, z) without sign flips, shape [T, n, 4].
        scale: 1, less where a piece was crushed, shape [T, n].
        released: When each piece first moved freely [s], shape [n]; infinite for never.
    """

    frame: NDArray[np.int32]
    position: NDArray[np.float32]
    orientation: NDArray[np.float32]
    scale: NDArray[np.float32]
    released: NDArray[np.float32]

    @classmethod
    def load(cls, path: Path) -> Motion:
        """Read ``motion.npz``.

        Raises:
            StepFailedError: It is missing or not whole.
        """
        try:
            with np.load(path) as archive:
                return cls(
                    frame=archive["frame"],
                    position=archive["position"],
                    orientation=continuous(archive["orientation"]),
                    scale=archive["scale"],
                    released=archive["released"],
                )
        except (OSError, KeyError, ValueError) as error:
            raise StepFailedError(
                f"{path} is no motion ({error}). Delete the folder of the step simulate and make the take again."
            ) from error


def continuous(orientation: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the same rotations with signs chosen so that neighbours in time agree, shape [T, n, 4]."""
    agree = np.where((orientation[1:] * orientation[:-1]).sum(axis=-1) < 0, -1.0, 1.0)
    signs = np.concatenate([np.ones_like(orientation[:1, :, 0]), np.cumprod(agree, axis=0)])
    return np.asarray(orientation * signs[..., None], dtype=np.float32)
