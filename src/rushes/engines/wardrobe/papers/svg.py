"""A sheet as SVG in millimetres: one user unit is one millimetre on paper."""

from __future__ import annotations

import textwrap
from xml.sax.saxutils import escape

import numpy as np

from rushes.engines.wardrobe.papers.drawing import TICK, Drawing, Notch
from rushes.engines.wardrobe.papers.sheet import SQUARE, Sheet
from rushes.engines.wardrobe.pattern.curves import Floats
from rushes.engines.wardrobe.pattern.panel import Mark

STYLES = {
    "cut": 'stroke="#000" stroke-width="0.6"',
    "sew": 'stroke="#555" stroke-width="0.25" stroke-dasharray="3 2"',
    "fold": 'stroke="#a00" stroke-width="0.6" stroke-dasharray="8 2 1 2"',
    "inside": 'stroke="#06c" stroke-width="0.3" stroke-dasharray="5 2"',
    "grain": 'stroke="#000" stroke-width="0.35"',
    "notch": 'stroke="#000" stroke-width="0.5"',
    "mark": 'stroke="#000" stroke-width="0.35"',
}
WRAP = 34  # signs; a longer line of a label is broken
SMALLEST = 3.2  # millimetres; a label is no smaller while it fits
GLYPH = 0.62  # width of a sign in the font, as a share of its size
FONT = "DejaVu Sans Mono"  # comes with typst, so that the PDF looks the same everywhere


def svg(sheet: Sheet) -> str:
    """The sheet as one SVG document at full size."""
    wide, high = 1000 * sheet.width, 1000 * sheet.height
    body = [_square(sheet)]
    body += [_piece(drawing, sheet.height) for drawing in sheet.drawings]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:.3f}mm" height="{high:.3f}mm" viewBox="0 0 {wide:.3f} {high:.3f}" '
        f'fill="none" font-family="{FONT}">\n<title>{escape(sheet.title)}</title>\n' + "\n".join(body) + "\n</svg>\n"
    )


def _piece(drawing: Drawing, height: float) -> str:
    parts = [_path(drawing.cut, "cut", height, closed=True)]
    parts += [_path(line, "sew", height) for line in drawing.sewn]
    parts += [_path(line, "fold", height) for line in drawing.folds]
    parts += [_path(line, "inside", height) for _, line in drawing.inside]
    parts += [_arrow(drawing.grain, height)]
    parts += [_path(line, "notch", height) for notch in drawing.notches for line in ticks(notch)]
    parts += [_path(line, "mark", height) for mark in drawing.marks for line in cross(mark)]
    parts += _labels(drawing, height)
    return f'<g id="{escape(drawing.name)}">' + "".join(parts) + "</g>"


def _path(points: Floats, style: str, height: float, *, closed: bool = False) -> str:
    pairs = " ".join(f"{1000 * x:.3f},{1000 * (height - y):.3f}" for x, y in points)
    return f'<path class="{style}" d="M{pairs}{" Z" if closed else ""}" {STYLES[style]}/>'


def ticks(notch: Notch) -> list[Floats]:
    """The strokes of a notch, each [2, 2] in metres: from the cut line inwards, side by side."""
    point, out = np.array(notch.point), np.array(notch.outward)
    beside = np.array([-out[1], out[0]])
    strokes = []
    for i in range(notch.ticks):
        base = point + beside * 0.004 * (i - 0.5 * (notch.ticks - 1))
        strokes.append(np.stack([base + out * notch.reach, base + out * max(notch.reach - TICK, 0.0)]))
    return strokes


def cross(mark: Mark) -> list[Floats]:
    """The strokes of a mark, each [2, 2] in metres: a cross for a button or a drill hole, a line with ends for a buttonhole."""
    turn = np.radians(mark.direction)
    along, over = np.array([np.cos(turn), np.sin(turn)]), np.array([-np.sin(turn), np.cos(turn)])
    at = np.array(mark.point)
    if mark.kind == "buttonhole":
        a, b = at - along * 0.009, at + along * 0.009
        return [np.stack([a, b]), *(np.stack([p - over * 0.003, p + over * 0.003]) for p in (a, b))]
    return [np.stack([at - d * 0.005, at + d * 0.005]) for d in (along, over)]


def _arrow(grain: Floats, height: float) -> str:
    a, b = grain
    along = (b - a) / max(float(np.linalg.norm(b - a)), 1e-9)
    over = np.array([-along[1], along[0]])
    heads = [
        np.stack([end + sign * along * 0.012 + over * 0.004, end, end + sign * along * 0.012 - over * 0.004])
        for end, sign in ((a, 1), (b, -1))
    ]
    return "".join(_path(line, "grain", height) for line in (grain, *heads))


def _labels(drawing: Drawing, height: float) -> list[str]:
    """The label beside the middle of the grain line, on the side with more room; along the piece where neither has enough."""
    low, high = drawing.box
    wide, tall = 1000 * (high - low)
    words = [part for word in drawing.words for part in textwrap.wrap(word, WRAP)]
    longest = max(len(word) for word in words) * GLYPH
    size = float(np.clip(min(wide, tall) / 20, SMALLEST, 5.5))
    centre = drawing.grain.mean(axis=0)
    x, y = 1000 * centre[0], 1000 * (height - centre[1])
    left, right = _room(drawing.cut, centre, 0.001 * 1.5 * size * len(words))
    beside = 1000 * max(left, right) - 16
    if beside >= longest * SMALLEST:
        size = min(size, beside / longest)
        anchor, shift, turn = ("start", 4.0, "") if right >= left else ("end", -4.0, "")
    else:
        upright = wide < tall
        size = min(size, 3.5, (tall if upright else wide) * 0.7 / longest)
        anchor, shift, turn = "middle", 0.0, f' transform="rotate(-90 {x:.2f} {y:.2f})"' if upright else ""
    lines = [
        f'<text x="{x + shift:.2f}" y="{y + (i + 1.2) * 1.3 * size:.2f}" font-size="{size:.2f}" text-anchor="{anchor}" fill="#000"{turn}>{escape(word)}</text>'
        for i, word in enumerate(words)
    ]
    lines += [_fold_label(line, height) for line in drawing.folds if len(line) and abs(line[0][1] - line[-1][1]) > 0.05]
    return lines


def _room(cut: Floats, at: Floats, deep: float) -> tuple[float, float]:
    """How far the cut line is to the left and to the right of a point [m], over a depth below it."""
    left, right = np.inf, np.inf
    a, b = cut, np.roll(cut, -1, axis=0)
    for y in at[1] - np.linspace(0.0, deep, 5):
        over = (a[:, 1] > y) != (b[:, 1] > y)
        xs = a[over, 0] + (y - a[over, 1]) * (b[over, 0] - a[over, 0]) / (b[over, 1] - a[over, 1])
        left = min(left, float(np.min(at[0] - xs[xs <= at[0]], initial=1.0)) if (xs <= at[0]).any() else 0.0)
        right = min(right, float(np.min(xs[xs > at[0]] - at[0], initial=1.0)) if (xs > at[0]).any() else 0.0)
    return left, right


def _fold_label(line: Floats, height: float) -> str:
    x, y = 1000 * line[0][0], 1000 * (height - line[:, 1].mean())
    return f'<text x="{x:.2f}" y="{y:.2f}" font-size="3.5" text-anchor="middle" fill="#a00" transform="rotate(-90 {x:.2f} {y:.2f}) translate(0 -1.5)">fold</text>'


def _square(sheet: Sheet) -> str:
    x, y = sheet.square
    corners = np.array([[x, y], [x + SQUARE, y], [x + SQUARE, y + SQUARE], [x, y + SQUARE]])
    left, top = 1000 * x + 5, 1000 * (sheet.height - y - SQUARE)
    words = (sheet.title, "test square 10 × 10 cm:", "measure it before cutting")
    text = "".join(
        f'<text x="{left:.2f}" y="{top + 10 + 7 * i:.2f}" font-size="4.2" fill="#000">{escape(word)}</text>'
        for i, word in enumerate(words)
    )
    return f'<g id="test_square">{_path(corners, "cut", sheet.height, closed=True)}{text}</g>'
