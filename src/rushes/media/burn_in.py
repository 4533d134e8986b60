"""What is written on review pictures: a thin strip at the foot of each frame, and the slate before the first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from PIL import ImageFont

Bytes = NDArray[np.uint8]

STRIP_SHARE: Final = 0.042
"""Height of the strip, as a share of the picture's: readable on a phone, and nobody has to frame round it."""

SMALLEST_STRIP_PX: Final = 12
STRIP_DARKNESS: Final = 0.55
"""How much of the picture's light the strip takes away; what is under it can still be judged."""

INK: Final = (235, 235, 230)
QUIET: Final = (150, 152, 150)
PAPER: Final = (18, 19, 21)
ACCENT: Final = (226, 164, 68)
BARS: Final = ((191, 191, 191), (191, 191, 0), (0, 191, 191), (0, 191, 0), (191, 0, 191), (191, 0, 0), (0, 0, 191))
"""75 per cent colour bars, in the order of SMPTE EG 1."""


@dataclass(frozen=True, slots=True)
class Slate:
    """What the slate says.

    Attributes:
        headline: Show, shot and version, for example ``DEMO  020_0150  v001``.
        statement: What kind of picture it is, for example ``SIMULATED PICTURE``.
        facts: Names and values, in order.
    """

    headline: str
    statement: str
    facts: tuple[tuple[str, str], ...]


def burn_in(picture: Bytes, left: str, middle: str, right: str) -> Bytes:
    """Write three texts into a strip at the foot of a picture.

    Args:
        picture: Display values, shape [h, w, 3].
        left: Shot and version.
        middle: Timecode.
        right: Frame number.
    """
    from PIL import Image, ImageDraw

    height, width = picture.shape[:2]
    strip = strip_px(height)
    marked = picture.copy()
    foot = marked[height - strip :]
    foot[:] = (foot.astype(np.float32) * (1.0 - STRIP_DARKNESS)).astype(np.uint8)
    image = Image.fromarray(marked)
    draw = ImageDraw.Draw(image)
    middle_y, edge = height - strip / 2, strip * 0.5
    room = width - 2 * edge
    font = fitting_font([f"{left}   {middle}   {right}"], room, strip * 0.66)
    draw.text((edge, middle_y), left, fill=INK, font=font, anchor="lm")
    gap, half = float(font.getlength("   ")), float(font.getlength(middle)) / 2
    first, last = (edge + float(font.getlength(left)) + gap, width - edge - float(font.getlength(right)) - gap)
    place = max(first + half, min(width / 2, last - half))  # in the middle of the picture, or of what is left
    draw.text((place, middle_y), middle, fill=INK, font=font, anchor="mm")
    draw.text((width - edge, middle_y), right, fill=INK, font=font, anchor="rm")
    return np.asarray(image)


def strip_px(height: int) -> int:
    """Return the strip's height for a picture's height [px]."""
    return min(max(round(height * STRIP_SHARE), SMALLEST_STRIP_PX), height)


def draw_slate(slate: Slate, width: int, height: int) -> Bytes:
    """Draw the slate, shape [height, width, 3]."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (width, height), PAPER)
    draw = ImageDraw.Draw(image)
    margin, unit = width * 0.06, height / 100.0
    inside = width - 2 * margin
    head = fitting_font([slate.headline], inside, 10 * unit)
    draw.text((margin, 17 * unit), slate.headline, fill=INK, font=head, anchor="lm")
    said = fitting_font([slate.statement], inside, 5.0 * unit)
    draw.text((margin, 27.5 * unit), slate.statement, fill=ACCENT, font=said, anchor="lm")
    draw.line((margin, 33.5 * unit, width - margin, 33.5 * unit), fill=QUIET, width=max(1, round(unit / 4)))
    _facts(draw, slate.facts, (margin, 36.0 * unit, width - margin, 84.0 * unit))
    bar = inside / len(BARS)
    for index, colour in enumerate(BARS):
        left = margin + index * bar
        draw.rectangle((left, 88 * unit, left + bar - 1, 95 * unit), fill=colour)
    return np.asarray(image)


def fitting_font(texts: Sequence[str], room_px: float, size_px: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Return Pillow's own font, as large as asked or as the longest text leaves room for."""
    from PIL import ImageFont

    font = ImageFont.load_default(max(size_px, 5.0))
    widest = max(float(font.getlength(text)) for text in texts)
    if widest > room_px:
        font = ImageFont.load_default(max(size_px * room_px / widest, 5.0))
    return font


def _facts(draw: object, facts: tuple[tuple[str, str], ...], box: tuple[float, float, float, float]) -> None:
    from PIL import ImageDraw

    assert isinstance(draw, ImageDraw.ImageDraw)  # noqa: S101 - Pillow's type is imported late
    left, top, right, foot = box
    rows = -(-len(facts) // 2)
    line = (foot - top) / max(rows, 1)
    column = (right - left) / 2
    names = fitting_font([name for name, _ in facts] or [""], column * 0.34, line * 0.44)
    values = fitting_font([value for _, value in facts] or [""], column * 0.62, line * 0.44)
    for index, (name, value) in enumerate(facts):
        x = left + (index // rows) * column
        y = top + (index % rows + 0.5) * line
        draw.text((x, y), name, fill=QUIET, font=names, anchor="lm")
        draw.text((x + column * 0.36, y), value, fill=INK, font=values, anchor="lm")
