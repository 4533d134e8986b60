"""Which point of a seam's one side meets which of the other."""

from __future__ import annotations

import numpy as np

from rushes.engines.wardrobe.pattern.curves import Floats
from rushes.engines.wardrobe.pattern.garment import Garment
from rushes.engines.wardrobe.pattern.seam import Seam, Side


def partners(garment: Garment, seam: Seam, distances: Floats) -> Floats:
    """Distances along row b [m] that meet distances along row a [m], [n] both.

    Row b is measured as the seam walks it. Notches meet exactly, and so do the ends; between them ease is spread evenly.
    """
    near, far = garment.row_length(seam.a), garment.row_length(seam.b)
    stops = np.array([(0.0, 0.0), *seam.notches, (near, far)])
    return np.interp(distances, stops[:, 0], stops[:, 1])


def on_row(garment: Garment, seam: Seam, row: str, distance: float) -> tuple[Side, float]:
    """The edge on which so far [m] along row `a` or `b` lies, and how far along that edge's own direction [m]."""
    sides = seam.a if row == "a" else seam.b
    forward = row == "a" or seam.layered
    left = distance
    for side in sides[:-1]:
        length = garment.edge(side).length
        if left <= length:
            return side, left if forward else length - left
        left -= length
    last = sides[-1]
    length = garment.edge(last).length
    return last, min(left, length) if forward else max(length - left, 0.0)


def notches(garment: Garment, panel: str) -> list[tuple[str, float, str]]:
    """A panel's notches: edge, how far along it [m], and the seam that they belong to."""
    found = []
    for seam in garment.seams:
        for pair in seam.notches:
            for row, distance in zip("ab", pair, strict=True):
                side, along = on_row(garment, seam, row, distance)
                if side.panel == panel:
                    found.append((side.edge, along, seam.name))
    return found
