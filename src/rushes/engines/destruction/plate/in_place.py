"""A building that stands in the plate itself: the plate while it stands, the clean plate where it no longer is.

Nothing here reads or writes a file.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class InPlace:
    """What a building leaves behind.

    Attributes:
        clean: The plate without it, shape [h, w, 3].
        hole: Where the clean plate may be shown, 0 to 1, shape [h, w].
        stands: Where the building stands at rest, shape [h, w].
    """

    clean: Floats
    hole: Floats
    stands: NDArray[np.bool_]

    @cached_property
    def _nearest(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return for every pixel the nearest one of the standing building: eaves and chimneys go when what bears them goes."""
        from scipy.ndimage import distance_transform_edt

        rows, columns = distance_transform_edt(~self.stands, return_distances=False, return_indices=True)
        return rows, columns

    def behind(self, plate: Floats, left: Floats, still: Floats, moved: Floats) -> tuple[Floats, Floats]:
        """Return what is behind all that moved, and how much of it is not the plate's own.

        Args:
            plate: Of this frame, shape [h, w, 3].
            left: What is left of the building as a share of what stood, shape [h, w].
            still: Coverage by the building as the plate shows it, shape [h, w].
            moved: Coverage by the building otherwise, shape [h, w].

        Returns:
            The background to lay what moved over, shape [h, w, 3], and the clean plate's share of it, shape [h, w].
        """
        if not self.stands.any():
            return plate, np.zeros_like(left)
        kept = np.where(self.stands, left, left[self._nearest])
        # Where something that moved hides a part of the pixel, what stands is a larger part of the rest.
        kept = np.where(moved > 0, np.maximum(kept, still / np.maximum(1.0 - moved, 1e-3)), kept)
        gone = (self.hole * (1.0 - np.minimum(kept, 1.0))).astype(np.float32)
        return np.asarray(plate + (self.clean - plate) * gone[..., None]), gone


def what_moved(building: Floats, still: Floats, moved: Floats) -> Floats:
    """Return the part of a premultiplied building that is not as the plate shows it, shape [h, w, 4].

    Args:
        building: All of it, as traced.
        still, moved: Coverage, shape [h, w].
    """
    alpha = building[..., 3]
    share = np.where(still > 0, moved, alpha)
    scale = np.where(moved > 0, share / np.maximum(alpha, 1e-4), 0.0)
    return np.asarray(building * np.minimum(scale, 1.0)[..., None], dtype=np.float32)
