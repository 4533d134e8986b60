"""How many faces a plate shows: the short form of ``likeness/seen.py``, for as long as verdicts ask for no more."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rushes.clearance.likeness.faces import detect
from rushes.clearance.likeness.seen import seen_in


@dataclass(frozen=True, slots=True)
class PlateScan:
    """What was seen in a plate.

    Attributes:
        faces: How many faces.
        looked: Whether it could be looked at at all; if not, somebody has to.
        trouble: Why not.
    """

    faces: int = 0
    looked: bool = True
    trouble: str = ""


def faces_in(picture: NDArray[np.uint8]) -> int:
    """Count the faces in a picture (RGB, 8 bit, shape [height, width, 3])."""
    return len(detect(picture))


def people_in_plate(plate: Path | None) -> PlateScan:
    """Look for faces throughout a plate.

    Raises:
        BadInputError: The plate can't be read.
    """
    seen = seen_in(plate)
    return PlateScan(faces=seen.faces, looked=seen.looked, trouble=seen.trouble)
