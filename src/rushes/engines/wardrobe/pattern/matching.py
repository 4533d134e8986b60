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
    """The edge on which so far [m] along row `a` or `b` lies, and how far along the drawn edge's own direction [m]."""
    sides = seam.a if row == "a" else seam.b
    left = distance
    for side in sides[:-1]:
        length = garment.edge(side).length
        if left <= length:
            return side, _own(seam, row, side, left, length)
        left -= length
    length = garment.edge(sides[-1]).length
    return sides[-1], _own(seam, row, sides[-1], min(left, length), length)


def _own(seam: Seam, row: str, side: Side, walked: float, length: float) -> float:
    """The distance along an edge's own direction; a mirrored copy's edge runs the other way than the drawn one."""
    forward = (row == "a" or seam.layered) != side.across
    return walked if forward else max(length - walked, 0.0)


def notches(garment: Garment, panel: str) -> list[tuple[str, float, int]]:
    """A panel's notches: edge, how far along it [m], and how many ticks: both sides of a seam have as many."""
    found: list[tuple[str, float, int]] = []
    for seam in garment.seams:
        if seam.kind == "buttoned":
            continue  # its places are marked as buttons
        for index, pair in enumerate(seam.notches):
            for row, distance in zip("ab", pair, strict=True):
                side, along = on_row(garment, seam, row, distance)
                known = any(edge == side.edge and abs(other - along) < 1e-6 for edge, other, _ in found)
                if side.panel == panel and not known:
                    found.append((side.edge, along, index % 3 + 1))
    return found
