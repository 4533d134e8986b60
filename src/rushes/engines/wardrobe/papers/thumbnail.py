"""A pattern as small as it stands on a board: the same pieces as on its sheets, drawn so that they are read from a step away."""

from __future__ import annotations

from typing import Final
from xml.sax.saxutils import escape

import numpy as np

from rushes.engines.wardrobe.papers.drawing import Drawing, drawings
from rushes.engines.wardrobe.papers.sheet import EDGE, SQUARE, sheet
from rushes.engines.wardrobe.papers.svg import FONT
from rushes.engines.wardrobe.pattern.curves import Floats
from rushes.engines.wardrobe.pattern.garment import Garment

ASPECT: Final = 1.7
"""Width over height that the pieces are laid out for."""

FILL: Final = 0.62
"""Share of a sheet that pieces cover, about."""

LETTER: Final = 1.9
"""Centimetres that a letter of a name takes."""

CLOTHS: Final = {
    "shell": "#e9edf2",
    "lining": "#f3ece2",
    "interfacing": "#f1f1f1",
    "pocketing": "#f6f3ea",
    "contrast": "#e2e9e4",
}
"""What pieces are filled with, by their cloth."""


def thumbnail(garment: Garment) -> str:
    """Return a garment's pattern as SVG in centimetres: cut lines filled by cloth, sewing lines, grain, and the names of large pieces."""
    drawn = drawings(garment)
    area = sum(float(np.prod(one.box[1] - one.box[0])) for one in drawn)
    laid = sheet(garment.name, drawn, width=float(np.sqrt(ASPECT * area / FILL)))
    low, high = 100 * (EDGE + SQUARE), 100 * laid.height
    body = "\n".join(_piece(one, high) for one in laid.drawings)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {100 * laid.width:.1f} {max(high, low):.1f}" '
        f'font-family="{FONT}" stroke-linejoin="round">\n{body}\n</svg>\n'
    )


def _piece(one: Drawing, high: float) -> str:
    parts = [
        f'<polygon points="{_points(one.cut, high)}" fill="{CLOTHS.get(one.cloth, "#eeeeee")}" stroke="#1c1c1c" stroke-width="0.55"/>'
    ]
    parts += [
        f'<polyline points="{_points(line, high)}" fill="none" stroke="#7a8796" stroke-width="0.25" stroke-dasharray="1.2 0.8"/>'
        for line in one.sewn
    ]
    parts.append(f'<polyline points="{_points(one.grain, high)}" fill="none" stroke="#1c1c1c" stroke-width="0.35"/>')
    width, height = 100 * (one.box[1] - one.box[0])
    words = escape(one.name.replace("_", " "))
    if width > LETTER * len(words) and height > 9:
        x, y = 50 * (one.box[0] + one.box[1])
        parts.append(
            f'<text x="{x:.1f}" y="{high - y:.1f}" font-size="2.8" text-anchor="middle" fill="#1c1c1c">{words}</text>'
        )
    return "\n".join(parts)


def _points(line: Floats, high: float) -> str:
    return " ".join(f"{100 * x:.1f},{high - 100 * y:.1f}" for x, y in line[:: max(1, len(line) // 160)])
