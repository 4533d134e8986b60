"""Sheets as SVG, in millimetres: what is in the PDF, and what a browser shows."""

from __future__ import annotations

import math
from collections.abc import Iterator
from xml.sax.saxutils import escape

from rushes.engines.setdesign.papers.drawing import (
    LAYERS,
    Arc,
    Dimension,
    Drawing,
    Hatch,
    Label,
    Line,
    Mark,
    Point,
    dimension_line,
    millimetres,
)
from rushes.engines.setdesign.papers.hatching import hatch_lines
from rushes.engines.setdesign.papers.sheet import BLOCK_MM, FRAME_MM, Placed, Sheet, bar_lengths

FONT = "Aileron, Helvetica, Arial, sans-serif"
CAPITAL = 0.7
"""Height of a capital over the font's size."""


def sheet_svg(sheet: Sheet) -> str:
    """Write a sheet as SVG whose unit is the millimetre."""
    wide, high = sheet.size
    body = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:g}mm" height="{high:g}mm" viewBox="0 0 {wide:g} {high:g}" font-family="{FONT}">',
        f"<title>{escape(sheet.number)} {escape(sheet.title)}</title>",
        f'<rect x="0" y="0" width="{wide:g}" height="{high:g}" fill="#fff"/>',
    ]
    plain = ("Scale", "none") in sheet.block
    for placed in sheet.placed:
        body.append(
            f'<g id="{escape(placed.drawing.name)}" fill="none" stroke-linejoin="round" stroke-linecap="round">'
        )
        for mark in placed.drawing.marks:
            body += _mark(mark, placed, high)
        body.append("</g>")
        body += _caption(placed, high, scaled=not plain)
    body += _frame(sheet, scaled=not plain)
    body.append("</svg>")
    return "\n".join(body) + "\n"


def drawing_svg(drawing: Drawing, scale: int = 50, pad_mm: float = 4.0) -> str:
    """Write one drawing alone as SVG, to scale, as large as it is: for boards and pages."""
    x0, y0, x1, y1 = drawing.bounds(scale)
    factor = 1000.0 / scale
    wide, high = (x1 - x0) * factor + 2 * pad_mm, (y1 - y0) * factor + 2 * pad_mm
    placed = Placed(drawing, scale, (pad_mm - x0 * factor, pad_mm - y0 * factor), (0.0, 0.0))
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:.3f}mm" height="{high:.3f}mm" viewBox="0 0 {wide:.3f} {high:.3f}" font-family="{FONT}">',
        f"<title>{escape(drawing.title)}</title>",
        '<g fill="none" stroke-linejoin="round" stroke-linecap="round">',
    ]
    for mark in drawing.marks:
        lines += _mark(mark, placed, high)
    return "\n".join([*lines, "</g>", "</svg>"]) + "\n"


def _plain(text: str) -> str:
    """Write words in letters that the drawing font has."""
    return escape(text.replace("²", "2").replace("·", "-"))


def _grey(value: float) -> str:
    level = round(255 * value)
    return f"#{level:02x}{level:02x}{level:02x}"


def _pen(layer: str) -> str:
    row = LAYERS[layer]
    dash = f' stroke-dasharray="{" ".join(f"{d:g}" for d in row.dash)}"' if row.dash else ""
    return f'stroke="{_grey(row.grey)}" stroke-width="{row.width:g}"{dash}'


def _mark(mark: Mark, placed: Placed, high: float) -> Iterator[str]:
    def at(point: Point) -> Point:
        x, y = placed.on_paper(point)
        return (x, high - y)

    factor = 1000.0 / placed.scale
    if isinstance(mark, Line):
        path = _path([at(p) for p in mark.points], closed=mark.closed)
        fill = f' fill="{_grey(mark.fill)}"' if mark.fill is not None else ""
        yield f'<path d="{path}" {_pen(mark.layer)}{fill}/>'
    elif isinstance(mark, Arc):
        yield _arc(mark, at(mark.centre), factor)
    elif isinstance(mark, Hatch):
        yield from _hatch(mark, [at(p) for p in mark.ring])
    elif isinstance(mark, Label):
        yield _label(mark, at(mark.at))
    else:
        yield from _dimension(mark, placed, high)


def _path(points: list[Point], *, closed: bool = False) -> str:
    return "M" + "L".join(f"{x:.3f} {y:.3f}" for x, y in points) + ("Z" if closed else "")


def _arc(mark: Arc, centre: Point, factor: float) -> str:
    radius = mark.radius * factor
    fill = f' fill="{_grey(mark.fill)}"' if mark.fill is not None else ""
    if mark.end - mark.start >= 360:
        return f'<circle cx="{centre[0]:.3f}" cy="{centre[1]:.3f}" r="{radius:.3f}" {_pen(mark.layer)}{fill}/>'
    a, b = math.radians(mark.start), math.radians(mark.end)
    start = (centre[0] + radius * math.cos(a), centre[1] - radius * math.sin(a))
    end = (centre[0] + radius * math.cos(b), centre[1] - radius * math.sin(b))
    large = int((mark.end - mark.start) % 360 > 180)
    return f'<path d="M{start[0]:.3f} {start[1]:.3f}A{radius:.3f} {radius:.3f} 0 {large} 0 {end[0]:.3f} {end[1]:.3f}" {_pen(mark.layer)}{fill}/>'


def _hatch(mark: Hatch, ring: list[Point]) -> Iterator[str]:
    spacing = {"cut": 1.3, "concrete": 2.2, "glass": 0.8, "earth": 1.8}[mark.pattern]
    lines = [_path([a, b]) for a, b in hatch_lines(ring, spacing, -45.0)]
    if mark.pattern == "concrete":
        lines += [_path([a, b]) for a, b in hatch_lines(ring, spacing * 2, -45.0 + 90.0)]
    if lines:
        yield f'<path d="{"".join(lines)}" {_pen(mark.layer)}/>'


def _label(mark: Label, at: Point) -> str:
    grey = _grey(LAYERS[mark.layer].grey)
    turn = f' transform="rotate({-mark.angle:.3f} {at[0]:.3f} {at[1]:.3f})"' if mark.angle else ""
    return (
        f'<text x="{at[0]:.3f}" y="{at[1]:.3f}" font-size="{mark.size / CAPITAL:.3f}" text-anchor="{mark.anchor}" '
        f'fill="{grey}" stroke="none"{turn}>{_plain(mark.text)}</text>'
    )


def _dimension(mark: Dimension, placed: Placed, high: float) -> Iterator[str]:
    """Draw a dimension: two witness lines, a line with oblique strokes, and its length in millimetres."""

    def at(point: Point) -> Point:
        x, y = placed.on_paper(point)
        return (x, high - y)

    a, b = (at(p) for p in dimension_line(mark))
    pen = _pen(mark.layer)
    for foot, end in ((at(mark.start), a), (at(mark.end), b)):
        long = math.dist(foot, end)
        if long < 0.01:
            continue
        ux, uy = (end[0] - foot[0]) / long, (end[1] - foot[1]) / long
        low = max(1.5, long - 6.0)
        yield f'<path d="{_path([(foot[0] + ux * low, foot[1] + uy * low), (end[0] + ux * 1.5, end[1] + uy * 1.5)])}" {pen}/>'
    yield f'<path d="{_path([a, b])}" {pen}/>'
    for x, y in (a, b):
        yield f'<path d="{_path([(x - 0.9, y + 0.9), (x + 0.9, y - 0.9)])}" stroke="#000" stroke-width="0.35"/>'
    text = millimetres(math.dist(mark.start, mark.end))
    angle = math.degrees(math.atan2(-(b[1] - a[1]), b[0] - a[0]))
    angle = angle - 180 if angle > 90 + 1e-6 else angle + 180 if angle <= -90 + 1e-6 else angle
    up = math.radians(angle + 90)
    room_mm = math.dist(a, b)
    size = 1.9 if room_mm > len(text) * 1.5 else 1.4
    lift = 0.9 if room_mm > len(text) * 1.1 else 2.6
    middle = ((a[0] + b[0]) / 2 + math.cos(up) * lift, (a[1] + b[1]) / 2 - math.sin(up) * lift)
    yield _label(Label(mark.layer, (0, 0), text, size, "middle", angle), middle)


def _caption(placed: Placed, high: float, *, scaled: bool) -> Iterator[str]:
    x, y = placed.caption[0], high - placed.caption[1]
    yield f'<text x="{x:.3f}" y="{y:.3f}" font-size="4.4" stroke="#000" stroke-width="0.12">{escape(placed.drawing.title)}</text>'
    if scaled:
        yield f'<text x="{x + len(placed.drawing.title) * 2.45 + 4:.3f}" y="{y:.3f}" font-size="3.2">1:{placed.scale}</text>'


def _frame(sheet: Sheet, *, scaled: bool) -> Iterator[str]:
    wide, high = sheet.size
    f = FRAME_MM
    top = high - f - BLOCK_MM
    yield f'<rect x="{f:g}" y="{f:g}" width="{wide - 2 * f:g}" height="{high - 2 * f:g}" fill="none" stroke="#000" stroke-width="0.7"/>'
    yield f'<path d="M{f:g} {top:g}H{wide - f:g}" stroke="#000" stroke-width="0.5" fill="none"/>'
    if scaled:
        yield from _scale_bar(sheet, f + 6, top + 13)
    yield from _north(sheet, f + 132, top + BLOCK_MM / 2)
    left = f + 150
    columns = (wide - f - 46 - left) / max(1, (len(sheet.block) + 1) // 2)
    for index, (name, value) in enumerate(sheet.block):
        x = left + (index // 2) * columns
        y = top + 6.5 + (index % 2) * 11.5
        yield f'<text x="{x:.2f}" y="{y:.2f}" font-size="2.3" fill="#555">{escape(name)}</text>'
        yield f'<text x="{x:.2f}" y="{y + 4.6:.2f}" font-size="3.5">{_plain(value)}</text>'
        if index % 2 == 0:
            yield f'<path d="M{x - 3:.2f} {top:g}V{high - f:g}" stroke="#000" stroke-width="0.18" fill="none"/>'
    yield f'<path d="M{wide - f - 46:g} {top:g}V{high - f:g}" stroke="#000" stroke-width="0.5" fill="none"/>'
    yield f'<text x="{wide - f - 23:g}" y="{top + 14:g}" font-size="9" text-anchor="middle" stroke="#000" stroke-width="0.25">{escape(sheet.number)}</text>'
    yield f'<text x="{wide - f - 23:g}" y="{top + 21:g}" font-size="3" text-anchor="middle">{escape(sheet.title)}</text>'


def _scale_bar(sheet: Sheet, x: float, y: float) -> Iterator[str]:
    scales = sorted({placed.scale for placed in sheet.placed})
    if not scales:
        return
    scale = scales[0]
    field_m, fields = bar_lengths(scale)
    step = field_m * 1000 / scale
    for k in range(fields):
        fill = "#000" if k % 2 == 0 else "#fff"
        yield f'<rect x="{x + k * step:.3f}" y="{y:.3f}" width="{step:.3f}" height="2" fill="{fill}" stroke="#000" stroke-width="0.18"/>'
    for k in range(fields + 1):
        yield f'<text x="{x + k * step:.3f}" y="{y - 1.2:.3f}" font-size="2.5" text-anchor="middle">{k * field_m:g}</text>'
    note = f"metres, 1:{scale} on {sheet.paper}; measures in millimetres; don't scale prints, check the bar"
    yield f'<text x="{x:.3f}" y="{y + 6:.3f}" font-size="2.3" fill="#333">{escape(note)}</text>'


def _north(sheet: Sheet, x: float, y: float) -> Iterator[str]:
    if sheet.north_deg is None:
        return
    yield f'<g transform="rotate({sheet.north_deg:g} {x:g} {y:g})" stroke="#000" stroke-width="0.25">'
    yield f'<circle cx="{x:g}" cy="{y:g}" r="7" fill="none"/>'
    yield f'<path d="M{x:g} {y - 9:g}L{x + 3:g} {y + 5:g}L{x:g} {y + 2.5:g}Z" fill="#000"/>'
    yield f'<path d="M{x:g} {y - 9:g}L{x - 3:g} {y + 5:g}L{x:g} {y + 2.5:g}Z" fill="#fff"/>'
    yield f'<text x="{x:g}" y="{y - 10:g}" font-size="3" text-anchor="middle" stroke="none">N</text></g>'
