"""Poses that are kept once and come again: how somebody moves who bends, in as few poses as it takes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Cycle:
    """Poses, and when somebody is in which; between two of them corners go straight.

    Attributes:
        poses: Corners about their own origin [m], shape [poses, n, 3].
        rows: Frames after the first, rising, shape [k].
        which: The pose at each of them, shape [k].
    """

    poses: NDArray[np.float64]
    rows: NDArray[np.float64]
    which: NDArray[np.int64]
