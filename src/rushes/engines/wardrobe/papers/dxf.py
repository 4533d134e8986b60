"""Pieces as DXF after the AAMA's habits, for a cutting room's CAD: one block a piece, millimetres, R12.

Layers as ASTM D6673 and the AAMA number them: 1 cut line, 4 notches, 6 mirror line, 7 grain, 8 inside lines, 13 drill holes and
buttons, 14 sewing line, 15 words.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from rushes.engines.wardrobe.papers.drawing import Drawing
from rushes.engines.wardrobe.papers.svg import cross
from rushes.engines.wardrobe.pattern.curves import Floats

CUT, NOTCH, MIRROR, GRAIN, INSIDE, DRILL, SEW, WORDS = "1", "4", "6", "7", "8", "13", "14", "15"


def write_dxf(drawings: list[Drawing], path: Path, style: str, size: str = "MADE TO MEASURE") -> None:
    """Write every piece as a block, placed once at the origin.

    Args:
        drawings: The pieces.
        path: The file to write.
        style: The garment's name, for the pieces' words.
        size: What stands as the size.
    """
    from ezdxf._options import options
    from ezdxf.filemanagement import new

    options.write_fixed_meta_data_for_testing = True  # no time of day in the file: the same pattern is the same file
    document = new("R12", units=0)
    for layer in (CUT, NOTCH, MIRROR, GRAIN, INSIDE, DRILL, SEW, WORDS):
        document.layers.add(layer)
    space = document.modelspace()
    for i, words in enumerate((f"STYLE NAME: {style}", f"SAMPLE SIZE: {size}", "UNITS: METRIC")):
        space.add_text(words, height=5, dxfattribs={"layer": WORDS, "insert": (0, -10 * i)})
    for drawing in drawings:
        block = document.blocks.new(name=drawing.name.upper())
        _piece(block, drawing, size)
        space.add_blockref(drawing.name.upper(), (0, 0), dxfattribs={"layer": CUT})
    out = io.StringIO()
    document.write(out)
    path.write_text(out.getvalue())


def _piece(block: Any, drawing: Drawing, size: str) -> None:  # noqa: ANN401 - ezdxf's own layout
    _line(block, drawing.cut, CUT, close=True)
    for line in drawing.sewn:
        _line(block, line, SEW)
    for line in drawing.folds:
        _line(block, line, MIRROR)
    for _, line in drawing.inside:
        _line(block, line, INSIDE)
    a, b = 1000 * drawing.grain
    block.add_line(tuple(a), tuple(b), dxfattribs={"layer": GRAIN})
    for notch in drawing.notches:
        x, y = (1000 * (p + d * notch.reach) for p, d in zip(notch.point, notch.outward, strict=True))
        block.add_point((x, y), dxfattribs={"layer": NOTCH})
    for mark in drawing.marks:
        if mark.kind == "buttonhole":
            for line in cross(mark):
                _line(block, line, INSIDE)
        else:
            block.add_point((1000 * mark.point[0], 1000 * mark.point[1]), dxfattribs={"layer": DRILL})
    quantity = 1 if drawing.on_fold and drawing.copies == 1 else drawing.copies
    words = (
        f"PIECE NAME: {drawing.name.upper()}",
        f"SIZE: {size}",
        f"QUANTITY: {quantity}",
        f"MATERIAL: {drawing.cloth.upper()}",
    )
    for i, text in enumerate(words):
        block.add_text(text, height=5, dxfattribs={"layer": WORDS, "insert": (a[0] + 4, a[1] - 8 * i)})


def _line(block: Any, points: Floats, layer: str, *, close: bool = False) -> None:  # noqa: ANN401 - ezdxf's own layout
    block.add_polyline2d([(1000 * x, 1000 * y) for x, y in points], close=close, dxfattribs={"layer": layer})
