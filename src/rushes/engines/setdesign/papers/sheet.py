"""Sheets: drawings to scale on paper, with a frame, a title block, a scale bar and north."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from rushes.engines.setdesign.papers.drawing import Drawing

PAPERS: dict[str, tuple[float, float]] = {
    "A3": (420.0, 297.0),
    "A2": (594.0, 420.0),
    "A1": (841.0, 594.0),
    "A0": (1189.0, 841.0),
}
"""Landscape sizes [mm] (ISO 216)."""

SCALES = (10, 20, 25, 50, 100, 200)
FRAME_MM = 10.0
BLOCK_MM = 26.0
GAP_MM = 14.0
CAPTION_MM = 9.0


class Placed(NamedTuple):
    """A drawing on a sheet.

    Attributes:
        drawing: In metres.
        scale: 50 for 1:50.
        origin: Where the drawing's (0, 0) lies [mm from the sheet's lower left].
        caption: Where its title stands [mm].
    """

    drawing: Drawing
    scale: int
    origin: tuple[float, float]
    caption: tuple[float, float]

    def on_paper(self, point: tuple[float, float]) -> tuple[float, float]:
        """Where a point [m] lies on the paper [mm from its lower left]."""
        factor = 1000.0 / self.scale
        return (self.origin[0] + point[0] * factor, self.origin[1] + point[1] * factor)


@dataclass(frozen=True)
class Sheet:
    """One sheet.

    Attributes:
        number: `S-101` ...
        title: What it shows.
        paper: Its size: a row of `PAPERS`.
        placed: Its drawings.
        block: Lines of the title block: name and value.
        north_deg: Clockwise from the paper's up to north; None draws no arrow.
        notes: Sentences beside the drawings.
    """

    number: str
    title: str
    paper: str
    placed: tuple[Placed, ...]
    block: tuple[tuple[str, str], ...]
    north_deg: float | None = None
    notes: tuple[str, ...] = field(default=())

    @property
    def size(self) -> tuple[float, float]:
        """Width and height [mm]."""
        return PAPERS[self.paper]


def area_mm(paper: str) -> tuple[float, float]:
    """Room for drawings on a paper [mm]."""
    wide, high = PAPERS[paper]
    return wide - 2 * FRAME_MM - 10, high - 2 * FRAME_MM - BLOCK_MM - 10


def fitting(
    drawing: Drawing, scales: Sequence[int] = (25, 50, 100, 200), papers: Sequence[str] = ("A2", "A1", "A0")
) -> tuple[str, int]:
    """Choose the paper and the scale for one drawing: the largest scale that fits the smallest paper that takes 1:50 or more."""
    for scale in scales:
        for paper in papers:
            x0, y0, x1, y1 = drawing.bounds(scale)
            wide, high = area_mm(paper)
            if (x1 - x0) * 1000 / scale <= wide and (y1 - y0) * 1000 / scale + CAPTION_MM <= high:
                return paper, scale
    return papers[-1], scales[-1]


def packed(drawings: Sequence[Drawing], scale: int, paper: str) -> list[tuple[Placed, ...]]:
    """Lay drawings in rows on as many papers as they take, in their order."""
    wide, high = area_mm(paper)
    sheets: list[list[tuple[Drawing, float, float]]] = [[]]
    x = y = row = 0.0
    for drawing in drawings:
        x0, y0, x1, y1 = drawing.bounds(scale)
        w, h = (x1 - x0) * 1000 / scale, (y1 - y0) * 1000 / scale + CAPTION_MM
        if x > 0 and x + w > wide:
            x, y, row = 0.0, y + row + GAP_MM, 0.0
        if y > 0 and y + h > high:
            sheets.append([])
            x = y = row = 0.0
        sheets[-1].append((drawing, x - x0 * 1000 / scale, y + h))
        x, row = x + w + GAP_MM, max(row, h)
    return [tuple(_lowered(sheet, scale, paper)) for sheet in sheets]


def _lowered(rows: list[tuple[Drawing, float, float]], scale: int, paper: str) -> list[Placed]:
    """Turn places from the top left into origins from the lower left, centred on the sheet."""
    high = PAPERS[paper][1]
    area_wide, area_high = area_mm(paper)
    factor = 1000.0 / scale
    right = max(at + drawing.bounds(scale)[2] * factor for drawing, at, _ in rows)
    lowest = max(bottom for _, _, bottom in rows)
    shift_x = FRAME_MM + 5 + max(0.0, (area_wide - right) / 2)
    shift_y = max(0.0, (area_high - lowest) / 2)
    top = high - FRAME_MM - 5
    made = []
    for drawing, at, bottom in rows:
        x0, y0, _, _ = drawing.bounds(scale)
        low = top - shift_y - bottom
        made.append(
            Placed(
                drawing,
                scale,
                (round(shift_x + at, 3), round(low + CAPTION_MM - y0 * factor, 3)),
                (round(shift_x + at + x0 * factor, 3), round(low + 2.5, 3)),
            )
        )
    return made


def bar_lengths(scale: int) -> tuple[float, int]:
    """Length of one field of a scale bar [m] and the number of fields: about 100 mm on paper."""
    field_m = {10: 0.2, 20: 0.5, 25: 0.5, 50: 1.0, 100: 2.0, 200: 4.0}.get(scale, scale * 0.02)
    return field_m, max(2, math.floor(0.1 * scale / field_m + 1e-9))
