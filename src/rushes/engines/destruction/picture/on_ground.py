"""The ground's element in the composite: what is behind the building is cracked and whitened where it is ground."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rushes.media.exr import read_exr

Floats = NDArray[np.float32]


def on_ground(background: Floats, folder: Path | None, frame: int, stands: Floats | None) -> Floats:
    """Return a background with its ground cracked and whitened; the same array where nothing is to be done.

    Args:
        background: What is behind the building, shape [h, w, 3].
        folder: Of the step ``ground``; None where there is none.
        frame: Which.
        stands: How much of each pixel the photograph's own building still fills, which is no ground, [h, w]; None for none.
    """
    if folder is None:
        return background
    seen = read_exr(folder / f"ground.{frame:04d}.exr").channels
    over = np.stack([np.asarray(seen[band], np.float32) for band in "RGBA"], axis=-1)
    factor = np.asarray(seen["damage.R"], np.float32)
    if stands is not None:
        free = 1.0 - np.clip(stands, 0.0, 1.0)
        over, factor = over * free[..., None], 1.0 + (factor - 1.0) * free
    if not over[..., 3].any() and (factor == 1.0).all():
        return background
    return np.asarray(background * factor[..., None] * (1.0 - over[..., 3:]) + over[..., :3], dtype=np.float32)
