"""Tables and notes as drawings in millimetres, so that they stand on sheets like everything else."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from rushes.engines.setdesign.papers.drawing import Drawing
from rushes.engines.setdesign.papers.schedule import Table

LINE_MM = 4.2
TEXT_MM = 1.9
CHAR_MM = 1.42
"""Mean width of a letter at this height."""


def table_drawing(table: Table, width_mm: float, scale: int) -> Drawing:
    """Draw a table, its cells broken into lines, so wide on paper [mm] when it is drawn at a scale."""
    unit = scale / 1000
    total = sum(table.widths)
    edges = [0.0]
    for share in table.widths:
        edges.append(edges[-1] + width_mm * share / total)
    drawing = Drawing(table.name, table.title)
    y = _row(drawing, table.columns, edges, 0.0, unit, head=True)
    for row in table.rows:
        y = _row(drawing, row, edges, y, unit)
    for x in edges:
        drawing.line("A-ELEV-TRIM", (x * unit, 0.0), (x * unit, y * unit))
    return drawing


def _row(
    drawing: Drawing, cells: Sequence[str], edges: Sequence[float], top: float, unit: float, *, head: bool = False
) -> float:
    lines = [
        textwrap.wrap(cell, max(4, int((edges[k + 1] - edges[k] - 2) / CHAR_MM))) or [""]
        for k, cell in enumerate(cells)
    ]
    high = LINE_MM * max(len(row) for row in lines) * 0.8 + 1.6
    for k, row in enumerate(lines):
        for n, text in enumerate(row):
            drawing.words(
                ((edges[k] + 1) * unit, (top - LINE_MM * 0.8 * (n + 1) + 0.4) * unit), text, TEXT_MM, anchor="start"
            )
    bottom = top - high
    if head:
        drawing.line("A-WALL", (0.0, top * unit), (edges[-1] * unit, top * unit))
    drawing.line("A-ELEV" if head else "A-FURN-DETL", (0.0, bottom * unit), (edges[-1] * unit, bottom * unit))
    return bottom


def notes_drawing(title: str, notes: Sequence[str], width_mm: float, scale: int) -> Drawing:
    """Draw numbered sentences, broken into lines."""
    unit = scale / 1000
    drawing = Drawing("notes", title)
    y = 0.0
    for k, note in enumerate(notes):
        for n, text in enumerate(textwrap.wrap(note, int((width_mm - 8) / CHAR_MM))):
            y -= LINE_MM
            if n == 0:
                drawing.words((0.0, y * unit), f"{k + 1}", TEXT_MM, anchor="start")
            drawing.words((8 * unit, y * unit), text, TEXT_MM, anchor="start")
        y -= 1.2
    return drawing
