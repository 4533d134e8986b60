"""Plots as SVG: lines over time and bars, drawn without a library, so that a page's pictures are text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

WIDE: Final = 860
TALL: Final = 300
LEFT, RIGHT, TOP, BOTTOM = 78, 24, 46, 46
INK, PALE, GRID = "#22252b", "#6b7280", "#e5e7eb"
COLOURS: Final = ("#2563eb", "#d97706", "#059669", "#be185d")


@dataclass(frozen=True)
class Line:
    """A line: its name, and its points (x, y)."""

    name: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Limit:
    """A level that must not be reached, with its name."""

    name: str
    value: float


def lines(title: str, x_name: str, y_name: str, drawn: Sequence[Line], limit: Limit | None = None) -> str:
    """Return a plot of lines over time.

    Args:
        title: What is seen.
        x_name, y_name: What the axes count, with units.
        drawn: The lines.
        limit: A level to show; above the plot when everything stays far below it, in words.
    """
    most_x = max(x for line in drawn for x, _ in line.points)
    most = max(y for line in drawn for _, y in line.points) or 1.0
    shown = limit is not None and limit.value < 2.5 * most
    top = _round_up(max(most, limit.value if limit and shown else 0.0))
    parts = _frame(title, x_name, y_name, most_x, top)
    for number, line in enumerate(drawn):
        path = " ".join(f"{_x(x, most_x):.1f},{_y(y, top):.1f}" for x, y in line.points)
        colour = COLOURS[number % len(COLOURS)]
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.8"/>')
    parts += _legend([line.name for line in drawn])
    if limit is not None and shown:
        y = _y(limit.value, top)
        parts.append(
            f'<path d="M{LEFT} {y:.1f}H{WIDE - RIGHT}" stroke="#dc2626" stroke-width="1.4" stroke-dasharray="6 4"/>'
        )
        parts.append(_text(WIDE - RIGHT, y - 6, limit.name, anchor="end", colour="#dc2626"))
    elif limit is not None:
        parts.append(_text(WIDE - RIGHT, 40, f"far below: {limit.name}", anchor="end", colour="#dc2626"))
    return _svg(parts, TALL)


def bars(title: str, unit: str, drawn: Sequence[tuple[str, float]], limit: Limit | None = None) -> str:
    """Return a plot of lying bars, the first on top.

    Args:
        title: What is seen.
        unit: Of the values; written behind each.
        drawn: Names and values.
        limit: A level to show.
    """
    wide, row, left = WIDE, 26, 330
    tall = 64 + row * len(drawn) + 12
    most = max([value for _, value in drawn] + ([limit.value] if limit else [])) * 1.18 or 1.0
    scale = (wide - left - RIGHT) / most
    parts = [_text(16, 26, title, size=16, weight=600)]
    for number, (name, value) in enumerate(drawn):
        y = 48 + row * number
        parts.append(_text(left - 10, y + 15, name, anchor="end"))
        parts.append(
            f'<rect x="{left}" y="{y + 3}" width="{max(value * scale, 1):.1f}" height="{row - 9}" rx="2" fill="{COLOURS[0]}"/>'
        )
        behind = left + value * scale + 6
        if limit is not None and behind < left + limit.value * scale < behind + 60:
            behind = left + limit.value * scale + 6
        parts.append(_text(behind, y + 15, f"{figure(value)} {unit}".strip(), colour=PALE))
    if limit is not None:
        x = left + limit.value * scale
        parts.append(f'<path d="M{x:.1f} 40V{tall - 10}" stroke="#dc2626" stroke-width="1.4" stroke-dasharray="6 4"/>')
        parts.append(_text(x + 6, 46, limit.name, colour="#dc2626"))
    return _svg(parts, tall)


def figure(value: float) -> str:
    """Return a number as people read it: three digits that count."""
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def _frame(title: str, x_name: str, y_name: str, most_x: float, top: float) -> list[str]:
    parts = [_text(16, 24, title, size=16, weight=600), _text(16, 40, y_name, colour=PALE)]
    for tick in range(5):
        value = top * tick / 4
        y = _y(value, top)
        parts.append(f'<path d="M{LEFT} {y:.1f}H{WIDE - RIGHT}" stroke="{GRID}"/>')
        parts.append(_text(LEFT - 8, y + 4, figure(value), anchor="end", colour=PALE))
    step = _round_up(most_x / 10)
    at = 0.0
    while at <= most_x:
        parts.append(_text(_x(at, most_x), TALL - BOTTOM + 18, figure(at), anchor="middle", colour=PALE))
        at += step
    parts.append(_text((LEFT + WIDE - RIGHT) / 2, TALL - 10, x_name, anchor="middle", colour=PALE))
    return parts


def _legend(names: Sequence[str]) -> list[str]:
    parts, x = [], float(WIDE - RIGHT)
    for number, name in reversed(list(enumerate(names))):
        x -= 7.2 * len(name)
        parts.append(_text(x, 24, name, colour=INK))
        parts.append(
            f'<rect x="{x - 18:.1f}" y="14" width="12" height="12" rx="2" fill="{COLOURS[number % len(COLOURS)]}"/>'
        )
        x -= 34
    return parts


def _x(value: float, most: float) -> float:
    return LEFT + (WIDE - LEFT - RIGHT) * value / most


def _y(value: float, top: float) -> float:
    return TALL - BOTTOM - (TALL - TOP - BOTTOM - 8) * value / top


def _round_up(value: float) -> float:
    if value <= 0:
        return 1.0
    power = 10.0 ** (len(str(int(value))) - 1 if value >= 1 else -3)
    return next(power * step for step in (1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10, 100, 1000) if power * step >= value)


def _text(
    x: float, y: float, words: str, *, anchor: str = "start", colour: str = INK, size: int = 12, weight: int = 400
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}" font-size="{size}" font-weight="{weight}">'
        f"{escape(words)}</text>"
    )


def _svg(parts: Sequence[str], tall: int) -> str:
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {tall}" width="{WIDE}" height="{tall}" '
        f'font-family="Helvetica, Arial, sans-serif">\n<rect width="{WIDE}" height="{tall}" fill="#ffffff"/>\n{body}\n</svg>\n'
    )
