"""The windows of a facade in a plate: dark rectangles in rows, in the facade's own metres."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.matchmove.camera_match import CameraMatch

Array = NDArray[np.float64]
Floats = NDArray[np.float32]
Rect = tuple[float, float, float, float]

PX_PER_M, MOST_PX = 32.0, 1400
"""How finely a facade is looked at, and the longest side of that picture."""

DARKER: Final = 0.64
"""A window is darker than so much of the wall round it (as an eye sees it): glass mirrors the street, or shows a dark room."""

WALL_QUANTILE: Final = 0.72
WALL_REACH_M: Final = 3.0
"""The wall's own brightness at a place: this quantile within so many metres, so that a shadow on the wall darkens it too."""

NARROWEST_M, WIDEST_M, LOWEST_M, HIGHEST_M = 0.45, 4.5, 0.6, 4.0
"""Sizes of windows [m]."""

FILLS: Final = 0.66
"""Least share of its rectangle that a window fills: arches and crosses cost some, shadows of trees more."""

DARK_ENOUGH: Final = 0.45
"""Share of a window's rectangle that has to be dark where other rows have a window above or below it."""

ROW_AGREES: Final = 0.3
"""Windows of a row differ by less than this share of their height, in height and in place."""

FEWEST_SEEN, FEWEST_IN_ROW, FEWEST = 2, 3, 6
"""Clean windows that begin a row, windows that make one, and windows that make a facade's grid: fewer are doors and shadows."""


@dataclass(frozen=True)
class Windows:
    """What was found on a facade.

    Attributes:
        rects: Left, right (x along the facade from its middle), low, high (z) of each window [m], the lowest row first.
        rows: Low and high of each row of windows [m].
        pitch_m: From window to window along a row, as a median [m]; 0 when none were found.
        storey_m: From row to row, as a median [m]; 0 with fewer than two rows.
    """

    rects: tuple[Rect, ...] = ()
    rows: tuple[tuple[float, float], ...] = ()
    pitch_m: float = 0.0
    storey_m: float = 0.0

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "windows": [list(rect) for rect in self.rects],
            "rows": [list(row) for row in self.rows],
            "pitch_m": self.pitch_m,
            "storey_m": self.storey_m,
        }


def find_windows(match: CameraMatch, shown: Floats) -> Windows:
    """Find the windows of a solved facade.

    The facade is turned to face us; what is darker than the wall round it and rectangular is a window when others of its
    height stand beside it. A window that is no clean rectangle counts where others stand above or below it.

    Args:
        match: The plate's camera, solved with a facade.
        shown: The plate as an eye sees it, 0 to 1, shape [h, w, 3]; it may be smaller than the plate.
    """
    if match.facade_m is None or match.corners is None:
        return Windows()
    facade, scale = _faced(match, shown)
    dark = _dark(facade, scale)
    rows = _rows([_metres(rect, facade.shape, scale) for rect in _rectangles(dark, scale)])
    rows = _completed(rows, dark, scale)
    kept = [rect for row in rows for rect in row]
    if len(kept) < FEWEST:
        return Windows()
    steps = [float(b[0] + b[1] - a[0] - a[1]) / 2 for row in rows for a, b in zip(row[:-1], row[1:], strict=True)]
    lows = [float(np.median([rect[2] for rect in row])) for row in rows]
    highs = [float(np.median([rect[3] for rect in row])) for row in rows]
    even = tuple(
        (round(rect[0], 3), round(rect[1], 3), round(low, 3), round(high, 3))
        for row, low, high in zip(rows, lows, highs, strict=True)
        for rect in row
    )
    return Windows(
        rects=even,
        rows=tuple((round(low, 3), round(high, 3)) for low, high in zip(lows, highs, strict=True)),
        pitch_m=round(float(np.median(steps)), 3),
        storey_m=round(float(np.median(np.diff(lows))), 3) if len(lows) > 1 else 0.0,
    )


def _faced(match: CameraMatch, shown: Floats) -> tuple[Floats, float]:
    """Return the brightest channel of the facade seen squarely, shape [h, w], and its pixels a metre."""
    import cv2

    assert match.facade_m is not None  # noqa: S101 - the caller asked
    wide_m, high_m = match.facade_m
    scale = min(PX_PER_M, MOST_PX / max(wide_m, high_m))
    wide, high = max(round(wide_m * scale), 8), max(round(high_m * scale), 8)
    half = wide_m / 2
    ends = match.project(np.array([[-half, 0, 0], [half, 0, 0], [half, 0, high_m], [-half, 0, high_m]]))
    ends *= shown.shape[1] / match.width
    square = np.array([[0, high], [wide, high], [wide, 0], [0, 0]], np.float32)
    turn = cv2.getPerspectiveTransform((ends - 0.5).astype(np.float32), square - np.float32(0.5))
    # The brightest channel: an arch of red brick is dark to an eye, but not as glass is.
    bright = np.clip(shown, 0.0, 1.0).max(axis=2)
    return cv2.warpPerspective(bright.astype(np.float32), turn, (wide, high), flags=cv2.INTER_AREA), scale


def _dark(facade: Floats, scale: float) -> NDArray[np.uint8]:
    """Return 1 where a facade is darker than the wall round it, shape [h, w]."""
    import cv2
    from scipy.ndimage import percentile_filter

    small = max(1, round(scale / 6))
    coarse = cv2.resize(facade, None, fx=1 / small, fy=1 / small, interpolation=cv2.INTER_AREA)
    reach = 2 * max(2, round(WALL_REACH_M * scale / small / 2)) + 1
    wall = percentile_filter(coarse, 100 * WALL_QUANTILE, size=reach, mode="nearest")
    wall = cv2.resize(wall, facade.shape[::-1], interpolation=cv2.INTER_LINEAR)
    dark = (facade < DARKER * wall).astype(np.uint8)
    return np.asarray(dark)


def _rectangles(dark: NDArray[np.uint8], scale: float) -> list[tuple[int, int, int, int]]:
    """Return left, right, top, bottom [px] of what is dark and four-sided."""
    import cv2

    def window(metres: float) -> NDArray[np.uint8]:
        side = max(1, round(metres * scale)) | 1
        return np.ones((side, side), np.uint8)

    # Glazing bars are closed first, then what is thinner than a window is taken away.
    dark = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, window(0.16))
    dark = cv2.morphologyEx(dark, cv2.MORPH_OPEN, window(0.3))
    count, _, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=4)
    found = []
    for x, y, wide, high, area in stats[1:count]:
        fits = NARROWEST_M <= wide / scale <= WIDEST_M and LOWEST_M <= high / scale <= HIGHEST_M
        if fits and area >= FILLS * wide * high:
            found.append((int(x), int(x + wide), int(y), int(y + high)))
    return found


def _metres(rect: tuple[int, int, int, int], shape: tuple[int, ...], scale: float) -> Rect:
    left, right, top, bottom = rect
    half = shape[1] / 2
    return (left - half) / scale, (right - half) / scale, (shape[0] - bottom) / scale, (shape[0] - top) / scale


def _rows(found: list[Rect]) -> list[list[Rect]]:
    """Return windows in rows, each from left to right, the lowest row first; rows never overlap."""
    left, rows = sorted(found, key=lambda rect: rect[2]), []
    while left:
        best: list[Rect] = []
        for seed in left:
            high = seed[3] - seed[2]
            alike = [
                rect
                for rect in left
                if abs(rect[2] - seed[2]) < ROW_AGREES * high and abs(rect[3] - rect[2] - high) < ROW_AGREES * high
            ]
            if len(alike) > len(best):
                best = alike
        if len(best) < FEWEST_SEEN:
            break
        rows.append(sorted(best))
        low, top = min(rect[2] for rect in best), max(rect[3] for rect in best)
        left = [rect for rect in left if rect[2] >= top or rect[3] <= low]
    return sorted(rows, key=lambda row: row[0][2])


def _completed(rows: list[list[Rect]], dark: NDArray[np.uint8], scale: float) -> list[list[Rect]]:
    """Return rows with the windows that stand under or over others and are dark enough, though no clean rectangle."""
    trusted = [row for row in rows if len(row) >= FEWEST_IN_ROW]
    middles = sorted((rect[0] + rect[1]) / 2 for row in trusted for rect in row)
    columns: list[list[float]] = []
    for middle in middles:
        if columns and middle - columns[-1][-1] < NARROWEST_M:
            columns[-1].append(middle)
        else:
            columns.append([middle])
    done = []
    for row in rows:
        half = float(np.median([rect[1] - rect[0] for rect in row])) / 2
        low, high = (float(np.median([rect[k] for rect in row])) for k in (2, 3))
        more = list(row)
        for column in columns:
            middle = float(np.median(column))
            if any(rect[0] - half < middle < rect[1] + half for rect in row):
                continue
            rect = (middle - half, middle + half, low, high)
            if _share(rect, dark, scale) > DARK_ENOUGH:
                more.append(rect)
        done.append(sorted(more))
    return [row for row in done if len(row) >= FEWEST_IN_ROW]


def _share(rect: Rect, dark: NDArray[np.uint8], scale: float) -> float:
    high, wide = dark.shape
    left, right = (round(x * scale + wide / 2) for x in rect[:2])
    bottom, top = (round(high - z * scale) for z in rect[2:])
    inside = dark[max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)]
    return float(inside.mean()) if inside.size and right <= wide and left >= 0 else 0.0
