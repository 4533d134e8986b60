"""All drawings of a garment laid out beside each other on one sheet of paper, with a test square of 10 cm."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rushes.engines.wardrobe.papers.drawing import Drawing

GAP = 0.015  # metres between pieces
EDGE = 0.02  # metres of empty paper around
SQUARE = 0.10  # metres; the test square's side


@dataclass(frozen=True)
class Sheet:
    """A sheet of paper: its size [m], the drawings where they lie on it, and the test square's low left corner [m]; y up."""

    title: str
    width: float
    height: float
    drawings: tuple[Drawing, ...]
    square: tuple[float, float]


def sheet(title: str, drawings: list[Drawing], width: float = 0.90) -> Sheet:
    """Lay drawings in rows on paper of a width [m], the tall ones first; wider paper is taken when a piece asks for it."""
    widest = max(float(np.ptp(d.cut[:, 0])) for d in drawings)
    width = max(width, widest + 2 * EDGE)
    ordered = sorted(drawings, key=lambda d: (-float(np.ptp(d.cut[:, 1])), d.name))
    placed: list[tuple[Drawing, float, float]] = []  # drawing, left, depth of its top
    boxes: list[tuple[float, float, float, float]] = [(EDGE, EDGE, SQUARE + 3 * GAP, SQUARE + 2 * GAP)]
    for drawing in ordered:
        low, high = drawing.box
        w, h = (high - low) + GAP
        left, top = _spot(boxes, float(w), float(h), width)
        boxes.append((left, top, float(w), float(h)))
        placed.append((drawing, left, top))
    height = max(top + h for _, top, _, h in boxes) + EDGE
    moved = []
    for drawing, left, top in placed:
        low, high = drawing.box
        moved.append(drawing.moved((left - low[0], height - top - high[1])))
    return Sheet(title, width, height, tuple(moved), (EDGE, height - EDGE - SQUARE))


def _spot(boxes: list[tuple[float, float, float, float]], w: float, h: float, width: float) -> tuple[float, float]:
    """The highest free place, and the leftmost of those, beside or below the boxes that lie there."""
    xs = sorted({EDGE, *(x + bw for x, _, bw, _ in boxes)})
    ys = sorted({EDGE, *(y + bh for _, y, _, bh in boxes)})
    for y in ys:
        for x in xs:
            if x + w > width - EDGE + GAP:
                break
            if all(
                x + w <= bx + 1e-9 or bx + bw <= x + 1e-9 or y + h <= by + 1e-9 or by + bh <= y + 1e-9
                for bx, by, bw, bh in boxes
            ):
                return x, y
    return EDGE, ys[-1]
