"""Bars as a shot holds them: where each is at every picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False, slots=True)
class Rebar:
    """Bars at every picture.

    Attributes:
        frame: Shape [T].
        points: Along each bar, in the world [m], shape [T, k, p, 3].
        diameter: Of each [m], shape [k].
    """

    frame: NDArray[np.int32]
    points: NDArray[np.float32]
    diameter: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.diameter)
