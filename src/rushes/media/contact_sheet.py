"""A contact sheet: every n-th frame with its number or its label under it, and a title over all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.media.burn_in import INK, PAPER, QUIET, fitting_font
from rushes.show import FrameRange

Bytes = NDArray[np.uint8]

MOST_CELLS: Final = 20
CELL_WIDTH: Final = 360
"""Width of a cell [px]: five of them fill a full-HD screen's width and stay readable in print."""

_COLUMNS = {1: 1, 2: 2, 3: 3, 4: 2, 5: 3, 6: 3}
_GAP, _TITLE, _LABEL = 14, 64, 26


def sheet_frames(frames: FrameRange) -> tuple[int, ...]:
    """Return which frames a sheet shows: every n-th from the first, at most 20."""
    step = -(-len(frames) // MOST_CELLS)
    return tuple(range(frames.first, frames.last + 1, step))


def sheet_columns(cells: int) -> int:
    """Return how many cells stand side by side."""
    return _COLUMNS.get(cells, 4 if cells <= 16 else 5)


def cell_size(width: int, height: int) -> tuple[int, int]:
    """Return a cell's width and height [px] for pictures of a size; small pictures are not enlarged."""
    across = min(CELL_WIDTH, width)
    return across, max(1, round(across * height / width))


def contact_sheet(
    cells: Sequence[tuple[int, Bytes]], title: str, subtitle: str, labels: Mapping[int, str] | None = None
) -> Bytes:
    """Lay out a sheet.

    Args:
        cells: Frame numbers and their pictures (display values, all of one size, as ``cell_size`` says).
        title: Over the sheet, left.
        subtitle: Over the sheet, right.
        labels: What stands under a cell instead of its frame's number, such as ``option 3``; the number follows it, small.

    Returns:
        Display values, shape [h, w, 3].
    """
    from PIL import Image, ImageDraw

    height, width = cells[0][1].shape[:2]
    columns = sheet_columns(len(cells))
    rows = -(-len(cells) // columns)
    across = _GAP + columns * (width + _GAP)
    image = Image.new("RGB", (across, _TITLE + rows * (height + _LABEL) + _GAP), PAPER)
    draw = ImageDraw.Draw(image)
    room = across - 2 * _GAP
    draw.text((_GAP, _TITLE / 2), title, fill=INK, font=fitting_font([title], room * 0.55, 24), anchor="lm")
    draw.text(
        (across - _GAP, _TITLE / 2), subtitle, fill=QUIET, font=fitting_font([subtitle], room * 0.4, 17), anchor="rm"
    )
    number = fitting_font(["0000"], width, 15)
    for index, (frame, picture) in enumerate(cells):
        x = _GAP + index % columns * (width + _GAP)
        y = _TITLE + index // columns * (height + _LABEL)
        image.paste(Image.fromarray(picture), (x, y))
        said, low = (labels or {}).get(frame, ""), y + height + _LABEL * 0.45
        draw.text((x, low), said or f"{frame:04d}", fill=INK, font=number, anchor="lm")
        if said:
            draw.text((x + width, low), f"{frame:04d}", fill=QUIET, font=number, anchor="rm")
    return np.asarray(image)
