"""Drawings as DXF, in metres, on named layers: what a construction department opens."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rushes.engines.setdesign.papers.drawing import LAYERS, Arc, Drawing, Hatch, Label, Line, Mark

APART_M = 3.0
"""Free space between drawings that are laid out beside each other in model space."""

PLOT_SCALE = 50
"""Words are as high as they should be when it is plotted 1:50."""


def write_dxf(drawings: Sequence[Drawing], path: Path) -> None:
    """Write drawings beside each other into one DXF (R2010, metres).

    Dimensions are real dimensions, hatches real hatches. The first drawing keeps its coordinates: what is drawn at (x, y) of
    the plan is at (x, y) of the room.
    """
    import ezdxf
    from ezdxf import units

    document = ezdxf.new("R2010", setup=True)  # type: ignore[attr-defined]
    document.units = units.M
    document.header["$INSUNITS"] = 6
    document.header["$MEASUREMENT"] = 1
    _fix(document)
    for name, row in LAYERS.items():
        layer = document.layers.add(name, color=row.colour, lineweight=_lineweight(row.width))
        if row.dash:
            layer.dxf.linetype = "DASHED"
        layer.description = row.title
    space = document.modelspace()
    shift = 0.0
    for index, drawing in enumerate(drawings):
        x0, y0, x1, _ = drawing.bounds(PLOT_SCALE)
        dx = 0.0 if index == 0 else shift - x0
        for mark in drawing.marks:
            _add(space, mark, dx)
        title = space.add_text(drawing.title, height=0.2, dxfattribs={"layer": "A-ANNO-TEXT"})
        title.set_placement((x0 + dx, y0 - 0.6))
        shift = x1 + dx + APART_M
    document.saveas(path)


def _fix(document: Any) -> None:  # noqa: ANN401 ezdxf's types are not exported
    """Take the clock and the chance out of the file: same room, same bytes but for handles of the library's own."""
    from ezdxf.document import Drawing as Document

    if isinstance(document, Document):
        for name in ("$TDCREATE", "$TDUCREATE", "$TDUPDATE", "$TDUUPDATE"):
            document.header[name] = 2459580.5
        style = document.dimstyles.duplicate_entry("EZDXF", "RUSHES")
        style.dxf.dimtxt = 0.1
        style.dxf.dimtsz = 0.05
        style.dxf.dimlfac = 1000.0
        style.dxf.dimdec = 0
        style.dxf.dimgap = 0.03
        style.dxf.dimexo = 0.08
        style.dxf.dimexe = 0.08
        style.dxf.dimscale = 1.0


def _lineweight(width: float) -> int:
    """Choose the nearest line weight that DXF knows [1/100 mm]."""
    known = (0, 5, 9, 13, 15, 18, 20, 25, 30, 35, 40, 50, 53, 60, 70, 80, 90, 100)
    return min(known, key=lambda row: abs(row - width * 100))


def _add(space: Any, mark: Mark, dx: float) -> None:  # noqa: ANN401 ezdxf's layouts
    at = {"layer": mark.layer}
    if isinstance(mark, Line):
        space.add_lwpolyline([(x + dx, y) for x, y in mark.points], close=mark.closed, dxfattribs=at)
    elif isinstance(mark, Arc):
        centre = (mark.centre[0] + dx, mark.centre[1])
        if mark.end - mark.start >= 360:
            space.add_circle(centre, mark.radius, dxfattribs=at)
        else:
            space.add_arc(centre, mark.radius, mark.start, mark.end, dxfattribs=at)
    elif isinstance(mark, Hatch):
        hatch = space.add_hatch(dxfattribs=at)
        hatch.set_pattern_fill(
            "AR-CONC" if mark.pattern == "concrete" else "ANSI31", scale=0.01 if mark.pattern == "concrete" else 0.02
        )
        hatch.paths.add_polyline_path([(x + dx, y) for x, y in mark.ring], is_closed=True)
    elif isinstance(mark, Label):
        text = space.add_text(mark.text, height=mark.size / 1000 * PLOT_SCALE, rotation=mark.angle, dxfattribs=at)
        from ezdxf.enums import TextEntityAlignment

        align = {
            "start": TextEntityAlignment.LEFT,
            "middle": TextEntityAlignment.CENTER,
            "end": TextEntityAlignment.RIGHT,
        }
        text.set_placement((mark.at[0] + dx, mark.at[1]), align=align[mark.anchor])
    else:
        start, end = (mark.start[0] + dx, mark.start[1]), (mark.end[0] + dx, mark.end[1])
        made = space.add_aligned_dim(start, end, distance=mark.off, dimstyle="RUSHES", dxfattribs=at)
        made.render()
